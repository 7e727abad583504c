"""Each sentence of ontology/examples.ttl: an example holds a claim of its type, a counter-example holds none.

What is not understood yet stands in examples_known.toml with the reason. A sentence there that is understood after all
fails here, so that the list only gets shorter.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import pyshacl
import pytest
from rdflib import Graph

from kg import vocab
from kg.model import Document, Extraction
from kg.pipeline import Pipeline
from kg.resources import ontology_dir
from kg.turtle import Literal, NamedNode, read_file

#: No more than this part of all sentences may be listed as not understood. It only ever goes down.
MOST_KNOWN: Final = 0.10
LEAST: Final = {"example": 12, "counterExample": 8}
#: Day of issue of each sentence, a Wednesday: "on Monday" has a meaning then.
DAY: Final = "2026-01-07"

FOLDER: Final = ontology_dir()
KNOWN: Final[dict[str, str]] = tomllib.loads(Path(__file__).with_name("examples_known.toml").read_text("utf-8"))


class Case(NamedTuple):
    type: str
    kind: str  # example or counterExample
    sentence: str


def cases() -> list[Case]:
    """All sentences, in the order of the file."""
    kinds = {vocab.SKOS + "example": "example", vocab.PACT + "counterExample": "counterExample"}
    return [
        Case(quad.subject.value.removeprefix(vocab.TYPE), kinds[quad.predicate.value], quad.object.value)
        for quad in read_file(FOLDER / "examples.ttl")
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    ]


CASES: Final = cases()


def parameters(kind: str) -> list[object]:
    """One parameter set a sentence; those in KNOWN are expected to fail, by an assertion and nothing else."""
    return [
        pytest.param(
            case.type,
            case.sentence,
            id=f"{case.type}-{' '.join(case.sentence.split())[:60]}",
            marks=[pytest.mark.xfail(reason=why, raises=AssertionError, strict=True)] if (why := KNOWN.get(case.sentence)) else [],
        )
        for case in CASES
        if case.kind == kind
    ]


def read(pipeline: Pipeline, sentence: str) -> Extraction:
    """The sentence as a whole document; the form of the text tells a headline from a paragraph."""
    return next(pipeline.extract([Document("example", sentence, date=DAY)]))


def shown(found: Extraction) -> str:
    """What was read and what was not, for the message of a failure."""
    claims = [f"{c.type} {c.level} by {','.join(c.by)} ({c.spans[0].of(found.document.text)})" for c in found.claims]
    return "; ".join(claims or [f"no claim; {r.cue}: {r.reason}" for r in found.rejected] or ["no claim, no cue"])


@pytest.mark.parametrize(("kind", "sentence"), parameters("example"))
def test_an_example_holds_a_claim_of_its_type(pipeline: Pipeline, kind: str, sentence: str) -> None:
    found = read(pipeline, sentence)
    assert kind in {claim.type for claim in found.claims}, shown(found)


@pytest.mark.parametrize(("kind", "sentence"), parameters("counterExample"))
def test_a_counter_example_holds_no_claim_of_its_type(pipeline: Pipeline, kind: str, sentence: str) -> None:
    found = read(pipeline, sentence)
    assert kind not in {claim.type for claim in found.claims}, shown(found)


def test_every_type_has_enough_of_both(pipeline: Pipeline) -> None:
    counts = Counter((case.type, case.kind) for case in CASES)
    short = {
        (name, kind): counts[name, kind]
        for name in pipeline.ontology.lexicon.types
        for kind, least in LEAST.items()
        if counts[name, kind] < least
    }
    assert not short, "write more sentences in ontology/examples.ttl"
    assert {case.type for case in CASES} <= set(pipeline.ontology.lexicon.types)


def test_the_examples_keep_their_shapes() -> None:
    data = Graph()
    for name in ("types.ttl", "examples.ttl"):
        data.parse(FOLDER / name)
    conforms, _, report = pyshacl.validate(data, shacl_graph=Graph().parse(FOLDER / "shapes" / "examples.ttl"))
    assert conforms, report


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "at least twelve sentences"),
        ('ptype:x skos:example "Short." .', "of 20 to 400 characters"),
        ('ptype:x skos:example " Kenya will send soldiers to Haiti." .', "of 20 to 400 characters"),
        ('ptype:x skos:example "Kenya will send soldiers to Haiti."@en .', "without a language"),
        (
            'ptype:x skos:example "Kenya will send soldiers." ; pact:counterExample "Kenya will send soldiers." .',
            "not both",
        ),
        ('ptype:nowhere skos:example "Kenya will send soldiers to Haiti." .', "what has examples is a type"),
    ],
)
def test_each_slip_in_an_example_is_reported(line: str, message: str) -> None:
    prefixes = "".join(f"@prefix {name}: <{start}> .\n" for name, start in vocab.PREFIXES.items())
    data = Graph().parse(data=f"{prefixes} ptype:x skos:broader ptype:aid .\n{line}", format="turtle")
    conforms, _, report = pyshacl.validate(data, shacl_graph=Graph().parse(FOLDER / "shapes" / "examples.ttl"))
    assert not conforms
    assert message in report


def test_each_sentence_stands_once() -> None:
    assert [sentence for sentence, n in Counter(case.sentence for case in CASES).items() if n > 1] == []


def test_what_is_listed_as_known_exists_and_has_a_reason() -> None:
    assert KNOWN.keys() <= {case.sentence for case in CASES}, "no such sentence in ontology/examples.ttl"
    assert all(isinstance(why, str) and why.strip() for why in KNOWN.values())


def test_few_are_listed_as_known() -> None:
    assert len(KNOWN) <= MOST_KNOWN * len(CASES), f"{len(KNOWN)} of {len(CASES)} sentences are not understood"
