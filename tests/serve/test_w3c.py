"""The W3C tests of the SPARQL 1.1 Protocol, the Graph Store Protocol and service descriptions, against `kg serve`.

The manifests are read from ../shared/w3c (W3C test suite licence) and not copied here. What does not apply:

- `graph-store-protocol/manifest-direct.ttl`: graphs named by the address of the request. They are named by `?graph=`
  here, which the protocol allows (section 4.2), since our graphs have IRIs of their own.
- `http-rdf-update/manifest.ttl`: all its tests are marked as deprecated in favour of those of graph-store-protocol.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from kg.store import open_store
from tests.serve.running import TOKEN, Reply, Running, running

W3C = Path(__file__).parents[2].parent / "shared" / "w3c"
pytestmark = pytest.mark.skipif(not W3C.is_dir(), reason="the manifests of the W3C are not in ../shared/w3c")

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
#: Names of statuses in the manifests -> what they allow.
STATUSES = {
    "StatusCode2xx": range(200, 300),
    "StatusCode3xx": range(300, 400),
    "StatusCode4xx": range(400, 500),
    "OK": (200,),
    "Created": (201,),
    "NoContent": (204,),
    "NotFound": (404,),
}
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples"},
}


def manifest(path: str) -> tuple[rdflib.Graph, list[rdflib.term.Node]]:
    graph = rdflib.Graph()
    if not W3C.is_dir():
        return graph, []
    file = W3C / path
    graph.parse(file, publicID=file.as_uri())
    return graph, list(Collection(graph, next(graph.objects(None, MF.entries))))


PROTOCOL, PROTOCOL_TESTS = manifest("protocol/manifest.ttl")
GRAPHS, GRAPHS_TESTS = manifest("graph-store-protocol/manifest-indirect.ttl")


def name(node: rdflib.term.Node) -> str:
    return str(node).rpartition("#")[2]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service for the whole manifest, which begins with nothing in its graphs."""
    path = tmp_path_factory.mktemp("w3c") / "store"
    open_store(path).close()
    with running(path, "--writable", environment={"KG_TOKEN": TOKEN}) as started:
        yield started


def authorized(headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "authorization": f"Bearer {TOKEN}"}


def clear(service: Running) -> None:
    update = {"content-type": "application/sparql-update"}
    assert service.send("POST", "/sparql", b"DROP ALL", authorized(update)).status == 204


def headers_of(graph: rdflib.Graph, node: rdflib.term.Node) -> dict[str, str]:
    listed = graph.value(node, HT.headers)
    fields = Collection(graph, listed) if listed is not None else ()
    return {str(graph.value(field, HT.fieldName)): str(graph.value(field, HT.fieldValue)) for field in fields}


def send(service: Running, graph: rdflib.Graph, request: rdflib.term.Node, known: dict[str, str]) -> Reply:
    """Sends a request of a manifest; `known` are its template variables."""
    path = str(graph.value(request, HT.absolutePath))
    for variable, value in known.items():
        path = path.replace(variable, quote(value, safe=""))
    path = path.replace("/sparql/", "/sparql", 1).replace("/gsp", "/graphs", 1)
    content = graph.value(request, HT.body)
    data = None
    if content is not None:
        data = str(graph.value(content, CNT.chars)).encode(str(graph.value(content, CNT.characterEncoding)))
    return service.send(str(graph.value(request, HT.methodName)), path, data, authorized(headers_of(graph, request)))


def check(graph: rdflib.Graph, expected: rdflib.term.Node, reply: Reply, known: dict[str, str]) -> None:
    allowed = {code for status in graph.objects(expected, MF.expectedStatus) for code in STATUSES[name(status)]}
    assert reply.status in allowed, (reply.status, reply.body)
    form = graph.value(expected, MF.expectedFormat)
    if form is not None:
        assert reply.media in FORMATS[str(form)]
    boolean = graph.value(expected, MF.expectedBoolean)
    if boolean is not None:
        assert json.loads(reply.body)["boolean"] is boolean.toPython()  # type: ignore[attr-defined]
    location = graph.value(expected, MF.expectedLocation)
    if location is not None:
        known[str(location)] = reply.headers["location"]
    wanted = headers_of(graph, expected)
    assert {field: reply.headers.get(field) for field in wanted} == wanted
    content = graph.value(expected, HT.body)
    if content is not None:
        right, found = rdflib.Graph(), rdflib.Graph()
        right.parse(data=str(graph.value(content, CNT.chars)), format="turtle")
        found.parse(data=reply.text, format="turtle")
        assert isomorphic(right, found)


def run(service: Running, graph: rdflib.Graph, test: rdflib.term.Node) -> None:
    action = graph.value(test, MF.action)
    known: dict[str, str] = {}
    for request in Collection(graph, graph.value(action, HT.requests)):
        reply = send(service, graph, request, known)
        check(graph, graph.value(request, HT.resp), reply, known)


@pytest.mark.parametrize("test", PROTOCOL_TESTS, ids=name)
def test_protocol(empty: Running, test: rdflib.term.Node) -> None:
    clear(empty)
    for data in PROTOCOL.objects(test, UT.graphData):
        file, label = PROTOCOL.value(data, UT.graph), str(PROTOCOL.value(data, rdflib.RDFS.label))
        content = (W3C / "protocol" / str(file).rpartition("/")[2]).read_bytes()
        loaded = empty.send("PUT", f"/graphs?graph={quote(label, safe='')}", content, authorized({"content-type": "application/n-triples"}))
        assert loaded.status == 201
    run(empty, PROTOCOL, test)


@pytest.mark.parametrize("test", GRAPHS_TESTS, ids=name)
def test_graph_store(empty: Running, test: rdflib.term.Node) -> None:
    clear(empty)
    run(empty, GRAPHS, test)


def description(service: Running) -> rdflib.Graph:
    reply = service.send("GET", "/sparql", headers={"accept": "text/turtle"})
    assert reply.status == 200
    assert reply.media == "text/turtle"
    graph = rdflib.Graph()
    graph.parse(data=reply.text, format="turtle")
    return graph


def test_a_description_is_rdf(empty: Running) -> None:
    assert len(description(empty)) > 5
    other = empty.send("GET", "/sparql", headers={"accept": "application/rdf+xml"})
    as_xml = rdflib.Graph()
    as_xml.parse(data=other.text, format="xml")
    assert isomorphic(as_xml, description(empty))


def test_a_description_names_its_endpoint(empty: Running) -> None:
    endpoints = set(description(empty).objects(None, SD.endpoint))
    assert endpoints == {rdflib.URIRef(empty.url + "/sparql")}


def test_a_description_conforms_to_the_schema(empty: Running) -> None:
    """Section 3 of the recommendation: what its classes and properties are, and what they are about."""
    graph = description(empty)
    service = graph.value(None, rdflib.RDF.type, SD.Service)
    assert service is not None
    classes = {SD.Service, SD.Dataset, SD.GraphCollection, SD.Graph, SD.NamedGraph, SD.Feature, SD.Language}
    assert {kind for kind in graph.objects(None, rdflib.RDF.type) if kind in SD} <= classes
    known = "endpoint supportedLanguage feature resultFormat defaultDataset defaultGraph inputFormat namedGraph graph name"
    assert {str(p).removeprefix(str(SD)) for p in graph.predicates() if p in SD} <= set(known.split())
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    dataset = graph.value(service, SD.defaultDataset)
    assert (dataset, rdflib.RDF.type, SD.Dataset) in graph
    assert (graph.value(dataset, SD.defaultGraph), rdflib.RDF.type, SD.Graph) in graph
