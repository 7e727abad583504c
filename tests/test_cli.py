"""Every command as a user types it, and every bad input that a user may have."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import click
import pytest
import rdflib
from click.testing import CliRunner, Result
from pypdf import PdfWriter

from kg import cli, query
from kg.errors import InputError, KgError, ModelError, OntologyError, QueryError, StoreError
from kg.pipeline import Pipeline
from kg.resources import examples_dir

LOADED = cache(Pipeline)
GOOD = "PARIS, March 3, 2026 - France will send 200 soldiers to Ukraine.\n\nRussia opposed the deployment.\n"


def kg(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli.kg, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline with the same options is loaded once for all tests; `python -m kg` below loads its own."""
    for command in ("build", "demo", "evaluate"):
        monkeypatch.setattr(f"kg.commands.{command}.Pipeline", LOADED)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "store"
    assert kg("build", examples_dir(), "--store", folder, "--quiet").exit_code == 0
    return folder


def line(result: Result) -> str:
    """What was said, which must be one line that is no traceback."""
    (said,) = result.stderr.strip().splitlines()
    assert said.startswith("kg: ")
    assert "Traceback" not in result.output
    return str(said)


# ---- the frame


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_short_help_is_the_first_line_of_the_docstring(name: str) -> None:
    command = cli.kg.get_command(click.Context(cli.kg), name)
    assert command is not None
    assert (command.help or "").splitlines()[0] == cli.COMMANDS[name][1]
    shown = kg(name, "--help")
    assert shown.exit_code == 0
    assert cli.COMMANDS[name][1] in shown.output
    assert all(option.help for option in command.params if isinstance(option, click.Option)), "an option without help"


def test_help_lists_all_commands_and_loads_none_of_them() -> None:
    code = "import sys; from kg.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert all(name in out for name in cli.COMMANDS)
    loaded = set(out.splitlines()[-1].split())
    assert not loaded & {"spacy", "rdflib", "pyoxigraph", "numpy", "rich", "kg.pipeline", "kg.store"}


def test_help_is_quick() -> None:
    """The best of five, in CPU time: a busy machine must not fail a build."""

    def seconds() -> float:
        start = os.times()
        subprocess.run([sys.executable, "-m", "kg", "--help"], check=True, capture_output=True)
        end = os.times()
        return end.children_user + end.children_system - start.children_user - start.children_system

    assert min(seconds() for _ in range(5)) < 0.3


def test_importing_kg_is_cheap_and_names_are_there() -> None:
    code = (
        "import sys, kg; assert not {'spacy', 'click'} & set(sys.modules); print(all(hasattr(kg, n) for n in kg.__all__), len(kg.__all__))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert out[0] == "True"
    assert int(out[1]) <= 8


def test_version() -> None:
    assert kg("--version").output.startswith("kg, version ")


def test_an_unknown_command_is_told_which_there_are() -> None:
    result = kg("biuld")
    assert result.exit_code == 2
    assert "no such command: biuld; there are build, " in result.stderr


def test_a_bug_is_one_line_too(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    monkeypatch.setattr("kg.commands.view.draw", lambda *a, **k: {}["a\nb"])
    result = kg("view", "--store", store, "-o", "-")
    assert result.exit_code == cli.BUG
    assert "unexpected error (KeyError" in line(result)
    monkeypatch.setenv("KG_DEBUG", "1")
    assert isinstance(kg("view", "--store", store, "-o", "-").exception, KeyError)


def test_codes_of_errors_are_distinct_and_documented() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    codes = [error.exit_code for error in (KgError, InputError, OntologyError, StoreError, QueryError, ModelError)]
    assert codes == [1, 2, 3, 4, 5, 6]
    assert all(f"| {code} |" in readme for code in (0, *codes, cli.BUG))


# ---- build


def test_build_says_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    first = kg("build", tmp_path / "a.txt", "--store", tmp_path / "s")
    assert first.exit_code == 0
    assert first.output.startswith("1 document read, ")
    again = kg("build", tmp_path / "a.txt", "--store", tmp_path / "s")
    assert again.output == f"0 documents read, 0 claims found, 1 document unchanged; the store is {tmp_path / 's'}\n"
    assert kg("build", tmp_path / "a.txt", "--store", tmp_path / "s", "--quiet").output == ""
    figures = json.loads(kg("build", tmp_path / "a.txt", "--store", tmp_path / "s", "--json").output)
    assert figures == {"documents": 1, "unchanged": 1, "claims": 0, "removed": 0, "errors": []}


def test_build_reads_standard_input_folders_and_patterns(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("a.txt", "b.txt"):
        (news / name).write_text(f"{GOOD}\n{name}", "utf-8")
    counts = [
        json.loads(kg("build", given, "--store", tmp_path / f"s{number}", "--json", stdin=GOOD).stdout)["documents"]
        for number, given in enumerate(["-", news, news / "*.txt"])
    ]
    assert counts == [1, 2, 2]


def test_build_leaves_uncertain_claims_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    result = kg("build", tmp_path / "a.txt", "--store", tmp_path / "s", "--json", "--min-confidence", 1)
    assert json.loads(result.output)["claims"] == 0
    assert kg("build", "a.txt", "--store", tmp_path / "s", "--min-confidence", 2).exit_code == 2


def _empty_pdf(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(path)


def _broken_line(path: Path) -> None:
    path.write_text(f'{json.dumps({"id": "one", "text": GOOD})}\n{{"id": "two", "text":\n', "utf-8")


#: What the issue names, with a word that the message must hold and the documents that it still gives.
BAD: dict[str, tuple[str, Callable[[Path], object], str, int]] = {
    "missing": ("gone.txt", lambda path: None, "no such file", 0),
    "empty": ("empty.txt", lambda path: path.write_bytes(b""), "empty", 0),
    "blank": ("blank.txt", lambda path: path.write_bytes(b" \n\n"), "empty", 0),
    "binary": ("binary.txt", lambda path: path.write_bytes(bytes(range(256)) * 40), "not text", 0),
    "broken JSONL line": ("broken.jsonl", _broken_line, "line 2", 1),
    "50 MB of one line": ("long.txt", lambda path: path.write_bytes(b"x" * 50_000_000), "larger than", 0),
    "50 MB of one JSONL line": ("long.jsonl", lambda path: path.write_bytes(b"x" * 50_000_000), "longer than", 0),
    "wrong encoding": ("koi8.txt", lambda path: path.write_bytes("Франция пошлёт солдат".encode("koi8-r")), "encoding", 0),
    "PDF without text": ("scan.pdf", _empty_pdf, "text", 0),
    "folder without articles": ("folder", lambda path: path.mkdir(), "no file", 0),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_one_clear_line(tmp_path: Path, name: str) -> None:
    file, make, word, documents = BAD[name]
    make(tmp_path / file)
    result = kg("build", tmp_path / file, "--store", tmp_path / "s", "--quiet")
    assert result.exit_code == (0 if documents else InputError.exit_code)
    assert file in line(result)
    assert word in line(result)


def test_bad_inputs_cost_nobody_else_anything(tmp_path: Path) -> None:
    """All of them between two good articles: both are read, and what was stored before stays."""
    store = tmp_path / "s"
    (tmp_path / "before.txt").write_text(GOOD + "Before.", "utf-8")
    kg("build", tmp_path / "before.txt", "--store", store)
    names = []
    for file, make, _, _ in BAD.values():
        make(tmp_path / file)
        names.append(tmp_path / file)
    for name in ("first", "last"):
        (tmp_path / f"{name}.txt").write_text(GOOD + name, "utf-8")
    result = kg("build", tmp_path / "first.txt", *names, tmp_path / "last.txt", "--store", store, "--json")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    assert figures["documents"] == 2 + sum(documents for _, _, _, documents in BAD.values())
    assert len(figures["errors"]) == len(BAD) == len(result.stderr.splitlines())
    ids = kg("query", "--store", store, "--format", "csv", "SELECT ?id { ?d a pact:Document ; dcterms:identifier ?id }").output
    assert all(name in ids for name in ("before", "first", "last", "one"))


def test_a_store_that_is_none_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    result = kg("build", tmp_path / "a.txt", "--store", tmp_path)
    assert result.exit_code == StoreError.exit_code
    assert "holds no store" in line(result)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("args", [["query", "commitments"], ["export", "-o", "-", "--format", "nquads"]])
def test_output_that_cannot_be_written_is_one_line(store: Path, args: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "kg", *args, "--store", str(store)], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (4, "kg: the output: cannot be read or written (No space left on device)\n")


def test_actors_in_broken_turtle_are_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (tmp_path / "mine.ttl").write_text("actor:x a", "utf-8")
    for command in (["build", tmp_path / "a.txt", "--store", tmp_path / "s"], ["actors", "--search", "France"]):
        result = kg(*command, "--actors", tmp_path / "mine.ttl")
        assert result.exit_code == OntologyError.exit_code == 3
        assert "mine.ttl" in line(result) and "line 1" in line(result)


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--model", "no_such_model"), ModelError.exit_code), (("--actors", "gone.ttl"), OntologyError.exit_code)],
)
def test_build_without_what_it_needs(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    result = kg("build", tmp_path / "a.txt", "--store", tmp_path / "s", *options)
    assert result.exit_code == code
    assert options[1] in line(result)


# ---- export, query, view, validate, show


def test_two_builds_export_the_same_bytes(store: Path, tmp_path: Path) -> None:
    kg("build", examples_dir(), "--store", tmp_path / "other")
    for form in ("turtle", "trig", "nquads", "ntriples", "jsonld"):
        one, other = tmp_path / f"one.{form}", tmp_path / f"other.{form}"
        assert kg("export", "--store", store, "--format", form, "-o", one).exit_code == 0
        kg("build", examples_dir(), "--store", tmp_path / "other")  # again: nothing changes
        kg("export", "--store", tmp_path / "other", "--format", form, "-o", other)
        assert one.read_bytes() == other.read_bytes()
        assert one.stat().st_size > 10_000


def test_export_takes_the_format_from_the_suffix_and_writes_to_standard_output(store: Path, tmp_path: Path) -> None:
    kg("export", "--store", store, "-o", tmp_path / "g.nt")
    shown = kg("export", "--store", store, "--format", "ntriples", "-o", "-")
    assert shown.stdout_bytes == (tmp_path / "g.nt").read_bytes()
    assert len(rdflib.Graph().parse(tmp_path / "g.nt")) > 500


@pytest.mark.parametrize("command", [("export",), ("view",)])
def test_a_place_that_cannot_be_written_is_told(store: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = kg(*command, "--store", store, "-o", tmp_path / "no" / "folder.x")
    assert result.exit_code == StoreError.exit_code
    assert "folder.x" in line(result)


@pytest.mark.parametrize(
    "command", [("query", "commitments"), ("export", "-o", "x.ttl"), ("view", "-o", "x.html"), ("validate",), ("show", "FR")]
)
def test_reading_a_store_that_is_not_there(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = kg(command[0], "--store", tmp_path / "none", *command[1:])
    assert result.exit_code == StoreError.exit_code
    assert "kg build" in line(result)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [named.name for named in query.named_queries()])
def test_every_named_question_is_answered(store: Path, name: str) -> None:
    assert kg("query", "--store", store, name).exit_code == 0


def test_query_lists_its_questions() -> None:
    listed = kg("query", "--list").output.splitlines()
    assert len(listed) >= 10
    assert any(row.startswith("who-has-committed-troops-to-ukraine ") for row in listed)


def test_query_in_all_forms(store: Path, tmp_path: Path) -> None:
    text = "SELECT ?label WHERE { actor:NO rdfs:label ?label }"
    (tmp_path / "q.rq").write_text(text, "utf-8")
    assert kg("query", "--store", store, text).output == "label\n------\nNorway\n(1 row)\n"
    assert list(csv.reader(io.StringIO(kg("query", "--store", store, tmp_path / "q.rq", "--format", "csv").output)))[1:] == [["Norway"]]
    bound = json.loads(kg("query", "--store", store, text, "--format", "json").output)["results"]["bindings"]
    assert bound == [{"label": {"type": "literal", "value": "Norway"}}]


@pytest.mark.parametrize(
    "text",
    ["SELECT", "commitment", "gone.rq", "  ", "DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"],
)
def test_a_query_that_cannot_be_answered_is_told_in_a_line(store: Path, text: str) -> None:
    result = kg("query", "--store", store, text)
    assert result.exit_code == QueryError.exit_code
    assert line(result)


@pytest.mark.parametrize("arguments", [(), ("commitments",)])
def test_query_says_what_is_missing(arguments: tuple[str, ...]) -> None:
    result = kg("query", *arguments)
    assert result.exit_code == 2
    assert "--" in result.stderr


def test_show_finds_an_actor_by_key_name_and_alias(store: Path) -> None:
    shown = [kg("show", name, "--store", store).output for name in ("NO", "Norway", "oslo")]
    assert shown[0].startswith("Norway <https://w3id.org/pactgraph/actor/NO>\nfor ")
    assert len(set(shown)) == 1
    rows = list(csv.DictReader(io.StringIO(kg("show", "Russia", "--store", store, "--format", "csv").output)))
    assert "opposes" in {row["level"] for row in rows}
    stranger = kg("show", "Atlantis", "--store", store)
    assert stranger.exit_code == QueryError.exit_code
    assert "Atlantis" in line(stranger)


def test_view_is_one_page(store: Path, tmp_path: Path) -> None:
    assert kg("view", "--store", store, "-o", tmp_path / "graph.html", "--title", "Oslo & <b>after</b>").exit_code == 0
    page = (tmp_path / "graph.html").read_text("utf-8")
    assert "Oslo &amp; &lt;b&gt;after&lt;/b&gt;" in page
    assert "Norway" in page


def test_validate_passes_what_was_built_and_not_what_was_broken(store: Path, tmp_path: Path) -> None:
    result = kg("validate", "--store", store)
    assert result.output.endswith("12 documents checked, no violations\n")
    assert result.exit_code == 0
    broken = tmp_path / "broken"
    code = (
        "import sys; from kg.store import open_store; from kg.turtle import Quad, Literal\n"
        "with open_store(sys.argv[1]) as new, open_store(sys.argv[2], read_only=True) as old:\n"
        "    iri = old.documents()[0]\n"
        "    new.replace_document(iri, [Quad(q.subject, q.predicate, Literal('other words'), q.graph_name)\n"
        "        if q.predicate.value.endswith('#anchorOf') else q for q in old.quads(iri)])\n"
    )
    subprocess.run([sys.executable, "-c", code, str(broken), str(store)], check=True)
    found = kg("validate", "--store", broken)
    assert found.exit_code == 1
    assert "its words are not those of the text" in found.output


# ---- demo, evaluate, python -m kg


def test_demo_shows_commitments_an_answer_and_two_files(tmp_path: Path) -> None:
    result = kg("demo", "-o", tmp_path / "demo")
    assert result.exit_code == 0
    assert "African Union" in result.output
    assert "SELECT ?who ?what ?words" in result.output
    *_, turtle, page = result.output.splitlines()
    assert turtle.endswith("graph.ttl")
    assert page.endswith("graph.html")
    assert len(rdflib.Graph().parse(tmp_path / "demo" / "graph.ttl")) > 500
    assert kg("demo", "-o", tmp_path / "demo").exit_code == 0, "a second time over the first"
    (tmp_path / "file").write_text("x")
    assert kg("demo", "-o", tmp_path / "file").exit_code == StoreError.exit_code


def test_evaluate_prints_the_figures(tmp_path: Path) -> None:
    gold = Path(__file__).parent / "gold" / "dev"
    (tmp_path / "paris-1.json").write_bytes((gold / "paris-1.json").read_bytes())
    figures = json.loads(kg("evaluate", tmp_path, "--json").output)
    assert list(figures) == ["found", "core", "full", "soft", "slots", "fusion", "claims"]
    shown = kg("evaluate", tmp_path, "--errors").output
    assert f"found   P {figures['found']['P']}" in shown
    assert "paris-1" in shown


@pytest.mark.parametrize("content", [None, "{", "[]", '{"id": "x", "text": "t"}', '{"id": "x", "text": 1, "story": "s", "claims": [1]}'])
def test_gold_that_is_none_is_told_in_a_line(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "x.json").write_text(content)
    result = kg("evaluate", tmp_path)
    assert result.exit_code == InputError.exit_code
    assert str(tmp_path) in line(result)


def test_python_m_kg_works_from_anywhere(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    result = subprocess.run(
        [sys.executable, "-m", "kg", "build", "gone.txt", "--store", "s"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert result.returncode == InputError.exit_code
    assert result.stderr == "kg: gone.txt: no such file or folder; check the name\n"
    assert "Traceback" not in result.stdout


def test_a_pipe_that_closes_early_is_no_traceback(store: Path) -> None:
    command = f"{sys.executable} -m kg export --store {store} --format nquads -o - | head -c 10"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert "Traceback" not in result.stderr
    assert len(result.stdout) == 10
