"""A part of a picture: what some documents say, what concerns some actors, what was read surely enough."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from kg.view.picture import Entry, Picture, Statement


def narrow(picture: Picture, *, documents: Set[str] | None = None, actors: Set[str] | None = None, least: float = 0.0) -> Picture:
    """The statements of `documents` (ids) with a confidence of `least` or more (0..1; unknown counts as sure), and the
    entries that rest on them and concern one of `actors` (keys: doer, addressee, place or speaker). None is no bound.

    An entry that loses statements has the level of the newest that is left, as the whole has that of its newest.
    """
    kept = tuple(
        part
        for entry in picture.entries
        if (part := _part(entry, documents, least)) is not None and (actors is None or actors & _concerned(part))
    )
    named = {statement.document for entry in kept for statement in entry.statements}
    sources = tuple(source for source in picture.documents if source.id in named)
    return replace(picture, entries=kept, documents=sources)


def _part(entry: Entry, documents: Set[str] | None, least: float) -> Entry | None:
    said = tuple(s for s in entry.statements if (documents is None or s.document in documents) and _sure(s, least))
    if said == entry.statements:
        return entry if said or (documents is None and not least) else None
    return replace(entry, statements=said, level=said[-1].level or entry.level) if said else None


def _sure(statement: Statement, least: float) -> bool:
    return statement.confidence is None or statement.confidence >= least


def _concerned(entry: Entry) -> Iterable[str]:
    return {*entry.by, *entry.to, *entry.place, *(key for s in entry.statements for key in s.speakers)}
