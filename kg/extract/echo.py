"""Clauses that say nothing of their own: "so did Cambodia", "Spain will too", "Budapest would not", "as has Oman".

They take their matter from what was said just before: the same, or its denial, of somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.extract.grammar import SUBJECTS, left_of, negation
from kg.lexicon import Lexicon
from kg.model import Claim, Kind
from kg.parse import Token

_ADDED: Final = frozenset({"dobj", "attr", "acomp", "xcomp", "ccomp", "oprd", "nsubjpass", "pcomp", "agent"})
_SAME: Final = frozenset({"so", "likewise", "same", "too", "similarly", "neither", "nor", "also"})
_BARE: Final = frozenset({"do", "have", "be", "will", "would", "can"})
_SAYING: Final = frozenset({"say", "promise", "pledge"})  # "Kuwait said the same"
_STANCES: Final = frozenset({"supports", "opposes"})


@dataclass(frozen=True, slots=True)
class Echo:
    """What a clause without words of its own says."""

    kind: Kind
    level: str


def extent(verb: Token, who: Token) -> tuple[Token, Token]:
    """First and last token of the clause, with "so" and "likewise"."""
    parts = [verb, verb.doc[left_of(who)], who, *(c for c in verb.children if c.lower_ in _SAME | {"as"} or c.dep_ in ("aux", "neg"))]
    return min(parts, key=lambda t: t.i), max(parts, key=lambda t: t.i)


def echoes(verb: Token) -> Token | None:
    """The subject of a clause that has an auxiliary and nothing else, or takes up what was said with "so" or "likewise"."""
    if verb.dep_ not in ("ROOT", "conj", "advcl", "ccomp", "parataxis") or verb.lemma_.lower() not in _BARE | _SAYING:
        return None
    who = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if who is None or who.lower_ in ("it", "that", "this", "which", "who", "there", "what") or who.tag_ in ("EX", "WP", "WDT"):
        return None
    beside = {c.lower_ for c in verb.children}
    added = [c for c in verb.children if c.dep_ in _ADDED]
    if any(c.lower_ not in _SAME for c in added):
        return None
    if verb.lemma_.lower() in _SAYING and not any(c.dep_ == "dobj" and c.lower_ == "same" for c in added):
        return None
    if verb.lemma_.lower() in ("do", "have") and verb.tag_ in ("VBN", "VBG", "VB") and not beside & _SAME:
        return None
    if verb.lemma_.lower() == "be" or verb.lemma_.lower() == "have" and not beside & _SAME and verb.tag_ not in ("VBZ", "VBP"):
        return None
    return who


def echo(verb: Token, by: tuple[str, ...], said: Claim, lexicon: Lexicon) -> Echo | None:
    """What the clause says, given what it takes up; None where that cannot be told."""
    denied = negation(verb, lexicon) is not None
    agreeing = bool({c.lower_ for c in verb.children} & {"neither", "nor"})  # "and neither will Romania": like the one before
    addressed = said.kind == "position" and said.level == "demands" and bool(set(by) & set(said.to))
    if addressed:
        if verb.tag_ != "MD":
            return None
        return Echo("commitment", "refused" if denied else "pledged")
    if set(by) & set(said.by):
        return None
    if said.kind == "position":
        if said.level not in _STANCES:
            return None
        turned = {"supports": "opposes", "opposes": "supports"}[said.level] if denied and not agreeing else said.level
        return Echo("position", turned)
    if denied and not agreeing:
        return Echo("commitment", "refused") if verb.tag_ == "MD" and said.level != "refused" else None
    if said.level is None:
        return None
    return Echo("commitment", "pledged" if verb.tag_ == "MD" and said.level == "fulfilled" else said.level)
