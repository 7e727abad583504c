"""What is not a claim: the rate of false claims in unrelated news stays under three in a thousand sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.model import Document
from kg.pipeline import Pipeline


def _items(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()]


ITEMS = [*_items("news.jsonl"), *_items("more.jsonl")]
ORDINARY, UNSEEN = _items("ordinary.jsonl"), _items("unseen.jsonl")  # blind: nobody reads what fails in these
SENTENCES = sum(item["sentences"] for item in ITEMS)
ALLOWED = 3  # false claims in 1,000 sentences
MOST_UNSEEN = 1  # of 180, as reached; it only falls


def _found(items: list[dict[str, Any]], pipeline: Pipeline) -> list[str]:
    documents = (Document(item["id"], item["text"], date=item["date"]) for item in items)
    return [
        f"{found.document.id}: {claim.kind} {claim.type} by {', '.join(claim.by)}: {claim.spans[0].of(found.document.text)!r}"
        for found in pipeline.extract(documents)
        for claim in found.claims
    ]


def test_there_is_enough_of_it() -> None:
    assert SENTENCES >= 1_200
    every = [*ITEMS, *ORDINARY, *UNSEEN]
    assert len({item["id"] for item in every}) == len({item["text"] for item in every}) == len(every)
    assert len({item["topic"] for item in ITEMS}) >= 15


def test_fewer_than_three_false_claims_in_a_thousand_sentences(pipeline: Pipeline) -> None:
    false = _found(ITEMS, pipeline)
    rate = 1000 * len(false) / SENTENCES
    assert rate < ALLOWED, f"{rate:.1f} in 1,000 sentences:\n" + "\n".join(false)


def test_nor_in_a_thousand_that_nobody_looked_at(pipeline: Pipeline) -> None:
    """Only the number is told: whoever reads the sentences that failed would write the rules from them."""
    number, sentences = len(_found(ORDINARY, pipeline)), sum(item["sentences"] for item in ORDINARY)
    assert sentences >= 1_000
    assert 1000 * number / sentences < ALLOWED, f"{number} false claims in {sentences} sentences of ordinary news"


def test_hard_sentences_that_nobody_looked_at_fare_not_much_worse(pipeline: Pipeline) -> None:
    number = len(_found(UNSEEN, pipeline))
    assert number <= MOST_UNSEEN, f"{number} false claims in {len(UNSEEN)} unseen sentences"
