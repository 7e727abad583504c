"""Exports: nothing lost in any syntax, as read back by rdflib, which shares no code with our writers; stable bytes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from kg import vocab
from kg.errors import KgError, StoreError
from kg.export import FORMATS, SUFFIXES, export
from kg.jsonld import TERMS
from kg.model import Extraction
from kg.rdf import document_iri
from kg.store import Store, open_store
from kg.turtle import Literal, NamedNode, Quad, Term, read
from tests.factories import PARIS, claims, document, extraction, hostile, put, shuffled

RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "ntriples": "nt", "jsonld": "json-ld"}
UNION = ("turtle", "ntriples")
BLANKS = "@prefix e: <http://example.org/> . e:a e:b [ e:c [ e:d 1 ] ] , [ e:c 2.50 ] . [] e:b true ."


def fill(path: Path, *extractions: Extraction) -> Store:
    store = open_store(path)
    if extractions:
        put(store, *extractions)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with fill(tmp_path / "store", extraction(), hostile()) as opened:
        yield opened


def written(store: Store, name: str, *, ontology: bool = False) -> bytes:
    out = io.BytesIO()
    export(store, name, out, ontology=ontology)
    return out.getvalue()


def plain(term: Term) -> tuple[str, ...]:
    if isinstance(term, Literal):
        return term.value, term.datatype.value, term.language or ""
    return (term.value,) if isinstance(term, NamedNode) else (str(term),)


def plain_rdflib(term: object) -> tuple[str, ...]:
    if isinstance(term, rdflib.Literal):
        return (
            str(term),
            str(term.datatype or (vocab.RDF + "langString" if term.language else vocab.XSD + "string")),
            term.language or "",
        )
    return (str(term),)


def read_by_rdflib(data: bytes, name: str) -> set[tuple[object, ...]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=RDFLIB[name])
    union = name in UNION
    return {(plain_rdflib(s), plain_rdflib(p), plain_rdflib(o), "" if union else str(g)) for s, p, o, g in dataset.quads()}


@pytest.fixture(autouse=True)
def lexical_forms_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("name", list(FORMATS))
def test_rdflib_reads_back_what_the_store_holds(store: Store, name: str) -> None:
    def graph(quad: Quad) -> str:
        return "" if name in UNION else getattr(quad.graph_name, "value", "")

    expected = {(plain(q.subject), plain(q.predicate), plain(q.object), graph(q)) for q in store.quads()}
    assert read_by_rdflib(written(store, name), name) == expected


@pytest.mark.parametrize("name", list(FORMATS))
def test_same_bytes_whatever_the_order(tmp_path: Path, name: str) -> None:
    given = [extraction(), hostile(), extraction(id="z")]
    with fill(tmp_path / "a", *given) as one, fill(tmp_path / "b", *(shuffled(e, 1) for e in given[::-1])) as two:
        for store in (one, two):
            store.load_ontology(read(BLANKS), "v")
        first = written(one, name, ontology=True)
        assert first == written(two, name, ontology=True)
        assert b"example.org/b" in first or b"e:b" in first


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_ontology_comes_only_if_asked(store: Store, name: str) -> None:
    store.load_ontology(read(BLANKS), "v")
    assert b"http://example.org/b" not in written(store, name)
    assert len(read_by_rdflib(written(store, name, ontology=True), name)) >= 6 + len(set(store.quads(document_iri("paris-1"))))


def test_json_ld_is_plain_json_with_its_context_inside(store: Store) -> None:
    assert not set(TERMS) & set(vocab.PREFIXES)
    data = json.loads(written(store, "jsonld"))
    assert isinstance(data["@context"], dict)
    paris = next(graph for graph in data["@graph"] if graph["@id"] == "doc:paris-1")
    fused = next(graph for graph in data["@graph"] if graph["@id"] == "graph:fusion")
    hubs = next(node for node in fused["@graph"] if node.get("type") == "ptype:basing")
    assert hubs["by"] == ["actor:FR", "actor:GB"] and hubs["status"] == "pact:planned"
    statement = next(node for node in paris["@graph"] if node["@id"] == hubs["statements"][0])
    assert PARIS[statement["begin"] : statement["end"]] == statement["words"]


def test_json_ld_refuses_an_iri_that_it_would_misread(tmp_path: Path) -> None:
    with fill(tmp_path / "s") as store:
        store.load_ontology([Quad(NamedNode("org:x"), NamedNode("http://example.org/p"), Literal("x"))], "v")
        with pytest.raises(KgError, match=r"org: as a prefix"):
            written(store, "jsonld", ontology=True)


def test_a_file_is_there_whole_or_not_at_all(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out" / "graph.ttl"
    out.parent.mkdir()
    out.write_text("old")

    def breaks(*_: object) -> Iterator[str]:
        yield "half"
        raise StoreError("broken")

    monkeypatch.setitem(FORMATS, "turtle", breaks)
    with pytest.raises(StoreError, match="broken"):
        export(store, "turtle", out)
    assert out.read_text() == "old" and [p.name for p in out.parent.iterdir()] == ["graph.ttl"]
    monkeypatch.undo()
    export(store, "turtle", out)
    assert out.read_text("utf-8").startswith("@prefix pact:") and len(list(out.parent.iterdir())) == 1


@pytest.mark.parametrize(("place", "message"), [("no/where.ttl", "cannot be written"), (".", "is a directory")])
def test_a_place_that_cannot_be_written_is_told(store: Store, tmp_path: Path, place: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        export(store, "turtle", tmp_path / place)


def test_unknown_formats_are_named(store: Store) -> None:
    with pytest.raises(StoreError, match="rdfxml: no such export format; there are turtle, trig, nquads"):
        export(store, "rdfxml", io.BytesIO())


def test_an_empty_store_gives_a_readable_file(tmp_path: Path) -> None:
    with fill(tmp_path / "s") as store:
        for name in FORMATS:
            assert read_by_rdflib(written(store, name), name) == set()


SCORER = next(
    (p for p in (Path("/work/shared/gold/score.py"), Path(__file__).parents[2] / "shared/gold/score.py") if p.exists()),
    None,
)


@pytest.mark.skipif(SCORER is None, reason="the scorer is not here")
@pytest.mark.parametrize("suffix", list(SUFFIXES))
def test_the_scorer_reads_every_export(tmp_path: Path, suffix: str) -> None:
    gold = [
        {
            "id": f"c{i}",
            "kind": c.kind,
            "type": c.type,
            "by": list(c.by),
            "to": list(c.to),
            "status": c.level,
            "condition": c.condition and c.condition.type,
            "evidence": [s.of(PARIS) for s in c.spans],
            "fact": f"f{i}",
            "said_by": sorted({name.replace("-", " ") for names in (c.said_by, *c.speakers) for name in names}),
        }
        for i, c in enumerate(claims())
    ]
    folder = tmp_path / "gold"
    folder.mkdir()
    for name in ("paris-1", "a b/ü"):
        text = {"id": name, "title": "x", "date": "2026-01-07", "story": "s", "text": PARIS, "claims": gold}
        (folder / f"{len(name)}.json").write_text(json.dumps(text))
    with fill(tmp_path / "store", extraction(), extraction(id="a b/ü"), Extraction(document(id="noise"))) as store:
        export(store, SUFFIXES[suffix], tmp_path / f"graph{suffix}")
    command = [
        sys.executable,
        str(SCORER),
        str(folder),
        "--graph",
        str(tmp_path / f"graph{suffix}"),
        "--json",
        "--errors",
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    score = json.loads(result.stdout.splitlines()[-1])
    assert {score[key]["F1"] for key in ("found", "core", "full", "soft")} == {100.0}, result.stdout
    assert set(score["slots"].values()) == {100.0}
