"""A stranger's path, start to end: an article, a graph, an actor, a type and a question of one's own, and the picture.

Nothing but files of data are written, and only commands that a user has are called.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg.pipeline
from kg import cli

ARTICLE = """Fishing Pact to chart the Azov shallows

ODESA, June 9, 2026 - The Fishing Pact will chart the shallows for Ukraine if Georgia agrees, its secretariat said on Tuesday.

Georgia pledged 2 million euros to Ukraine. Bulgaria opposed the seabed survey.
"""
ACTORS = """key,label,class,names,nouns,organs
fishing-pact,Fishing Pact,Organization,Pact of Fishers,pact,Fishing Pact secretariat
"""
TYPE = """@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix ptype: <https://w3id.org/pactgraph/type/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ptype:seabed_survey a skos:Concept ; skos:broader ptype:aid ; skos:prefLabel "Seabed survey" ;
    skos:definition "Charting the seabed for a state, or paying for it." ;
    pact:frame "chart + shallow" , "chart + seabed" ;
    pact:noun "seabed_survey" ;
    pact:recipient "for" , "to" .
"""
QUESTION = """# Who wants the seabed surveyed, and who does not?
SELECT ?who ?level WHERE {
  ?c pact:type ptype:seabed_survey ; pact:by/rdfs:label ?who ; pact:status|pact:stance ?l . ?l rdfs:label ?level
}
ORDER BY ?who ?level
"""
FILES = {"news/azov.txt": ARTICLE, "mine.csv": ACTORS, "survey.ttl": TYPE, "survey.rq": QUESTION}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a stranger writes."""
    found = tmp_path_factory.mktemp("stranger")
    (found / "news").mkdir()
    for name, text in FILES.items():
        (found / name).write_text(text, "utf-8")
    return found


@pytest.fixture(scope="module")
def run(folder: Path) -> Callable[..., str]:
    """`kg …` in that folder; what it prints. It must end with 0."""

    def ran(*arguments: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            result = CliRunner().invoke(cli.kg, list(arguments))
        assert result.exit_code == 0, result.output
        return str(result.stdout)

    return ran


def test_without_files_of_ones_own_little_is_known(run: Callable[..., str]) -> None:
    assert "Fishing Pact" in run("actors", "--unknown", "news")
    run("build", "news", "--store", "before")
    told = json.loads(run("query", "SELECT DISTINCT ?type WHERE { ?c pact:type ?type }", "--store", "before", "--format", "json"))
    assert "seabed_survey" not in json.dumps(told)


def test_the_path(run: Callable[..., str], folder: Path) -> None:
    own = ("--actors", "mine.csv", "--actors", "survey.ttl")
    assert "Fishing Pact" in run("resolve", "the Pact of Fishers", *own)
    said = run("build", "news", "--store", "store", *own)
    assert said.startswith("1 document read, ")
    assert "Fishing Pact" in run("show", "Fishing Pact", "--store", "store", *own)
    answer = run("query", "survey.rq", "--store", "store", "--format", "csv").splitlines()
    assert answer[0] == "who,level"
    assert {"Bulgaria,opposes", "Fishing Pact,pledged"} <= set(answer[1:])
    assert "no violations" in run("validate", "--store", "store")
    run("view", "--store", "store", "-o", "graph.html")
    page = (folder / "graph.html").read_text("utf-8")
    assert "Fishing Pact" in page
    assert "Seabed survey" in page
    assert "chart the shallows" in page
    run("report", "Fishing Pact", "--store", "store", "-o", "dossier.html", *own)
    dossier = (folder / "dossier.html").read_text("utf-8")
    assert "Seabed survey" in dossier
    assert "if Georgia agrees" in dossier
    assert run("doctor", "--store", "store").splitlines()[-1].startswith("ok")
    again = run("build", "news", "--store", "store", *own)
    assert "1 document unchanged" in again


def test_the_same_by_the_library(folder: Path, run: Callable[..., str]) -> None:
    """The files of data serve the library as well as the command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        from kg import Graph, Pipeline  # noqa: PLC0415  (as a stranger writes it)

        reader = Pipeline(actors=[Path("mine.csv"), Path("survey.ttl")])
        with Graph("library") as graph:
            assert graph.build("news", reader=reader).documents == 1
            graph.export("library.nq")
            assert ("Fishing Pact", "pledged") in {(row["who"], row["level"]) for row in graph.records("survey.rq")}
    run("build", "news", "--store", "command", "--actors", "mine.csv", "--actors", "survey.ttl")
    run("export", "--store", "command", "-o", "command.nq")
    assert (folder / "library.nq").read_bytes() == (folder / "command.nq").read_bytes()


def test_a_mistake_in_ones_own_file_is_one_line(folder: Path) -> None:
    """A word that is misspelt is told with the file and the line, by the command as it is installed."""
    (folder / "wrong.csv").write_text(ACTORS.replace("Organization", "Organisation"), "utf-8")
    asked = [sys.executable, "-m", "kg", "build", "news", "--store", "w", "--actors", "wrong.csv"]
    root = str(Path(kg.pipeline.__file__).parents[1])
    result = subprocess.run(asked, cwd=folder, env={"PYTHONPATH": root, "PATH": ""}, capture_output=True, text=True, check=False)
    assert result.returncode == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith("kg: wrong.csv")
    assert "line 2" in line
