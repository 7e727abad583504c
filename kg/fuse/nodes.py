"""The fused graph: a commitment or position for each group of reports, its statements, and why they are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from kg import vocab
from kg.fuse.report import Report, value
from kg.fuse.settle import Joined
from kg.rdf import fused_iri
from kg.rdf.terms import decimal, pact, text, type_node
from kg.store import Store
from kg.turtle import Literal, NamedNode, Quad, Term

Facts = Iterator[tuple[str, str, Term]]  # subject IRI, predicate IRI, object

_GRAPH: Final = NamedNode(vocab.FUSION_GRAPH)
CLUSTER: Final = vocab.PACT + "cluster"
BLOCK: Final = vocab.PACT + "block"
CLAIM: Final = vocab.PACT + "claim"
STATEMENT: Final = vocab.PACT + "statement"
MATCH: Final = vocab.PACT + "match"
NODES: Final = (vocab.COMMITMENT, vocab.POSITION)  # what IRIs of fused nodes begin with


def match_iri(claim: str) -> str:
    return vocab.MATCH + claim.removeprefix(vocab.CLAIM)


def quads(facts: Iterable[tuple[str, str, Term]]) -> set[Quad]:
    return {Quad(NamedNode(subject), NamedNode(predicate), value, _GRAPH) for subject, predicate, value in facts}


def claim_facts(claim: str, founder: str, keys: Iterable[str]) -> Facts:
    """Where a claim is filed. The claim is the subject, so none of this is seen in the default graph."""
    yield claim, CLUSTER, NamedNode(founder)
    for key in keys:
        yield claim, BLOCK, Literal(key)


def statement_facts(report: Report) -> Facts:
    """What the statements of a report are, and what each reports."""
    for passage in report.passages:
        yield passage.iri, vocab.RDF + "type", pact("Statement")
        yield passage.iri, level_property(report.kind), pact(passage.level)


def match_facts(claim: str, joined: Joined) -> Facts:
    """Why a claim joined what was known before: the report it agreed with, the score, each reason as a literal."""
    node = match_iri(claim)
    yield node, vocab.RDF + "type", pact("Match")
    yield node, CLAIM, NamedNode(claim)
    yield node, vocab.PACT + "with", NamedNode(joined.other)
    yield node, vocab.PACT + "score", decimal(Decimal(repr(joined.score.value)))
    for reason in joined.score.reasons:
        yield node, vocab.PACT + "reason", text(str(reason))


def group_facts(group: list[Report], matched: Iterable[str]) -> Facts:
    """The node of a group of reports, in their order. `matched` are those of its claims that have a match node.

    What is told of claims and statements themselves is in `claim_facts` and `statement_facts`.
    Level and words for the level: the newest report's. Actors, places, conditions, amounts: what any report names.
    """
    founder = group[0]
    node = fused_iri(founder.kind, founder.iri)
    yield node, vocab.RDF + "type", pact(founder.kind.capitalize())
    yield from newest_facts(node, group[-1])
    for report in group:
        yield from report_facts(node, report)
    for claim in matched:
        yield match_link(node, claim)


def newest_facts(node: str, newest: Report) -> Facts:
    """What the newest report of a group makes of its node."""
    yield node, vocab.PACT + "type", type_node(newest.type)
    yield node, level_property(newest.kind), pact(newest.level)


def report_facts(node: str, report: Report) -> Facts:
    """What one report of a group adds to its node; others may add the same."""
    for role in ("by", "to", "place"):
        for key in getattr(report, role):
            yield node, vocab.PACT + role, NamedNode(vocab.ACTOR + key)
    yield node, CLAIM, NamedNode(report.iri)
    if report.need:
        yield node, vocab.PACT + "condition", NamedNode(report.need.iri)
    if report.amount:
        yield node, vocab.PACT + "amount", NamedNode(report.amount.iri)
    for passage in report.passages:
        yield node, STATEMENT, NamedNode(passage.iri)


def match_link(node: str, claim: str) -> tuple[str, str, Term]:
    return node, MATCH, NamedNode(match_iri(claim))


def level_property(kind: str) -> str:
    return vocab.PACT + ("status" if kind == "commitment" else "stance")


# ---- read back


def holders(store: Store, claim: str) -> set[str]:
    """The commitment or position that a claim was fused to; none for one that is not fused."""
    found = store.match(None, NamedNode(CLAIM), NamedNode(claim), vocab.FUSION_GRAPH)
    return {iri for quad in found if (iri := value(quad.subject)).startswith(NODES)}


def objects(store: Store, node: str, predicate: str) -> set[str]:
    """What the fused graph says that a node has."""
    return {value(quad.object) for quad in store.match(NamedNode(node), NamedNode(predicate), None, vocab.FUSION_GRAPH)}
