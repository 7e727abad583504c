"""The attribute ruler of a model, which asks its patterns once for each kind of word and not for every word."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

RULER: Final = "attribute_ruler"
_FACTORY: Final = "pactgraph_attribute_ruler"
#: What tells kinds of words apart, and what is remembered of each; DEP of some, too.
_ASKED: Final = {"LOWER", "TAG", "DEP", "IS_SPACE"}
_SET: Final[list[int | str]] = ["TAG", "POS", "MORPH", "LEMMA"]
_TOLD: Final[list[int | str]] = ["LOWER", "DEP", "IS_SPACE", *_SET]

_Kind = tuple[int, ...]


class KnownKinds(AttributeRuler):
    """Does what its parent does. A word is of a kind with those that no pattern tells from it.

    Patterns of several words, and such as ask for more than kinds tell, are looked for in every document: where one fits,
    the parent does all.
    """

    def __init__(self, vocab: Vocab, name: str) -> None:
        super().__init__(vocab, name)
        self._words: set[int] = set()
        self._others = Matcher(vocab)
        self._row_of: dict[_Kind, int] = {}
        self._rows = np.empty((0, len(_SET)), dtype=np.uint64)
        self._deps: dict[int, int] = {}  # of rows that change it

    def take_over(self, ruler: AttributeRuler) -> None:
        """Has the patterns of another ruler."""
        self.from_bytes(ruler.to_bytes(exclude=["vocab"]), exclude=["vocab"])
        told: Any
        for told in ruler.patterns:
            for pattern in told["patterns"]:
                if len(pattern) == 1 and pattern[0].keys() <= _ASKED and (words := _words(pattern[0])) is not None:
                    self._words.update(self.vocab.strings.add(word) for word in words)
                else:
                    self._others.add("other", [pattern])

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc) or len(self._others) and self._others(doc, allow_missing=True):
            return super().__call__(doc)
        kinds: list[_Kind] = [(lower if lower in self._words else 0, *rest) for lower, *rest in doc.to_array(_TOLD).tolist()]
        if not self._row_of.keys() >= set(kinds):
            super().__call__(doc)
            self._learn(kinds, doc)
            return doc
        rows = [self._row_of[kind] for kind in kinds]
        doc.from_array(_SET, self._rows[rows])  # type: ignore[arg-type]
        if not self._deps.keys().isdisjoint(rows):
            for token, row in zip(doc, rows, strict=True):
                token.dep = self._deps.get(row, token.dep)
        return doc

    def _learn(self, kinds: list[_Kind], doc: Doc) -> None:
        rows = doc.to_array(_SET)
        for kind, row, token in zip(kinds, rows, doc, strict=True):
            if kind not in self._row_of:
                if token.dep != kind[1]:
                    self._deps[len(self._rows)] = token.dep
                self._row_of[kind] = len(self._rows)
                self._rows = np.vstack([self._rows, row])


def _words(pattern: dict[str, Any]) -> list[str] | None:
    """The words that a pattern asks for by name; None if it describes them."""
    asked = pattern.get("LOWER", {"IN": []})
    if isinstance(asked, str):
        return [asked]
    return list(asked["IN"]) if asked.keys() == {"IN"} else None


@Language.factory(_FACTORY)
def _make(nlp: Language, name: str) -> KnownKinds:
    return KnownKinds(nlp.vocab, name)


def install(nlp: Language) -> None:
    """Puts a ruler that knows kinds of words in the place of one that does not, if what it sets can be remembered."""
    if RULER not in nlp.pipe_names:
        return
    ruler: Any = nlp.get_pipe(RULER)
    if type(ruler) is not AttributeRuler:
        return
    patterns: Any = ruler.patterns
    if all({str(name) for name in told["attrs"]} <= {*_SET, "DEP"} for told in patterns):
        made: Any = nlp.replace_pipe(RULER, _FACTORY)
        made.take_over(ruler)
