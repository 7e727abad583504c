"""The words of `ontology/times.toml`, ready for look-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from kg.errors import OntologyError

Phrase = tuple[str, ...]
_FILE: Final = "ontology/times.toml"
RELATIONS: Final = ("on", "by", "until", "from", "for", "within")


@dataclass(frozen=True)
class TimeWords:
    """All that is known of words for time. Phrases are tuples of lower-case words; look-ups are by phrase."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]  # Monday is 0
    seasons: Mapping[str, int]  # -> first month
    feasts: Mapping[Phrase, tuple[int, int]]  # -> month, day
    numbers: Mapping[Phrase, int]
    ordinals: Mapping[str, int]
    vague: frozenset[str]
    units: Mapping[str, str]
    relations: Mapping[str, tuple[Phrase, ...]]  # longest phrase first
    days: Mapping[Phrase, int]
    hanging: Mapping[Phrase, int]
    phrases: Mapping[str, tuple[Phrase, ...]]  # last, this, next, early, mid, late, end: longest first
    sets: Mapping[str, frozenset[str]]  # single words: parts_of_day, ahead, behind, …

    @cached_property
    def openers(self) -> frozenset[str]:
        """The words that a time may begin with."""
        lists = [*self.relations.values(), *self.phrases.values(), self.days, self.hanging, self.feasts, self.numbers]
        firsts = {phrase[0] for phrases in lists for phrase in phrases}
        singles = (self.months, self.weekdays, self.seasons, self.ordinals, self.sets["within_this"])
        return frozenset(firsts.union(*singles, ("the", "in", "between", "q")))

    @cached_property
    def prepositions(self) -> frozenset[str]:
        """The words that a relation may begin with."""
        return frozenset(phrase[0] for phrases in self.relations.values() for phrase in phrases)

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> TimeWords:
        """Raises OntologyError, naming the table, for what is missing or not understood."""
        try:
            return _read(data)
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise OntologyError(f"{_FILE}: {type(error).__name__}: {error}; see the head of the file for what it holds") from error


def _read(data: Mapping[str, Any]) -> TimeWords:
    calendar, numbers, point = data["calendar"], data["numbers"], data["point"]
    if unknown := set(data["relation"]) - {*RELATIONS, "behind"}:
        raise ValueError(f"unknown relation {min(unknown)!r}; known are {', '.join(RELATIONS)}")
    counted = {(word,): number for number, word in enumerate(_entries(numbers["ones"]), 1)}
    singles = ("parts_of_day", "within_this")
    return TimeWords(
        months=_numbered(calendar["months"], 1),
        weekdays=_numbered(calendar["weekdays"], 0),
        seasons=dict(calendar["seasons"]),
        feasts={tuple(name.split()): _month_and_day(day) for name, day in calendar["feasts"].items()},
        numbers=counted | {tuple(word.split()): int(number) for word, number in numbers["others"].items()},
        ordinals={word: number for number, word in enumerate(_entries(numbers["ordinals"]), 1)},
        vague=frozenset(_entries(numbers["vague"])),
        units={word: unit for unit, text in data["units"].items() for word in _entries(text)},
        relations={name: _phrases(data["relation"][name]) for name in RELATIONS},
        days=_valued(point["days"]),
        hanging=_valued(point["hanging"]),
        phrases={name: _phrases(text) for name, text in point.items() if name not in ("days", "hanging", *singles)},
        sets={name: frozenset(_entries(text)) for table in ("tense", "never") for name, text in data[table].items()}
        | {name: frozenset(_entries(point[name])) for name in singles}
        | {"since": frozenset(_entries(data["relation"]["behind"]))},
    )


def _entries(text: str) -> Iterator[str]:
    yield from (entry.strip() for entry in text.replace("\n", " ").split(",") if entry.strip())


def _phrases(text: str) -> tuple[Phrase, ...]:
    return tuple(sorted((tuple(entry.split()) for entry in _entries(text)), key=lambda p: (-len(p), p)))


def _numbered(text: str, start: int) -> dict[str, int]:
    return {name: number for number, entry in enumerate(_entries(text), start) for name in entry.split()}


def _valued(text: str) -> dict[Phrase, int]:
    """`the next day 1` -> ("the", "next", "day"): 1"""
    found = (entry.split() for entry in _entries(text))
    return {tuple(words[:-1]): int(words[-1]) for words in found}


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = map(int, text.split("-"))
    return month, day
