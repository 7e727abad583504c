"""Which documents are copies of one text: what an agency wrote and many print is one source.

Two texts are copies if most words of the shorter stand in the longer in the same order (the longest common subsequence,
computed by rapidfuzz, over the length of the shorter), and if both came out within a few days. A cut or lightly edited
text keeps more than nine words of ten, two reports of one event by two authors share less than half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz.distance import LCSseq

SHARE: Final = 0.8
DAYS: Final = 3
_LEAST: Final = 30  # words: below this, agreement may be chance
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Item:
    """A document: its IRI, its identifier and its ISO 8601 day ("" if unknown)."""

    iri: str
    id: str
    day: str


def originals(items: Iterable[Item], text: Callable[[str], str]) -> Mapping[str, str]:
    """Document -> the first document of the same text (itself, where it is no copy). `text` gives the words of an IRI.

    Documents are looked at by day, and only those of the last DAYS days are held: memory grows with these.
    """
    found: dict[str, str] = {}
    recent: list[tuple[Item, list[str]]] = []
    for item in sorted(items, key=lambda item: (item.day, item.id, item.iri)):
        words = [word.lower() for word in _WORD.findall(text(item.iri))]
        recent = [(other, theirs) for other, theirs in recent if _near(other.day, item.day)]
        first = next((other for other, theirs in recent if share(theirs, words) >= SHARE), None)
        found[item.iri] = found[first.iri] if first else item.iri
        recent.append((item, words))
    return found


def share(one: list[str], other: list[str]) -> float:
    """How much of the shorter text stands in the longer in the same order, from 0 to 1."""
    least = min(len(one), len(other))
    if least < _LEAST:
        return float(one == other and bool(one))
    return float(LCSseq.similarity(one, other, score_cutoff=int(SHARE * least))) / least


def _near(one: str, other: str) -> bool:
    """Undated documents come first, and may be copies of one another only."""
    if not one or not other:
        return one == other
    return (date.fromisoformat(other) - date.fromisoformat(one)).days <= DAYS
