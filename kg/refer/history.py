"""The mentions met so far, and looking back over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from kg.gazetteer import Gazetteer
from kg.refer.cast import Ref

_REACH: Final = 3  # sentences that a pronoun looks back over

Test = Callable[[Ref], bool]


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference at its place: number of the sentence in the document, token in its passage."""

    sentence: int
    index: int
    subject: bool
    ref: Ref


class History:
    """Mentions in the order of the text. `sentence` counts the sentences read."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._mentions: list[Mention] = []
        self.sentence = 0

    def add(self, index: int, ref: Ref, *, subject: bool) -> None:
        self._mentions.append(Mention(self.sentence, index, subject, ref))

    def last_person(self, reach: int) -> str | None:
        """The person last mentioned within so many sentences."""
        found = [m.ref.person for m in self._mentions if m.ref.person and self.sentence - m.sentence <= reach]
        return found[-1] if found else None

    def antecedent(self, token: Token, fits: Test) -> Ref | None:
        """The subject of the same or an earlier sentence before any other mention."""
        near = [m for m in self._mentions if self.sentence - m.sentence <= _REACH and fits(m.ref)]
        own = [m for m in near if m.sentence == self.sentence]
        if token.dep_ in ("dobj", "dative", "pobj", "iobj"):  # an object is not its own subject
            verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
            doers = {c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")} if verb is not None else set()
            own = [m for m in own if m.index not in doers]
        if token.dep_ in ("nsubj", "nsubjpass") and own:  # not an object of its own clause
            own = [m for m in own if m.subject] or own
        subjects = [m for m in own if m.subject] or own
        if subjects:
            return subjects[-1].ref
        for back in range(1, _REACH + 1):
            there = [m for m in near if m.sentence == self.sentence - back]
            chosen = [m for m in there if m.subject] or there
            if chosen:
                return (
                    chosen[0].ref if token.dep_ in ("nsubj", "nsubjpass") and len({m.ref.actors for m in chosen}) == 1 else chosen[-1].ref
                )
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
