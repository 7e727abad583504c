"""What analysts decided: two commitments are one, one is several, a claim is wrong. PROV activities, revocable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Final, Literal

from kg import vocab
from kg.fuse.report import Report, value
from kg.model import digest
from kg.rdf.terms import pact, text
from kg.turtle import Literal as RdfLiteral
from kg.turtle import NamedNode, Quad, Term

Verb = Literal["merge", "split", "reject", "correct", "revoke"]
VERBS: Final[tuple[Verb, ...]] = ("merge", "split", "reject", "correct", "revoke")
SLOTS: Final = ("level", "type", "by", "to")
_GRAPH: Final = NamedNode(vocab.DECISIONS_GRAPH)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `number` counts them in a store; `changes` are (slot, value) of a correction, one value each.

    `claims`: of a merge those of both, of a split those that part, else the claim that it is about.
    """

    number: int
    verb: Verb
    claims: tuple[str, ...]
    author: str
    reason: str
    day: str
    changes: tuple[tuple[str, str], ...] = ()
    revokes: str = ""  # id of the decision that a revocation takes back

    @property
    def id(self) -> str:
        pairs = (f"{slot}={value}" for slot, value in self.changes)
        return digest(str(self.number), self.verb, *self.claims, *pairs, self.author, self.reason, self.day, self.revokes, size=10)

    @property
    def iri(self) -> str:
        return vocab.DECISION + self.id

    @property
    def alone(self) -> str | None:
        """Of a split: the one claim that leaves the others together; None if all part."""
        return next((value for slot, value in self.changes if slot == "alone"), None)


@dataclass(frozen=True)
class Effect:
    """What the decisions in force come to."""

    rejected: frozenset[str] = frozenset()
    corrections: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    parted: frozenset[frozenset[str]] = frozenset()  # pairs of claims that are not one
    joined: tuple[Decision, ...] = ()  # merges and splits, in their order

    def rivals(self, claim: str) -> frozenset[str]:
        """The claims that are not one with this one."""
        return self._rivals.get(claim, frozenset())

    @cached_property
    def _rivals(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for pair in self.parted:
            for claim in pair:
                found[claim] = found.get(claim, frozenset()) | pair - {claim}
        return found

    def corrected(self, report: Report) -> Report:
        """The report as an analyst corrected it; a level that is corrected is corrected in all passages."""
        slots = self.corrections.get(report.iri)
        if not slots:
            return report
        level = slots.get("level", (report.level,))[0]
        passages = tuple(replace(p, level=level) for p in report.passages) if "level" in slots else report.passages
        return replace(
            report,
            level=level,
            passages=passages,
            type=slots.get("type", (report.type,))[0],
            by=frozenset(slots["by"]) if "by" in slots else report.by,
            to=frozenset(filter(None, slots["to"])) if "to" in slots else report.to,
        )


def effect(decisions: Iterable[Decision]) -> Effect:
    """What the decisions in force come to, later ones over earlier ones."""
    given = sorted(decisions, key=lambda decision: (decision.number, decision.id))
    revoked = {decision.revokes for decision in given}
    rejected: set[str] = set()
    corrections: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    parted: dict[frozenset[str], bool] = {}
    joined: list[Decision] = []
    for decision in given:
        if decision.id in revoked:
            continue
        if decision.verb == "reject":
            rejected.update(decision.claims)
        elif decision.verb == "correct":
            values: dict[str, list[str]] = defaultdict(list)
            for slot, value in decision.changes:
                values[slot].append(value)
            corrections[decision.claims[0]].update({slot: tuple(found) for slot, found in values.items()})
        elif decision.verb in ("merge", "split"):
            joined.append(decision)
            parted.update(dict.fromkeys(_pairs(decision), decision.verb == "split"))
    return Effect(frozenset(rejected), dict(corrections), frozenset(pair for pair, apart in parted.items() if apart), tuple(joined))


def _pairs(decision: Decision) -> Iterator[frozenset[str]]:
    """The pairs that a merge or a split speaks of: all, or those of the claim that is taken out."""
    for pair in map(frozenset, combinations(decision.claims, 2)):
        if decision.alone is None or decision.alone in pair:
            yield pair


# ---- as quads


def decision_quads(decision: Decision) -> set[Quad]:
    node = NamedNode(decision.iri)
    agent = NamedNode(vocab.AGENT + digest("analyst", decision.author))
    integer, day = NamedNode(vocab.XSD + "integer"), NamedNode(vocab.XSD + "date")
    facts: list[tuple[NamedNode, str, Term]] = [
        (node, vocab.RDF + "type", NamedNode(vocab.PROV + "Activity")),
        (node, vocab.RDF + "type", pact("Decision")),
        (node, vocab.PACT + "number", RdfLiteral(str(decision.number), datatype=integer)),
        (node, vocab.PACT + "verb", RdfLiteral(decision.verb)),
        (node, vocab.PROV + "wasAssociatedWith", agent),
        (agent, vocab.RDF + "type", NamedNode(vocab.PROV + "Agent")),
        (agent, vocab.RDFS + "label", text(decision.author)),
        (node, vocab.DCTERMS + "date", RdfLiteral(decision.day, datatype=day)),
        (node, vocab.PACT + "reason", text(decision.reason)),
    ]
    facts += [(node, vocab.PROV + "used", NamedNode(claim)) for claim in decision.claims]
    facts += [(node, vocab.PACT + "sets", text(f"{slot}={value}")) for slot, value in decision.changes]
    if decision.revokes:
        facts.append((node, vocab.PACT + "revokes", NamedNode(vocab.DECISION + decision.revokes)))
    return {Quad(subject, NamedNode(predicate), value, _GRAPH) for subject, predicate, value in facts}


def read_decisions(quads: Iterable[Quad]) -> list[Decision]:
    """The decisions in the quads of their graph, oldest first."""
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        facts[value(quad.subject)][quad.predicate.value].append(value(quad.object))
    found = [_decision(about, facts) for iri, about in facts.items() if iri.startswith(vocab.DECISION)]
    return sorted(found, key=lambda decision: (decision.number, decision.id))


def _decision(about: dict[str, list[str]], facts: dict[str, dict[str, list[str]]]) -> Decision:
    agent = about[vocab.PROV + "wasAssociatedWith"][0]
    verb = next(verb for verb in VERBS if verb == about[vocab.PACT + "verb"][0])
    pairs = sorted(tuple(pair.split("=", 1)) for pair in about.get(vocab.PACT + "sets", ()))
    return Decision(
        number=int(about[vocab.PACT + "number"][0]),
        verb=verb,
        claims=tuple(sorted(about.get(vocab.PROV + "used", ()))),
        author=facts[agent][vocab.RDFS + "label"][0],
        reason=about[vocab.PACT + "reason"][0],
        day=about[vocab.DCTERMS + "date"][0],
        changes=tuple((pair[0], pair[1]) for pair in pairs),
        revokes=next(iter(about.get(vocab.PACT + "revokes", ())), "").removeprefix(vocab.DECISION),
    )
