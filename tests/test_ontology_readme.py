"""Each diff that ontology/README.md shows, made in a copy of the ontology: it is accepted, and it does what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kg import vocab
from kg.build import build
from kg.draw import draw
from kg.model import Document, Extraction
from kg.pipeline import Pipeline
from kg.query import answer, named_queries, run
from kg.resources import ontology_dir
from kg.store import Store, open_store
from kg.validate import validate, validate_ontology

README = (ontology_dir() / "README.md").read_text("utf-8")
TYPE, ACTOR, FRAME = re.findall(r"^```turtle\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
(CUE,) = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
(QUESTION,) = re.findall(r"^```sparql\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items())

ARTICLE = """Neighbours promise to watch Moldova's vote

CHISINAU, May 4, 2026 - Poland pledged on Monday to send election observers to Moldova if the government invites them.

Romania will send three helicopters to Moldova. Hungary opposed the election observation mission.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `ontology/` with all the diffs."""
    found = tmp_path_factory.mktemp("edited") / "ontology"
    shutil.copytree(ontology_dir(), found)
    for file, more in (("types.ttl", "\n" + TYPE + FRAME), ("cues.toml", "\n" + CUE)):
        with (found / file).open("a", encoding="utf-8") as out:
            out.write(more)
    (found / "actors" / "mine.ttl").write_text(PREFIXES + ACTOR, "utf-8")
    (found / "queries" / "who-promised-money.rq").write_text(QUESTION, "utf-8")
    return found


@pytest.fixture(scope="module")
def edited(folder: Path) -> Pipeline:
    return Pipeline(folder=folder)


@pytest.fixture(scope="module")
def store(folder: Path, edited: Pipeline) -> Store:
    (folder.parent / "moldova.txt").write_text(ARTICLE, "utf-8")
    opened = open_store(folder.parent / "store")
    assert not build([folder.parent / "moldova.txt"], opened, edited).errors
    return opened


def read(pipeline: Pipeline, text: str) -> Extraction:
    return next(pipeline.extract([Document("x", text)]))


def test_the_edited_ontology_is_valid(folder: Path) -> None:
    assert validate_ontology(folder).violations == ()


def test_a_new_type_is_read_and_asked_for(store: Store) -> None:
    found = run(
        store,
        "SELECT ?who ?label ?level WHERE { ?c pact:type ptype:election_observation ; pact:by/rdfs:label ?who ; "
        "pact:status|pact:stance ?level . ptype:election_observation skos:prefLabel ?label } ORDER BY ?who",
    )
    levels = {(who, label, str(level).rpartition("#")[2]) for who, label, level in found.rows}
    assert levels == {("Poland", "Election observation", "pledged"), ("Hungary", "Election observation", "opposes")}


def test_a_new_type_is_drawn_and_valid(store: Store, tmp_path: Path) -> None:
    draw(store, tmp_path / "graph.html")
    assert "Election observation" in (tmp_path / "graph.html").read_text("utf-8")
    assert validate(store).conforms


def test_without_its_block_the_type_is_unknown(pipeline: Pipeline) -> None:
    assert "election_observation" not in {claim.type for claim in read(pipeline, ARTICLE).claims}


def test_a_new_actor_acts_under_each_of_its_names(edited: Pipeline) -> None:
    for name in ("The Harbour League", "The League of Harbours", "The Harbour League Council"):
        found = read(edited, f"{name} will send 200 soldiers to Ukraine.")
        assert {key for claim in found.claims for key in claim.by} == {"harbour-league"}, name


def test_a_new_cue_is_understood(pipeline: Pipeline, edited: Pipeline) -> None:
    said = "Germany serenaded the ceasefire between Sudan and Chad."
    assert {(claim.level, claim.type, claim.by) for claim in read(edited, said).claims} == {("supports", "ceasefire", ("DE",))}
    assert not read(pipeline, said).claims


def test_a_new_frame_is_understood(pipeline: Pipeline, edited: Pipeline) -> None:
    said = "France will send parachute riggers to Ukraine."
    assert {claim.type for claim in read(edited, said).claims} == {"training"}
    assert "training" not in {claim.type for claim in read(pipeline, said).claims}


def test_a_new_question_is_answered(store: Store, folder: Path) -> None:
    queries = folder / "queries"
    assert "who-promised-money" in {named.name for named in named_queries(queries)}
    assert answer(store, "who-promised-money", queries).columns == ("by", "amount", "words")
