"""Who says so: the subject of a verb of saying above a claim, beside it, or in the sentence before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kg.extract.grammar import SUBJECTS, agent, ancestors, is_passive, is_verb, subject
from kg.lexicon import Lexicon
from kg.parse import Token
from kg.refer import Cast, Ref, conjuncts

_BESIDES: Final = frozenset({"while", "whereas", "although", "though"})
QUOTES: Final = frozenset('"“”„«»')


def speaker_of(head: Token, passage: int, cast: Cast, lexicon: Lexicon) -> tuple[Ref, Token] | None:
    """The reference of the speaker and the verb of saying, if the sentence names both."""
    below = head
    for verb in ancestors(head):
        if below.dep_ == "relcl" or _apart(below):
            break
        below = verb
        if is_verb(verb) and says(verb, lexicon):
            found = _subject_ref(verb, passage, cast)
            if found is not None:
                return found, verb
    for verb in head.sent:
        if verb == head or not is_verb(verb) or not says(verb, lexicon):
            continue
        if _parenthetical(verb, head):
            found = _subject_ref(verb, passage, cast)
            if found is not None:
                return found, verb
    for token in head.sent:
        if token.lower_ == "according" and token.i + 2 < len(token.doc) and token.nbor(1).lower_ == "to":
            pobj = next((t for t in token.subtree if t.dep_ == "pobj"), None)
            ref = _ref(pobj, passage, cast) if pobj is not None else None
            if ref is not None:
                return ref, token
    return None


def says(verb: Token, lexicon: Lexicon) -> bool:
    """A verb of saying, also with its particle: "he went on"."""
    lemma = verb.lemma_.lower()
    return lemma in lexicon.report_verbs or any(
        f"{lemma} {c.lower_}" in lexicon.report_verbs for c in verb.children if c.dep_ in ("prt", "advmod")
    )


def _apart(clause: Token) -> bool:
    """A clause with its own subject after a comma ("…, and Turkey has refused …", "…, while Japan …") is the text's own voice."""
    if clause.dep_ == "advcl" and any(c.lower_ in _BESIDES for c in clause.children):
        return any(c.dep_ in SUBJECTS and c.pos_ != "PRON" for c in clause.children)
    if clause.dep_ != "conj" or not any(c.dep_ in SUBJECTS and c.pos_ != "PRON" for c in clause.children):
        return False
    left = clause.left_edge.i
    return (
        left > 1
        and any(t.text in (",", ";") for t in clause.doc[max(0, left - 3) : left])
        and not any(t.lower_ == "that" for t in clause.doc[max(0, left - 2) : left + 1])
    )


def _parenthetical(verb: Token, head: Token) -> bool:
    """ "…, she said, …": a verb of saying between commas or after a quotation, with no clause of its own."""
    if verb.dep_ in ("parataxis", "ccomp", "advcl", "dep", "conj") and head in list(ancestors(verb)):
        has_own = any(c.dep_ in ("ccomp", "xcomp", "dobj") for c in verb.children)
        return not has_own and _beside_comma(verb)
    return False


def _beside_comma(verb: Token) -> bool:
    left = min([verb.i, *(c.i for c in verb.children if c.dep_ in SUBJECTS)])
    before = verb.doc[verb.left_edge.i - 1].text if verb.left_edge.i else ""
    return before in {",", *QUOTES, "–", "—"} or left > 0 and verb.doc[left - 1].text in {",", *QUOTES, "–", "—"}


def _subject_ref(verb: Token, passage: int, cast: Cast) -> Ref | None:
    own = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if own is None and (beside := _before(verb, passage, cast)) is not None:
        return beside
    if is_passive(verb) and (told := agent(verb)) is not None:
        own = told  # "it was affirmed by the minister that …"
    who = own or subject(verb)
    ref = _ref(who, passage, cast) if who is not None else None
    if who is None or ref is None or ref.person:
        return ref
    others = [r for t in conjuncts(who) if (r := cast.who(passage, t)) is not None and r.person is None]  # "Mali and Niger said …"
    return replace(ref, actors=tuple(dict.fromkeys(k for r in (ref, *others) for k in r.actors)))


def _before(verb: Token, passage: int, cast: Cast) -> Ref | None:
    """ "…, its interior minister, Stelios Andreou, said": the parser hangs the person on whatever came before."""
    index = verb.i - 1
    while index > verb.sent.start and verb.doc[index].pos_ in ("AUX", "PUNCT", "ADV"):
        index -= 1
    ref = cast.who(passage, verb.doc[index])
    return ref if ref is not None and ref.person and verb.doc[index].dep_ in ("appos", "dobj", "pobj", "conj", "npadvmod") else None


def _ref(token: Token, passage: int, cast: Cast) -> Ref | None:
    ref = cast.who(passage, token)
    if ref is not None:
        return ref
    for child in token.subtree:
        if child.dep_ in ("appos", "compound", "flat") and (ref := cast.who(passage, child)) is not None and ref.person:
            return ref
    return None
