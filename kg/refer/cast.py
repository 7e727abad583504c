"""Who is who in one document: what tokens refer to, and what the document says of its actors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.annotate import Annotated
from kg.gazetteer import Gazetteer
from kg.model import Actor, Document
from kg.parse import Token
from kg.people import Offices, Roster


@dataclass(frozen=True, slots=True)
class Ref:
    """What a token refers to. `actors` act for it; `person` is who, when it is a person."""

    actors: tuple[str, ...]
    reason: str
    score: float
    person: str | None = None
    plural: bool = False
    place: bool = False
    kind: str = "name"
    holder: str | None = None  # key of the person known to hold an office that the words name


@dataclass
class Cast:
    """All references of one document. Ask `who` with a passage number and a token."""

    document: Document
    annotated: Annotated
    gazetteer: Gazetteer
    offices: Offices
    roster: Roster
    spans: dict[tuple[int, int], tuple[int, str]]
    refs: dict[tuple[int, int], Ref] = field(default_factory=dict)
    issuer: Ref | None = None
    first_person: bool = False  # a communiqué: "We, the leaders …"
    titled: bool = False  # its headline calls it a declaration or the like
    actors: dict[str, Actor] = field(default_factory=dict)
    theatre: str | None = None  # the state that a text is mostly about

    def who(self, passage: int, token: Token) -> Ref | None:
        return self.refs.get((passage, token.i))

    def actor(self, key: str) -> Actor:
        """The actor of a key, with what this document says of it."""
        if key in self.actors:
            return self.actors[key]
        entry = self.gazetteer.entries.get(key)
        if key.startswith("~"):
            return Actor(key, key[1:].replace("-", " "), "UnnamedGroup")
        if entry is not None and entry.cls != "Person":
            return Actor(key, entry.label, entry.cls, entry.same_as)
        return Actor(key, key, "Actor")


def unnamed(label: str) -> str:
    """The key of a group that has no name of its own."""
    return "~" + re.sub(r"[^\w]+", "-", label.lower()).strip("-")[:60]
