"""A part of a picture: what some documents say, what concerns some actors."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from kg.view.picture import Entry, Picture, Statement


def narrow(picture: Picture, *, documents: Set[str] | None = None, actors: Set[str] | None = None) -> Picture:
    """The statements of `documents` (ids), and the entries that rest on them and concern one of `actors` (keys: doer,
    addressee, place or speaker). None is no bound.

    An entry that loses statements has the level of the newest that is left, as the whole has that of its newest.
    """
    kept = tuple(
        part for entry in picture.entries if (part := _part(entry, documents)) is not None and (actors is None or actors & _concerned(part))
    )
    named = {statement.document for entry in kept for statement in entry.statements}
    sources = tuple(source for source in picture.documents if source.id in named)
    return replace(picture, entries=kept, documents=sources)


def _part(entry: Entry, documents: Set[str] | None) -> Entry | None:
    if documents is None:
        return entry
    said = tuple(s for s in entry.statements if s.document in documents)
    if len(said) == len(entry.statements):
        return entry if said else None
    return _of(entry, said) if said else None


def _of(entry: Entry, said: tuple[Statement, ...]) -> Entry:
    """The entry as these statements alone tell it; what an analyst corrected stays as corrected."""
    part = replace(entry, statements=said, level=said[-1].level or entry.level)
    if entry.rulings or not all(s.by for s in said):
        return part
    return replace(
        part,
        by=tuple(sorted({key for s in said for key in s.by})),
        to=tuple(sorted({key for s in said for key in s.to})),
        condition=next((s.condition for s in said if s.condition), None),
        amount=next((s.amount.text for s in said if s.amount), None),
    )


def _concerned(entry: Entry) -> set[str]:
    return {*entry.by, *entry.to, *entry.place, *(key for s in entry.statements for key in s.speakers)}
