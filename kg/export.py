"""Store -> a file in an RDF syntax: the same store gives the same bytes, and a file is there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from kg import jsonld, vocab
from kg.errors import StoreError
from kg.files import write_file
from kg.model import digest
from kg.store import Store
from kg.turtle import (
    BlankNode,
    NamedNode,
    Quad,
    Term,
    canonical,
    nquad_lines,
    ntriples,
    prefix_lines,
    trig_graph,
    turtle,
)


def export(store: Store, format: str, out: Path | BinaryIO, *, ontology: bool = False) -> None:
    """Writes the store in `format` (a key of FORMATS) to a file or a byte stream; with the ontology if asked.

    A file is written beside its place and renamed, so that a failure leaves what was there.
    Raises StoreError for an unknown format, a place that cannot be written, or a store that cannot be read.
    """
    if format not in FORMATS:
        raise StoreError(f"{format}: no such export format; there are {', '.join(FORMATS)}")
    pieces = FORMATS[format](store, graphs(store, ontology=ontology))
    encoded = (piece.encode("utf-8") for piece in pieces)
    if isinstance(out, Path):
        write_file(out, encoded)
    else:
        for piece in encoded:
            out.write(piece)


def graphs(store: Store, *, ontology: bool = False) -> list[str]:
    """IRIs of the graphs that an export holds, in its order."""
    return [iri for iri in sorted(store.graphs(), key="<{}>".format) if ontology or iri != vocab.ONTOLOGY_GRAPH]


def _quads(store: Store, graph: str) -> set[Quad]:
    """One graph, its blank nodes named after their content and their graph, so that no two graphs share a name.

    (A blank node that occurs in two graphs becomes two; graphs of ours have none outside the ontology.)
    """
    scope = digest(graph, size=8)
    return {_scoped(quad, scope) for quad in canonical(store.quads(graph))}


def _scoped(quad: Quad, scope: str) -> Quad:
    subject, value = quad.subject, quad.object
    if not isinstance(subject, BlankNode) and not isinstance(value, BlankNode):
        return quad
    return Quad(
        BlankNode(f"g{scope}{subject.value}") if isinstance(subject, BlankNode) else subject,
        quad.predicate,
        _scoped_object(value, scope),
        quad.graph_name,
    )


def _scoped_object(value: Term, scope: str) -> Term:
    return BlankNode(f"g{scope}{value.value}") if isinstance(value, BlankNode) else value


def _union(store: Store, names: list[str]) -> Iterator[Quad]:
    for graph in names:
        yield from _quads(store, graph)


# ---- formats


def _turtle(store: Store, names: list[str]) -> Iterator[str]:
    return turtle(_union(store, names))


def _trig(store: Store, names: list[str]) -> Iterator[str]:
    yield from prefix_lines(vocab.PREFIXES)
    for graph in names:
        yield from trig_graph(NamedNode(graph), _quads(store, graph))


def _nquads(store: Store, names: list[str]) -> Iterator[str]:
    for graph in names:
        yield from nquad_lines(_quads(store, graph))


def _ntriples(store: Store, names: list[str]) -> Iterator[str]:
    return ntriples(_union(store, names))


def _jsonld(store: Store, names: list[str]) -> Iterator[str]:
    return jsonld.document((graph, _quads(store, graph)) for graph in names)


#: Name of a format -> what writes it. Turtle and N-Triples are the union of all graphs.
FORMATS: Final[dict[str, Callable[[Store, list[str]], Iterator[str]]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "nquads": _nquads,
    "ntriples": _ntriples,
    "jsonld": _jsonld,
}

#: File suffix -> format, for those who name only a file.
SUFFIXES: Final = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".nt": "ntriples", ".jsonld": "jsonld"}
