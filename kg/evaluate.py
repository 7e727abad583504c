"""How good is the extraction? The figures of the project's scorer, over extractions instead of a stored graph.

A claim matches a gold claim if both are of one kind and their passages overlap; matches are one to one. `found` asks
for no more, `core` for type and `by`, `full` also for `to`, status or stance, and condition; `soft` weighs each match
by the share of its six slots that are right. All figures are F1 in percent, as in `score.py`, to the last digit.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError
from kg.model import Claim, Document, Extraction
from kg.rdf import actor_iri, claim_iris

SLOTS: Final = ("type", "by", "to", "status", "condition", "said_by")
CORE: Final = frozenset({"type", "by"})
FULL: Final = frozenset({"type", "by", "to", "status", "condition"})

Spans = tuple[tuple[int, int], ...]
Slot = str | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Case:
    """A claim as it is compared: gold or found."""

    id: str
    kind: str
    slots: Mapping[str, Slot]
    spans: Spans
    fact: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated document."""

    document: Document
    story: str
    cases: tuple[Case, ...]


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
    """The figures, and a line for each miss, each spurious claim and each wrong slot."""

    figures: Figures
    errors: tuple[str, ...]


# ---- gold


def load_gold(folder: Path) -> list[Gold]:
    """The annotated documents of a folder, by file name. Raises InputError that names the file."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise InputError(f"{folder}: holds no gold documents (*.json); give the folder of a gold standard")
    return [_gold(path) for path in files]


def _gold(path: Path) -> Gold:
    try:
        data = json.loads(path.read_text("utf-8"))
        document = Document(data["id"], data["text"], data.get("title"), data.get("date"))
        return Gold(document, data["story"], tuple(_gold_case(claim, data["text"]) for claim in data["claims"]))
    except KeyError as error:
        raise InputError(f"{path}: lacks {error}; see the guidelines of the gold standard") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: is no gold document ({error})") from error


def _gold_case(claim: Mapping[str, Any], text: str) -> Case:
    slots: dict[str, Slot] = {
        "type": claim["type"],
        "by": frozenset(a if a.startswith("~") else actor_key(a) for a in claim["by"]),
        "to": frozenset(a if a.startswith("~") else actor_key(a) for a in claim.get("to") or []),
        "status": claim.get("status") or claim.get("stance"),
        "condition": claim.get("condition") or None,
        "said_by": frozenset(actor_key(a) for a in claim.get("said_by") or []),
    }
    places = tuple(place for quote in claim["evidence"] for place in _places(text, quote))
    return Case(claim["id"], claim["kind"], slots, places, claim.get("fact"), claim["evidence"][0])


def _places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    start = text.find(quote)
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + 1)


def actor_key(value: str) -> str:
    """A key as it is compared: lower case, hyphens, no dots and apostrophes."""
    return value.strip().lower().replace("_", "-").replace(" ", "-").replace(".", "").replace("'", "")


# ---- found


def cases(extraction: Extraction) -> list[Case]:
    """The claims of an extraction, in the order of the text."""
    named = claim_iris(extraction.document.id, extraction.claims)
    found = [_case(claim, iri.rsplit("/", 1)[-1], extraction.document.text) for claim, iri in named.items()]
    return sorted(found, key=lambda case: (case.spans[0], case.id))


def _case(claim: Claim, name: str, text: str) -> Case:
    passages = sorted(zip(((s.begin, s.end) for s in claim.spans), claim.levels or (claim.level,) * len(claim.spans), strict=True))
    speakers = {key for keys in claim.speakers for key in keys} if claim.speakers else set(claim.said_by)
    slots: dict[str, Slot] = {
        "type": claim.type,
        "by": _keys(claim.by),
        "to": _keys(claim.to),
        "status": passages[0][1],
        "condition": claim.condition.type if claim.condition else None,
        "said_by": _keys(speakers),
    }
    spans = tuple(dict.fromkeys(place for place, _ in passages))
    return Case(name, claim.kind, slots, spans, name, text[spans[0][0] : spans[0][1]])


def _keys(actors: Iterable[str]) -> frozenset[str]:
    return frozenset(actor_key(actor_iri(key).rsplit("#", 1)[-1].rsplit("/", 1)[-1]) for key in actors)


# ---- comparing


def slot_right(slot: str, gold: Case, found: Case) -> bool:
    """Whether a slot is right; of a gold set with an unnamed group, only what is named must be there."""
    wanted, given = gold.slots[slot], found.slots[slot]
    if isinstance(wanted, frozenset) and any(key.startswith("~") for key in wanted):
        return isinstance(given, frozenset) and {key for key in wanted if not key.startswith("~")} <= given
    return wanted == given


def match(gold: Sequence[Case], found: Sequence[Case]) -> list[tuple[Case, Case]]:
    """Pairs, each claim in one at most: the most right slots first, then the longest shared passage."""
    ranked: list[tuple[int, int, Case, Case]] = []
    for g, f in itertools.product(gold, found):
        shared = _overlap(g.spans, f.spans)
        if g.kind == f.kind and shared > 0:
            ranked.append((_likeness(g, f), shared, g, f))
    used: set[int] = set()
    chosen: list[tuple[Case, Case]] = []
    for _, _, g, f in sorted(ranked, key=lambda pair: pair[:2], reverse=True):
        if id(g) not in used and id(f) not in used:
            used |= {id(g), id(f)}
            chosen.append((g, f))
    return chosen


def _likeness(gold: Case, found: Case) -> int:
    by, others = gold.slots["by"], found.slots["by"]
    meet = isinstance(by, frozenset) and isinstance(others, frozenset) and bool(by & others)
    right = sum(slot_right(slot, gold, found) for slot in SLOTS)
    return right + 2 * slot_right("type", gold, found) + 2 * meet


def _overlap(one: Spans, other: Spans) -> int:
    return max((min(e1, e2) - max(s1, s2) for s1, e1 in one for s2, e2 in other), default=0)


# ---- figures


def score(gold: Sequence[Gold], found: Mapping[str, Extraction]) -> Result:
    """Compares the extractions, by document id, with the gold documents."""
    tally = _Tally()
    for document in gold:
        extraction = found.get(document.document.id)
        tally.add(document, cases(extraction) if extraction else [])
    return Result(tally.figures(len(gold)), tuple(tally.errors))


@dataclass
class _Tally:
    count: Counter[str] = field(default_factory=Counter)
    soft: float = 0.0
    slots: Counter[str] = field(default_factory=Counter)
    facts: list[tuple[str, str | None, str | None, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, gold: Gold, found: Sequence[Case]) -> None:
        pairs = match(gold.cases, found)
        self.count.update(gold=len(gold.cases), system=len(found), found=len(pairs))
        for g, f in pairs:
            right = {slot for slot in SLOTS if slot_right(slot, g, f)}
            self.slots.update(right)
            self.count.update(core=right >= CORE, full=right >= FULL)
            self.soft += len(right) / len(SLOTS)
            self.facts.append((gold.story, g.fact, f.fact, gold.document.id))
            if len(right) < len(SLOTS):
                self.errors.append(_wrong_slots(gold.document.id, g, f, right))
        self._strays(gold, found, pairs)

    def _strays(self, gold: Gold, found: Sequence[Case], pairs: Sequence[tuple[Case, Case]]) -> None:
        used = {id(case) for pair in pairs for case in pair}
        self.errors += [_stray("MISS  ", gold.document.id, case, case.id) for case in gold.cases if id(case) not in used]
        self.errors += [_stray("EXTRA ", gold.document.id, case, "") for case in found if id(case) not in used]

    def figures(self, documents: int) -> Figures:
        system, gold = self.count["system"], self.count["gold"]
        hits = {"found": self.count["found"], "core": self.count["core"], "full": self.count["full"], "soft": self.soft}
        scores = {name: f1(number, system, gold) for name, number in hits.items()}
        found = self.count["found"]
        slots = {slot: round(100 * self.slots[slot] / found, 1) if found else 0.0 for slot in SLOTS}
        claims = {"gold": gold, "system": system, "documents": documents}
        return Figures({**scores, "fusion": self._fusion()}, slots, claims)

    def _fusion(self) -> dict[str, float]:
        """Pairwise: do two documents of one story that report one fact share a commitment?"""
        both = gold = system = 0
        for (story, g1, f1_, d1), (other, g2, f2, d2) in itertools.combinations(self.facts, 2):
            if story == other and d1 != d2:
                both += g1 == g2 and f1_ == f2
                gold += g1 == g2
                system += f1_ == f2
        return f1(both, system, gold)


def f1(hits: float, system: int, gold: int) -> dict[str, float]:
    """Precision, recall and F1 in percent."""
    p, r = hits / system if system else 0.0, hits / gold if gold else 0.0
    return {"P": round(100 * p, 1), "R": round(100 * r, 1), "F1": round(200 * p * r / (p + r), 1) if p + r else 0.0}


def _wrong_slots(document: str, gold: Case, found: Case, right: set[str]) -> str:
    wrong = "; ".join(f"{slot} {_shown(gold.slots[slot])}, found {_shown(found.slots[slot])}" for slot in SLOTS if slot not in right)
    return f"SLOT   {document} {gold.id}: {wrong}\n       {gold.words!r}"


def _stray(label: str, document: str, case: Case, name: str) -> str:
    slots = case.slots
    head = f"{label} {document}{' ' + name if name else ''}"
    return f"{head}: {case.kind} {slots['type']} by {_shown(slots['by'])} {slots['status']}\n       {case.words!r}"


def _shown(slot: Slot) -> str:
    return "{" + ", ".join(sorted(slot)) + "}" if isinstance(slot, frozenset) else str(slot)
