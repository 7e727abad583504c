"""How a commitment went on: each change of its status, with the day that it was told, of the act, and who told it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.ask import copies
from kg.ask.answers import table
from kg.ask.told import Told, fullest, period
from kg.fuse.report import Report
from kg.table import Row, Table

COLUMNS = ("told", "act", "status", "by", "type", "to", "amount", "holds", "sources", "outlets", "words", "commitment")


def timeline(told: Told, nodes: Iterable[str]) -> Table:
    """A row for each run of reports that agree on the status, by the day that the first of them came out.

    `told` is that day, `act` the day of the act as the text gives it, `holds` the period (begin/end) of what is
    undertaken, `sources` the number of independent texts: copies of one agency text count once.
    """
    rows = sorted(row for node in nodes for row in _rows(told, node))
    return table(COLUMNS, (cells for _, cells in rows))


def _rows(told: Told, node: str) -> Iterator[tuple[tuple[str, str, int], Row]]:
    reports = told.reports(node)
    sources = [told.source(document) for document in dict.fromkeys(report.document for report in reports)]
    first = copies.originals((copies.Item(source.iri, source.id, source.day) for source in sources), told.text)
    for number, (level, run) in enumerate(groupby(reports, key=lambda report: report.level)):
        group = list(run)
        head = group[0]
        yield (head.day, node, number), _row(told, node, level, group, len({first[report.document] for report in group}))


def _row(told: Told, node: str, level: str, group: list[Report], sources: int) -> Row:
    head = group[0]
    found = [told.dates(report) for report in group]
    outlets = dict.fromkeys(told.source(report.document).outlet for report in group)
    amounts = dict.fromkeys(report.amount.text for report in group if report.amount)
    return (
        head.day or "undated",
        next((dates.act for dates in found if dates.act), None),
        level,
        told.names(head.by),
        told.type_name(head.type),
        told.names(frozenset().union(*(report.to for report in group))),
        " / ".join(amounts),
        next((period(dates) for dates in found if period(dates)), None),
        str(sources),
        ", ".join(outlets),
        fullest(head).words,
        node,
    )
