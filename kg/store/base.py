"""What all stores have in common: documents, states and the ontology, said with two words, `_match` and `_change`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Final, Self

from kg import vocab
from kg.model import DocumentState
from kg.store.protocol import NOTHING, Change
from kg.store.updates import is_document
from kg.turtle import RDF_TYPE, DefaultGraph, Literal, NamedNode, Quad, Subject, Term, Triple

_DOCUMENT: Final = NamedNode(vocab.PACT + "Document")
_CONTENT_HASH: Final = NamedNode(vocab.PACT + "contentHash")
_USED: Final = NamedNode(vocab.PROV + "used")
_PROVENANCE: Final = NamedNode(vocab.PROVENANCE_GRAPH)
_ONTOLOGY_GRAPH: Final = NamedNode(vocab.ONTOLOGY_GRAPH)
_ONTOLOGY: Final = NamedNode(vocab.ONTOLOGY)


class BaseStore(ABC):
    """A store as `protocol.Store` promises it, but for how quads are found, asked and changed."""

    @abstractmethod
    def _match(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads that have what is given; those of all named graphs if no graph is, with or without the default graph."""

    @abstractmethod
    def _change(self, old: set[Quad], new: set[Quad]) -> bool:
        """Puts `new` in place of `old`, in the named graphs and in the default graph, at once. False if nothing changes."""

    @abstractmethod
    def close(self) -> None: ...

    def documents(self) -> list[str]:
        return sorted({_value(quad.subject) for quad in self._match(None, RDF_TYPE, _DOCUMENT, DefaultGraph())})

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
        return self._change(set(self._match(None, None, None, _ONTOLOGY_GRAPH)), ontology_graph(quads, version))

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        found = self._match(None, None, None, NamedNode(graph) if graph is not None else None)
        return (quad for quad in found if not isinstance(quad.graph_name, DefaultGraph))

    def match(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, value: Term | None = None, graph: str | None = None
    ) -> Iterator[Quad]:
        if graph is not None:
            return self._match(subject, predicate, value, NamedNode(graph))
        return (quad for quad in self._match(subject, predicate, value) if not isinstance(quad.graph_name, DefaultGraph))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

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


def ontology_graph(quads: Iterable[Quad], version: str) -> set[Quad]:
    """The graph of an ontology, with the mark that tells its version."""
    mark = Quad(_ONTOLOGY, _CONTENT_HASH, Literal(version), _ONTOLOGY_GRAPH)
    return {mark, *(Quad(quad.subject, quad.predicate, quad.object, _ONTOLOGY_GRAPH) for quad in quads)}


def _value(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value
