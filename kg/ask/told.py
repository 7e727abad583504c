"""What each document tells of each commitment or position: the claims of a store, under the nodes they were fused to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from kg import vocab
from kg.fuse.decisions import Effect, effect, read_decisions
from kg.fuse.ledger import Archive
from kg.fuse.nodes import CLAIM, group_facts, holders, match_iri, objects, quads, statement_facts
from kg.fuse.report import Passage, Report, value
from kg.rdf import fused_iri
from kg.store import Store
from kg.times import Dates
from kg.turtle import RDF_TYPE, NamedNode, Quad

_KINDS = {"commitment": NamedNode(vocab.PACT + "Commitment"), "position": NamedNode(vocab.PACT + "Position")}


@dataclass(frozen=True, slots=True)
class Source:
    """A document. `outlet` is its publisher: the site, else the host of its address; its identifier, where neither is known."""

    iri: str
    id: str
    title: str
    day: str  # "" where unknown
    outlet: str


class Told:
    """Reads a store. Corrections that analysts made are in force, claims that they rejected are not seen."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._archive = Archive(store)
        self._sources: dict[str, Source] = {}
        self._labels: dict[str, str] = {}

    @cached_property
    def _effect(self) -> Effect:
        return effect(read_decisions(self.store.quads(vocab.DECISIONS_GRAPH)))

    def nodes(self, kind: str) -> list[str]:
        """IRIs of all commitments, or of all positions, sorted."""
        return sorted({value(quad.subject) for quad in self.store.match(None, RDF_TYPE, _KINDS[kind], vocab.FUSION_GRAPH)})

    def nodes_by(self, actor: str) -> list[str]:
        """What an actor (IRI) undertakes and which stances it takes."""
        found = self.store.match(None, NamedNode(vocab.PACT + "by"), NamedNode(actor), vocab.FUSION_GRAPH)
        return sorted({value(quad.subject) for quad in found})

    def reports(self, node: str) -> list[Report]:
        """What was told of a commitment or position, oldest first."""
        return sorted(map(self._report, objects(self.store, node, CLAIM)), key=lambda report: report.order)

    def of_document(self, document: str) -> Iterator[tuple[str, Report]]:
        """(node, report) for all that a document tells, in the order of its text."""
        held = self._archive.of_document(document)
        for claim in sorted(held, key=lambda claim: held[claim].order):
            for node in sorted(holders(self.store, claim))[:1]:
                yield node, self._report(claim)

    def _report(self, claim: str) -> Report:
        return self._effect.corrected(self._archive.report(claim))

    # ---- what stands beside a report

    def node_quads(self, node: str, reports: list[Report]) -> set[Quad]:
        """What the fused graph would tell of a commitment or position, and of these claims, if it had these reports alone."""
        matched: list[str] = []
        found: set[Quad] = set()
        for report in reports:
            why = set(self.store.match(NamedNode(match_iri(report.iri)), None, None, vocab.FUSION_GRAPH))
            matched += [report.iri] if why else []
            found |= why | set(self.store.match(NamedNode(report.iri), None, None, vocab.FUSION_GRAPH)) | quads(statement_facts(report))
        named = fused_iri(reports[0].kind, reports[0].iri)
        return found | quads((node if about == named else about, name, term) for about, name, term in group_facts(reports, matched))

    def source(self, document: str) -> Source:
        if document not in self._sources:
            facts: dict[str, str] = {}
            for name in ("identifier", "title", "issued", "source", "publisher"):
                predicate = NamedNode(vocab.DCTERMS + name)
                for quad in self.store.match(NamedNode(document), predicate, None, document):
                    facts[name] = value(quad.object)
            identifier = facts.get("identifier", document)
            outlet = facts.get("publisher") or _host(facts.get("source", "")) or identifier
            self._sources[document] = Source(document, identifier, facts.get("title", ""), facts.get("issued", ""), outlet)
        return self._sources[document]

    def sources(self) -> list[Source]:
        """All documents, by day and identifier."""
        return sorted(map(self.source, self.store.documents()), key=lambda source: (source.day, source.id))

    def text(self, document: str) -> str:
        found = self.store.match(NamedNode(document), NamedNode(vocab.NIF + "isString"), None, document)
        return next((value(quad.object) for quad in found), "")

    def dates(self, report: Report) -> Dates:
        """When the act was, and for what time it holds: the first passage that tells each."""
        found: dict[str, str] = {}
        for passage in report.passages:
            for name in ("actDate", "validFrom", "validUntil"):
                quads = self.store.match(NamedNode(passage.iri), NamedNode(vocab.PACT + name), None, report.document)
                for quad in quads:
                    found.setdefault(name, value(quad.object))
        return Dates(found.get("actDate"), found.get("validFrom"), found.get("validUntil"))

    def names(self, keys: frozenset[str]) -> str:
        """Actors (keys) by their labels, joined by commas."""
        return ", ".join(sorted(self._label(vocab.ACTOR + key) for key in keys))

    def type_name(self, key: str) -> str:
        return self._label(vocab.TYPE + key, vocab.SKOS + "prefLabel")

    def _label(self, iri: str, predicate: str = vocab.RDFS + "label") -> str:
        if iri not in self._labels:
            found = sorted(value(quad.object) for quad in self.store.match(NamedNode(iri), NamedNode(predicate)))
            self._labels[iri] = found[0] if found else iri.rpartition("/")[2]
        return self._labels[iri]


def fullest(report: Report) -> Passage:
    """The passage with most words: a headline says the same in fewer."""
    return max(report.passages, key=lambda passage: (len(passage.words), -passage.begin))


def period(found: Dates) -> str:
    """`2026-01/2027`, `../2026-05`; empty where neither end is known."""
    return f"{found.begin or '..'}/{found.end or '..'}" if found.begin or found.end else ""


def _host(source: str) -> str:
    return (urlsplit(source).hostname or "").removeprefix("www.") if "://" in source else source


__all__ = ["Source", "Told", "fullest", "period"]
