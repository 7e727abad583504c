"""The entities of the model (persons, sums), looked for only where a sentence can hold one that is asked for.

Their recognizer takes as long as the rest of the parse, and names that the gazetteer knows do not need it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span, Token

RECOGNIZER: Final = "ner"
_NAMES: Final = frozenset({"NNP", "NNPS"})
#: Of what sums are made: "every cent", "billions of euros", "4 billion dinars".
_SUMS: Final = frozenset(
    "cent cents dollar dollars euro euros pound pounds penny pence yen yuan rouble roubles ruble rubles "
    "million millions billion billions trillion trillions bn mn".split()
)
DAYS: Final = frozenset(
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_BATCH: Final = 64


class Entities:
    """`mark` does what the recognizer of `nlp` would do, in the sentences that have a sum or a name nobody knows."""

    def __init__(self, nlp: Language) -> None:
        found = nlp.get_pipe(RECOGNIZER)
        alone = isinstance(found, TrainablePipe) and not any("listener" in node.name for node in found.model.walk())
        self._recognizer: Any = found if alone else None

    @property
    def apart(self) -> bool:
        """Whether the recognizer can run by itself: one that shares its vectors with other components cannot."""
        return self._recognizer is not None

    def mark(self, docs: Iterable[tuple[Doc, Collection[int]]]) -> None:
        """Sets the entities of parsed documents, each given with the indices of its tokens that are known names."""
        sentences = [(doc, begin, end) for doc, known in docs for begin, end in _wanted(doc, known)]
        for first in range(0, len(sentences), _BATCH):
            some = sentences[first : first + _BATCH]
            copies = [_copy(doc, begin, end) for doc, begin, end in some]
            self._recognizer.set_annotations(copies, self._recognizer.predict(copies))
            for (doc, begin, _), copy in zip(some, copies, strict=True):
                if copy.ents:
                    found = [Span(doc, begin + entity.start, begin + entity.end, entity.label) for entity in copy.ents]
                    doc.set_ents(found, default="unmodified")


def _wanted(doc: Doc, known: Collection[int]) -> Iterator[tuple[int, int]]:
    for sentence in doc.sents:
        if any(token.is_currency or token.lower_ in _SUMS or token.tag_ in _NAMES and _is_new(token, known) for token in sentence):
            yield sentence.start, sentence.end


def _is_new(token: Token, known: Collection[int]) -> bool:
    return token.i not in known and token.text[:1].isupper() and token.text not in DAYS


def _copy(doc: Doc, begin: int, end: int) -> Doc:
    tokens = doc[begin:end]
    copy = Doc(doc.vocab, words=[token.text for token in tokens], spaces=[bool(token.whitespace_) for token in tokens])
    for token, new in zip(tokens, copy, strict=True):
        if token.norm != new.norm:  # joined names
            new.norm_ = token.norm_
    return copy
