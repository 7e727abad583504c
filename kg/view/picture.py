"""What the page shows, as plain frozen values: no RDF, no layout, no colour.

Keys are local names (`FR`, `NATO`, `arms_supply`); levels are the statuses and stances of `kg.model`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A node. `cls` is the local name of a class below `pact:Actor`; `code` an ISO 3166-1 alpha-2 code."""

    key: str
    iri: str
    label: str
    cls: str = "Organization"
    code: str | None = None
    wikidata: str | None = None
    members: tuple[str, ...] = ()  # keys of the states or bodies that belong to it
    represents: str | None = None  # for a person: key of the state or body that they speak for
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A top-level group of types. The order of `Picture.families` decides which colour each one gets."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What must come first: a type key or `other`, what that is called, and the words."""

    type: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as one report gives it: the words, what they come to at least, and of what."""

    text: str
    low: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an analyst decided about an entry or a part of it: merge, split, reject, correct; `revoked` if taken back."""

    verb: str
    author: str
    day: str
    reason: str
    sets: tuple[str, ...] = ()  # `slot=value` of a correction
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One passage that reports an entry. `sentence[offset:offset + len(words)] == words`."""

    iri: str
    document: str  # id of a Source
    words: str
    begin: int
    end: int
    sentence: str
    offset: int
    level: str
    confidence: float | None = None
    speakers: tuple[str, ...] = ()  # keys of actors
    amount: Figure | None = None  # as this document gives it
    condition: Condition | None = None  # as this document gives it
    by: tuple[str, ...] = ()  # whom this document names; empty if that is not known
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One commitment (`level` is a status) or one position (`level` is a stance)."""

    iri: str
    kind: str  # commitment | position
    type: str
    type_label: str
    family: str  # key of a Family
    level: str
    by: tuple[str, ...]
    to: tuple[str, ...] = ()
    condition: Condition | None = None
    place: tuple[str, ...] = ()
    amount: str | None = None
    statements: tuple[Statement, ...] = ()  # by date, then document, then place
    rulings: tuple[Ruling, ...] = ()
    reasons: tuple[str, ...] = ()  # why the reports of several documents are one entry


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the reader knows it. `source` is the outlet or file; `date` an ISO day."""

    id: str
    iri: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """All that one page shows. Every key used in `entries` may or may not be in `actors`: the page copes."""

    actors: tuple[Actor, ...] = ()
    entries: tuple[Entry, ...] = ()
    documents: tuple[Source, ...] = ()
    families: tuple[Family, ...] = ()
    hostile: frozenset[str] = frozenset()  # types whose commitments are made against the addressee
