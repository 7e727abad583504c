"""Where two outlets, or two documents, differ: what one leaves out, other figures, other firmness, a thing one denies.

Reports are paired across the two sides, best first, if they were fused to one commitment, or if fusion kept them apart
for nothing but the very things that are looked for here: `fuse.compare` scores them again without its penalties for
another figure, another condition, and a refusal or contrary stance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kg.ask import copies
from kg.ask.answers import table
from kg.ask.told import Source, Told, fullest
from kg.fuse.amounts import agree
from kg.fuse.compare import THRESHOLD, Comparer
from kg.fuse.report import Report
from kg.table import Row, Table

COLUMNS = ("finding", "by", "type", "to", "a", "b", "a_words", "b_words", "a_source", "b_source")
#: What the two sides may differ in, gravest first.
FINDINGS: Final = ("denied", "contrary stance", "amount", "firmness", "condition", "only a", "only b", "copy")
DAYS: Final = 14  # what lies further apart is news of another day, not a disagreement
_LOOKED_FOR: Final = frozenset({"level", "stance", "other amount", "other condition"})
_ASIDE: Final = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Item:
    """A report, and the node that it was fused to."""

    node: str
    report: Report


@dataclass(frozen=True, slots=True)
class _Pair:
    a: Item
    b: Item
    score: float

    @property
    def order(self) -> tuple[float, int, tuple[str, str, int, str], tuple[str, str, int, str]]:
        return -self.score, _days(self.a.report, self.b.report) or 0, self.a.report.order, self.b.report.order


def compare(told: Told, a: list[Source], b: list[Source], comparer: Comparer) -> Table:
    """The differences between the documents `a` and `b`, gravest first.

    A document of `b` that is a copy of one of `a` (or the other way round) says nothing of its own: it is named in a row
    `copy`, and takes no part in the comparison. Copies within one side count once. Documents that both sides hold are left out.
    """
    both = {source.iri for source in a} & {source.iri for source in b}
    a, b = ([source for source in side if source.iri not in both] for side in (a, b))
    first = copies.originals((copies.Item(source.iri, source.id, source.day) for source in (*a, *b)), told.text)
    rows = [*_copies(told, a, b, first)]
    left, right = (_claims(told, _own(side, other, first)) for side, other in ((a, b), (b, a)))
    pairs = _pairs(left, right, comparer)
    for pair in pairs:
        rows += _differences(told, pair)
    rows += _omitted(told, left, right, {pair.a for pair in pairs}, "only a", b)
    rows += _omitted(told, right, left, {pair.b for pair in pairs}, "only b", a)
    rows.sort(key=lambda row: (FINDINGS.index(str(row[0])), *(cell or "" for cell in row)))
    return table(COLUMNS, rows)


def _own(side: list[Source], other: list[Source], first: Mapping[str, str]) -> list[Source]:
    """The documents of a side that are nobody's copy: of a text that both sides print, neither version counts."""
    theirs = {first[source.iri] for source in other}
    seen: set[str] = set()
    own = []
    for source in side:
        text = first[source.iri]
        if text not in theirs and text not in seen:
            own.append(source)
        seen.add(text)
    return own


def _copies(told: Told, a: list[Source], b: list[Source], first: Mapping[str, str]) -> Iterator[Row]:
    for one in a:
        for other in b:
            if first[one.iri] == first[other.iri]:
                older, newer = sorted((one, other), key=lambda source: (source.day, source.id))
                words = f"{newer.outlet} prints the text of {older.outlet}" if newer.outlet != older.outlet else "one text"
                yield "copy", "", "", "", one.title, other.title, words, None, _cite(one), _cite(other)


def _claims(told: Told, side: Iterable[Source]) -> list[Item]:
    return [Item(node, report) for source in side for node, report in told.of_document(source.iri)]


def _pairs(left: list[Item], right: list[Item], comparer: Comparer) -> list[_Pair]:
    """Each report with the one of the other side that says most nearly the same, one to one, best first."""
    blocks: dict[tuple[str, str], list[Item]] = {}
    for item in right:
        blocks.setdefault((item.report.kind, item.report.type), []).append(item)
    found = [
        _Pair(a, b, score)
        for a in left
        for b in blocks.get((a.report.kind, a.report.type), ())
        if _close(a.report, b.report) and (score := _score(a, b, comparer)) is not None
    ]
    taken: set[Item] = set()
    chosen = []
    for pair in sorted(found, key=lambda pair: pair.order):
        if not taken & {pair.a, pair.b}:
            taken |= {pair.a, pair.b}
            chosen.append(pair)
    return chosen


def _score(a: Item, b: Item, comparer: Comparer) -> float | None:
    score = comparer.score(a.report, b.report)
    if score is None:
        return None
    plain = sum(reason.weight for reason in score.reasons if reason.what not in _LOOKED_FOR)
    return plain if a.node == b.node or plain >= THRESHOLD else None


def _differences(told: Told, pair: _Pair) -> Iterator[Row]:
    a, b = pair.a.report, pair.b.report
    if a.level != b.level:
        apart = len({a.level, b.level} & _ASIDE) == 1
        finding = "contrary stance" if a.kind == "position" else "denied" if apart else "firmness"
        yield _row(told, finding, a, b, a.level, b.level)
    if a.amount and b.amount and agree(a.amount, b.amount) is False:
        yield _row(told, "amount", a, b, a.amount.text, b.amount.text)
    if (a.need.type if a.need else None) != (b.need.type if b.need else None):
        yield _row(told, "condition", a, b, _need(a), _need(b))


def _need(report: Report) -> str:
    return report.need.text if report.need else "no condition"


def _omitted(told: Told, side: list[Item], other: list[Item], paired: set[Item], finding: str, sources: list[Source]) -> Iterator[Row]:
    """What one side tells and the other never does; copies of it on the other side count as telling it."""
    known = {item.node for item in other} | {node for source in sources for node, _ in told.of_document(source.iri)}
    done: set[str] = set()
    for item in side:
        if item in paired or item.node in known or item.node in done:
            continue
        done.add(item.node)
        level = item.report.level + (f", {item.report.amount.text}" if item.report.amount else "")
        if finding == "only a":
            yield _row(told, finding, item.report, None, level, "")
        else:
            yield _row(told, finding, None, item.report, "", level)


def _row(told: Told, finding: str, a: Report | None, b: Report | None, a_says: str, b_says: str) -> Row:
    some = a or b
    assert some is not None
    words = (fullest(report).words if report else None for report in (a, b))
    cited = (_cite(told.source(report.document)) if report else None for report in (a, b))
    return finding, told.names(some.by), told.type_name(some.type), told.names(some.to), a_says, b_says, *words, *cited


def _cite(source: Source) -> str:
    return f"{source.outlet}, {source.day}" if source.day else source.outlet


def _close(a: Report, b: Report) -> bool:
    days = _days(a, b)
    return days is None or days <= DAYS


def _days(a: Report, b: Report) -> int | None:
    return abs((date.fromisoformat(a.day) - date.fromisoformat(b.day)).days) if a.day and b.day else None
