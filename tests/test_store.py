"""One test body for every store: what `Store` promises, on disk and on servers; see stores.py."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import vocab
from kg.errors import QueryError, StoreError
from kg.export import export
from kg.model import Extraction
from kg.rdf import document_iri, quads, run_iri, state
from kg.store import FORMAT, Rows, Store, Triples, embedded, open_store
from kg.store.layout import open_engine
from kg.store.memory import give_back
from kg.turtle import Literal, NamedNode, Quad, read
from tests.factories import NEWER, RUN, document, extraction, hostile
from tests.stores import KINDS, Servers

DOC = document_iri("paris-1")


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    started = Servers()
    yield started
    started.close()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path) -> Iterator[Store]:
    with servers.store(request.param, tmp_path) as opened:
        yield opened


def put(store: Store, given: Extraction, run: object = RUN) -> bool:
    return store.replace_document(document_iri(given.document.id), quads(given, run))  # type: ignore[arg-type]


def everything(store: Store) -> set[Quad]:
    return set(store.quads())


def test_what_goes_in_comes_out(store: Store) -> None:
    for given in (extraction(), hostile()):
        assert put(store, given)
    assert everything(store) == {*quads(extraction(), RUN), *quads(hostile(), RUN)}
    assert store.documents() == sorted([DOC, document_iri(hostile().document.id)])
    assert store.graphs() == sorted([*store.documents(), vocab.PROVENANCE_GRAPH])


def test_state_tells_whether_there_is_anything_to_do(store: Store) -> None:
    assert store.document_state(DOC) is None
    put(store, extraction())
    assert store.document_state(DOC) == state(document(), RUN)
    assert store.document_state(DOC) != state(document(title="New"), RUN)
    assert store.document_state(DOC) != state(document(), NEWER)


def test_replacing_twice_changes_nothing(store: Store) -> None:
    put(store, extraction())
    before = everything(store)
    assert not put(store, extraction())
    assert everything(store) == before


def test_a_document_is_replaced_whole(store: Store) -> None:
    put(store, extraction())
    smaller = Extraction(document(title="Corrected"))
    assert put(store, smaller)
    assert everything(store) == set(quads(smaller, RUN))


def test_a_newer_run_takes_the_place_of_the_older(store: Store) -> None:
    put(store, extraction())
    put(store, Extraction(document(id="other")))
    put(store, extraction(), NEWER)
    runs = {str(q.subject)[1:-1] for q in store.quads(vocab.PROVENANCE_GRAPH) if q.object == NamedNode(vocab.PROV + "Activity")}
    assert runs == {run_iri(RUN), run_iri(NEWER)}
    put(store, Extraction(document(id="other")), NEWER)
    assert set(store.quads(vocab.PROVENANCE_GRAPH)) == {
        q
        for e in (extraction(), Extraction(document(id="other")))
        for q in quads(e, NEWER)
        if q.graph_name == NamedNode(vocab.PROVENANCE_GRAPH)
    }


def test_removing_leaves_nothing_behind(store: Store) -> None:
    put(store, extraction())
    assert store.remove_document(DOC)
    assert not everything(store)
    assert not store.remove_document(DOC)


def test_a_failed_replacement_leaves_the_old_document(store: Store) -> None:
    put(store, extraction())
    before = everything(store)

    def failing() -> Iterator[Quad]:
        yield from list(quads(Extraction(document(title="x")), RUN))[:3]
        raise RuntimeError("extraction broke")

    with pytest.raises(RuntimeError, match="extraction broke"):
        store.replace_document(DOC, failing())
    stray = Quad(NamedNode(DOC), NamedNode(vocab.RDFS + "label"), Literal("x"), NamedNode("http://example.org/g"))
    with pytest.raises(ValueError, match="a quad of graph"):
        store.replace_document(DOC, [stray])
    assert everything(store) == before


def test_ontology_is_loaded_once_a_version(store: Store) -> None:
    def fact(label: str) -> list[Quad]:
        return [Quad(NamedNode(vocab.ACTOR + "FR"), NamedNode(vocab.RDFS + "label"), Literal(label))]

    def unread() -> Iterator[Quad]:
        raise AssertionError("was read")
        yield

    assert store.ontology_version() is None
    assert store.load_ontology(fact("France"), "v1")
    assert not store.load_ontology(unread(), "v1")
    assert store.load_ontology(fact("French Republic"), "v2")
    labels = [q.object.value for q in store.quads(vocab.ONTOLOGY_GRAPH) if isinstance(q.object, Literal)]
    assert sorted(labels) == ["French Republic", "v2"]
    assert store.ontology_version() == "v2"
    assert store.documents() == []


def test_queries_see_all_graphs_as_one(store: Store) -> None:
    put(store, extraction())
    answer = store.query(f"SELECT ?o WHERE {{ <{DOC}> <{vocab.DCTERMS}identifier> ?o }}")
    assert isinstance(answer, Rows)
    assert answer.columns == ("o",)
    assert list(answer.rows) == [(Literal("paris-1"),)]
    assert store.query("ASK { ?s ?p ?o }") is True
    triples = store.query("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }")
    assert isinstance(triples, Triples)
    assert list(triples.triples)


def test_a_broken_query_is_a_query_error(store: Store) -> None:
    with pytest.raises(QueryError, match="not a valid query: "):
        store.query("SELECT nothing")


# ---- the embedded store


def test_what_is_written_is_there_after_reopening(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        put(store, extraction())
    for read_only in (True, False):
        with open_store(tmp_path / "s", read_only=read_only) as store:
            assert everything(store) == set(quads(extraction(), RUN))
    assert (tmp_path / "s" / "format").read_text() == FORMAT + "\n"


def test_the_engine_begins_anew_after_many_changes_but_not_under_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    given_back: list[int] = []

    def gives() -> None:
        give_back()  # and it can be, on this machine
        given_back.append(1)

    def opens(path: Path, *, read_only: bool) -> Any:
        opened.append(path)
        return open_engine(path, read_only=read_only)

    monkeypatch.setattr(embedded, "_HELD", 10)
    monkeypatch.setattr(embedded, "open_engine", opens)
    monkeypatch.setattr(embedded, "give_back", gives)
    given = [extraction(id=name) for name in "abcd"]
    with open_store(tmp_path / "s") as store:
        put(store, given[0])
        assert len(opened) == 1
        put(store, given[1])
        assert len(opened) == 2
        rows, triples, found = store.query("SELECT ?s { ?s ?p ?o }"), store.query("CONSTRUCT WHERE { ?s ?p ?o }"), store.match()
        assert isinstance(rows, Rows) and isinstance(triples, Triples)
        next(found), next(rows.rows)
        put(store, given[2])
        assert len(opened) == 2
        assert len(list(rows.rows)) + 1 == len(list(triples.triples)) > 100 < len(list(found))
        del rows, triples, found
        put(store, given[3])
        assert len(opened) == 3 == len(given_back) + 1
        assert everything(store) == {quad for one in given for quad in quads(one, RUN)}


def test_readers_share_and_cannot_write(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        put(store, extraction())
    with open_store(tmp_path / "s", read_only=True) as one, open_store(tmp_path / "s", read_only=True) as two:
        assert everything(one) == everything(two)
        with pytest.raises(StoreError):
            one.remove_document(DOC)
        with pytest.raises(StoreError, match="in use by another process"):
            open_store(tmp_path / "s")


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        pass
    with pytest.raises(StoreError, match="was closed"):
        store.documents()


def test_a_killed_writer_leaves_its_last_whole_document(tmp_path: Path) -> None:
    code = (
        "import os, sys; from kg.store import open_store; from kg.rdf import quads, document_iri; "
        "from tests.factories import extraction, RUN; s = open_store(sys.argv[1]); "
        "s.replace_document(document_iri('paris-1'), quads(extraction(), RUN)); "
        "print('done', flush=True); sys.stdin.read()"
    )
    root = Path(__file__).parents[1]
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "s")], cwd=root, stdin=-1, stdout=-1, text=True)
    try:
        assert child.stdout and child.stdout.readline() == "done\n"
        with pytest.raises(StoreError, match="in use by another process"):
            open_store(tmp_path / "s", read_only=True)
    finally:
        child.kill()
        child.communicate()
    with open_store(tmp_path / "s", read_only=True) as store:
        assert everything(store) == set(quads(extraction(), RUN))


def _file(path: Path) -> None:
    path.write_text("x")


def _full(path: Path) -> None:
    path.mkdir()
    (path / "thesis.doc").write_text("x")


def _newer(path: Path) -> None:
    open_store(path).close()
    (path / "format").write_text("pactgraph-store 99\n")


def _damaged(path: Path) -> None:
    with open_store(path) as store:
        put(store, extraction())
    for manifest in (path / "data").glob("MANIFEST-*"):
        manifest.write_bytes(b"rubbish" * 20)


def _nothing(path: Path) -> None:
    pass


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (_file, "not a directory"),
        (_newer, "has format 'pactgraph-store 99', this program reads"),
        (_damaged, "the store is damaged"),
    ],
)
def test_what_is_no_store_is_told_in_a_line(tmp_path: Path, prepare: Callable[[Path], None], message: str, read_only: bool) -> None:
    path = tmp_path / "s"
    prepare(path)
    with pytest.raises(StoreError, match=message) as caught:
        open_store(path, read_only=read_only)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("prepare", [_nothing, _full])
def test_reading_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path / "s")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=r"kg build INPUT… --store"):
        open_store(tmp_path / "s", read_only=True)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_directory_of_other_things_is_not_made_a_store(tmp_path: Path) -> None:
    _full(tmp_path / "s")
    with pytest.raises(StoreError, match="choose another"):
        open_store(tmp_path / "s")
    assert [p.name for p in (tmp_path / "s").iterdir()] == ["thesis.doc"]


def test_order_of_documents_does_not_matter(tmp_path: Path) -> None:
    given = [extraction(), hostile(), Extraction(document(id="z"))]
    for name, order in (("a", given), ("b", given[::-1])):
        with open_store(tmp_path / name) as store:
            for each in order:
                put(store, each)
            export(store, "nquads", tmp_path / f"{name}.nq")
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()


def test_the_default_graph_is_the_merge_of_all_graphs_but_for_claims_at_every_step(store: Store) -> None:
    def check() -> None:
        answer = store.query("SELECT ?s ?p ?o { ?s ?p ?o }")
        assert isinstance(answer, Rows)
        rows = list(answer.rows)
        assert len(rows) == len(set(rows))
        shown = (q for q in store.quads() if not getattr(q.subject, "value", "").startswith(vocab.CLAIM))
        assert set(rows) == {(q.subject, q.predicate, q.object) for q in shown}

    blank = read('@prefix e: <http://example.org/> . [] e:a "x" ; e:b [ e:c 1 ] . <http://example.org/s> e:a 1 .')
    given = [extraction(), extraction(id="two"), hostile(), Extraction(document(title="New")), extraction(id="two")]
    for step, each in enumerate(given):
        put(store, each, NEWER if step % 2 else RUN)
        check()
        store.load_ontology([*blank[step:], *quads(extraction(), RUN)], f"v{step}")
        check()
    for iri in store.documents():
        store.remove_document(iri)
        check()
    assert store.graphs() == [vocab.ONTOLOGY_GRAPH]


def test_a_fact_of_many_documents_counts_once(store: Store) -> None:
    for name in "abc":
        put(store, extraction(id=name))
    answer = store.query(f"SELECT ?l {{ <{vocab.ACTOR}FR> <{vocab.RDFS}label> ?l }}")
    assert isinstance(answer, Rows)
    assert list(answer.rows) == [(Literal("France"),)]
