"""Which reports are compared at all: those of one kind and type, half a year, and actors that have to do with each other.

Each report is filed under a few keys, in the store; a report looks up the keys of all whom it could agree with. The two
relations are symmetric, so that what a report would find also finds the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from kg.fuse.compare import WINDOW
from kg.fuse.report import Report
from kg.gazetteer import Gazetteer
from kg.model import digest

_UNDATED = "-"
_EVER = "*"


class Blocks:
    """Keys of reports, as short texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._kin: dict[str, set[str]] = {}
        for term in gazetteer.terms:
            body = gazetteer.entries.get(term.body)
            if not term.office and body is not None and body.cls == "Coalition":
                self._kin.setdefault(term.member, set()).add(term.body)
                self._kin.setdefault(term.body, set()).add(term.member)

        pairs = (f"{actor}<{kin}" for actor, found in self._kin.items() for kin in found)
        self.version = digest(*sorted(pairs))  # of what this depends on

    def filed(self, report: Report) -> Iterator[str]:
        """Under what a report is filed: each actor with its half year, and each actor for those who know no date."""
        when = str(_half_year(report.day)) if report.day else _UNDATED
        for actor in sorted(report.by):
            yield from _keys(report, actor, (_EVER, when))

    def sought(self, report: Report) -> Iterator[str]:
        """Where a report looks: its actors, and the coalitions of these or their members; this half year or the next."""
        kin = {other for actor in report.by for other in self._kin.get(actor, ())}
        times = self._times(report.day)
        for actor in sorted(report.by | kin):
            yield from _keys(report, actor, times)

    def sought_by(self, reports: Iterable[Report]) -> set[str]:
        """Where any of these look. Those of one cluster are much alike, and are not all asked."""
        alike = {(report.kind, report.type, report.by, report.day and _half_year(report.day)): report for report in reports}
        return {key for report in alike.values() for key in self.sought(report)}

    @staticmethod
    def since(day: str) -> str:
        """The oldest day of which a report of this day, or of a later one, finds anything dated."""
        return date.fromordinal(max(1, (_half_year(day) - 1) * WINDOW)).isoformat() if day else ""

    @staticmethod
    def _times(day: str) -> tuple[str, ...]:
        if not day:
            return (_EVER,)
        half = _half_year(day)
        return (*(str(half + step) for step in (-1, 0, 1)), _UNDATED)


def _half_year(day: str) -> int:
    return date.fromisoformat(day).toordinal() // WINDOW


def _keys(report: Report, actor: str, times: tuple[str, ...]) -> Iterator[str]:
    about = f"{report.kind} {report.type} {actor}"
    return (f"{about} {when}" for when in times)
