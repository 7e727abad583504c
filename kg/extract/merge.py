"""One undertaking told twice in a document is one claim with two passages; its level is the firmest current one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kg.model import STATUSES, Claim

_LADDER: Final = {level: rank for rank, level in enumerate(("considered", "planned", "pledged", "agreed", "fulfilled"))}


def merge(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order of the text, each with all its passages."""
    merged: list[Claim] = []
    for claim in claims:
        for index, other in enumerate(merged):
            if _same(other, claim):
                merged[index] = _join(other, claim)
                break
        else:
            merged.append(claim)
    return merged


def _same(one: Claim, two: Claim) -> bool:
    if (
        (one.kind, one.type) != (two.kind, two.type)
        or set(one.by) != set(two.by)
        and not (_vague(one.by, two.by) and one.level == two.level)
    ):
        return False
    if one.kind == "position":
        return one.level == two.level and _fit(one.to, two.to)
    if one.amount and two.amount and one.amount.text.lower() != two.amount.text.lower():
        return False
    if "refused" in (one.level, two.level) and one.level != two.level:
        return False
    if one.condition and two.condition and one.condition.type != two.condition.type:
        return False
    if one.level != two.level and (bool(one.condition) != bool(two.condition) or not _object_words(one) & _object_words(two)):
        return False
    if any(a.begin < b.end and b.begin < a.end for a in one.spans for b in two.spans):
        return _fit(one.to, two.to) and one.level == two.level
    return _fit(one.to, two.to)


def _object_words(claim: Claim) -> set[str]:
    return {reason.text.lower().rstrip("s") for reason in claim.reasons if reason.role == "trigger"}


def _vague(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether one side is only "the allies" or nobody named, so that the other can name it."""
    loose = [keys for keys in (one, two) if len(keys) == 1 and keys[0].startswith("~") and any(w in keys[0] for w in _LOOSE)]
    return len(loose) == 1 or len(loose) == 2


_LOOSE: Final = ("allies", "leaders", "members", "ministers", "coalition", "unnamed", "partners", "nations", "countries")


def _fit(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    return not one or not two or bool(set(one) & set(two))


def _join(one: Claim, two: Claim) -> Claim:
    level = "withdrawn" if "withdrawn" in (one.level, two.level) else max((one.level, two.level), key=lambda v: _LADDER.get(v, -1))
    if one.kind == "position" or level not in STATUSES:
        level = one.level
    said = one.said_by + tuple(k for k in two.said_by if k not in one.said_by)
    return replace(
        one,
        level=level,
        by=two.by if any(k.startswith("~") for k in one.by) and not any(k.startswith("~") for k in two.by) else one.by,
        to=one.to or two.to,
        spans=one.spans + two.spans,
        said_by=said,
        condition=one.condition or two.condition,
        place=one.place or two.place,
        amount=one.amount or two.amount,
        reasons=one.reasons + two.reasons,
        confidence=max(one.confidence, two.confidence),
        levels=one.levels + two.levels,
        speakers=one.speakers + two.speakers,
    )
