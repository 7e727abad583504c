"""What comes into an installation: locked packages, the image, and the promise that data is no code."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.metadata import requires
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kg.read.limits import DEFAULT

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
_PINNED = re.compile(r"^([\w.-]+)==(\S+)(.*?)(?=^[\w.-]+==|\Z)", re.MULTILINE | re.DOTALL)


def pinned(name: str) -> dict[tuple[str, str], set[str]]:
    """Package and version -> hashes."""
    text = (ROOT / name).read_text("utf-8")
    return {(package, version): set(re.findall(r"--hash=(sha256:\w{64})", rest)) for package, version, rest in _PINNED.findall(text)}


# ---- locked packages


def needed_here() -> set[str]:
    """The names of all packages that the program cannot do without on this machine, by the metadata of what is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = [(Requirement(line), frozenset[str]()) for line in project["dependencies"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted, extras = waiting.pop()
        if wanted.marker is not None and not any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            continue
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key not in seen:
            seen.add(key)
            waiting += [(Requirement(line), key[1]) for line in requires(wanted.name) or ()]
    return {name for name, _ in seen}


def test_what_the_program_needs_is_a_part_of_what_is_locked() -> None:
    everything, needed = pinned("requirements.lock"), pinned("requirements-run.lock")
    assert all(hashes and hashes == everything[key] for key, hashes in needed.items()), "run: make lock"


def test_the_lock_of_the_program_is_whole_and_holds_no_tools() -> None:
    names = {name for name, _ in pinned("requirements-run.lock")}
    assert needed_here() <= names
    assert not names & {"pytest", "ruff", "mypy", "sphinx", "uv", "hatchling"}


def test_no_file_of_the_installation_names_a_registry() -> None:
    for name in ("Dockerfile", ".dockerignore", "Makefile", "pyproject.toml", "requirements.lock", "requirements-run.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"index-url|find-links|trusted-host|registry\.|://", text.replace("--no-emit-index-url", "")), name


# ---- the image


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each with all its lines."""
    joined = re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()]


def test_the_image_installs_only_what_has_a_hash() -> None:
    installs = [part for kind, text in instructions() if kind == "RUN" for part in text.split("&&") if "pip install" in part]
    assert len(installs) == 3
    assert all("--require-hashes" in part or "--no-deps --no-index /wheel/" in part for part in installs)
    assert not re.search(r"\b(curl|wget|ADD|apt-get|git clone)\b", DOCKERFILE)


@pytest.mark.skipif(shutil.which("awk") is None, reason="awk is not installed")
def test_what_builds_the_wheel_is_whole() -> None:
    """The image takes it out of requirements.lock with awk: hatchling, all that it requires, and the hashes of each."""
    (program,) = re.findall(r"awk '([^']+)'", DOCKERFILE)
    made = subprocess.run(["awk", program, str(ROOT / "requirements.lock")], check=True, capture_output=True, text=True).stdout
    names = {name for name, _, rest in _PINNED.findall(made) if "--hash=sha256:" in rest}
    wanted = {"hatchling"}
    for line in requires("hatchling") or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            wanted.add(canonicalize_name(requirement.name))
    assert names == wanted


def test_the_image_runs_as_a_user_without_rights() -> None:
    last = [index for index, (kind, _) in enumerate(instructions()) if kind == "FROM"][-1]
    stage = instructions()[last:]
    (user,) = [text for kind, text in stage if kind == "USER"]
    assert int(user) > 0
    assert [kind for kind, _ in stage].index("USER") < [kind for kind, _ in stage].index("ENTRYPOINT")
    assert ("ENTRYPOINT", '["kg"]') in stage
    assert not [text for kind, text in stage if kind == "COPY" and "/opt/pactgraph" not in text], "sources or tools in the image"


def test_the_base_is_of_one_version_and_can_be_pinned_by_digest() -> None:
    (base,) = [text for kind, text in instructions() if kind == "ARG"]
    assert re.fullmatch(r"BASE=python:\d+\.\d+\.\d+-slim-\w+", base)
    assert {text.split()[0] for kind, text in instructions() if kind == "FROM"} == {"${BASE}"}


def test_what_is_copied_into_the_image_exists_and_is_sent() -> None:
    sent = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    for kind, text in instructions():
        if kind == "COPY" and "--from" not in text:
            for name in text.split()[:-1]:
                assert (ROOT / name).exists()
                assert any(fnmatch(name, pattern) for pattern in sent), f"{name} is ignored"


# ---- data is no code

_FORBIDDEN = {"eval", "exec", "compile", "__import__"}
_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "runpy", "code"}


@pytest.mark.parametrize("path", sorted((ROOT / "kg").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_evaluated_or_unpickled(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in _FORBIDDEN, f"line {node.lineno}: {node.func.id}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not {name.split(".")[0] for name in names} & _MODULES, f"line {node.lineno}: {names}"
        if isinstance(node, ast.Call):
            assert not any(
                word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False) for word in node.keywords
            )


def test_modules_are_imported_by_names_that_the_program_knows() -> None:
    """`import_module` is given a constant, or a name of a table of ours: never a word of a user or a file."""
    users = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kg").rglob("*.py") if "import_module(" in path.read_text("utf-8")}
    assert users <= {
        "kg/__init__.py",
        "kg/cli.py",
        "kg/cluster/dask.py",
        "kg/commands/evaluate.py",
        "kg/doctor/__init__.py",
        "kg/doctor/packages.py",
        "kg/export/tables.py",
        "kg/frames.py",
    }


@pytest.mark.parametrize("heading", ["What is trusted", "A language model is code", "What an attacker may try", "What is not promised"])
def test_the_threat_model_says_what_it_must(heading: str) -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert f"## {heading}\n" in text
    assert all(f"**{what}**" in text for what in ("Articles", "Queries", "The ontology", "The language model"))


def test_links_of_the_threat_model_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert targets and all((ROOT / target).exists() for target in targets)


def test_the_limits_of_the_threat_model_are_those_of_the_program() -> None:
    text = " ".join((ROOT / "SECURITY.md").read_text("utf-8").split())
    assert f"A file may have {DEFAULT.max_bytes // 1_000_000} MB" in text
    assert f"a text {DEFAULT.max_chars // 1_000_000} million characters" in text


def test_reading_asks_no_network() -> None:
    """Every attempt to reach another machine fails loudly; an article that names many is read all the same."""
    page = (
        "<html><head><base href='http://127.0.0.1:9/'><link rel=stylesheet href='http://127.0.0.1:9/a.css'></head><body><article><h1>Aid</h1>"
        "<p>Norway pledged 2 million euros to Moldova on Monday, its government said in Oslo after talks.</p>"
        "<img src='http://127.0.0.1:9/i.png'><iframe src='http://127.0.0.1:9/f'></iframe></article></body></html>"
    )
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('asked the network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from kg.cli import main\n"
        "main(['build', '-', '--store', sys.argv[1], '--json'])\n"
    )
    with TemporaryDirectory() as folder:
        asked = [sys.executable, "-c", code, f"{folder}/store"]
        done = subprocess.run(asked, input=page, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 1
