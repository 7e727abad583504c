"""Commitments that leave something out: no amount, no date, nobody named who provides, nobody who watches over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg import vocab
from kg.ask.answers import table
from kg.ask.told import Told, fullest
from kg.fuse.report import Report, value
from kg.model import STATUSES
from kg.table import Table
from kg.turtle import NamedNode

COLUMNS = ("missing", "status", "by", "type", "to", "words", "commitment")
_NEEDS: Final = NamedNode(vocab.PACT + "needs")
_STANDING: Final = frozenset(STATUSES[: STATUSES.index("considered") + 1]) - {"fulfilled"}
_FIRM: Final = frozenset({"fulfilled", "agreed", "pledged", "planned"})


def gaps(told: Told) -> Table:
    """A row for each standing commitment (agreed, pledged, planned, considered) that lacks something, and what it lacks.

    amount: of a type that needs one (`ontology/needs.ttl`), and no report gives a figure. date: no report tells when it is
    done, from when or until when it holds. provider: only unnamed actors undertake it. monitor: of a type that needs one, and
    nobody has firmly undertaken to monitor one of its parties.
    """
    quads = told.store.match(None, _NEEDS, None, vocab.ONTOLOGY_GRAPH)
    needs = {(value(quad.subject).removeprefix(vocab.TYPE), value(quad.object)) for quad in quads}
    watched = _watched(told)
    rows = sorted(row for node in told.nodes("commitment") if (row := _row(told, node, needs, watched)))
    return table(COLUMNS, rows)


def _row(told: Told, node: str, needs: set[tuple[str, str]], watched: frozenset[str]) -> tuple[str, ...] | None:
    reports = told.reports(node)
    newest = reports[-1]
    if newest.level not in _STANDING:
        return None
    missing = ", ".join(_missing(told, reports, needs, watched))
    if not missing:
        return None
    everyone = (frozenset().union(*(getattr(report, role) for report in reports)) for role in ("by", "to"))
    by, to = map(told.names, everyone)
    return missing, newest.level, by, told.type_name(newest.type), to, fullest(newest).words, node


def _missing(told: Told, reports: list[Report], needs: set[tuple[str, str]], watched: frozenset[str]) -> Iterator[str]:
    newest = reports[-1]
    if (newest.type, "amount") in needs and not any(report.amount for report in reports):
        yield "amount"
    if not any(dates.begin or dates.end for dates in map(told.dates, reports)):
        yield "date"
    if all(key.startswith("~") for report in reports for key in report.by):
        yield "provider"
    if (newest.type, "monitor") in needs and not watched & frozenset().union(*(report.by | report.to for report in reports)):
        yield "monitor"


def _watched(told: Told) -> frozenset[str]:
    """Keys of all towards whom monitoring is firmly undertaken."""
    found: set[str] = set()
    for node in told.nodes("commitment"):
        reports = told.reports(node)
        if reports[-1].type == "monitoring" and reports[-1].level in _FIRM:
            found |= {key for report in reports for key in report.to | report.place}
    return frozenset(found)
