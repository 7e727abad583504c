"""The graph without what is uncertain: claims below a confidence are left out, and what only they supported.

The commitments are those of the whole graph without the reports that are left out; no claim is compared anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg import vocab
from kg.ask.told import Told
from kg.fuse.report import Report, value
from kg.store import Change, Store, open_store
from kg.turtle import NamedNode, Quad

_CONFIDENCE: Final = NamedNode(vocab.PACT + "confidence")


@contextmanager
def at_least(store: Store, confidence: float) -> Iterator[Store]:
    """A store that holds what `store` holds, without claims whose confidence is lower; `store` itself for 0."""
    if confidence <= 0:
        yield store
        return
    with TemporaryDirectory(prefix="kg-certain-") as folder, open_store(Path(folder) / "store") as certain:
        _copy(store, certain, confidence)
        yield certain


def _copy(store: Store, certain: Store, confidence: float) -> None:
    told = Told(store)
    documents = store.documents()
    for graph in sorted(set(store.graphs()) - set(documents) - {vocab.FUSION_GRAPH}):
        certain.apply(Change(come=frozenset(store.quads(graph))))
    kept: dict[str, list[Report]] = defaultdict(list)
    for document in documents:
        sure = [(node, report) for node, report in told.of_document(document) if _confidence(store, report) >= confidence]
        roots = {document, *(report.iri for _, report in sure)}
        certain.apply(Change(come=frozenset(_reachable(store.quads(document), roots))))
        for node, report in sure:
            kept[node].append(report)
    for node in sorted(kept):
        certain.apply(Change(come=frozenset(told.node_quads(node, sorted(kept[node], key=lambda report: report.order)))))


def _confidence(store: Store, report: Report) -> float:
    """The highest of its passages; 1 where none is told."""
    found = [store.match(NamedNode(passage.iri), _CONFIDENCE, None, report.document) for passage in report.passages]
    return max((float(value(quad.object)) for quads_ in found for quad in quads_), default=1.0)


def _reachable(graph: Iterable[Quad], roots: set[str]) -> set[Quad]:
    """The quads about the roots, and about what these lead to."""
    about: dict[str, list[Quad]] = defaultdict(list)
    for quad in graph:
        about[value(quad.subject)].append(quad)
    found: set[Quad] = set()
    ahead = sorted(roots)
    seen = set(ahead)
    while ahead:
        for quad in about[ahead.pop()]:
            found.add(quad)
            if isinstance(quad.object, NamedNode) and quad.object.value not in seen:
                seen.add(quad.object.value)
                ahead.append(quad.object.value)
    return found
