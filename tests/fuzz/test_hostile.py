"""Hostile files: each costs itself at most, says so in one line, and is done within bounds of time and memory."""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.fuzz.hostile import ARTICLE, FILES, SENTENCE, write

_MEMORY: Final = 2_500_000_000  # bytes of address space, of which the model, its libraries and the store map much
_SECONDS: Final = 400  # of processor time, for all of the files together, on a slow machine


@dataclass(frozen=True)
class Ran:
    """What `kg build` did with a folder of them."""

    code: int
    summary: Mapping[str, Any]
    stderr: str
    store: Path
    folder: Path

    def errors(self, name: str) -> list[str]:
        return [line for line in self.summary["errors"] if line.startswith(f"{self.folder / name}:")]


def kg(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`kg` in a process that is killed if it takes too much."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))

    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, timeout=3 * _SECONDS, encoding="utf-8")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder)
    store = tmp_path_factory.mktemp("store") / "store"
    done = kg("build", *sorted(folder.iterdir()), "--store", store, "--json")
    assert done.returncode in (0, 1, 2), done.stderr[-2000:]
    return Ran(done.returncode, json.loads(done.stdout), done.stderr, store, folder)


def test_the_run_goes_on_to_the_end(ran: Ran) -> None:
    assert ran.code == 0
    assert len(ran.summary["errors"]) >= sum(told is not None for _, told in FILES.values())
    listed = kg("query", "documents", "--store", ran.store, "--format", "csv")
    assert listed.returncode == 0, listed.stderr
    assert all(f"{name}-" in listed.stdout for name in ("a-first", "zz-last"))
    assert "after" in listed.stdout, "the line behind one that is too long"


@pytest.mark.parametrize("name", FILES)
def test_each_is_read_or_refused_with_one_line(ran: Ran, name: str) -> None:
    told, errors = FILES[name][1], ran.errors(name)
    if told is None:
        assert errors == []
    else:
        assert errors and re.search(told, errors[0]), errors
        assert all(len(error.splitlines()) == 1 and len(error) < 600 and error.isprintable() for error in errors)


def test_errors_are_lines_of_the_terminal(ran: Ran) -> None:
    lines = ran.stderr.splitlines()
    assert len(lines) == len(ran.summary["errors"])
    assert "Traceback" not in ran.stderr and "please report" not in ran.stderr
    assert all(line.isprintable() for line in lines)


def test_nothing_of_them_runs_in_what_is_written(ran: Ran, tmp_path: Path) -> None:
    for command in (("view", "-o"), ("report", "all", "-o"), ("export", "--format", "html", "-o")):
        out = tmp_path / f"{command[0]}.html"
        done = kg(*command, out, "--store", ran.store)
        assert done.returncode == 0, done.stderr
        page = out.read_text("utf-8")
        assert not re.search(r"<script>(?:alert|a b|javascript)|<script>\{", page)
        assert not re.search(r"""(?:href|src)=["']?(?:javascript|data:text)""", page, re.IGNORECASE)
    done = kg("export", "--format", "turtle", "-o", "-", "--store", ran.store)
    assert done.returncode == 0 and "/etc/passwd" not in done.stdout.replace("../../etc/passwd", "").replace("..%2F..%2Fetc%2Fpasswd", "")
    assert "root:x:0" not in done.stdout
    checked = kg("validate", "--store", ran.store)
    assert checked.returncode == 0, checked.stdout[-2000:] + checked.stderr
    table = kg("query", "documents", "--store", ran.store, "--format", "csv")
    for row in csv.reader(io.StringIO(table.stdout)):
        assert not any(re.match(r"[=+@]|-\D", cell) for cell in row), row


def _build(folder: Path, content: str, *options: str) -> tuple[int, list[str], float]:
    """Exit code, errors and seconds of a build of one file with a good one beside it."""
    (folder / "a.txt").write_text(content, encoding="utf-8")
    (folder / "good.txt").write_text(SENTENCE, encoding="utf-8")
    begin = time.monotonic()
    done = kg("build", folder / "a.txt", folder / "good.txt", "--store", folder / "store", "--json", *options)
    return done.returncode, json.loads(done.stdout)["errors"], time.monotonic() - begin


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--max-bytes", "80", "larger than 80 bytes"),
        ("--max-chars", "80", "longer than 80 characters"),
        ("--max-sentence", "11", "a sentence of more than 11 words"),
    ],
)
def test_limits_are_options(tmp_path: Path, option: str, value: str, told: str) -> None:
    code, errors, _ = _build(tmp_path, ARTICLE.replace("Tuesday", "a Tuesday in the month of January"), option, value)
    assert code == 0 and len(errors) == 1 and told in errors[0] and option in errors[0], errors
    assert errors[0].startswith(str(tmp_path / "a.txt"))


def test_time_is_limited(tmp_path: Path) -> None:
    """Thousands of sentences, each of a new minister, take minutes without the limit."""
    people = " ".join(f"President Karl Smith{n:05} of France will send troops to Ukraine." for n in range(4000))
    code, errors, seconds = _build(tmp_path, people, "--max-seconds", "2", "--max-chars", "3000000")
    assert code == 0 and len(errors) == 1 and "took longer than 2 seconds" in errors[0], errors
    assert seconds < 120
