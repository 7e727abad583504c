"""What the resolvers share while a document is read, and names, which need nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.annotate import Passage
from kg.parse import Token
from kg.people import OfficePhrase
from kg.refer.cast import Cast, Ref
from kg.refer.history import History
from kg.refer.trees import is_place, modifies


@dataclass
class Scene:
    """Where the reading is: the passage by number, its office phrases, who speaks in it."""

    cast: Cast
    history: History
    number: int = 0
    phrases: list[OfficePhrase] = field(default_factory=list)
    speaker: Ref | None = None

    @property
    def date(self) -> str | None:
        return self.cast.document.date

    def ref(self, token: Token) -> Ref | None:
        """What a token of the passage that is being read refers to, as far as it has been read."""
        return self.cast.refs.get((self.number, token.i))

    def members(self, key: str) -> tuple[str, ...]:
        """Members of a body on the day of the document."""
        return self.cast.gazetteer.members(key, self.date)

    def is_state(self, key: str) -> bool:
        entry = self.cast.gazetteer.entries.get(key)
        return entry is not None and entry.cls == "State"


def named(scene: Scene, passage: Passage, token: Token) -> Ref | None:
    """What a name of the gazetteer refers to at a token: its actor, a place, an adjective, or its members."""
    name = passage.names[token.i][0]
    if name.kind == "person":
        return None
    entry = scene.cast.gazetteer.entries.get(name.key)
    if name.kind == "place":
        return Ref((name.key,), f"{token.text} lies in {name.key}", 0.9, place=True, kind="place")
    if name.kind == "capital":
        placed = is_place(token, scene.cast.offices.places) and not _acts_below(token)
        return Ref((name.key,), f"{token.text}: {'place' if placed else 'government'}", 0.85, place=placed, kind="capital")
    if name.kind == "demonym" and modifies(token):
        return Ref((name.key,), f"adjective {token.text}", 0.8, kind="modifier")
    plural = entry is not None and entry.cls in ("Coalition", "ArmedGroup")
    if entry is not None and entry.expands:
        members = scene.members(name.key)
        if members:
            return Ref(members, f"{token.text}: its members", 0.9, plural=True)
    placed = entry is not None and entry.cls == "State" and name.kind == "name"
    placed = placed and is_place(token, scene.cast.offices.places) and not _acts_below(token)
    return Ref((name.key,), f"{name.kind} {token.text}", 0.95, plural=plural or token.tag_ == "NNPS", place=placed)


def _acts_below(token: Token) -> bool:
    """ "In Kyiv, which rejected …": the relative clause has it act; not "in Kyiv, where …"."""
    clauses = [c for c in token.children if c.dep_ == "relcl"]
    return bool(clauses) and not any(t.lower_ == "where" for clause in clauses for t in clause.children)


def person_ref(cast: Cast, key: str, reason: str, score: float) -> Ref:
    """A reference to a person, who acts for the body that they represent."""
    person = cast.roster.get(key)
    return Ref((person.represents,) if person.represents else (), reason, score, person=key, kind="person")
