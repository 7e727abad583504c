"""Where the graph lives: the `Store` that every reader and writer of quads relies on, and its embedded form on disk.

One named graph a document, named like the document; the ontology and the provenance have a graph each. The default
graph holds their merge, each triple once: the engine's own union repeats a triple for every graph that has it, which
makes counts wrong and joins explode. A document is replaced in one transaction or not at all. One process writes, or
many read: an operating-system lock keeps them apart.

    DIR/format    version of the layout    DIR/lock    the lock    DIR/data/    Oxigraph's files
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Protocol, Self, TypeVar

from pyoxigraph import QueryBoolean, QuerySolutions
from pyoxigraph import Store as Oxigraph

from kg import vocab
from kg.errors import QueryError, StoreError
from kg.model import DocumentState
from kg.turtle import RDF_TYPE, BlankNode, DefaultGraph, Literal, NamedNode, Quad, Subject, Term, Triple

try:
    import fcntl
except ImportError:  # not a POSIX system: Oxigraph's own lock still keeps two writers apart
    fcntl = None  # type: ignore[assignment]

_T = TypeVar("_T")

FORMAT: Final = "pactgraph-store 1"
_BEGUN: Final = {"format.new", "lock"}  # what a first opening leaves when it is cut short

_DOCUMENT: Final = NamedNode(vocab.PACT + "Document")
_CONTENT_HASH: Final = NamedNode(vocab.PACT + "contentHash")
_USED: Final = NamedNode(vocab.PROV + "used")
_PROVENANCE: Final = NamedNode(vocab.PROVENANCE_GRAPH)
_ONTOLOGY_GRAPH: Final = NamedNode(vocab.ONTOLOGY_GRAPH)
_ONTOLOGY: Final = NamedNode(vocab.ONTOLOGY)


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


class Store(Protocol):
    """What a store can do, wherever its quads are kept. Errors are StoreError, those of a query text QueryError."""

    @property
    def name(self) -> str:
        """The directory or address, as the user gave it."""
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

    def replace_document(self, iri: str, quads: Iterable[Quad]) -> bool:
        """Puts `quads` in place of all that was held of the document, at once. False if they were there already.

        Raises ValueError for a quad outside the document's graph and the provenance graph.
        """
        ...

    def remove_document(self, iri: str) -> bool:
        """Forgets a document. False if it was not there."""
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

    def query(self, sparql: str) -> Answer:
        """Answers a query that `guard.check` let pass; without GRAPH and FROM it sees the merge of all graphs."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def open_store(path: Path | str, *, read_only: bool = False) -> Store:
    """Opens the store in directory `path`; makes it first, unless `read_only`.

    Raises StoreError, saying what to do: missing (read_only), not a directory, not a store, of an unknown version,
    in use by another process, damaged.
    """
    return EmbeddedStore(Path(path), read_only=read_only)


class EmbeddedStore:
    """A store in a directory, kept by Oxigraph."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        with _told(path):
            _check_layout(path, read_only=read_only)
            self._lock = _Lock(path, shared=read_only)
        try:
            self._engine: Oxigraph | None = _open_engine(path, read_only=read_only)
        except BaseException:
            self._lock.release()
            raise

    @property
    def name(self) -> str:
        return str(self._path)

    def documents(self) -> list[str]:
        return sorted({_value(quad.subject) for quad in self._match(None, RDF_TYPE, _DOCUMENT, DefaultGraph())})

    def graphs(self) -> list[str]:
        with _told(self._path):
            return sorted(_value(graph) for graph in self._open().named_graphs())

    def document_state(self, iri: str) -> DocumentState | None:
        node = NamedNode(iri)
        content = next((quad.object for quad in self._match(node, _CONTENT_HASH, None, node)), None)
        run = next((quad.subject for quad in self._match(None, _USED, node, _PROVENANCE)), None)
        return DocumentState(_value(content), _value(run)) if content and run else None

    def replace_document(self, iri: str, quads: Iterable[Quad]) -> bool:
        graph = NamedNode(iri)
        new = set(quads)
        stray = next((quad for quad in new if quad.graph_name not in (graph, _PROVENANCE)), None)
        if stray:
            raise ValueError(f"a quad of graph {stray.graph_name} among those of {iri}")
        return self._change(set(self._match(None, None, None, graph)) | self._outdated(graph, new), new)

    def remove_document(self, iri: str) -> bool:
        graph = NamedNode(iri)
        return self._change(set(self._match(None, None, None, graph)) | self._outdated(graph, set()), set())

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

    def query(self, sparql: str) -> Answer:
        with _told(self._path, _query_error):
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
        with _told(self._path):
            found = self._open().quads_for_pattern(subject, predicate, value, graph)
        return self._each(found)

    def _each(self, found: Iterable[_T]) -> Iterator[_T]:
        with _told(self._path):
            yield from found

    def _outdated(self, document: NamedNode, new: set[Quad]) -> set[Quad]:
        """The provenance that goes when `new` replaces what is held of the document.

        That is: who read it before; runs that then read nothing; agents and versions that then nobody names.
        """
        claims = set(self._match(None, _USED, document, _PROVENANCE)) - new
        gone = set(claims)
        for run in {claim.subject for claim in claims}:
            about = set(self._match(run, None, None, _PROVENANCE))
            if any(_is_document(quad) for quad in about - claims):
                continue
            gone |= about
            for tool in {quad.object for quad in about if isinstance(quad.object, NamedNode)}:
                if {quad.subject for quad in self._match(None, None, tool, _PROVENANCE)} <= {run}:
                    gone |= set(self._match(tool, None, None, _PROVENANCE))
        return gone - new

    def _change(self, old: set[Quad], new: set[Quad]) -> bool:
        """Puts `new` in place of `old`, in the named graphs and in their merge. False if nothing changes."""
        gone = {quad for quad in old if quad not in new}
        with _told(self._path):
            engine = self._open()
            come = {quad for quad in new if quad not in engine}
        if not gone and not come:
            return False
        lost = {_merged(quad) for quad in gone} - {_merged(quad) for quad in new}
        lost = {triple for triple in lost if not self._held_elsewhere(triple, gone)}
        operations = [*_operations(gone | lost, come | {_merged(quad) for quad in come}), *self._drops(gone, come)]
        self._update(" ;\n".join(operations))
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
        with _told(self._path):
            self._open().update(update)


# ---- updates, in the words that any SPARQL server understands


def _operations(gone: set[Quad], come: set[Quad]) -> Iterator[str]:
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


def _merged(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _is_document(quad: Quad) -> bool:
    """Whether a line of provenance names a document."""
    return isinstance(quad.object, NamedNode) and quad.object.value.startswith(vocab.DOCUMENT)


def _value(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value


# ---- the directory


def _check_layout(path: Path, *, read_only: bool) -> None:
    """Sees to it that `path` is a store of our format; makes an empty one where that is wanted."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: not a directory, so not a store")
    marker = path / "format"
    if marker.is_file():
        _check_format(path, marker.read_text("utf-8", "replace").strip())
    elif read_only:
        raise StoreError(f"{path}: no store here; make one with: kg build INPUT… --store {path}")
    elif path.exists() and any(entry.name not in _BEGUN for entry in path.iterdir()):
        raise StoreError(f"{path}: the directory is not empty and holds no store; choose another one")
    else:
        path.mkdir(parents=True, exist_ok=True)
        draft = path / "format.new"
        draft.write_text(FORMAT + "\n", "utf-8")
        draft.replace(marker)
    if read_only and not (path / "data").is_dir():
        raise StoreError(f"{path}: the store is empty; fill it with: kg build INPUT… --store {path}")


def _check_format(path: Path, found: str) -> None:
    if found != FORMAT:
        raise StoreError(
            f"{path}: the store has format {found[:40]!r}, this program reads {FORMAT!r}; "
            "use the program that wrote it, or build again into another directory"
        )


def _open_engine(path: Path, *, read_only: bool) -> Oxigraph:
    data = str(path / "data")
    with _told(path):
        return Oxigraph.read_only(data) if read_only else Oxigraph(data)


class _Lock:
    """Readers share it, a writer has it alone. It ends with the process, however that ends."""

    def __init__(self, path: Path, *, shared: bool) -> None:
        self._file: IO[str] | None = None
        if fcntl is None:
            return
        file = _lock_file(path / "lock")
        if file is None:  # a store on a read-only disk: nobody writes
            return
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise StoreError(f"{path}: in use by another process; wait until it ends, then try again") from error
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock_file(path: Path) -> IO[str] | None:
    """The lock file; a reader who may not write still shares it."""
    with suppress(PermissionError):
        return path.open("a")
    if path.exists():
        return path.open("r")
    return None


# ---- the engine's errors in our words


def _store_error(path: Path, error: Exception) -> StoreError:
    text = " ".join(str(error).split())
    if "lock" in text.lower() and ("LOCK" in text or "lock hold" in text):
        return StoreError(f"{path}: in use by another process; wait until it ends, then try again")
    if isinstance(error, PermissionError):
        return StoreError(f"{path}: no permission ({error.strerror or text})")
    if "No space left" in text:
        return StoreError(f"{path}: the disk is full")
    if isinstance(error, RuntimeError) or "orrupt" in text or "No such file" in text:
        return StoreError(f"{path}: the store is damaged ({text}); delete the directory and build again")
    return StoreError(f"{path}: {text}")


def _query_error(path: Path, error: Exception) -> QueryError | StoreError:
    if isinstance(error, SyntaxError):
        return QueryError(f"not a valid query: {' '.join(str(error).split())}")
    return _store_error(path, error)


@contextmanager
def _told(path: Path, tell: Callable[[Path, Exception], QueryError | StoreError] = _store_error) -> Iterator[None]:
    """Turns what the engine and the system raise into errors for people."""
    try:
        yield
    except (OSError, RuntimeError, SyntaxError) as error:
        raise tell(path, error) from error
