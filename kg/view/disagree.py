"""Where the sources contradict each other: amounts that cannot both be true, firmness told otherwise on one day, denials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from kg.fuse.amounts import agree
from kg.fuse.report import Figure as Compared
from kg.model import STATUSES
from kg.view.picture import Entry, Figure, Picture, Source, Statement

Kind = Literal["amount", "firmness", "denial"]

#: A refusal is reported of what others report as undertaken.
_DENIES: Final = frozenset({"refused"})
_UNDERTAKES: Final = frozenset({"fulfilled", "agreed", "pledged", "planned"})


@dataclass(frozen=True, slots=True)
class Side:
    """What is told, and which statements (IRIs) and documents (ids) tell it."""

    value: str
    documents: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Sides that do not agree, in the order in which they were first told."""

    kind: Kind
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """Two entries of the same actor and type: what one reports as undertaken, the other reports as refused."""

    undertaken: Entry
    refused: Entry


def within(entry: Entry, documents: Iterable[Source]) -> tuple[Dispute, ...]:
    """The disputes among the statements of one entry. `documents` give the days."""
    days = {document.id: document.date or "" for document in documents}
    return tuple(_amounts(entry.statements)) + tuple(_firmness(entry.statements, days)) + tuple(_denied(entry.statements, days))


def across(picture: Picture) -> tuple[Denial, ...]:
    """Undertakings of one entry that another entry refuses: same actors, same type, no other addressee."""
    grouped: dict[tuple[str, tuple[str, ...]], list[Entry]] = defaultdict(list)
    for entry in picture.entries:
        if entry.kind == "commitment":
            grouped[entry.type, entry.by].append(entry)
    found = []
    for of in grouped.values():
        firm = [entry for entry in of if entry.level in _UNDERTAKES]
        found += [Denial(one, other) for one in firm for other in of if other.level in _DENIES and _addressed_alike(one, other)]
    return tuple(sorted(found, key=lambda denial: (denial.undertaken.iri, denial.refused.iri)))


def _addressed_alike(one: Entry, other: Entry) -> bool:
    return not one.to or not other.to or bool(set(one.to) & set(other.to))


def _amounts(statements: Sequence[Statement]) -> Iterator[Dispute]:
    told: dict[str, list[Statement]] = defaultdict(list)
    figures: dict[str, Figure] = {}
    for statement in statements:
        if statement.amount and statement.amount.text:
            told[statement.amount.text].append(statement)
            figures.setdefault(statement.amount.text, statement.amount)
    at_odds = {text for pair in combinations(figures, 2) if _at_odds(figures[pair[0]], figures[pair[1]]) for text in pair}
    if at_odds:
        yield Dispute("amount", tuple(_side(text, told[text]) for text in told if text in at_odds))


def _at_odds(one: Figure, other: Figure) -> bool:
    first, second = (Compared("", figure.text, figure.low, figure.unit) for figure in (one, other))
    return agree(first, second) is False


def _firmness(statements: Sequence[Statement], days: Mapping[str, str]) -> Iterator[Dispute]:
    """On one day, several documents tell several statuses; what moves from day to day is history, no dispute."""
    by_day: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if days.get(statement.document) and statement.level in STATUSES:
            by_day[days[statement.document]].append(statement)
    for day in sorted(by_day):
        firmest: dict[str, Statement] = {}  # a document may tell of the plan and of the deal: the firmest is what it claims
        for statement in by_day[day]:
            held = firmest.get(statement.document)
            if held is None or STATUSES.index(statement.level) < STATUSES.index(held.level):
                firmest[statement.document] = statement
        told: dict[str, list[Statement]] = defaultdict(list)
        for statement in firmest.values():
            told[statement.level].append(statement)
        if len(told) > 1:
            yield Dispute("firmness", tuple(_side(level, of) for level, of in told.items()))


def _denied(statements: Sequence[Statement], days: Mapping[str, str]) -> Iterator[Dispute]:
    """One document reports it as undertaken, another as refused, whatever the day; one day was told as firmness."""
    undertaken = [s for s in statements if s.level in _UNDERTAKES]
    refused = [s for s in statements if s.level in _DENIES]
    other_days = any(days.get(one.document) != days.get(other.document) for one in undertaken for other in refused)
    if undertaken and refused and other_days and {s.document for s in undertaken} != {s.document for s in refused}:
        told: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements:
            if statement.level in _UNDERTAKES | _DENIES:
                told[statement.level].append(statement)
        yield Dispute("denial", tuple(_side(level, of) for level, of in told.items()))


def _side(value: str, statements: Sequence[Statement]) -> Side:
    return Side(value, tuple(dict.fromkeys(s.document for s in statements)), tuple(s.iri for s in statements))
