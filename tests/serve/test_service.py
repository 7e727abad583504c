"""What the service answers, in which form, to whom; and that text from the graph stays text."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import rdflib
from click.testing import CliRunner

from kg import vocab
from kg.cli import kg
from kg.query import named_queries, run
from kg.store import open_store
from tests.factories import HOSTILE
from tests.serve.running import TOKEN, Running, running

WHO = "SELECT ?who ?label WHERE { ?c a pact:Commitment ; pact:by ?who . ?who rdfs:label ?label } ORDER BY ?label ?c"


def get(service: Running, path: str, accept: str = "*/*", **fields: str) -> object:
    return service.send("GET", path + ("?" + urlencode(fields) if fields else ""), headers={"accept": accept})


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_three_ways_to_ask_give_one_answer(service: Running, filled: Path, way: str) -> None:
    accept = {"accept": "application/sparql-results+json"}
    if way == "get":
        reply = service.send("GET", "/sparql?" + urlencode({"query": WHO}), headers=accept)
    elif way == "form":
        form = {**accept, "content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
        reply = service.send("POST", "/sparql", urlencode({"query": WHO}).encode(), form)
    else:
        reply = service.query(WHO)
    assert reply.status == 200
    labels = [row["label"]["value"] for row in json.loads(reply.body)["results"]["bindings"]]
    with open_store(filled, read_only=True) as store:
        assert labels == [row[1] for row in run(store, WHO).rows]
    assert "France" in labels


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
        ("text/tab-separated-values, text/html", "text/tab-separated-values"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json"),
        ("text/*, application/sparql-results+json;q=0", "text/xml"),
    ],
)
def test_rows_come_in_the_form_that_is_wanted(service: Running, accept: str, media: str) -> None:
    reply = service.query(WHO, accept)
    assert (reply.status, reply.media) == (200, media)
    if media == "text/csv":
        rows = list(csv.reader(io.StringIO(reply.text, newline="")))
        assert rows[0] == ["who", "label"]
        assert ["https://w3id.org/pactgraph/actor/FR", "France"] in rows


@pytest.mark.parametrize(
    ("media", "parser"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/ld+json", "json-ld"), ("application/rdf+xml", "xml")],
)
def test_graphs_come_in_the_form_that_is_wanted(service: Running, media: str, parser: str) -> None:
    reply = service.query("CONSTRUCT WHERE { actor:FR ?p ?o }", media)
    assert (reply.status, reply.media) == (200, media)
    graph = rdflib.Graph()
    graph.parse(data=reply.text, format=parser)
    assert rdflib.Literal("France") in set(graph.objects(rdflib.URIRef(vocab.ACTOR + "FR"), rdflib.RDFS.label))


def test_what_cannot_be_had_is_told_with_what_can(service: Running) -> None:
    reply = service.query(WHO, "image/png")
    assert reply.status == 406
    assert "text/csv" in reply.text


def test_errors_are_one_clear_line(service: Running) -> None:
    for sparql, words in (
        ("SELECT nothing", "not valid SPARQL: error at 1:"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "refused: SERVICE asks another server"),
        ("LOAD <http://127.0.0.1:1/>", "refused: LOAD changes data"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "nothing is fetched"),
        ("", "the query is empty"),
    ):
        reply = service.query(sparql)
        assert reply.status == 400
        assert words in reply.text
        assert reply.text.count("\n") == 1
    reply = service.send("GET", "/sparql?" + urlencode({"query": "ASK {}", "default-graph-uri": "file:///etc/passwd"}))
    assert (reply.status, "no file is read" in reply.text) == (400, True)


def test_a_query_that_takes_too_long_is_stopped(service: Running) -> None:
    reply = service.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert reply.status == 504
    assert "longer than 2 seconds" in reply.text
    assert service.query("ASK {}", timeout=2).status == 200


def test_a_query_that_takes_too_much_memory_is_stopped(filled: Path) -> None:
    eightfold = " ".join(f"BIND (CONCAT({', '.join([f'?x{n}'] * 8)}) AS ?x{n + 1})" for n in range(9))
    big = f"SELECT (STRLEN(?x9) AS ?n) {{ VALUES ?x0 {{ 'x' }} {eightfold} }}"  # 8 ** 9 letters, at once
    with running(filled, "--memory", "64", "--seconds", "60") as service:
        reply = service.query(big, timeout=70)
        assert reply.status == 500
        assert "memory" in reply.text
        assert service.query("ASK {}", timeout=2).status == 200


def test_an_answer_that_is_too_large_never_looks_whole(filled: Path) -> None:
    with running(filled, "--result", "1") as service:
        small = service.query("SELECT * { ?s ?p ?o } LIMIT 10")
        assert small.status == 200
        with pytest.raises(Exception, match=r"IncompleteRead|RemoteDisconnected|Connection|bytes read"):
            service.query("SELECT * { ?s ?p ?o . ?a ?b ?c }")
        assert service.query("ASK {}", timeout=2).status == 200


def test_nobody_writes_to_a_read_only_service(service: Running) -> None:
    update = {"content-type": "application/sparql-update", "authorization": f"Bearer {TOKEN}"}
    assert service.send("POST", "/sparql", b"CLEAR ALL", update).status == 403
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert service.send("POST", "/sparql", b"update=CLEAR%20ALL", form).status == 403
    for method in ("PUT", "POST", "DELETE"):
        assert service.send(method, "/graphs?default", b"", {"content-type": "text/turtle"}).status == 403
    assert json.loads(service.query("ASK { ?s ?p ?o }").body)["boolean"] is True


def test_writing_needs_the_token(writable: Running) -> None:
    update, insert = {"content-type": "application/sparql-update"}, b"INSERT DATA { <http://example.org/s> a <http://example.org/C> }"
    for wrong in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic !!"}, {"authorization": TOKEN}):
        reply = writable.send("POST", "/sparql", insert, {**update, **wrong})
        assert reply.status == 401
        assert reply.headers["www-authenticate"]
    ask = "ASK { <http://example.org/s> a <http://example.org/C> }"
    assert json.loads(writable.query(ask).body)["boolean"] is False
    assert writable.send("POST", "/sparql", insert, {**update, "authorization": f"Bearer {TOKEN}"}).status == 204
    assert json.loads(writable.query(ask).body)["boolean"] is True


def test_updates_reach_nothing_but_the_store(writable: Running) -> None:
    headers = {"content-type": "application/sparql-update", "authorization": f"Bearer {TOKEN}"}
    for update in (
        "LOAD <http://127.0.0.1:1/x>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://example.org/g>",
        "INSERT DATA { <http://e/s> <http://e/p> 1 } ;LOAD<http://127.0.0.1:1/>",
        "PREFIX loadx: <http://127.0.0.1:1/> LOADx:y",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ):
        reply = writable.send("POST", "/sparql", update.encode(), headers)
        assert (reply.status, "refused" in reply.text) == (400, True), update
    remote = b'{"@context": "http://127.0.0.1:1/context", "@id": "http://e/s", "name": "x"}'
    reply = writable.send("PUT", "/graphs?graph=http://e/g", remote, {**headers, "content-type": "application/ld+json"})
    assert reply.status == 400
    assert "context" in reply.text.lower()


def test_writable_without_a_token_is_refused(filled: Path) -> None:
    result = CliRunner().invoke(kg, ["serve", "--store", str(filled), "--writable"], env={"KG_TOKEN": ""})
    assert result.exit_code == 2
    assert "--writable needs a token" in result.stderr


def test_other_sites_may_read_only_if_they_are_named(service: Running, filled: Path) -> None:
    """Whatever page a reader has open could else ask for all that the store holds."""
    origin, other = {"origin": "https://example.org"}, {"origin": "https://example.com"}
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    allowed = "access-control-allow-origin"
    assert allowed not in service.send("GET", "/sparql?query=ASK%7B%7D", headers=origin).headers
    assert service.send("OPTIONS", "/sparql", headers={**origin, **asked}).status == 400
    for here in ("http://localhost:8888", "https://127.0.0.1", "http://[::1]:5173"):
        assert service.send("GET", "/sparql?query=ASK%7B%7D", headers={"origin": here}).headers[allowed] == here
    for feigned in ("http://localhost.example.org", "http://localhost:80.example.org", "http://evil-localhost"):
        assert allowed not in service.send("GET", "/sparql?query=ASK%7B%7D", headers={"origin": feigned}).headers
    with running(filled, "--cors", "https://example.org") as named:
        assert named.send("GET", "/sparql?query=ASK%7B%7D", headers=origin).headers[allowed] == "https://example.org"
        assert named.send("OPTIONS", "/sparql", headers={**origin, **asked}).status == 200
        assert allowed not in named.send("GET", "/sparql?query=ASK%7B%7D", headers=other).headers
    with running(filled, "--cors", "*") as public:
        assert public.send("GET", "/sparql?query=ASK%7B%7D", headers=origin).headers[allowed] == "*"


# ---- pages


class Tags(HTMLParser):
    """The tags and attributes of a page, to see that none of them came from the graph."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_home_page_has_all_questions_and_an_editor(service: Running) -> None:
    reply = service.send("GET", "/")
    page = Tags(reply.text)
    assert reply.media == "text/html"
    assert all(query.question in page.words for query in named_queries())
    sources = [value or "" for name, value in page.attributes if name in ("src", "href")]
    assert "assets/yasgui.min.js" in sources
    assert not [source for source in sources if "//" in source]
    for source in sources:
        if source.startswith("assets/"):
            assert service.send("GET", "/" + source).status == 200
    assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_questions_have_pages_with_parameters(service: Running) -> None:
    for query in named_queries():
        reply = service.send("GET", f"/question/{query.name}", headers={"accept": "text/html"})
        assert reply.status == 200, reply.text
        assert query.question in Tags(reply.text).words
    rows = service.send("GET", "/question/commitments-by?actor=FR&format=csv")
    assert {row["by"] for row in csv.DictReader(io.StringIO(rows.text))} == {"France"}
    assert service.send("GET", "/question/commitments-by?nonsense=1").status == 400
    assert service.send("GET", "/question/commitments-by?since=someday").status == 400
    assert service.send("GET", "/question/zzz").status == 404


def test_things_are_found_at_their_address(service: Running) -> None:
    page = service.send("GET", "/actor/FR", headers={"accept": "text/html"})
    assert (page.status, page.media) == (200, "text/html")
    assert "France" in Tags(page.text).words
    data = service.send("GET", "/actor/FR", headers={"accept": "text/turtle"})
    graph = rdflib.Graph()
    graph.parse(data=data.text, format="turtle")
    assert (rdflib.URIRef(vocab.ACTOR + "FR"), rdflib.RDF.type, rdflib.URIRef(vocab.PACT + "State")) in graph
    rows = json.loads(service.query("SELECT ?c { ?c a pact:Commitment }").body)["results"]["bindings"]
    for row in rows:
        path = "/" + row["c"]["value"].removeprefix("https://w3id.org/pactgraph/")
        assert service.send("GET", path, headers={"accept": "text/html"}).status == 200
        assert service.send("GET", path, headers={"accept": "application/ld+json"}).status == 200
    assert service.send("GET", "/ontology?term=Commitment", headers={"accept": "text/html"}).status == 200
    assert service.send("GET", "/actor/nobody").status == 404


def test_hostile_text_stays_text(service: Running) -> None:
    """A graph whose every string is an attack gives pages with the tags that honest pages have."""
    found = json.loads(service.query("SELECT DISTINCT ?s { ?s ?p ?o FILTER (CONTAINS(STR(?o), 'alert(1)') && isIRI(?s)) }").body)
    paths = ["/" + row["s"]["value"].removeprefix("https://w3id.org/pactgraph/") for row in found["results"]["bindings"]]
    assert len(paths) > 3
    for path in [*paths, "/question/commitments", "/question/statements"]:
        page = service.send("GET", quote(path, safe="/%~:@!$&'()*+,;="), headers={"accept": "text/html"})
        assert page.status == 200, path
        tags = Tags(page.text)
        assert not set(tags.tags) & {"script", "img", "iframe", "b"}
        assert not [name for name, _ in tags.attributes if name.startswith("on")]
        assert not [value for name, value in tags.attributes if name == "href" and "script:" in (value or "")]
    assert "<script>alert" in HOSTILE


def test_the_picture_is_served(service: Running) -> None:
    page = service.send("GET", "/view")
    assert (page.status, page.media) == (200, "text/html")
    assert "France" in page.text
