"""kg diff: two versions of a communiqué, commitment by commitment."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import cli
from kg.pipeline import Pipeline

HEAD = "Joint Communiqué of the Bergen Meeting on the Lake Chad Basin\n\nBergen, 4 May 2026\n\nThe participants agreed as follows:\n\n"
OLD = (
    "France will send 30 armoured vehicles to Chad.",
    "The United Kingdom will train 500 soldiers of the Nigerian army by 2027.",
    "Canada pledges 20 million dollars in humanitarian aid for Niger.",
    "Italy will lift its sanctions on Niger if a ceasefire takes hold.",
    "Japan will provide 40 million dollars for the reconstruction of Maiduguri.",
)
LOADED = cache(Pipeline)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.commands.diff.Pipeline", LOADED)


def text(*points: str) -> str:
    return HEAD + "".join(f"• {point}\n" for point in points)


def diff(folder: Path, old: str, new: str, *options: str) -> Result:
    for name, content in (("old.txt", old), ("new.txt", new)):
        (folder / name).write_text(content, "utf-8")
    return CliRunner().invoke(cli.kg, ["diff", str(folder / "old.txt"), str(folder / "new.txt"), *options])


def changed(folder: Path, number: int, words: str) -> list[dict[str, str | None]]:
    """What kg diff finds if one of the points is replaced."""
    new = [words if at == number else point for at, point in enumerate(OLD)]
    found = diff(folder, text(*OLD), text(*new), "--json")
    assert found.exit_code == 1
    parsed: list[dict[str, str | None]] = json.loads(found.stdout)
    return parsed


@pytest.mark.parametrize(
    ("number", "words", "wanted"),
    [
        (0, "France stands ready to send 30 armoured vehicles to Chad.", ("softer", "pledged", "considered")),
        (0, "France has sent 30 armoured vehicles to Chad.", ("firmer", "pledged", "fulfilled")),
        (0, "France will send 45 armoured vehicles to Chad.", ("amount", "30", "45")),
        (1, "The United Kingdom will train 500 soldiers of the Nigerian army by 2028.", ("time", "../2027", "../2028")),
        (2, "Canada pledges 35 million dollars in humanitarian aid for Niger.", ("amount", "20 million dollars", "35 million dollars")),
        (3, "Italy will lift its sanctions on Niger.", ("condition", "if a ceasefire takes hold", "none")),
        (4, "Japan and Norway will provide 40 million dollars for the reconstruction of Maiduguri.", ("actors", "Japan", "Japan, Norway")),
    ],
)
def test_a_change_is_named_with_the_words_of_both(tmp_path: Path, number: int, words: str, wanted: tuple[str, str, str]) -> None:
    found = changed(tmp_path, number, words)
    assert [(row["change"], row["old"], row["new"]) for row in found] == [wanted]
    (row,) = found
    assert row["old_words"] is not None and row["old_words"] in OLD[number]
    assert row["new_words"] is not None and row["new_words"] in words


def test_what_went_and_what_came(tmp_path: Path) -> None:
    found = changed(tmp_path, 4, "Turkey offers to host talks between Chad and Sudan in Istanbul.")
    assert [(row["change"], row["by"], row["old_words"] is None, row["new_words"] is None) for row in found] == [
        ("removed", "Japan", False, True),
        ("added", "Turkey", True, False),
    ]


def test_the_order_of_points_is_no_change(tmp_path: Path) -> None:
    found = diff(tmp_path, text(*OLD), text(*reversed(OLD)))
    assert found.exit_code == 0
    assert "(0 rows)" in found.stdout


def test_the_same_text_is_the_same(tmp_path: Path) -> None:
    found = diff(tmp_path, text(*OLD), text(*OLD), "--json")
    assert (found.exit_code, found.stdout) == (0, "[]\n")


def test_backwards_softer_is_firmer(tmp_path: Path) -> None:
    new = text("France stands ready to send 30 armoured vehicles to Chad.", *OLD[1:])
    there, back = (json.loads(diff(tmp_path, *pair, "--json").stdout) for pair in ((text(*OLD), new), (new, text(*OLD))))
    assert [row["change"] for row in there] == ["softer"]
    assert [row["change"] for row in back] == ["firmer"]


@pytest.mark.parametrize("content", [None, b"\x00\x01\x02\xff", b'{"text": "One."}\n{"text": "Two."}\n'])
def test_what_cannot_be_read_ends_with_2_and_one_line(tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / "old.txt").write_text(text(*OLD), "utf-8")
    new = tmp_path / "new.jsonl"
    if content is not None:
        new.write_bytes(content)
    found = CliRunner().invoke(cli.kg, ["diff", str(tmp_path / "old.txt"), str(new)])
    assert found.exit_code == 2
    assert len(found.stderr.strip().splitlines()) == 1 and "new.jsonl" in found.stderr


def test_documents_have_the_limits_that_are_given(tmp_path: Path) -> None:
    for option, value, told in (("--max-bytes", "80", "larger than 80 bytes"), ("--max-sentence", "5", "a sentence of more than 5 words")):
        found = diff(tmp_path, text(*OLD), text(*OLD), option, value)
        assert found.exit_code == 2
        assert len(found.stderr.strip().splitlines()) == 1 and "old.txt" in found.stderr and told in found.stderr and option in found.stderr
    long = text("France will send food, " + "food, " * 1000 + "and water to Chad.")
    assert diff(tmp_path, long, long).exit_code == 2
    assert diff(tmp_path, long, long, "--max-sentence", "5000").exit_code == 0
