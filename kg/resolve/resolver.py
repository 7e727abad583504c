"""Names -> actors, with reasons: who is meant by a phrase, by itself or in the text that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kg.annotate import Annotated, Annotator
from kg.blocks import Block
from kg.gazetteer import Gazetteer
from kg.model import Document
from kg.people import Offices
from kg.refer import Cast, Ref, cast
from kg.resolve.reading import Reading

_BATCH: Final = 64
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
        return next(self.resolve_all([phrase]))

    def resolve_all(self, phrases: Iterable[Phrase]) -> Iterator[tuple[Resolved, ...]]:
        """The actors of each phrase, in order, holding one batch at a time."""
        stream = iter(phrases)
        while batch := list(islice(stream, _BATCH)):
            placed = [_placed(phrase) for phrase in batch]
            texts = [
                (Document("phrase", text, date=p.date), tuple(_paragraphs(text))) for p, (text, _, _) in zip(batch, placed, strict=True)
            ]
            for annotated, (_, begin, end) in zip(self._annotator.parse_all(texts), placed, strict=True):
                yield self._actors(annotated, begin, end)

    def _actors(self, annotated: Annotated, begin: int, end: int) -> tuple[Resolved, ...]:
        if begin == end:
            return ()
        who = cast(annotated, self._gazetteer, self._offices)
        for number, passage in enumerate(annotated.passages):
            span = passage.doc.between(begin - passage.begin, end - passage.begin)
            if passage.begin <= begin < passage.block.end and span is not None and len(span):
                refs = Reading(who, number, span, self._offices).refs()
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
