"""Fusing a closed set of reports at once, in memory: to what `layer.py` comes document by document.

Reports of different kinds or types are never one (`compare.py`), so a shelf of one kind and type can be fused by itself,
on any machine, and the fused graph is what the shelves give together. Decisions of analysts are not asked for: who has
made any has a store.
"""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from kg.fuse.nodes import claim_facts, group_facts, match_facts, quads, statement_facts
from kg.fuse.report import Figure, Need, Order, Passage, Report, claims_of, index, read
from kg.fuse.rules import Rules
from kg.fuse.settle import Joined, Settler, Unit, unit_of
from kg.store.updates import merged
from kg.turtle import Quad, nquad_lines


def reports_of(document: Iterable[Quad]) -> list[Report]:
    """What a document says, of the quads of its own graph."""
    given = list(document)
    lookup = index(given)
    return [read(claim, lookup) for claim in claims_of(given)]


def pack(reports: Iterable[Report]) -> bytes:
    """Reports for a file or another process, a line of JSON each: packs one after the other are one pack."""
    return b"".join(f"{json.dumps(asdict(report), default=sorted)}\n".encode() for report in reports)


def _unpack(packed: bytes) -> Iterator[Report]:
    for line in packed.splitlines():
        fields = json.loads(line)
        fields |= {name: frozenset(fields[name]) for name in ("by", "to", "place", "speakers")}
        fields["passages"] = tuple(Passage(**passage) for passage in fields["passages"])
        fields["amount"] = fields["amount"] and Figure(**fields["amount"])
        fields["need"] = fields["need"] and Need(**fields["need"])
        yield Report(**fields)


def fuse(packed: bytes, rules: Rules) -> bytes:
    """The fused graph of packed reports of one kind and type, as sorted lines of N-Quads, with what the default graph shows of it."""
    found = set(Shelf(_unpack(packed), rules).quads())
    return "".join(nquad_lines(found.union(filter(None, map(merged, found))))).encode()


class Shelf:
    """The memory of settling (`settle.Memory`): the reports of one kind and type, and where they are."""

    def __init__(self, reports: Iterable[Report], rules: Rules) -> None:
        self._reports = {report.iri: report for report in reports}
        self._units: dict[Unit, list[Report]] = defaultdict(list)
        self._filed: dict[str, set[str]] = defaultdict(set)
        self._founders: dict[str, str] = {}
        self._members: dict[str, list[Order]] = defaultdict(list)
        self._why: dict[str, Joined] = {}
        self._blocks = rules.blocks
        for report in sorted(self._reports.values(), key=lambda report: report.order):
            self._units[unit_of(report)].append(report)
            for key in rules.blocks.filed(report):
                self._filed[key].add(report.iri)
        settler = Settler(self, rules.blocks, rules.comparer, lambda _: frozenset())
        for unit in self._units:
            settler.add(unit)
        settler.run()

    def report(self, claim: str) -> Report:
        return self._reports[claim]

    def unit(self, unit: Unit) -> list[Report]:
        return self._units[unit]

    def filed(self, key: str) -> Iterable[str]:
        return self._filed.get(key, ())

    def cluster(self, claim: str) -> str | None:
        return self._founders.get(claim)

    def members(self, founder: str) -> Sequence[Order]:
        return self._members[founder]

    def place(self, report: Report, founder: str | None, why: Joined | None) -> None:
        before = self._founders.pop(report.iri, None)
        self._why.pop(report.iri, None)
        if before is not None:
            members = self._members[before]
            del members[bisect_left(members, report.order)]
        if founder is not None:
            self._founders[report.iri] = founder
            insort(self._members[founder], report.order)
            if why is not None:
                self._why[report.iri] = why

    def quads(self) -> Iterator[Quad]:
        """The fused graph of these reports."""
        for members in self._members.values():
            group = [self._reports[claim] for *_, claim in members]
            if group:
                yield from quads(group_facts(group, [report.iri for report in group if report.iri in self._why]))
        for claim, founder in self._founders.items():
            report = self._reports[claim]
            yield from quads(claim_facts(claim, founder, self._blocks.filed(report)))
            yield from quads(statement_facts(report))
            if claim in self._why:
                yield from quads(match_facts(claim, self._why[claim]))
