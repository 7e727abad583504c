"""A grid of plain sentences: each actor, attitude and deed in one frame, so that a hole in the words or the rules shows by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import Claim, Document
from kg.pipeline import Pipeline

GRID: dict[str, Any] = tomllib.loads(Path(__file__).with_name("plain.toml").read_text("utf-8"))
KNOWN: dict[str, str] = GRID["known"]
#: So that the text concerns somebody abroad, whatever the deed.
ABROAD = "Ministers of Kenya and Sudan met on Monday."


def cells() -> Iterator[tuple[str, dict[str, str]]]:
    """Sentences, and what a claim of theirs must say."""
    for key, names in GRID["actors"].items():
        for name in names:
            yield f"{name} promised to send 300 soldiers to Haiti.", {"type": "troop_deployment", "level": "pledged", "by": key, "to": "HT"}
            if key != "RU":
                yield f"{name} urged Russia to withdraw its troops from Georgia.", {"level": "demands", "by": key, "to": "RU"}
    for level, phrases in GRID["undertakings"].items():
        for phrase in phrases:
            yield f"Kenya {phrase} to Haiti.", {"kind": "commitment", "type": "troop_deployment", "level": level, "by": "KE"}
    for level, phrases in GRID["stances"].items():
        for phrase in phrases:
            wanted = {"kind": "position", "type": "troop_deployment", "level": level, "by": "RU"}
            yield f"Russia {phrase} the deployment of Polish troops to Lithuania.", wanted
    for phrase in GRID["demands"]["demands"]:
        yield f"Ukraine {phrase} to Kyiv.", {"kind": "position", "type": "arms_supply", "level": "demands", "by": "UA", "to": "PL"}
    for type_, deeds in GRID["deeds"].items():
        for deed in deeds:
            yield f"Kenya promised to {deed}.", {"kind": "commitment", "type": type_, "by": "KE"}


CELLS = list(cells())


@pytest.fixture(scope="module")
def found(pipeline: Pipeline) -> dict[str, tuple[Claim, ...]]:
    documents = (Document(sentence, f"{sentence}\n\n{ABROAD}", None, "2026-05-01") for sentence, _ in CELLS)
    return {extraction.document.id: extraction.claims for extraction in pipeline.extract(documents)}


def told(claim: Claim) -> dict[str, str]:
    return {"kind": claim.kind, "type": claim.type, "level": claim.level, "by": ",".join(claim.by), "to": ",".join(claim.to)}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [pytest.param(*cell, marks=[pytest.mark.xfail(reason=KNOWN[cell[0]], strict=True)] if cell[0] in KNOWN else []) for cell in CELLS],
)
def test_a_plain_sentence_is_understood(found: dict[str, tuple[Claim, ...]], sentence: str, wanted: dict[str, str]) -> None:
    claims = [told(claim) for claim in found[sentence]]
    assert any(claim.items() >= wanted.items() for claim in claims), claims


def test_what_is_known_to_fail_is_in_the_grid() -> None:
    assert KNOWN.keys() <= {sentence for sentence, _ in CELLS}
    assert len(KNOWN) < 0.08 * len(CELLS)
