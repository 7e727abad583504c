"""Every block of docs/ is executed, or is a file that a later one uses, or is what an earlier one prints."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import kg.api
import kg.ontology
import kg.pipeline
import kg.references
from kg import cli
from kg.model import Document
from kg.resources import examples_dir, ontology_dir
from kg.store import open_store
from tests.docs.running import ROOT, Block, Reader, blocks, kg_commands, unshown

DOCS = ROOT / "docs"
#: Pages of docs/speed*.md show measurements, each with its command, that take too long for a test.
PAGES = sorted(path for path in DOCS.rglob("*.md") if not path.name.startswith("speed") and list(blocks(path)))
SAMPLES = ("viewer.md", "questions.md")  # they speak of a store of the examples, by the name of DIR
NAMES = [path.relative_to(DOCS).as_posix() for path in PAGES]


@cache
def _loaded(model: str | None, actors: tuple[tuple[Path, bytes], ...], least: float) -> kg.pipeline.Pipeline:
    return _PIPELINE(model, [path for path, _ in actors], min_confidence=least)


_PIPELINE = kg.pipeline.Pipeline
_LOAD = kg.ontology.load
_LOOK = kg.pipeline.Pipeline._look
_model = cache(kg.pipeline.load_model)
_shipped = cache(_LOAD)
_read: dict[tuple[int, Document], object] = {}


def _looked(pipeline: kg.pipeline.Pipeline, document: Document, annotated: Any = None) -> Any:
    """An article is read once by the same pipeline."""
    key = id(pipeline), document
    if key not in _read:
        _read[key] = _LOOK(pipeline, document, annotated)
    return _read[key]


def _known(folder: Path | None = None, *, extra: Any = ()) -> kg.ontology.Ontology:
    """The shipped ontology once; with files of the reader's own, anew."""
    files = list(extra)
    return _LOAD(folder, extra=files) if files or folder not in (None, ontology_dir()) else _shipped()


def loaded(model: str | None = None, actors: Any = (), *, min_confidence: float = 0.0, **other: Any) -> kg.pipeline.Pipeline:
    """A pipeline that is made once for the same files."""
    if other:
        return _PIPELINE(model, actors, min_confidence=min_confidence, **other)
    return _loaded(model, tuple((Path(path).resolve(), Path(path).read_bytes()) for path in actors), min_confidence)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language model is loaded once for all pages, a pipeline once for the same options; an article is read once."""
    for name in cli.COMMANDS:
        cli.kg.get_command(click.Context(cli.kg), name)
    monkeypatch.setattr(kg.pipeline, "load_model", _model)
    monkeypatch.setattr(kg.references, "load_model", _model)
    monkeypatch.setattr(kg.ontology, "load", _known)
    monkeypatch.setattr(_PIPELINE, "_look", _looked)
    monkeypatch.setattr(_PIPELINE, "_parsed", lambda self, batch: [None] * len(batch))  # what was read is not parsed again
    for name, module in list(sys.modules.items()):
        if name.startswith("kg.") and getattr(module, "Pipeline", None) is _PIPELINE:
            monkeypatch.setattr(module, "Pipeline", loaded)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the ontology and no document, which a first `kg build` goes on with; a copy spares a second a page."""
    folder = tmp_path_factory.mktemp("fresh") / "store"
    with open_store(folder) as store:
        held = _shipped()
        store.load_ontology(held.quads, held.version)
    return folder


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of all examples."""
    folder = tmp_path_factory.mktemp("samples") / "DIR"
    assert CliRunner().invoke(cli.kg, ["build", str(examples_dir()), "--store", str(folder), "--quiet"]).exit_code == 0
    return folder


@pytest.mark.parametrize("page", NAMES)
def test_a_page_does_what_it_shows(page: str, tmp_path: Path, samples: Path, fresh: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    shutil.copytree(fresh, folder / "my-store")
    shutil.copytree(examples_dir(), folder / "examples")
    if page in SAMPLES:
        shutil.copytree(samples, folder / "DIR")
    reader = Reader(folder)
    for block in blocks(DOCS / page):
        reader.follow(block)


def test_what_is_not_run_is_little_and_says_why() -> None:
    left = [block for path in PAGES for block in blocks(path) if block.left_out]
    assert len(left) <= 3
    assert {block.page for block in left} == {"docs/install.md"}
    assert {block.left_out for block in left} == {"needs a package index", "needs Docker"}


def test_commands_that_are_not_run_exist() -> None:
    install = list(blocks(DOCS / "install.md"))
    files = [word for block in install if block.left_out for word in block.text.split() if word.endswith(".lock")]
    assert files and all((ROOT / name).is_file() for name in files)
    assert list(kg_commands('kg query a \\\n  --store b "c d"\nls\n')) == [["kg", "query", "a", "--store", "b", "c d"]]


# ---- the runner itself can fail


def block(language: str, text: str, above: str = "") -> Block:
    return Block("page.md", 1, language, text, above)


@pytest.mark.parametrize(
    "wrong",
    [
        block("sh", "false\n"),
        block("sh", "kg build no-such-file --store s\n"),
        block("sh", "kg no-such-command | cat\n"),
        block("python", "raise ValueError\n"),
        block("text", "never said\n"),
        block("toml", "a = 1\n"),
        block("", "what is this?\n"),
    ],
    ids=lambda wrong: f"{wrong.language}: {wrong.text.strip()}",
)
def test_a_block_that_does_not_work_is_found(wrong: Block, tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    with pytest.raises((AssertionError, ValueError)):
        Reader(tmp_path / "r").follow(wrong)


def test_the_shim_is_the_program(tmp_path: Path) -> None:
    """What a page's `kg` prints and ends with is what the program does, also through a pipe."""
    (tmp_path / "r").mkdir()
    reader = Reader(tmp_path / "r")
    reader.follow(block("sh", 'kg --version | cut -d" " -f1\nkg query --list > list.txt\nkg query none --store none || echo "code $?"\n'))
    assert reader.said.splitlines()[0] == "kg,"
    assert reader.said.splitlines()[-1] == "code 4"
    assert "commitments" in (reader.folder / "list.txt").read_text("utf-8")
    assert os.stat(tmp_path / "r-bin" / "kg").st_mode & stat.S_IXUSR


@pytest.mark.parametrize(
    ("shown", "said", "missing"),
    [
        ("a\nb\n", "a\nx\nb\n", None),
        ("b\na\n", "a\nb\n", "a"),
        ("a  …  c\n", "a   b b   c", None),
        ("a … c\n", "a b\nc", "a … c"),
        ("1.5 | x", "1x5 | x", "1.5 | x"),
    ],
)
def test_what_is_shown_is_looked_for(shown: str, said: str, missing: str | None) -> None:
    assert unshown(shown, said) == missing


@pytest.fixture(scope="module", autouse=True)
def _end() -> Iterator[None]:
    yield
    _read.clear()
    for held in (_loaded, _shipped, _model):
        held.cache_clear()
