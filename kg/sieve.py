"""Which documents are worth a parse, judged by the words of their sentences: those of a type, and the name of an actor.

A claim has a type, and a type is read from words that `ontology/types.ttl` lists. The words of a sentence are reduced to
all lemmas that they may have, so that what the parser would find is not missed; what it would not find costs a parse.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from spacy.language import Language

from kg.annotate import SILENT, Annotator
from kg.blocks import Block
from kg.lexicon import Lexicon
from kg.model import Document

#: Sentences, roughly: a cut too many costs at worst a parse.
_SENTENCE: Final = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")

#: What a frame asks of its object by class and not by word: a sum, or somebody of a class.
_SOMEBODY: Final = "<somebody>"
_MONEY: Final = "<money>"
_CLASSES: Final = {"money": _MONEY} | dict.fromkeys(("organisation_actor", "state_actor", "nationals", "actor"), _SOMEBODY)
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*|[$€£¥]")
_PART: Final = re.compile(r"[^\W_]+")
_CAPITAL: Final = re.compile(r"\b[^\W\d_a-z]")
_ENDINGS: Final = (
    ("ies", ("y", "ie")),
    ("ves", ("f", "fe", "ve")),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("er", ("", "e")),
    ("est", ("", "e")),
    ("en", ("", "e")),
)
_LEANING: Final = frozenset({"question", "label"})
_LEAST: Final = 2  # letters that a stem keeps
_FIRST: Final = 2  # sentences that are looked at before the others
_NEAR: Final = 3  # characters between two sentences of one paragraph
_DENSE: Final = 0.4  # of a document in such sentences: then it is parsed as a whole at once


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases by a word of theirs: those of it alone, of it and one more, of it and several more."""

    alone: frozenset[str]
    pairs: Mapping[str, frozenset[str]]
    longer: Mapping[str, frozenset[frozenset[str]]]

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, ...]]) -> _Phrases:
        pairs: dict[str, set[str]] = defaultdict(set)
        longer: dict[str, set[frozenset[str]]] = defaultdict(set)
        alone = set[str]()
        for first, *rest in phrases:
            others = frozenset(rest) - {first}
            if not others:
                alone.add(first)
            elif len(others) == 1:
                pairs[first] |= others
            else:
                longer[first].add(others)
        return cls(frozenset(alone), {k: frozenset(v) for k, v in pairs.items()}, {k: frozenset(v) for k, v in longer.items()})

    @property
    def words(self) -> frozenset[str]:
        deeper = (word for found in self.longer.values() for others in found for word in others)
        return self.alone.union(self.pairs, *self.pairs.values(), self.longer, deeper)

    def among(self, words: Set[str]) -> bool:
        """Whether all words of one of the phrases are there, in any order."""
        return not self.alone.isdisjoint(words) or any(
            not self.pairs.get(word, _NONE).isdisjoint(words) or any(others <= words for others in self.longer.get(word, ()))
            for word in words
        )


_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Suspects:
    """The sentences of a document that may hold a claim, as blocks of their own.

    `dense` is whether it is no use to look at them by themselves: there are many, or they lean on one another (interviews,
    lists that go on from their lead-in).
    """

    sentences: tuple[Block, ...]
    dense: bool

    @property
    def clear(self) -> bool:
        """Whether nothing in the document can be a claim."""
        return not self.sentences

    def parts(self) -> Iterator[tuple[Block, ...]]:
        """The sentences in the order in which they are worth a look: the first ones tell most of what is news."""
        yield from filter(None, (self.sentences[:_FIRST], self.sentences[_FIRST:]))


class Sieve:
    """Built once from the words of the ontology and the irregular forms that the language model knows."""

    def __init__(self, lexicon: Lexicon, annotator: Annotator, nlp: Language) -> None:
        self._annotator = annotator
        self._irregular = _irregular(nlp)
        self._vocab = nlp.vocab
        triggers = [trigger.words for found in (*lexicon.nouns.values(), *lexicon.verbs.values()) for trigger in found]
        frames = [(*does.split("_"), *((_CLASSES[thing],) if thing in _CLASSES else thing.split("_"))) for does, thing in lexicon.frames]
        self._types = _Phrases.of((*triggers, *frames))
        attitudes = [entry.words for entries in lexicon.attitudes.values() for entry in entries]
        self._attitudes = _Phrases.of((*attitudes, *((word,) for word in lexicon.modal)))
        self._known = self._types.words | self._attitudes.words
        self._lemmas = lru_cache(maxsize=1 << 16)(self._forms_of)

    def suspects(self, document: Document, blocks: Collection[Block]) -> Suspects:
        """The sentences that hold the words of a type and name an actor, and those with an attitude that follow one which
        does ("He promised …") or name two actors (towards whom it is may be all that is said). If they are dense, not all.
        """
        spoken = [block for block in blocks if block.role in _LEANING or block.role not in SILENT]
        enough = _DENSE * sum(block.end - block.begin for block in spoken)
        leaning = any(block.lead is not None or block.role in _LEANING for block in blocks)
        kept: dict[Block, None] = {}
        before: Block | None = None
        for sentence in (found for block in spoken for found in _sentences(block, document.text)):
            text = document.text[sentence.begin : sentence.end]
            lemmas = {lemma for word in _WORD.findall(text.lower()) for lemma in self._lemmas(word)}
            typed, willing = self._types.among(lemmas | {_SOMEBODY}), self._attitudes.among(lemmas)
            names = self._names(sentence, document) if typed or willing and len(_CAPITAL.findall(text)) > 1 else 0
            if names > 1 and (typed or willing):
                kept[sentence] = None
            elif typed and willing and before and self._names(before, document) and (names or self._types.among(lemmas)):
                kept.pop(before, None)
                kept |= dict.fromkeys(_together(before, sentence))
            elif typed and names:
                kept[sentence] = None
            before = sentence
            if kept and (leaning or sum(found.end - found.begin for found in kept) > enough):
                return Suspects(tuple(kept), dense=True)
        return Suspects(tuple(kept), dense=False)

    def _names(self, sentence: Block, document: Document) -> int:
        return len(self._annotator.names(self._annotator.tokens(document, sentence.begin, sentence.end), document))

    def _forms_of(self, word: str) -> frozenset[str]:
        """All that a word may be a form of and that a phrase asks for: itself, its parts, their stems, a sum."""
        parts = {word, *_PART.findall(word)}
        sums = {_MONEY} if any(self._vocab[part].like_num or self._vocab[part].is_currency for part in parts) else set()
        return self._known & (self._stems(word) | sums)

    def _stems(self, word: str) -> set[str]:
        parts = {word, *_PART.findall(word)}
        return {lemma for part in parts for lemma in (part, *self._irregular.get(part, ()), *_regular(part))}


def _together(before: Block, sentence: Block) -> tuple[Block, ...]:
    """A sentence and the one before, as one stretch if they stand in one paragraph, so that a pronoun finds its name."""
    return (replace(sentence, begin=before.begin),) if sentence.begin - before.end < _NEAR else (before, sentence)


def _sentences(block: Block, text: str) -> Iterator[Block]:
    begin = block.begin
    for match in _SENTENCE.finditer(text, block.begin, block.end):
        yield replace(block, begin=begin, end=match.start())
        begin = match.end()
    yield replace(block, begin=begin)


def _regular(word: str) -> Iterable[str]:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            stem = word[: -len(ending)]
            yield from (stem + letters for letters in instead)
            if len(stem) > _LEAST and stem[-1] == stem[-2]:
                yield stem[:-1]  # "shipped"


def _irregular(nlp: Language) -> Mapping[str, tuple[str, ...]]:
    """Form -> lemmas, of the table of exceptions of a rule lemmatizer; empty for a pipeline that has none."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is None or not lookups.has_table("lemma_exc"):
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    for forms in lookups.get_table("lemma_exc").values():
        for form, lemmas in forms.items():
            found[form].update(lemmas)
    return {form: tuple(sorted(lemmas)) for form, lemmas in found.items()}
