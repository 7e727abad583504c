"""The graph as of a day is the graph that a build of that day would have made: all of it, quad by quad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import vocab
from kg.ask.asof import as_of
from kg.build import build
from kg.pipeline import Pipeline
from kg.resources import examples_dir
from kg.store import Store, open_store
from kg.turtle import BlankNode, Quad

LINES = (examples_dir() / "border-truce.jsonl").read_text("utf-8").splitlines()
DAYS = sorted({json.loads(line)["date"] for line in LINES})


def quads(store: Store) -> set[Quad]:
    """All but the mark of the rules that fused, and the ontology's blank nodes, whose names are made up at each loading."""
    found = {quad for quad in store.quads() if str(quad.subject) != f"<{vocab.FUSION_GRAPH}>"}
    return {quad for quad in found if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    folder = tmp_path_factory.mktemp("asof") / "store"
    with open_store(folder) as store:
        build([examples_dir() / "border-truce.jsonl"], store, pipeline)
    return folder


@pytest.mark.parametrize("day", DAYS[::3])
def test_it_is_what_a_build_of_that_day_makes(whole: Path, tmp_path: Path, pipeline: Pipeline, day: str) -> None:
    known = [line for line in LINES if json.loads(line)["date"] <= day]
    (tmp_path / "then.jsonl").write_text("\n".join(known), "utf-8")
    with open_store(tmp_path / "then") as then:
        build([tmp_path / "then.jsonl"], then, pipeline)
        wanted = quads(then)
    with open_store(whole, read_only=True) as store, as_of(store, day) as seen:
        found = quads(seen)
    assert found == wanted


def test_a_document_without_a_day_is_left_out(tmp_path: Path, pipeline: Pipeline) -> None:
    (tmp_path / "a.txt").write_text("France will send 30 tanks to Ukraine.", "utf-8")
    with open_store(tmp_path / "store") as store:
        build([tmp_path / "a.txt"], store, pipeline)
        with as_of(store, "2030-01-01") as seen:
            assert seen.documents() == []
