"""The same properties over generated cases. `HYPOTHESIS_PROFILE=thorough` makes 100,000 and more; see README.md."""

from __future__ import annotations

import json
import os
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.errors import InputError
from kg.model import Document, Extraction
from kg.read.decode import decode
from tests.fuzz import wording
from tests.fuzz.mutate import MARKS, mutate, sentences, vocabulary
from tests.fuzz.outputs import check_table, check_turtle
from tests.fuzz.reading import SUFFIXES, check_message, readers
from tests.fuzz.running import RUN
from tests.fuzz.whole import check_extractor
from tests.fuzz.wording import check_blocks, check_clean, check_days, check_names, check_times, check_written
from tests.read.test_read import html, pdf

#: Cases of each test: (in every run, when asked to be thorough). The latter come to 100,800.
CASES: Final = {
    "clean": (300, 16_000),
    "days": (300, 16_000),
    "blocks": (250, 16_000),
    "times": (200, 14_000),
    "names": (200, 14_000),
    "decode": (150, 6_000),
    "tables": (100, 5_000),
    "terms": (60, 3_000),
    "written": (60, 3_000),
    "lines": (100, 4_000),
    "files": (60, 2_000),
    "pages": (40, 1_000),
    "prints": (25, 400),
    "articles": (15, 400),
}
THOROUGH: Final = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def cases(name: str) -> settings:
    return settings(
        max_examples=CASES[name][THOROUGH],
        deadline=None,
        derandomize=not THOROUGH,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


#: Any characters, with lone surrogates; words of the domain between marks; and real sentences that were changed.
anything = st.text(st.characters(), max_size=80)
phrases = st.lists(
    st.one_of(st.sampled_from(vocabulary()[::7]), st.sampled_from(MARKS), st.sampled_from((" ", " ", "\n"))), max_size=25
).map("".join)
changed = st.builds(mutate, st.sampled_from(sentences()), st.randoms(use_true_random=False))
texts = st.one_of(anything, phrases, changed)
storables = texts.map(wording.storable)
figures = st.sampled_from(
    (
        "2026",
        "12",
        "March",
        "Tuesday",
        "next",
        "the",
        "of",
        "two",
        "weeks",
        "by",
        "until",
        "ago",
        "Q3",
        "3rd",
        "-",
        ",",
        "end",
        "early",
        "this",
    )
)
times = st.one_of(texts, st.lists(figures, max_size=8).map(" ".join))
labels = st.one_of(st.none(), texts)


@cases("clean")
@given(texts)
def test_text_is_cleaned_once(text: str) -> None:
    check_clean(text)


@cases("days")
@given(times)
def test_days_are_days(text: str) -> None:
    check_days(text)


@cases("blocks")
@given(storables)
def test_blocks_hold_all_letters(text: str) -> None:
    check_blocks(text)


@cases("times")
@given(times.map(wording.storable))
def test_times_stand_where_they_say(text: str) -> None:
    check_times(text)


@cases("names")
@given(texts)
def test_any_string_makes_an_iri(text: str) -> None:
    check_names(text)


@cases("decode")
@given(
    st.one_of(
        st.binary(max_size=400),
        st.builds(lambda t, e: t.encode(e, "replace"), texts, st.sampled_from(("utf-8", "utf-16", "cp1252", "utf-32-be"))),
    )
)
def test_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        found = decode(data, "a.txt")
    except InputError as error:
        check_message(str(error))
    else:
        assert found == decode(data, "a.txt")
        found.encode("utf-8")


@cases("tables")
@given(storables)
def test_tables_hold_the_words_and_nothing_that_runs(text: str) -> None:
    check_table(text)


@cases("written")
@given(texts)
def test_words_come_back(text: str) -> None:
    check_written(text)


@cases("terms")
@given(texts, texts, labels, labels, labels, labels)
def test_documents_come_back_from_turtle(
    name: str, text: str, title: str | None, date: str | None, url: str | None, site: str | None
) -> None:
    check_turtle(list(rdf.quads(Extraction(Document(name or "x", text, title, date, url, site)), RUN)))


@cases("lines")
@given(
    st.lists(
        st.one_of(
            st.fixed_dictionaries({"text": texts}, optional={"id": texts, "title": labels, "date": times, "url": texts, "site": labels}).map(json.dumps),
            st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | texts, lambda x: st.lists(x, max_size=3) | st.dictionaries(texts, x, max_size=3), max_leaves=6).map(json.dumps),
            texts.map(lambda t: t.encode("utf-8", "replace").decode()),
        ),
        max_size=4,
    ),
    st.sampled_from((".jsonl", ".json", "")),
)  # fmt: skip
def test_json_is_read_or_refused(lines: list[str], suffix: str) -> None:
    readers(bytes([SUFFIXES.index(suffix)]) + "\n".join(lines).encode("utf-8", "surrogatepass"))


@cases("files")
@given(st.sampled_from(range(len(SUFFIXES))), st.one_of(st.binary(max_size=300), texts.map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_files_are_read_or_refused(suffix: int, content: bytes) -> None:
    readers(bytes([suffix]) + content)


tags = st.sampled_from(
    ("p", "div", "article", "script", "style", "table", "tr", "td", "li", "ul", "h1", "a", "!--", "svg", "template", "br", "meta", "x-y")
)
markup = st.recursive(
    storables.map(lambda t: t.encode("utf-8", "replace").decode()),
    lambda inner: st.builds(lambda tag, parts, close: f"<{tag}>{''.join(parts)}" + (f"</{tag}>" if close else ""), tags, st.lists(inner, max_size=4), st.booleans()),
    max_leaves=12,
)  # fmt: skip


@cases("pages")
@given(markup, markup)
def test_pages_are_read_or_refused(body: str, head: str) -> None:
    readers(bytes([SUFFIXES.index(".html")]) + html(body, head).encode())


@cases("prints")
@given(
    st.lists(
        st.lists(st.text(st.characters(max_codepoint=255, exclude_categories=("Cc",)), max_size=60), max_size=8), min_size=1, max_size=3
    ),
    st.data(),
)
def test_prints_are_read_or_refused(pages: list[list[str]], data: st.DataObject) -> None:
    made = bytearray(pdf(*([line.encode("cp1252", "ignore").decode("cp1252") for line in page] for page in pages)))
    for _ in range(data.draw(st.integers(0, 6))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    readers(bytes([SUFFIXES.index(".pdf")]) + bytes(made))


@cases("articles")
@given(
    st.lists(st.one_of(changed, changed, phrases, anything), min_size=1, max_size=4).map(lambda parts: wording.storable("\n\n".join(parts)))
)
def test_articles_are_read(text: str) -> None:
    if text.strip():
        check_extractor(text)
