"""A report: what one document says of one undertaking or stance, as fusion reads it back from the quads of its claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg import vocab
from kg.turtle import Literal, NamedNode, Quad

#: What is known of a node: predicate IRI -> values (IRIs and lexical forms).
Facts = Mapping[str, Sequence[str]]
Lookup = Callable[[str], Facts]

#: The place of a report among all: by day, id of the document, place in the text, IRI of the claim.
Order = tuple[str, str, int, str]

_PACT: Final = len(vocab.PACT)


@dataclass(frozen=True, slots=True)
class Passage:
    """One statement: its IRI, where it stands, the level that it reports, its words."""

    iri: str
    begin: int
    end: int
    level: str
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount: its IRI, its words, its lower bound and its unit ("" where unknown)."""

    iri: str
    text: str
    low: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Need:
    """A condition: its IRI, the key of its type, its words."""

    iri: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A claim of one document, actors as keys (`FR`). `day` is "" where the document has no date."""

    iri: str
    document: str
    id: str
    day: str
    kind: str
    type: str
    level: str
    by: frozenset[str]
    to: frozenset[str]
    place: frozenset[str]
    passages: tuple[Passage, ...]
    speakers: frozenset[str] = frozenset()
    amount: Figure | None = None
    need: Need | None = None

    @property
    def order(self) -> Order:
        """Documents without a date come first."""
        return self.day, self.id, self.passages[0].begin, self.iri

    @property
    def unit(self) -> tuple[str, str, str]:
        """Reports of one unit are told apart by their document: its IRI, and kind and type."""
        return self.document, self.kind, self.type


def index(quads: Iterable[Quad]) -> Lookup:
    """Looks nodes up in quads that are held in memory."""
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        facts[value(quad.subject)][quad.predicate.value].append(value(quad.object))
    return lambda iri: facts.get(iri, {})


def claims_of(quads: Iterable[Quad]) -> list[str]:
    """IRIs of the claims among the quads of a document, sorted."""
    return sorted({quad.subject.value for quad in quads if quad.object == _CLAIM and isinstance(quad.subject, NamedNode)})


def read(claim: str, lookup: Lookup) -> Report:
    """The report of a claim. Raises KeyError for an IRI that is no claim of the store."""
    facts = lookup(claim)
    passages = [(_passage(iri, lookup(iri)), lookup(iri)) for iri in facts[vocab.PACT + "statement"]]
    passages.sort(key=lambda passage: (passage[0].begin, passage[0].end, passage[0].iri))
    document = passages[0][1][vocab.PROV + "wasDerivedFrom"][0]
    about = lookup(document)
    level = (facts.get(vocab.PACT + "status") or facts[vocab.PACT + "stance"])[0]
    return Report(
        iri=claim,
        document=document,
        id=about[vocab.DCTERMS + "identifier"][0],
        day=next(iter(about.get(vocab.DCTERMS + "issued", ())), ""),
        kind="commitment" if vocab.PACT + "status" in facts else "position",
        type=facts[vocab.PACT + "type"][0].removeprefix(vocab.TYPE),
        level=level[_PACT:],
        by=_actors(facts, "by"),
        to=_actors(facts, "to"),
        place=_actors(facts, "place"),
        passages=tuple(passage for passage, _ in passages),
        speakers=frozenset().union(*(_actors(said, "statedBy") for _, said in passages)),
        amount=next((_figure(iri, lookup(iri)) for iri in facts.get(vocab.PACT + "amount", ())), None),
        need=next((_need(iri, lookup(iri)) for iri in facts.get(vocab.PACT + "condition", ())), None),
    )


_CLAIM: Final = NamedNode(vocab.PACT + "Claim")


def _passage(iri: str, facts: Facts) -> Passage:
    return Passage(
        iri=iri,
        begin=int(facts[vocab.NIF + "beginIndex"][0]),
        end=int(facts[vocab.NIF + "endIndex"][0]),
        level=min(facts[vocab.PACT + "reports"])[_PACT:],
        words=facts[vocab.NIF + "anchorOf"][0],
    )


def _figure(iri: str, facts: Facts) -> Figure:
    low = next(iter(facts.get(vocab.SCHEMA + "minValue", ())), None)
    unit = next(iter(facts.get(vocab.SCHEMA + "unitText", ())), "")
    return Figure(iri, facts[vocab.RDFS + "label"][0], None if low is None else float(low), unit)


def _need(iri: str, facts: Facts) -> Need:
    return Need(iri, facts[vocab.PACT + "type"][0].removeprefix(vocab.TYPE), facts[vocab.RDFS + "label"][0])


def _actors(facts: Facts, role: str) -> frozenset[str]:
    return frozenset(iri.removeprefix(vocab.ACTOR) for iri in facts.get(vocab.PACT + role, ()))


def value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
