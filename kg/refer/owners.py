"""Whose a noun is: "Russian", "Poland's", "his", "of Kenya", "of Egypt, Jordan and Saudi Arabia"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.annotate import Passage
from kg.parse import Token
from kg.refer.scene import Scene, named
from kg.refer.trees import MODIFIERS, conjuncts

#: Nouns for somebody else's like: an adjective tells whose, the possessor is the other one ("his Greek counterpart").
_MUTUAL: Final = frozenset({"counterpart", "colleague", "neighbour", "neighbor", "rival", "peer"})


def owners(scene: Scene, passage: Passage, token: Token) -> tuple[str, ...]:
    """Actors named beside a noun, in the order of the words."""
    found: list[str] = []
    adjectives: list[str] = []
    offices = scene.cast.offices
    for child in token.children:
        if offices.opposed(child):  # "non-Iranian ships"
            continue
        if child.dep_ in MODIFIERS or child.i in passage.names and child.i < token.i:
            keys = _flat(scene, child)
            found += keys
            adjectives += keys if child.dep_ != "poss" else []
        elif child.dep_ == "prep" and (child.lower_ == "of" or child.lower_ == "in" and token.lemma_.lower() in offices.seated):
            for name in _named_after(child, passage):
                ref = named(scene, passage, name)
                found += ref.actors if ref is not None and (ref.kind != "place" or child.lower_ == "in") else ()
    if adjectives and token.lemma_.lower() in _MUTUAL:
        found = adjectives
    beside = token.i > 0 and token.i - 1 in passage.names and not offices.opposed(token.nbor(-1))
    if not found and beside and passage.names[token.i - 1][0].kind != "person":
        found += _listed_up_to(token.i - 1, passage)
    return tuple(dict.fromkeys(found))


def _listed_up_to(index: int, passage: Passage) -> list[str]:
    """The names that end at a token, joined by "and" and commas, left to right."""
    keys = [passage.names[index][0].key]
    while index > 1 and passage.doc[index - 1].lower_ in ("and", ",") and index - 2 in passage.names:
        index -= 2
        keys.insert(0, passage.names[index][0].key)
    return keys


def _named_after(preposition: Token, passage: Passage) -> Iterator[Token]:
    """Names after "of", through "of Foreign Affairs of Kazakhstan"."""
    for noun in preposition.children:
        for each in conjuncts(noun):
            if each.i in passage.names:
                yield each
        if noun.i not in passage.names and noun.tag_ in ("NNP", "NNPS"):
            for below in noun.children:
                if below.dep_ == "prep" and below.lower_ == "of":
                    yield from _named_after(below, passage)


def _flat(scene: Scene, token: Token) -> list[str]:
    """The actors of a token and of those below it, each before its own; without recursion, as chains may be long."""
    found: list[str] = []
    waiting = [token]
    while waiting:
        each = waiting.pop()
        ref = scene.ref(each)
        found += ref.actors if ref is not None and ref.kind != "place" else ()
        waiting += [child for child in each.children if child.dep_ in ("conj", "compound", "amod", "poss")][::-1]
    return found
