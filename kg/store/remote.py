"""A store on any server that speaks the SPARQL 1.1 Protocol: queries and updates go to one address.

That is the address of a dataset of Apache Jena Fuseki, or `/sparql` of `kg serve --writable`. A document is one update
request, which such servers carry out as one transaction. `operations` says no more than SPARQL 1.1 Update does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Final, TypeVar

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from kg.errors import QueryError, StoreError
from kg.store.base import BaseStore
from kg.store.http import Server, Streamed
from kg.store.protocol import Answer, Rows, Triples
from kg.store.updates import merged, operations
from kg.turtle import BlankNode, DefaultGraph, NamedNode, Quad, Subject, Term

_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_ROWS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_BATCH: Final = 500  # quads that one query asks for
_T = TypeVar("_T")


class RemoteStore(BaseStore):
    """The store at an address; see `Server` for how it is told who we are."""

    shared: Final = True

    def __init__(self, address: str, *, read_only: bool) -> None:
        self._server = Server(address)
        self._read_only = read_only
        self._closed = False
        self._select("SELECT * WHERE { } LIMIT 1")  # an address where nobody answers is told at once

    @property
    def name(self) -> str:
        return self._server.name

    def graphs(self) -> list[str]:
        return sorted(
            row[0].value for row in self._select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }") if isinstance(row[0], NamedNode)
        )

    def query(self, sparql: str) -> Answer:
        answered = self._open().stream(sparql, _QUERY, f"{_ROWS}, {_TRIPLES};q=0.9")
        if answered.media == _ROWS:
            found = self._parsed(answered)
            if isinstance(found, QueryBoolean):
                return bool(found)
            columns = tuple(variable.value for variable in found.variables)
            return Rows(columns, (tuple(row[name] for name in columns) for row in self._each(found)))
        if answered.media in (_TRIPLES, "text/plain"):
            with self._told():
                quads = parse(answered, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]  # read is all that it asks of a file
            return Triples(quad.triple for quad in self._each(quads))
        raise StoreError(f"{self.name}: the server answers with {answered.media}, not with results of a query")

    def close(self) -> None:
        self._closed = True
        self._server.close()

    def _match(
        self,
        subject: Subject | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        if isinstance(subject, BlankNode) or isinstance(value, BlankNode):
            return  # no name of a blank node means anything to a server
        asked = {"s": subject, "p": predicate, "o": value, "g": graph}
        terms = {name: f"?{name}" if term is None else str(term) for name, term in asked.items()}
        triple = f"{terms['s']} {terms['p']} {terms['o']}"
        where = triple if isinstance(graph, DefaultGraph) else f"GRAPH {terms['g']} {{ {triple} }}"
        free = [name for name, term in asked.items() if term is None]
        columns = " ".join(f"?{name}" for name in free) or "(1 AS ?one)"
        for row in self._select(f"SELECT {columns} WHERE {{ {where} }}"):
            found = {**asked, **dict(zip(free, row, strict=False))}
            yield Quad(found["s"], found["p"], found["o"], found["g"])  # type: ignore[arg-type]

    def _change(self, old: set[Quad], new: set[Quad]) -> bool:
        held = set(self._named(old | new))
        gone = {quad for quad in old if quad not in new and (_has_blank(quad) or quad in held)}
        come = {quad for quad in new if quad not in held and not (_has_blank(quad) and quad in old)}
        if not gone and not come:
            return False
        kept = {merged(quad) for quad in new}
        lost = {triple for quad in gone if (triple := merged(quad)) and triple not in kept}
        lost -= {Quad(quad.subject, quad.predicate, quad.object) for quad in self._anywhere(lost) if quad not in gone}
        shown = {triple for quad in come if (triple := merged(quad))}
        self._update(" ;\n".join([*operations(gone | lost, come | shown), *self._drops(gone, come)]))
        return True

    def _drops(self, gone: set[Quad], come: set[Quad]) -> Iterator[str]:
        """Takes away the names of graphs that nothing is left in, on servers that keep them."""
        for graph in {quad.graph_name for quad in gone} - {quad.graph_name for quad in come}:
            rows = self._select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
            if [getattr(row[0], "value", "") for row in rows] == [str(sum(quad.graph_name == graph for quad in gone))]:
                yield f"DROP SILENT GRAPH {graph}"

    def _named(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Those of `quads` that the server has in the graph they name."""
        for batch in _batches(quad for quad in quads if not _has_blank(quad)):
            lines = "\n".join(f"({quad.subject} {quad.predicate} {quad.object} {quad.graph_name})" for quad in batch)
            for row in self._select(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES (?s ?p ?o ?g) {{ {lines} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
                yield Quad(*row)  # type: ignore[arg-type]

    def _anywhere(self, triples: Iterable[Quad]) -> Iterator[Quad]:
        """Where the server has `triples`, in named graphs."""
        for batch in _batches(quad for quad in triples if not _has_blank(quad)):
            lines = "\n".join(f"({quad.subject} {quad.predicate} {quad.object})" for quad in batch)
            for row in self._select(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES (?s ?p ?o) {{ {lines} }} GRAPH ?g {{ ?s ?p ?o }} }}"):
                yield Quad(*row)  # type: ignore[arg-type]

    def _select(self, sparql: str) -> list[tuple[Term | None, ...]]:
        try:
            found = self._parsed(self._open().post(sparql, _QUERY, _ROWS).body)
        except QueryError as error:  # we wrote it ourselves: it is the server that is not what it should be
            raise StoreError(f"{self.name}: the server refuses a query of SPARQL 1.1 ({error})") from error
        if isinstance(found, QueryBoolean):
            raise StoreError(f"{self.name}: the server answers SELECT with a truth value")
        columns = [variable.value for variable in found.variables]
        return [tuple(row[name] for name in columns) for row in found]

    def _parsed(self, body: bytes | Streamed) -> QuerySolutions | QueryBoolean:
        with self._told():
            return parse_query_results(body, QueryResultsFormat.JSON)  # type: ignore[arg-type]  # read is all that it asks of a file

    def _each(self, found: Iterable[_T]) -> Iterator[_T]:
        with self._told():
            yield from found

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong while an answer is read, in our words."""
        try:
            yield
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self.name}: the server's answer is not what was asked for ({error})") from error
        except OSError as error:
            raise StoreError(f"{self.name}: {error}") from error

    def _update(self, update: str) -> None:
        """Runs an update request, which a server carries out as a whole or not at all."""
        if self._read_only:
            raise StoreError(f"{self.name}: opened for reading only")
        try:
            self._open().post(update, _UPDATE)
        except QueryError as error:
            raise StoreError(f"{self.name}: the server refuses the update: {error}") from error

    def _open(self) -> Server:
        if self._closed:
            raise StoreError(f"{self.name}: the store was closed")
        return self._server


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _batches(quads: Iterable[Quad]) -> Iterator[Sequence[Quad]]:
    waiting = iter(quads)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
