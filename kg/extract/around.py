"""The matter of an undertaking or a stance whose words name no type by themselves: what else its sentence tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.extract.content import Typed, triggers
from kg.extract.grammar import SUBJECTS, is_verb
from kg.lexicon import STRONG, Lexicon
from kg.parse import Token

_OWN: Final = frozenset({"NOUN", "VERB", "ADJ", "PROPN"})


def said_of(token: Token) -> Iterator[Token]:
    """The words that hang on a predicate, but for its subject and for what is coordinated with it."""
    for child in token.children:
        if child.dep_ in SUBJECTS and child.i < token.i or child.dep_ in ("conj", "parataxis", "aux", "auxpass", "punct", "cc", "neg"):
            continue
        if child.dep_ == "advcl" and child.i < token.i or child.dep_ == "ccomp" and child.i < token.i:
            continue
        yield from child.subtree


def inside(token: Token, chain: tuple[Token, ...], lexicon: Lexicon) -> Typed | None:
    """The strongest and nearest word of a type anywhere in what is said, however deep."""
    passed = {t.i for t in chain}
    found = [
        (t.weight - 0.1 * abs(word.i - token.i), t)
        for word in said_of(token)
        if word.i not in passed
        for t in triggers(word, lexicon)
        if t.weight >= STRONG
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def names_something(token: Token, chain: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether what is said has a noun or a verb of its own, neither an actor nor one that points back."""
    passed = {t.i for t in chain} | {token.i}
    return any(
        word.pos_ in ("NOUN", "VERB")
        and word.i not in passed
        and not word.ent_id_
        and word.lemma_.lower() not in lexicon.anaphors
        and (word.pos_ == "NOUN" or is_verb(word) and word.lemma_.lower() not in lexicon.report_verbs)
        for word in said_of(token)
    )
