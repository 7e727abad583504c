"""Small questions about a parse that references need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.parse import Token
from kg.people import Places

_INVEST: Final = frozenset({"invest", "investment", "confidence", "trust", "interest"})
_IN: Final = frozenset("in at from near outside inside into around across through toward towards via over".split())
MODIFIERS: Final = frozenset({"amod", "compound", "poss", "nmod", "nn"})


def conjuncts(head: Token) -> Iterator[Token]:
    """A token and those coordinated with it, left to right."""
    waiting = [head]  # no recursion: a list can be longer than the stack is deep
    while waiting:
        token = waiting.pop()
        yield token
        waiting += [child for child in token.children if _joined(token, child)][::-1]


def _joined(head: Token, child: Token) -> bool:
    return (
        child.dep_ == "conj"
        or child.dep_ == "appos"
        and child.i > head.i
        and any(c.dep_ == "conj" for c in child.children)
        and head.tag_.startswith("NNP")
    )


def is_subject(token: Token) -> bool:
    head = token
    while head.dep_ in ("conj", "compound", "poss", "appos", "flat") and head.head != head:
        head = head.head
    return head.dep_ in ("nsubj", "nsubjpass", "csubj", "ROOT") and token.dep_ not in ("compound", "poss")


def modifies(token: Token) -> bool:
    if token.dep_ in ("amod", "compound", "nmod", "poss"):
        return True
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return token.pos_ == "ADJ" and following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ")


def is_place(token: Token, places: Places) -> bool:
    """Whether a name stands where a place stands: after "in" or "near", "flew to", "visited"; not "bought from"."""
    head = token
    while head.dep_ in ("conj", "compound", "nmod") and head.head != head:
        head = head.head
    if head.dep_ != "pobj":
        return head.dep_ == "dobj" and head.head.lemma_.lower() in places.visit
    preposition = head.head
    governor = preposition.head
    while governor.dep_ == "prep" and governor.head != governor:  # from Warsaw to Vilnius
        governor = governor.head
    lemma = governor.lemma_.lower()
    if preposition.lower_ in ("to", "for"):
        return lemma in places.motion and governor.pos_ == "VERB" and not any(c.dep_ == "dobj" for c in governor.children)
    if preposition.lower_ == "from" and lemma in places.exchange or preposition.lower_ == "in" and lemma in _INVEST:
        return False
    return preposition.lower_ in _IN


def in_quotes(token: Token) -> bool:
    opened = sum(t.text in ('"', "“", "”", "``", "''") for t in token.doc[: token.i])
    return opened % 2 == 1


def singular(token: Token) -> str:
    """The lemma; of a capitalised plural, which the lemmatizer leaves alone, what it would be ("Allies" -> "ally")."""
    lower = token.lemma_.lower()
    if token.tag_ == "NNPS" and lower.endswith("s"):
        return lower[:-3] + "y" if lower.endswith("ies") else lower[:-1]
    return lower
