"""The graph as it was known on a day: documents that were out by then, and of each commitment what they had told.

A later document never changes what earlier ones settled (see `fuse.settle`), so the commitments of that day are those of
today without the reports that were still to come; no claim is compared anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg import vocab
from kg.ask.told import Told
from kg.errors import QueryError
from kg.fuse.report import value
from kg.store import Change, Store, open_store
from kg.turtle import NamedNode, Quad

_BATCH: Final = 20_000  # quads that are held at once


@contextmanager
def as_of(store: Store, day: str) -> Iterator[Store]:
    """A store that holds what `store` held on `day` (ISO 8601): only documents issued on it or before.

    Documents without a day of issue are left out, since nobody knows when they came. Decisions of analysts are in force
    whenever they were made: they correct the reading, not the news. Raises QueryError for a day that is none.
    """
    with TemporaryDirectory(prefix="kg-as-of-") as folder, open_store(Path(folder) / "store") as then:
        _copy(store, then, _day(day))
        yield then


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise QueryError(f"{text[:40]!r}: not a day; write it as 2026-01-07") from None


def _copy(store: Store, then: Store, day: str) -> None:
    quads = _known(store, day)
    while batch := frozenset(islice(quads, _BATCH)):
        then.apply(Change(come=batch))


def _known(store: Store, day: str) -> Iterator[Quad]:
    told = Told(store)
    for graph in (vocab.ONTOLOGY_GRAPH, vocab.DECISIONS_GRAPH):
        yield from store.quads(graph)
    nodes: set[str] = set()
    for source in told.sources():
        if source.day and source.day <= day:
            yield from store.quads(source.iri)
            yield from _provenance(store, source.iri)
            nodes |= {node for node, _ in told.of_document(source.iri)}
    for node in sorted(nodes):
        yield from told.node_quads(node, [report for report in told.reports(node) if report.day and report.day <= day])


def _provenance(store: Store, document: str) -> set[Quad]:
    """Which run read a document, and what is known of that run and of its tools."""
    used = set(store.match(None, NamedNode(vocab.PROV + "used"), NamedNode(document), vocab.PROVENANCE_GRAPH))
    about = {fact for quad in used for fact in _about(store, value(quad.subject)) if not value(fact.object).startswith(vocab.DOCUMENT)}
    tools = {value(fact.object) for fact in about if isinstance(fact.object, NamedNode)}
    return used | about | {fact for tool in tools for fact in _about(store, tool)}


def _about(store: Store, iri: str) -> set[Quad]:
    return set(store.match(NamedNode(iri), None, None, vocab.PROVENANCE_GRAPH))
