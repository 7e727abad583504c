"""Days as people write them. Never the day on which the program runs."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = (
    r"(?:(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    rf"|{_MONTH.format('m1')} (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\.? {_MONTH.format('m2')},? (?P<y2>\d{{4}}))"
)
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
_WHOLE: Final = re.compile(rf"{_WEEKDAY}{_DAY}(?:[T ,].{{0,40}})?", re.IGNORECASE)
#: A day that opens a line (after a place, at most) or closes it.
_OPENS: Final = re.compile(rf"(?:[^\n.:;!?]{{0,60}}, )?{_WEEKDAY}{_DAY}(?= ?(?:[-–—:(/.]|$))", re.IGNORECASE)
_CLOSES: Final = re.compile(rf"(?:^|[ ,(]){_DAY}[.)]?$", re.IGNORECASE)
_LINES, _REACH = 6, 160


def day(text: str) -> str | None:
    """The ISO 8601 day that `text` gives, as a timestamp or as a date in English; None if it gives none."""
    found = _WHOLE.fullmatch(text.strip())
    return _iso(found) if found else None


def day_of_article(text: str) -> str | None:
    """The day in a dateline or at the end of a heading among the first lines of `text`; None without a year."""
    lines = [line.strip() for line in text[:4000].split("\n") if line.strip()][:_LINES]
    for line in lines:
        found = _OPENS.match(line[:_REACH]) or (_CLOSES.search(line) if len(line) <= _REACH else None)
        if found and (iso := _iso(found)):
            return iso
    return None


def _iso(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    year, month, number = next((parts["y" + n], parts["m" + n], parts["d" + n]) for n in ("", "1", "2") if parts["y" + n])
    try:
        months = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        return date(int(year), months, int(number)).isoformat()
    except ValueError:
        return None
