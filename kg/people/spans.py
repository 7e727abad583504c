"""Stretches of tokens that are names of persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kg.annotate import Passage
from kg.people.offices import OfficePhrase, Offices

_PARTICLES: Final = frozenset("al el bin ibn ben abu de da di del della van von der den du la le dos al- abdel abd ter".split())


def person_spans(passage: Passage, phrases: Iterable[OfficePhrase], offices: Offices) -> list[tuple[int, int]]:
    """Token spans that are names of persons: known ones, the model's, and capitals right after an office."""
    doc = passage.doc
    spans: dict[int, int] = {}
    for index, readings in passage.names.items():
        if readings[0].kind == "person":
            spans[index] = index + 1
    for ent in doc.ents:
        if ent.label_ == "PERSON" and not (ent.text.isupper() and doc.text.isupper()):  # of shouted names the model knows nothing
            start, end = _trim(passage, ent.start, ent.end, offices)
            if start < end:
                spans[start] = max(end, spans.get(start, 0))
    for phrase in phrases:
        start, end = _capitals(passage, phrase.end, offices)
        if end > start:
            spans[start] = max(end, spans.get(start, 0))
    return _disjoint(sorted(spans.items()))


def _trim(passage: Passage, start: int, end: int, offices: Offices) -> tuple[int, int]:
    """Without titles, offices and names of states at either end; "Chad Brown" keeps a given name that is a state's too."""
    doc = passage.doc
    if _given(passage, start, end, offices):
        return start, end
    while start < end and (doc[start].text in offices.titles or not doc[start].text[:1].isupper() or _is_actor(passage, start)):
        if doc[start].lower_ in _PARTICLES and start + 1 < end:
            break
        start += 1
    while end > start and (doc[end - 1].lower_ in ("'s", "’s", "’", "'") or doc[end - 1].is_punct or _is_actor(passage, end - 1)):
        end -= 1
    if any(_is_actor(passage, index) for index in range(start, end)):
        return start, start
    if offices.at([t.lower_ for t in doc[start:end]], 0) and end - start == 1:
        return start, start
    return start, end


def _given(passage: Passage, start: int, end: int, offices: Offices) -> bool:
    doc = passage.doc
    rest = doc[start + 1 : end]
    return (
        doc[start].text in offices.given
        and start in passage.names
        and len(rest) > 0
        and all(t.text.istitle() and t.pos_ == "PROPN" and t.i not in passage.names and t.text not in offices.titles for t in rest)
        and not any(offices.at([t.lower_], 0) for t in rest)
    )


def _is_actor(passage: Passage, index: int) -> bool:
    readings = passage.names.get(index)
    return bool(readings) and readings[0].kind != "person"  # type: ignore[index]


def _is_place(passage: Passage, index: int) -> bool:
    readings = passage.names.get(index)
    return bool(readings) and all(name.kind == "place" for name in readings or ()) and passage.doc[index].text.istitle()


def _capitals(passage: Passage, start: int, offices: Offices) -> tuple[int, int]:
    doc = passage.doc
    if start < len(doc) and doc[start].text == ",":
        start += 1
    while start < len(doc) and doc[start].text in offices.titles:
        start += 1
    end = start
    while (
        end < len(doc)
        and not _is_actor(passage, end)
        and (
            (doc[end].text[:1].isupper() and (doc[end].text[1:] != doc[end].text[1:].upper() or len(doc[end].text) == 1))
            or (end > start and doc[end].lower_ in _PARTICLES)
            or (end > start and doc[end].text == "-")
        )
    ):
        end += 1
    while end > start and (doc[end - 1].lower_ in _PARTICLES or doc[end - 1].text == "-"):
        end -= 1
    if end > start and end < len(doc) and _is_place(passage, end):  # "María Ángela Holguín": a family called like a town
        end += 1
    if end - start == 1 and (doc[start].is_stop or doc[start].pos_ not in ("PROPN", "NOUN", "ADJ")):
        return start, start
    return start, end


def _disjoint(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
