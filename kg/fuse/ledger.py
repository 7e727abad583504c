"""What settling knows: the reports and clusters of the store, and over them those of a change that is not yet made."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from kg import vocab
from kg.fuse.blocks import Blocks
from kg.fuse.decisions import Effect
from kg.fuse.nodes import BLOCK, CLUSTER
from kg.fuse.report import Facts, Report, read
from kg.fuse.settle import Joined, Unit, unit_of
from kg.store import Change, Store
from kg.turtle import RDF_TYPE, Literal, NamedNode, Quad

_CACHED: Final = 5_000  # reports held in memory, some ten megabytes
_CACHED_KEYS: Final = 10_000  # and keys with the claims under them
_CLAIM: Final = NamedNode(vocab.PACT + "Claim")
_CLUSTER: Final = NamedNode(CLUSTER)
_BLOCK: Final = NamedNode(BLOCK)
_OF_DOCUMENT: Final = (NamedNode(vocab.DCTERMS + "identifier"), NamedNode(vocab.DCTERMS + "issued"))


class Archive:
    """Reads reports from a store, and remembers those that it read last. A document that changes is to be forgotten."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._reports: OrderedDict[str, Report] = OrderedDict()
        self._filed: OrderedDict[str, frozenset[str]] = OrderedDict()

    def report(self, claim: str) -> Report:
        """The report of a claim as extracted. Raises KeyError if the store has no such claim."""
        found = self._reports.get(claim)
        if found is None:
            found = self._read(claim)
            self.remember({claim: found})
        else:
            self._reports.move_to_end(claim)
        return found

    def remember(self, reports: Mapping[str, Report]) -> None:
        """Holds reports, as extracted, that the store now has, so that they need not be read again; the oldest used go."""
        self._reports.update(reports)
        while len(self._reports) > _CACHED:
            self._reports.popitem(last=False)

    def filed(self, key: str) -> frozenset[str]:
        """The claims under a key. Nearly the same keys are asked for by each report of a half year."""
        found = self._filed.get(key)
        if found is not None:
            self._filed.move_to_end(key)
            return found
        found = frozenset(value(quad.subject) for quad in self.store.match(None, _BLOCK, Literal(key), vocab.FUSION_GRAPH))
        if not self.store.shared:
            self._filed[key] = found
            if len(self._filed) > _CACHED_KEYS:
                self._filed.popitem(last=False)
        return found

    def expect(self, change: Change) -> None:
        """Forgets the keys that a change is about to file otherwise."""
        for quad in (*change.gone, *change.come):
            if quad.predicate == _BLOCK:
                self._filed.pop(value(quad.object), None)

    def _read(self, claim: str) -> Report:
        """Reads a claim, and what belongs to it, in the graph of its document alone."""
        home = next((quad.graph_name for quad in self.store.match(NamedNode(claim), RDF_TYPE, _CLAIM)), None)
        if home is None:
            raise KeyError(claim)
        graph = value(home)
        return read(claim, lambda iri: self._facts(iri, graph))

    def of_document(self, iri: str) -> dict[str, Report]:
        claims = sorted(value(quad.subject) for quad in self.store.match(None, RDF_TYPE, _CLAIM, iri))
        return {claim: self.report(claim) for claim in claims}

    def forget(self, claims: Iterable[str]) -> None:
        for claim in claims:
            self._reports.pop(claim, None)

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
        self._members: dict[str, set[str]] = {}
        self._filed: dict[str, frozenset[str]] = {}
        self._was: dict[str, str | None] = {}
        self.placed: dict[str, tuple[str | None, Joined | None]] = {}

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
            found = self._archive.store.match(NamedNode(claim), _CLUSTER, None, vocab.FUSION_GRAPH)
            self._was[claim] = next((value(quad.object) for quad in found), None)
        return self._was[claim]

    def members(self, founder: str) -> set[str]:
        if founder not in self._members:
            held = [] if founder in self.first else self._archive.store.match(None, _CLUSTER, NamedNode(founder), vocab.FUSION_GRAPH)
            self._members[founder] = {claim for quad in held if (claim := value(quad.subject)) not in self.placed}
            self._members[founder] |= {claim for claim, (other, _) in self.placed.items() if other == founder}
        return set(self._members[founder])

    def place(self, claim: str, founder: str | None, why: Joined | None) -> None:
        before = self.cluster(claim)
        if before is not None and before in self._members:
            self._members[before].discard(claim)
        self.placed[claim] = founder, why
        if founder is not None and founder in self._members:
            self._members[founder].add(claim)


def value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def subjects(quads: Iterable[Quad]) -> set[str]:
    return {value(quad.subject) for quad in quads}
