"""Store -> RDF in five syntaxes: prefixes, sorted, the same bytes whatever the order in which things came."""

from __future__ import annotations

from collections.abc import Iterator

from kg import jsonld, vocab
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


def write_turtle(store: Store, names: list[str]) -> Iterator[str]:
    return turtle(_union(store, names))


def write_trig(store: Store, names: list[str]) -> Iterator[str]:
    yield from prefix_lines(vocab.PREFIXES)
    for graph in names:
        yield from trig_graph(NamedNode(graph), _quads(store, graph))


def write_nquads(store: Store, names: list[str]) -> Iterator[str]:
    for graph in names:
        yield from nquad_lines(_quads(store, graph))


def write_ntriples(store: Store, names: list[str]) -> Iterator[str]:
    return ntriples(_union(store, names))


def write_jsonld(store: Store, names: list[str]) -> Iterator[str]:
    return jsonld.document((graph, _quads(store, graph)) for graph in names)
