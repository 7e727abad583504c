"""What the times of a passage say of what it reports: when it was done or said, and the period in which it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import When


@dataclass(frozen=True, slots=True)
class Dates:
    """Partial ISO 8601 dates. `act`: when it was said, signed or done. `begin`, `end`: from when and until when what is
    undertaken holds or is to be done. None where the passage does not tell."""

    act: str | None = None
    begin: str | None = None
    end: str | None = None


def dates(times: Iterable[When], published: str | None) -> Dates:
    """The dates that `times` come to; of several for the same, the first.

    A time that lies not after the day of publication, and that no verb puts ahead, is the date of the act; every other
    belongs to the period.
    """
    act: str | None = None
    begin: str | None = None
    end: str | None = None
    for when in times:
        if is_act(when, published):
            act = act or shared(when.begin, when.end)
        else:
            begin, end = begin or when.begin, end or when.end
    return Dates(act, begin, end) if begin is None or end is None or begin[: len(end)] <= end else Dates(act, begin)


def is_act(when: When, published: str | None) -> bool:
    """Whether a time is that of the act, not of what is undertaken."""
    if when.relation != "on" or when.begin is None or when.end is None:
        return False
    if published is not None and when.end < published[: len(when.end)]:
        return True  # "and last month he proposed to send": whatever the tense beside it
    return not when.ahead and (published is None or when.begin <= published)


def shared(begin: str | None, end: str | None) -> str | None:
    """What both ends of a period have in common: the month of a week, the year of a season; None for nothing."""
    if begin == end or begin is None or end is None:
        return begin or end
    parts = [a for a, b in zip(begin.split("-"), end.split("-"), strict=False) if a == b]
    same = begin.split("-")[: len(parts)] == parts == end.split("-")[: len(parts)]
    return "-".join(parts) if same and parts else None
