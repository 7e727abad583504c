"""Runs the code blocks of a page as a reader would: top to bottom, in one folder, and compares what is said with what is shown.

- `sh` is run by bash. `kg` is a program on its PATH that asks this process, where the language model is loaded once.
  `dask` is that of this environment.
- `python` is executed, all blocks of a page in one module.
- `sparql` is asked of the store `my-store`.
- The port 8765 of a service is a free one instead: others may be busy on this machine.
- `text` after one of these is what it prints: its lines occur in that order; `…` stands for anything, also for lines.
- Any other block is a file, if the paragraph above it says "Save this as `NAME`:" or "Add this to `NAME`:".
- `<!-- not run: REASON -->` above a block leaves it out; a test counts these.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from kg import cli, query
from kg.store import open_store
from kg.table import write_text

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^(```+)([\w{}:-]*)[^\n]*\n(.*?)^\1[ ]*$", re.MULTILINE | re.DOTALL)
_MARKUP = ("{toctree}", "{raw}")  # what Sphinx reads, no code
_FILE = re.compile(r"(Save|Add)\b[^\n]*`([\w./-]+)`[^\n`]*:\s*$")
_LEFT_OUT = re.compile(r"<!-- not run: (.+?) -->\s*$")
_SHIM = """#!{python} -SE
import json, os, socket, sys
if sys.argv[1:2] == ["serve"]:
    os.execvp({python!r}, [{python!r}, "-m", "kg", *sys.argv[1:]])
given = sys.stdin.buffer.read().decode() if "-" in sys.argv[1:] and not sys.stdin.isatty() else ""
asked = socket.socket(socket.AF_UNIX)
asked.connect({address!r})
asked.sendall(json.dumps([sys.argv[1:], os.getcwd(), given, {{k: v for k, v in os.environ.items() if k.startswith("KG_")}}]).encode())
asked.shutdown(socket.SHUT_WR)
code, out, err = json.loads(b"".join(iter(lambda: asked.recv(65536), b"")))
try:
    sys.stdout.write(out)
    sys.stdout.flush()
except BrokenPipeError:
    os._exit(0)
sys.stderr.write(err)
sys.exit(code)
"""


@dataclass(frozen=True)
class Block:
    """One fenced block, with the line that it begins in and the paragraph that stands above it."""

    page: str
    line: int
    language: str
    text: str
    above: str

    @property
    def left_out(self) -> str | None:
        """Why the block is not run."""
        match = _LEFT_OUT.search(self.above)
        return match[1] if match else None

    @property
    def file(self) -> tuple[str, str] | None:
        """Whether the block is to be saved or added, and under which name."""
        match = _FILE.search(self.above)
        return (match[1], match[2]) if match else None


def blocks(path: Path, root: Path = ROOT) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    page = path.read_text("utf-8")
    for match in _FENCE.finditer(page):
        if match[2] in _MARKUP:
            continue
        above = page[: match.start()].rstrip("\n")
        yield Block(str(path.relative_to(root)), above.count("\n") + 2, match[2], match[3], above.rpartition("\n\n")[2])


class Reader:
    """Somebody who does what a page says, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        self._names: dict[str, Any] = {"__name__": "page"}
        self._programs = folder.parent / f"{folder.name}-bin"
        self._programs.mkdir()
        self._address = str(self._programs / "s")
        shim = self._programs / "kg"
        shim.write_text(_SHIM.format(python=sys.executable, address=self._address), "utf-8")
        shim.chmod(0o755)
        dask = self._programs / "dask"
        dask.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dask "$@"\n', "utf-8")
        dask.chmod(0o755)

    def follow(self, block: Block) -> None:
        """Does one block. Raises AssertionError, naming the page and the line, if it fails or shows something else."""
        where = f"{block.page}:{block.line}"
        if block.left_out:
            return
        if block.file:
            verb, name = block.file
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w" if verb == "Save" else "a", encoding="utf-8") as out:
                out.write(block.text)
        elif block.language == "sh":
            self._shell(block.text.replace("8765", _free_port()), where)
        elif block.language == "python":
            self._python(block.text, where)
        elif block.language == "sparql":
            with open_store(self.folder / "my-store", read_only=True) as store:
                self.said = write_text(query.run(store, block.text))
        elif block.language == "text":
            missing = unshown(block.text, self.said)
            assert missing is None, f"{where}: shows {missing!r}, which is not what is said there:\n{self.said}"
        else:
            raise AssertionError(f"{where}: a block of {block.language or 'no language'} that nobody runs; see tests/docs/running.py")

    def _python(self, code: str, where: str) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.chdir(self.folder):
            exec(compile(code, where, "exec"), self._names)  # noqa: S102
        self.said = out.getvalue()

    def _shell(self, text: str, where: str) -> None:
        environment = {**os.environ, "PATH": f"{self._programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(self._address)
            door.listen()
            door.settimeout(0.05)
            with subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", text],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=(self._programs / "said").open("wb"),
                stderr=subprocess.STDOUT,
            ) as shell:
                while shell.poll() is None:
                    with contextlib.suppress(TimeoutError):
                        self._answer(door.accept()[0])
        Path(self._address).unlink()
        self.said = (self._programs / "said").read_text("utf-8")
        assert shell.returncode == 0, f"{where}: ended with {shell.returncode}:\n{text}\n{self.said}"

    def _answer(self, asked: socket.socket) -> None:
        asked.settimeout(60)
        with asked:
            arguments, folder, given, env = json.loads(b"".join(iter(lambda: asked.recv(65536), b"")))
            with contextlib.chdir(folder):
                result = CliRunner(env=env).invoke(cli.kg, arguments, input=given, prog_name="kg")
            asked.sendall(json.dumps([result.exit_code, result.stdout, result.stderr]).encode())


def _free_port() -> str:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return str(door.getsockname()[1])


def unshown(shown: str, said: str) -> str | None:
    """The first line of `shown` that does not follow in `said`; None if all do. Spaces count only between words."""
    rest = said.splitlines()
    for line in shown.splitlines():
        if line.strip() in ("", "…"):
            continue
        wanted = re.compile(".*".join(r"\s+".join(map(re.escape, part.split())) for part in line.split("…")))
        here = next((index for index, other in enumerate(rest) if wanted.fullmatch(" ".join(other.split())) or _fits(wanted, other)), None)
        if here is None:
            return line
        rest = rest[here + 1 :]
    return None


def _fits(wanted: re.Pattern[str], line: str) -> bool:
    return wanted.fullmatch(line.strip()) is not None


def kg_commands(text: str) -> Iterator[list[str]]:
    """The words of each `kg …` line of a shell block."""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        if line.startswith("kg "):
            yield shlex.split(line, comments=True)
