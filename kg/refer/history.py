"""The mentions met so far, and looking back over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kg.gazetteer import Gazetteer
from kg.parse import Token
from kg.refer.cast import Ref

_REACH: Final = 3  # sentences that a pronoun looks back over

_OBJECTS: Final = frozenset({"dobj", "dative", "pobj", "iobj"})
_OBJECT_FORMS: Final = frozenset({"him", "them"})
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})

Test = Callable[[Ref], bool]


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference at its place: number of the sentence in the document, token in its passage."""

    sentence: int
    index: int
    subject: bool
    ref: Ref
    joined: bool = False  # one of several that are named together


class History:
    """Mentions in the order of the text. `sentence` counts the sentences read."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._mentions: list[Mention] = []
        self.sentence = 0

    def add(self, index: int, ref: Ref, *, subject: bool, joined: bool = False) -> None:
        self._mentions.append(Mention(self.sentence, index, subject, ref, joined))

    def last_person(self, reach: int) -> str | None:
        """The person last mentioned within so many sentences."""
        found = [m.ref.person for m in self._mentions if m.ref.person and self.sentence - m.sentence <= reach]
        return found[-1] if found else None

    def antecedent(self, token: Token, fits: Test, *, single: bool = False) -> Ref | None:
        """The subject of the same or an earlier sentence before any other mention; `single`: one of a list comes last."""
        near = [m for m in self._mentions if self.sentence - m.sentence <= _REACH and fits(m.ref)]
        if token.dep_ in _OBJECTS or token.lower_ in _OBJECT_FORMS:  # an object is not its own subject
            doers = [m.ref for m in near if m.sentence == self.sentence and m.index in _doers(token)]
            near = [m for m in near if not any(_same(m.ref, doer) for doer in doers)]
        own = [m for m in near if m.sentence == self.sentence]
        asked = _asked(token)
        if controller := [m for m in own if m.index == asked]:
            return controller[-1].ref
        for back in range(_REACH + 1):
            there = [m for m in near if m.sentence == self.sentence - back]
            if single:
                there = [m for m in there if not m.joined] or there
            chosen = [m for m in there if m.subject] or there
            if chosen:
                lone = len({m.ref.actors for m in chosen}) == 1
                return chosen[0].ref if back and token.dep_ in _SUBJECTS and lone else chosen[-1].ref
        return None

    def recent(self, fits: Test, *, reach: int, subject: bool = False) -> Ref | None:
        near = [m for m in self._mentions if self.sentence - m.sentence <= reach and fits(m.ref)]
        chosen = [m for m in near if m.subject] if subject else near
        return (chosen or near)[-1].ref if near else None

    def last_actors(self, count: int, *, bodies: bool) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for mention in reversed(self._mentions):
            if self.sentence - mention.sentence > 4:
                break
            for key in mention.ref.actors:
                entry = self._gazetteer.entries.get(key)
                fits = entry is not None and (bodies or entry.cls in ("State", "ArmedGroup"))
                if fits and not mention.ref.place and mention.ref.kind != "modifier":
                    found[key] = None
            if len(found) >= count:
                break
        return tuple(reversed(found)) if len(found) == count else ()


def _verb(token: Token) -> Token | None:
    return next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)


def _doers(token: Token) -> set[int]:
    verb = _verb(token)
    return {c.i for c in verb.children if c.dep_ in _SUBJECTS} if verb is not None else set()


def _asked(token: Token) -> int:
    """Who is to do it: "urged Israel to halt its assault"; -1 if nobody is asked."""
    verb = _verb(token)
    if verb is None or verb.dep_ not in ("xcomp", "ccomp", "advcl") or not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return -1
    return next((c.i for c in verb.head.children if c.dep_ == "dobj" and c.i < verb.i), -1)


def _same(one: Ref, other: Ref) -> bool:
    return one.person == other.person and (one.person is not None or one.actors == other.actors)
