"""What it costs to look for names: a small part of what the parse costs, as a ratio of one run."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest

from kg import ontology
from kg.gazetteer import Gazetteer, Name
from kg.language import load_model
from kg.names import NameMatcher
from kg.read import read
from kg.resources import examples_dir

ALIASES, ROUNDS, SHARE = 10_000, 9, 0.10

pytestmark = pytest.mark.benchmark


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def at_least(gazetteer: Gazetteer, count: int) -> Gazetteer:
    """The gazetteer with made-up names of one to four words, so that there are `count` of them."""
    more = {f"{'Upper ' * (n % 3)}Name{n} of Harbour{n % 97}".strip(): (Name("FR", "name"),) for n in range(count)}
    names = {**more, **gazetteer.names}
    return Gazetteer(gazetteer.entries, names, gazetteer.rules, gazetteer.terms, gazetteer.adjectives)


def test_matching_costs_less_than_a_tenth_of_the_parse(capsys: pytest.CaptureFixture[str]) -> None:
    """Rounds of both take turns, so that a busy machine slows both; CPU time, and the median of the ratios."""
    nlp = load_model()
    gazetteer = at_least(ontology.load().gazetteer, ALIASES)
    assert len(gazetteer.names) >= ALIASES
    matcher = NameMatcher(nlp, gazetteer)
    texts = [document.text for document in read([str(examples_dir())], on_error=pytest.fail)]
    assert sum(map(len, texts)) > 5_000

    def parse() -> None:
        for _ in nlp.pipe(texts):
            pass

    docs = [(nlp.make_doc(text), text) for text in texts]

    def match() -> None:
        for doc, text in docs:
            matcher.match(doc, text)

    match()
    parse()
    ratios = [cpu(match) / cpu(parse) for _ in range(ROUNDS)]
    with capsys.disabled():
        print(f"\n{len(gazetteer.names):,} names: matching costs {100 * median(ratios):.2f} % of the parse", end="")
    assert any(matcher.match(doc, text) for doc, text in docs)
    assert median(ratios) < SHARE
