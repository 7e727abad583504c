"""What the rules pass over: sentences with a cue of commitment or stance from which nothing was taken, and the reason.

The list from which the next rule is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kg.lexicon import Lexicon
from kg.model import Document, Extraction, Rejection, Span
from kg.parse import Token
from kg.refer import Cast
from kg.trace import Place, places

#: What is said of a modal verb beside an actor where no rule had anything to reject.
UNKNOWN: Final = "no type known for what is undertaken"
_DETAIL: Final = re.compile(r"\s*\([^()]*\)\s*$")
_MODAL: Final = frozenset({"pledged", "planned", "considered"})


@dataclass(frozen=True, slots=True)
class Gap:
    """One sentence from which nothing was taken, with its rejected cues in the order of the text."""

    document: Document
    sentence: Span
    rejected: tuple[Rejection, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons without their details, each once."""
        return tuple(dict.fromkeys(group(r.reason) for r in self.rejected))

    def as_dict(self) -> dict[str, Any]:
        return {
            "document": self.document.id,
            "begin": self.sentence.begin,
            "end": self.sentence.end,
            "sentence": self.sentence.of(self.document.text),
            "rejected": [{"cue": r.cue, "begin": r.span.begin, "end": r.span.end, "reason": r.reason} for r in self.rejected],
        }


@dataclass
class Tally:
    """Counts while documents pass: sentences read, with a claim, and passed over by reason."""

    documents: int = 0
    sentences: int = 0
    told: int = 0  # sentences that a claim touches
    gaps: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, cast: Cast, found: Extraction, lexicon: Lexicon) -> Iterator[Gap]:
        """The gaps of one document, which is counted as they are taken."""
        self.documents += 1
        taken = [span for claim in found.claims for span in claim.spans]
        for place in places(cast):
            self.sentences += 1
            inside = place.span
            if any(span.begin < inside.end and inside.begin < span.end for span in taken):
                self.told += 1
                continue
            rejected = tuple(dict.fromkeys(r for r in found.rejected if inside.begin <= r.span.begin < inside.end))
            rejected = rejected or tuple(_unheard(place, cast, lexicon))
            if rejected:
                gap = Gap(found.document, inside, rejected)
                self.gaps += 1
                self.reasons.update(gap.reasons)
                yield gap

    def as_dict(self) -> dict[str, Any]:
        counts = {"documents": self.documents, "sentences": self.sentences, "with_claims": self.told, "passed_over": self.gaps}
        return {**counts, "reasons": dict(ranked(self.reasons))}


def group(reason: str) -> str:
    """A reason without what it says of the single case, which stands last in brackets."""
    return _DETAIL.sub("", reason)


def ranked(reasons: Counter[str]) -> list[tuple[str, int]]:
    """The commonest first, then by name."""
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))


def _unheard(place: Place, cast: Cast, lexicon: Lexicon) -> Iterator[Rejection]:
    """Modal verbs of a sentence that names an actor: "Ukraine will …" with an action of no known type."""
    refs = (cast.who(place.number, token) for token in place.sentence)
    if any(ref is not None and ref.actors and not ref.place for ref in refs):
        for token in place.sentence:
            if _undertakes(token, lexicon):
                yield Rejection(place.span_of(token), token.text, UNKNOWN)


def _undertakes(token: Token, lexicon: Lexicon) -> bool:
    return token.dep_ == "aux" and lexicon.modal.get(token.lower_) in _MODAL
