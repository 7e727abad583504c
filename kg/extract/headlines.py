"""Headlines defeat the parser ("coalition plans troops" is read as a noun): what it left is read word by word.

ACTOR VERB MATTERS, in a stretch between "as", ";" and the like, where no claim has been found by the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from kg.annotate import Passage
from kg.extract.condition import told_in
from kg.extract.content import forms
from kg.extract.roles import Roles
from kg.lexicon import Attitude, Lexicon
from kg.model import Claim, Condition, Reason, Span
from kg.parse import Token, Tokens
from kg.refer import singular, unnamed

_BREAKS: Final = frozenset({"as", "after", "while", ";", ":", "-", "before", "amid", "but", "|"})
_LEAST_WEIGHT: Final = 3.0


def claims(
    passage: Passage, sentence: Tokens, roles: Roles, lexicon: Lexicon, found: Iterable[Claim], groups: Collection[str]
) -> list[Claim]:
    """Claims of the stretches of a headline that overlap none found so far."""
    found = tuple(found)
    fresh: list[Claim] = []
    for stretch in _stretches(sentence):
        begin, end = passage.begin + stretch[0].idx, passage.begin + stretch[-1].idx + len(stretch[-1])
        inside = [claim for claim in found if any(s.begin < end and begin < s.end for s in claim.spans)]
        if inside:
            if (stance := _stance(stretch, roles, lexicon, groups, inside)) is not None:
                fresh.append(replace(_claim(passage, Span(begin, end), *stance[0]), to=stance[1]))
            continue
        for claim in _read(stretch, roles, lexicon, groups):
            entry, cue, by, *_ = claim
            to = _others(stretch, cue, by, roles) if entry.level != "agreed" else ()
            told = told_in(stretch, lexicon)
            condition = Condition(told[0], told[1].text) if told else None
            fresh.append(replace(_claim(passage, Span(begin, end), *claim), to=to, condition=condition))
    return fresh


def _stretches(sentence: Tokens) -> Iterator[list[Token]]:
    stretch: list[Token] = []
    for token in sentence:
        if token.lower_ in _BREAKS:
            if stretch:
                yield stretch
            stretch = []
        elif not token.is_space:
            stretch.append(token)
    if stretch:
        yield stretch


def _read(
    stretch: list[Token], roles: Roles, lexicon: Lexicon, groups: Collection[str]
) -> Iterator[tuple[Attitude, Token, tuple[str, ...], str, Token]]:
    for place, token in enumerate(stretch[1:6], 1):
        entry = _attitude(token, lexicon)
        if entry is None:
            continue
        by = _actors(stretch[:place], roles, groups)
        if not by:
            return
        seen: set[str] = set()
        for word in stretch[place + 1 :]:
            for type_ in _types(word, lexicon):
                if type_ not in seen:
                    seen.add(type_)
                    yield entry, token, by, type_, word
        return


def _stance(
    stretch: list[Token], roles: Roles, lexicon: Lexicon, groups: Collection[str], inside: list[Claim]
) -> tuple[tuple[Attitude, Token, tuple[str, ...], str, Token], tuple[str, ...]] | None:
    """ "Ottawa lauds Riga's plan": a stance on the undertaking of somebody else, where only that was found."""
    for place, token in enumerate(stretch[1:4], 1):
        entry = _attitude(token, lexicon)
        if entry is None or entry.kind != "position" or entry.level not in ("supports", "opposes"):
            continue
        by = _actors(stretch[:place], roles, groups)
        others = [c for c in inside if c.kind == "commitment" and not set(c.by) & set(by)]
        if not by or len(others) < len(inside):
            return None
        return (entry, token, by, others[0].type, token), others[0].by
    return None


def _attitude(token: Token, lexicon: Lexicon) -> Attitude | None:
    if token.i == token.sent.start or not token.is_alpha:
        return None
    lower = token.lower_
    stems = (lower, lower[:-1], lower[:-2], lower[:-3] + "y") if lower.endswith("s") else (lower,)
    for stem in stems:
        for entry in lexicon.attitudes.get(("verb", stem), ()):
            if len(entry.words) == 1 and not entry.needs_infinitive:
                return entry
    return None


def _actors(before: list[Token], roles: Roles, groups: Collection[str]) -> tuple[str, ...]:
    last = before[-1] if before else None
    if last is not None and last.tag_ in ("NNS", "NNPS") and singular(last) in groups and len(before) > 1:
        ref = roles.ref(last)  # "Ukraine allies unveil …": not Ukraine
        return ref.actors if ref is not None else (unnamed(" ".join(t.text for t in before)),)
    keys = [k for token in before if (ref := roles.ref(token)) is not None and not ref.place for k in ref.actors]
    if not keys and before and before[-1].lemma_.lower() in groups:
        return (unnamed(" ".join(t.text for t in before)),)
    return tuple(dict.fromkeys(keys))


def _others(stretch: list[Token], cue: Token, by: tuple[str, ...], roles: Roles) -> tuple[str, ...]:
    """Whom the words after the cue name: "Georgia balks at Russia sanctions"."""
    refs = [ref for token in stretch if token.i > cue.i and (ref := roles.ref(token)) is not None and not ref.place]
    return tuple(dict.fromkeys(k for ref in refs for k in ref.actors if k not in by))


def _types(word: Token, lexicon: Lexicon) -> Iterator[str]:
    for form in forms(word):
        for trigger in lexicon.nouns.get(form, ()):
            if trigger.weight >= _LEAST_WEIGHT and (len(trigger.words) == 1 or word.i and word.nbor(-1).lower_ == trigger.words[-2]):
                yield trigger.type
                return


def _claim(passage: Passage, span: Span, entry: Attitude, cue: Token, by: tuple[str, ...], type_: str, word: Token) -> Claim:
    at = Span(passage.begin + cue.idx, passage.begin + cue.idx + len(cue))
    trigger = Span(passage.begin + word.idx, passage.begin + word.idx + len(word))
    return Claim(
        kind=entry.kind,
        type=type_,
        level=entry.level,
        by=by,
        to=(),
        spans=(span,),
        rule="headline by words",
        confidence=0.45,
        reasons=(Reason("trigger", word.text, trigger, type_), Reason("attitude", cue.text, at, f"{cue.lower_}: {entry.level}")),
        levels=(entry.level,),
        speakers=((),),
    )


def like_headline(passage: Passage) -> bool:
    """A headline, or a line of a digest: a bullet that stands alone and ends without a stop ("Burundi shuts border")."""
    if passage.role in ("headline", "subhead"):
        return True
    return passage.role == "bullet" and passage.block.lead is None and passage.doc[-1].text not in (".", "!", ";", ",")
