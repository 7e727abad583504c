"""A store in a directory, kept by Oxigraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

from pyoxigraph import QueryBoolean, QuerySolutions
from pyoxigraph import Store as Oxigraph

from kg import vocab
from kg.errors import StoreError
from kg.model import DocumentState
from kg.store.layout import Lock, check_layout, open_engine, query_error, told
from kg.store.protocol import NOTHING, Answer, Change, Rows, Triples
from kg.store.updates import is_document, merged, operations
from kg.turtle import RDF_TYPE, DefaultGraph, Literal, NamedNode, Quad, Subject, Term, Triple

_T = TypeVar("_T")

_DOCUMENT: Final = NamedNode(vocab.PACT + "Document")
_CONTENT_HASH: Final = NamedNode(vocab.PACT + "contentHash")
_USED: Final = NamedNode(vocab.PROV + "used")
_PROVENANCE: Final = NamedNode(vocab.PROVENANCE_GRAPH)
_ONTOLOGY_GRAPH: Final = NamedNode(vocab.ONTOLOGY_GRAPH)
_ONTOLOGY: Final = NamedNode(vocab.ONTOLOGY)


class EmbeddedStore:
    """A store in a directory, kept by Oxigraph."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        with told(path):
            check_layout(path, read_only=read_only)
            self._lock = Lock(path, shared=read_only)
        try:
            self._engine: Oxigraph | None = open_engine(path, read_only=read_only)
        except BaseException:
            self._lock.release()
            raise

    @property
    def name(self) -> str:
        return str(self._path)

    def documents(self) -> list[str]:
        return sorted({_value(quad.subject) for quad in self._match(None, RDF_TYPE, _DOCUMENT, DefaultGraph())})

    def graphs(self) -> list[str]:
        with told(self._path):
            return sorted(_value(graph) for graph in self._open().named_graphs())

    def document_state(self, iri: str) -> DocumentState | None:
        node = NamedNode(iri)
        content = next((quad.object for quad in self._match(node, _CONTENT_HASH, None, node)), None)
        run = next((quad.subject for quad in self._match(None, _USED, node, _PROVENANCE)), None)
        return DocumentState(_value(content), _value(run)) if content and run else None

    def replace_document(self, iri: str, quads: Iterable[Quad], *, beside: Change = NOTHING) -> bool:
        graph = NamedNode(iri)
        new = set(quads)
        stray = next((quad for quad in new if quad.graph_name not in (graph, _PROVENANCE)), None)
        if stray:
            raise ValueError(f"a quad of graph {stray.graph_name} among those of {iri}")
        old = set(self._match(None, None, None, graph)) | self._outdated(graph, new)
        return self._change(old | beside.gone, new | beside.come)

    def remove_document(self, iri: str, *, beside: Change = NOTHING) -> bool:
        graph = NamedNode(iri)
        old = set(self._match(None, None, None, graph)) | self._outdated(graph, set())
        return self._change(old | beside.gone, set(beside.come))

    def apply(self, change: Change) -> bool:
        return self._change(set(change.gone), set(change.come))

    def ontology_version(self) -> str | None:
        held = self._match(_ONTOLOGY, _CONTENT_HASH, None, _ONTOLOGY_GRAPH)
        return next((_value(quad.object) for quad in held), None)

    def load_ontology(self, quads: Iterable[Quad], version: str) -> bool:
        if self.ontology_version() == version:
            return False
        mark = Quad(_ONTOLOGY, _CONTENT_HASH, Literal(version), _ONTOLOGY_GRAPH)
        new = {Quad(quad.subject, quad.predicate, quad.object, _ONTOLOGY_GRAPH) for quad in quads}
        return self._change(set(self._match(None, None, None, _ONTOLOGY_GRAPH)), new | {mark})

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        found = self._match(None, None, None, NamedNode(graph) if graph is not None else None)
        return (quad for quad in found if not isinstance(quad.graph_name, DefaultGraph))

    def match(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, value: Term | None = None, graph: str | None = None
    ) -> Iterator[Quad]:
        if graph is not None:
            return self._match(subject, predicate, value, NamedNode(graph))
        return (quad for quad in self._match(subject, predicate, value) if not isinstance(quad.graph_name, DefaultGraph))

    def query(self, sparql: str) -> Answer:
        with told(self._path, query_error):
            answer = self._open().query(sparql)
        if isinstance(answer, QueryBoolean):
            return bool(answer)
        if isinstance(answer, QuerySolutions):
            columns = tuple(variable.value for variable in answer.variables)
            return Rows(columns, (tuple(row[name] for name in columns) for row in self._each(answer)))
        return Triples(self._each(answer))

    def close(self) -> None:
        self._engine = None
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _open(self) -> Oxigraph:
        if self._engine is None:
            raise StoreError(f"{self._path}: the store was closed")
        return self._engine

    def _match(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        with told(self._path):
            found = self._open().quads_for_pattern(subject, predicate, value, graph)
        return self._each(found)

    def _each(self, found: Iterable[_T]) -> Iterator[_T]:
        with told(self._path):
            yield from found

    def _outdated(self, document: NamedNode, new: set[Quad]) -> set[Quad]:
        """The provenance that goes when `new` replaces what is held of the document.

        That is: who read it before; runs that then read nothing; agents and versions that then nobody names.
        """
        claims = set(self._match(None, _USED, document, _PROVENANCE)) - new
        gone = set(claims)
        for run in {claim.subject for claim in claims}:
            used = self._match(run, _USED, None, _PROVENANCE)
            if any(is_document(quad) and quad not in claims for quad in used):
                continue
            about = set(self._match(run, None, None, _PROVENANCE))
            gone |= about
            for tool in {quad.object for quad in about if isinstance(quad.object, NamedNode)}:
                if {quad.subject for quad in self._match(None, None, tool, _PROVENANCE)} <= {run}:
                    gone |= set(self._match(tool, None, None, _PROVENANCE))
        return gone - new

    def _change(self, old: set[Quad], new: set[Quad]) -> bool:
        """Puts `new` in place of `old`, in the named graphs and in the default graph. False if nothing changes."""
        with told(self._path):
            engine = self._open()
            gone = {quad for quad in old if quad not in new and quad in engine}
            come = {quad for quad in new if quad not in engine}
        if not gone and not come:
            return False
        kept = {merged(quad) for quad in new}
        lost = {triple for quad in gone if (triple := merged(quad)) and triple not in kept and not self._held_elsewhere(triple, gone)}
        shown = {triple for quad in come if (triple := merged(quad))}
        self._update(" ;\n".join([*operations(gone | lost, come | shown), *self._drops(gone, come)]))
        return True

    def _drops(self, gone: set[Quad], come: set[Quad]) -> Iterator[str]:
        """Takes away the names of graphs that nothing is left in."""
        for graph in {quad.graph_name for quad in gone} - {quad.graph_name for quad in come}:
            if isinstance(graph, NamedNode) and gone.issuperset(self._match(None, None, None, graph)):
                yield f"DROP SILENT GRAPH {graph}"

    def _held_elsewhere(self, triple: Quad, gone: set[Quad]) -> bool:
        """Whether a named graph goes on holding a triple after `gone` is gone."""
        found = self._match(triple.subject, triple.predicate, triple.object)
        return any(quad not in gone and not isinstance(quad.graph_name, DefaultGraph) for quad in found)

    def _update(self, update: str) -> None:
        """Runs an update request: all of it in one transaction, or nothing."""
        with told(self._path):
            self._open().update(update)


def _value(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value
