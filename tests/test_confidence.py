"""The confidence of claims: applied as written, fitted as promised, and worth something on the texts of the project."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kg import ontology
from kg.ask.certain import at_least
from kg.build import build
from kg.calibrate import Example, as_toml, calibrate, examples, reliability
from kg.calibrate.fit import BINS
from kg.cli import kg
from kg.confidence import Weights, features, weights
from kg.errors import InputError, OntologyError
from kg.evaluate import load_gold
from kg.model import Document
from kg.pipeline import Pipeline
from kg.query import run
from kg.resources import examples_dir, ontology_dir
from kg.store import Store, open_store
from kg.validate import validate
from tests.gold.corpus import DEV

ROOT = Path(__file__).parents[1]
PLAIN = "Portugal will send 40 tanks to Ukraine."


def _examples(count: int, *, seed: int = 1, corpus: int = 0) -> list[Example]:
    """Claims of which those with `score` 1 are right nine times in ten, the others two times."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        score = float(dice.random() < 0.5)
        told = {"intercept": 1.0, "score": score, "joint": float(dice.random() < 0.5)}
        if corpus:
            told[f"corpus:{corpus}"] = 1.0
        made.append(Example(told, dice.random() < (0.9 if score else 0.2), f"{corpus} {number // 3}", corpus))
    return made


# ---- applying


def test_probabilities_are_those_of_the_logistic_curve() -> None:
    model = Weights({"intercept": 0.0, "score": 2.0})
    assert model.probability({"intercept": 1.0}) == 0.5
    assert model.probability({"intercept": 1.0, "score": 1.0}) == 0.88
    assert model.probability({"score": 1e9}) == 0.99
    assert model.probability({"score": -1e9}) == 0.01


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("colour", 1.0, "unknown feature 'colour'"), ("score", "much", "'much'"), ("score", float("nan"), "nan")],
)
def test_what_is_not_understood_is_named(name: str, value: object, told: str) -> None:
    with pytest.raises(OntologyError, match=told):
        weights({"weights": {name: value}})


def test_without_the_file_the_score_of_the_rules_stays() -> None:
    assert weights({}) is None


def test_every_feature_has_a_name_that_the_loader_knows(pipeline: Pipeline) -> None:
    text = (
        f"{PLAIN} He did not rule out a truce if Kyiv agrees. Leaders condemned it.\n\nNATO and the EU back the 500 peacekeepers in Kosovo."
    )
    ((cast, found),) = pipeline.look([Document("x", text)])
    names = {name for claim in found.claims for name in features(claim, cast, found)}
    assert len(names) > 20
    assert weights({"weights": dict.fromkeys(names, 1.0)}) is not None
    assert all(0 <= value <= 1 for claim in found.claims for value in features(claim, cast, found).values())


def test_a_pronoun_is_less_sure_than_a_name(pipeline: Pipeline) -> None:
    (named,) = next(iter(pipeline.extract([Document("x", PLAIN)]))).claims
    (nobody,) = next(iter(pipeline.extract([Document("y", "40 tanks will be sent to Ukraine.")]))).claims
    assert named.by == ("PT",) and nobody.by == ("~unnamed",)
    assert nobody.confidence < named.confidence


def test_less_certain_claims_are_left_out(pipeline: Pipeline) -> None:
    (claim,) = next(iter(pipeline.extract([Document("x", PLAIN)]))).claims
    strict = Pipeline(min_confidence=min(claim.confidence + 0.01, 1.0))
    (found,) = strict.extract([Document("x", PLAIN)])
    assert (found.claims, found.actors) == ((), {})


# ---- fitting


def test_the_fit_finds_what_made_the_difference() -> None:
    found = calibrate(_examples(600))
    assert found.weights["score"] > 2
    assert abs(found.weights["joint"]) < 0.5
    (quality,) = found.corpora
    assert quality.brier < 0.6 * quality.constant
    assert quality.ece < 0.06
    assert sum(each.count for each in quality.bins) == 600 and len(quality.bins) <= BINS


def test_another_corpus_does_not_shift_the_first() -> None:
    """The second is right half as often; the first keeps its level."""
    worse = [Example(e.features, e.right and number % 2 == 0, e.story, 1) for number, e in enumerate(_examples(600, seed=2, corpus=1))]
    alone, both = calibrate(_examples(600)), calibrate([*_examples(600), *worse])
    assert both.weights["corpus:1"] < -0.5
    ours = {"intercept": 1.0, "score": 1.0}
    assert abs(Weights(alone.weights).probability(ours) - Weights(both.weights).probability(ours)) < 0.1


def test_claims_of_one_story_are_not_told_about_each_other() -> None:
    """A feature that only names the story would predict it, were the story in the training folds."""
    dice = random.Random(3)
    stories = {f"0 {n}": dice.random() < 0.5 for n in range(40)}
    made = [Example({"intercept": 1.0, f"rule:{story}": 1.0}, right, story, 0) for story, right in stories.items() for _ in range(6)]
    (quality,) = calibrate(made).corpora
    assert quality.brier > 0.24


def test_too_little_is_said_to_be_too_little() -> None:
    with pytest.raises(InputError, match="too few"):
        calibrate([Example({"intercept": 1.0}, True, "0 a", 0)] * 9)


def test_file_and_plot_are_the_same_every_time_and_readable() -> None:
    found = calibrate([*_examples(200), *_examples(200, seed=5, corpus=1)])
    names = ('a "b" & <c>', "bank")
    text, plot = as_toml(found, names), reliability(found, names)
    again = calibrate([*_examples(200), *_examples(200, seed=5, corpus=1)])
    assert (text, plot) == (as_toml(again, names), reliability(again, names))
    data = tomllib.loads(text)
    assert weights(data) == Weights(dict(found.weights))
    assert [corpus["name"] for corpus in data["corpus"]] == list(names)
    circles = ElementTree.fromstring(plot).iter("{http://www.w3.org/2000/svg}circle")
    assert sum(1 for _ in circles) == sum(len(q.bins) for q in found.corpora) + 2


def test_the_command_writes_what_the_loader_reads(tmp_path: Path) -> None:
    out, plot = tmp_path / "confidence.toml", tmp_path / "plot.svg"
    result = CliRunner().invoke(kg, ["calibrate", str(DEV), "-o", str(out), "--plot", str(plot)])
    assert result.exit_code == 0, result.output
    assert "Brier score" in result.output
    assert weights(tomllib.loads(out.read_text("utf-8"))) is not None
    assert ElementTree.fromstring(plot.read_text("utf-8")).tag.endswith("svg")


# ---- what is published


def test_the_published_weights_are_worth_having() -> None:
    """By the figures that the fit left: better than the same probability everywhere, and off by less than a tenth."""
    data = tomllib.loads(ontology_dir().joinpath("confidence.toml").read_text("utf-8"))
    for corpus in data["corpus"]:
        share = corpus["right"]
        assert corpus["brier"] < share * (1 - share)
        assert corpus["ece"] < 0.1
    assert ontology.load().confidence == data


def test_the_published_plot_is_that_of_the_published_weights() -> None:
    data = tomllib.loads(ontology_dir().joinpath("confidence.toml").read_text("utf-8"))
    told = ElementTree.parse(ROOT / "docs" / "reliability.svg").find("{http://www.w3.org/2000/svg}desc")
    assert told is not None and told.text is not None
    for corpus in data["corpus"]:
        assert f"{corpus['name']}: {corpus['claims']} claims, Brier score {corpus['brier']:.3f}, ECE {corpus['ece']:.3f}" in told.text


def test_the_surer_half_of_the_claims_is_right_more_often(pipeline: Pipeline) -> None:
    """Of the development corpus, on which the weights were fitted too; cross-validation is in the figures above."""
    gold = load_gold(DEV)
    found = examples(gold, pipeline.look(document.document for document in gold), 0)
    rows = sorted((example.features["score"], example.right) for example in found)  # here the score is the confidence
    half = len(rows) // 2
    lower, upper = (sum(right for _, right in part) / len(part) for part in (rows[:half], rows[half:]))
    assert upper > lower + 0.1


# ---- leaving out what is uncertain


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    where = tmp_path_factory.mktemp("certain") / "store"
    with open_store(where) as store:
        assert not build([examples_dir()], store, pipeline).errors
    return where


def _confidences(store: Store) -> list[float]:
    return [float(row[0] or 0) for row in run(store, "SELECT ?p WHERE { ?s pact:confidence ?p } ORDER BY ?p").rows]


def test_what_is_left_is_certain_and_sound(folder: Path) -> None:
    """Everything certain is still there, nothing else is, and the rest is a graph that passes all checks."""
    with open_store(folder, read_only=True) as store:
        every = _confidences(store)
        middle = every[len(every) // 2]
        with at_least(store, middle) as certain:
            left = _confidences(certain)
            assert left and left == [value for value in every if value >= middle]
            assert len(left) < len(every)
            assert validate(certain).conforms
            assert certain.documents() == store.documents()
        with at_least(store, 1.0) as nothing:
            assert _confidences(nothing) == []
            assert not run(nothing, "SELECT ?c WHERE { ?c a pact:Commitment }").rows


def test_nothing_is_copied_where_all_is_wanted(folder: Path) -> None:
    with open_store(folder, read_only=True) as store, at_least(store, 0) as same:
        assert same is store


@pytest.mark.parametrize(
    "command", [["query", "SELECT ?s WHERE { ?s a pact:Statement }", "--format", "csv"], ["export", "-o", "-", "--format", "ntriples"]]
)
def test_commands_leave_out_what_is_uncertain(folder: Path, command: list[str]) -> None:
    outputs = [CliRunner().invoke(kg, [*command, "--store", str(folder), "--min-confidence", least]) for least in ("0", "0.75", "1")]
    assert [result.exit_code for result in outputs] == [0, 0, 0]
    sizes = [result.output.count("/statement/") for result in outputs]
    assert sizes[0] > sizes[1] > sizes[2] == 0
