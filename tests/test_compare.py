"""Copies of one text, and what becomes of hostile or empty sides. The findings themselves are in test_story.py."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import cli
from kg.ask.copies import Item, originals, share
from kg.build import build
from kg.pipeline import Pipeline
from kg.resources import examples_dir
from kg.store import open_store
from tests.factories import HOSTILE

WORDS = [f"word{number}" for number in range(400)]


def article(seed: int, size: int = 200) -> list[str]:
    return random.Random(seed).choices(WORDS, k=size)


def found(*texts: tuple[str, str, list[str]]) -> dict[str, str]:
    """(id, day, words) of each document -> whose text it is."""
    words = {name: " ".join(text) for name, _, text in texts}
    return dict(originals((Item(name, name, day) for name, day, _ in texts), words.__getitem__))


def test_a_cut_and_lightly_edited_text_is_a_copy() -> None:
    text = article(1)
    edited = ["Correspondents", *text[:60], "meanwhile", *text[64:120], *text[140:170]]
    assert found(("a", "2026-01-01", text), ("b", "2026-01-02", edited)) == {"a": "a", "b": "a"}


def test_another_text_is_none() -> None:
    assert found(("a", "2026-01-01", article(1)), ("b", "2026-01-01", article(2))) == {"a": "a", "b": "b"}


def test_the_examples_on_one_event_are_four_texts() -> None:
    names = sorted(path for path in examples_dir().glob("oslo-*") if path.suffix == ".txt")
    texts = [(path.name, "2026-03-12", path.read_text("utf-8").split()) for path in names]
    assert len(texts) >= 3
    assert found(*texts) == {name: name for name, *_ in texts}


def test_a_copy_of_a_copy_is_a_copy_of_the_first() -> None:
    text = article(3)
    texts = [("c", "2026-01-05", text[:180]), ("a", "2026-01-01", text), ("b", "2026-01-03", text[:190])]
    assert found(*texts) == {"a": "a", "b": "a", "c": "a"}
    assert found(*reversed(texts)) == found(*texts), "the order of input does not matter"


@pytest.mark.parametrize(("one", "other"), [("2026-01-01", "2026-01-09"), ("", "2026-01-01")])
def test_what_came_out_at_another_time_is_no_copy(one: str, other: str) -> None:
    assert found(("a", one, article(1)), ("b", other, article(1))) == {"a": "a", "b": "b"}


def test_undated_documents_are_copies_of_undated_ones() -> None:
    assert found(("a", "", article(1)), ("b", "", article(1)))["b"] == "a"


def test_short_texts_are_copies_only_if_they_are_the_same() -> None:
    assert share(["one", "two"], ["one", "two"]) == 1
    assert share(["one", "two"], ["one", "two", "three"]) == 0
    assert share([], []) == 0


def test_hostile_names_and_texts_do_no_harm(tmp_path: Path, pipeline: Pipeline) -> None:
    line = {"id": "x", "title": HOSTILE, "date": "2026-01-01", "site": HOSTILE, "text": f"France will send 30 tanks to Ukraine. {HOSTILE}"}
    (tmp_path / "in.jsonl").write_text(json.dumps(line) + "\n" + json.dumps(line | {"id": "y", "site": "Other"}) + "\n", "utf-8")
    with open_store(tmp_path / "store") as store:
        assert not build([tmp_path / "in.jsonl"], store, pipeline).errors
    for arguments in (["compare", "x", "y"], ["timeline", "France"], ["gaps"]):
        result = CliRunner().invoke(cli.kg, [*arguments, "--store", str(tmp_path / "store")])
        assert result.exit_code == 0, result.output
        assert not {c for c in result.output if not c.isprintable()} - {"\n"}
