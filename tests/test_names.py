"""Names in tokens."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg import ontology
from kg.names import _forms, _Words


def test_names_are_split_as_the_tokenizer_splits_them() -> None:
    nlp = spacy.blank("en")
    words = _Words(nlp)
    for name in ontology.load().gazetteer.names:
        for form in _forms(name):
            assert words.of(form) == [token.text for token in nlp.tokenizer(form)], form


@pytest.mark.parametrize("name", ["cannot", "U.N.", "Côte d'Ivoire", "Guinea-Bissau", "a  b", "a\nb", "a ", "Republic of X (2024)"])
def test_what_is_more_than_letters_is_left_to_the_tokenizer(name: str) -> None:
    nlp = spacy.blank("en")
    assert _Words(nlp).of(name) == [token.text for token in nlp.tokenizer(name)]


def test_another_tokenizer_is_asked_for_each_name() -> None:
    nlp = spacy.blank("en")
    nlp.tokenizer = _letters
    assert _Words(nlp).of("Peru") == ["P", "e", "r", "u"]


def _letters(text: str) -> Doc:
    return Doc(Vocab(), words=list(text))
