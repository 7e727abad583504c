"""Precision, recall and F1 of found, core, full and soft; shares of right slots; fusion; bootstrap intervals; errors.

A claim matches a gold claim if both are of one kind and their passages overlap; matches are one to one. `found` asks
for no more, `core` for type and `by`, `full` also for `to`, status or stance, and condition; `soft` weighs each match
by the share of its six slots that are right. All figures are in percent, as in `score.py`, to the last digit.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.evaluate.compare import CORE, FULL, SLOTS, match, slot_right
from kg.evaluate.gold import Case, Gold, Slot

MEASURES: Final = ("found", "core", "full", "soft")
_RESAMPLES: Final = 1000
_SEED: Final = 20251123
_TAIL: Final = 0.025  # on each side, so that the interval holds 95 percent


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold claim, the found claim that matches it, and the slots that are right."""

    gold: Case
    found: Case
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One document: its gold claims, the found ones, and the pairs."""

    gold: Gold
    found: tuple[Case, ...]
    pairs: tuple[Pair, ...]

    def counts(self) -> tuple[float, ...]:
        """gold, system, then the hits of each of MEASURES."""
        core, full = (sum(level <= pair.right for pair in self.pairs) for level in (CORE, FULL))
        soft = sum(len(pair.right) for pair in self.pairs) / len(SLOTS)
        return len(self.gold.cases), len(self.found), len(self.pairs), core, full, soft


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1 of each measure, the share of right slots, and counts."""

    scores: Mapping[str, Mapping[str, float]]
    slots: Mapping[str, float]
    claims: Mapping[str, int]

    def as_dict(self) -> dict[str, Mapping[str, float]]:
        """In the order, and under the names, of `score.py`."""
        scores = dict(self.scores)
        fusion = scores.pop("fusion")
        return {**scores, "slots": self.slots, "fusion": fusion, "claims": self.claims}


@dataclass(frozen=True, slots=True)
class Result:
    """A system against a gold standard, document by document."""

    documents: tuple[Compared, ...]

    @property
    def figures(self) -> Figures:
        gold, system, *hits = (sum(column) for column in zip(*(d.counts() for d in self.documents), strict=True))
        scores = {name: f1(number, int(system), int(gold)) for name, number in zip(MEASURES, hits, strict=True)}
        found = int(hits[0])
        right = Counter(slot for d in self.documents for pair in d.pairs for slot in pair.right)
        slots = {slot: round(100 * right[slot] / found, 1) if found else 0.0 for slot in SLOTS}
        claims = {"gold": int(gold), "system": int(system), "documents": len(self.documents)}
        return Figures({**scores, "fusion": _fusion(self.documents)}, slots, claims)

    @property
    def errors(self) -> tuple[str, ...]:
        """A line or two for each miss, each spurious claim and each wrong slot."""
        return tuple(line for document in self.documents for line in _errors(document))

    def intervals(self) -> dict[str, tuple[float, float]]:
        """95-percent intervals of the F1 of each measure: percentile bootstrap over documents, seeded."""
        counts = [d.counts() for d in self.documents]
        dice = random.Random(_SEED)
        samples: dict[str, list[float]] = {name: [] for name in MEASURES}
        for _ in range(_RESAMPLES):
            drawn = dice.choices(counts, k=len(counts))
            gold, system, *hits = (sum(column) for column in zip(*drawn, strict=True))
            for name, number in zip(MEASURES, hits, strict=True):
                samples[name].append(f1(number, int(system), int(gold))["F1"])
        low, high = math.floor(_TAIL * _RESAMPLES), math.ceil((1 - _TAIL) * _RESAMPLES) - 1
        return {name: (sorted(values)[low], sorted(values)[high]) for name, values in samples.items()}


def compare(gold: Sequence[Gold], found: Mapping[str, Sequence[Case]]) -> Result:
    """The found claims of each gold document, by its id, against its annotations."""
    return Result(tuple(_compared(document, tuple(found.get(document.document.id, ()))) for document in gold))


def _compared(gold: Gold, found: tuple[Case, ...]) -> Compared:
    pairs = match(gold.cases, found)
    return Compared(gold, found, tuple(Pair(g, f, frozenset(s for s in SLOTS if slot_right(s, g, f))) for g, f in pairs))


def f1(hits: float, system: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 in percent."""
    p, r = hits / system if system else 0.0, hits / gold if gold else 0.0
    return {"P": round(100 * p, 1), "R": round(100 * r, 1), "F1": round(200 * p * r / (p + r), 1) if p + r else 0.0}


def _fusion(documents: Sequence[Compared]) -> dict[str, float]:
    """Pairwise: do two documents of one story that report one fact share a commitment?"""
    facts = [(d.gold.story, pair.gold.fact, pair.found.fact, d.gold.document.id) for d in documents for pair in d.pairs]
    both = gold = system = 0
    for _, story in itertools.groupby(sorted(facts, key=lambda fact: fact[0]), key=lambda fact: fact[0]):
        for (_, g1, f1_, d1), (_, g2, f2, d2) in itertools.combinations(story, 2):
            if d1 != d2:
                both += g1 == g2 and f1_ == f2
                gold += g1 == g2
                system += f1_ == f2
    return f1(both, system, gold)


# ---- one line an error


def _errors(document: Compared) -> Iterator[str]:
    ident = document.gold.document.id
    for pair in document.pairs:
        if len(pair.right) < len(SLOTS):
            yield _wrong_slots(ident, pair)
    used = {id(case) for pair in document.pairs for case in (pair.gold, pair.found)}
    yield from (_stray("MISS  ", ident, case, case.id) for case in document.gold.cases if id(case) not in used)
    yield from (_stray("EXTRA ", ident, case, "") for case in document.found if id(case) not in used)


def _wrong_slots(document: str, pair: Pair) -> str:
    gold, found = pair.gold, pair.found
    wrong = "; ".join(f"{slot} {_shown(gold.slots[slot])}, found {_shown(found.slots[slot])}" for slot in SLOTS if slot not in pair.right)
    return f"SLOT   {document} {gold.id}: {wrong}\n       {gold.words!r}"


def _stray(label: str, document: str, case: Case, name: str) -> str:
    slots = case.slots
    head = f"{label} {document}{' ' + name if name else ''}"
    return f"{head}: {case.kind} {slots['type']} by {_shown(slots['by'])} {slots['status']}\n       {case.words!r}"


def _shown(slot: Slot) -> str:
    return "{" + ", ".join(sorted(slot)) + "}" if isinstance(slot, frozenset) else str(slot)
