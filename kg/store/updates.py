"""Changes in the words that any SPARQL server understands, and which quads the default graph shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg import vocab
from kg.turtle import BlankNode, DefaultGraph, NamedNode, Quad


def operations(gone: set[Quad], come: set[Quad]) -> Iterator[str]:
    """The operations of one update. Blank nodes cannot be named in DELETE DATA: all of their graph go together."""
    blank = {quad for quad in gone if _has_blank(quad)}
    for graph in sorted({str(quad.graph_name) for quad in blank if not isinstance(quad.graph_name, DefaultGraph)}):
        yield (
            f"DELETE {{ ?s ?p ?o . GRAPH {graph} {{ ?s ?p ?o }} }} "
            f"WHERE {{ GRAPH {graph} {{ ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) }} }}"
        )
    yield f"DELETE DATA {{\n{_data(gone - blank)}}}"
    yield f"INSERT DATA {{\n{_data(come)}}}"


def _data(quads: Iterable[Quad]) -> str:
    graphs: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
        graphs[name].append(f"{quad.subject} {quad.predicate} {quad.object} .\n")
    merged = graphs.pop("", [])
    return "".join(merged) + "".join(f"GRAPH {name} {{\n{''.join(lines)}}}\n" for name, lines in graphs.items())


def merged(quad: Quad) -> Quad | None:
    """The triple that the default graph shows for a quad; None for one of the claim layer.

    What a document's claims say stays in the graph of that document: the default graph shows the commitments that they
    were fused to, so that nothing is counted twice.
    """
    if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(vocab.CLAIM):
        return None
    return Quad(quad.subject, quad.predicate, quad.object)


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def is_document(quad: Quad) -> bool:
    """Whether a line of provenance names a document."""
    return isinstance(quad.object, NamedNode) and quad.object.value.startswith(vocab.DOCUMENT)
