"""Questions by text, file and name; every question of `ontology/queries/` answers over the same small graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.query import answer, find, named_queries, run
from kg.resources import ontology_dir
from kg.store import Store, open_store
from kg.table import write_csv
from kg.turtle import read, read_file
from tests.factories import extraction, hostile, put

MEMBERS = """@prefix actor: <https://w3id.org/pactgraph/actor/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
actor:FI rdfs:label "Finland" . actor:SE rdfs:label "Sweden" . actor:IS rdfs:label "Iceland" .
[] org:member actor:FI ; a org:Membership ; org:organization actor:NATO ; schema:startDate "2023-04-04"^^xsd:date .
[] org:member actor:SE ; a org:Membership ; org:organization actor:NATO ; schema:startDate "2024-03-07"^^xsd:date .
[] org:member actor:IS ; a org:Membership ; org:organization actor:NATO ; schema:startDate "1949"^^xsd:gYear ."""

#: What the questions answer over `factories.extraction()`: some columns of their rows.
EXPECTED: dict[str, tuple[tuple[str, ...], list[tuple[str | None, ...]]]] = {
    "commitments": (
        ("by", "type", "status", "to", "said_by"),
        [
            ("France", "Troop deployment", "considered", "Ukraine", "Emmanuel Macron"),
            ("France, United Kingdom", "Bases and access", "agreed", "Ukraine", "Emmanuel Macron"),
            ("France, United Kingdom", "Bases and access", "planned", "Ukraine", ""),
            ("allies of Ukraine", "Training and exercises", "pledged", "", ""),
        ],
    ),
    "positions": (("by", "stance", "type", "to"), [("Russia", "opposes", "Troop deployment", "NATO")]),
    "who-has-committed-troops-to-ukraine": (("by", "status", "amount"), [("France", "considered", "several thousand")]),
    "what-depends-on-a-ceasefire": (
        ("by", "level"),
        [("France", "agreed"), ("France", "planned"), ("United Kingdom", "agreed"), ("United Kingdom", "planned")],
    ),
    "who-opposes-what": (("by", "whose"), [("Russia", "NATO")]),
    "who-supports-what": (("by",), []),
    "who-demands-what": (("by",), []),
    "refusals": (("by",), []),
    "conditional-commitments": (
        ("by", "condition_type"),
        [(who, "Ceasefire") for who in ("France", "France", "United Kingdom", "United Kingdom")],
    ),
    "what-is-only-considered": (("by", "said_by"), [("France", "Emmanuel Macron")]),
    "most-active-actors": (
        ("actor", "commitments", "positions"),
        [("France", "2", "0"), ("United Kingdom", "1", "0"), ("allies of Ukraine", "1", "0"), ("Russia", "0", "1")],
    ),
    "who-said-what": (("speaker", "office", "for"), [("Emmanuel Macron", "president", "France")] * 2),
    "by-status": (("status", "commitments"), [("pledged", "1"), ("planned", "1"), ("considered", "1")]),
    "amounts": (
        ("by", "at_least", "unit"),
        [("allies of Ukraine", "3500.5", "soldiers"), ("France", "2000", "troops")],
    ),
    "sanctions": (("by",), []),
    "members-of-nato-at-date": (("member", "since"), [("Finland", "2023-04-04"), ("Iceland", "1949")]),
    "documents": (("id", "issued", "commitments", "positions"), [("paris-1", "2026-01-07", "3", "1")]),
    "statements": (
        ("level", "confidence"),
        [("planned", "0.83"), ("considered", "1"), ("opposes", "0.5"), ("pledged", "0.5"), ("agreed", "0.83")],
    ),
    "least-certain": (("confidence",), [("0.5",), ("0.5",), ("0.83",), ("0.83",), ("1",)]),
    "runs": (("documents",), [("1",)]),
}


def build(path: Path, *extractions: object) -> Store:
    store = open_store(path)
    for given in extractions:
        put(store, given)  # type: ignore[arg-type]
    folder = ontology_dir()
    files = [folder / "core.ttl", folder / "types.ttl"]
    store.load_ontology([*(q for path in files for q in read_file(path)), *read(MEMBERS)], "test")
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with build(tmp_path_factory.mktemp("query") / "store", extraction()) as opened:
        yield opened


def test_every_named_question_has_an_expected_answer() -> None:
    assert {query.name for query in named_queries()} >= set(EXPECTED)  # tests/questions holds the answers of all
    assert len(EXPECTED) >= 14
    assert all(query.question.endswith((".", "?", ")")) for query in named_queries())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_named_question(store: Store, name: str) -> None:
    table = answer(store, name)
    columns, rows = EXPECTED[name]
    at = [table.columns.index(column) for column in columns]
    assert [tuple(row[i] for i in at) for row in table.rows] == rows


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_answers_stand_in_a_fixed_order(name: str, tmp_path: Path) -> None:
    given = (extraction(), hostile(), extraction(id="paris-2", title=None))
    with build(tmp_path / "a", *given) as one, build(tmp_path / "b", *given[::-1]) as two:
        assert write_csv(answer(one, name)) == write_csv(answer(two, name))


def test_prefixes_need_no_declaration_and_may_be_redeclared(store: Store) -> None:
    assert run(store, "ASK { actor:FR a pact:State }")
    assert not run(store, "PREFIX actor: <http://example.org/> ASK { actor:FR a pact:State }")
    assert run(store, "PREFIX x: <https://w3id.org/pactgraph/actor/>\nASK { x:FR a pact:State }")


def test_lines_of_errors_are_those_of_the_query(store: Store) -> None:
    with pytest.raises(QueryError, match=r"error at 2:"):
        run(store, "SELECT * {\n ?s pact:by }")


def test_default_graph_shows_what_was_fused_and_from_narrows_it(store: Store) -> None:
    assert len(run(store, "SELECT ?c { ?c a pact:Commitment }")) == 3
    assert len(run(store, "SELECT ?c { GRAPH ?g { ?c a pact:Commitment } }")) == 3
    assert len(run(store, "SELECT ?c FROM graph:provenance { ?c a pact:Commitment }")) == 0
    assert len(run(store, "SELECT ?c FROM doc:paris-1 { ?c a pact:Commitment }")) == 0
    assert len(run(store, "SELECT ?c FROM doc:paris-1 { ?c a pact:Claim ; pact:status ?s }")) == 3
    assert len(run(store, "SELECT ?c { ?c a pact:Claim }")) == 0


@pytest.mark.parametrize("graph", ["<file:///etc/passwd>", "<http://example.org/g>", "doc:nope"])
def test_from_fetches_nothing(store: Store, graph: str) -> None:
    with pytest.raises(QueryError, match="no such graph, and nothing is fetched"):
        run(store, f"SELECT * FROM {graph} {{ ?s ?p ?o }}")


def test_service_and_updates_are_refused(store: Store) -> None:
    for text in ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "DELETE WHERE { ?s ?p ?o }"):
        with pytest.raises(QueryError, match="refused"):
            run(store, text)


def test_construct_and_describe_give_triples(store: Store) -> None:
    table = run(store, "CONSTRUCT { ?a rdfs:label ?l } WHERE { GRAPH doc:paris-1 { ?a a pact:State ; rdfs:label ?l } }")
    assert table.kind == "construct"
    assert [row[2] for row in table.rows] == ["France", "United Kingdom", "Russia", "Ukraine"]
    assert run(store, "DESCRIBE actor:FR").columns == ("subject", "predicate", "object")


def test_find_reads_texts_files_and_names(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# Anything?\nASK { ?s ?p ?o }")
    assert find(str(path)) == path.read_text()
    assert find("mine", tmp_path) == path.read_text()
    assert find("ASK {}") == "ASK {}"
    assert named_queries(tmp_path)[0].question == "Anything?"
    with pytest.raises(QueryError, match="did you mean mine"):
        find("mime", tmp_path)
    with pytest.raises(QueryError, match="kg query --list"):
        find("zzz", tmp_path)
    with pytest.raises(QueryError, match=r"gone\.rq: No such file"):
        find(str(tmp_path / "gone.rq"))


def test_a_named_query_without_a_question_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("ASK {}")
    with pytest.raises(QueryError, match=r"bad\.rq: the first line must be the question"):
        named_queries(tmp_path)
    (tmp_path / "bad.rq").write_bytes(b"# \xff\nASK {}")
    with pytest.raises(QueryError, match=r"bad\.rq: not a text in UTF-8"):
        named_queries(tmp_path)
