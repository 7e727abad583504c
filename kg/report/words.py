"""Short texts that page and chart share."""

from __future__ import annotations

import re
from typing import Final

from kg.report.contents import Contents
from kg.view.picture import Entry

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LONGEST: Final = 60  # of a name in a heading or cell; the passage has all of it


def day_text(day: str | None) -> str:
    """`2026-01-15` as `15 Jan 2026`; anything else as it is."""
    found = _DAY.fullmatch(day or "")
    return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}" if found and 1 <= int(found[2]) <= 12 else day or "no date"


def heading_of(entry: Entry, report: Contents) -> str:
    """`Indonesia → Cambodia: Monitoring`."""
    to = f" → {people(entry.to, report)}" if entry.to else ""
    return f"{people(entry.by, report) or 'nobody'}{to}: {entry.type_label}"


def people(keys: tuple[str, ...], report: Contents) -> str:
    """Their names, short enough for a line."""
    return ", ".join(short(report.name(key)) for key in keys)


def short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def percent(confidence: float | None) -> str:
    return "–" if confidence is None else f"{confidence * 100:.0f} %"


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
