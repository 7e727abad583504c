"""How words make a time: each rule reads from one token on, and gives the period, how far it read, and why.

A rule is a method of `Grammar` that returns a `Core` or None. `ahead` is what the tense says (None: nothing), and decides
only where the words leave it open: "on Tuesday", "in May", "this winter".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from kg.times.calendar import Partial, Period, at, parse, plus, season, season_near, third, unit_around, weekday
from kg.times.tokens import Tokens

YEARS: Final = range(1900, 2150)  # what is read as a year
_HALVES: Final = {"half": 6, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Core:
    """A period that stands in tokens up to `end` (exclusive). `bare`: it needs no preposition to be a time."""

    end: int
    period: Period
    note: str
    bare: bool = True


@dataclass(frozen=True)
class Grammar:
    """The rules over one passage. `published` is None for a document without a day: then only whole dates are read."""

    tokens: Tokens
    published: date | None
    anchor: Partial | None = None  # the day told last before, for "the day after"

    def core(self, i: int, ahead: bool | None) -> Core | None:
        """The longest time that begins at token `i`."""
        found = [core for rule in self._rules() if (core := rule(i, ahead)) is not None]
        return max(found, key=lambda core: core.end, default=None)

    def _rules(self) -> Iterator[Callable[[int, bool | None], Core | None]]:
        yield from (self._part, self._whole, self._month, self._year)
        if self.published is not None:
            yield from (self._day_word, self._weekday, self._turning, self._distance, self._season, self._share, self._feast)

    # ---- dates of the calendar

    def _whole(self, i: int, ahead: bool | None) -> Core | None:
        """2026-03-12 · 12 March [2026] · the 12th of March · March 12[, 2026] · Tuesday, 12 March"""
        t = self.tokens
        if (day := parse(t.lower(i))) and len(t.lower(i)) == 10:
            return Core(i + 1, at(Partial.of(day)), "as written")
        if t.lower(i) in t.words.weekdays and t.title(i):
            after = i + 1 + (t.lower(i + 1) == ",")
            return self._day_month(after, ahead) or self._month_day(after, ahead)
        return self._day_month(i, ahead) or self._month_day(i, ahead)

    def _day_month(self, i: int, ahead: bool | None) -> Core | None:
        t = self.tokens
        i += t.lower(i) == "the"
        number = t.integer(i)
        after = i + 1 + (t.lower(i + 1) in ("st", "nd", "rd", "th"))
        after += t.lower(after) == "of"
        month = t.words.months.get(t.lower(after)) if t.title(after) else None
        return self._dated(after + 1, number, month, ahead) if number and month else None

    def _month_day(self, i: int, ahead: bool | None) -> Core | None:
        t = self.tokens
        month = t.words.months.get(t.lower(i)) if t.title(i) else None
        i += 1 + (t.lower(i + 1) == "." and month is not None)
        number = t.integer(i)
        after = i + 1 + (t.lower(i + 1) in ("st", "nd", "rd", "th"))
        core = self._dated(after, number, month, ahead) if number and month else None
        last = t.integer(after + 1) if t.lower(after) in ("-", "–") else None
        if core is None or core.period.begin is None or last is None or not core.period.begin.day < last < 32:
            return core
        ends = self._dated(after + 2, last, month, ahead) if month else None  # "December 3-4"
        return Core(ends.end, Period(core.period.begin, ends.period.end), ends.note) if ends else core

    def _dated(self, after: int, day: int, month: int, ahead: bool | None) -> Core | None:
        year, end = self._year_after(after)
        note = "as written"
        if year is None and self.published is not None:
            year, note = self._nearest_year(month, day, ahead), f"nearest to {self.published}"
        try:
            return Core(end, at(Partial.of(date(year or 0, month, day))), note)
        except ValueError:
            return None

    def _year_after(self, i: int) -> tuple[int | None, int]:
        j = i + (self.tokens.lower(i) == ",")
        number = self.tokens.integer(j)
        return (number, j + 1) if number in YEARS else (None, i)

    def _nearest_year(self, month: int, day: int, ahead: bool | None) -> int:
        """The year that puts a month (and day) where the tense looks; without a tense, nearest to the publication."""
        assert self.published is not None
        here, there = (self.published.month, self.published.day if day else 0), (month, day)
        year = self.published.year
        if ahead is None:
            gap = month - self.published.month
            return year + (gap < -6) - (gap > 6)
        return year + (there < here) if ahead else year - (there > here)

    def _month(self, i: int, ahead: bool | None) -> Core | None:
        """May · May 2027"""
        t = self.tokens
        month = t.words.months.get(t.lower(i)) if t.title(i) else None
        if not month:
            return None
        year, end = self._year_after(i + 1)
        if year is not None:
            return Core(end, at(Partial(year, month)), "as written")
        if self.published is None or t.integer(i + 1) is not None:
            return None
        return Core(i + 1, at(Partial(self._nearest_year(month, 0, ahead), month)), f"nearest to {self.published}", bare=False)

    def _year(self, i: int, ahead: bool | None) -> Core | None:
        number = self.tokens.integer(i)
        after = self.tokens.lower(i + 1)
        if number is None or number not in YEARS or after in self.tokens.words.sets["counted"] or after in ("s", "'s"):
            return None  # "2,000 troops", "the 1980s"
        return Core(i + 1, at(Partial(number)), "as written", bare=False)

    # ---- parts of a period

    def _part(self, i: int, ahead: bool | None) -> Core | None:
        """early next year · mid-April · late February · the end of the month · earlier this year"""
        t, phrases = self.tokens, self.tokens.words.phrases
        within = self.published is not None and t.lower(i) in t.words.sets["within_this"] and t.first(i + 1, phrases["this"])
        if within and (inner := self._turning(i + 1, ahead)):
            return inner
        for number, name in ((0, "early"), (1, "mid"), (2, "late"), (2, "end")):
            if not (size := t.first(i, phrases[name])):
                continue
            j = i + size + (t.lower(i + size) == "-")
            inner = self._the_unit(j) or self.core(j, ahead)
            if inner is not None and (inner.period.begin or inner.period.end):
                period = third(inner.period, number)
                if t.lower(inner.end - 1) == "century":
                    period = at((inner.period.end if name in ("late", "end") else inner.period.begin) or Partial(0))
                return Core(inner.end, period, f"{name} part; {inner.note}", bare=name != "end")
        return None

    def whole_end(self, i: int, ahead: bool | None) -> Core | None:
        """the end of X, as a limit: all of X."""
        size = self.tokens.first(i, self.tokens.words.phrases["end"])
        return (self._the_unit(i + size) or self.core(i + size, ahead)) if size else None

    def _the_unit(self, i: int) -> Core | None:
        """the week, the month, the year, the century: those of the publication."""
        t = self.tokens
        if t.lower(i) not in ("the", "this") or self.published is None:
            return None
        note = f"that of {self.published}"
        if t.lower(i + 1) == "century":
            return Core(i + 2, self._century, note)
        unit = t.words.units.get(t.lower(i + 1))
        period = unit_around(Partial.of(self.published), 0, unit) if unit and unit != "hour" else None
        return Core(i + 2, period, note) if period else None

    @property
    def _century(self) -> Period:
        """Its middle is the fiftieth year, its end the hundredth."""
        assert self.published is not None
        century = self.published.year // 100 * 100
        return Period(Partial(century + 50), Partial(century + 99))

    def _share(self, i: int, ahead: bool | None) -> Core | None:
        """the third quarter of 2026 · the second half of the year · Q4 2026"""
        t = self.tokens
        j = i + (t.lower(i) == "the")
        short = t.lower(j) == "q" and t.integer(j + 1) in range(1, 5)
        number = t.integer(j + 1) if short else t.words.ordinals.get(t.lower(j))
        months = 3 if short else _HALVES.get(t.lower(j + 1))
        if not number or not months or number * months > 12:
            return None
        j += 2 + (t.lower(j + 2) == "of")
        inner = self._the_unit(j) or self._turning(j, ahead) or self._year(j, ahead)
        year = inner.period.begin if inner else Partial.of(self._day).cut("year")
        if year is None or year.month or not (inner or short):
            return None
        last = number * months
        period = Period(Partial(year.year, last - months + 1), Partial(year.year, last))
        return Core(inner.end if inner else j, period, f"months of {year}")

    # ---- from the day of publication

    @property
    def _day(self) -> date:
        assert self.published is not None
        return self.published

    def _day_word(self, i: int, ahead: bool | None) -> Core | None:
        """today · yesterday · last night · the day after tomorrow"""
        days = self.tokens.words.days
        for phrase in self.tokens.standing(i, days):
            shift = days[phrase]
            if day := plus(Partial.of(self._day), shift, "day"):
                return Core(i + len(phrase), at(day), f"{shift:+} days from {self._day}" if shift else f"day of {self._day}")
        return None

    def _weekday(self, i: int, ahead: bool | None) -> Core | None:
        """Tuesday · last Tuesday · next Monday · this Friday night"""
        t, phrases = self.tokens, self.tokens.words.phrases
        sizes = {name: t.first(i, phrases[name]) for name in ("last", "next", "this")}
        j = i + max(sizes.values())
        number = t.words.weekdays.get(t.lower(j))
        if number is None or not t.title(j) or t.lower(j - 1) in t.words.sets["before_day"] or t.title(j + 1) and not t.title(j - 1):
            return None
        forward = bool(sizes["next"]) or not sizes["last"] and (ahead if ahead is not None else bool(sizes["this"]))
        today = not (sizes["last"] or sizes["next"]) and not ahead
        day = weekday(self._day, number, ahead=forward, today=today)
        end = j + 1 + (t.lower(j + 1) in t.words.sets["parts_of_day"])
        return Core(end, at(day), f"{'after' if forward else 'up to'} {self._day}")

    def _turning(self, i: int, ahead: bool | None) -> Core | None:
        """last week · this month · next year · the coming weeks · the next few months"""
        t, phrases = self.tokens, self.tokens.words.phrases
        j = i + (t.lower(i) == "the")
        for name, step in (("last", -1), ("this", 0), ("next", 1)):
            if not (size := t.first(j, phrases[name])):
                continue
            k = j + size
            if open_end := t.lower(k) in t.words.vague:
                k += 1
            word = t.lower(k)
            unit = t.words.units.get(word)
            if unit is None or unit == "hour":
                return None
            if open_end or word.endswith("s"):
                begin = Partial.of(self._day).cut(unit)
                return Core(k + 1, Period(begin, None), f"from {self._day}") if step == 1 else None
            period = None if unit == "day" else unit_around(Partial.of(self._day), step, unit)
            return Core(k + 1, period, f"{step:+} {unit} from {self._day}" if step else f"{unit} of {self._day}") if period else None
        return None

    def _distance(self, i: int, ahead: bool | None) -> Core | None:
        """three days ago · two years from now · a day later · the previous day · two days earlier"""
        t = self.tokens
        for phrase in t.standing(i, t.words.hanging):
            if self._stands_alone(i + len(phrase), phrase):
                return self._hanging(i + len(phrase), t.words.hanging[phrase], "day")
        number = t.number(i)
        unit = t.words.units.get(t.lower(i + number[1])) if number else None
        if number is None or unit is None:
            return None
        j = i + number[1] + 1
        if t.lower(j) == "ago" or t.at(j, ("from", "now")):
            back = t.lower(j) == "ago"
            period = unit_around(Partial.of(self._day), -number[0] if back else number[0], unit)
            return Core(j + (1 if back else 2), period, f"counted from {self._day}") if period else None
        if t.lower(j) in ("later", "earlier", "before"):
            return self._hanging(j + 1, number[0] if t.lower(j) == "later" else -number[0], unit) if self._stands_alone(j + 1, ()) else None
        return None

    def _stands_alone(self, end: int, phrase: tuple[str, ...]) -> bool:
        """Not "the day after the vote", whose day nobody tells."""
        last = phrase[-1] if phrase else self.tokens.lower(end - 1)
        return last not in ("after", "before") or not (self.tokens.lower(end).isalnum())

    def _hanging(self, end: int, shift: int, unit: str) -> Core | None:
        """`shift` units from the day told before; backwards also from the publication, where none was told."""
        start = self.anchor or (Partial.of(self._day) if shift <= 0 else None)
        there = plus(start, shift, unit) if start else None
        if start is None or there is None:
            return None
        return Core(end, at(there.cut(unit) if unit not in ("day", "week", "hour") else there), f"counted from {start}")

    # ---- seasons and feasts

    def _season(self, i: int, ahead: bool | None) -> Core | None:
        """this autumn · last summer · the spring of 2027 · the summer"""
        t, phrases = self.tokens, self.tokens.words.phrases
        sizes = {name: t.first(i, phrases[name]) for name in ("last", "next", "this")}
        the = t.lower(i) == "the" and not sizes["this"]
        j = i + (max(sizes.values()) or the)
        first = t.words.seasons.get(t.lower(j))
        if first is None:
            return None
        year, end = self._year_after(j + 1 + (t.lower(j + 1) == "of"))
        if year is not None:
            return Core(end, season(first, year), "as written")
        if not (the or any(sizes.values())) or t.lower(j + 1) in ("of", "back", "apart", "short"):
            return None
        turn = "next" if sizes["next"] else "last" if sizes["last"] else ""
        period = season_near(first, self._day, turn, ahead)
        return Core(j + 1, period, f"seen from {self._day}", bare=not the)

    def _feast(self, i: int, ahead: bool | None) -> Core | None:
        feasts = self.tokens.words.feasts
        for phrase in self.tokens.standing(i, feasts):
            if self.tokens.title(i):
                month, day = feasts[phrase]
                year = self._nearest_year(month, day, True if ahead is None else ahead)
                return Core(i + len(phrase), at(Partial(year, month, day)), f"nearest to {self._day}", bare=False)
        return None
