"""`kg doctor`: what is sound is called sound, and each thing that can be broken is found, named and told by the exit code."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import shutil
import subprocess
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import cli, vocab
from kg.build import build
from kg.doctor import ABSENT, BROKEN, NOTE, OK, Check, examine, exit_code, packages, parts
from kg.model import Document
from kg.pipeline import Pipeline
from kg.resources import ontology_dir
from kg.store import FORMAT, open_store
from kg.turtle import Literal, NamedNode, Quad
from tests.serve.running import TOKEN, running

TEXT = "PARIS, March 3, 2026 - France will send 200 soldiers to Ukraine.\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    with open_store(folder / "store") as opened:
        assert build([folder / "a.txt"], opened, pipeline).documents == 1
    return folder / "store"


def doctor(*arguments: object) -> Result:
    return CliRunner().invoke(cli.kg, ["doctor", *map(str, arguments)])


def named(checks: list[Check], name: str) -> Check:
    (found,) = [check for check in checks if check.name == name]
    return found


def packaged(folder: Path, **files: str) -> PathDistribution:
    """A package `tiny` 1.0 as an installer leaves it: its files, and a list of their hashes."""
    info = folder / "tiny-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n", "utf-8")
    rows = ["tiny-1.0.dist-info/RECORD,,"]
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{name}.txt,sha256={digest},{len(text)}")
    (info / "RECORD").write_text("\n".join(rows) + "\n", "utf-8")
    return PathDistribution(info)


# ---- what is sound


def test_a_sound_installation_and_store(store: Path) -> None:
    result = doctor("--store", store, "--json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["healthy"] is True
    found = {(check["part"], check["name"]): check for check in told["checks"]}
    assert found["package", "spacy"]["state"] == OK
    assert found["package", "spacy"]["found"].startswith("3.8.")
    assert "files as installed" in next(check["found"] for key, check in found.items() if key[0] == "model")
    assert found["store", "opens"]["found"].endswith(FORMAT)
    assert found["store", "documents"]["found"].startswith("1 document, ")
    assert "Pactgraph" in found["store", "read"]["found"]


def test_the_lines_are_the_checks_of_the_json() -> None:
    lines = [line for line in doctor().output.splitlines() if not line.startswith(" ")]
    told = json.loads(doctor("--json").output)["checks"]
    assert lines == [f"{check['state']:7} {check['part']}: {check['name']}: {check['found']}" for check in told]


def test_every_package_that_the_program_needs_is_looked_for() -> None:
    pyproject = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    found = {check.name for check in packages.check_packages()}
    assert all(f'"{name}' in pyproject for name in found - {"Python", "pactgraph"})
    assert {"spacy", "pyoxigraph", "click", "pandas"} <= found


# ---- what is broken


def test_a_package_that_is_missing_is_told_without_it(tmp_path: Path) -> None:
    """In a Python of its own that cannot import spaCy, since what this one has imported stays imported."""
    code = (
        "import sys; sys.modules['spacy'] = None\n"
        "from kg.doctor import examine, exit_code\n"
        "found = list(examine()); print(found[-1].found, exit_code(found))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "spacy" in out
    assert out.split()[-1] == "1"


@pytest.mark.parametrize(
    ("line", "state", "todo"),
    [
        ("click>=8.1", OK, "pip install 'click>=8.1'"),
        ("click<2", BROKEN, "pip install 'click<2'"),
        ("no-such-package-of-ours>=1", BROKEN, "pip install 'no-such-package-of-ours>=1'"),
        ("no-such-package-of-ours>=1; extra == 'tables'", ABSENT, "pip install 'pactgraph[tables]'"),
    ],
)
def test_a_requirement_is_met_or_not(line: str, state: str, todo: str) -> None:
    found = packages._package(line)
    assert found.state == state
    assert state == OK or found.todo == todo


def test_what_is_optional_may_be_absent() -> None:
    assert exit_code([Check("a", "b", ABSENT, ""), Check("a", "b", NOTE, ""), Check("a", "b", OK, "")]) == 0
    assert exit_code([Check("a", "b", OK, ""), Check("a", "b", BROKEN, "", code=6), Check("a", "b", BROKEN, "", code=4)]) == 6


def test_files_that_were_altered_or_lost_are_named(tmp_path: Path) -> None:
    found = packaged(tmp_path, one="1", two="2", three="3")
    assert packages.altered(found) == []
    (tmp_path / "two.txt").write_text("two", "utf-8")
    (tmp_path / "one.txt").unlink()
    assert packages.altered(found) == ["one.txt", "two.txt"]


def test_a_model_with_an_altered_file_is_broken_and_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = packaged(tmp_path, weights="1")
    (tmp_path / "weights.txt").write_text("2", "utf-8")
    monkeypatch.setattr(parts, "distribution", lambda name: found)
    monkeypatch.setattr(parts, "load_model", lambda name: pytest.fail("the model was run"))
    (check,) = parts.check_model()
    assert (check.state, check.code) == (BROKEN, 6)
    assert "weights.txt" in check.found


def test_a_model_that_is_none() -> None:
    checks = list(parts.check_model("no_such_model_of_ours"))
    assert [check.state for check in checks] == [NOTE, BROKEN]
    assert exit_code(checks) == 6


def test_an_ontology_with_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "ontology"
    shutil.copytree(ontology_dir(), copy)
    with (copy / "types.ttl").open("a", encoding="utf-8") as out:
        out.write("\nptype:half pact:frame \n")
    monkeypatch.setattr(parts, "ontology_dir", lambda: copy)
    (check,) = parts.check_ontology(full=False)
    assert (check.state, check.code) == (BROKEN, 3)
    assert "types.ttl" in check.found


def test_no_store_an_old_store_a_damaged_store(store: Path, tmp_path: Path) -> None:
    missing = doctor("--store", tmp_path / "none")
    assert missing.exit_code == 4
    assert "no store here" in missing.output
    old = tmp_path / "old"
    shutil.copytree(store, old)
    (old / "format").write_text("pactgraph-store 999\n", "utf-8")
    assert "999" in doctor("--store", old).output
    hurt = tmp_path / "hurt"
    shutil.copytree(store, hurt)
    for file in (hurt / "data").glob("MANIFEST*"):
        file.write_bytes(b"\0" * 64)
    assert doctor("--store", hurt).exit_code == 4


def test_a_store_that_is_not_whole(store: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn"
    shutil.copytree(store, torn)
    with open_store(torn) as opened:
        (iri,) = opened.documents()
        node = NamedNode(iri)
        runs = list(opened.match(None, NamedNode(vocab.PROV + "used"), node, vocab.PROVENANCE_GRAPH))
        opened._change(set(runs), set())  # type: ignore[attr-defined]
    checks = list(parts.check_store(torn, full=False))
    assert named(checks, "whole").state == BROKEN
    assert iri in named(checks, "whole").found


def test_a_store_of_another_version_is_a_note(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "program_version", lambda: "99.0")
    found = named(list(parts.check_store(store, full=False)), "read")
    assert found.state == NOTE
    assert "kg build reads" in found.todo


def test_full_finds_what_the_shapes_forbid(store: Path, tmp_path: Path) -> None:
    assert named(list(parts.check_store(store, full=True)), "valid").state == OK
    odd = tmp_path / "odd"
    shutil.copytree(store, odd)
    with open_store(odd) as opened:
        (iri,) = opened.documents()
        words = next(opened.match(None, NamedNode(vocab.NIF + "anchorOf"), None, iri))
        opened._change({words}, {Quad(words.subject, words.predicate, Literal("other words"), words.graph_name)})  # type: ignore[attr-defined]
    assert named(list(parts.check_store(odd, full=True)), "valid").state == BROKEN


def test_a_store_on_a_server_is_looked_at_and_its_password_is_not_shown(store: Path) -> None:
    with running(store, environment={"KG_TOKEN": TOKEN}) as server:
        result = doctor("--store", f"http://anyone:{TOKEN}@{server.host}:{server.port}/sparql")
    assert result.exit_code == 0, result.output
    assert "a SPARQL server" in result.output
    assert "store: documents: 1 document," in result.output
    assert TOKEN not in result.output
    gone = doctor("--store", f"http://anyone:{TOKEN}@{server.host}:{server.port}/sparql")
    assert gone.exit_code == 4
    assert TOKEN not in gone.output


def test_nothing_is_changed(store: Path) -> None:
    def held() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file()}

    before = held()
    assert list(examine(store))
    assert held() == before


def test_the_text_of_a_document_is_no_part_of_the_answer(tmp_path: Path, pipeline: Pipeline) -> None:
    """Names of documents come from outside; a line stays a line."""
    with open_store(tmp_path / "store") as opened:
        found = next(pipeline.extract([Document("a\nb\x1b[31m", TEXT)]))
        assert found.claims
        (tmp_path / "x.jsonl").write_text(json.dumps({"id": "a\nb\x1b[31m", "text": TEXT}) + "\n", "utf-8")
        build([tmp_path / "x.jsonl"], opened, pipeline)
    assert "\x1b" not in doctor("--store", tmp_path / "store").output


def test_a_store_in_a_folder_that_may_not_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root we may enter any folder; the system's refusal is played."""

    def closed(self: Path, *args: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", closed)
    (found,) = parts.check_store(tmp_path / "closed" / "store", full=False)
    assert (found.state, found.code) == (BROKEN, 4)
    assert "no permission" in found.found and str(tmp_path) in found.found
