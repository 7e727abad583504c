"""What settling knows: the reports and clusters of the store, and over them those of a change that is not yet made."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg import vocab
from kg.fuse.blocks import Blocks
from kg.fuse.decisions import Effect
from kg.fuse.nodes import BLOCK, CLUSTER
from kg.fuse.recent import Recent
from kg.fuse.report import Facts, Order, Report, read, value
from kg.fuse.settle import Joined, Unit, unit_of
from kg.store import Change, Store
from kg.turtle import RDF_TYPE, Literal, NamedNode, Quad

_REPORTS: Final = 5_000  # held in memory, some ten megabytes
_FILED: Final = 50_000  # claims under the keys held, about three
_MEMBERS: Final = 20_000  # claims of the clusters held, about six
_FOUNDERS: Final = 20_000  # claims whose cluster is known, about four
_CLAIM: Final = NamedNode(vocab.PACT + "Claim")
_CLUSTER: Final = NamedNode(CLUSTER)
_BLOCK: Final = NamedNode(BLOCK)
_OF_DOCUMENT: Final = (NamedNode(vocab.DCTERMS + "identifier"), NamedNode(vocab.DCTERMS + "issued"))


class Archive:
    """Reads a store, and remembers what it read last: nobody else may write to the store, unless it says that it is shared."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._reports: Recent[str, Report] = Recent(_REPORTS)
        self._filed: Recent[str, frozenset[str]] = Recent(_FILED, lambda claims: 1 + len(claims))
        self._members: Recent[str, list[Order]] = Recent(_MEMBERS, len)
        self._founders: Recent[str, str] = Recent(_FOUNDERS)

    def report(self, claim: str) -> Report:
        """The report of a claim as extracted. Raises KeyError if the store has no such claim."""
        found = self._reports.get(claim)
        if found is None:
            found = self._read(claim)
            self._reports.put(claim, found)
        return found

    def find(self, claim: str) -> Report | None:
        """As `report`; None if the store has no such claim."""
        try:
            return self.report(claim)
        except KeyError:
            return None

    def of_document(self, iri: str) -> dict[str, Report]:
        claims = sorted(value(quad.subject) for quad in self.store.match(None, RDF_TYPE, _CLAIM, iri))
        return {claim: self.report(claim) for claim in claims}

    def filed(self, key: str) -> frozenset[str]:
        """The claims under a key. Nearly the same keys are asked for by each report of a half year."""
        found = self._filed.get(key)
        if found is None:
            found = frozenset(value(quad.subject) for quad in self.store.match(None, _BLOCK, Literal(key), vocab.FUSION_GRAPH))
            if not self.store.shared:
                self._filed.put(key, found)
        return found

    def members(self, founder: str) -> Sequence[Order]:
        """The places of a cluster's reports, sorted."""
        found = self._members.get(founder)
        if found is None:
            held = self.store.match(None, _CLUSTER, NamedNode(founder), vocab.FUSION_GRAPH)
            found = sorted(self.report(value(quad.subject)).order for quad in held)
            if not self.store.shared:
                self._members.put(founder, found)
        return found

    def founder(self, claim: str) -> str | None:
        """The founder of the cluster that a claim is in; None if it is in none."""
        found = self._founders.get(claim)
        if found is None:
            held = self.store.match(NamedNode(claim), _CLUSTER, None, vocab.FUSION_GRAPH)
            found = next((value(quad.object) for quad in held), None)
            if found is not None and not self.store.shared:
                self._founders.put(claim, found)
        return found

    # ---- what a change made of it

    def learn(self, old: Iterable[str], new: Mapping[str, Report], ledger: Ledger, change: Change) -> None:
        """What a change that was written made of claims (`new` as extracted, instead of `old`), clusters and keys."""
        for claim in old:
            self._reports.drop(claim)
        for claim, report in new.items():
            self._reports.put(claim, report)
        if self.store.shared:
            return
        gone, come = _by_key(change.gone), _by_key(change.come)
        for key in gone.keys() | come.keys():
            if (held := self._filed.get(key)) is not None:
                self._filed.put(key, (held - gone[key]) | come[key])
        for founder, members in ledger.clusters.items():
            if members:
                self._members.put(founder, members)
            else:
                self._members.drop(founder)
        for claim, (founder_now, _) in ledger.placed.items():
            if founder_now is not None:
                self._founders.put(claim, founder_now)
            else:
                self._founders.drop(claim)

    def _read(self, claim: str) -> Report:
        """Reads a claim, and what belongs to it, in the graph of its document alone."""
        home = next((quad.graph_name for quad in self.store.match(NamedNode(claim), RDF_TYPE, _CLAIM)), None)
        if home is None:
            raise KeyError(claim)
        graph = value(home)
        return read(claim, lambda iri: self._facts(iri, graph))

    def _facts(self, iri: str, graph: str) -> Facts:
        """What a graph says of a node; of a document only what reports need, and not its text."""
        facts: dict[str, list[str]] = defaultdict(list)
        for predicate in _OF_DOCUMENT if iri == graph else (None,):
            for quad in self.store.match(NamedNode(iri), predicate, None, graph):
                facts[quad.predicate.value].append(value(quad.object))
        return facts


class Ledger:
    """The memory of one change: `fresh` reports come or come in place of what was read, `gone` claims go.

    `first` are the claims that the fused graph has never seen, so that it need not be asked.
    """

    def __init__(
        self, archive: Archive, blocks: Blocks, effect: Effect, fresh: Mapping[str, Report], gone: frozenset[str], first: frozenset[str]
    ) -> None:
        self._archive = archive
        self._effect = effect
        self._fresh = fresh
        self._gone = gone
        self.first = first
        self._new: dict[str, set[str]] = defaultdict(set)
        for report in fresh.values():
            for key in blocks.filed(report):
                self._new[key].add(report.iri)
        self._units: dict[str, dict[Unit, list[Report]]] = {}
        self._filed: dict[str, frozenset[str]] = {}
        self._was: dict[str, str | None] = {}
        self.placed: dict[str, tuple[str | None, Joined | None]] = {}
        self.clusters: dict[str, list[Order]] = {}  # those that were looked at

    def report(self, claim: str) -> Report:
        return self._fresh.get(claim) or self._effect.corrected(self._archive.report(claim))

    def unit(self, unit: Unit) -> list[Report]:
        document = unit[2]
        if document not in self._units:
            self._units[document] = self._sort_units(document)
        return self._units[document].get(unit, [])

    def _sort_units(self, document: str) -> dict[Unit, list[Report]]:
        held = [claim for claim in self._archive.of_document(document) if claim not in self._gone and claim not in self._fresh]
        reports = [self.report(claim) for claim in held if claim not in self._effect.rejected]
        reports += [report for report in self._fresh.values() if report.document == document]
        units: dict[Unit, list[Report]] = defaultdict(list)
        for report in sorted(reports, key=lambda report: report.order):
            units[unit_of(report)].append(report)
        return units

    def filed(self, key: str) -> Iterable[str]:
        """The claims under a key, read once: neither the store nor what is fresh or gone differs while a change is made."""
        if key not in self._filed:
            held = self._archive.filed(key)
            self._filed[key] = frozenset((held - self._gone - self._fresh.keys()) | self._new.get(key, set()))
        return self._filed[key]

    def cluster(self, claim: str) -> str | None:
        return self.placed[claim][0] if claim in self.placed else self.was(claim)

    def was(self, claim: str) -> str | None:
        """The founder of the cluster that a claim is in, in the store."""
        if claim in self.first:
            return None
        if claim not in self._was:
            self._was[claim] = self._archive.founder(claim)
        return self._was[claim]

    def members(self, founder: str) -> list[Order]:
        if founder not in self.clusters:
            self.clusters[founder] = [] if founder in self.first else list(self._archive.members(founder))
        return self.clusters[founder]

    def place(self, report: Report, founder: str | None, why: Joined | None) -> None:
        before = self.cluster(report.iri)
        if before is not None:
            members = self.members(before)
            del members[bisect_left(members, report.order)]
        self.placed[report.iri] = founder, why
        if founder is not None:
            insort(self.members(founder), report.order)

    def changed(self, claim: str) -> bool:
        """Whether a report is another than it was, comes or goes."""
        return claim in self._fresh or claim in self._gone


def _by_key(quads: Iterable[Quad]) -> defaultdict[str, set[str]]:
    """The claims that these quads file, under their keys."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == _BLOCK:
            found[value(quad.object)].add(value(quad.subject))
    return found
