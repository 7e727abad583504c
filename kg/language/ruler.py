"""The attribute ruler of a model, which asks its patterns once for each kind of word and not for every word."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

_MOST_WORDS: Final = 50_000  # that are remembered as not listed

_Kind = tuple[int, ...]


class KnownKinds(AttributeRuler):
    """Does what its parent does. A word is of a kind with those that no pattern tells from it.

    Patterns of several words, and such as ask for more than kinds tell, are looked for where a document has the words that
    they need: where one fits, the parent does all.
    """

    def __init__(self, vocab: Vocab, name: str) -> None:
        super().__init__(vocab, name)
        self._words = _Listed(vocab)
        self._others = Matcher(vocab)
        self._needs: list[list[tuple[int, _Listed]]] = []  # of each other pattern: in some column, one of these
        self._row_of: dict[_Kind, int] = {}
        self._rows = np.empty((0, len(_SET)), dtype=np.uint64)
        self._deps: dict[int, int] = {}  # of rows that change it

    def take_over(self, ruler: AttributeRuler) -> None:
        """Has the patterns of another ruler."""
        self.from_bytes(ruler.to_bytes(exclude=["vocab"]), exclude=["vocab"])
        told: Any
        for told in ruler.patterns:
            for pattern in told["patterns"]:
                if len(pattern) == 1 and pattern[0].keys() <= _ASKED and self._words.add(pattern[0].get("LOWER", {"IN": []})):
                    continue
                self._others.add("other", [pattern])
                self._needs.append([need for word in pattern for need in _needs(self.vocab, word)])

    def __call__(self, doc: Doc) -> Doc:
        told = doc.to_array(_TOLD).tolist()
        held = [set(column) for column in zip(*told, strict=True)][:2]
        if not told or self._may_need(held) and self._others(doc, allow_missing=True):
            return super().__call__(doc)
        own = {lower for lower in held[0] if lower in self._words}
        kinds: list[_Kind] = [(lower if lower in own else 0, *rest) for lower, *rest in told]
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

    def _may_need(self, held: list[set[int]]) -> bool:
        return any(all(any(value in listed for value in held[column]) for column, listed in needs) for needs in self._needs)

    def _learn(self, kinds: list[_Kind], doc: Doc) -> None:
        rows = doc.to_array(_SET)
        for kind, row, token in zip(kinds, rows, doc, strict=True):
            if kind not in self._row_of:
                if token.dep != kind[1]:
                    self._deps[len(self._rows)] = token.dep
                self._row_of[kind] = len(self._rows)
                self._rows = np.vstack([self._rows, row])


class _Listed:
    """The values, of one attribute, that patterns ask for by name or describe."""

    def __init__(self, vocab: Vocab) -> None:
        self._strings = vocab.strings
        self._known: dict[int, bool] = {}
        self._described: list[re.Pattern[str]] = []

    def add(self, asked: Any) -> bool:
        """Takes up what a pattern asks; False if it asks in another way."""
        if isinstance(asked, str):
            asked = {"IN": [asked]}
        if asked.keys() == {"REGEX"}:
            self._described.append(re.compile(asked["REGEX"]))
        elif asked.keys() == {"IN"}:
            self._known.update((self._strings.add(name), True) for name in asked["IN"])
        return asked.keys() in ({"REGEX"}, {"IN"})

    def __contains__(self, value: int) -> bool:
        found = self._known.get(value)
        if found is None:
            if len(self._known) > _MOST_WORDS:
                self._known = {value: True for value, listed in self._known.items() if listed}
            text = self._strings[value]
            found = self._known[value] = any(described.search(text) for described in self._described)
        return found


def _needs(vocab: Vocab, word: dict[str, Any]) -> Iterator[tuple[int, _Listed]]:
    """What one word of a document must have for this word of a pattern to fit."""
    for column, name in enumerate(_TOLD[:2]):
        listed = _Listed(vocab)
        if name in word and "OP" not in word and listed.add(word[str(name)]):
            yield column, listed


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
