"""The store on a server: the same build gives the same graph and answers as on disk; and servers that fail are told."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import kg.store.http as client
from kg.errors import QueryError, StoreError
from kg.export import export
from kg.query import answer, named_queries
from kg.store import Answer, RemoteStore, Rows, Store, Triples, open_store
from kg.taking import take
from tests.jena import MISSING, jar
from tests.questions.made import GRAPH, cases
from tests.serve.running import TOKEN
from tests.stores import Servers


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    started = Servers()
    yield started
    started.close()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("local") / "store") as store:
        take(GRAPH, store)
        yield store


@pytest.mark.skipif(jar() is None, reason=MISSING)
def test_a_build_gives_the_same_graph_and_answers_on_fuseki(servers: Servers, local: Store, tmp_path: Path) -> None:
    with servers.store("fuseki", tmp_path) as remote:
        take(GRAPH, remote)
        for name, store in (("local", local), ("remote", remote)):
            export(store, "nquads", tmp_path / name, ontology=True)
        assert (tmp_path / "remote").read_bytes() == (tmp_path / "local").read_bytes()
        assert take(GRAPH, remote).changed == 0
        different: list[str] = []
        for case in cases():
            ours, theirs = (answer(store, case.name, given=case.given) for store in (local, remote))
            assert theirs.columns == ours.columns
            if sorted(map(cells, theirs.rows)) != sorted(map(cells, ours.rows)):
                different.append(case.file.stem)
        assert different == []
    assert len(named_queries()) >= 30


def cells(row: tuple[str | None, ...]) -> list[object]:
    """A row without what SPARQL leaves open: the order in GROUP_CONCAT, and how a sum writes its zeros."""
    return [
        ["none"] if cell is None else number(cell) or sorted(cell.replace(" | ", ", ").replace(" / ", ", ").split(", ")) for cell in row
    ]


def number(cell: str) -> list[str] | None:
    try:
        return [f"{float(cell):g}"]
    except ValueError:
        return None


# ---- servers that fail


@contextmanager
def answering(*statuses: int) -> Iterator[tuple[str, list[str]]]:
    """A server that answers these statuses in turn, then always 200; and what it has been asked with."""
    waiting, seen = list(statuses), list[str]()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            seen.append(self.headers.get("authorization", ""))
            status = waiting.pop(0) if waiting else 200
            body = b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}' if status == 200 else b"because of this\nand that"
            self.send_response(status)
            self.send_header("content-type", "application/sparql-results+json")
            self.send_header("location", "http://127.0.0.1:1/")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ds", seen
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSE", 0.01)
    for name in ("KG_STORE_TOKEN", "KG_STORE_USER", "KG_STORE_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def test_a_server_that_is_not_ready_is_asked_again() -> None:
    with answering(503, 502, 429) as (address, seen), open_store(address) as store:
        assert store.graphs() == []
        assert len(seen) == 5


@pytest.mark.parametrize(
    ("statuses", "message"),
    [
        ([503] * 5, "answers 503: because of this and that; tried 5 times"),
        ([401], r"no permission \(401\); set KG_STORE_TOKEN"),
        ([302], r"the server is elsewhere \(302\)"),
        ([500], "the server answers 500: because of this and that"),
        ([400], "refuses a query of SPARQL 1.1"),
    ],
)
def test_a_server_that_fails_is_told(statuses: list[int], message: str) -> None:
    with answering(*statuses) as (address, _), pytest.raises(StoreError, match=message):
        open_store(address)


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreError, match=r"http://127.0.0.1:1/ds: cannot be reached \(.*\); tried 5 times"):
        open_store("http://127.0.0.1:1/ds")
    for wrong in ("http://", "https://:80/x", "http://host:port/x"):
        with pytest.raises(StoreError, match="not an address"):
            RemoteStore(wrong, read_only=True)


def test_who_we_are_comes_from_the_address_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    def sent(address: str) -> str:
        with answering() as (there, seen):
            with open_store(there.replace("//", f"//{address}")) as store:
                assert "@" not in store.name
            return seen[0]

    assert sent("") == ""
    assert sent("me:se%40cret@") == "Basic bWU6c2VAY3JldA=="
    monkeypatch.setenv("KG_STORE_USER", "me")
    monkeypatch.setenv("KG_STORE_PASSWORD", "se@cret")
    assert sent("") == "Basic bWU6c2VAY3JldA=="
    monkeypatch.setenv("KG_STORE_TOKEN", "abc")
    assert sent("") == "Bearer abc"
    assert sent("me:se%40cret@") == "Basic bWU6c2VAY3JldA=="


def test_an_update_that_fails_changes_nothing_and_readers_change_nothing(servers: Servers, tmp_path: Path) -> None:
    with servers.store("kg serve", tmp_path) as store:
        assert isinstance(store, RemoteStore)
        with pytest.raises(StoreError, match="refuses the update"):
            store._update("INSERT DATA { <http://e/s> <http://e/p> 1 } ; LOAD <http://127.0.0.1:1/>")
        assert store.graphs() == []
        with pytest.raises(QueryError, match="not a valid query"):
            store.query("SELECT nothing")
        address = f"{store._server.name}"
    with open_store(address.replace("//", f"//x:{TOKEN}@"), read_only=True) as reader, pytest.raises(StoreError, match="reading only"):
        take(GRAPH, reader)
    with open_store(address) as stranger, pytest.raises(StoreError, match="no permission"):
        take(GRAPH, stranger)


# ---- long answers

ROWS = 20_000  # of about a kilobyte each: more than any buffer between a server and us
LINES = {
    "application/sparql-results+json": (
        b'{"head": {"vars": ["x"]}, "results": {"bindings": [',
        b'{"x": {"type": "literal", "value": "%d"}}',
        b"]}}",
    ),
    "application/n-triples": (b"", b'<http://e/s> <http://e/p> "%d" .\n', b""),
}


@contextmanager
def telling(media: str, rows: int, short: int = 0) -> Iterator[tuple[str, threading.Event, list[int]]]:
    """A server that sends half of its rows, and the rest when told to go on; `short`: bytes that it announces and never sends."""
    begin, line, end = LINES[media]
    go_on, waited = threading.Event(), list[int]()
    comma = b"," if b"json" in media.encode() else b""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["content-length"]))
            small = asked == b"SELECT * WHERE { } LIMIT 1"
            kind, (first, one, last) = (next(iter(LINES.items()))) if small else (media, (begin, line, end))
            pieces = [first, *(one % at + (comma if at + 1 < rows else b"") for at in range(0 if small else rows)), last]
            body = [piece + b" " * 900 * (len(piece) > 9 and kind != "application/n-triples") for piece in pieces]
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(sum(map(len, body)) + (0 if small else short)))
            self.end_headers()
            self.wfile.write(b"".join(body[: len(body) // 2]))
            if not small:
                waited.append(int(go_on.wait(20)))
            self.wfile.write(b"".join(body[len(body) // 2 :]))

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ds", go_on, waited
    finally:
        go_on.set()
        server.shutdown()
        server.server_close()


def pieces(answered: Answer) -> Iterator[object]:
    assert isinstance(answered, Rows | Triples)
    return iter(answered.rows if isinstance(answered, Rows) else answered.triples)


@pytest.mark.parametrize("media", LINES)
def test_an_answer_is_read_while_the_server_still_tells_it(media: str) -> None:
    with telling(media, ROWS) as (address, go_on, waited), open_store(address) as store:
        found = pieces(store.query("anything"))
        early = [next(found) for _ in range(10)]
        go_on.set()
        assert len(early) + sum(1 for _ in found) == ROWS
        assert waited == [1]  # told to go on by us, and not tired of waiting


@pytest.mark.parametrize("media", LINES)
def test_an_answer_that_breaks_off_never_looks_whole(media: str) -> None:
    with telling(media, ROWS, short=100) as (address, go_on, _), open_store(address) as store:
        go_on.set()
        with pytest.raises(StoreError, match=r"breaks off \(100 bytes are missing\)"):
            list(pieces(store.query("anything")))
