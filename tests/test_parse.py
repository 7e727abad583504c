"""A parse as plain objects says what spaCy says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from kg.model import Document
from kg.parse import Parse
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir

ATTRIBUTES = (
    *("text", "i", "idx", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_id_", "whitespace_", "shape_"),
    *("is_alpha", "is_space", "is_title", "is_punct", "is_stop", "like_num", "is_sent_start"),
)


@pytest.fixture(scope="module")
def parses(pipeline: Pipeline) -> list[Parse]:
    articles: list[Document] = [*read([str(examples_dir())], on_error=pytest.fail)]
    annotator = pipeline._annotator
    return [passage.doc for article in articles for passage in annotator.parse(article, annotator.blocks(article)).passages]


def places(tokens: Any) -> Sequence[int]:
    return [token.i for token in tokens]


def test_words_are_as_spacy_tells_them(parses: list[Parse]) -> None:
    for parse in parses:
        for token, of in zip(parse, parse.source, strict=True):
            for name in ATTRIBUTES:
                assert getattr(token, name) == getattr(of, name), (name, of)
            assert len(token) == len(of)


def test_trees_are_as_spacy_tells_them(parses: list[Parse]) -> None:
    for parse in parses:
        for token, of in zip(parse, parse.source, strict=True):
            assert token.head.i == of.head.i
            assert (token.left_edge.i, token.right_edge.i) == (of.left_edge.i, of.right_edge.i)
            for name in ("children", "subtree", "ancestors"):
                assert places(getattr(token, name)) == places(getattr(of, name)), (name, of)


def test_stretches_are_as_spacy_tells_them(parses: list[Parse]) -> None:
    for parse in parses:
        assert parse.text == parse.source.text
        for own, theirs in ((parse.sents, parse.source.sents), (parse.ents, parse.source.ents)):
            told = [(s.start, s.end, s.start_char, s.end_char, s.text, s.label_, s.root.i, s.sent.start) for s in own]
            assert told == [(s.start, s.end, s.start_char, s.end_char, s.text, s.label_, s.root.i, s.sent.start) for s in theirs]
        for begin in range(0, len(parse.text), 7):
            for end in (begin + 1, begin + 9):
                if parse.text[begin : begin + 1].isspace() or parse.text[end - 1 : end].isspace():
                    continue  # of a blank, spaCy says that it has a part of no word
                found, theirs = parse.between(begin, end), parse.source.char_span(begin, end, alignment_mode="expand")
                assert (found and (found.start, found.end)) == (theirs and (theirs.start, theirs.end))


def test_slices_are_lenient_and_neighbours_are_not(parses: list[Parse]) -> None:
    parse = max(parses, key=len)
    assert parse[:2].text == parse.source[:2].text
    assert parse[-2:][0] == parse[-2]
    assert parse[:99_999].end == len(parse) and not len(parse[5:2])
    assert parse[3:9][1:3] == parse[4:6] and parse[3:9][1:3] != parse[4:7]
    assert parse[1].nbor(-1) == parse[0]
    for token, step in ((parse[0], -1), (parse[-1], 1)):
        with pytest.raises(IndexError):
            token.nbor(step)
    assert parse.between(-1, 3) is None and parse.between(3, 3) is None and parse.between(0, len(parse.text) + 1) is None
