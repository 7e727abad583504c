"""Which reports are one: each document in the order of days finds, among what was known by then, what its claims repeat.

A claim joins the cluster that it agrees with best, or founds one. Two claims of one document never join one cluster:
the extractor, who saw the whole text, kept them apart. What a day added later can thus never change what an earlier day
settled, the result depends on the set of claims alone, and a document that comes late in the day is put in its place by
settling anew only the later claims that could see a difference.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, Protocol

from kg.fuse.blocks import Blocks
from kg.fuse.compare import THRESHOLD, Comparer, Score
from kg.fuse.report import Order, Report

_NEWEST: Final = 2  # a cluster is judged by its founder and its newest reports: enough to follow a story, and bounded
_FLOOR: Final = 0.0  # below this, with any of these, a claim contradicts the cluster

#: Reports of one unit share a document, a kind and a type: (day, id of the document, its IRI, kind, type).
Unit = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a claim is where it is: the report that it agreed with, and the score."""

    other: str
    score: Score


class Memory(Protocol):
    """What settling reads and writes. All claims are IRIs; a cluster goes by the IRI of its founder."""

    def report(self, claim: str) -> Report: ...

    def unit(self, unit: Unit) -> list[Report]:
        """The reports of a unit that fusion is to use."""
        ...

    def filed(self, key: str) -> Iterable[str]:
        """The claims that are filed under a key."""
        ...

    def cluster(self, claim: str) -> str | None:
        """The founder of a claim's cluster; None while it is in none."""
        ...

    def members(self, founder: str) -> Sequence[Order]:
        """The places of a cluster's reports, sorted: its founder first."""
        ...

    def place(self, report: Report, founder: str | None, why: Joined | None) -> None: ...


def unit_of(report: Report) -> Unit:
    return report.day, report.id, report.document, report.kind, report.type


class Settler:
    """Settles units in order, and then those that a change could reach."""

    def __init__(self, memory: Memory, blocks: Blocks, comparer: Comparer, rivals: Callable[[str], frozenset[str]]) -> None:
        self._memory = memory
        self._blocks = blocks
        self._comparer = comparer
        self._rivals = rivals
        self._queue: list[Unit] = []
        self._queued: set[Unit] = set()

    def add(self, unit: Unit) -> None:
        if unit not in self._queued:
            self._queued.add(unit)
            heapq.heappush(self._queue, unit)

    def take_out(self, report: Report) -> None:
        """Forgets where a claim is (the memory no longer files it), and asks those that could have seen it."""
        founder = self._memory.cluster(report.iri)
        self._memory.place(report, None, None)
        if founder is not None:
            self._wake(report, {founder}, unit_of(report))

    def run(self) -> None:
        """Settles all that was added, and all that this reaches."""
        while self._queue:
            unit = heapq.heappop(self._queue)
            self._queued.discard(unit)
            self._settle(unit)

    def _settle(self, unit: Unit) -> None:
        reports = self._memory.unit(unit)
        before = {report.iri: self._memory.cluster(report.iri) for report in reports}
        for report in reports:
            self._memory.place(report, None, None)
        for report, founder, why in self._choose(unit, reports):
            self._memory.place(report, founder, why)
        for report in reports:
            old, new = before[report.iri], self._memory.cluster(report.iri)
            if old != new:
                self._wake(report, {founder for founder in (old, new) if founder}, unit)

    def _choose(self, unit: Unit, reports: list[Report]) -> list[tuple[Report, str, Joined | None]]:
        offers = sorted(
            (offer for report in reports for offer in self._offers(unit, report)),
            key=lambda offer: (-offer[2].score.value, offer[0].order, offer[1]),
        )
        chosen: dict[str, tuple[Report, str, Joined | None]] = {}
        taken: set[str] = set()
        for report, founder, why in offers:
            if report.iri not in chosen and founder not in taken:
                chosen[report.iri] = report, founder, why
                taken.add(founder)
        return [chosen.get(report.iri, (report, report.iri, None)) for report in reports]

    def _offers(self, unit: Unit, report: Report) -> Iterable[tuple[Report, str, Joined]]:
        """The clusters that a report could join, as they were known when its document came out."""
        seen = self._filed(self._blocks.sought(report))
        for founder in self._clusters(seen):
            members = self._memory.members(founder)
            known = members[: bisect_left(members, unit[:2])]
            if any(claim in seen for *_, claim in reversed(known)):
                joined = self._judge(report, known)
                if joined is not None:
                    yield report, founder, joined

    def _filed(self, keys: Iterable[str]) -> set[str]:
        return {claim for key in keys for claim in self._memory.filed(key)}

    def _clusters(self, claims: Iterable[str]) -> set[str]:
        return {founder for claim in claims if (founder := self._memory.cluster(claim)) is not None}

    def _judge(self, report: Report, known: Sequence[Order]) -> Joined | None:
        """Whether a report joins a cluster of which these were known."""
        rivals = self._rivals(report.iri)
        if rivals and any(claim in rivals for *_, claim in known):
            return None
        scores: list[Joined] = []
        for *_, other in (known[0], *known[1:][-_NEWEST:]):
            score = self._comparer.score(report, self._memory.report(other))
            if score is not None:
                scores.append(Joined(other, score))
        if not scores or min(found.score.value for found in scores) < _FLOOR:
            return None
        best = max(scores, key=lambda found: found.score.value)
        return best if best.score.value >= THRESHOLD else None

    def _wake(self, report: Report, founders: Iterable[str], unit: Unit) -> None:
        """Settles anew all later units that could see a report, or others of these clusters."""
        others = (claim for founder in founders for *_, claim in self._within_sight(self._memory.members(founder), unit))
        filed = self._filed(self._blocks.sought_by([report, *map(self._memory.report, others)]))
        for founder in self._clusters(filed):
            members = self._memory.members(founder)
            for *_, claim in members[bisect_left(members, (*unit[:2], inf)) :]:
                if claim in filed:
                    self.add(unit_of(self._memory.report(claim)))

    def _within_sight(self, members: Sequence[Order], unit: Unit) -> Iterable[Order]:
        """The members that a later unit could find: none that are too old for it, unless they know no date."""
        dated = bisect_left(members, ("0",))
        return (*members[:dated], *members[bisect_left(members, (self._blocks.since(unit[0]),), lo=dated) :])
