"""What every store promises, wherever its quads are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, Self

from kg.model import DocumentState
from kg.turtle import NamedNode, Quad, Subject, Term, Triple


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT: column names, and rows with None where a variable has no value. Read it once."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE. Read it once."""

    triples: Iterator[Triple]


Answer = Rows | Triples | bool


@dataclass(frozen=True, slots=True)
class Change:
    """Quads that go and quads that come, together or not at all."""

    gone: frozenset[Quad] = frozenset()
    come: frozenset[Quad] = frozenset()


NOTHING: Final = Change()


class Store(Protocol):
    """What a store can do, wherever its quads are kept. Errors are StoreError, those of a query text QueryError."""

    @property
    def name(self) -> str:
        """The directory or address, as the user gave it."""
        ...

    @property
    def shared(self) -> bool:
        """Whether others may write while this is open."""
        ...

    def documents(self) -> list[str]:
        """IRIs of all documents, sorted."""
        ...

    def graphs(self) -> list[str]:
        """IRIs of all named graphs, sorted."""
        ...

    def document_state(self, iri: str) -> DocumentState | None:
        """What is held of a document; None if it is not there. Equal to `rdf.state(…)` if nothing needs doing."""
        ...

    def replace_document(self, iri: str, quads: Iterable[Quad], *, beside: Change = NOTHING) -> bool:
        """Puts `quads` in place of all that was held of the document, at once. False if they were there already.

        `beside` is done in the same transaction: what the new content means for graphs that span documents.
        Raises ValueError for a quad outside the document's graph and the provenance graph.
        """
        ...

    def remove_document(self, iri: str, *, beside: Change = NOTHING) -> bool:
        """Forgets a document, and does `beside` in the same transaction. False if there was nothing to do."""
        ...

    def apply(self, change: Change) -> bool:
        """Makes a change of any named graphs, in one transaction. False if it changes nothing."""
        ...

    def ontology_version(self) -> str | None:
        """The version that `load_ontology` was last given; None before that."""
        ...

    def load_ontology(self, quads: Iterable[Quad], version: str) -> bool:
        """Makes `quads` the ontology graph. False, and `quads` not even read, if that version is loaded."""
        ...

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """The quads of all named graphs, or of one, in no particular order."""
        ...

    def match(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, value: Term | None = None, graph: str | None = None
    ) -> Iterator[Quad]:
        """The quads of all named graphs, or of one, that have what is given; quick if anything but the graph is given."""
        ...

    def query(self, sparql: str) -> Answer:
        """Answers a query that `guard.check` let pass; without GRAPH and FROM it sees the default graph."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
