"""What the documentation shows is what happens: its commands are run, its Python is executed, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg import cli, query
from kg.resources import examples_dir

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
README = (ROOT / "README.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[str]:
    """The commands of a page's sh blocks, those in quotes that go on over a line as one."""
    found: list[str] = []
    for line in "".join(blocks(page, "sh")).splitlines():
        if found and found[-1].count('"') % 2:
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the examples, as a user has after cloning."""
    found = tmp_path_factory.mktemp("readme")
    shutil.copytree(examples_dir(), found / "examples")
    return found


def test_the_commands_of_the_readme_run_in_their_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    ran = [command for command in commands("README.md") if command.startswith("kg ")]
    for command in ran:
        result = CliRunner().invoke(cli.kg, shlex.split(command)[1:])
        assert result.exit_code == 0, f"{command}: {result.output}"
        assert result.output or "-o " in command
    assert {command.split()[1] for command in ran} >= {"build", "query", "show", "export", "view", "validate"}
    assert (folder / "graph.ttl").stat().st_size > 10_000


def test_the_python_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(folder)
    (block,) = blocks("README.md", "python")
    assert len(block.split("\n\n", 1)[1].strip().splitlines()) <= 5
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102
    assert "Rapid Support Forces" in capsys.readouterr().out
    assert (folder / "graph.html").exists()


def test_the_public_names_are_those_of_the_readme() -> None:
    sentence = next(line for line in README.split("\n\n") if line.startswith("The public names are"))
    assert sorted(re.findall(r"`(\w+)`", sentence)) == sorted(kg.__all__)


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make (\w+)", (ROOT / page).read_text("utf-8"), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES)
def test_kg_commands_and_options_exist(page: str) -> None:
    runner = CliRunner()
    for name, rest in re.findall(r"`kg (\w+)([^`\n]*)`", (ROOT / page).read_text("utf-8")):
        shown = runner.invoke(cli.kg, [name, "--help"]).output
        assert name in cli.COMMANDS
        assert all(option in shown for option in re.findall(r"--[a-z-]+", rest))


def test_named_questions_are_quoted_as_they_are() -> None:
    known = {named.name: named.question for named in query.named_queries()}
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \|$", README, re.MULTILINE)
    assert len(rows) >= 8
    assert all(known[name] == question for name, question in rows)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text("utf-8"))
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert missing == []
