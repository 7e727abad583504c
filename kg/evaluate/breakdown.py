"""The figures by type and by status, and all figures as tables for people and for the README."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.evaluate.compare import CORE
from kg.evaluate.figures import MEASURES, Result, f1
from kg.model import STANCES, STATUSES

_BEGIN: Final = "<!-- kg evaluate {name}: begin -->"
_END: Final = "<!-- kg evaluate {name}: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One type or status: gold claims, found claims, matched pairs with this slot right, the same with `core` right."""

    name: str
    gold: int
    system: int
    right: int
    core: int

    def as_dict(self) -> dict[str, Any]:
        scores = f1(self.right, self.system, self.gold)
        return {
            "gold": self.gold,
            "system": self.system,
            "right": self.right,
            **scores,
            "core": f1(self.core, self.system, self.gold)["F1"],
        }


def by_slot(result: Result, slot: str) -> list[Row]:
    """One row for each value of `type` or `status`: statuses and stances in their order, types by number of gold claims.

    `right` are matched pairs of which both sides have the value; precision and recall are of these.
    """
    gold, system, right, core = (Counter[str]() for _ in range(4))
    for document in result.documents:
        gold.update(str(case.slots[slot]) for case in document.gold.cases)
        system.update(str(case.slots[slot]) for case in document.found)
        for pair in document.pairs:
            if slot in pair.right:
                right[str(pair.gold.slots[slot])] += 1
                core[str(pair.gold.slots[slot])] += pair.right >= CORE
    order = {level: rank for rank, level in enumerate((*STATUSES, *STANCES))} if slot == "status" else {}
    names = sorted(gold | system, key=lambda name: (order.get(name, 99), -gold[name], name))
    return [Row(name, gold[name], system[name], right[name], core[name]) for name in names]


def table(rows: Sequence[Row], title: str) -> Iterator[str]:
    """Lines for the eye."""
    width = max([len(title), *(len(row.name) for row in rows)])
    yield f"{title:{width}}  gold  system  right      P      R     F1  core F1"
    for row in rows:
        values = row.as_dict()
        yield (
            f"{row.name:{width}}  {row.gold:4}  {row.system:6}  {row.right:5}  "
            f"{values['P']:5.1f}  {values['R']:5.1f}  {values['F1']:5.1f}  {values['core']:7.1f}"
        )


def systems(results: Mapping[str, Result]) -> Iterator[str]:
    """Lines for the eye: F1 of each measure with its interval, one line a system."""
    width = max(len(name) for name in results)
    yield f"{'F1 (95% interval)':{width}}  " + "  ".join(f"{measure:>18}" for measure in MEASURES)
    for name, result in results.items():
        yield f"{name:{width}}  " + "  ".join(f"{cell:>18}" for cell in _cells(result))


def _cells(result: Result) -> list[str]:
    scores, intervals = result.figures.scores, result.intervals()
    return [f"{scores[m]['F1']:.1f} ({intervals[m][0]:.1f}–{intervals[m][1]:.1f})" for m in MEASURES]


def markdown(name: str, results: Mapping[str, Result]) -> str:
    """A table for a page, between two comments that name the gold standard."""
    first = next(iter(results.values())).figures
    lines = [
        _BEGIN.format(name=name),
        f"| {first.claims['documents']} documents, {first.claims['gold']} claims | " + " | ".join(f"{m} F1" for m in MEASURES) + " |",
        "|---|" + "---|" * len(MEASURES),
        *(f"| {system} | " + " | ".join(_cells(result)) + " |" for system, result in results.items()),
        "",
        "| right slots of matched claims, percent | " + " | ".join(first.slots) + " |",
        "|---|" + "---|" * len(first.slots),
        *(f"| {system} | " + " | ".join(map(str, result.figures.slots.values())) + " |" for system, result in results.items()),
        _END.format(name=name),
    ]
    return "\n".join(lines) + "\n"


def put(page: str, block: str) -> str | None:
    """`page` with `block` in place of that between the same comments; None if the page has no such comments."""
    first, last = block.splitlines()[0], block.splitlines()[-1]
    begin, end = page.find(first), page.find(last)
    if begin < 0 or end < begin:
        return None
    return page[:begin] + block.rstrip("\n") + page[end + len(last) :]


def as_dict(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """For JSON."""
    return {row.name: row.as_dict() for row in rows}
