"""Two versions of one text, compared by what is undertaken: what came, what went, what became firmer, softer, or other.

Claims of the same kind and type are paired one to one, most alike first: by their words, their actors, and whom they are
for. What is paired is compared slot by slot; the rest was added or removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from kg import rdf, vocab
from kg.ask.answers import table
from kg.ask.told import fullest
from kg.fuse.report import Lookup, Report, claims_of, index, read
from kg.model import STANCES, STATUSES, Extraction, Run
from kg.table import Row, Table
from kg.turtle import NamedNode

COLUMNS = ("change", "by", "type", "to", "old", "new", "old_words", "new_words")
CHANGES: Final = ("removed", "added", "softer", "firmer", "stance", "actors", "addressee", "amount", "condition", "time")
_ALIKE: Final = 1.8  # of 3.5: two from the words, one from the actors, a half from the addressees
_LEAST_WORDS: Final = 0.5
_LEVELS: Final = (*STATUSES, *STANCES)


@dataclass(frozen=True)
class Version:
    """What one version of a text undertakes, in the order of the text."""

    extraction: Extraction
    reports: tuple[Report, ...]
    lookup: Lookup
    types: Mapping[str, str]  # key -> name

    @classmethod
    def of(cls, extraction: Extraction, run: Run, types: Mapping[str, str]) -> Version:
        """Raises ValueError for an extraction that breaks the promises of `model.py`."""
        graph = NamedNode(rdf.document_iri(extraction.document.id))
        quads = [quad for quad in rdf.quads(extraction, run) if quad.graph_name == graph]
        lookup = index(quads)
        reports = sorted((read(claim, lookup) for claim in claims_of(quads)), key=lambda report: report.order)
        return cls(extraction, tuple(reports), lookup, types)

    def names(self, keys: frozenset[str]) -> str:
        """Labels of actors; their keys are the last part of their IRIs."""
        labels = {rdf.actor_iri(key).removeprefix(vocab.ACTOR): actor.label for key, actor in self.extraction.actors.items()}
        return ", ".join(sorted(labels.get(key, key) for key in keys))

    def period(self, report: Report) -> str:
        """From when until when it holds, as `begin/end`; empty if no passage tells."""
        ends = []
        for name in ("validFrom", "validUntil"):
            found = (value for passage in report.passages for value in self.lookup(passage.iri).get(vocab.PACT + name, ()))
            ends.append(next(found, ".."))
        return "/".join(ends) if ends != ["..", ".."] else ""


def changes(old: Version, new: Version) -> Table:
    """A row for each change, in the order of CHANGES and then of the text."""
    pairs = _pairs(old.reports, new.reports)
    kept, found = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    rows: list[Row] = [_row("removed", old, report, report.level, "", report, None) for report in old.reports if report not in kept]
    rows += [_row("added", new, report, "", report.level, None, report) for report in new.reports if report not in found]
    rows += [row for before, after in pairs for row in _differences(old, before, new, after)]
    return table(COLUMNS, sorted(rows, key=lambda row: CHANGES.index(str(row[0]))))


def _pairs(old: tuple[Report, ...], new: tuple[Report, ...]) -> list[tuple[Report, Report]]:
    offers = [(-likeness, a.order, b.order, a, b) for a in old for b in new if (likeness := _likeness(a, b)) >= _ALIKE]
    chosen: list[tuple[Report, Report]] = []
    taken_old: set[Report] = set()
    taken_new: set[Report] = set()
    for *_, a, b in sorted(offers, key=lambda offer: offer[:3]):
        if a not in taken_old and b not in taken_new:
            taken_old.add(a)
            taken_new.add(b)
            chosen.append((a, b))
    return sorted(chosen, key=lambda pair: pair[1].order)


def _likeness(a: Report, b: Report) -> float:
    """From 0 (another kind or type, or other words) to 3.5."""
    if (a.kind, a.type) != (b.kind, b.type):
        return 0.0
    words = fuzz.token_sort_ratio(fullest(a).words.lower(), fullest(b).words.lower()) / 100
    if words < _LEAST_WORDS:
        return 0.0
    return 2 * words + _overlap(a.by, b.by) + _overlap(a.to, b.to) / 2


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0


def _differences(old: Version, a: Report, new: Version, b: Report) -> Iterator[Row]:
    if a.level != b.level:
        firmer = _LEVELS.index(b.level) < _LEVELS.index(a.level)
        change = "stance" if a.kind == "position" else "firmer" if firmer else "softer"
        yield _row(change, new, b, a.level, b.level, a, b)
    for change, one, other in (
        ("actors", old.names(a.by), new.names(b.by)),
        ("addressee", old.names(a.to), new.names(b.to)),
        ("amount", a.amount.text if a.amount else "", b.amount.text if b.amount else ""),
        ("condition", a.need.text if a.need else "", b.need.text if b.need else ""),
        ("time", old.period(a), new.period(b)),
    ):
        if one.casefold().split() != other.casefold().split():
            yield _row(change, new, b, one or "none", other or "none", a, b)


def _row(change: str, version: Version, report: Report, old: str, new: str, before: Report | None, after: Report | None) -> Row:
    words = (fullest(one).words if one else None for one in (before, after))
    return change, version.names(report.by), version.types.get(report.type, report.type), version.names(report.to), old, new, *words
