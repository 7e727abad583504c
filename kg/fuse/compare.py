"""Do two reports mean one undertaking? A score with its reasons; it knows no third report, so it never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log1p
from typing import Final

from kg.fuse.amounts import agree
from kg.fuse.report import Report
from kg.fuse.words import Words
from kg.gazetteer import Gazetteer

WINDOW: Final = 183  # days: what nobody mentions for half a year is another undertaking until an analyst says otherwise

#: What each finding adds. Actors weigh most: two outlets rarely share words, but they share who does what to whom.
WEIGHTS: Final = {
    "same actors": 2.0,
    "nested actors": 1.0,
    "coalition": 1.0,
    "unnamed": 1.0,
    "level": -2.0,
    "stance": -4.0,
    "words": 2.0,
    "no words": -0.25,
    "amount": 1.0,
    "other amount": -2.0,
    "condition": 0.5,
    "other condition": -0.75,
    "to": 0.5,
    "other to": -0.5,
    "others named": -4.0,  # both name whom in so many words, and nobody is in both: arms for two countries are two
    "place": 0.25,
    "other place": -0.5,
    "date": 1.0,
}
THRESHOLD: Final = 2.0  # from here on two reports are one
_CACHED: Final = 5_000


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a key of WEIGHTS, what it adds, and on what it rests."""

    what: str
    weight: float
    note: str = ""

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return f"{self.weight:+.2f} {self.what}{note}"


@dataclass(frozen=True, slots=True)
class Score:
    """The sum, and what it is the sum of."""

    value: float
    reasons: tuple[Reason, ...]


class Comparer:
    """Compares reports; remembers the words of those that it compared last."""

    def __init__(self, words: Words, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._weighed = lru_cache(_CACHED)(words.of)

    def score(self, one: Report, other: Report) -> Score | None:
        """None if the two cannot be one: another kind or type, or nobody in common."""
        if (one.kind, one.type) != (other.kind, other.type):
            return None
        actors = self._actors(one, other)
        if actors is None:
            return None
        found = [actors, self._object(one, other), *_slots(one, other), self._elsewhere(one, other), _distance(one.day, other.day)]
        reasons = tuple(reason for reason in found if reason is not None)
        return Score(round(sum(reason.weight for reason in reasons), 3), reasons)

    def _actors(self, one: Report, other: Report) -> Reason | None:
        names = ", ".join(sorted(one.by & other.by))
        if one.by == other.by:
            what = "unnamed" if all(key.startswith("~") for key in one.by) else "same actors"
            return _reason(what, names)
        if one.by < other.by or other.by < one.by:
            return _reason("nested actors", names)
        small, large = sorted((one, other), key=lambda report: (len(report.by), report.iri))
        for these, those in ((small, large), (large, small)):
            for body in sorted(those.by):
                if these.by <= self._members(body, those.day):
                    return _reason("coalition", f"{', '.join(sorted(these.by))} in {body}")
        return None

    def _elsewhere(self, one: Report, other: Report) -> Reason | None:
        """Whether both reports name in their own words whom it is for, and mean others."""
        mine, yours = self._named(one), self._named(other)
        if one.kind != "commitment" or not mine or not yours or one.to & other.to:
            return None
        if any(self._members(body, one.day) & (one.to | other.to) for body in one.to | other.to):
            return None
        return _reason("others named", f"{', '.join(sorted(mine))} / {', '.join(sorted(yours))}")

    def _named(self, report: Report) -> set[str]:
        """Those of `to` whose names stand in the report's words: no addressee that the text leaves to be understood."""
        text = " ".join(passage.words for passage in report.passages)
        entries = self._gazetteer.entries
        return {key for key in report.to if key in entries and entries[key].cls != "Person" and entries[key].label in text}

    def _members(self, body: str, day: str) -> frozenset[str]:
        entry = self._gazetteer.entries.get(body)
        if entry is None or entry.cls != "Coalition":
            return frozenset()
        return frozenset(self._gazetteer.members(body, day or None))

    def _object(self, one: Report, other: Report) -> Reason | None:
        mine, yours = self._weights(one), self._weights(other)
        shared = mine.keys() & yours.keys()
        if not mine or not yours:
            return None
        if not shared:
            return _reason("no words")
        least = max(1.5, min(sum(mine.values()), sum(yours.values())))
        share = min(1.0, sum(mine[word] for word in shared) / least)
        return Reason("words", round(WEIGHTS["words"] * share, 3), ", ".join(sorted(shared)))

    def _weights(self, report: Report) -> Mapping[str, float]:
        actors = frozenset((*report.by, *report.to, *report.place, *report.speakers))
        return self._weighed(" ".join(passage.words for passage in report.passages), actors)


def _reason(what: str, note: str = "") -> Reason:
    return Reason(what, WEIGHTS[what], note)


def _slots(one: Report, other: Report) -> Iterator[Reason | None]:
    yield _level(one, other)
    yield _amount(one, other)
    yield _need(one, other)
    yield _role(one.to, other.to, "to")
    yield _role(one.place, other.place, "place")


def _level(one: Report, other: Report) -> Reason | None:
    levels = {one.level, other.level}
    if one.kind == "position":
        return _reason("stance", " / ".join(sorted(levels))) if len(levels) > 1 else None
    return _reason("level", " / ".join(sorted(levels))) if len(levels) > 1 and "refused" in levels else None


def _amount(one: Report, other: Report) -> Reason | None:
    if one.amount is None or other.amount is None:
        return None
    both = " / ".join(sorted((one.amount.text, other.amount.text)))
    same = agree(one.amount, other.amount)
    return None if same is None else _reason("amount" if same else "other amount", both)


def _need(one: Report, other: Report) -> Reason | None:
    if one.need is None or other.need is None:
        return None
    return _reason(
        "condition" if one.need.type == other.need.type else "other condition", " / ".join(sorted((one.need.type, other.need.type)))
    )


def _role(one: frozenset[str], other: frozenset[str], what: str) -> Reason | None:
    if not one or not other:
        return None
    return _reason(what, ", ".join(sorted(one & other))) if one & other else _reason(f"other {what}")


def _distance(one: str, other: str) -> Reason | None:
    """From 1 on the same day to -1 at WINDOW days; most of the way is lost in the first weeks."""
    if not one or not other:
        return None
    days = abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    share = 1 - 2 * min(1.0, log1p(days) / log1p(WINDOW))
    return Reason("date", round(WEIGHTS["date"] * share, 3), f"{days} days")
