"""Mentions in sentences of our own (`mentions.toml`): who is meant. Known failures are in `mentions_known.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kg import ontology
from kg.annotate import Annotator
from kg.blocks import BlockRules
from kg.language import load_model
from kg.people import Offices
from kg.resolve import Phrase, Resolved, Resolver

HERE = Path(__file__).parent
LEAST_RIGHT, LEAST_MENTIONS = 0.92, 400
_SMALL = frozenset({"of", "the", "our", "several", "six", "s", "more", "than", "a"})


@dataclass(frozen=True)
class Mention:
    cls: str
    text: str
    date: str
    words: str
    occurrence: int
    keys: frozenset[str]
    person: str | None

    @property
    def id(self) -> str:
        number = f"@{self.occurrence}" if self.occurrence > 1 else ""
        return f"{self.words}{number} | {self.text[:48]}".replace("\n", " ")


def mentions() -> Iterator[Mention]:
    data = tomllib.loads((HERE / "mentions.toml").read_text("utf-8"))
    for case in data["case"]:
        for words, keys, *person in case["mentions"]:
            name, _, number = words.partition("@")
            date = case.get("date", data["date"])
            yield Mention(case["class"], case["text"], date, name, int(number or 1), frozenset(keys), next(iter(person), None))


MENTIONS = tuple(mentions())
KNOWN: dict[str, str] = {
    entry["mention"]: entry["reason"] for entry in tomllib.loads((HERE / "mentions_known.toml").read_text("utf-8")).get("known", ())
}


@cache
def resolver() -> Resolver:
    data = ontology.load()
    return Resolver(Annotator(load_model(), data.gazetteer, BlockRules.from_toml(data.blocks)), data.gazetteer, Offices(data.offices))


@cache
def answers(mention: Mention) -> tuple[Resolved, ...]:
    return resolver().resolve(Phrase(mention.words, mention.text, mention.date, mention.occurrence))


def right(mention: Mention) -> bool:
    found = answers(mention)
    acting = {answer.represents for answer in found if answer.represents}
    persons = {answer.key for answer in found if answer.cls == "Person"}
    if mention.person is not None and mention.person not in persons:
        return False
    return {_loose(key) for key in acting} == {_loose(key) for key in mention.keys}


def _loose(key: str) -> object:
    """A group without a name is compared by its words."""
    return frozenset(re.findall(r"\w+", key)) - _SMALL if key.startswith("~") else key


def shares() -> dict[str, tuple[int, int]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for mention in MENTIONS:
        found[mention.cls].append(right(mention))
    return {cls: (sum(values), len(values)) for cls, values in found.items()}


def _parameters() -> Iterator[object]:
    for mention in MENTIONS:
        reason = KNOWN.get(mention.id)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        yield pytest.param(mention, id=mention.id, marks=marks)


@pytest.mark.parametrize("mention", _parameters())
def test_mention(mention: Mention) -> None:
    assert right(mention), [answer.as_dict() for answer in answers(mention)]


def test_share_that_is_right(record_testsuite_property: object, capsys: pytest.CaptureFixture[str]) -> None:
    found = shares()
    good, total = (sum(column) for column in zip(*found.values(), strict=True))
    with capsys.disabled():
        print("".join(f"\n{cls:18} {100 * hit / of:5.1f} of {of}" for cls, (hit, of) in found.items()), end="")
        print(f"\n{'all mentions':18} {100 * good / total:5.1f} of {total}")
    assert total >= LEAST_MENTIONS
    assert good / total >= LEAST_RIGHT


def test_ids_are_unique_and_known_failures_exist() -> None:
    ids = [mention.id for mention in MENTIONS]
    assert len(ids) == len(set(ids))
    assert set(KNOWN) <= set(ids)


def test_words_stand_in_their_texts() -> None:
    for mention in MENTIONS:
        hits = re.findall(r"(?<!\w)" + re.escape(mention.words) + r"(?!\w)", mention.text)
        assert len(hits) >= mention.occurrence, mention.id
