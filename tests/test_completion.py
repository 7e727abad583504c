"""`kg completion`: what each shell completes, by the shell itself where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import cli

BASH = shutil.which("bash")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH with a `kg` on it, whether or not this folder is installed."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "kg").write_text(f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n', "utf-8")
    (folder / "kg").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def completed(path: str, shell: str, words: str, index: int) -> list[str]:
    """What the program offers for the word at `index` (its last)."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(index), "_KG_COMPLETE": f"{shell}_complete", "PATH": path}
    if shell == "fish":
        asked["COMP_CWORD"] = words.split()[-1]
    root = Path(__file__).parents[1]
    return subprocess.run(["kg"], env={**os.environ, **asked}, capture_output=True, text=True, check=False, cwd=root).stdout.splitlines()


def test_commands_are_completed_in_each_shell(path: str) -> None:
    assert completed(path, "bash", "kg expl", 1) == ["plain,explain"]
    assert completed(path, "zsh", "kg expl", 1) == ["plain", "explain", cli.COMMANDS["explain"][1]]
    assert completed(path, "fish", "kg expl", 1) == [f"plain,explain\t{cli.COMMANDS['explain'][1]}"]


def test_all_commands_are_offered_without_loading_one(path: str) -> None:
    assert completed(path, "bash", "kg ", 1) == [f"plain,{name}" for name in cli.COMMANDS]
    code = "import sys; from kg.cli import kg, LazyGroup; import click\nkg.shell_complete(click.Context(kg), '')\nprint('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_options_and_their_values_are_completed(path: str) -> None:
    assert completed(path, "bash", "kg query --st", 2) == ["plain,--store"]
    assert completed(path, "bash", "kg query --format c", 3) == ["plain,csv"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_of_that_shell_and_asks_kg(shell: str) -> None:
    result = CliRunner().invoke(cli.kg, ["completion", shell])
    assert result.exit_code == 0
    assert f"_KG_COMPLETE={shell}_complete" in result.output
    program = shutil.which(shell)
    if program:
        assert subprocess.run([program, "-n"], input=result.output, text=True, check=False).returncode == 0


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_a_word(path: str) -> None:
    script = CliRunner().invoke(cli.kg, ["completion", "bash"]).output
    asked = f'{script}\nCOMP_WORDS=(kg valid); COMP_CWORD=1\n_kg_completion kg\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n'
    root = Path(__file__).parents[1]
    told = subprocess.run([str(BASH)], input=asked, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True, cwd=root)
    assert told.stdout.splitlines() == ["validate"]


def test_another_shell_is_refused() -> None:
    assert CliRunner().invoke(cli.kg, ["completion", "tcsh"]).exit_code == 2
