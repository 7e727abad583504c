"""The wheel: what is in it, that it works where nothing else of this repository is, and that a user's mypy believes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USER = '''"""A user's project."""

from pathlib import Path

from kg import Document, Extraction, Graph, KgError, Pipeline, Summary, Table


def levels(text: str) -> list[str]:
    found: list[Extraction] = list(Pipeline(actors=[Path("mine.csv")]).extract([Document("a", text)]))
    return [claim.level for extraction in found for claim in extraction.claims]


def ask(folder: Path) -> Table:
    with Graph(folder, read_only=True) as graph:
        return graph.query("commitments-by", actor="NO", since="2026-01-01")


def fill(folder: Path, article: Path) -> int:
    try:
        with Graph(folder) as graph:
            summary: Summary = graph.build(article, on_error=lambda error: print(error.exit_code))
            return summary.documents
    except KgError as error:
        return error.exit_code
'''
WRONG = """from kg import Document, Graph

Graph("store").build(3)
rows: int = Graph("store").query("commitments")
Document(1, "text")
"""


def ran(*arguments: object, folder: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """A program in a folder that knows nothing of this repository."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "KG_"))}
    words = [str(argument) for argument in arguments]
    done = subprocess.run(words, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, folder=ROOT)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel. Its packages are those of this one, found after its own."""
    folder = tmp_path_factory.mktemp("home")
    ran(sys.executable, "-m", "venv", "--without-pip", folder / "env", folder=folder)
    python = folder / "env" / "bin" / "python"
    ran(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "-q", wheel, folder=folder)
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (site / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder


def test_the_wheel_holds_program_and_data_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {f"kg/{path.relative_to(ROOT / 'kg').as_posix()}" for path in (ROOT / "kg").rglob("*.py")}
    data = {f"kg/ontology/{path.relative_to(ROOT / 'ontology').as_posix()}" for path in (ROOT / "ontology").rglob("*.*") if path.is_file()}
    assert sources | data | {"kg/py.typed"} <= names
    assert {name.split("/")[0] for name in names} <= {"kg", next(n for n in names if n.endswith("METADATA")).split("/")[0]}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name or name.endswith((".pyc", ".env"))]


def test_two_wheels_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, folder=ROOT)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_it_works_where_the_repository_is_not(home: Path) -> None:
    program = home / "env" / "bin" / "kg"
    told = json.loads(ran(program, "doctor", "--json", folder=home).stdout)
    found = {check["name"]: check for check in told["checks"]}
    assert told["healthy"] is True
    assert "files as installed" in found["pactgraph"]["found"]
    assert str(home) in found["files"]["found"]
    assert "commitments" in ran(program, "query", "--list", folder=home).stdout
    ran(program, "demo", "-o", "demo", folder=home)
    assert (home / "demo" / "graph.ttl").stat().st_size > 10_000


def test_a_file_that_was_changed_after_installation_is_told(home: Path) -> None:
    (types,) = (home / "env" / "lib").glob("python*/site-packages/kg/ontology/types.ttl")
    before = types.read_bytes()
    types.write_bytes(before + b"\n# mine\n")
    try:
        told = json.loads(ran(home / "env" / "bin" / "kg", "doctor", "--json", folder=home).stdout)
    finally:
        types.write_bytes(before)
    assert "kg/ontology/types.ttl" in next(check["found"] for check in told["checks"] if check["name"] == "pactgraph")


def test_a_users_project_passes_mypy_strict(home: Path) -> None:
    (home / "user.py").write_text(USER, "utf-8")
    (home / "wrong.py").write_text(WRONG, "utf-8")
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", home / "env" / "bin" / "python", "--cache-dir", home / "cache")
    told = ran(*mypy, "user.py", "wrong.py", folder=home, check=False).stdout
    assert not [line for line in told.splitlines() if line.startswith("user.py")]
    assert [line.split(":")[1] for line in told.splitlines() if line.startswith("wrong.py") and ": error:" in line] == ["3", "4", "5"]
