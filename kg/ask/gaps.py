"""Commitments that leave something out: no amount, no date, nobody named who provides, nobody who watches over them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.ask.answers import table
from kg.ask.told import Told, fullest
from kg.fuse.report import Report
from kg.model import STATUSES
from kg.table import Table

COLUMNS = ("missing", "status", "by", "type", "to", "words", "commitment")
KINDS = ("amount", "date", "provider", "monitor")
#: Types that count something: an undertaking of these without a figure says too little.
COUNTED = frozenset(
    "troop_deployment training arms_supply financial_aid humanitarian_aid military_support reconstruction defence_spending monitoring".split()
)
#: Types that somebody else has to watch over.
WATCHED = frozenset({"ceasefire", "arms_control", "prisoner_exchange"})
_STANDING = frozenset(STATUSES[: STATUSES.index("considered") + 1]) - {"fulfilled"}
_FIRM = frozenset({"fulfilled", "agreed", "pledged", "planned"})


def gaps(told: Told) -> Table:
    """A row for each standing commitment (agreed, pledged, planned, considered) that lacks something, and what it lacks.

    amount: of a type that counts something, and no report gives a figure. date: no report tells when it is done, from
    when or until when it holds. provider: only unnamed actors undertake it. monitor: a ceasefire, arms control or an
    exchange of prisoners for which nobody has firmly undertaken to monitor one of its parties.
    """
    watched = _watched(told)
    rows = sorted(row for node in told.nodes("commitment") if (row := _row(told, node, watched)))
    return table(COLUMNS, rows)


def _row(told: Told, node: str, watched: frozenset[str]) -> tuple[str, ...] | None:
    reports = told.reports(node)
    newest = reports[-1]
    if newest.level not in _STANDING:
        return None
    missing = ", ".join(kind for kind in _missing(told, reports, watched))
    if not missing:
        return None
    everyone = (frozenset().union(*(getattr(report, role) for report in reports)) for role in ("by", "to"))
    by, to = map(told.names, everyone)
    return missing, newest.level, by, told.type_name(newest.type), to, fullest(newest).words, node


def _missing(told: Told, reports: list[Report], watched: frozenset[str]) -> Iterator[str]:
    newest = reports[-1]
    if newest.type in COUNTED and not any(report.amount for report in reports):
        yield "amount"
    if not any(dates.begin or dates.end for dates in map(told.dates, reports)):
        yield "date"
    if all(key.startswith("~") for report in reports for key in report.by):
        yield "provider"
    if newest.type in WATCHED and not watched & frozenset().union(*(report.by | report.to for report in reports)):
        yield "monitor"


def _watched(told: Told) -> frozenset[str]:
    """Keys of all towards whom monitoring is firmly undertaken."""
    found: set[str] = set()
    for node in told.nodes("commitment"):
        reports = told.reports(node)
        if reports[-1].type == "monitoring" and reports[-1].level in _FIRM:
            found |= {key for report in reports for key in report.to | report.place}
    return frozenset(found)
