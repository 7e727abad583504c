""" "No foreign bases, says Belgrade": a refusal without a verb of its own, by whoever says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.extract.content import Typed, types_of
from kg.extract.grammar import SUBJECTS, is_verb
from kg.lexicon import STRONG, Lexicon
from kg.parse import Token, Tokens

_NONE: Final = frozenset({"no"})


def denials(sentence: Tokens, lexicon: Lexicon) -> Iterator[tuple[Token, Typed]]:
    """Pairs (who says so, what there will be none of)."""
    if sentence[0].lower_ not in _NONE:
        return
    verb = sentence.root
    sayer = next((c for c in verb.children if c.dep_ in SUBJECTS and c.i > verb.i), None)
    if sayer is None or not is_verb(verb) or verb.lemma_.lower() not in lexicon.report_verbs:
        return
    for thing in verb.children:
        if thing.i < verb.i and thing.pos_ in ("NOUN", "PROPN") and thing.left_edge.i == sentence.start:
            if any(is_verb(t) and t.dep_ != "amod" for t in sentence.doc[sentence.start : verb.i]):
                return  # "No troops were sent, says …"
            for typed in types_of(thing, lexicon):
                if typed.weight >= STRONG - 1:
                    yield sayer, typed
