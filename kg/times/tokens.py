"""A text as words with their places, and which way its tenses look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.times.words import Phrase, TimeWords

_TOKEN: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?!\d)|\d+(?:[.,]\d+)*|(?:['’](?:ll|ve|s|d|re)\b)|[^\W\d_]+(?:['’](?!(?:ll|ve|s|d|re)\b)[^\W\d_]+)*|[^\s]"
)
_STOPS: Final = frozenset(".;:!?")
_AHEAD, _BEHIND = 1, -1
_FAR: Final = 40  # words: no verb governs a time from further away


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    begin: int
    end: int


@dataclass(frozen=True)
class Tokens:
    """The tokens of one passage."""

    words: TimeWords
    tokens: tuple[Token, ...]
    lowered: tuple[str, ...]

    @classmethod
    def of(cls, text: str, words: TimeWords) -> Tokens:
        found = tuple(Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text))
        return cls(words, found, tuple(token.text.lower().replace("’", "'") for token in found))

    def lower(self, i: int) -> str:
        """The word at `i` in lower case; empty outside."""
        return self.lowered[i] if 0 <= i < len(self.lowered) else ""

    def title(self, i: int) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].text[:1].isupper()

    def at(self, i: int, phrase: Phrase) -> bool:
        return i >= 0 and self.lowered[i : i + len(phrase)] == phrase

    def first(self, i: int, phrases: tuple[Phrase, ...]) -> int:
        """How many tokens the first of `phrases` that stands at `i` has; 0 for none."""
        return next((len(phrase) for phrase in self.standing(i, phrases)), 0)

    def standing(self, i: int, phrases: Iterable[Phrase]) -> Iterator[Phrase]:
        """Those of `phrases` that stand at `i`, in their order."""
        here = self.lower(i)
        return (phrase for phrase in [p for p in phrases if p[0] == here] if self.at(i, phrase))

    def integer(self, i: int) -> int | None:
        """A whole number in digits: no comma, no decimals."""
        text = self.lower(i)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    def number(self, i: int) -> tuple[int, int] | None:
        """(value, tokens) of a number in digits or words."""
        whole = self.integer(i)
        if whole is not None:
            return whole, 1
        for size in (3, 2, 1):
            phrase = tuple(self.lower(i + k) for k in range(size))
            if phrase in self.words.numbers:
                return self.words.numbers[phrase], size
        return None

    def ahead(self, begin: int, end: int) -> bool | None:
        """Whether the verb nearest to tokens `begin`…`end` looks ahead: True, behind: False, or neither is there.

        The nearest before them in the same clause counts, else the nearest after them.
        """
        for places in (range(begin - 1, max(-1, begin - _FAR), -1), range(end, min(end + _FAR, len(self.tokens)))):
            for i in places:
                if self.lower(i) in _STOPS:
                    break
                if tense := self._tense(i):
                    return tense == _AHEAD
        return None

    def perfect(self, begin: int) -> bool:
        """Whether "has" or "have" governs what stands before `begin`: what holds already, with nothing ahead between."""
        for i in range(begin - 1, max(-1, begin - _FAR), -1):
            if self.lower(i) in _STOPS:
                return False
            if self.lower(i) in self.words.sets["perfect"]:
                return True
            if self._tense(i) == _AHEAD:
                return False
        return False

    def _tense(self, i: int) -> int:
        word, sets = self.lower(i), self.words.sets
        if word == "to":
            after = self.lower(i + 1)
            verb = after.isalpha() and not self.title(i + 1) and after not in sets["not_verbs"] and self.number(i + 1) is None
            return _AHEAD if verb else 0
        if word in sets["ahead"] and not (word in ("may", "march") and self.title(i)):
            return _AHEAD
        if word in sets["behind"] or (word.endswith("ed") and len(word) > 4 and word not in sets["no_past"]):
            return 0 if "be" in (self.lower(i - 1), self.lower(i - 2)) else _BEHIND  # "will be sent": "will" decides
        return 0
