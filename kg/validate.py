"""Is the graph what it claims to be? SHACL shapes, and what SHACL cannot say: words are those of the text.

A store is checked document by document, so that memory stays flat however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import pyshacl
import rdflib
from rdflib.term import Node

from kg import vocab
from kg.errors import OntologyError
from kg.ontology import read_turtle
from kg.resources import ontology_dir
from kg.store import Store
from kg.turtle import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, curie

_SH: Final = rdflib.Namespace(vocab.SH)
_OWN: Final = frozenset({vocab.ONTOLOGY_GRAPH, vocab.PROVENANCE_GRAPH, vocab.FUSION_GRAPH, vocab.DECISIONS_GRAPH})
_CONCEPT: Final = (vocab.RDF + "type", vocab.SKOS + "Concept")


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What is wrong with which node. `severity` is violation, warning or info; only the first breaks a graph."""

    document: str  # IRI of the document, or the name of a file
    node: str  # the node, as prefix:name where there is one
    message: str
    value: str = ""  # the value at fault, where there is one
    severity: str = "violation"

    def __str__(self) -> str:
        value = f" (found: {self.value})" if self.value else ""
        return f"{_short(self.document)}: {self.node}: {self.message}{value}"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, sorted, and how many documents were looked at."""

    documents: int
    findings: tuple[Violation, ...]

    @property
    def violations(self) -> tuple[Violation, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "violation")

    @property
    def conforms(self) -> bool:
        return not self.violations


def validate(store: Store, shapes: Path | None = None) -> Report:
    """Checks each document of `store` against `shapes` (default: `ontology/shapes/data.ttl`), its text, its types.

    Raises OntologyError if the shapes cannot be read, StoreError if the store cannot.
    """
    shape_graph = _shapes(shapes or ontology_dir() / "shapes" / "data.ttl")
    types = _known_types(store)
    documents = store.documents()
    findings = [finding for iri in documents for finding in _check_document(store, iri, shape_graph, types)]
    findings += [
        Violation(graph, _short(graph), "a graph that is not the graph of a document it holds")
        for graph in store.graphs()
        if graph not in {*documents, *_OWN}
    ]
    return Report(len(documents), tuple(sorted(findings)))


def validate_ontology(folder: Path | None = None) -> Report:
    """Checks the Turtle files of `folder` (default: `ontology/`) as one graph against its `shapes/ontology.ttl`.

    Raises OntologyError for a file that cannot be read.
    """
    folder = folder or ontology_dir()
    files = sorted([*folder.glob("*.ttl"), *folder.glob("actors/*.ttl")])
    quads = [quad for path in files for quad in read_turtle(path)]
    findings = _check_shapes(_graph(quads), _shapes(folder / "shapes" / "ontology.ttl"), str(folder))
    return Report(len(files), tuple(sorted(findings)))


def _check_document(store: Store, iri: str, shapes: rdflib.Graph, types: frozenset[str]) -> Iterator[Violation]:
    quads = list(store.quads(iri))
    quads += list(_fused(store, quads))
    yield from _check_shapes(_graph(quads), shapes, iri)
    yield from _check_words(quads, iri)
    if types:
        yield from _check_types(quads, iri, types)


def _fused(store: Store, quads: Sequence[Quad]) -> Iterator[Quad]:
    """What was fused from the claims of a document: the level of its statements, and the nodes that it founded, whole.

    (So each node is checked once.) Of other documents that a node draws on, what they say of its actors and figures.
    """
    claims = {_text(quad.subject) for quad in quads if _text(quad.object) == vocab.PACT + "Claim"}
    own = {_text(quad.object) for quad in quads if quad.predicate.value == vocab.PACT + "statement"}
    subjects = {_text(quad.subject) for quad in quads}
    for statement in sorted(own):
        yield from store.match(NamedNode(statement), None, None, vocab.FUSION_GRAPH)
    for claim, space in product(sorted(claims), (vocab.COMMITMENT, vocab.POSITION)):
        node = NamedNode(space + claim.removeprefix(vocab.CLAIM))
        for quad in store.match(node, None, None, vocab.FUSION_GRAPH):
            if quad.predicate.value != vocab.PACT + "statement" or _text(quad.object) in own:
                yield quad
                yield from _elsewhere(store, quad, subjects)


def _elsewhere(store: Store, quad: Quad, known: Set[str]) -> Iterator[Quad]:
    """Class and label of an actor, all of a condition or an amount, that only other documents describe."""
    value, role = quad.object, quad.predicate.value.removeprefix(vocab.PACT)
    if not isinstance(value, NamedNode) or value.value in known or role not in ("by", "to", "place", "condition", "amount"):
        return
    found = [q for q in store.match(value) if _text(q.graph_name) not in _OWN]
    first = min((_text(q.graph_name) for q in found), default="")
    plain = (vocab.RDF + "type", vocab.RDFS + "label")
    yield from (q for q in found if _text(q.graph_name) == first and (q.predicate.value in plain or role in ("condition", "amount")))


# ---- SHACL


def _check_shapes(data: rdflib.Graph, shapes: rdflib.Graph, document: str) -> Iterator[Violation]:
    _, results, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", do_owl_imports=False)
    if not isinstance(results, rdflib.Graph):
        raise OntologyError(f"the shapes cannot be applied: {text}")
    for result in results.subjects(rdflib.RDF.type, _SH.ValidationResult):
        yield Violation(
            document,
            _shown(results.value(result, _SH.focusNode)),
            str(results.value(result, _SH.resultMessage) or "breaks a shape"),
            _shown(results.value(result, _SH.value)),
            str(results.value(result, _SH.resultSeverity)).removeprefix(vocab.SH).lower(),
        )


def _shapes(path: Path) -> rdflib.Graph:
    if not path.is_file():
        raise OntologyError(f"{path}: the shapes are missing")
    return _graph(read_turtle(path))


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """The quads as one rdflib graph, lexical forms untouched."""
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((_node(quad.subject), rdflib.URIRef(quad.predicate.value), _node(quad.object)))
    return graph


def _node(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        return rdflib.Literal(str(term))
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _shown(node: Node | None) -> str:
    if node is None:
        return ""
    text = _short(str(node)) if isinstance(node, rdflib.URIRef) else str(node)
    return _cut(" ".join(text.split()))


def _short(iri: str) -> str:
    return curie(iri) or iri


# ---- beyond SHACL


def _known_types(store: Store) -> frozenset[str]:
    """IRIs of the concepts of the ontology graph; none if the store holds no ontology."""
    return frozenset(
        quad.subject.value
        for quad in store.quads(vocab.ONTOLOGY_GRAPH)
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
        and (quad.predicate.value, quad.object.value) == _CONCEPT
    )


def _check_types(quads: Iterable[Quad], document: str, types: frozenset[str]) -> Iterator[Violation]:
    for quad in quads:
        if quad.predicate.value == vocab.PACT + "type" and _text(quad.object) not in types:
            value = _short(_text(quad.object))
            yield Violation(document, _short(_text(quad.subject)), "its type is not in the ontology", value)


def _check_words(quads: Sequence[Quad], document: str) -> Iterator[Violation]:
    """`text[begin:end]` is what a statement quotes; absent or doubled values are for the shapes to report."""
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        values[_text(quad.subject)][quad.predicate.value] = _text(quad.object)
    for node, entry in values.items():
        words = entry.get(vocab.NIF + "anchorOf")
        text = values.get(entry.get(vocab.PROV + "wasDerivedFrom", ""), {}).get(vocab.NIF + "isString")
        begin, end = _index(entry.get(vocab.NIF + "beginIndex")), _index(entry.get(vocab.NIF + "endIndex"))
        if words is None or text is None or begin is None or end is None:
            continue
        if text[begin:end] != words:
            yield Violation(document, _short(node), "its words are not those of the text at its offsets", _cut(words))


def _index(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _text(term: Term | DefaultGraph) -> str:
    return term.value if isinstance(term, NamedNode | Literal | BlankNode) else str(term)


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
