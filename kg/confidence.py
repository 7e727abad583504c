"""How sure a claim is: features of the decisions behind it, weighed by `ontology/confidence.toml`.

The confidence is the probability that type and actors are right (the measure `core`). It is a logistic regression, whose
weights `kg calibrate` fits on annotated documents; here they are only applied, in plain Python.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from kg.errors import OntologyError
from kg.model import Claim, Extraction
from kg.parse import Token
from kg.refer import Cast
from kg.trace import Mention, Place, mentions, path, place_of, trigger_of

INTERCEPT: Final = "intercept"
#: Prefixes of features that are 1 for one value: `rule:bare clause`, `level:pledged`, `ref:pronoun`, `type:trade`.
_ONE_OF: Final = ("rule", "level", "ref", "type", "corpus")
_PLAIN: Final = frozenset(
    {
        INTERCEPT,
        "score",
        "headline",
        "unnamed",
        "joint",
        "by-score",
        "by-elsewhere",
        "by-distance",
        "by-path",
        "by-after",
        "no-addressee",
        "to-elsewhere",
        "to-score",
        "nobody-else",
        "repeated",
        "rivals",
        "attitudes",
        "negated",
        "condition",
        "amount",
        "speaker",
        "long",
        "verbal",
        "passed-over",
    }
)
_FAR: Final = 8  # links of a parse, beyond which distance says nothing more
_LONG: Final = 40  # tokens of a long sentence
_LEAST: Final = 0.01
_MOST: Final = 0.99


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature adds to the log-odds that a claim is right. Features without a weight add nothing."""

    by_name: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """0.01 to 0.99."""
        odds = math.fsum(self.by_name.get(name, 0.0) * value for name, value in features.items())
        odds = max(-30.0, min(30.0, odds))
        return round(min(max(1 / (1 + math.exp(-odds)), _LEAST), _MOST), 2)


def weights(data: Mapping[str, Any]) -> Weights | None:
    """The weights of `confidence.toml`; None for an ontology without that file. Raises OntologyError that names the entry."""
    if not data:
        return None
    found: dict[str, float] = {}
    for name, value in data.get("weights", {}).items():
        if name not in _PLAIN and name.partition(":")[0] not in _ONE_OF:
            raise OntologyError(f"ontology/confidence.toml: unknown feature {name!r}; make the file anew with kg calibrate")
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise OntologyError(f"ontology/confidence.toml: {name!r} has the weight {value!r}; it should be a number")
        found[name] = float(value)
    return Weights(found)


def confident(found: Extraction, cast: Cast, model: Weights) -> Extraction:
    """The same claims, each with its confidence."""
    claims = tuple(replace(c, confidence=model.probability(features(c, cast, found))) for c in found.claims)
    return replace(found, claims=claims)


def features(claim: Claim, cast: Cast, found: Extraction) -> dict[str, float]:
    """What is known of the decisions behind a claim, at its first passage. Numbers are between 0 and 1, or nearly so."""
    first = min(claim.spans, key=lambda span: (span.begin, span.end))
    place = place_of(cast, first.begin)
    told = {INTERCEPT: 1.0, "score": claim.confidence, f"rule:{claim.rule}": 1.0, f"level:{claim.level}": 1.0, f"type:{claim.type}": 1.0}
    told["unnamed"] = float(any(key.startswith("~") for key in claim.by))
    told["joint"] = float(len(claim.by) > 1)
    told["repeated"] = min(len(claim.spans) - 1, 3) / 3
    told["rivals"] = min(sum(_meets(claim, other) for other in found.claims) - 1, 3) / 3
    roles = [reason.role for reason in claim.reasons]
    told["attitudes"] = min(roles.count("attitude"), 3) / 3
    told["negated"] = float("negation" in roles)
    told["condition"], told["amount"], told["speaker"] = float(bool(claim.condition)), float(bool(claim.amount)), float(bool(claim.said_by))
    told["no-addressee"] = float(not claim.to)
    if place is not None:
        told |= dict(_around(claim, place, cast, found))
    return told


def _meets(one: Claim, other: Claim) -> bool:
    return any(a.begin < b.end and b.begin < a.end for a in one.spans for b in other.spans)


def _around(claim: Claim, place: Place, cast: Cast, found: Extraction) -> Iterator[tuple[str, float]]:
    """What the sentence tells."""
    trigger = trigger_of(claim, place)
    named = mentions(claim, place, cast)
    yield "headline", float(place.passage.role in ("headline", "subhead"))
    yield "long", min(len(place.sentence), _LONG) / _LONG
    yield "verbal", float(trigger is not None and trigger.pos_ == "VERB")
    inside = place.span
    yield "passed-over", min(sum(inside.begin <= r.span.begin < inside.end for r in found.rejected), 3) / 3
    others = {key for t in place.sentence if (ref := cast.who(place.number, t)) is not None for key in ref.actors}
    yield "nobody-else", float(not others - set(claim.by))
    yield from _doer([m for m in named if m.role == "by"], place, trigger)
    addressed = [m for m in named if m.role == "to"]
    yield "to-elsewhere", float(any(not _within(m, place) for m in addressed))
    yield "to-score", min((m.ref.score for m in addressed if m.ref is not None), default=0.0)


def _doer(named: list[Mention], place: Place, trigger: Token | None) -> Iterator[tuple[str, float]]:
    near = [m for m in named if m.token is not None and _within(m, place)]
    yield "by-elsewhere", float(len(near) < len(named))
    yield "by-score", min((m.ref.score for m in near if m.ref is not None), default=0.0)
    yield from ((f"ref:{m.ref.kind}", 1.0) for m in near if m.ref is not None)
    if trigger is not None and near:
        links = [len(path(trigger, m.token)) for m in near if m.token is not None]
        yield "by-path", min(max(links), _FAR) / _FAR
        yield "by-distance", min(max(abs(trigger.i - m.token.i) for m in near if m.token is not None), _LONG) / _LONG
        yield "by-after", float(any(m.token.i > trigger.i for m in near if m.token is not None))


def _within(mention: Mention, place: Place) -> bool:
    return mention.where is not None and mention.where.span == place.span
