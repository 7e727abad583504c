"""Phrases as event coders write them (`phrases.toml`): who is meant. Known failures are in `phrases_known.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kg.references import load_resolver
from kg.resolve import Phrase, Resolved, Resolver

HERE = Path(__file__).parent
LEAST_RIGHT, LEAST_PHRASES = 0.92, 150


@dataclass(frozen=True)
class Case:
    cls: str
    phrase: Phrase
    keys: frozenset[str]

    @property
    def id(self) -> str:
        return f"{self.phrase.text} | {self.phrase.context[:48]}" if self.phrase.context else self.phrase.text


def cases() -> Iterator[Case]:
    data = tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))
    for cls, rows in {**data["phrases"], **data["later"]}.items():
        for words, keys, *context in rows:
            yield Case(cls, Phrase(words, next(iter(context), ""), data["date"]), frozenset(keys))


CASES = tuple(cases())
KNOWN: dict[str, str] = {
    entry["phrase"]: entry["reason"] for entry in tomllib.loads((HERE / "phrases_known.toml").read_text("utf-8")).get("known", ())
}


@cache
def resolver() -> Resolver:
    return load_resolver()


@cache
def answers(case: Case) -> tuple[Resolved, ...]:
    return resolver().resolve(case.phrase)


def right(case: Case) -> bool:
    acting = {answer.represents for answer in answers(case) if answer.represents and answer.cls != "UnnamedGroup"}
    return acting == case.keys


def _parameters() -> list[object]:
    return [
        pytest.param(case, id=case.id, marks=[pytest.mark.xfail(reason=KNOWN[case.id], strict=True)] if case.id in KNOWN else [])
        for case in CASES
    ]


@pytest.mark.parametrize("case", _parameters())
def test_phrase(case: Case) -> None:
    assert right(case), [answer.as_dict() for answer in answers(case)]


def test_share_that_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    found = {cls: [right(case) for case in CASES if case.cls == cls] for cls in dict.fromkeys(case.cls for case in CASES)}
    good, total = sum(map(sum, found.values())), len(CASES)
    with capsys.disabled():
        print("".join(f"\n{cls:24} {100 * sum(hits) / len(hits):5.1f} of {len(hits)}" for cls, hits in found.items()), end="")
        print(f"\n{'all phrases':24} {100 * good / total:5.1f} of {total}")
    assert total >= LEAST_PHRASES
    assert good / total >= LEAST_RIGHT


def test_every_answer_says_why_and_how_surely() -> None:
    for case in CASES:
        for answer in answers(case):
            assert answer.reason.strip() and 0 < answer.score <= 1, case.id


def test_ids_are_unique_and_known_failures_exist() -> None:
    ids = [case.id for case in CASES]
    assert len(ids) == len(set(ids))
    assert set(KNOWN) <= set(ids)
