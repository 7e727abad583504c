"""When is a claim found, and which of its slots are right? By the rules of the project's scorer."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from kg.evaluate.gold import Case, Slot, Spans, actor_key
from kg.model import Claim, Extraction
from kg.rdf import actor_iri, claim_iris

SLOTS: Final = ("type", "by", "to", "status", "condition", "said_by")
CORE: Final = frozenset({"type", "by"})
FULL: Final = frozenset({"type", "by", "to", "status", "condition"})


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
