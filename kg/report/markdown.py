"""Contents -> CommonMark with tables; all words of others are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.report.contents import NOBODY, OTHERS, Contents, Matrix, Row, confidence, days, distinct, history
from kg.report.markup import clean
from kg.report.words import counted, day_text, heading_of, people, percent, short
from kg.view.picture import Statement

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:@^=\"'$])")
_WEB: Final = re.compile(r"https?://[^\s<>\"'()\[\]\\|]+", re.IGNORECASE)


def write_markdown(report: Contents) -> str:
    """The report as text. The same contents give the same text."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Contents) -> Iterator[str]:
    yield f"# {md(report.story.title) or 'Report'}"
    commitments = sum(row.entry.kind == "commitment" for row in report.rows)
    yield f"\n{counted(commitments, 'commitment')} and {counted(len(report.rows) - commitments, 'position')} from {counted(len(report.sources), 'document')}"
    if not report.rows:
        return
    yield "\n## Summary\n"
    yield from _table(
        ("", "Who", "To", "What", "Status or stance", "Condition", "Amount", "Reported", "Confidence"),
        [_cells(row, report) for row in report.rows],
    )
    for heading, matrix in (("Who gives what to whom", report.commitments), ("Who backs, presses or opposes whom", report.positions)):
        if matrix.cells:
            yield f"\n## {heading}\n"
            yield from _matrix(matrix, report)
    if report.disputes or report.denials:
        yield "\n## Disagreements\n"
        yield from _disputes(report)
    for heading, rows in report.groups:
        yield f"\n## {md(heading)}"
        for row in rows:
            yield from _row(row, report)


def _cells(row: Row, report: Contents) -> tuple[str, ...]:
    entry, found = row.entry, days(row.entry, report.sources)
    condition = entry.condition.text or entry.condition.label if entry.condition else ""
    known = (
        str(row.number),
        people(entry.by, report),
        people(entry.to, report),
        entry.type_label,
        entry.level,
        condition,
        entry.amount or "",
    )
    return (*map(md, known), md(day_text(found[-1])) if found else "", percent(confidence(entry)))


def _matrix(matrix: Matrix, report: Contents) -> Iterator[str]:
    fixed = {NOBODY: "nobody in particular", OTHERS: "others"}
    heads = ("From", *(fixed.get(key) or md(short(report.name(key))) for key in matrix.receivers))
    rows = []
    for giver in matrix.givers:
        cells = (
            ", ".join(f"{md(r.entry.type_label)} ({md(r.entry.level)})" for r in matrix.cells.get((giver, to), ()))
            for to in matrix.receivers
        )
        rows.append((md(short(report.name(giver))), *cells))
    yield from _table(heads, rows)


def _disputes(report: Contents) -> Iterator[str]:
    for row, dispute in report.disputes:
        told = (f"{md(side.value)} ({', '.join(md(_outlet(name, report)) for name in side.documents)})" for side in dispute.sides)
        yield f"- {row.number}\\. {md(heading_of(row.entry, report))}, {dispute.kind}: {'; '.join(told)}"
    for one, other in report.denials:
        yield f"- {one.number}\\. {md(heading_of(one.entry, report))}: {md(one.entry.level)}, but refused in {other.number}"


def _outlet(name: str, report: Contents) -> str:
    source = report.sources.get(name)
    return (source.source or source.title if source else None) or name


def _row(row: Row, report: Contents) -> Iterator[str]:
    entry = row.entry
    yield f"\n### {row.number}\\. {md(heading_of(entry, report))} ({md(entry.level)})"
    steps = history(entry, report.sources)
    if len(steps) > 1:
        yield "\nHistory: " + " → ".join(f"{md(s.level)} {md(day_text(report.source(s).date))}" for s in steps)
    for ruling in entry.rulings:
        taken = " (taken back)" if ruling.revoked else ""
        yield f"\nDecision: {md(ruling.verb)} by {md(ruling.author)} on {md(ruling.day)}: {md(ruling.reason)}{taken}"
    for statement in distinct(entry.statements):
        yield f"\n> {md(statement.words)}\n>\n> — {_caption(statement, report)}"


def _caption(s: Statement, report: Contents) -> str:
    source = report.source(s)
    speakers = ", ".join(md(short(report.name(key))) for key in s.speakers)
    url = source.url if source.url and _WEB.fullmatch(source.url) else None
    parts = [
        speakers,
        md(source.title or source.id),
        md(source.source or ""),
        md(day_text(source.date)),
        f"reported as {md(s.level)}",
        percent(s.confidence),
    ]
    return ", ".join([*(part for part in parts if part), *([f"<{url}>"] if url else [])])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def md(text: str) -> str:
    """On one line, with all that Markdown could read as its own escaped."""
    line = " ".join("".join(c if c.isprintable() or c in "\u200d\u200c" else " " for c in clean(text)).split())
    return _SPECIAL.sub(r"\\\1", line)
