"""Networks, tables, event records, reports, and the way back in: each read by a program that shares no code with ours."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
import rdflib
from click.testing import CliRunner
from rdflib.compare import isomorphic

from kg import vocab
from kg.cli import kg
from kg.errors import InputError, OntologyError, StoreError
from kg.export import ALL_SUFFIXES, FORMATS, OTHERS, TABLE_FORMATS, export, export_tables
from kg.export.events import Plover
from kg.export.rows import entries
from kg.export.tables import TABLES, rows
from kg.model import STANCES, STATUSES, Actor, Amount, Claim, Extraction, Span
from kg.query import run
from kg.resources import ontology_dir
from kg.store import Store, open_store
from kg.taking import take
from kg.turtle import read_file
from tests.factories import PARIS, extraction, hostile, put, shuffled
from tests.jena import MISSING, jar

SUFFIX = {name: suffix for suffix, name in ALL_SUFFIXES.items()}


def fill(path: Path, *given: object) -> Store:
    store = open_store(path)
    store.load_ontology([quad for name in ("core.ttl", "types.ttl") for quad in read_file(ontology_dir() / name)], "test")
    put(store, *given)  # type: ignore[arg-type]
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with fill(tmp_path_factory.mktemp("export") / "store", extraction(), hostile(), extraction(id="paris-2", date="2026-01-09")) as opened:
        yield opened


def written(store: Store, name: str) -> bytes:
    out = io.BytesIO()
    export(store, name, out)
    return out.getvalue()


def answer(store: Store, sparql: str) -> list[tuple[str | None, ...]]:
    return list(run(store, sparql).rows)


def safe(text: str) -> str:
    """As XML 1.0 can hold it, its line breaks normalized as XML does."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


# ---- stability


@pytest.mark.parametrize("name", [*OTHERS, *TABLE_FORMATS])
def test_same_bytes_whatever_the_order(tmp_path: Path, name: str) -> None:
    given = [extraction(), hostile(), extraction(id="z")]
    with fill(tmp_path / "a", *given) as one, fill(tmp_path / "b", *(shuffled(e, 1) for e in given[::-1])) as two:
        if name in OTHERS:
            assert written(one, name) == written(two, name)
            return
        for store, folder in ((one, tmp_path / "1"), (two, tmp_path / "2")):
            export_tables(store, name, folder)
        for table in TABLES:
            assert (tmp_path / "1" / f"{table}.{name}").read_bytes() == (tmp_path / "2" / f"{table}.{name}").read_bytes()


def test_an_empty_store_gives_readable_files(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        assert nx.read_graphml(io.BytesIO(written(store, "graphml"))).number_of_nodes() == 0
        assert written(store, "plover") == b""
        export_tables(store, "csv", tmp_path / "csv")
        export_tables(store, "parquet", tmp_path / "parquet")
    for table, columns in TABLES.items():
        assert list(pd.read_csv(tmp_path / "csv" / f"{table}.csv").columns) == list(columns)
        assert list(pd.read_parquet(tmp_path / "parquet" / f"{table}.parquet").columns) == list(columns)


def test_unknown_formats_and_places_are_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such export format; there are turtle"):
        export(store, "xls", tmp_path / "x")
    with pytest.raises(StoreError, match="no such format of tables; there are csv, parquet"):
        export_tables(store, "xls", tmp_path / "x")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        export_tables(store, "csv", tmp_path / "file")


# ---- networks


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_back_all_actors_and_entries(store: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"graph.{name}"
    export(store, name, path)
    graph = nx.read_graphml(path, force_multigraph=True) if name == "graphml" else nx.read_gexf(path)
    data = [attributes for _, _, attributes in graph.edges(data=True)]
    held = answer(store, "SELECT ?e { { ?e a pact:Commitment } UNION { ?e a pact:Position } }")
    assert {edge["iri"] for edge in data} == {row[0] for row in held}
    pairs = answer(
        store,
        """SELECT DISTINCT ?e ?by ?end { VALUES ?k { pact:Commitment pact:Position } ?e a ?k ; pact:by ?by
        OPTIONAL { ?e pact:to ?to } BIND (COALESCE(?to, ?by) AS ?end) }""",
    )
    expected = Counter(tuple(safe(str(part)).removeprefix(vocab.ACTOR) for part in row[1:]) for row in pairs)
    assert Counter((source, target) for source, target, _ in graph.edges(data=True)) == expected
    france = graph.nodes["FR"]
    assert (france["label"], france["cls"]) == ("France", "State")
    basing = [edge for edge in data if edge["action"] == "basing"]
    assert {edge["condition"] for edge in basing} == {"if a ceasefire takes hold"}
    assert all(edge["words"] in PARIS for edge in basing)


# ---- tables


@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_pandas_reads_back_every_cell(store: Store, tmp_path: Path, name: str) -> None:
    files = export_tables(store, name, tmp_path)
    assert [file.name for file in files] == [f"{table}.{name}" for table in TABLES]
    for table, columns in TABLES.items():
        kinds = {column: {str: "str", int: "int64", float: "float64"}[kind] for column, kind in columns.items()}
        path = tmp_path / f"{table}.{name}"
        frame = (
            pd.read_parquet(path)
            if name == "parquet"
            else pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values={c: [""] for c, k in columns.items() if k is float})
        )
        assert list(frame.columns) == list(columns)
        found = [tuple(None if isinstance(cell, float) and cell != cell else cell for cell in row) for row in frame.itertuples(index=False)]
        assert found == list(rows(store, table))
        assert found


def test_a_spreadsheet_holds_no_formula(tmp_path: Path) -> None:
    bad = '=HYPERLINK("https://example.org";"France") will send 200 soldiers.'
    paper = replace(extraction().document, id="bad", title="@SUM(A1)", text=bad, url=None, site="+cmd|' /C calc'!A0")
    claim = Claim("commitment", "troop_deployment", "pledged", ("FR",), (), (Span(0, len(bad)),), amount=Amount("-200 soldiers", -200.0))
    given = Extraction(paper, (claim,), {"FR": Actor("FR", "\t=France", "State")})
    with fill(tmp_path / "s", given) as held:
        plain = {name: list(rows(held, name)) for name in TABLES}
    for options in ([], ["--spreadsheet"]):
        done = CliRunner().invoke(kg, ["export", "--store", str(tmp_path / "s"), "--format", "csv", "-o", str(tmp_path / "t"), *options])
        assert done.exit_code == 0, done.output
        for name, columns in TABLES.items():
            data = (tmp_path / "t" / f"{name}.csv").read_bytes()
            assert data.startswith(b"\xef\xbb\xbf") == bool(options)
            head, *cells = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
            assert head == list(columns)
            expected = [["" if cell is None else str(cell) for cell in row] for row in plain[name]]
            if options:
                expected = [
                    ["'" + cell if cell[:1] in "=+-@\t" and cell and cell != "-200.0" else cell for cell in row] for row in expected
                ]
            assert cells == expected
    found = {cell for row in plain["statements"] + plain["commitments"] + plain["actors"] for cell in row}
    assert {bad, "@SUM(A1)", "+cmd|' /C calc'!A0", "-200 soldiers", -200.0, "\t=France"} <= found
    done = CliRunner().invoke(kg, ["export", "--store", str(tmp_path / "s"), "-o", str(tmp_path / "x.ttl"), "--spreadsheet"])
    assert done.exit_code == 2 and "--spreadsheet is for --format csv" in done.output


def test_tables_hold_what_the_graph_holds(store: Store) -> None:
    for table, cls in (("commitments", "Commitment"), ("positions", "Position"), ("statements", "Statement")):
        held = {row[0] for row in answer(store, f"SELECT ?x {{ ?x a pact:{cls} }}")}
        assert {row[0] for row in rows(store, table)} == held
    by_type = {row[5]: row for row in rows(store, "commitments")}
    assert by_type["basing"][1:5] == ("FR; GB", "France; United Kingdom", "UA", "Ukraine")
    columns = list(TABLES["statements"])
    for row in rows(store, "statements"):
        statement = dict(zip(columns, row, strict=True))
        if str(statement["document_id"]).startswith("paris"):
            assert PARIS[statement["begin"] : statement["end"]] == statement["words"]  # type: ignore[misc]


# ---- event records


def test_event_records_say_who_did_what_to_whom(store: Store) -> None:
    events = [json.loads(line) for line in written(store, "plover").decode("utf-8").splitlines()]
    assert all({"date", "source", "target", "event", "mode", "context", "text", "cameo"} <= event.keys() for event in events)
    found = {(e["source"], e["target"], e["event"], e["cameo"], e["type"], e["level"]) for e in events if e["document"] == "paris-1"}
    assert {
        ("FR", "UA", "AGREE", "03", "basing", "planned"),
        ("GB", "UA", "AGREE", "03", "basing", "agreed"),
        ("FR", "UA", "AGREE", "03", "troop_deployment", "considered"),
        ("RU", "NATO", "ACCUSE", "11", "troop_deployment", "opposes"),
    } <= found
    basing = next(e for e in events if e["type"] == "basing" and e["document"] == "paris-1")
    assert basing["date"] == "2026-01-07"
    assert basing["context"] == ["military", "future", "hypothetical"]
    passages = Counter(passage.iri for entry in entries(store) for passage in entry.passages for _ in entry.by for _ in entry.to or (None,))
    assert Counter(event["id"] for event in events) == passages


def test_every_type_and_level_is_an_event() -> None:
    plover = Plover()
    types = {
        quad.subject.value.rpartition("/")[2]
        for quad in read_file(ontology_dir() / "types.ttl")
        if quad.predicate.value.endswith("#broader")
    }  # type: ignore[union-attr]
    assert types
    for level in (*STATUSES, *STANCES):
        for type_ in (*types, "unheard-of"):
            mapped = plover.event(type_, level, conditional=False)
            assert mapped.event.isupper()
            assert re.fullmatch("(0[1-9]|1[0-9]|20)", mapped.cameo)
    assert types <= plover._types.keys()
    assert plover.event("sanctions", "planned", conditional=False).event == "THREATEN"
    assert plover.event("sanctions", "fulfilled", conditional=False).event == "SANCTION"
    assert plover.event("arms_supply", "fulfilled", conditional=False).event == "AID"
    assert plover.event("arms_supply", "refused", conditional=True).event == "REJECT"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('event = "SUPPORT" }\nopposes', 'event = "APPLAUD" }\nopposes', r"\[level.supports\]: APPLAUD is not known"),
        ('asked = "assist" }\nbasing', 'wish = "assist" }\nbasing', r"\[type.troop_deployment\]: wish is not known"),
        ("\npledged = ", "\npromised = ", r"\[level.pledged\] needs an event"),
        ("\nother = ", "\nothers = ", r"\[type.other\] is missing"),
        ("\n[level]\n", "\n[level\n", "plover.toml"),
    ],
)
def test_a_mapping_that_cannot_be_understood_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (ontology_dir() / "plover.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "plover.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(OntologyError, match=message):
        Plover(tmp_path / "plover.toml")


# ---- reports


class Words(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words += data


def line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def test_a_report_quotes_every_passage(store: Store) -> None:
    page = Words(written(store, "html").decode("utf-8"))
    assert not page.tags & {"script", "b", "img"}
    markdown = re.sub(r"\\(.)", r"\1", written(store, "markdown").decode("utf-8"))
    count = 0
    for entry in entries(store):
        for passage in entry.passages:
            count += 1
            for report in (page.words, markdown):
                assert line(passage.words) in report
                assert f"characters {passage.begin}–{passage.end}" in report
                assert entry.iri in report
    assert count >= 10


def test_markdown_holds_no_markup_of_others(store: Store) -> None:
    text = written(store, "markdown").decode("utf-8")
    assert "alert" in text
    unescaped = re.sub(r"\\.", "", text)
    assert "<script" not in unescaped
    assert not [line for line in unescaped.splitlines() if line.startswith(("    ", "```", "|"))]


# ---- the way back in


@pytest.mark.parametrize("name", list(FORMATS))
def test_what_is_exported_can_be_imported(store: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"graph{SUFFIX[name]}"
    export(store, name, path)
    with open_store(tmp_path / "copy") as copy:
        taken = take(path, copy)
        assert (taken.documents, taken.changed) == (3, 3)
        assert written(copy, name) == path.read_bytes()
        assert written(copy, "plover") == written(store, "plover")
        assert take(path, copy).changed == 0


def test_rdf_of_another_program_can_be_imported(store: Store, tmp_path: Path) -> None:
    """As rdflib writes it: other prefixes, other order."""
    graph = rdflib.Graph()
    graph.parse(data=written(store, "turtle"), format="turtle")
    graph.serialize(tmp_path / "other.ttl", format="turtle", encoding="utf-8")
    with open_store(tmp_path / "copy") as copy:
        take(tmp_path / "other.ttl", copy)
        again = rdflib.Graph()
        again.parse(data=written(copy, "turtle"), format="turtle")
    assert isomorphic(graph, again)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nif:beginIndex 0", "nif:beginIndex 3", "does not conform to the shapes, nothing was imported"),
        ("pact:Document", "pact:Paper", "holds no pact:Document"),
        ("nif:anchorOf", "nif:anchor", "a statement quotes its words"),
        ("@prefix", "@prefx", "not valid"),
    ],
)
def test_what_breaks_the_shapes_is_refused_whole(tmp_path: Path, old: str, new: str, message: str) -> None:
    with fill(tmp_path / "s", extraction()) as store:
        text = written(store, "turtle").decode("utf-8")
    assert old in text
    (tmp_path / "bad.ttl").write_text(text.replace(old, new), "utf-8")
    with open_store(tmp_path / "copy") as copy:
        with pytest.raises(InputError, match=message):
            take(tmp_path / "bad.ttl", copy)
        assert copy.documents() == []


def test_graphs_of_nobody_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n")
    with open_store(tmp_path / "copy") as copy, pytest.raises(InputError, match="is not the graph of a document"):
        take(tmp_path / "x.nq", copy)


def test_the_commands_write_and_read(store: Store, tmp_path: Path) -> None:
    with fill(tmp_path / "s", extraction()):
        pass
    runner = CliRunner()
    for name in ("a.graphml", "a.gexf", "a.jsonl", "a.md", "a.html", "a.nq"):
        done = runner.invoke(kg, ["export", "--store", str(tmp_path / "s"), "-o", str(tmp_path / name)])
        assert done.exit_code == 0, done.output
        assert (tmp_path / name).stat().st_size > 100
    done = runner.invoke(kg, ["export", "--store", str(tmp_path / "s"), "--format", "csv", "-o", str(tmp_path / "tables")])
    assert done.exit_code == 0
    assert (tmp_path / "tables" / "statements.csv").is_file()
    assert runner.invoke(kg, ["export", "--store", str(tmp_path / "s"), "--format", "csv", "-o", "-"]).exit_code == 2
    done = runner.invoke(kg, ["import", str(tmp_path / "a.nq"), "--store", str(tmp_path / "t")])
    assert (done.exit_code, "1 document, 1 new or changed" in done.output) == (0, True)


# ---- riot


@pytest.mark.skipif(jar() is None, reason=MISSING)
@pytest.mark.parametrize("name", list(FORMATS))
def test_riot_reads_back_what_rdflib_reads(store: Store, tmp_path: Path, name: str) -> None:
    """Jena's parser and rdflib's make the same triples of a file; riot warns of nothing but the IRIs of hostile names."""
    path = tmp_path / f"graph{SUFFIX[name]}"
    export(store, name, path)
    command = ["java", "-cp", str(jar()), "riotcmd.riot", "--output=nquads", str(path)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    theirs, ours = rdflib.Dataset(), rdflib.Dataset()
    theirs.parse(data=done.stdout, format="nquads")
    ours.parse(data=path.read_bytes(), format={"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}.get(name, name))
    assert {(s, p, o) for s, p, o, _ in theirs.quads()} == {(s, p, o) for s, p, o, _ in ours.quads()}
    assert len(list(theirs.quads())) > 100
