"""A store in a directory, kept by Oxigraph."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar
from weakref import WeakSet

from pyoxigraph import QueryBoolean, QuerySolutions
from pyoxigraph import Store as Oxigraph

from kg import vocab
from kg.errors import StoreError
from kg.store.base import BaseStore
from kg.store.layout import Lock, check_decisions, check_layout, noting_decisions, open_engine, query_error, told
from kg.store.memory import give_back
from kg.store.protocol import Answer, Rows, Triples
from kg.store.updates import merged, operations
from kg.turtle import RDF_TYPE, BlankNode, DefaultGraph, NamedNode, Quad, Subject, Term, Triple

_T = TypeVar("_T")
_DECISIONS: Final = NamedNode(vocab.DECISIONS_GRAPH)
_HELD: Final = 60_000  # quads, some forty megabytes of memory; fewer have the engine rewrite its tables too often
_DECISION: Final = NamedNode(vocab.PACT + "Decision")


class EmbeddedStore(BaseStore):
    """A store in a directory, kept by Oxigraph."""

    shared: Final = False
    _unflushed = 0  # quads changed since the engine began

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        with told(path):
            check_layout(path, read_only=read_only)
            self._lock = Lock(path, shared=read_only)
        try:
            self._matching = 0
            self._answers = WeakSet[Generator[Any]]()
            self._engine: Oxigraph | None = open_engine(path, read_only=read_only)
            with told(path):
                check_decisions(path, self._decisions())
        except BaseException:
            self._engine = None
            self._lock.release()
            raise

    @property
    def name(self) -> str:
        return str(self._path)

    def graphs(self) -> list[str]:
        with told(self._path):
            return sorted(_value(graph) for graph in self._open().named_graphs())

    def query(self, sparql: str) -> Answer:
        with told(self._path, query_error):
            answer = self._open().query(sparql)
        if isinstance(answer, QueryBoolean):
            return bool(answer)
        each = self._each(answer)
        self._answers.add(each)
        if isinstance(answer, QuerySolutions):
            return Rows(tuple(variable.value for variable in answer.variables), (tuple(row) for row in each))
        return Triples(each)

    def load_ontology(self, quads: Iterable[Quad], version: str) -> bool:
        loaded = super().load_ontology(quads, version)
        self._unflushed = 0  # it does not grow, and a build of one article need not wait for the disk
        return loaded

    def close(self) -> None:
        self._engine = None
        self._lock.release()

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
            self._matching += 1
            try:
                yield from self._open().quads_for_pattern(subject, predicate, value, graph)
            finally:
                self._matching -= 1

    def _each(self, found: Iterable[_T]) -> Generator[_T]:
        with told(self._path):
            yield from found

    def _change(self, old: set[Quad], new: set[Quad]) -> bool:
        """Puts `new` in place of `old`, in the named graphs and in the default graph. False if nothing changes."""
        self._spare()
        with told(self._path):
            engine = self._open()
            gone = {quad for quad in old if quad not in new and quad in engine}
            graphs = {quad.graph_name for quad in new}
            unknown = {graph for graph in graphs if not _holds(engine, graph)}
            come = {quad for quad in new if quad.graph_name in unknown or quad not in engine}
        if not gone and not come:
            return False
        gone_triples = {triple for quad in gone if (triple := merged(quad))}
        kept = {t for t in gone_triples if any(Quad(t.subject, t.predicate, t.object, graph) in new for graph in graphs)}
        lost = {triple for triple in gone_triples - kept if not self._held_elsewhere(triple, gone)}
        shown = {triple for quad in come if (triple := merged(quad))}
        decided = any(quad.graph_name == _DECISIONS for quad in (*gone, *come))
        with self.deciding() if decided else nullcontext():
            if gone or lost:
                self._update(" ;\n".join([*operations(gone | lost, come | shown), *self._drops(gone, come)]))
            else:
                self._extend(come | shown)
        self._unflushed += len(gone) + len(lost) + len(come) + len(shown)
        return True

    def _spare(self) -> None:
        """Lets the engine begin anew once much was changed and nobody reads: it holds changes and tables in memory, for good."""
        if self._unflushed >= _HELD and not self._matching and not self._answers:
            self._unflushed = 0
            with told(self._path):
                self._open().flush()
            self._engine = None
            give_back()
            self._engine = open_engine(self._path, read_only=False)

    def deciding(self) -> AbstractContextManager[None]:
        """Around whatever may change decisions, so that their number is known outside of the engine, too."""
        return noting_decisions(self._path, self._decisions)

    def _decisions(self) -> int:
        return sum(1 for _ in self._match(None, RDF_TYPE, _DECISION, _DECISIONS))

    def _drops(self, gone: set[Quad], come: set[Quad]) -> Iterator[str]:
        """Takes away the names of graphs that nothing is left in."""
        for graph in {quad.graph_name for quad in gone} - {quad.graph_name for quad in come}:
            if isinstance(graph, NamedNode) and gone.issuperset(self._match(None, None, None, graph)):
                yield f"DROP SILENT GRAPH {graph}"

    def _held_elsewhere(self, triple: Quad, gone: set[Quad]) -> bool:
        """Whether a named graph goes on holding a triple after `gone` is gone."""
        found = self._match(triple.subject, triple.predicate, triple.object)
        return any(quad not in gone and not isinstance(quad.graph_name, DefaultGraph) for quad in found)

    def _extend(self, quads: set[Quad]) -> None:
        """As an update that only inserts, without its text."""
        with told(self._path):
            self._open().extend(quads)

    def _update(self, update: str) -> None:
        """Runs an update request: all of it in one transaction, or nothing."""
        with told(self._path):
            self._open().update(update)


def _holds(engine: Oxigraph, graph: NamedNode | BlankNode | DefaultGraph) -> bool:
    return isinstance(graph, DefaultGraph) or engine.contains_named_graph(graph)


def _value(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value
