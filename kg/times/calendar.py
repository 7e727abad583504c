"""Days, months and years as partial ISO 8601 dates, and the arithmetic of expressions of time. No clock, no locale."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True, order=True)
class Partial:
    """A date as precise as the words: a year, a month, or a day. `str()` is ISO 8601: `2026`, `2026-03`, `2026-03-12`."""

    year: int
    month: int = 0  # 0: the whole year
    day: int = 0  # 0: the whole month

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def cut(self, unit: str) -> Partial:
        """The same at the precision of a unit (`day`, `week` and `hour`: as it is)."""
        if unit in ("year", "decade"):
            return Partial(self.year)
        return Partial(self.year, self.month) if unit == "month" else self

    def __str__(self) -> str:
        return f"{self.year:04}" + (f"-{self.month:02}" if self.month else "") + (f"-{self.day:02}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Period:
    """From `begin` to `end`, both inclusive at their own precision; None is open."""

    begin: Partial | None
    end: Partial | None

    def __str__(self) -> str:
        return f"{self.begin or '..'}/{self.end or '..'}"


def parse(text: str | None) -> date | None:
    """The day of an ISO 8601 date; None for anything else."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def at(day: Partial) -> Period:
    return Period(day, day)


def plus(start: Partial, number: int, unit: str) -> Partial | None:
    """`number` units after `start` (before, if negative), at its precision; None outside the calendar.

    A month or year later is the same day, or the last of the month: 2024-02-29 and a year is 2025-02-28.
    """
    try:
        if unit in ("hour", "day", "week"):
            days = {"hour": 1, "day": 24, "week": 168}[unit] * number
            return Partial.of((start.first) + timedelta(days=-(-days // 24)))
        months = number * {"month": 1, "year": 12, "decade": 120}[unit]
        index = start.year * 12 + (start.month or 1) - 1 + months
        year, month = index // 12, index % 12 + 1
        if not 0 < year <= _LAST_YEAR:
            return None
        day = min(start.day, monthrange(year, month)[1]) if start.day else 0
        return Partial(year, month if start.month else 0, day)
    except OverflowError:
        return None


def week(day: date) -> Period:
    """Monday to Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Period(Partial.of(monday), Partial.of(monday + timedelta(days=6)))


def unit_around(day: Partial, number: int, unit: str) -> Period | None:
    """The day, week, month, year or decade that lies `number` units from `day`."""
    there = plus(day, number, unit)
    if there is None:
        return None
    if unit == "week":
        return week(there.first) if there.first <= date.max - timedelta(days=6) else None
    if unit == "decade" and number == 0:
        return Period(Partial(there.year // 10 * 10), Partial(there.year // 10 * 10 + 9))
    return at(there.cut(unit))


def weekday(published: date, number: int, *, ahead: bool, today: bool) -> Partial:
    """The nearest day of the week `number` (Monday is 0) before or after; `today`: the day of publication may be it."""
    step = (number - published.weekday()) % 7 if ahead else -((published.weekday() - number) % 7)
    if step == 0 and not today:
        step = 7 if ahead else -7
    return Partial.of(published + timedelta(days=step))


def third(period: Period, part: int) -> Period:
    """The first, second or last third of one month or year: early, mid and late."""
    begin = period.begin
    if begin is None or period.end != begin or begin.day:
        return period
    if begin.month:
        bounds = ((1, 10), (11, 20), (21, begin.last.day))[part]
        return Period(*(Partial(begin.year, begin.month, day) for day in bounds))
    bounds = ((1, 4), (5, 8), (9, 12))[part]
    return Period(*(Partial(begin.year, month) for month in bounds))


def season(first_month: int, year: int) -> Period:
    """Three whole months; the year is the one it begins in."""
    last = first_month + 2
    return Period(Partial(year, first_month), Partial(year + (last > 12), (last - 1) % 12 + 1))


def season_near(first_month: int, published: date, turn: str, ahead: bool | None) -> Period:
    """The season that is meant on a day: "next" is that of the next calendar year, "last" the one that ended last.

    Without either, the one that runs or comes; the one before, if the tense looks back and it has not begun.
    """
    month = Partial(published.year, published.month)
    if turn == "next":
        return season(first_month, published.year + (first_month < 12 or published.month == 12))
    around = [season(first_month, year) for year in (published.year - 1, published.year, published.year + 1)]
    ended = [period for period in around if period.end and period.end < month]
    coming = next(period for period in around if period.end and period.end >= month)
    unbegun = coming.begin is not None and coming.begin > month
    return ended[-1] if turn == "last" or ahead is False and unbegun else coming
