"""Looking somebody up in the gazetteer by a name or a part of one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from kg.gazetteer import Entry, Gazetteer, folded

_ALIKE: Final = 0.85
_WIKIDATA: Final = "http://www.wikidata.org/entity/"


@dataclass(frozen=True, slots=True)
class Match:
    """An actor, and those of its names that were found, best first. `rank`: 0 whole name, 1 whole words, 2 a part, 3 alike."""

    entry: Entry
    names: tuple[str, ...]
    rank: int

    @property
    def wikidata(self) -> str:
        """The Wikidata id, or an empty string."""
        return next((iri.removeprefix(_WIKIDATA) for iri in self.entry.same_as if iri.startswith(_WIKIDATA)), "")

    def as_dict(self) -> dict[str, object]:
        found = {"key": self.entry.key, "label": self.entry.label, "class": self.entry.cls}
        return {**found, "names": list(self.names), "wikidata": self.wikidata or None}


def search(gazetteer: Gazetteer, name: str) -> tuple[Match, ...]:
    """Who goes by `name`, compared without accents and capitals: whole names first, then words, parts, and if there are
    none of these, names that are spelled alike. Keys count as names.
    """
    wanted = folded(name)
    if not wanted:
        return ()
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for text, keys in _names(gazetteer).items():
        if (rank := _rank(wanted, folded(text))) is not None:
            for key in keys:
                found[key].append((rank, text))
    if any(rank < 3 for hits in found.values() for rank, _ in hits):
        found = defaultdict(list, {key: kept for key, hits in found.items() if (kept := [hit for hit in hits if hit[0] < 3])})
    matches = [Match(gazetteer.entries[key], tuple(text for _, text in sorted(hits)), min(hits)[0]) for key, hits in found.items()]
    return tuple(sorted(matches, key=lambda match: (match.rank, match.entry.label, match.entry.key)))


def _names(gazetteer: Gazetteer) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for text, readings in gazetteer.names.items():
        names[text].update(reading.key for reading in readings if reading.key)
    for entry in gazetteer.entries.values():
        for text in (entry.key, *entry.families):
            names[text].add(entry.key)
    return names


def _rank(wanted: str, name: str) -> int | None:
    if name == wanted:
        return 0
    if f" {wanted} " in f" {name} ":
        return 1
    if len(wanted) > 2 and wanted in name:
        return 2
    close = abs(len(name) - len(wanted)) <= 3 and len(wanted) > 3 and name[:1] == wanted[:1]
    return 3 if close and SequenceMatcher(None, wanted, name).ratio() >= _ALIKE else None
