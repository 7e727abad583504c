"""Do two figures as written mean one amount? "Several thousand" and "6,000" may; "2.1 per cent" and "5%" do not."""

from __future__ import annotations

import re
from typing import Final

from kg.fuse.report import Figure

_UP: Final = re.compile(
    r"\b(?:several|dozens?|scores?|hundreds|thousands|millions|billions|more than|over|at least|a number of|many)\b", re.I
)
_DOWN: Final = re.compile(r"\b(?:up to|at most|no more than|as many as|less than|fewer than|under)\b", re.I)
_VAGUE: Final = re.compile(r"\b(?:several|dozens|scores|hundreds|thousands|millions|billions)\b", re.I)
_NEAR: Final = 0.05  # "about 90 billion" and "92 billion"
_ORDER: Final = 10.0  # a vague word leaves room up to the next order of magnitude


def agree(one: Figure, other: Figure) -> bool | None:
    """True or False; None if there is nothing to compare. It does not matter which comes first."""
    if one.low is None or other.low is None:
        return True if one.text.casefold() == other.text.casefold() else None
    if one.unit and other.unit and one.unit.casefold() != other.unit.casefold():
        return None if _VAGUE.search(one.text) or _VAGUE.search(other.text) else False
    low, high = sorted((one, other), key=lambda figure: (figure.low or 0.0, figure.text))
    assert low.low is not None
    assert high.low is not None
    if high.low - low.low <= _NEAR * abs(high.low):
        return True
    if _VAGUE.search(low.text) and high.low < _ORDER * low.low:
        return True
    return bool(_UP.search(low.text) and not _VAGUE.search(low.text) and high.low < 2 * low.low) or bool(
        _DOWN.search(high.text) and high.low < 2 * low.low
    )
