"""Whom names stand for: the actors of `ontology/actors/` and every way to call them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from kg import vocab
from kg.errors import OntologyError
from kg.turtle import RDF_TYPE, Literal, NamedNode, Quad, Subject

#: How a name stands for its actor. `place` never acts; `capital` is a place or its government, by context.
KINDS: Final = {
    vocab.RDFS + "label": "name",
    vocab.SKOS + "altLabel": "name",
    vocab.PACT + "demonym": "demonym",
    vocab.PACT + "memberDemonym": "demonym",
    vocab.PACT + "capital": "capital",
    vocab.PACT + "seat": "seat",
    vocab.PACT + "organ": "organ",
    vocab.PACT + "place": "place",
}
CLASSES: Final = ("State", "Organization", "Coalition", "ArmedGroup", "Person")


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor of the gazetteer."""

    key: str
    label: str
    cls: str
    same_as: tuple[str, ...] = ()
    nominals: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    expands: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """One way to read a piece of text."""

    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Rule:
    """When an alias with two meanings stands for `key`; a rule without words is the default."""

    key: str
    near: tuple[str, ...]
    not_near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A membership or an office: who, where, as what, from when until when (ISO 8601, possibly a year or month)."""

    member: str
    body: str
    office: str
    start: str
    end: str

    def covers(self, day: str | None) -> bool:
        """Whether it held on `day`; an unknown day is covered if the term is still running."""
        if day is None:
            return not self.end
        return day[: len(self.start)] >= self.start and (not self.end or day[: len(self.end)] <= self.end)


@dataclass(frozen=True)
class Gazetteer:
    """All actors. `names` is keyed by the exact text; `upper` forms are derived by the matcher."""

    entries: Mapping[str, Entry]
    names: Mapping[str, tuple[Name, ...]]
    rules: Mapping[str, tuple[Rule, ...]]
    terms: tuple[Term, ...]
    adjectives: frozenset[str] = field(default=frozenset())

    @cached_property
    def by_family(self) -> dict[str, tuple[str, ...]]:
        """Family name -> keys of the persons who bear it."""
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            for family in entry.families:
                found[family].append(entry.key)
        return {name: tuple(keys) for name, keys in found.items()}

    @cached_property
    def by_folded_family(self) -> dict[str, tuple[str, ...]]:
        """As `by_family`, without accents and capitals."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for name, keys in self.by_family.items():
            found[folded(name)].update(dict.fromkeys(keys))
        return {name: tuple(keys) for name, keys in found.items()}

    @cached_property
    def by_member(self) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            found[term.member].append(term)
        return {key: tuple(terms) for key, terms in found.items()}

    @cached_property
    def by_body(self) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = defaultdict(list)
        for term in self.terms:
            found[term.body].append(term)
        return {key: tuple(terms) for key, terms in found.items()}

    def members(self, key: str, day: str | None) -> tuple[str, ...]:
        """Keys of the members of a body on a day, sorted."""
        return tuple(sorted(t.member for t in self.by_body.get(key, ()) if not t.office and t.covers(day)))

    def office_of(self, person: str, day: str | None) -> Term | None:
        """The office that a person held on `day`, or else the one held last."""
        offices = [t for t in self.by_member.get(person, ()) if t.office]
        held = [t for t in offices if t.covers(day)] or offices
        return max(held, key=lambda t: (t.start, t.body, t.office), default=None)


def folded(name: str) -> str:
    """A name as its spellings are compared: no accents, capitals, hyphens or apostrophes."""
    plain = name
    if not name.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", name.replace("ı", "i")) if not unicodedata.combining(c))
    return " ".join(re.sub(r"['’ʼ`]", "", plain).replace("-", " ").lower().split())


def build(quads: Iterable[Quad]) -> Gazetteer:
    """A gazetteer out of the triples of `ontology/actors/*.ttl`. Raises OntologyError for a nameless actor."""
    facts: dict[Subject, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        facts[quad.subject][quad.predicate.value].append(_text(quad.object))
    entries: dict[str, Entry] = {}
    names: dict[str, dict[tuple[str, str], Name]] = defaultdict(dict)
    rules: dict[str, list[Rule]] = defaultdict(list)
    terms: list[Term] = []
    for subject, pairs in facts.items():
        kinds = {value.rsplit("#", 1)[-1] for value in pairs.get(RDF_TYPE.value, ())}
        if "AliasRule" in kinds:
            for alias in pairs[vocab.PACT + "alias"]:
                rules[alias].append(_rule(pairs))
        elif "NoActor" in kinds:
            for alias in pairs[vocab.PACT + "phrase"]:
                names[alias][("", "none")] = Name("", "none")
        elif "Membership" in kinds:
            terms.append(_term(pairs))
        elif cls := next((c for c in CLASSES if c in kinds), None):
            entry = _entry(subject, cls, pairs)
            entries[entry.key] = entry
            for predicate, kind in KINDS.items():
                for text in pairs.get(predicate, ()):
                    reading = Name(entry.key, "person" if cls == "Person" else kind)
                    names[text][(reading.key, reading.kind)] = reading
    return Gazetteer(
        entries=entries,
        names={text: tuple(sorted(found.values(), key=lambda n: (n.key, n.kind))) for text, found in names.items()},
        rules={alias: tuple(sorted(found, key=lambda r: r.key)) for alias, found in rules.items()},
        terms=tuple(sorted(terms, key=lambda t: (t.body, t.member, t.start, t.office))),
        adjectives=frozenset(t for t, found in names.items() if any(n.kind == "demonym" for n in found.values())),
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else str(term)


def _local(iri: str) -> str:
    return iri.removeprefix(vocab.ACTOR)


def _entry(subject: Subject, cls: str, pairs: Mapping[str, list[str]]) -> Entry:
    key = _local(_text(subject))
    labels = pairs.get(vocab.RDFS + "label")
    if not labels:
        raise OntologyError(f"ontology/actors: actor:{key} has no rdfs:label")
    return Entry(
        key=key,
        label=min(labels),
        cls=cls,
        same_as=tuple(sorted(pairs.get(vocab.OWL + "sameAs", ()))),
        nominals=tuple(sorted(pairs.get(vocab.PACT + "nominal", ()))),
        families=tuple(sorted(pairs.get(vocab.SCHEMA + "familyName", ()))),
        organs=tuple(sorted(pairs.get(vocab.PACT + "organ", ()))),
        expands="true" in pairs.get(vocab.PACT + "expands", ()),
    )


def _rule(pairs: Mapping[str, list[str]]) -> Rule:
    return Rule(
        key=_local(pairs[vocab.PACT + "candidate"][0]),
        near=tuple(sorted(pairs.get(vocab.PACT + "near", ()))),
        not_near=tuple(sorted(pairs.get(vocab.PACT + "notNear", ()))),
    )


def _term(pairs: Mapping[str, list[str]]) -> Term:
    def first(iri: str) -> str:
        return next(iter(pairs.get(iri, ())), "")

    return Term(
        member=_local(first(vocab.ORG + "member")),
        body=_local(first(vocab.ORG + "organization")),
        office=first(vocab.PACT + "office"),
        start=first(vocab.SCHEMA + "startDate"),
        end=first(vocab.SCHEMA + "endDate"),
    )
