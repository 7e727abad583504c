"""Times in sentences, against the day of publication: the two sets of expressions, and what must hold for any text."""

from __future__ import annotations

import locale
import os
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ontology
from kg.errors import OntologyError
from kg.model import Claim, Condition, Document, Extraction, Reason, Span
from kg.times import Dates, Times, TimeWords, attach, dates
from kg.times.attach import sentence

HERE = Path(__file__).parent
WORDS = TimeWords.from_toml(ontology.load().times)
TIMES = Times(WORDS)
THURSDAY = "2026-03-12"
_PARTIAL = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def cases() -> Iterator[tuple[str | None, str, str]]:
    for name in ("expressions.toml", "second.toml"):
        for group in tomllib.loads((HERE / name).read_text("utf-8"))["group"]:
            yield from ((group.get("published"), text, wanted) for text, wanted in group["cases"])


CASES = list(cases())


def told(text: str, published: str | None = THURSDAY) -> str:
    return "; ".join(f"{when.relation} {when.begin or '..'}/{when.end or '..'}" for when in TIMES.find(text, published))


@pytest.mark.parametrize(("published", "text", "wanted"), CASES, ids=[f"{text[:40]} {day}" for day, text, _ in CASES])
def test_an_expression_comes_to_its_period(published: str | None, text: str, wanted: str) -> None:
    assert told(text, published) == wanted


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 120
    assert sum(1 for *_, wanted in CASES if not wanted) >= 15


@pytest.mark.parametrize(("published", "text", "wanted"), CASES[::7])
def test_the_words_are_where_they_are_said_to_be(published: str | None, text: str, wanted: str) -> None:
    for when in TIMES.find("Oslo — " + text, published, offset=-7):
        assert text[when.span.begin : when.span.end] == when.text
        assert when.note


def test_neither_clock_nor_locale_nor_zone_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [TIMES.find(text, day) for day, text, _ in CASES]
    old = locale.setlocale(locale.LC_ALL)
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Kiritimati")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    try:
        for name in ("de_DE.UTF-8", "C.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            time.tzset()
            assert [Times(WORDS).find(text, day) for day, text, _ in CASES] == before
    finally:
        locale.setlocale(locale.LC_ALL, old)
        monkeypatch.undo()
        time.tzset()


_PIECES = st.sampled_from(
    [word for words in (WORDS.months, WORDS.weekdays, WORDS.units, WORDS.openers, WORDS.seasons) for word in words]
    + [
        "31",
        "30",
        "29",
        "0",
        "2026",
        "2149",
        "99999",
        "1900",
        "-",
        "–",
        ",",
        ".",
        "ago",
        "later",
        "Q4",
        "May",
        "March",
        "Friday",
        "€",
        "\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_PIECES, max_size=12),
    st.sampled_from([THURSDAY, "2024-02-29", "1900-01-01", "2149-12-31", "9999-12-31", "0001-01-01", "x", None]),
)
def test_any_words_give_periods_that_make_sense(pieces: list[str], published: str | None) -> None:
    text = " ".join(pieces)
    last = 0
    for when in TIMES.find(text, published):
        assert when.relation in ("on", "by", "from", "until", "for")
        assert when.begin or when.end
        assert all(_PARTIAL.fullmatch(end) for end in (when.begin, when.end) if end)
        assert last <= when.span.begin < when.span.end <= len(text)
        last = when.span.end


def test_a_long_text_takes_time_in_proportion() -> None:
    text = "The first of the last of May, in the next of the 30 days "
    short, long = (min(_seconds(text * size) for _ in range(3)) for size in (20, 200))
    assert long < 40 * short


def _seconds(text: str) -> float:
    start = time.perf_counter()
    TIMES.find(text, THURSDAY)
    return time.perf_counter() - start


@pytest.mark.parametrize("broken", [{}, {"calendar": 3}, {**ontology.load().times, "relation": {"near": "near"}}])
def test_a_file_that_says_something_else_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(OntologyError, match=r"times\.toml"):
        TimeWords.from_toml(broken)


# ---- act and period


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Norway said on Tuesday that it would pay by June", Dates("2026-03-10", None, "2026-06")),
        ("Norway will pay on Friday", Dates(None, "2026-03-13", "2026-03-13")),
        ("Norway paid last week", Dates("2026-03")),
        ("Norway paid this winter", Dates()),
        ("Norway will host the force for ten years", Dates(None, "2026", "2036")),
        ("Norway is to pay by 2030, and last month offered ships", Dates("2026-02", None, "2030")),
        ("Norway pledged aid", Dates()),
    ],
)
def test_what_lies_behind_is_the_act_and_the_rest_the_period(text: str, wanted: Dates) -> None:
    assert dates(TIMES.find(text, THURSDAY), THURSDAY) == wanted


# ---- which times belong to which claim


def extraction(text: str, *passages: str, condition: str = "", published: str | None = THURSDAY) -> Extraction:
    """A claim for each of the passages."""
    claims = []
    for words in passages:
        begin = text.index(words)
        span = Span(begin, begin + len(words))
        trigger = Reason("trigger", words.split()[-1], Span(span.end - len(words.split()[-1]), span.end))
        given = Condition("other", condition) if condition else None
        claims.append(Claim("commitment", "training", "pledged", ("NO",), (), (span,), condition=given, reasons=(trigger,)))
    return Extraction(Document("one", text, date=published), tuple(claims))


def words_of(found: Extraction) -> list[list[str]]:
    return [[when.text for when in times] for claim in found.claims for times in claim.when]


@pytest.mark.parametrize(
    ("text", "passages", "wanted"),
    [
        ("Norway will train 60 officers by May, a minister said on Tuesday.", ["Norway will train 60 officers by May"], [["by May", "on Tuesday"]]),
        (
            "Norway will train 60 officers by May and Chad will send 30 guards by June.",
            ["Norway will train 60 officers by May", "Chad will send 30 guards by June"],
            [["by May"], ["by June"]],
        ),
        ("It was agreed on Monday. Norway will train officers. Talks end in June.", ["Norway will train officers"], [[]]),
        ("OSLO, March 12, 2026 - Norway will train officers.", ["Norway will train officers"], [[]]),
        ("OSLO/DOHA, March 12 - Norway will train officers.", ["Norway will train officers"], [[]]),
        ("OSLO, March 12, 2026 (Agency) — Norway will train officers in May.", ["Norway will train officers"], [["in May"]]),
        ("Norway, which had been silent in November, offered to train officers.", ["Norway, which had been silent in November, offered to train officers"], [[]]),
        ("Norway will train officers, and Chad send guards, from 1 June.", ["Norway will train officers", "Chad send guards"], [[], ["from 1 June"]]),
    ],
)  # fmt: skip
def test_a_time_belongs_to_the_claims_it_is_told_of(text: str, passages: list[str], wanted: list[list[str]]) -> None:
    assert words_of(attach(extraction(text, *passages), TIMES)) == wanted


def test_the_time_of_a_condition_is_not_that_of_the_claim() -> None:
    text = "Norway will train officers in June if the truce lasts until May."
    found = attach(extraction(text, text[:-1], condition="if the truce lasts until May"), TIMES)
    assert words_of(found) == [["in June"]]


def test_a_condition_that_is_nothing_but_a_time_is_one() -> None:
    text = "Norway will train officers until the end of 2027."
    assert words_of(attach(extraction(text, text[:-1], condition="until the end of 2027"), TIMES)) == [["until the end of 2027"]]


def test_nothing_else_of_a_claim_changes() -> None:
    given = extraction("Norway will train officers in May.", "Norway will train officers")
    found = attach(given, TIMES)
    assert [claim.spans for claim in found.claims] == [claim.spans for claim in given.claims]
    assert found.document is given.document
    assert attach(found, TIMES) == found


@pytest.mark.parametrize("end", [". Next", "\nNext", "! “Next", ".” He"])
def test_a_sentence_ends_where_it_ends(end: str) -> None:
    text = f"Before that. Norway will train officers in May{end} one."
    begin = text.index("Norway")
    assert sentence(text, Span(begin, begin + 10)).of(text).strip().rstrip(".!”") == "Norway will train officers in May"
