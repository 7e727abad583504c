"""A type of commitment that is added by editing Turtle alone is read, asked for and drawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.draw import draw
from kg.pipeline import Pipeline, build
from kg.query import run
from kg.resources import ontology_dir
from kg.store import Store, open_store
from kg.validate import validate, validate_ontology

#: The diff: what ontology/README.md tells the user to add to types.ttl.
BLOCK = """
ptype:election_observation a skos:Concept ; skos:broader ptype:assurance ; skos:prefLabel "Election observation" ;
    skos:definition "Sending observers to elections, and watching the count." ;
    pact:frame "send + election_observer", "observe + election" ;
    pact:noun "election_observer", "election_observation", "election_observation_mission" ;
    pact:recipient "to", "in", "at", "poss" .
"""
ARTICLE = """Neighbours promise to watch Moldova's vote

CHISINAU, May 4, 2026 - Poland pledged on Monday to send election observers to Moldova if the government invites them.

Romania will send three helicopters to Moldova. Hungary opposed the election observation mission.
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("new-type")
    shutil.copytree(ontology_dir(), folder / "ontology")
    with (folder / "ontology" / "types.ttl").open("a", encoding="utf-8") as types:
        types.write(BLOCK)
    (folder / "moldova.txt").write_text(ARTICLE, "utf-8")
    opened = open_store(folder / "store")
    summary = build([folder / "moldova.txt"], opened, Pipeline(folder=folder / "ontology"))
    assert not summary.errors
    assert validate_ontology(folder / "ontology").conforms
    return opened


def test_it_is_read_and_asked_for(store: Store) -> None:
    found = run(
        store,
        "SELECT ?who ?label ?level WHERE { ?c pact:type ptype:election_observation ; pact:by/rdfs:label ?who ; "
        "pact:status|pact:stance ?level . ptype:election_observation skos:prefLabel ?label } ORDER BY ?who",
    )
    levels = {(who, label, str(level).rpartition("#")[2]) for who, label, level in found.rows}
    assert ("Poland", "Election observation", "pledged") in levels
    assert ("Hungary", "Election observation", "opposes") in levels
    assert {who for who, _, _ in levels} == {"Poland", "Hungary"}


def test_it_is_drawn_and_valid(store: Store, tmp_path: Path) -> None:
    draw(store, tmp_path / "graph.html")
    assert "Election observation" in (tmp_path / "graph.html").read_text("utf-8")
    assert validate(store).conforms


def test_without_the_block_it_is_unknown(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "moldova.txt").write_text(ARTICLE, "utf-8")
    with open_store(tmp_path / "store") as store:
        build([tmp_path / "moldova.txt"], store, pipeline)
        assert not run(store, "ASK { ?c pact:type ptype:election_observation }")
