"""What a worker does with the store: queries, updates, graphs. With `store.py` and `turtle.py` a door to Oxigraph.

Answers are written by the engine itself, piece by piece, so that they cost little more than the bare engine does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from kg import questions, vocab
from kg.errors import KgError, QueryError, StoreError
from kg.guard import check
from kg.model import digest
from kg.query import find
from kg.serve import formats
from kg.serve.updates import Using, check_update
from kg.store import EmbeddedStore, open_store
from kg.turtle import ntriples

BASE: Final = "https://w3id.org/pactgraph/"  # of relative IRIs in what clients send

_ROWS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_RDF: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
_GRAPH_BODIES: Final = {media: _RDF[form] for media, form in formats.GRAPH.items() if form not in ("nq", "trig")}


class NotFoundError(KgError):
    """There is no such graph."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of an answer, and what writes its body."""

    status: int
    media: str = ""
    location: str = ""
    body: ox.QueryBoolean | ox.QuerySolutions | Iterable[ox.Triple] | None = None

    def write(self, out: IO[bytes]) -> None:
        if self.body is None:
            return
        if isinstance(self.body, ox.QueryBoolean | ox.QuerySolutions):
            self.body.serialize(out, format=_ROWS[formats.ROWS[self.media]])
            return
        form = _RDF[formats.GRAPH[self.media]]
        prefixes = dict(vocab.PREFIXES) if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML) else None
        ox.serialize(self.body, out, format=form, prefixes=prefixes)


class Engine:
    """The store in `path`, for reading or for one writer. Raises StoreError."""

    def __init__(self, path: Path, *, write: bool) -> None:
        store = open_store(path, read_only=not write)
        if not isinstance(store, EmbeddedStore):
            raise StoreError(f"{path}: only a store on this machine can be served")
        self._store = store
        self._ox: ox.Store = store._open()

    def close(self) -> None:
        del self._ox  # the engine is closed when nobody holds it any more
        self._store.close()

    def answer(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        """Does what a job asks. Raises KgError and what the engine raises."""
        do = {
            "query": self._query,
            "question": self._question,
            "update": self._update,
            "get": self._get,
            "put": self._put,
            "post": self._put,
            "delete": self._delete,
            "describe": self._describe,
        }[job["do"]]
        return do(job, payload)

    # ---- SPARQL

    def _query(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        text = _utf8(payload)
        checked = check(text, vocab.PREFIXES)
        default, named = job.get("default"), job.get("named")
        own = default is not None or named is not None  # then FROM in the text does not count
        for graph in () if own else checked.graphs:
            if not self._ox.contains_named_graph(_node(graph)):
                raise QueryError(f"refused: FROM <{graph}>: the store has no such graph, and nothing is fetched")
        graph_form = checked.form in ("CONSTRUCT", "DESCRIBE")
        media = formats.choose(job.get("accept", ""), formats.GRAPH if graph_form else formats.ROWS)
        result = self._ox.query(
            text,
            base_iri=BASE,
            prefixes=dict(vocab.PREFIXES),
            default_graph=[_dataset_node(iri) for iri in default or ()] if own else None,
            named_graphs=[_dataset_node(iri) for iri in named or ()] if own else None,
        )
        return Reply(200, media, body=result)

    def _question(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        text = questions.bind(find(job["name"]), job["given"], self._store)
        return self._query({"accept": job["accept"]}, text.encode("utf-8"))

    def _update(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        using = Using(tuple(job["using"]), tuple(job["named"]))
        for iri in (*using.graphs, *using.named):
            _dataset_node(iri)
        text = check_update(_utf8(payload), using)
        with self._store.deciding():
            self._ox.update(text, base_iri=BASE, prefixes=dict(vocab.PREFIXES))
        return Reply(204)

    # ---- Graph Store Protocol

    def _get(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        graph = self._existing(job["graph"])
        media = formats.choose(job.get("accept", ""), formats.GRAPH)
        return Reply(200, media, body=(quad.triple for quad in self._ox.quads_for_pattern(None, None, None, graph)))

    def _put(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        """PUT replaces a graph, POST adds to it, and POST without a graph makes one that is named after its content."""
        lines = _lines(job["type"], payload)
        graph = job["graph"] or vocab.GRAPH + digest("".join(ntriples(ox.parse("".join(lines), ox.RdfFormat.N_TRIPLES))))
        node = _graph_node(graph)
        new = isinstance(node, ox.NamedNode) and not self._ox.contains_named_graph(node)
        data = "".join(lines)
        if isinstance(node, ox.NamedNode):
            clear, data = f"CREATE SILENT GRAPH {node} ; " + f"CLEAR GRAPH {node} ; " * (job["do"] == "put"), f"GRAPH {node} {{ {data} }}"
        else:
            clear = "CLEAR DEFAULT ; " * (job["do"] == "put")
        with self._store.deciding():
            self._ox.update(f"{clear}INSERT DATA {{ {data} }}")
        return Reply(201 if new else 204, location=graph if new and not job["graph"] else "")

    def _delete(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        graph = self._existing(job["graph"])
        with self._store.deciding():
            self._ox.update(f"DROP GRAPH {graph}" if isinstance(graph, ox.NamedNode) else "CLEAR DEFAULT")
        return Reply(204)

    def _existing(self, graph: str) -> ox.NamedNode | ox.DefaultGraph:
        node = _graph_node(graph)
        if isinstance(node, ox.NamedNode) and not self._ox.contains_named_graph(node):
            raise NotFoundError(f"<{graph[:200]}>: there is no such graph")
        return node

    # ---- the service itself

    def _describe(self, job: Mapping[str, Any], payload: bytes) -> Reply:
        """Turtle of the server's own, in the syntax that the client wants."""
        media = formats.choose(job.get("accept", ""), formats.GRAPH)
        quads = ox.parse(payload, ox.RdfFormat.TURTLE, base_iri=job["base"])
        return Reply(200, media, body=[quad.triple for quad in quads])


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError("not a text in UTF-8") from error


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri[:200]!r}: not an absolute IRI") from error


def _dataset_node(iri: str) -> ox.NamedNode:
    """A graph that a request names. One that the store does not have is empty; nothing is ever fetched."""
    if iri.lower().startswith("file:"):
        raise QueryError(f"refused: <{iri[:200]}>: graphs are those of this store, and no file is read")
    return _node(iri)


def _graph_node(graph: str) -> ox.NamedNode | ox.DefaultGraph:
    return _dataset_node(graph) if graph != "default" else ox.DefaultGraph()


def _lines(content_type: str, payload: bytes) -> list[str]:
    """The triples of a body as lines of N-Triples; parts of multipart/form-data each with names of their own."""
    media, parameters = formats.media_type(content_type)
    if media != "multipart/form-data":
        return _triples(media, parameters, payload, "")
    message = message_from_bytes(b"Content-Type: " + content_type.encode("utf-8") + b"\r\n\r\n" + payload, policy=policy.HTTP)
    found: list[str] = []
    for at, part in enumerate(message.iter_parts()):
        inner, of_inner = formats.media_type(part.get("Content-Type", "text/turtle"))
        body = part.get_payload(decode=True)
        found += _triples(inner, of_inner, body if isinstance(body, bytes) else b"", f"p{at}")
    return found


def _triples(media: str, parameters: Mapping[str, str], payload: bytes, scope: str) -> list[str]:
    if media not in _GRAPH_BODIES:
        raise QueryError(f"{media or 'no media type'}: not a syntax of RDF that can be read; there are {', '.join(_GRAPH_BODIES)}")
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "us-ascii"):
        raise QueryError(f"charset {parameters['charset'][:40]}: only UTF-8 is read")
    try:
        quads: Sequence[ox.Quad] = list(ox.parse(payload, _GRAPH_BODIES[media], base_iri=BASE))
    except SyntaxError as error:
        raise QueryError(f"not valid {media}: {' '.join(str(error).split())}") from error
    except (ValueError, OSError) as error:
        raise QueryError(f"not valid {media}: {error}") from error
    return [f"{_scoped(q.subject, scope)} {q.predicate} {_scoped(q.object, scope)} .\n" for q in quads]


def _scoped(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, scope: str) -> str:
    return f"_:{scope}{term.value}" if isinstance(term, ox.BlankNode) else str(term)
