"""What a passage is about: its content words, without the names of actors, each weighted by how rare it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Final

from kg import vocab
from kg.gazetteer import folded
from kg.model import digest
from kg.ontology import Ontology
from kg.turtle import Literal

_EXAMPLES: Final = (vocab.SKOS + "example", vocab.PACT + "counterExample")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDINGS: Final = re.compile(r"(?:['’]s|s['’])$")
_SUFFIXES: Final = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ied", "es", "ed", "s", "y", "e")


def stem(word: str) -> str:
    """A word without its commonest endings, so that "deploys" and "deployment" meet; four letters stay at least."""
    plain = _ENDINGS.sub("", folded(word))
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and len(plain) - len(suffix) >= 4:
            return plain[: -len(suffix)]
    return plain


def tokens(text: str) -> set[str]:
    return set(_WORD.findall(text))


@dataclass(frozen=True)
class Words:
    """Weighs words. `examples` are the sentences that rarity is counted in; `stops` are words that say nothing.

    Rarity is that in the ontology's examples, not in the store: so the score of two reports stays what it is when a third
    document comes.
    """

    names: frozenset[str]  # words of all names, so that "Ukraine" and "Emmanuel" are nobody's object
    stops: frozenset[str]
    examples: tuple[str, ...]

    @classmethod
    def of_ontology(cls, ontology: Ontology) -> Words:
        names = {folded(word) for name in ontology.gazetteer.names for word in tokens(name) if word[0].isupper()}
        texts = {quad.object.value for quad in ontology.quads if quad.predicate.value in _EXAMPLES and isinstance(quad.object, Literal)}
        return cls(frozenset(names), frozenset(str(ontology.fusion.get("stop_words", "")).split()), tuple(sorted(texts)))

    @cached_property
    def version(self) -> str:
        """Hash of all that weighing depends on."""
        return digest(*sorted(self.names), "", *sorted(self.stops), "", *self.examples)

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        return Counter(found for text in self.examples for found in {stem(word) for word in tokens(text)})

    def weight(self, word: str) -> float:
        """Logarithm of how seldom a stem stands in the examples, from 0 (in all of them) to 1 (in none)."""
        total = len(self.examples) + 1
        return log(total / (1 + self._counts.get(word, 0))) / log(total) if total > 1 else 1.0

    def of(self, text: str, actors: frozenset[str]) -> dict[str, float]:
        """Stem -> weight, for the words of a passage that do not belong to the name of an actor."""
        own = {folded(part) for key in actors for part in tokens(key.replace("-", " "))}
        found: dict[str, float] = {}
        for word in tokens(text):
            plain = folded(_ENDINGS.sub("", word))
            if len(plain) < 3 or plain in self.stops or plain in own or (word[0].isupper() and plain in self.names):
                continue
            found[stem(word)] = self.weight(stem(word))
        return found
