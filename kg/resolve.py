"""Names -> actors, with reasons: who is meant by a phrase, by itself or in the text that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Span, Token

from kg.annotate import Annotator
from kg.blocks import Block
from kg.gazetteer import Gazetteer, Name
from kg.model import Document
from kg.people import Offices
from kg.refer import Cast, Ref, cast, conjuncts
from kg.refer.trees import MODIFIERS

#: Prepositions after which a name tells whom the noun before them belongs to, and how surely.
_BELONGS: Final = {"of": 0.7, "from": 0.65, "for": 0.6}
_WITHIN: Final = {"in": 0.45, "at": 0.4}
_LISTING: Final = frozenset({",", "and", "&", "the", "both", "as", "well", "or"})
_ADJECTIVE: Final = 0.75
_SPACE: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is asked: words, and if known the text around them, its day, and which of several occurrences is meant."""

    text: str
    context: str = ""
    date: str | None = None
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Resolved:
    """One actor that a phrase stands for. `represents` is for whom a person speaks, and otherwise the actor itself."""

    key: str
    label: str
    cls: str
    represents: str | None
    score: float
    reason: str

    def as_dict(self) -> dict[str, object]:
        return {
            "key": self.key,
            "label": self.label,
            "class": self.cls,
            "represents": self.represents,
            "score": self.score,
            "reason": self.reason,
        }


class Resolver:
    """Answers phrases; stateless between them."""

    def __init__(self, annotator: Annotator, gazetteer: Gazetteer, offices: Offices) -> None:
        self._annotator, self._gazetteer, self._offices = annotator, gazetteer, offices

    def resolve(self, phrase: Phrase) -> tuple[Resolved, ...]:
        """The actors of a phrase, in the order of its words: nobody rather than a guess."""
        text, begin, end = _placed(phrase)
        if begin == end:
            return ()
        annotated = self._annotator.parse(Document("phrase", text, date=phrase.date), tuple(_paragraphs(text)))
        who = cast(annotated, self._gazetteer, self._offices)
        for number, passage in enumerate(annotated.passages):
            span = passage.doc.char_span(begin - passage.begin, end - passage.begin, alignment_mode="expand")
            if passage.begin <= begin < passage.block.end and span is not None and len(span):
                refs = _Reading(who, number, span, self._offices).refs()
                return tuple(_distinct(answer for ref in refs for answer in _answers(who, ref)))
        return ()


def _placed(phrase: Phrase) -> tuple[str, int, int]:
    """The text to parse, and where the words are in it: after the context if they are not in it."""
    words, context = phrase.text.strip(), phrase.context.rstrip()
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    for flags in (0, re.IGNORECASE):
        hits = list(re.finditer(pattern, context, flags)) if words and context else []
        if hits:
            hit = hits[min(phrase.occurrence, len(hits)) - 1]
            return context, hit.start(), hit.end()
    before = f"{context}\n\n" if context else ""
    return before + words, len(before), len(before) + len(words)


def _paragraphs(text: str) -> Iterator[Block]:
    begin = 0
    for gap in (*_SPACE.finditer(text), None):
        end = gap.start() if gap else len(text)
        inside = text[begin:end]
        if inside.strip():
            start = begin + len(inside) - len(inside.lstrip())
            yield Block(start, start + len(inside.strip()), "paragraph")
        begin = gap.end() if gap else end


class _Reading:
    """The references of one span: its head's own, or else those of the words that say whose it is."""

    def __init__(self, who: Cast, number: int, span: Span, offices: Offices) -> None:
        self._who, self._number, self._span, self._offices = who, number, span, offices
        self._root = self._head()
        self._alone = not any(t.is_alpha for t in span.doc if not span.start <= t.i < span.end)

    def refs(self) -> list[Ref]:
        heads = self._list() or list(self._together(self._root)) or [self._root]
        found = [ref for head in heads for ref in self._of(head)]
        if not found and (person := self._person()) is not None:
            found = [person]
        return found

    def _head(self) -> Token:
        """The word that the others hang on; of several, one that refers to somebody, else the last noun."""
        tops = [t for t in self._span if not self._inside(t.head) or t.head == t]
        told = [t for t in tops if self._who.who(self._number, t) is not None]
        nouns = [t for t in tops if t.pos_ in ("NOUN", "PROPN", "PRON")]
        return (told or nouns or tops)[-1]

    def _list(self) -> list[Token]:
        """The names of a phrase that is nothing but names, commas and "and"."""
        names = self._names()
        found = [t for t in self._span if t.i in names]
        rest = [t for t in self._span if t.i not in names]
        listed = len(found) > 1 and all(t.lower_ in _LISTING or t.is_punct for t in rest)
        return found if listed else []

    def _of(self, head: Token) -> list[Ref]:
        """What one head stands for."""
        ref = self._who.who(self._number, head)
        if ref is not None and ref.place and not self._alone:
            return []
        if ref is not None and (ref.kind != "modifier" or len(self._span) == 1 or head.i in self._names()):
            if ref.person is None or ref.actors:
                return [ref]
            owners = [key for owner in self._owners(head, but=ref.person) for key in owner.actors]
            return [replace(ref, actors=tuple(owners[:1]))]
        return self._owners(head)

    def _owners(self, head: Token, but: str | None = None) -> list[Ref]:
        """Whose somebody or something is, as far as the words beside it tell: not those of the name itself."""
        found = []
        for child in head.children:
            ref = self._who.who(self._number, child)
            if not self._inside(child) or but is not None and ref is not None and ref.person == but:
                continue
            if child.dep_ in MODIFIERS or child.i in self._names() and child.i < head.i:
                found += self._belonging(child, _ADJECTIVE)
            elif child.dep_ == "prep" and (score := self._weight(head, child)):
                for name in child.children:
                    found += self._belonging(name, score)
        return found

    def _weight(self, head: Token, preposition: Token) -> float:
        if score := _BELONGS.get(preposition.lower_):
            return score
        people = head.lemma_.lower() in self._offices.people
        return _WITHIN.get(preposition.lower_, 0.0) if people else 0.0

    def _belonging(self, token: Token, score: float) -> list[Ref]:
        found = []
        for each in self._together(token):
            ref = self._who.who(self._number, each)
            if ref is not None and ref.actors:
                found.append(Ref(ref.actors, f"{each.text}: {ref.reason}", min(score, ref.score), kind="belongs"))
            elif each.i in self._names() and (key := self._names()[each.i][0].key):
                found.append(Ref((key,), f"named in the phrase: {each.text}", score, kind="belongs"))
        return found

    def _person(self) -> Ref | None:
        """A person named in the phrase, where the parse has another word as its head."""
        return next((r for t in self._span if (r := self._who.who(self._number, t)) is not None and r.person and t.dep_ != "poss"), None)

    def _together(self, token: Token) -> Iterator[Token]:
        return (t for t in conjuncts(token) if self._inside(t))

    def _inside(self, token: Token) -> bool:
        return self._span.start <= token.i < self._span.end

    def _names(self) -> Mapping[int, tuple[Name, ...]]:
        return self._who.annotated.passages[self._number].names


def _answers(who: Cast, ref: Ref) -> Iterator[Resolved]:
    score = round(ref.score, 2)
    if ref.person is not None:
        person = who.roster.get(ref.person)
        key = person.entry or person.key
        yield Resolved(key, person.name, "Person", next(iter(ref.actors), None), score, ref.reason)
        return
    if ref.holder is not None:
        yield Resolved(ref.holder, who.gazetteer.entries[ref.holder].label, "Person", next(iter(ref.actors), None), score, ref.reason)
        return
    for key in ref.actors:
        actor = who.actor(key)
        yield Resolved(key, actor.label, actor.cls, key, score, ref.reason)


def _distinct(answers: Iterable[Resolved]) -> Iterator[Resolved]:
    seen: set[str] = set()
    for answer in answers:
        if answer.key not in seen:
            seen.add(answer.key)
            yield answer
