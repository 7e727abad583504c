"""Names in articles that nobody in the gazetteer bears, by frequency: the list to work through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.annotate import Annotated, Annotator, Passage
from kg.errors import InputError
from kg.gazetteer import Gazetteer
from kg.model import Document
from kg.parse import Tokens
from kg.people import Offices
from kg.read import Limits, patience
from kg.refer import Cast, cast

#: Kinds of names that the model tells apart, and what they are called here.
_KINDS: Final = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "NORP": "group", "FAC": "place"}
_LEAST: Final = 2  # letters
_MOST: Final = 100_000  # names kept at a time
_SENTENCE: Final = 240


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name, how often it was met, and the first sentence that it was met in, with the id of its document."""

    name: str
    kind: str
    count: int
    sentence: str
    document: str

    def as_dict(self) -> dict[str, object]:
        return {"name": self.name, "kind": self.kind, "count": self.count, "sentence": self.sentence, "document": self.document}


def unknown_names(
    documents: Iterable[Document],
    annotator: Annotator,
    gazetteer: Gazetteer,
    offices: Offices,
    *,
    limits: Limits,
    on_error: Callable[[InputError], None],
) -> tuple[int, tuple[Unknown, ...]]:
    """How many documents were read, and their unknown names, the most frequent first; one article is held at a time.

    One beyond the limits is left out, and `on_error` hears of it.
    At most 100,000 names are kept: when there are more, those met only once are dropped.
    """
    count = 0
    found: dict[str, Unknown] = {}
    for document in documents:
        try:
            annotated = annotator.parse(document, annotator.blocks(document, limits))
            with patience(limits.max_seconds, document.where):
                names = [*_met(annotated, cast(annotated, gazetteer, offices))]
        except InputError as error:
            on_error(error)
            continue
        count += 1
        for met in names:
            known = found.get(met.name)
            found[met.name] = replace(known, count=known.count + 1) if known else met
        if len(found) > _MOST:
            found = {name: unknown for name, unknown in found.items() if unknown.count > 1}
    return count, tuple(sorted(found.values(), key=lambda unknown: (-unknown.count, unknown.name)))


def _met(annotated: Annotated, who: Cast) -> Iterator[Unknown]:
    for number, passage in enumerate(annotated.passages):
        taken: set[int] = set()
        for start, (end, key) in sorted((place[1], span) for place, span in who.spans.items() if place[0] == number):
            taken.update(range(start, end))
            person = who.roster.get(key)
            if person.entry is None:
                yield _unknown(annotated, passage.doc[start:end], person.name, "person")
        for span in passage.doc.ents:
            if span.label_ in _KINDS and _nobodys(passage, span) and taken.isdisjoint(range(span.start, span.end)):
                yield _unknown(annotated, span, _tidy(span), _KINDS[span.label_])


def _nobodys(passage: Passage, span: Tokens) -> bool:
    """Whether no known name is inside, and it looks like a name."""
    words = _tidy(span)
    return passage.names.keys().isdisjoint(range(span.start, span.end)) and words[:1].isupper() and sum(map(str.isalpha, words)) >= _LEAST


def _tidy(span: Tokens) -> str:
    """Without the article and the genitive."""
    words = " ".join(span.text.split())
    for genitive in ("'s", "’s", "'", "’"):
        words = words.removesuffix(genitive)
    return words[4:] if words[:4].lower() == "the " else words


def _unknown(annotated: Annotated, span: Tokens, name: str, kind: str) -> Unknown:
    sentence = " ".join(span.sent.text.split())
    short = sentence if len(sentence) <= _SENTENCE else sentence[: _SENTENCE - 1].rstrip() + "…"
    return Unknown(name, kind, 1, short, annotated.document.id)
