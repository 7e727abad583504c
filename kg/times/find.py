"""A passage and the day of its publication -> the times that it tells, each with its relation, place and reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from kg.model import Span, When
from kg.times.calendar import Partial, Period, parse, plus
from kg.times.grammar import YEARS, Core, Grammar
from kg.times.tokens import Tokens
from kg.times.words import TimeWords

#: Relations in the order in which a preposition that has several is tried.
_ORDER: Final = ("within", "until", "by", "from", "on")


@dataclass(frozen=True)
class Times:
    """Finds times. Stateless: the same words and the same day of publication give the same times, always."""

    words: TimeWords

    def find(self, text: str, published: str | None = None, offset: int = 0) -> tuple[When, ...]:
        """The times of `text` in their order, resolved against the ISO 8601 day `published`.

        Without a day of publication only times that need none are given. Spans are characters of `text` plus `offset`.
        """
        if not self._hint.search(text):
            return ()
        found: list[When] = []
        day = parse(published)
        reader = _Reader(Grammar(Tokens.of(text, self.words), day if day and day.year in YEARS else None))
        i = 0
        while i < len(reader.tokens.tokens):
            hit = reader.at(i)
            if hit is None:
                i += 1
                continue
            when, i = hit
            found.append(replace(when, span=Span(when.span.begin + offset, when.span.end + offset), text=when.span.of(text)))
            reader = reader.after(when)
        return tuple(found)

    @cached_property
    def _hint(self) -> re.Pattern[str]:
        """Any word or figure without which no time is told."""
        words = self.words
        day_words = {part for phrase in (*words.days, *words.feasts) for part in phrase if len(part) > 4}
        names = {*words.months, *words.weekdays, *words.seasons, *words.units, *day_words}
        return re.compile(
            r"\b(?:1[89]|20|21)\d\d\b|\bq[1-4]\b|century|\b(?:" + "|".join(sorted(map(re.escape, names))) + r")\b", re.IGNORECASE
        )


@dataclass(frozen=True)
class _Reader:
    grammar: Grammar

    @property
    def tokens(self) -> Tokens:
        return self.grammar.tokens

    def after(self, when: When) -> _Reader:
        """The reader that knows the day just told."""
        day = parse(when.begin) if when.begin == when.end and when.begin and len(when.begin) == 10 else None
        return _Reader(replace(self.grammar, anchor=Partial.of(day))) if day else self

    def at(self, i: int) -> tuple[When, int] | None:
        """The time that begins at token `i`, and the token after it."""
        word = self.tokens.lower(i)
        if (
            word not in self.tokens.words.openers
            and not word[:1].isdigit()
            or self.tokens.lower(i - 1) in self.tokens.words.sets["before_day"]
        ):
            return None
        return self._range(i) or self._length(i) or self._limited(i) or self._bare(i)

    # ---- one end

    def _limited(self, i: int) -> tuple[When, int] | None:
        """A preposition and a time."""
        t = self.tokens
        if t.lower(i) not in t.words.prepositions:
            return None
        for relation in _ORDER:
            for phrase in t.standing(i, t.words.relations[relation]):
                j = i + len(phrase)
                ahead = self._ahead(relation, phrase, i, j)
                core = self._core(relation, j, ahead)
                if core and not self._excluded(relation, phrase, core):
                    return self._when(relation, i, core.end, _cut(relation, core.period), core.note), core.end
        return None

    def _core(self, relation: str, j: int, ahead: bool | None) -> Core | None:
        whole = self.grammar.whole_end(j, ahead) if relation in ("by", "until") else None
        return whole or self.grammar.core(j, ahead)

    def _ahead(self, relation: str, phrase: tuple[str, ...], begin: int, end: int) -> bool | None:
        if phrase[0] in self.tokens.words.sets["since"]:
            return False
        return True if relation in ("by", "until", "from") else self.tokens.ahead(begin, end)

    def _excluded(self, relation: str, phrase: tuple[str, ...], core: Core) -> bool:
        """ "to" alone is a limit only of something prolonged: "to the end of the year"."""
        if phrase == ("to",):
            return not self.tokens.first(core.end - 4, self.tokens.words.phrases["end"]) and not self.tokens.at(
                core.end - 4, ("the", "end")
            )
        return relation == "within"

    def _bare(self, i: int) -> tuple[When, int] | None:
        """A time without a preposition: "yesterday", "said Tuesday", "12 March"."""
        core = self.grammar.core(i, self.tokens.ahead(i, i + 1))
        if core is None or not core.bare:
            return None
        core = self.grammar.core(i, self.tokens.ahead(i, core.end)) or core
        return self._when("on", i, core.end, core.period, core.note), core.end

    # ---- both ends

    def _range(self, i: int) -> tuple[When, int] | None:
        """from June to August · between 2027 and 2029 · 2026-2029 · from 4 to 18 May"""
        t = self.tokens
        opening = 1 if t.lower(i) in ("from", "between") else 0
        return (self._days_of_a_month(i, i + opening) if opening else self._years(i)) or (self._two(i, i + 1) if opening else None)

    def _two(self, i: int, j: int) -> tuple[When, int] | None:
        t = self.tokens
        first = self.grammar.core(j, True)
        if first is None or t.lower(first.end) not in ("to", "until", "till", "through", "and", "-", "–"):
            return None
        last = self.grammar.core(first.end + 1, True)
        begin, end = first.period.begin, last.period.end if last else None
        if last is None or begin is None or end is None:
            return None
        if first.note.startswith("nearest") and end.month and begin.year != end.year and begin.month <= end.month:
            begin = replace(begin, year=end.year)  # "from 1 April until 30 June 2026"
        return self._when("from", i, last.end, Period(begin, end), last.note), last.end

    def _days_of_a_month(self, i: int, j: int) -> tuple[When, int] | None:
        t = self.tokens
        day = t.integer(j)
        if not day or day > 31 or t.lower(j + 1) not in ("to", "and", "until", "-", "–"):
            return None
        last = self.grammar.core(j + 2, True)
        end = last.period.end if last else None
        if last is None or end is None or end.day <= day:
            return None
        return self._when("from", i, last.end, Period(replace(end, day=day), end), last.note), last.end

    def _years(self, i: int) -> tuple[When, int] | None:
        """2026-2029 · 2026–27"""
        t = self.tokens
        first, last = t.integer(i), t.integer(i + 2)
        if not first or not last or first not in YEARS or t.lower(i + 1) not in ("-", "–", "/"):
            return None
        end = last if last > 99 else first // 100 * 100 + last
        return (
            (self._when("from", i, i + 3, Period(Partial(first), Partial(end)), "as written"), i + 3)
            if first < end and end in YEARS
            else None
        )

    # ---- lengths

    def _length(self, i: int) -> tuple[When, int] | None:
        """for ten years · over the next three years · within 90 days · in ten days · a 30-day ceasefire"""
        published = self.grammar.published
        if published is None:
            return None
        day, t = Partial.of(published), self.tokens
        if hyphened := self._hyphened(i, day):
            return hyphened
        for relation in ("within", "for"):
            size = t.first(i, t.words.relations[relation])
            length = self._measure(i + size) if size else None
            if length and t.lower(length[2]) not in ("ago", "later", "earlier", "now", "before"):
                return self._within(i, day, length) if relation == "within" else self._for(i, day, length)
        length = self._measure(i + 1) if t.lower(i) == "in" else None
        if length and not t.words.sets["before_in"] & {t.lower(i - 1)} and t.lower(i + 1) not in ("the", "next"):
            return self._in(i, day, length)
        return None

    def _measure(self, i: int) -> tuple[int, str, int] | None:
        """(number, unit, end) of "ten years", "the next three months", "a week", "another 90 days"."""
        t = self.tokens
        i += t.lower(i) == "the"
        i += t.first(i, t.words.phrases["next"])
        number = t.number(i)
        size = number[1] if number else 0
        unit = t.words.units.get(t.lower(i + size))
        if unit is None or number is None and not t.first(i - 1, t.words.phrases["next"]):
            return None
        return (number[0] if number else 1), unit, i + size + 1

    def _within(self, i: int, day: Partial, length: tuple[int, str, int]) -> tuple[When, int] | None:
        number, unit, end = length
        limit = plus(day, number, unit)
        return (self._when("by", i, end, Period(day, limit), f"{number} {unit}s from {day}"), end) if limit else None

    def _for(self, i: int, day: Partial, length: tuple[int, str, int]) -> tuple[When, int] | None:
        number, unit, end = length
        if self.tokens.lower(end) in self.tokens.words.sets["lasting"]:
            return None
        start, back, stop = day.cut(unit), self.tokens.perfect(i), end
        if self.tokens.lower(end) in ("from", "starting", "beginning") and (core := self.grammar.core(end + 1, True)):
            start, back, stop = core.period.begin or start, False, core.end
        there = plus(start, -number if back else number, unit)
        if there is None:
            return None
        period = Period(there.cut(unit), start) if back else Period(start, there.cut(unit))
        return self._when("for", i, stop, period, f"{number} {unit}s {'up to' if back else 'from'} {start}"), stop

    def _in(self, i: int, day: Partial, length: tuple[int, str, int]) -> tuple[When, int] | None:
        number, unit, end = length
        there = plus(day, number, unit)
        if there is None or self.tokens.ahead(i, end) is False:
            return None
        core = self.grammar.published and Core(end, Period(there.cut(unit), there.cut(unit)), f"{number} {unit}s after {day}")
        return (self._when("on", i, end, core.period, core.note), end) if core else None

    def _hyphened(self, i: int, day: Partial) -> tuple[When, int] | None:
        """a 30-day ceasefire: how long it is to hold; not how long a meeting was."""
        t = self.tokens
        number = t.number(i)
        j = i + (number[1] if number else 0)
        unit = t.words.units.get(t.lower(j + 1)) if number and t.lower(j) == "-" else None
        after = t.lower(j + 2 + 2 * (t.lower(j + 2) == "-"))
        if (
            number is None
            or unit is None
            or after in t.words.sets["lasting"]
            or t.lower(j + 3) in t.words.sets["lasting"]
            or not after.isalpha()
        ):
            return None
        there = plus(day.cut(unit), number[0], unit)
        if there is None:
            return None
        return self._when("for", i, j + 2, Period(day.cut(unit), there.cut(unit)), f"{number[0]} {unit}s from {day}"), j + 2

    def _when(self, relation: str, begin: int, end: int, period: Period, note: str) -> When:
        span = Span(self.tokens.tokens[begin].begin, self.tokens.tokens[end - 1].end)
        first, last = (str(end) if end else None for end in (period.begin, period.end))
        return When(relation, first, last, span, note=note, ahead=self.tokens.ahead(begin, end))


def _cut(relation: str, period: Period) -> Period:
    """The end that counts: "by" and "until" have no beginning, "from" no end."""
    if relation in ("by", "until"):
        return Period(None, period.end or period.begin)
    return Period(period.begin, None) if relation == "from" else period
