"""The quality gate: no figure may fall below its floor, no words may move, and noise stays noise."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import evaluate
from kg.build import build
from kg.evaluate import Gold, Result
from kg.export import export
from kg.model import Document, Extraction
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir
from kg.store import open_store
from tests.gold import floors
from tests.gold.corpus import SCORER, corpora, fingerprint

BANK = sorted((Path(__file__).parents[1] / "bank").glob("*.jsonl"))
CORPUS, FLOORS = floors.read()
NEEDS_SCORER = pytest.mark.skipif(not SCORER.is_file(), reason=f"{SCORER} is not there")


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Gold]]:
    return corpora(tmp_path_factory.mktemp("gold"))


@pytest.fixture(scope="module")
def results(gold: dict[str, list[Gold]], pipeline: Pipeline) -> dict[str, Result]:
    return {name: floors.measure(pipeline, documents) for name, documents in gold.items()}


# ---- the gate


def test_floors_are_for_this_corpus() -> None:
    assert fingerprint() == CORPUS, "the annotations changed: look at the figures, then run python -m tests.gold.floors --reset"


@pytest.mark.parametrize(("corpus", "measure"), [(corpus, measure) for corpus in FLOORS for measure in floors.MEASURES])
def test_no_figure_falls_below_its_floor(results: dict[str, Result], corpus: str, measure: str) -> None:
    if corpus not in results:
        pytest.skip(f"the text of {corpus} is not part of the project, and ../shared is not there")
    reached = floors.reached(results[corpus])[measure]
    assert reached >= FLOORS[corpus][measure], f"{corpus}: {measure} F1 fell to {reached}"


def test_floors_only_rise() -> None:
    old = {"dev": {"found": 50, "core": 40, "full": 30, "soft": 20}}
    now = {"dev": {"found": 60.9, "core": 39.9, "full": 30.0, "soft": 20.1}}
    assert floors.raised(old, now) == {"dev": {"found": 60, "core": 40, "full": 30, "soft": 20}}


def test_a_document_without_claims_yields_none(gold: dict[str, list[Gold]], pipeline: Pipeline) -> None:
    silent = [document.document for document in gold["dev"] if not document.cases]
    assert [document.id for document in silent] == ["noise-1"]
    assert [claim.rule for found in pipeline.extract(silent) for claim in found.claims] == []


# ---- the same figures as the scorer


@NEEDS_SCORER
@pytest.mark.parametrize("corpus", ["dev", "seed"])
def test_figures_are_those_of_the_scorer(
    gold: dict[str, list[Gold]], results: dict[str, Result], pipeline: Pipeline, tmp_path: Path, corpus: str
) -> None:
    if corpus not in gold:
        pytest.skip("the seed article is not there")
    graph, folder = tmp_path / "graph.nq", SCORER.parent / corpus
    documents = tmp_path / "documents.jsonl"
    _score(str(folder), "--documents", str(documents))
    with open_store(tmp_path / "store") as store:
        assert not build([documents], store, pipeline).errors
        export(store, "nquads", graph)
    assert json.loads(_score(str(folder), "--graph", str(graph), "--json")) == results[corpus].figures.as_dict()


def _score(*arguments: str) -> str:
    return subprocess.run([sys.executable, str(SCORER), *arguments], check=True, capture_output=True, text=True).stdout


def test_gold_against_itself_is_perfect(gold: dict[str, list[Gold]]) -> None:
    for document in gold["dev"]:
        for g, f in evaluate.match(document.cases, document.cases):
            assert all(evaluate.slot_right(slot, g, f) for slot in evaluate.SLOTS)


# ---- words and offsets


def _documents(gold: dict[str, list[Gold]]) -> Iterator[Document]:
    yield from (document.document for documents in gold.values() for document in documents)
    for path in BANK:
        for line in path.read_text("utf-8").splitlines():
            data = json.loads(line)
            yield Document(data["id"], data["text"], date=data["date"])
    errors: list[Exception] = []
    yield from read([str(examples_dir())], on_error=errors.append)
    assert not errors


def test_words_stand_where_they_are_said_to_stand(gold: dict[str, list[Gold]], pipeline: Pipeline) -> None:
    """Of every passage and every cue of every corpus."""
    count = 0
    for found in pipeline.extract(_documents(gold)):
        count += len(found.claims)
        wrong = list(_misplaced(found))
        assert not wrong, f"{found.document.id}: {wrong}"
    assert count > 300


def _misplaced(found: Extraction) -> Iterator[str]:
    text = found.document.text
    for claim in found.claims:
        for span in claim.spans:
            words = span.of(text)
            if not 0 <= span.begin < span.end <= len(text) or words != words.strip() or "\n\n" in words:
                yield f"passage {span}: {words!r}"
        for reason in claim.reasons:
            if reason.span is not None and not reason.span.of(text).strip():
                yield f"{reason.role} {reason.span}"
        if claim.condition and not claim.condition.text:
            yield f"condition of {claim.spans[0]}"
