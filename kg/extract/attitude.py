"""Attitudes: the words that make of an action a pledge, a plan, a refusal, a demand; and how they stack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.extract.content import forms, frame_types
from kg.extract.grammar import SUBJECTS, direct_objects, is_passive, is_verb
from kg.lexicon import Attitude, Lexicon
from kg.model import STATUSES, Kind
from kg.parse import Token

_WINDOW: Final = 7
_SELVES: Final = frozenset({"itself", "themselves", "himself", "herself"})  # "offered itself as a venue for talks"
QUOTED: Final = frozenset({'"', "“", "‘", "'", "``"})
_LADDER: Final = STATUSES[:5]


@dataclass(frozen=True, slots=True)
class Level:
    """What a predicate says of an action so far, inside out. `level` None: nothing but the action itself."""

    kind: Kind
    level: str | None
    soft: bool = False


def attitude_at(token: Token, lexicon: Lexicon) -> Attitude | None:
    """The entry that a token opens, the longest first; None if it is absorbed by an action ("lift sanctions")."""
    pos = _pos(token)
    if pos is None:
        return None
    if (
        pos == "verb"
        and token.tag_ == "VBN"
        and ("adj", token.lower_) in lexicon.attitudes
        and any(c.dep_ == "auxpass" for c in token.children)
        and not any(c.dep_ in ("prt", "agent") for c in token.children)
    ):
        pos = "adj"  # "is bound to", "are committed to": a state of the subject
    if pos == "verb" and token.lemma_.lower() in lexicon.judging and (level := judgement(token, lexicon)) is not None:
        return Attitude((token.lemma_.lower(),), "verb", "position", level, calls=True)
    near: frozenset[str] | None = None
    for lemma in forms(token):
        for entry in lexicon.attitudes.get((pos, lemma), ()):
            if len(entry.words) > 1:
                near = _near(token) if near is None else near
                if not near.issuperset(entry.words[1:]):
                    continue
            if entry.level == "planned" and token.dep_ == "acl" and token.tag_ == "VBN":
                continue  # "microphones meant to monitor tests"
            if (entry.judges and not _is_predicate(token)) or (entry.progressive and token.tag_ != "VBG"):
                continue
            if entry.level == "demands" and token.lemma_ == "order" and frame_types(token, lexicon):
                if not any(c.dep_ in ("xcomp", "ccomp") for c in token.children):
                    return None  # "order 20 fighters": a purchase
            if len(entry.words) == 1 or _rest(token, entry.words[1:]):
                ending = entry.level == "withdrawn" and pos == "verb" and len(entry.words) <= 2
                return None if ending and _is_deed(token, lexicon) else entry
    return None


def judgement(verb: Token, lexicon: Lexicon) -> str | None:
    """The stance in what a verb calls its object: "considers the idea reckless", "denounced it as a trap"."""
    for said in _called(verb):
        for word in (said, *(c for c in said.children if c.dep_ in ("amod", "compound", "conj"))):
            if level := lexicon.judgements.get(word.lemma_.lower()) or lexicon.judgements.get(word.lower_):
                return level
    return None


def _called(verb: Token) -> Iterator[Token]:
    """The words that say what something is called."""
    for child in verb.children:
        if child.i <= verb.i:
            continue
        if child.dep_ == "oprd" or child.dep_ == "ccomp" and child.pos_ in ("ADJ", "NOUN"):
            yield child
        elif child.dep_ == "ccomp" and child.lemma_ == "be":
            yield from (c for c in child.children if c.dep_ in ("attr", "acomp"))
        elif child.dep_ == "dobj" and child.nbor(-1).text in QUOTED:  # the scheme "robbery", which the parser takes for one phrase
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("as", "to"):
            yield from (c for c in child.children if c.dep_ in ("pobj", "amod", "pcomp"))
        elif child.dep_ == "dobj":
            for prep in child.subtree:
                if prep.dep_ == "prep" and prep.lower_ == "as":
                    yield from (c for c in prep.children if c.dep_ in ("pobj", "amod"))


def _is_predicate(token: Token) -> bool:
    return token.dep_ in ("acomp", "attr", "oprd") and token.head.lemma_ in ("be", "remain", "constitute", "stay")


def _is_deed(ending: Token, lexicon: Lexicon) -> bool:
    """Whether to end a thing is an undertaking by itself: "lift sanctions", "halt attacks", "cut tariffs"."""
    if lexicon.traits["absorbing"] & set(frame_types(ending, lexicon)):
        return True
    return any(form in lexicon.barriers for thing in direct_objects(ending) for form in forms(thing))


def _pos(token: Token) -> str | None:
    if token.pos_ == "VERB" and not is_verb(token):
        return "noun"
    if token.pos_ == "VERB" or token.pos_ == "AUX" and token.dep_ in ("ROOT", "ccomp", "xcomp", "relcl", "advcl", "conj"):
        if token.tag_ == "VBN" and token.dep_ in ("acomp", "oprd", "attr"):
            return "adj"
        return None if token.dep_ in ("aux", "auxpass", "amod") else "verb"
    if token.pos_ == "NOUN" and token.dep_ != "compound":
        return "verb" if is_verb(token) else "noun"
    if token.dep_ == "oprd" and token.head.lemma_ in ("keep", "leave", "hold", "throw"):
        return None  # "keeps its border open"
    if token.pos_ in ("ADJ", "ADV", "ADP") and token.dep_ in (
        "acomp",
        "attr",
        "oprd",
        "ROOT",
        "advcl",
        "conj",
        "ccomp",
        "relcl",
        "amod",
        "prep",
        "advmod",
    ):
        if token.dep_ == "amod" or token.dep_ == "conj" and token.head.dep_ == "amod":
            return None
        if token.dep_ in ("prep", "advmod") and not (is_verb(token.head) and token.head.lemma_ == "be"):
            return None
        return "adj"
    return None


def _near(token: Token) -> frozenset[str]:
    """The words among which `_rest` looks."""
    window = token.doc[token.i + 1 : min(token.sent.end, token.i + 1 + _WINDOW)]
    return frozenset(word for t in window for word in (t.lemma_.lower(), t.lower_))


def _rest(token: Token, rest: tuple[str, ...]) -> bool:
    """Whether the other words of a phrase follow in order, near by, in the same sentence (before it if negative)."""
    doc, index = token.doc, token.i + 1
    end = min(token.sent.end, token.i + 1 + _WINDOW)
    for word in rest:
        while index < end and word not in (doc[index].lemma_.lower(), doc[index].lower_):
            if doc[index].text in (";", ":") or is_verb(doc[index]) and doc[index].dep_ in ("conj", "ccomp", "relcl"):
                return False
            index += 1
        if index >= end:
            return False
        if word == "no" and doc[index].tag_ == "DT":
            return False  # "said no ship had passed" is not "said no"
        if doc[index].pos_ == "ADP" and doc[index].head.i not in (token.i, doc[index - 1].i, doc[index - 1].head.i):
            return False
        index += 1
    return True


def to_infinitive(clause: Token) -> bool:
    """An adverbial infinitive, often a complement that the parser hung too high."""
    return clause.dep_ == "advcl" and clause.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in clause.children)


def _gerund_behind(clause: Token, head: Token, matched: set[int]) -> bool:
    """ "Ruled out sending": a gerund right behind the phrase is what it is about, though the parser takes it for a manner."""
    return clause.dep_ == "advcl" and clause.tag_ == "VBG" and clause.i - 1 == max(matched) and head.i in matched


def phrase_tokens(token: Token, entry: Attitude) -> list[Token]:
    """The tokens that an entry matched."""
    found, index = [token], token.i + 1
    for word in entry.words[1:]:
        while index < len(token.doc) and word not in (token.doc[index].lemma_.lower(), token.doc[index].lower_):
            index += 1
        if index < len(token.doc):
            found.append(token.doc[index])
            index += 1
    return found


def contents(token: Token, entry: Attitude) -> Iterator[Token]:
    """What an attitude is about: complement clauses, objects, and what its prepositions lead to."""
    if entry.judges:
        yield from (
            c for c in token.head.children if c.dep_ in ("nsubj", "csubj", "nsubjpass") or c.dep_ in ("ccomp", "xcomp") and c.i > token.i
        )
        return
    if entry.calls:
        for child in token.children:
            if child.dep_ in ("ccomp", "oprd"):
                yield from (c for c in child.children if c.dep_ in ("nsubj", "nmod"))
            elif child.dep_ in ("dobj", "nsubjpass"):
                quoted = child.nbor(-1).text in QUOTED if child.i else False
                yield from (c for c in child.children if c.dep_ in ("nmod", "compound")) if quoted else (child,)
        return
    matched = {t.i for t in phrase_tokens(token, entry)}
    heads = [token] + [t for t in phrase_tokens(token, entry)[1:] if t.pos_ in ("NOUN", "ADJ", "ADP", "ADV", "PART")]
    if token.pos_ in ("ADJ", "ADP", "ADV") and is_verb(token.head) and token.dep_ in ("acomp", "attr", "prep", "oprd", "advmod"):
        heads += [c for c in token.head.children if c.dep_ in ("xcomp", "ccomp", "advcl") and c.i > token.i and c.i not in matched][:0]
        yield from (c for c in token.head.children if c.i > token.i and (c.dep_ in ("xcomp", "ccomp") or to_infinitive(c)))
    if entry.level == "demands" and token.pos_ == "NOUN" and token.dep_ == "dobj" and is_verb(token.head):
        yield from (c for c in token.head.children if c.i > token.i and to_infinitive(c))  # "repeated its call on Poland to send"
    for head in heads:
        for child in head.children:
            if child.i in matched:
                continue
            if child.dep_ in ("xcomp", "ccomp", "dobj", "oprd", "pcomp", "pobj", "attr", "dative") and child.i > token.i - 12:
                if child.dep_ == "ccomp" and entry.level == "demands" and any(c.lower_ in ("whether", "if") for c in child.children):
                    continue  # "asked whether": a question
                if child.dep_ == "dative" and any(c.dep_ == "dobj" for c in head.children):
                    continue  # who is given something
                if child.dep_ == "dative" and child.pos_ == "ADP":
                    yield from (c for c in child.children if c.dep_ == "pobj")
                else:
                    yield child
            elif child.dep_ == "acl" and head.pos_ == "NOUN" or to_infinitive(child) or _gerund_behind(child, head, matched):
                yield child
            elif (
                child.dep_ in ("prep", "agent")
                and child.lower_
                not in (
                    "by",
                    "in",
                    "after",
                    "during",
                    "before",
                    "since",
                    "at",
                    "from",
                    "despite",
                    "under",
                    "unlike",
                    "until",
                    "within",
                    "following",
                    "including",
                    "as",
                )
                or (child.lower_ == "as" and any(c.lower_ in _SELVES for c in head.children))
            ):
                yield from (c for c in child.children if c.dep_ in ("pobj", "pcomp"))
            elif child.dep_ in ("compound", "amod") and head.pos_ == "NOUN" and head == token and child.pos_ in ("NOUN",):
                yield child
    if is_verb(token) and is_passive(token):
        yield from (c for c in token.children if c.dep_ == "nsubjpass")
        if token.dep_ == "acl":
            yield token.head
    if (
        token.dep_ == "relcl"
        and is_verb(token)
        and any(c.lower_ in ("which", "that", "whom") and c.dep_ in ("dobj", "pobj", "nsubjpass") for c in token.subtree)
    ):
        yield token.head
    elif (
        token.dep_ == "relcl"
        and is_verb(token)
        and not any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in token.children)
        and any(c.dep_ in SUBJECTS and c.lower_ not in ("who", "which", "that") for c in token.children)
    ):
        yield token.head  # "the soldiers it promised"


def fold(outer: Attitude, negated: bool, inner: Level) -> Level | None:
    """One attitude around what stands inside it. None: together they say nothing."""
    if outer.kind == "position":
        level: str | None = outer.level
        if negated:
            level = {"supports": "opposes", "opposes": None, "demands": None, "threatens": None}[outer.level]
        return Level("position", level) if level else None
    if inner.kind == "position":
        if outer.level in ("pledged", "agreed", "planned", "fulfilled", "considered"):
            return inner if not negated else None
        return Level("position", "opposes") if inner.level == "supports" and outer.level == "refused" else inner
    if negated:
        if outer.level == "refused":
            return Level("commitment", "considered")
        if outer.level in ("withdrawn", "agreed"):
            return None
        return Level("commitment", "refused")
    if outer.soft:
        return replace(inner, level=inner.level or outer.level, soft=inner.level is None)
    if inner.level is None:
        return Level("commitment", outer.level)
    if outer.level == inner.level == "refused":
        return Level("commitment", "considered")  # "refused to rule out"
    if inner.level in ("withdrawn", "refused"):
        keep = outer.level in ("considered", "refused") and inner.level == "withdrawn"
        return Level("commitment", outer.level if keep else inner.level)
    if outer.level in _LADDER and inner.level in _LADDER:
        if outer.level == "agreed" and inner.level in ("pledged", "planned", "fulfilled"):
            return Level("commitment", "agreed")
        if outer.level == "pledged" and inner.level == "fulfilled":
            return Level("commitment", "pledged")
        return Level("commitment", _LADDER[max(_LADDER.index(outer.level), _LADDER.index(inner.level))])
    return Level("commitment", outer.level)
