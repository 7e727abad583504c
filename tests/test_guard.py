"""A query reads the store and nothing else, however it is written; and no honest query is refused for its words."""

from __future__ import annotations

import pytest

from kg import vocab
from kg.errors import QueryError
from kg.guard import MAX_LENGTH, check

EVIL = "<http://127.0.0.1:1/>"
IN = "SELECT * WHERE {{ ?s ?p ?o . {} }}"


@pytest.mark.parametrize(
    "query",
    [
        IN.format(f"SERVICE {EVIL} {{ ?s ?p ?o }}"),
        IN.format(f"service silent {EVIL} {{ ?s ?p ?o }}"),
        IN.format(f"SeRvIcE{EVIL}{{}}"),
        IN.format("SERVICE ?where { ?s ?p ?o }"),
        IN.format(f"SERVICE # '\n {EVIL} {{}}"),
        IN.format(f"#\rSERVICE {EVIL} {{}}"),
        f"PREFIX e: {EVIL} " + IN.format("SERVICEe:a{ ?s ?p ?o }"),
        f"PREFIX e: {EVIL} " + IN.format("SERVICE SILENT e:{}"),
        f"PREFIX e: {EVIL} " + IN.format("SERVICEe: # {\n {}"),
        IN.format(f"?s ?p trueSERVICE{EVIL}{{}}"),
        IN.format(f"?s ?p 1SERVICE{EVIL}{{}}"),
        IN.format(f"FILTER(?o<'x>')SERVICE{EVIL}{{?s ?p ?o}}#'\n"),
        IN.format(f"FILTER(?o<?p#>'''\n)SERVICE{EVIL}{{?s ?p ?o}}#'''\n"),
        IN.format(f"VALUES ?v {{''' '}} SERVICE {EVIL} {{}} # \\x '''\n"),
        IN.format(f"FILTER(?o != '\\u0027) SERVICE {EVIL} {{}} #')\n"),
        IN.format(f"\\u0053ERVICE {EVIL} {{}}"),
        IN.format(f"{{ SELECT * {{ OPTIONAL {{ SERVICE {EVIL} {{}} }} }} }}"),
        IN.format(f"FILTER EXISTS {{ SERVICE {EVIL} {{}} }}"),
        f'ASK {{ \'a\' ?p """\'""" . SERVICE {EVIL} {{}} }}',
    ],
)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        check(query, vocab.PREFIXES)


@pytest.mark.parametrize(
    "query",
    [
        IN.format('FILTER(?o = "SERVICE <http://x/> { }")'),
        IN.format("FILTER(?o = '''LOAD\n'SERVICE' \\' FROM <file:///etc/passwd>''')"),
        IN.format("?s <http://example.org/service#SERVICE> ?o # SERVICE <http://x/> {}"),
        IN.format("?s <http://example.org/it's> ?service , $SERVICE , _:service , 'x'@service"),
        "PREFIX service: <http://x/> " + IN.format("?s service:load service:FROM . ?s <http://x/a> service:b ."),
        "PREFIX service: <http://x/> " + IN.format("GRAPH service:g { ?s ?p ?o }"),
        "PREFIX ex: <http://x/> " + IN.format("?s ex:SERVICE ex:it\\'s , ex:a.service , ex:b\\#SERVICE"),
        IN.format("FILTER(?a < ?b && ?c > ?d || ?s<?p)"),
        "# SERVICE\nBASE <http://x/>\nPREFIX x: <y/>\n# LOAD\nask { x:a x:b 'é\\u00e9' }",
        "construct { ?s ?p ?o } where { ?s ?p ?o }",
        "DESCRIBE actor:FR",
    ],
)
def test_honest_queries_pass(query: str) -> None:
    check(query, vocab.PREFIXES)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", "INSERT changes data"),
        ("# harmless\nload <file:///etc/passwd>", "LOAD changes data"),
        ("PREFIX a: <b:b> DELETE WHERE { ?s ?p ?o }", "DELETE changes data"),
        ("DROP ALL", "DROP changes data"),
        ("", "is empty"),
        ("# only a comment", "is empty"),
        ("hello", "not a query: it begins with 'hello'"),
        ("SELECT 'x", "line 1: a string that does not end"),
        ("SELECT *\n{ \\ }", "line 2: .* stray backslash"),
        ("SELECT * FROM { }", "FROM without the IRI"),
        ("SELECT * FROM nope:x { }", "prefix nope: is not declared"),
        ("ASK {} #" + "x" * MAX_LENGTH, "longer than"),
    ],
)
def test_what_is_no_query_is_told(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        check(query, vocab.PREFIXES)


@pytest.mark.parametrize(
    ("clause", "graph"),
    [
        ("FROM <file:///etc/passwd>", "file:///etc/passwd"),
        ("from named<http://x/g>", "http://x/g"),
        ("FROM doc:a", vocab.DOCUMENT + "a"),
        ("FROM # <x:y>\n graph:ontology", vocab.ONTOLOGY_GRAPH),
    ],
)
def test_graphs_after_from_are_found(clause: str, graph: str) -> None:
    assert check(f"SELECT * {clause} {{ ?s ?p ?o }}", vocab.PREFIXES).graphs == (graph,)


def test_relative_and_prefixed_files_are_resolved() -> None:
    query = "BASE <http://x/> PREFIX f: <file:///etc/> SELECT * FROM <g> FROM NAMED f:passwd { ?s ?p ?o }"
    assert check(query, {}).graphs == ("http://x/g", "file:///etc/passwd")


def test_long_queries_take_no_longer_than_their_length() -> None:
    check("SELECT * { ?s ?p '''" + "''a" * 200_000 + "''' }", {})
    for part in ("'''\\x", "<a", "'' ", "a:b.c", '"" '):
        try:
            check("SELECT * { " + part * 100_000, {})
        except QueryError:
            continue
