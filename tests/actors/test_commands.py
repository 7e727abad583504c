"""`kg resolve` and `kg actors` as they are typed, with what users get wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import cli
from kg.errors import InputError
from kg.references import load_resolver
from kg.resolve import Answer, Phrase, Resolved, Resolver, answer_lines, unknown, whole_lines

LOADED = cache(load_resolver)
KEYS = ["key", "label", "class", "represents", "score", "reason"]


def kg(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli.kg, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.commands.resolve.load_resolver", LOADED)


def lines(*objects: object) -> str:
    return "".join(json.dumps(found) + "\n" for found in objects)


# ---- kg resolve


def test_a_phrase_as_a_table_and_as_json() -> None:
    shown = kg("resolve", "the Polish defence ministry")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0].split() == KEYS
    assert shown.stdout.splitlines()[2].split()[:4] == ["PL", "Poland", "State", "PL"]
    (found,) = json.loads(kg("resolve", "Russian President Vladimir Putin", "--json").stdout)
    assert list(found) == KEYS
    assert (found["key"], found["class"], found["represents"]) == ("vladimir-putin", "Person", "RU")
    assert 0 < found["score"] <= 1 and found["reason"]


def test_nobody_is_an_answer() -> None:
    shown = kg("resolve", "students")
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "nobody" in shown.stderr
    assert json.loads(kg("resolve", "students", "--json").stdout) == []


def test_context_and_date_count() -> None:
    place = kg("resolve", "Tokyo", "--context", "A bus overturned in Tokyo.", "--json")
    assert json.loads(place.stdout) == []
    before, after = (
        {a["represents"] for a in json.loads(kg("resolve", "the British prime minister", "--json", "--date", day).stdout)}
        for day in ("2021-01-01", "2025-01-01")
    )
    assert before == after == {"GB"}
    holders = [
        json.loads(kg("resolve", "the British prime minister", "--json", "--date", day).stdout)[0]["key"]
        for day in ("2021-01-01", "2025-01-01")
    ]
    assert holders == ["boris-johnson", "keir-starmer"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("resolve",), "give a phrase, or --jsonl"),
        (("resolve", "  "), "give a phrase, or --jsonl"),
        (("resolve", "Tokyo", "--date", "soon"), "--date is 'soon'; write it as 2026-01-07"),
        (("resolve", "Tokyo", "--jsonl"), "--jsonl reads standard input"),
        (("actors",), "give either --search NAME or --unknown PATH"),
        (("actors", "--search", "x", "--unknown", "y"), "give either --search NAME or --unknown PATH"),
        (("actors", "--unknown"), "give the articles to look for names in"),
        (("actors", "--search", "x", "y"), "unexpected 'y'"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], said: str) -> None:
    result = kg(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_lines_are_answered_in_order_and_a_broken_one_costs_itself() -> None:
    good = [{"id": n, "text": text} for n, text in enumerate(["four Saudi men", "students", "the Kremlin"])]
    text = (
        lines(good[0])
        + "{broken\n\n"
        + lines(good[1], [1], {"id": "x"}, {"text": 7}, {"text": "a", "date": "soon"}, {"text": "a", "txt": ""})
    )
    result = kg("resolve", "--jsonl", stdin=text + lines(good[2]).strip())
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert [[actor["key"] for actor in answer["actors"]] for answer in answers] == [["SA"], [], ["RU"]]
    assert list(answers[0]["actors"][0]) == KEYS
    errors = result.stderr.splitlines()
    assert [error.split(": ")[2] for error in errors] == [f"line {n}" for n in (2, 5, 6, 7, 8, 9)]
    assert all(error.startswith("kg: standard input: line ") and "Traceback" not in error for error in errors)


def test_only_broken_lines_end_with_an_error() -> None:
    result = kg("resolve", "--jsonl", stdin=b'\xff\xfe{"text"\n')
    assert (result.exit_code, result.stdout) == (InputError.exit_code, "")
    assert kg("resolve", "--jsonl", stdin="").exit_code == 0


def test_a_line_without_an_id_goes_by_its_number() -> None:
    result = kg("resolve", "--jsonl", stdin="\n" + lines({"text": "Japan"}))
    assert json.loads(result.stdout)["id"] == 2


@pytest.mark.parametrize("text", ["\u0000", "\u202e evil", "\ud800", "a" * 5000, "?!", "🛡️", "the " * 300, '"; DROP TABLE', "\u001b[2J"])
def test_hostile_text_is_answered(text: str) -> None:
    result = kg("resolve", "--jsonl", stdin=lines({"id": 1, "text": text, "context": "France met " + text}, {"id": 2, "text": "France"}))
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[-1])["actors"][0]["key"] == "FR"
    assert "\u001b" not in result.output


def test_a_line_that_is_too_long_is_not_kept() -> None:
    result = kg("resolve", "--jsonl", stdin=b'{"text": "' + b"x" * 900_000 + b'"}\n' + lines({"text": "Norway"}).encode())
    assert "line 1: is longer than 200,000 bytes" in result.stderr
    assert json.loads(result.stdout)["actors"][0]["key"] == "NO"


def test_answers_stream_in_batches() -> None:
    """The first answers are there before the last question is asked."""
    asked = []

    def questions() -> Iterator[bytes]:
        for number in range(1000):
            asked.append(number)
            yield lines({"id": number, "text": "Japan"}).encode()

    answers = answer_lines(questions(), LOADED())
    assert isinstance(next(answers), Answer)
    assert len(asked) < 200


def test_a_bug_on_one_phrase_costs_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Resolver.resolve_all

    def breaks(self: Resolver, phrases: list[Phrase]) -> Iterator[tuple[Resolved, ...]]:
        for phrase in phrases:
            assert phrase.text != "Peru"
            yield from whole(self, [phrase])

    monkeypatch.setattr(Resolver, "resolve_all", breaks)
    found = list(answer_lines([lines({"text": text}).encode() for text in ("Chile", "Peru", "Cuba")], LOADED()))
    assert [type(answer) for answer in found] == [Answer, InputError, Answer]
    assert "line 2: could not be analysed" in str(found[1])


def test_the_same_answers_alone_and_in_a_batch() -> None:
    texts = ["Hamas gunmen", "the UN special envoy for Yemen", "Indian and Chinese soldiers", "police"]
    alone = [LOADED().resolve(Phrase(text)) for text in texts]
    assert alone == list(LOADED().resolve_all([Phrase(text) for text in texts]))


def test_long_lines_are_cut() -> None:
    class Stream:
        def __init__(self) -> None:
            self.left = [b"a" * 200_001, b"a" * 10 + b"\n", b"b\n", b""]

        def readline(self, size: int) -> bytes:
            return self.left.pop(0)

    assert [len(line) for line in whole_lines(Stream())] == [200_001, 2]  # type: ignore[arg-type]


# ---- kg actors


def test_search_finds_names_and_says_which() -> None:
    shown = kg("actors", "--search", "ZELENSKIY")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0].split() == ["key", "label", "class", "names", "wikidata"]
    assert "volodymyr-zelenskyy" in shown.stdout and "Q3874799" in shown.stdout
    found = [json.loads(line) for line in kg("actors", "--search", "bundeswehr", "--json").stdout.splitlines()]
    assert (found[0]["key"], found[0]["names"], found[0]["wikidata"]) == ("DE", ["Bundeswehr"], "Q183")


def test_search_forgives_a_spelling_and_puts_whole_names_first() -> None:
    assert json.loads(kg("actors", "--search", "Hezbolah", "--json").stdout.splitlines()[0])["key"] == "hezbollah"
    first = json.loads(kg("actors", "--search", "niger", "--json").stdout.splitlines()[0])
    assert first["key"] == "NE"


def test_search_for_nobody_and_in_a_file_of_ones_own(tmp_path: Path) -> None:
    assert "nobody goes by 'Harbour League'" in kg("actors", "--search", "Harbour League").stderr
    file = tmp_path / "mine.csv"
    file.write_text("key,label,class\nharbour-league,Harbour League,Organization\n", "utf-8")
    assert "harbour-league" in kg("actors", "--search", "Harbour League", "--actors", file).stdout


def test_unknown_names_by_frequency_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Norwegian Foreign Minister Gudrun Tangvald met Emmanuel Macron in Paris.\n\nTangvald said that France would help.\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text("Gudrun Tangvald left. The envoy Pavlo Hrebinka stayed in Oslo.\n", "utf-8")
    found = [json.loads(line) for line in kg("actors", "--unknown", tmp_path, "--json").stdout.splitlines()]
    by_name = {entry["name"]: entry for entry in found}
    assert found[0] == {
        "name": "Gudrun Tangvald",
        "kind": "person",
        "count": 3,
        "sentence": "Norwegian Foreign Minister Gudrun Tangvald met Emmanuel Macron in Paris.",
        "document": found[0]["document"],
    }
    assert found[0]["document"].startswith("a")
    assert "Pavlo Hrebinka" in by_name
    assert not {"Emmanuel Macron", "Paris", "France", "Oslo"} & by_name.keys()
    assert kg("actors", "--unknown", tmp_path, "--limit", "1").stdout.splitlines()[2].split()[:3] == ["3", "Gudrun", "Tangvald"]


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Gudrun Tangvald met nobody in Oslo on Monday.\n", "utf-8")
    result = kg("actors", "--unknown", tmp_path / "a.txt", tmp_path / "b.txt")
    assert result.exit_code == 0
    assert "b.txt" in result.stderr and "Tangvald" in result.stdout
    assert kg("actors", "--unknown", tmp_path / "b.txt").exit_code == InputError.exit_code


def test_unknown_names_are_looked_for_within_the_limits_that_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Gudrun Tangvald met nobody in Oslo on Monday.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Pavlo Hrebinka met nobody, and nobody met Pavlo Hrebinka, in Oslo on Monday.\n", "utf-8")
    for option, value, told in (
        ("--max-bytes", "60", "larger than 60 bytes"),
        ("--max-chars", "60", "longer than 60 characters"),
        ("--max-sentence", "12", "a sentence of more than 12 words"),
    ):
        result = kg("actors", "--unknown", tmp_path, option, value)
        assert (result.exit_code, "Tangvald" in result.stdout, "Hrebinka" in result.stdout) == (0, True, False)
        assert len(result.stderr.splitlines()) == 1
        assert "b.txt" in result.stderr and told in result.stderr and option in result.stderr
    whole = unknown.cast

    def slow(annotated: Any, *given: Any) -> Any:
        time.sleep(20 if "Hrebinka" in annotated.document.text else 0)
        return whole(annotated, *given)

    monkeypatch.setattr(unknown, "cast", slow)
    result = kg("actors", "--unknown", tmp_path, "--max-seconds", "0.5")
    assert (result.exit_code, "Tangvald" in result.stdout, "Hrebinka" in result.stdout) == (0, True, False)
    assert "b.txt" in result.stderr and "took longer than 0.5 seconds" in result.stderr
    assert kg("actors", "--unknown", tmp_path / "b.txt", "--max-seconds", "0.5").exit_code == InputError.exit_code
