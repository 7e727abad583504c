"""All that a store holds of one actor: what it undertakes, what is undertaken towards it, its stances, its words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg import query, vocab
from kg.errors import QueryError
from kg.gazetteer import Gazetteer
from kg.rdf import actor_iri
from kg.store import Store
from kg.table import Table
from kg.turtle import NamedNode

_KNOWN: Final = """SELECT DISTINCT ?actor ?label WHERE {
  ?any pact:by|pact:to|pact:statedBy|pact:place|pact:represents ?actor . ?actor rdfs:label ?label } ORDER BY ?actor ?label"""

#: %s is the actor's IRI. `for` tells in which of its parts the actor has the line.
_ABOUT: Final = """SELECT ?for ?what ?level ?type
  (GROUP_CONCAT(DISTINCT ?byName; separator=", ") AS ?by)
  (GROUP_CONCAT(DISTINCT COALESCE(?toName, ""); separator=", ") AS ?to)
  ?condition ?amount ?words ?issued ?title
WHERE {
  VALUES ?actor { %s }
  { ?claim pact:by ?actor . ?claim pact:statement ?s . BIND ("by" AS ?for) }
  UNION { ?claim pact:to ?actor . ?claim pact:statement ?s . BIND ("to" AS ?for) }
  UNION { ?s pact:statedBy ?actor . ?claim pact:statement ?s . BIND ("said by" AS ?for) }
  ?claim a ?kind ; pact:type/skos:prefLabel ?type ; pact:by/rdfs:label ?byName .
  VALUES (?kind ?what) { (pact:Commitment "commitment") (pact:Position "position") }
  ?s pact:status|pact:stance ?how ; nif:anchorOf ?words ; prov:wasDerivedFrom ?document .
  ?how skos:prefLabel ?level .
  OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document dcterms:issued ?issued }
  OPTIONAL { ?claim pact:to/rdfs:label ?toName }
  OPTIONAL { ?claim pact:condition/rdfs:label ?condition }
  OPTIONAL { ?claim pact:amount/rdfs:label ?amount }
}
GROUP BY ?claim ?s ?for ?what ?level ?type ?condition ?amount ?words ?issued ?title
ORDER BY ?for ?what ?issued ?type ?level ?words ?s"""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Who it is, and every passage that concerns it."""

    iri: str
    label: str
    table: Table


def dossier(store: Store, name: str, gazetteer: Gazetteer) -> Dossier:
    """What `store` holds of the actor that `name` stands for: a key (`FR`), a name or an alias ("the Kremlin").

    Raises QueryError if nobody goes by that name, with names that look alike, or if several do.
    """
    known = _known(store)
    iri = _one(name, known, gazetteer)
    entry = gazetteer.entries.get(iri.removeprefix(vocab.ACTOR))
    label = known.get(iri) or (entry.label if entry else name)
    return Dossier(iri, label, query.run(store, _ABOUT % NamedNode(iri)))


def actor_iri_of(store: Store, name: str, gazetteer: Gazetteer) -> str:
    """The IRI of the actor that `name` stands for. Raises QueryError as `dossier` does."""
    return _one(name, _known(store), gazetteer)


def _known(store: Store) -> dict[str, str]:
    return {row[0]: row[1] for row in query.run(store, _KNOWN).rows if row[0] and row[1]}


def _one(name: str, known: dict[str, str], gazetteer: Gazetteer) -> str:
    """The IRI that `name` stands for: the first way of reading it that leads to anybody."""
    for found in _readings(name.strip(), known, gazetteer):
        here = sorted(found & known.keys()) or sorted(found)
        if len(here) == 1:
            return here[0]
        if here:
            keys = ", ".join(iri.removeprefix(vocab.ACTOR) for iri in here)
            raise QueryError(f"{name}: may be any of {keys}; give one of these keys")
    raise QueryError(f"{name}: no such actor here; {_hint(name, known, gazetteer)}")


def _readings(name: str, known: dict[str, str], gazetteer: Gazetteer) -> Iterator[set[str]]:
    """Sets of IRIs, surest first: key, label in the store, name in the gazetteer, these in any case, last word of a label."""
    yield {actor_iri(name)} & {*known, *map(actor_iri, gazetteer.entries)} if name else set()
    yield {iri for iri, label in known.items() if label == name}
    yield {actor_iri(reading.key) for reading in gazetteer.names.get(name, ())}
    low = name.casefold().removeprefix("the ")
    yield {iri for iri, label in known.items() if _fold(label) == low}
    yield {actor_iri(reading.key) for text, found in gazetteer.names.items() if _fold(text) == low for reading in found}
    yield {iri for iri in (*known, *map(actor_iri, gazetteer.entries)) if iri.removeprefix(vocab.ACTOR).casefold() == low}
    yield {iri for iri, label in known.items() if _fold(label).split()[-1:] == [low]}


def _fold(text: str) -> str:
    return text.casefold().removeprefix("the ")


def _hint(name: str, known: dict[str, str], gazetteer: Gazetteer) -> str:
    names: Iterable[str] = {*known.values(), *gazetteer.names}
    near = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0.7)
    return f"did you mean {' or '.join(near)}?" if near else "list those who act with: kg query most-active-actors"
