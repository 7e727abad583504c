"""From Python: rows, data frames, networks; and the notebook of the examples runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import nbformat
import networkx as nx
import pandas as pd
import pytest
from nbclient import NotebookClient

from kg import Graph, frames
from kg.errors import KgError, QueryError
from kg.resources import examples_dir, ontology_dir
from kg.turtle import Literal, NamedNode, read_file
from kg.vocab import XSD
from tests.factories import extraction, put


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    with Graph(tmp_path_factory.mktemp("python") / "store") as opened:
        opened.store.load_ontology([q for name in ("core.ttl", "types.ttl") for q in read_file(ontology_dir() / name)], "test")
        put(opened.store, extraction())
        yield opened


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("7", "integer", 7),
        ("0.5", "decimal", 0.5),
        ("1e3", "double", 1000.0),
        ("true", "boolean", True),
        ("2026-01-07", "date", date(2026, 1, 7)),
        ("2026-02-30", "date", "2026-02-30"),
        ("many", "integer", "many"),
        ("2026", "gYear", "2026"),
    ],
)
def test_values_are_those_of_python(text: str, datatype: str, value: object) -> None:
    found = frames.value(Literal(text, datatype=NamedNode(XSD + datatype)))
    assert found == value
    assert type(found) is type(value)


def test_records_are_rows_by_column(graph: Graph) -> None:
    records = graph.records("commitments-by", actor="FR")
    assert {record["by"] for record in records} == {"France"}
    assert {record["issued"] for record in records} == {date(2026, 1, 7)}
    assert [tuple(record) for record in records] == [graph.query("commitments-by").columns] * len(records)
    with pytest.raises(QueryError, match="--actress: no such parameter"):
        graph.query("commitments-by", actress="FR")


def test_frames_are_those_of_pandas(graph: Graph) -> None:
    frame = graph.frame("amounts")
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(graph.query("amounts").columns)
    assert frame.loc[frame["by"] == "allies of Ukraine", "at_least"].tolist() == [3500.5]
    empty = graph.frame("refusals")
    assert empty.empty
    assert list(empty.columns) == list(graph.query("refusals").columns)


def test_without_pandas_it_is_told_what_to_install(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(frames, "import_module", missing)
    with pytest.raises(KgError, match=r"pip install 'pactgraph\[tables\]'"):
        graph.frame("amounts")


def test_networks_are_those_of_networkx(graph: Graph) -> None:
    whole = graph.network()
    assert isinstance(whole, nx.MultiDiGraph)
    assert set(whole.successors("RU")) == {"NATO"}
    assert whole.nodes["FR"]["label"] == "France"
    some = graph.network("who-opposes-what", source="by", target="whose")
    assert list(some.edges()) == [("Russia", "NATO")]
    with pytest.raises(QueryError, match="nobody: no such column; there are by, stance"):
        graph.network("who-opposes-what", source="nobody", target="whose")


def test_the_notebook_of_the_examples_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    notebook = nbformat.read(examples_dir() / "ask.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells), "clear the outputs before you commit the notebook"
    done = NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}).execute()
    results = [
        output["data"]["text/plain"] for cell in done.cells for output in cell.get("outputs", ()) if output.output_type == "execute_result"
    ]
    assert results[0] == "2"
    assert any("Norway" in result for result in results)
    assert "graph.graphml" in results[-1]
    assert "statements.parquet" in results[-1]
