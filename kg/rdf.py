"""Extraction -> quads: the shape of the graph, as `model.md` promises it. Provenance is written here and nowhere else.

A document owns one named graph, whose name is the document's IRI, and one line in the provenance graph: which run read
it. No blank nodes, no clock: the quads of an extraction depend on nothing but the extraction and the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Final

from kg import vocab
from kg.model import (
    STANCES,
    STATUSES,
    Actor,
    Amount,
    Claim,
    Condition,
    Document,
    DocumentState,
    Extraction,
    Reason,
    Run,
    Span,
    digest,
)
from kg.turtle import Literal, NamedNode, Quad, Term

Facts = Iterator[tuple[NamedNode, str, Term]]  # subject, predicate IRI, object

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_LEVELS: Final = {"commitment": STATUSES, "position": STANCES}
_SPACE: Final = {"commitment": vocab.COMMITMENT, "position": vocab.POSITION}


def state(document: Document, run: Run) -> DocumentState:
    """The state of a store that is up to date with `document` as read by `run`."""
    return DocumentState(content_hash(document), run_iri(run))


def content_hash(document: Document) -> str:
    """Hash of all that is written of a document; the path it was read from is not."""
    parts = (document.id, document.text, document.title, document.date, document.url, document.site)
    return digest(*("\x00" if part is None else part for part in parts), size=32)


# ---- names


def run_iri(run: Run) -> str:
    return vocab.RUN + digest(run.program, run.ontology, run.model)


def document_iri(document_id: str) -> str:
    """`doc:<id>`, all but letters, digits and `-._~` in percent signs."""
    return vocab.DOCUMENT + _segment(document_id)


def actor_iri(key: str) -> str:
    """`actor:<key>`; an unnamed group (`~allies of Ukraine`) becomes a slug: `actor:~allies-of-ukraine`."""
    if key.startswith("~"):
        slug = re.sub(r"[\W_]+", "-", key.lower()).strip("-")
        return vocab.ACTOR + "~" + vocab.iri_part(slug or "unnamed")
    return vocab.ACTOR + _segment(key)


def _segment(text: str) -> str:
    """The last segment of an IRI; dots alone, which readers of addresses would resolve, are encoded too."""
    part = vocab.iri_part(text)
    return part if part.strip(".") else part.replace(".", "%2E")


def claim_iris(document_id: str, claims: Iterable[Claim]) -> dict[Claim, str]:
    """An IRI for each claim of a document, in a fixed order.

    It hashes document, kind, type, by, to and first passage, so that a better reading of status, condition or speaker
    keeps the IRI. Of claims that agree in all of these only the firmest has that name, the others hash the rest too.
    """
    names: dict[Claim, str] = {}
    taken: set[str] = set()
    for claim in sorted(set(claims), key=_claim_key):
        first = min(claim.spans, key=_span_key)
        core = (document_id, claim.kind, claim.type, _join(claim.by), _join(claim.to), f"{first.begin}-{first.end}")
        iri = _SPACE[claim.kind] + digest(*core)
        if iri in taken:
            iri = _SPACE[claim.kind] + digest(*core, repr(claim))
        taken.add(iri)
        names[claim] = iri
    return names


def _join(keys: Iterable[str]) -> str:
    return "\x1e".join(sorted(set(keys)))


def _span_key(span: Span) -> tuple[int, int]:
    return span.begin, span.end


def _claim_key(claim: Claim) -> tuple[str, int, str]:
    levels = _LEVELS[claim.kind]
    if claim.level not in levels:
        raise ValueError(f"{claim.kind} with level {claim.level!r}; it is one of {', '.join(levels)}")
    if not claim.spans:
        raise ValueError(f"claim without a passage: {claim!r}")
    return claim.kind, levels.index(claim.level), repr(claim)


# ---- terms


def _pact(name: str) -> NamedNode:
    return NamedNode(vocab.PACT + name)


def _type(key: str) -> NamedNode:
    return NamedNode(vocab.TYPE + vocab.iri_part(key))


def _text(value: str) -> Literal:
    """`value` as a literal. Lone surrogates, which no RDF syntax can hold, are replaced one for one: offsets stay."""
    return Literal(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value))


def _number(value: float) -> Literal:
    """`value` as xsd:integer where it is whole, else as a canonical xsd:decimal (what a store gives back)."""
    if value == int(value):
        return Literal(str(int(value)), datatype=NamedNode(vocab.XSD + "integer"))
    return _decimal(Decimal(repr(value)))


def _decimal(value: Decimal) -> Literal:
    return Literal(f"{value.normalize():f}", datatype=NamedNode(vocab.XSD + "decimal"))


def _iri_or_none(value: str) -> NamedNode | None:
    """`value` as an IRI if it is a web address that every parser takes; what an article says is never trusted."""
    if not _WEB.fullmatch(value):
        return None
    try:
        return NamedNode(value)
    except ValueError:
        return None


# ---- the graph of a document


def quads(extraction: Extraction, run: Run) -> Iterator[Quad]:
    """All quads of one document: those of its own graph, then its provenance. Each quad comes once.

    Raises ValueError for an extraction that breaks the promises of `model.py`: a passage outside the text, an unknown
    level, an actor that is not in `actors`.
    """
    graph = NamedNode(document_iri(extraction.document.id))
    seen: set[Quad] = set()
    for name, facts in (
        (graph, _document_graph(extraction)),
        (NamedNode(vocab.PROVENANCE_GRAPH), _provenance(extraction.document, run)),
    ):
        for subject, predicate, value in facts:
            quad = Quad(subject, NamedNode(predicate), value, name)
            if quad not in seen:
                seen.add(quad)
                yield quad


def _document_graph(extraction: Extraction) -> Facts:
    document = extraction.document
    yield from _document(document)
    for key in sorted(extraction.actors):
        yield from _actor(extraction.actors[key])
    for claim, iri in claim_iris(document.id, extraction.claims).items():
        _check_actors(claim, extraction.actors)
        yield from _claim(claim, NamedNode(iri))
        yield from _statements(claim, NamedNode(iri), document)


def _check_actors(claim: Claim, actors: Mapping[str, Actor]) -> None:
    named = {*claim.by, *claim.to, *claim.said_by}.union(*claim.speakers)
    missing = sorted(named - set(actors))
    if missing:
        raise ValueError(f"claim names actors that its extraction does not hold: {', '.join(missing)}")


def _document(document: Document) -> Facts:
    node = NamedNode(document_iri(document.id))
    yield node, vocab.RDF + "type", _pact("Document")
    yield node, vocab.RDF + "type", NamedNode(vocab.NIF + "Context")
    yield node, vocab.DCTERMS + "identifier", _text(document.id)
    if document.title:
        yield node, vocab.DCTERMS + "title", _text(document.title)
    if document.date:
        yield node, *_issued(document.date)
    yield from _source(node, document)
    yield node, vocab.PACT + "contentHash", Literal(content_hash(document))
    yield node, vocab.NIF + "isString", _text(document.text)


def _issued(day: str) -> tuple[str, Term]:
    """The day as xsd:date; anything else is kept as written, under a property that promises no type."""
    try:
        plain = date.fromisoformat(day).isoformat() == day
    except ValueError:
        plain = False
    if plain:
        return vocab.DCTERMS + "issued", Literal(day, datatype=NamedNode(vocab.XSD + "date"))
    return vocab.DCTERMS + "date", _text(day)


def _source(node: NamedNode, document: Document) -> Facts:
    """`dcterms:source` is the address, else the site; a site beside an address is the publisher."""
    source = document.url or document.site
    if source:
        yield node, vocab.DCTERMS + "source", _iri_or_none(source) or _text(source)
    if document.url and document.site:
        yield node, vocab.DCTERMS + "publisher", _text(document.site)


def _actor(actor: Actor) -> Facts:
    node = NamedNode(actor_iri(actor.key))
    yield node, vocab.RDF + "type", _pact(vocab.iri_part(actor.cls))
    yield node, vocab.RDFS + "label", _text(actor.label)
    for same in filter(None, map(_iri_or_none, actor.same_as)):
        yield node, vocab.OWL + "sameAs", same
    if actor.represents:
        yield node, vocab.PACT + "represents", NamedNode(actor_iri(actor.represents))
    if actor.office:
        yield node, vocab.PACT + "office", _text(actor.office)


def _claim(claim: Claim, node: NamedNode) -> Facts:
    yield node, vocab.RDF + "type", _pact(claim.kind.capitalize())
    yield node, vocab.PACT + "type", _type(claim.type)
    yield node, _level_property(claim), _pact(claim.level)
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
    yield node, vocab.RDF + "type", _pact("Condition")
    yield node, vocab.PACT + "type", _type(condition.type)
    yield node, vocab.RDFS + "label", _text(condition.text)


def _amount(amount: Amount, claim: NamedNode) -> Facts:
    node = NamedNode(vocab.AMOUNT + digest(amount.text, repr(amount.low), amount.unit or ""))
    yield claim, vocab.PACT + "amount", node
    yield node, vocab.RDF + "type", _pact("Amount")
    yield node, vocab.RDFS + "label", _text(amount.text)
    if amount.low is not None and isfinite(amount.low):
        yield node, vocab.SCHEMA + "minValue", _number(amount.low)
    if amount.unit:
        yield node, vocab.SCHEMA + "unitText", _text(amount.unit)


# ---- statements: one a passage


@dataclass(frozen=True, slots=True)
class _Passage:
    span: Span
    level: str
    speakers: tuple[str, ...]


def _passages(claim: Claim) -> list[_Passage]:
    """The passages of a claim, each with the level and the speakers that it reports itself, where they are known."""
    levels = claim.levels or (claim.level,) * len(claim.spans)
    speakers = claim.speakers or (claim.said_by,) * len(claim.spans)
    if not len(levels) == len(speakers) == len(claim.spans):
        raise ValueError(f"claim whose levels or speakers do not stand beside its spans: {claim!r}")
    return [_Passage(*parts) for parts in zip(claim.spans, levels, speakers, strict=True)]


def _statements(claim: Claim, node: NamedNode, document: Document) -> Facts:
    passages = _passages(claim)
    cues = _share_out(claim.reasons, [passage.span for passage in passages])
    for passage in passages:
        if not 0 <= passage.span.begin < passage.span.end <= len(document.text):
            raise ValueError(f"{document.id}: passage {passage.span} lies outside the text")
        place = f"{passage.span.begin}-{passage.span.end}"
        statement = NamedNode(vocab.STATEMENT + digest(node.value, place))
        yield node, vocab.PACT + "statement", statement
        yield from _statement(claim, passage, statement, document)
        for reason in cues[passage.span]:
            yield statement, vocab.PACT + "cue", _cue(reason)


def _statement(claim: Claim, passage: _Passage, node: NamedNode, document: Document) -> Facts:
    context = NamedNode(document_iri(document.id))
    integer = NamedNode(vocab.XSD + "integer")
    yield node, vocab.RDF + "type", _pact("Statement")
    yield node, vocab.PROV + "wasDerivedFrom", context
    yield node, vocab.NIF + "referenceContext", context
    yield node, vocab.NIF + "anchorOf", _text(passage.span.of(document.text))
    yield node, vocab.NIF + "beginIndex", Literal(str(passage.span.begin), datatype=integer)
    yield node, vocab.NIF + "endIndex", Literal(str(passage.span.end), datatype=integer)
    yield node, _level_property(claim), _pact(passage.level)
    for key in passage.speakers:
        yield node, vocab.PACT + "statedBy", NamedNode(actor_iri(key))
    yield node, vocab.PACT + "confidence", _decimal(round(Decimal(repr(claim.confidence)), 2))
    if claim.rule:
        yield node, vocab.PACT + "rule", _text(claim.rule)


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
    return _text(f"{reason.role}: {reason.text}{place}{note}")


# ---- provenance


def _provenance(document: Document, run: Run) -> Facts:
    activity = NamedNode(run_iri(run))
    version = NamedNode(f"{vocab.ONTOLOGY}/{vocab.iri_part(run.ontology)}")
    label = f"Pactgraph {run.program}, ontology {run.ontology}, model {run.model}"
    yield activity, vocab.RDF + "type", NamedNode(vocab.PROV + "Activity")
    yield activity, vocab.RDFS + "label", _text(label)
    yield activity, vocab.PROV + "used", NamedNode(document_iri(document.id))
    yield activity, vocab.PROV + "used", version
    yield version, vocab.RDF + "type", NamedNode(vocab.PROV + "Entity")
    yield version, vocab.OWL + "versionInfo", _text(run.ontology)
    yield version, vocab.PROV + "specializationOf", NamedNode(vocab.ONTOLOGY)
    for name, software in (("Pactgraph", run.program), ("model", run.model)):
        yield from _agent(activity, name, software)


def _agent(activity: NamedNode, name: str, version: str) -> Facts:
    node = NamedNode(vocab.AGENT + digest(name, version))
    yield activity, vocab.PROV + "wasAssociatedWith", node
    yield node, vocab.RDF + "type", NamedNode(vocab.PROV + "SoftwareAgent")
    yield node, vocab.RDFS + "label", _text(f"{name} {version}")
    yield node, vocab.SCHEMA + "softwareVersion", _text(version)
