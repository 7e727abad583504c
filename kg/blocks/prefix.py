"""What stands before the words of a block: a time of day, a place and date, a bullet, the name of who speaks.

Every look is at the first `REACH` characters only, so that no pattern can run away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.blocks.rules import BlockRules

REACH: Final = 160
_BULLET: Final = re.compile(r"(?:[•●▪■◦‣∙·*–—-]|\d{1,3}[.)]|\((?:\d{1,3}|[a-z]{1,4})\)|[a-z]{1,2}\))[ \t\u00a0]+(?=\S)")
_ANSWER: Final = re.compile(r"([QA])\.(\s{0,3}\([^()\n]{1,80}\))?\s{1,3}(?=\S)")
_LABEL: Final = re.compile(r"([^\W\d_][^:\n]{0,100}):(?=\s|$)")
_ASIDE: Final = re.compile(r"\s*\([^()]*\)$")
_SEPARATOR: Final = re.compile(r"[-–—―:/]")
_DIGIT: Final = re.compile(r"\d")
#: Small words inside a name or an office.
_SMALL: Final = frozenset("of the for and de da do dos das du del della la le van von der den bin ibn al el y e".split())

_CAPS: Final = r"[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ'’.-]{0,24}"
_CITY: Final = rf"{_CAPS}(?: {_CAPS}){{0,3}}"
_NAME: Final = r"[A-ZÀ-Þ][\w'’.-]{1,24}(?: [A-ZÀ-Þ][\w'’.-]{1,24}){0,3}"
_AGENCY: Final = r"(?:\([^()\n]{1,40}\)|/[^/\n]{1,30}/)"
_DASH: Final = r"(?:-{1,3}|[–—―])"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as written, from `begin` to `end`; the block goes on at `after`."""

    begin: int
    end: int
    after: int
    listed: bool  # holds a word of the rules
    asks: bool
    capitals: bool
    dotted: bool = False  # "Q." and "A.", which are labels only in a text that holds both


def bullet(text: str, begin: int, end: int) -> int:
    """Where the words after a bullet or a number begin; `begin` if there is none."""
    found = _BULLET.match(text, begin, min(end, begin + REACH))
    return found.end() if found else begin


def bullet_kind(marker: str) -> str:
    """Bullets of one list look alike: `1.` for any number and stop, `(a)` for any letter in brackets."""
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "1", marker.strip()))


def timestamp(text: str, begin: int, end: int, rules: BlockRules) -> int:
    """Where a time of day at the start ends (`10.05`, `15:35 GMT`, `9.30pm BREAKING`); `begin` if there is none."""
    if begin >= end or not text[begin].isdigit():
        return begin
    found = _time(rules.zones, rules.kickers).match(text, begin, min(end, begin + REACH))
    return found.end() if found else begin


def dateline(text: str, begin: int, end: int, rules: BlockRules) -> int:
    """Where a dateline at the start ends (`PARIS, Jan 6 -`, `April 4, 2025:`); `begin` if there is none."""
    stop = min(end, begin + REACH)
    if _SEPARATOR.search(text, begin, stop) is None:
        return begin
    found = _date(rules.months, rules.weekdays).match(text, begin, stop)
    if found is None or found.end() == stop < end or (found.end() < end and text[found.end()].islower()):
        return begin
    return found.end()


def dated(text: str, begin: int, end: int) -> bool:
    """Whether the stretch, taken as a dateline, holds more than a name: a day or an agency."""
    return any(c.isdigit() or c in "(/" for c in text[begin:end])


def is_bare_dateline(text: str, begin: int, end: int, rules: BlockRules) -> bool:
    """Whether there is nothing but place and day (`Paris, 6 January 2026`)."""
    if end - begin > REACH or _DIGIT.search(text, begin, end) is None:
        return False
    return _bare(rules.months, rules.weekdays).fullmatch(text, begin, end) is not None


def label(text: str, begin: int, end: int, rules: BlockRules) -> Label | None:
    """A stretch before a colon that has the form of a speaker's name or office."""
    stop = min(end, begin + REACH)
    if found := _ANSWER.match(text, begin, stop):
        last = found.end(2) if found.group(2) else found.end(1)
        return Label(begin, last, found.end(), listed=False, asks=found.group(1) == "Q", capitals=False, dotted=True)
    colon = _LABEL.match(text, begin, stop)
    if colon is None:
        return None
    name = _ASIDE.sub("", colon.group(1))
    name, _, office = name.partition(", ")
    words = name.split()
    if not 0 < len(words) <= 7 or not all(_is_name_word(word) for word in words) or len(office.split()) > 6:
        return None
    forms = {word.strip(".,'’").casefold() for word in (*words, *office.split())}
    whole = " ".join(words).casefold()
    known = (forms & rules.speakers) | ({whole} & rules.whole_speakers)
    asks = bool(known) and known <= rules.askers
    return Label(begin, colon.end(1), colon.end(), bool(known), asks, capitals=name == name.upper())


def _is_name_word(word: str) -> bool:
    return (word[0].isupper() or word in _SMALL or word.startswith(("al-", "el-", "d'", "d’"))) and not any(c.isdigit() for c in word)


def _any(words: tuple[str, ...]) -> str:
    """A pattern for any of the words, in any case; for none, one that never matches."""
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?i:{'|'.join(re.escape(word) for word in longest_first)})" if words else r"(?!)"


@lru_cache(maxsize=8)
def _time(zones: tuple[str, ...], kickers: tuple[str, ...]) -> re.Pattern[str]:
    zone = rf"(?:\s?(?i:am|pm|a\.m\.|p\.m\.|h)\b)?(?:\s\(?{_any(zones)}\b\)?)?(?:\s\(?{_any(zones)}\b\)?)?"
    kicker = rf"(?:\s{_any(kickers)}\b)?"
    after = r"(?:\**\s*(?:$|(?=\n))|\**\s*[:|–—-]?\**\s+(?=[^\Wa-zß-öø-ÿ]|[\"'“‘(«€$£*]))"
    return re.compile(rf"(?:[01]?\d|2[0-4])[:.][0-5]\d{zone}{kicker}{after}")


def _day(months: tuple[str, ...], weekdays: tuple[str, ...]) -> str:
    month = _any(months)
    number = r"\d{1,2}(?:st|nd|rd|th)?"
    return rf"(?:{_any(weekdays)},? )?(?:{month}\.? {number}|{number}\.? {month}\.?)(?:,? \d{{4}})?"


@lru_cache(maxsize=8)
def _date(months: tuple[str, ...], weekdays: tuple[str, ...]) -> re.Pattern[str]:
    day = _day(months, weekdays)
    city = rf"{_CITY}(?:/{_CITY}){{0,2}}(?:, {_NAME}){{0,2}}"
    place = rf"{_NAME}(?:/{_NAME}){{0,2}}(?:, {_NAME}){{0,2}}"
    forms = (
        rf"{city}(?:[,.]{{1,2}} ?{day})?\.?(?:,? {_AGENCY})?\.? ?{_DASH}\s{{1,3}}",
        rf"{city}(?:,? {day})?(?:,? {_AGENCY})?:\s{{1,3}}",
        rf"{place},? {day}\.?(?:,? {_AGENCY})? ?(?:{_DASH}|:)\s{{1,3}}",
        rf"{place},? {_AGENCY} ?{_DASH}\s{{1,3}}",
        rf"{place}, {day}\. ?{_AGENCY}\.?\s{{1,3}}",
        rf"{day}(?:,? {_AGENCY})? ?(?:{_DASH}|:)\s{{1,3}}",
        rf"{_AGENCY} ?{_DASH}\s{{1,3}}",
    )
    return re.compile("|".join(forms))


@lru_cache(maxsize=8)
def _bare(months: tuple[str, ...], weekdays: tuple[str, ...]) -> re.Pattern[str]:
    place = rf"(?:{_NAME}(?:/{_NAME}){{0,2}}(?:, {_NAME}){{0,2}},? )?"
    return re.compile(rf"{place}{_day(months, weekdays)}(?: {_AGENCY})?[.:]?")
