"""The examples and counter-examples of `ontology/examples.ttl`: each is a test of the words and rules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg import vocab
from kg.model import Document
from kg.pipeline import Pipeline
from kg.resources import ontology_dir
from kg.turtle import read_file

KNOWN = tomllib.loads((Path(__file__).parent / "examples_known.toml").read_text(encoding="utf-8"))["failures"]
QUADS = read_file(ontology_dir() / "examples.ttl")


def _sentences(predicate: str) -> list[object]:
    rows = sorted(
        (q.subject.value.removeprefix(vocab.TYPE), q.object.value) for q in QUADS if q.predicate.value == predicate
    )
    marks = {text: [pytest.mark.xfail(strict=True, reason=reason)] for text, reason in KNOWN.items()}
    return [pytest.param(type_, text, marks=marks.get(text, ()), id=f"{type_}: {text[:50]}") for type_, text in rows]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def _types(pipeline: Pipeline, text: str) -> set[str]:
    (extraction,) = pipeline.extract([Document("example", text, None, "2025-06-02")])
    return {claim.type for claim in extraction.claims}


@pytest.mark.parametrize(("type_", "text"), _sentences(vocab.SKOS + "example"))
def test_an_example_yields_a_claim_of_its_type(pipeline: Pipeline, type_: str, text: str) -> None:
    assert type_ in _types(pipeline, text)


@pytest.mark.parametrize(("type_", "text"), _sentences(vocab.PACT + "counterExample"))
def test_a_counter_example_yields_none_of_its_type(pipeline: Pipeline, type_: str, text: str) -> None:
    assert type_ not in _types(pipeline, text)


def test_few_are_known_to_fail() -> None:
    texts = {q.object.value for q in QUADS}
    assert set(KNOWN) <= texts
    assert len(KNOWN) <= 0.1 * len(texts)
