"""Claims as extracted: a node of `claim:` with all its slots, and the passages that report it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from kg import vocab
from kg.model import Actor, Amount, Claim, Condition, Document, Extraction, Reason, Span, When, digest
from kg.rdf.names import actor_iri, claim_iris, document_iri, statement_iri
from kg.rdf.terms import Facts, decimal, number, pact, text, type_node
from kg.times import Dates, dates
from kg.turtle import Literal, NamedNode


def claims_facts(extraction: Extraction) -> Facts:
    """All claims of a document. Raises ValueError for a claim that breaks the promises of `model.py`."""
    for claim, iri in claim_iris(extraction.document.id, extraction.claims).items():
        _check_actors(claim, extraction.actors)
        _check_confidence(claim)
        yield from _claim(claim, NamedNode(iri))
        yield from _statements(claim, NamedNode(iri), extraction.document)


def _check_actors(claim: Claim, actors: Mapping[str, Actor]) -> None:
    named = {*claim.by, *claim.to, *claim.said_by}.union(*claim.speakers)
    missing = sorted(named - set(actors))
    if missing:
        raise ValueError(f"claim names actors that its extraction does not hold: {', '.join(missing)}")


def _check_confidence(claim: Claim) -> None:
    if not 0 <= claim.confidence <= 1:  # what is no number is between no two
        raise ValueError(f"claim with the confidence {claim.confidence}; it is one from 0 to 1")


def _claim(claim: Claim, node: NamedNode) -> Facts:
    yield node, vocab.RDF + "type", pact("Claim")
    yield node, vocab.PACT + "type", type_node(claim.type)
    yield node, _level_property(claim), pact(claim.level)
    for predicate, keys in (("by", claim.by), ("to", claim.to), ("place", claim.place)):
        for key in keys:
            yield node, vocab.PACT + predicate, NamedNode(actor_iri(key))
    if claim.condition:
        yield from _condition(claim.condition, node)
    if claim.amount:
        yield from _amount(claim.amount, node)


def _level_property(claim: Claim) -> str:
    return vocab.PACT + ("status" if claim.kind == "commitment" else "stance")


def _condition(condition: Condition, claim: NamedNode) -> Facts:
    node = NamedNode(vocab.CONDITION + digest(condition.type, condition.text))
    yield claim, vocab.PACT + "condition", node
    yield node, vocab.RDF + "type", pact("Condition")
    yield node, vocab.PACT + "type", type_node(condition.type)
    yield node, vocab.RDFS + "label", text(condition.text)


def _amount(amount: Amount, claim: NamedNode) -> Facts:
    node = NamedNode(vocab.AMOUNT + digest(amount.text, repr(amount.low), amount.unit or ""))
    yield claim, vocab.PACT + "amount", node
    yield node, vocab.RDF + "type", pact("Amount")
    yield node, vocab.RDFS + "label", text(amount.text)
    if amount.low is not None and isfinite(amount.low):
        yield node, vocab.SCHEMA + "minValue", number(amount.low)
    if amount.unit:
        yield node, vocab.SCHEMA + "unitText", text(amount.unit)


# ---- statements: one a passage


@dataclass(frozen=True, slots=True)
class _Passage:
    span: Span
    level: str
    speakers: tuple[str, ...]
    when: tuple[When, ...]


def _passages(claim: Claim) -> list[_Passage]:
    """The passages of a claim, each with the level and the speakers that it reports itself, where they are known."""
    levels = claim.levels or (claim.level,) * len(claim.spans)
    speakers = claim.speakers or (claim.said_by,) * len(claim.spans)
    when = claim.when or ((),) * len(claim.spans)
    if not len(levels) == len(speakers) == len(when) == len(claim.spans):
        raise ValueError(f"claim whose levels, speakers or times do not stand beside its spans: {claim!r}")
    return [_Passage(*parts) for parts in zip(claim.spans, levels, speakers, when, strict=True)]


def _statements(claim: Claim, node: NamedNode, document: Document) -> Facts:
    passages = _passages(claim)
    cues = _share_out(claim.reasons, [passage.span for passage in passages])
    for passage in passages:
        if not 0 <= passage.span.begin < passage.span.end <= len(document.text):
            raise ValueError(f"{document.id}: passage {passage.span} lies outside the text")
        statement = NamedNode(statement_iri(node.value, passage.span))
        yield node, vocab.PACT + "statement", statement
        yield from _statement(claim, passage, statement, document)
        for reason in cues[passage.span]:
            yield statement, vocab.PACT + "cue", _cue(reason)


def _statement(claim: Claim, passage: _Passage, node: NamedNode, document: Document) -> Facts:
    context = NamedNode(document_iri(document.id))
    integer = NamedNode(vocab.XSD + "integer")
    yield node, vocab.RDF + "type", NamedNode(vocab.NIF + "String")
    yield node, vocab.PROV + "wasDerivedFrom", context
    yield node, vocab.NIF + "referenceContext", context
    yield node, vocab.NIF + "anchorOf", text(passage.span.of(document.text))
    yield node, vocab.NIF + "beginIndex", Literal(str(passage.span.begin), datatype=integer)
    yield node, vocab.NIF + "endIndex", Literal(str(passage.span.end), datatype=integer)
    yield node, vocab.PACT + "reports", pact(passage.level)
    for key in passage.speakers:
        yield node, vocab.PACT + "statedBy", NamedNode(actor_iri(key))
    yield node, vocab.PACT + "confidence", decimal(round(Decimal(repr(claim.confidence)), 2))
    if claim.rule:
        yield node, vocab.PACT + "rule", text(claim.rule)
    yield from _dates(dates(passage.when, document.date), node)


def _dates(found: Dates, node: NamedNode) -> Facts:
    """When the passage says that it was done, and for what time it holds, as precise as the words: day, month or year."""
    for predicate, value in (("actDate", found.act), ("validFrom", found.begin), ("validUntil", found.end)):
        if value:
            datatype = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
            yield node, vocab.PACT + predicate, Literal(value, datatype=NamedNode(vocab.XSD + datatype))


def _share_out(reasons: Iterable[Reason], spans: Sequence[Span]) -> dict[Span, list[Reason]]:
    """Each reason beside the passage that holds its words; beside the first, if none does."""
    shares: dict[Span, list[Reason]] = {span: [] for span in spans}
    for reason in reasons:
        home = next((s for s in spans if reason.span and s.begin <= reason.span.begin < s.end), spans[0])
        shares[home].append(reason)
    return shares


def _cue(reason: Reason) -> Literal:
    """`role: words @begin-end — note`: one literal a cue, to be read by people and found by `STRSTARTS`."""
    place = f" @{reason.span.begin}-{reason.span.end}" if reason.span else ""
    note = f" — {reason.note}" if reason.note else ""
    return text(f"{reason.role}: {reason.text}{place}{note}")
