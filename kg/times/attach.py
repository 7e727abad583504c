"""An extraction -> the same with the times that its passages tell.

Only sentences that hold a claim are looked at. A time belongs to the claims in whose passage it stands; one that stands in
no passage to those of its sentence, if it tells when something was said, else to the nearest. A time inside a condition
says when the condition holds, and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from kg.model import Claim, Extraction, Span, When
from kg.times.dates import is_act
from kg.times.find import Times

#: Ends of lines and sentences, and of a dateline, whose day is that of the publication and of nothing that is told.
_BREAK: Final = re.compile(r"\n|(?<=\d) (?:\([^()\n]{1,40}\) )?[-–—] |[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9•])")
_ASIDE: Final = re.compile(r", (?:which|who|whose|where|when)\b[^,;.!?\n]*")
_REACH: Final = 600  # characters that a sentence is looked for on either side of a passage


def attach(found: Extraction, times: Times) -> Extraction:
    """The extraction with `Claim.when` filled in. Its claims are otherwise as they were."""
    text, published = found.document.text, found.document.date
    spans = {span for claim in found.claims for span in claim.spans}
    sentences = {span: sentence(text, span) for span in spans}
    told = {place: times.find(place.of(text), published, place.begin) for place in set(sentences.values())}
    passages = {place: sorted((s for s in spans if sentences[s] == place), key=_key) for place in told}
    return replace(
        found,
        claims=tuple(
            replace(claim, when=tuple(_of(claim, s, told[sentences[s]], passages[sentences[s]], found) for s in claim.spans))
            for claim in found.claims
        ),
    )


def sentence(text: str, span: Span) -> Span:
    """The sentence or sentences that hold a passage; never across a line."""
    low = max(0, span.begin - _REACH)
    breaks = (found.end() for found in _BREAK.finditer(text, low, span.begin + 1))
    begin = max((end for end in breaks if end <= span.begin), default=low)
    after = _BREAK.search(text, max(span.begin, span.end - 1), min(len(text), span.end + _REACH))
    return Span(begin, max(span.end, after.start() + (after[0] != "\n")) if after else min(len(text), span.end + _REACH))


def _of(claim: Claim, span: Span, told: tuple[When, ...], passages: list[Span], found: Extraction) -> tuple[When, ...]:
    """The times of one passage of a claim: those inside first, then those around."""
    skip = _condition(claim, span, found.document.text)
    free = [w for w in told if skip is None or not _inside(w.span, skip) or w.text == skip.of(found.document.text)]
    free = [w for w in free if not _told_of_another(w, claim, found.document.text)]
    inside = [w for w in free if _inside(w.span, span)]
    around = [w for w in free if not any(_inside(w.span, p) for p in passages) and _mine(w, span, passages, found.document.date)]
    return tuple(dict.fromkeys((*inside, *around)))


def _told_of_another(when: When, claim: Claim, text: str) -> bool:
    """Whether a time stands in a relative clause that says nothing of the claim: "Vietnam, which fell silent in May, will …"."""
    for clause in _ASIDE.finditer(text, max(0, when.span.begin - _REACH), when.span.end + _REACH):
        aside = Span(*clause.span())
        if _inside(when.span, aside):
            return not any(reason.span and _inside(reason.span, aside) for reason in claim.reasons)
    return False


def _mine(when: When, span: Span, passages: list[Span], published: str | None) -> bool:
    return is_act(when, published) or span in _nearest(when.span, passages)


def _nearest(place: Span, passages: list[Span]) -> Iterator[Span]:
    """The passages that are nearest to a place; those before it come before those after."""
    before = [p for p in passages if p.end <= place.begin]
    ranked = groupby(sorted(before or passages, key=lambda p: (_gap(p, place), p.begin)), key=lambda p: _gap(p, place))
    for _, near in ranked:
        yield from near
        return


def _gap(passage: Span, place: Span) -> int:
    return max(place.begin - passage.end, passage.begin - place.end, 0)


def _condition(claim: Claim, span: Span, text: str) -> Span | None:
    """Where the words of the condition stand, if in this passage."""
    words = claim.condition.text if claim.condition else ""
    at = text.find(words, span.begin, span.end + len(words)) if words else -1
    return Span(at, at + len(words)) if at >= 0 else None


def _inside(inner: Span, outer: Span) -> bool:
    return outer.begin <= inner.begin and inner.end <= outer.end


def _key(span: Span) -> tuple[int, int]:
    return span.begin, span.end
