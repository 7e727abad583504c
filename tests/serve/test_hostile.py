"""Two hundred hostile requests, made by hand and by dice. After each, an honest query is answered within a second.

A socket of this machine listens where the requests try to lead the service; nobody may ever knock there.
"""

from __future__ import annotations

import random
import socket
import string
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serve.running import Running, running

SECONDS = 1.0  # that a query has here
SECRET = "very-secret-words-of-a-file"


class Trap:
    """Listens on loopback and counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


@pytest.fixture(scope="module")
def target(filled: Path) -> Iterator[Running]:
    with running(filled, "--seconds", str(SECONDS), "--memory", "300", "--clients", "3") as started:
        yield started


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "data.ttl"
    path.write_text(f'<http://e/s> <http://e/p> "{SECRET}" .', "utf-8")
    return path


def raw(target: Running, data: bytes, wait: float) -> bytes:
    """What comes back within `wait` seconds for bytes as they are; the client then hangs up."""
    received = b""
    with socket.create_connection((target.host, target.port), timeout=wait) as connection:
        try:
            connection.sendall(data)
            while len(received) < 1 << 22 and (piece := connection.recv(65536)):
                received += piece
        except OSError:
            pass
    return received


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + body


def query(text: str) -> bytes:
    return request("POST", "/sparql", {"Content-Type": "application/sparql-query"}, text.encode("utf-8", "surrogatepass"))


def update(text: str) -> bytes:
    return request("POST", "/sparql", {"Content-Type": "application/sparql-update"}, text.encode("utf-8"))


def leading_out(port: int, secret: Path) -> list[bytes]:
    """Requests that want the service to ask another server or to read a file."""
    web, file = f"http://127.0.0.1:{port}/x", secret.as_uri()
    queries = [
        f"SELECT * {{ SERVICE <{web}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{web}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ serViCe<{web}>{{ ?s ?p ?o }} }}",
        f"ASK {{ FILTER(true) SERVICE<{web}>{{}} }}",
        f"ASK {{ VALUES ?x {{ trueSERVICE<{web}>{{}} }} }}",
        f"SELECT * {{ BIND(<{web}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        f"SELECT * {{ VALUES ?e {{ <{web}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        f"PREFIX SERVICE: <{web}> SELECT * {{ SERVICE SERVICE: {{ ?s ?p ?o }} }}",
        f"PREFIX x: <{web}> SELECT * {{ SERVICEx:y {{ ?s ?p ?o }} }}",
        f"SELECT * {{ {'SERVICE'} # comment\n <{web}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0053ERVICE <{web}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVI\\u0043E <{web}> {{ ?s ?p ?o }} }}",
        f"SELECT ?a {{ FILTER(?a<?b#>) SERVICE <{web}> {{ }}\n }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE <{web}> {{ ?s ?p ?o }} }} }} }}",
        f"SELECT * {{ OPTIONAL {{ SERVICE <{web}> {{ ?s ?p ?o }} }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE <{web}> {{ ?s ?p ?o }} }} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{web}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE ?s {{ SERVICE <{web}> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{web}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{web}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{file}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{file}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"BASE <{file}> SELECT * FROM <> {{ ?s ?p ?o }}",
        f"PREFIX f: <{file}> SELECT * FROM f: {{ ?s ?p ?o }}",
        f"SELECT * {{ GRAPH <{file}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ GRAPH <{web}> {{ ?s ?p ?o }} }}",
        f"DESCRIBE <{file}>",
        f"DESCRIBE <{web}>",
        f"LOAD <{web}>",
        f"LOAD <{file}>",
        f"ASK {{}} ; LOAD <{web}>",
        f"SELECT (<{web}>(1) AS ?x) {{}}",
        f"SELECT (<http://www.w3.org/2005/xpath-functions#doc>('{file}') AS ?x) {{}}",
    ]
    updates = [
        f"LOAD <{web}>",
        f"LOAD SILENT <{web}> INTO GRAPH <http://e/g>",
        f"LOAD <{file}>",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{web}> {{ ?s ?p ?o }} }}",
        "CLEAR ALL",
        "DROP ALL",
        "DELETE WHERE { ?s ?p ?o }",
    ]
    paths = [
        f"/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D&{name}={quote(iri, safe='')}"
        for name in ("default-graph-uri", "named-graph-uri")
        for iri in (web, file)
    ]
    paths += [f"/graphs?graph={quote(iri, safe='')}" for iri in (web, file)]
    paths += [f"/sparql?update={quote(f'LOAD <{web}>')}", f"/sparql?query={quote(f'LOAD <{web}>')}", web, f"/view?url={web}"]
    context = f'{{"@context": "{web}", "@id": "http://e/s"}}'.encode()
    bodies = [
        request(method, f"/graphs?graph={quote('http://e/g', safe='')}", {"Content-Type": media}, body)
        for method in ("PUT", "POST")
        for media, body in (
            ("application/ld+json", context),
            ("text/turtle", f"<> <http://www.w3.org/2002/07/owl#imports> <{web}> .".encode()),
            ("application/rdf+xml", f'<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><x>&e;</x>'.encode()),
        )
    ]
    return [*map(query, queries), *map(update, updates), *(request("GET", path, {}) for path in paths), *bodies]


def greedy() -> list[bytes]:
    """Requests that want more than there is: time, memory, depth, length."""
    product = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(8))
    queries = [
        f"SELECT (COUNT(*) AS ?n) {{ {product} }}",
        f"SELECT DISTINCT * {{ {product} }} ORDER BY ?a0 ?a7",
        "SELECT (GROUP_CONCAT(?x) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND (CONCAT(STR(?a), STR(?d), STR(?g)) AS ?x) }",
        "SELECT * { ?s (<http://e/a>|!<http://e/b>)* ?o . ?o (<http://e/a>|!<http://e/b>)* ?z . ?y (<http://e/a>|!<http://e/b>)* ?z }",
        'SELECT * { ?s ?p ?o . ?t ?q ?r FILTER (REGEX(CONCAT(STR(?o), STR(?r), STR(?s)), "(a+)+(b+)+(c+)+$")) }',
        "ASK {" * 1 + "{" * 200_000 + "}" * 200_000 + "}",
        "SELECT (" + "(" * 100_000 + "1" + ")" * 100_000 + " AS ?x) {}",
        "ASK { FILTER (" + "!" * 300_000 + "true) }",
        "SELECT * { ?s " + "/".join(["<http://e/p>"] * 20_000) + " ?o }",
        "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 5_000) + " }",
        "SELECT * { VALUES ?x { " + "1 " * 400_000 + "} }",
        "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999",
        "#" + "x" * 9_000_000,
        "ASK { ?s ?p '''" + "y" * 9_000_000 + "''' }",
        "SELECT * {" + "?s ?p ?o ." * 900_000 + "}",
    ]
    forms = {"Content-Type": "application/x-www-form-urlencoded"}
    return [
        *map(query, queries),
        request("POST", "/sparql", forms, b"query=" + b"%41" * 3_000_000),
        request("POST", "/sparql", forms, b"&".join(b"a%d=1" % i for i in range(100_000))),
        request("GET", "/sparql?query=" + "a" * 1_000_000, {}),
        request("GET", "/" + "a/" * 30_000, {}),
    ]


def tricks(secret: Path) -> list[bytes]:
    """Paths and headers that want to be taken for something else."""
    climbs = ["../" * 12 + "etc/passwd", "..%2f" * 12 + "etc/passwd", "%2e%2e/" * 12 + "etc/passwd", "....//" * 8 + "etc/passwd"]
    climbs += [
        "..\\..\\..\\etc\\passwd",
        "%252e%252e%252fetc/passwd",
        "/etc/passwd",
        str(secret),
        "..%c0%af..%c0%afetc/passwd",
        "%00",
        "page.css%00.txt",
    ]
    paths = [f"/{place}{climb}" for place in ("assets/", "", "question/", "actor/") for climb in climbs]
    paths += [
        "//example.org/",
        "/\\example.org",
        "/sparql//",
        "/sparql/..;/view",
        "/%0d%0aSet-Cookie:%20x=1",
        "/actor/%0d%0aX-Evil:%201",
        "/ontology?term=%22%3E%3Cscript%3E",
    ]
    plain = [request("GET", path, {}) for path in paths]
    heads = [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "1.2.3.4", "Forwarded": "host=evil"},
        {"Accept": "," * 60_000},
        {"Accept": ";q=".join(["*/*"] * 5_000)},
        {"Accept": "text/html;q=\x00"},
        {"Accept": "application/json;q=NaN, text/csv;q=inf"},
        {"Authorization": "Basic " + "A" * 50_000},
        {"Authorization": "Bearer \xff"},
        {"Cookie": "a=b; " * 10_000},
        {"Range": "bytes=0-0,1-1,2-2"},
        {"Content-Encoding": "gzip"},
        {"Upgrade": "websocket", "Connection": "Upgrade"},
        {"Expect": "100-continue"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Content-Type": "multipart/form-data"},
        {"Content-Type": "application/sparql-query; charset=" + "x" * 5_000},
        {"Transfer-Encoding": "chunked, identity"},
        {**{f"X-{i}": "y" for i in range(2_000)}},
    ]
    bare = [
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nASK{}",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /view HTTP/1.1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nContent-Type: application/sparql-query\r\n\r\nASK",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        b"GET /sparql?query=ASK{}\nEvil: 1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\r\n" * 20_000,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A" * 200_000,
    ]
    return [*plain, *(request("GET", "/sparql?query=ASK%7B%7D", head) for head in heads), *bare]


def fuzzed(count: int, port: int) -> list[bytes]:
    """Honest requests, mutilated."""
    dice = random.Random(2026)
    seeds = [
        query("PREFIX e: <http://e/> SELECT ?s (COUNT(?o) AS ?n) { ?s e:p|^e:q ?o FILTER (?o > 'a'@en) } GROUP BY ?s ORDER BY ?n LIMIT 3"),
        request("GET", "/question/commitments-by?actor=FR&format=csv", {"Accept": "text/csv"}),
        request("GET", "/actor/FR", {"Accept": "text/html, text/turtle;q=0.5"}),
        request(
            "POST",
            "/sparql",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fe%2F",
        ),
        update(f"LOAD <http://127.0.0.1:{port}/x>"),
    ]
    noise = (string.printable + "\x00\xff\u202e<>").encode("utf-8")
    found = []
    for at in range(count):
        data = bytearray(seeds[at % len(seeds)])
        for _ in range(dice.randint(1, 12)):
            place = dice.randrange(len(data))
            match dice.randrange(4):
                case 0:
                    data[place] = dice.choice(noise)
                case 1:
                    del data[place : place + dice.randint(1, 9)]
                case 2:
                    data[place:place] = bytes(dice.choices(noise, k=dice.randint(1, 9)))
                case _:
                    data[place:place] = data[dice.randrange(len(data)) :][: dice.randint(1, 40)]
            data = data or bytearray(b"x")
        found.append(bytes(data))
    return found


def test_hostile_requests_reach_nothing_and_hold_up_nobody(target: Running, trap: Trap, secret: Path) -> None:
    given = [(data, 5.0) for data in [*leading_out(trap.port, secret), *greedy()]]
    given += [(data, 0.3) for data in [*tricks(secret), *fuzzed(80, trap.port)]]
    assert len(given) >= 200
    slowest = 0.0
    for data, wait in given:
        answer = raw(target, data, wait)
        assert SECRET.encode() not in answer, data[:200]
        assert b"root:x:0" not in answer, data[:200]
        assert b"Traceback" not in answer, data[:200]
        assert b"evil" not in answer.split(b"\r\n\r\n")[0].lower(), data[:200]
        begun = time.monotonic()
        honest = target.query("ASK { actor:FR a pact:State }", timeout=5)
        slowest = max(slowest, time.monotonic() - begun)
        assert (honest.status, b"true" in honest.body) == (200, True), data[:200]
    print(f"{len(given)} hostile requests; the slowest honest query after one took {slowest:.3f} s")
    assert slowest < 1
    assert trap.visits == 0
    assert target.process.poll() is None


def test_slow_clients_are_hung_up_on(filled: Path) -> None:
    """Fifty clients who send their requests a byte at a time keep nobody waiting, and are not waited for."""
    with running(filled, "--seconds", "2") as service:
        slow = [socket.create_connection((service.host, service.port)) for _ in range(50)]
        for at, connection in enumerate(slow):
            connection.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" if at % 3 else b"")
        begun = time.monotonic()
        assert service.query("ASK {}", timeout=1).status == 200
        while time.monotonic() - begun < 11.5:
            for connection in slow[:10]:
                try:
                    connection.sendall(b"X")
                except OSError:
                    break
            assert service.query("ASK {}", timeout=1).status == 200
            time.sleep(0.5)
        closed = 0
        for connection in slow:
            connection.settimeout(2)
            try:
                closed += not connection.recv(1000)
            except ConnectionError:
                closed += 1
            connection.close()
        assert closed == len(slow)


def test_a_client_who_leaves_takes_the_query_along(filled: Path) -> None:
    with running(filled, "--seconds", "30", "--clients", "2") as service:
        for _ in range(6):
            with socket.create_connection((service.host, service.port)) as connection:
                connection.sendall(query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"))
                time.sleep(0.3)
        assert service.query("ASK {}", timeout=2).status == 200


def test_many_greedy_clients_at_once(filled: Path) -> None:
    """More greedy queries than workers: all end in time, and then honest ones are answered at once."""
    with running(filled, "--seconds", "1", "--clients", "2") as service:
        statuses: list[int] = []

        def ask() -> None:
            statuses.append(service.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", timeout=40).status)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(statuses) <= {503, 504}
        assert len(statuses) == 8
        assert service.query("ASK {}", timeout=5).status == 200
