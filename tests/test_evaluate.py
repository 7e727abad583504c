"""The measure itself: as the project's scorer does it, by type and status, with intervals, baselines and tables."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import kg
from kg.evaluate import MEASURES, compare, is_locked, load_gold
from kg.evaluate.baselines import expression, triples
from kg.evaluate.breakdown import by_slot, markdown, put, table
from kg.evaluate.stored import by_document
from kg.model import Document
from kg.pipeline import Pipeline
from tests.gold.corpus import DEV, SCORER

BANK = Path(__file__).parent / "bank"
#: What `score.py --annotations` says of the annotations that `_second_annotator` writes; made with it, to be used without it.
GOLDEN = Path(__file__).parent / "gold" / "perturbed.json"
README = Path(__file__).parents[1] / "README.md"


def _second_annotator(folder: Path) -> Path:
    """The development corpus with every kind of error in it, the same on every run."""
    dice = random.Random(7)
    for path in sorted(DEV.glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        kept = [claim for claim in data["claims"] if dice.random() > 0.15]
        data["claims"] = [_disturbed(claim, dice) for claim in kept]
        data["claims"] += [dict(claim, id=f"{claim['id']}-twice", type="trade") for claim in kept if dice.random() < 0.1]
        folder.joinpath(path.name).write_text(json.dumps(data), "utf-8")
    return folder


def _disturbed(claim: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    other = dict(claim)
    wrong = {"type": "sanctions", "by": ["~unnamed"], "to": ["XX"], "condition": "other", "said_by": ["Jo Doe"]}
    other |= {slot: value for slot, value in wrong.items() if dice.random() < 0.12}
    if dice.random() < 0.1 and claim["kind"] == "commitment":
        other["status"] = "considered"
    if dice.random() < 0.1:
        other["fact"] = f"{claim['fact']}-{dice.randrange(3)}"
    if dice.random() < 0.05:
        other["kind"] = "position" if claim["kind"] == "commitment" else "commitment"
    return other


def _kg(*arguments: str) -> Result:
    return CliRunner().invoke(kg, list(arguments))


# ---- the figures


def test_figures_are_those_that_the_scorer_gave(tmp_path: Path) -> None:
    second = load_gold(_second_annotator(tmp_path))
    result = compare(load_gold(DEV), {gold.document.id: gold.cases for gold in second})
    figures = result.figures.as_dict()
    assert json.loads(json.dumps(figures)) == json.loads(GOLDEN.read_text("utf-8"))
    assert 40 < figures["full"]["F1"] < figures["core"]["F1"] < figures["found"]["F1"] < 100, "too easy to tell anything"
    assert 0 < figures["fusion"]["F1"] < 100


@pytest.mark.skipif(not SCORER.is_file(), reason=f"{SCORER} is not there")
def test_the_scorer_still_gives_them(tmp_path: Path) -> None:
    folder = _second_annotator(tmp_path)
    command = [sys.executable, str(SCORER), str(DEV), "--annotations", str(folder), "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert json.loads(told) == json.loads(GOLDEN.read_text("utf-8"))


def test_gold_against_itself_is_perfect_everywhere() -> None:
    gold = load_gold(DEV)
    result = compare(gold, {document.document.id: document.cases for document in gold})
    assert {result.figures.scores[m]["F1"] for m in MEASURES} == {100.0}
    assert set(result.intervals().values()) == {(100.0, 100.0)}
    assert result.errors == ()


def test_intervals_hold_the_figure_and_are_the_same_every_time(tmp_path: Path) -> None:
    second = load_gold(_second_annotator(tmp_path))
    result = compare(load_gold(DEV), {gold.document.id: gold.cases for gold in second})
    intervals = result.intervals()
    assert intervals == result.intervals()
    for measure in MEASURES:
        low, high = intervals[measure]
        assert low < result.figures.scores[measure]["F1"] < high
        assert high - low < 25


def test_tables_count_every_claim_once(tmp_path: Path) -> None:
    gold = load_gold(DEV)
    result = compare(gold, {document.document.id: document.cases for document in load_gold(_second_annotator(tmp_path))})
    for slot in ("type", "status"):
        rows = by_slot(result, slot)
        assert sum(row.gold for row in rows) == result.figures.claims["gold"]
        assert sum(row.system for row in rows) == result.figures.claims["system"]
        right = sum(slot in pair.right for document in result.documents for pair in document.pairs)
        assert sum(row.right for row in rows) == right
        assert all(row.core <= row.right <= min(row.gold, row.system) for row in rows)
        assert len({len(line) for line in table(rows, slot)}) == 1
    assert Counter(row.name for row in by_slot(result, "status")).most_common(1)[0][1] == 1


# ---- gold standards


def test_the_bank_is_a_gold_standard_too() -> None:
    bank = load_gold(BANK)
    assert len(bank) > 1500
    assert len({gold.document.id for gold in bank}) == len(bank)
    locked = sum(is_locked(gold.document.id) for gold in bank)
    assert 0.15 < locked / len(bank) < 0.25
    assert len(load_gold(BANK / "a.jsonl")) < len(bank)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "{", "a.json: is no gold document"),
        ("a.json", '{"id": "x"}', "a.json: lacks 'text'"),
        ("a.jsonl", '\n{"id": "x", "text": "", "claims": []}\n[]\n', "a.jsonl, line 3: is no gold document"),
        ("a.txt", "words", "holds no gold documents"),
    ],
)
def test_a_broken_gold_standard_is_one_clear_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    tmp_path.joinpath(name).write_text(text, "utf-8")
    result = _kg("evaluate", str(tmp_path))
    assert result.exit_code == 2
    assert told in result.output
    assert len(result.output.splitlines()) == 1


def test_nobody_looks_at_errors_of_the_locked_part() -> None:
    result = _kg("evaluate", str(BANK), "--part", "locked", "--errors")
    assert result.exit_code == 2
    assert "locked" in result.output


# ---- the command


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gold standard of one sentence that is read right, and one that is not there."""
    folder = tmp_path_factory.mktemp("small")
    text = "Portugal will send 40 tanks to Ukraine. It rained."
    claim = {
        "id": "c1",
        "kind": "commitment",
        "type": "arms_supply",
        "by": ["PT"],
        "to": ["UA"],
        "status": "pledged",
        "evidence": [text[:38]],
    }
    stray = dict(claim, id="c2", type="trade", evidence=["It rained."])
    folder.joinpath("one.jsonl").write_text(json.dumps({"id": "one", "text": text, "claims": [claim, stray]}) + "\n", "utf-8")
    return folder


def test_the_lines_are_those_of_the_scorer(small: Path) -> None:
    lines = _kg("evaluate", str(small)).output.splitlines()
    assert lines[0] == "found   P 100.0  R 50.0  F1 66.7"
    assert [line.split()[0] for line in lines] == ["found", "core", "full", "soft", "slots", "fusion", "claims"]


def test_details_and_baselines_are_added(small: Path) -> None:
    told = json.loads(_kg("evaluate", str(small), "--json", "--details", "--baselines").output)
    assert told["types"]["arms_supply"]["F1"] == 100.0
    assert told["types"]["trade"] == {"gold": 1, "system": 0, "right": 0, "P": 0.0, "R": 0.0, "F1": 0.0, "core": 0.0}
    assert told["intervals"]["found"] == [66.7, 66.7]
    assert len(told["baselines"]) == 2
    assert all(figures["claims"]["gold"] == 2 for figures in told["baselines"].values())


def test_less_certain_claims_can_be_left_out(small: Path) -> None:
    assert "system 0" in _kg("evaluate", str(small), "--min-confidence", "1").output


def test_baselines_find_the_plain_case_and_nothing_in_rain(pipeline: Pipeline) -> None:
    ((cast, _),) = pipeline.look([Document("x", "Portugal pledged 40 tanks to Ukraine. It rained in Lisbon.")])
    for baseline in (triples, expression):
        (claim,) = baseline(cast, pipeline.ontology.lexicon).claims
        assert (claim.kind, claim.type, claim.level, claim.by) == ("commitment", "arms_supply", "pledged", ("PT",))


# ---- the table of a page


def test_the_table_is_put_between_its_comments(small: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    name = small.as_posix()
    page.write_text(f"before\n<!-- kg evaluate {name}: begin -->\nold\n<!-- kg evaluate {name}: end -->\nafter\n", "utf-8")
    assert _kg("evaluate", name, "--into", str(page)).exit_code == 0
    text = page.read_text("utf-8")
    assert text.startswith("before\n<!--") and text.endswith("-->\nafter\n")
    assert "old" not in text
    assert _kg("evaluate", name, "--markdown").output in text
    assert _kg("evaluate", name, "--into", str(page)).exit_code == 0
    assert page.read_text("utf-8") == text


def test_a_page_without_comments_is_left_alone(small: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing here\n", "utf-8")
    result = _kg("evaluate", str(small), "--into", str(page))
    assert result.exit_code == 2
    assert page.read_text("utf-8") == "nothing here\n"
    assert put("x", "a\nb\n") is None


def test_the_table_of_the_readme_has_the_shape_of_the_command() -> None:
    page = README.read_text("utf-8")
    blocks = re.findall(r"<!-- kg evaluate (\S+): begin -->\n.*?<!-- kg evaluate \1: end -->", page, re.DOTALL)
    if not blocks:
        pytest.skip("the README has no such table yet")
    for name in blocks:
        gold = load_gold(README.parent / name)
        result = compare(gold, {document.document.id: document.cases for document in gold})
        lines = markdown(name, {"Pactgraph": result}).splitlines()
        shown = page[page.index(lines[0]) : page.index(lines[-1])].splitlines()
        assert shown[1] == lines[1], "made from another corpus: run kg evaluate --baselines --into README.md"
        assert lines[5] in shown
        assert sum(line.startswith("| Pactgraph |") for line in shown) == 2


# ---- fused


def test_what_two_papers_report_is_scored_as_one_commitment(pipeline: Pipeline) -> None:
    """Each document is scored by what its own statements say, of a node that both share."""
    texts = {"one": "Portugal pledged 40 tanks to Ukraine on Monday.", "two": "Portugal will send 40 tanks to Ukraine, it said on Monday."}
    papers = [Document(ident, text, date="2025-05-05") for ident, text in texts.items()]
    found = {extraction.document.id: extraction for extraction in pipeline.extract(papers)}
    told = by_document(found, pipeline.ontology, pipeline.run)
    assert [len(told[ident]) for ident in texts] == [1, 1]
    (one,), (two,) = told["one"], told["two"]
    assert one.fact == two.fact is not None
    assert one.slots["by"] == {"pt"} and one.slots["to"] == {"ua"}
    for ident, case in (("one", one), ("two", two)):
        assert case.words == texts[ident][case.spans[0][0] : case.spans[0][1]]


def test_a_document_of_which_nothing_is_told_is_there(pipeline: Pipeline) -> None:
    found = {f.document.id: f for f in pipeline.extract([Document("rain", "It rained.")])}
    assert by_document(found, pipeline.ontology, pipeline.run) == {"rain": []}
