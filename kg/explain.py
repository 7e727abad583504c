"""Why a claim is there: cue words, rule, paths through the parse, how actors were resolved, and what was rejected beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from kg import vocab
from kg.errors import QueryError
from kg.model import Claim, Document, Extraction, Reason, Rejection, Span
from kg.rdf import claim_iris
from kg.refer import Cast
from kg.store import Rows, Store
from kg.trace import Mention, Place, drawn, mentions, place_of, places, trigger_of

_SHORTEST: Final = 6  # of a claim's name, so that it is not found by accident


@dataclass(frozen=True, slots=True)
class Resolved:
    """How one actor came into one role. `path` leads from the trigger to the words, where both are in the sentence."""

    role: str
    key: str
    label: str
    words: str | None
    span: Span | None
    reason: str
    score: float | None
    path: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "actor": self.key,
            "label": self.label,
            "words": self.words,
            "begin": self.span.begin if self.span else None,
            "end": self.span.end if self.span else None,
            "reason": self.reason,
            "score": self.score,
            "path": self.path,
        }


@dataclass(frozen=True, slots=True)
class Sight:
    """One sentence that reports the claim, with what was decided there."""

    sentence: Span
    passage: Span
    level: str
    cues: tuple[Reason, ...]
    actors: tuple[Resolved, ...]
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A claim with its sentences, in the order of the text."""

    iri: str
    claim: Claim
    document: Document
    sights: tuple[Sight, ...]

    def as_dict(self) -> dict[str, Any]:
        claim, text = self.claim, self.document.text
        return {
            "claim": self.iri,
            "document": self.document.id,
            "kind": claim.kind,
            "type": claim.type,
            "level": claim.level,
            "by": list(claim.by),
            "to": list(claim.to),
            "said_by": list(claim.said_by),
            "condition": {"type": claim.condition.type, "text": claim.condition.text} if claim.condition else None,
            "amount": claim.amount.text if claim.amount else None,
            "confidence": claim.confidence,
            "rule": claim.rule,
            "passages": [_sight(sight, text) for sight in self.sights],
        }


@dataclass(frozen=True, slots=True)
class Silence:
    """A sentence from which nothing was taken, and the cues in it that were rejected."""

    sentence: Span
    rejected: tuple[Rejection, ...]


def explain(cast: Cast, found: Extraction) -> Iterator[Explanation]:
    """Every claim of an extraction, in the order of the text; `cast` is what it was extracted from."""
    named = claim_iris(found.document.id, found.claims)
    for claim in sorted(named, key=lambda c: (min((s.begin, s.end) for s in c.spans), named[c])):
        yield Explanation(named[claim], claim, found.document, tuple(_sights(claim, cast, found)))


def silences(cast: Cast, found: Extraction) -> Iterator[Silence]:
    """The sentences with a rejected cue that no claim touches."""
    taken = [span for claim in found.claims for span in claim.spans]
    for place in places(cast):
        inside = place.span
        rejected = _rejected(found.rejected, inside)
        if rejected and not any(span.begin < inside.end and inside.begin < span.end for span in taken):
            yield Silence(inside, rejected)


def marked(text: str, sentence: Span, cues: Iterable[Span], left: str, right: str) -> str:
    """The words of a sentence on one line, with `left` and `right` around each cue; cues that overlap are joined."""
    parts: list[str] = []
    at = sentence.begin
    for cue in _joined(cue for cue in cues if sentence.begin <= cue.begin and cue.end <= sentence.end):
        parts += [_plain(text[at : cue.begin]), left, _plain(text[cue.begin : cue.end]), right]
        at = cue.end
    return "".join([*parts, _plain(text[at : sentence.end])])


def _plain(words: str) -> str:
    """Line breaks and controls, which a terminal would obey, as spaces."""
    return "".join(c if c.isprintable() else " " for c in words)


def _joined(cues: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for cue in sorted(set(cues), key=lambda c: (c.begin, c.end)):
        if joined and cue.begin < joined[-1].end:
            joined[-1] = Span(joined[-1].begin, max(joined[-1].end, cue.end))
        else:
            joined.append(cue)
    return joined


# ---- one claim


def _sights(claim: Claim, cast: Cast, found: Extraction) -> Iterator[Sight]:
    levels = claim.levels or (claim.level,) * len(claim.spans)
    for span, level in sorted(zip(claim.spans, levels, strict=True), key=lambda pair: (pair[0].begin, pair[0].end)):
        place = place_of(cast, span.begin)
        if place is None:
            continue
        cues = [r for r in claim.reasons if r.span is not None and place.span.begin <= r.span.begin < place.span.end]
        cues += _condition(claim, place.span, found.document.text)
        actors = tuple(_resolved(m, claim, place, cast) for m in mentions(claim, place, cast))
        yield Sight(place.span, span, level, tuple(dict.fromkeys(cues)), actors, _rejected(found.rejected, place.span))


def _condition(claim: Claim, sentence: Span, text: str) -> list[Reason]:
    """The words of the condition as a cue, where they stand in the sentence as they were taken."""
    if claim.condition is None:
        return []
    begin = text.find(claim.condition.text, sentence.begin, sentence.end)
    if begin < 0:
        return []
    words = claim.condition.text
    return [Reason("condition", words, Span(begin, begin + len(words)), claim.condition.type)]


def _resolved(mention: Mention, claim: Claim, place: Place, cast: Cast) -> Resolved:
    token, where, label = mention.token, mention.where, cast.actor(mention.key).label
    if token is None or where is None:
        notes = [r.note for r in claim.reasons if r.role == mention.role and r.note]
        return Resolved(mention.role, mention.key, label, None, None, notes[0] if notes else "from the document as a whole", None, "")
    origin = trigger_of(claim, place)
    path = drawn(origin, token) if origin is not None and where.span == place.span else ""
    reason = mention.ref.reason if mention.ref else next((r.note for r in claim.reasons if r.role == "by" and r.note), "")
    score = round(mention.ref.score, 2) if mention.ref else None
    return Resolved(mention.role, mention.key, label, token.text, where.span_of(token), reason, score, path)


def _rejected(rejected: Iterable[Rejection], inside: Span) -> tuple[Rejection, ...]:
    return tuple(dict.fromkeys(r for r in rejected if inside.begin <= r.span.begin < inside.end))


def _sight(sight: Sight, text: str) -> dict[str, Any]:
    return {
        "sentence": sight.sentence.of(text),
        "begin": sight.sentence.begin,
        "end": sight.sentence.end,
        "words": sight.passage.of(text),
        "level": sight.level,
        "cues": [{"role": r.role, "words": r.text, "begin": r.span.begin, "end": r.span.end, "note": r.note} for r in sight.cues if r.span],
        "actors": [actor.as_dict() for actor in sight.actors],
        "rejected": [{"cue": r.cue, "begin": r.span.begin, "end": r.span.end, "reason": r.reason} for r in sight.rejected],
    }


# ---- from a store


@dataclass(frozen=True, slots=True)
class Stored:
    """A claim of a store: what it is, and where in one document it is reported."""

    iri: str
    kind: str
    type: str
    document: Document
    passages: tuple[Span, ...]


_PREFIXES: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in vocab.PREFIXES.items())
#: Each commitment or position by its own name, and by those of the claims that were fused to it.
_NAMES: Final = _PREFIXES + "SELECT DISTINCT ?name ?c WHERE { ?c pact:statement ?s . { ?c pact:claim ?name } UNION { BIND (?c AS ?name) } }"
#: %s is the IRI of the claim, as the store gave it.
_STORED: Final = (
    _PREFIXES
    + """SELECT DISTINCT ?position ?type ?d ?id ?text ?title ?day ?begin ?end WHERE {
  VALUES ?c { <%s> }
  ?c pact:statement ?s ; pact:type ?type . BIND (EXISTS { ?c a pact:Position } AS ?position)
  ?s prov:wasDerivedFrom ?d ; nif:beginIndex ?begin ; nif:endIndex ?end .
  ?d dcterms:identifier ?id ; nif:isString ?text .
  OPTIONAL { ?d dcterms:title ?title } OPTIONAL { ?d dcterms:issued|dcterms:date ?day }
} ORDER BY ?d ?begin ?end"""
)


def stored(store: Store, name: str) -> list[Stored]:
    """What a store says of a claim, once for each document that reports it.

    `name` is an IRI, its last part, or the beginning of it if no other claim's begins so. Raises QueryError.
    """
    iri = _claim(store, name)
    found: dict[str, Stored] = {}
    for position, type_, node, ident, text, title, day, begin, end in _rows(store, _STORED % iri):
        document = Document(ident, text, title or None, day or None)
        kind = "position" if position == "true" else "commitment"
        old = found.get(node)
        passages = (*(old.passages if old else ()), Span(int(begin), int(end)))
        found[node] = Stored(iri, kind, type_.removeprefix(vocab.TYPE), document, tuple(dict.fromkeys(passages)))
    return list(found.values())


def _claim(store: Store, name: str) -> str:
    wanted = name.strip().strip("<>")
    last = wanted.rsplit("/", 1)[-1]
    if len(last) < _SHORTEST:
        raise QueryError(f"{name!r} is too short for a claim; give at least {_SHORTEST} characters of its name, see kg query")
    names = [(row[0], row[1]) for row in _rows(store, _NAMES)]
    whole = {iri for name, iri in names if name == wanted or name.rsplit("/", 1)[-1] == last}
    hits = sorted(whole or {iri for name, iri in names if name.rsplit("/", 1)[-1].startswith(last)})
    if not hits:
        raise QueryError(f"there is no claim {name!r} in {store.name}; kg query shows their names")
    if len(hits) > 1:
        raise QueryError(f"{name!r} may be {', '.join(iri.rsplit('/', 1)[-1] for iri in hits[:5])}; give more of the name")
    return hits[0]


def _rows(store: Store, sparql: str) -> list[tuple[str, ...]]:
    answer = store.query(sparql)
    if not isinstance(answer, Rows):
        raise TypeError("a SELECT has rows")
    return [tuple(str(getattr(term, "value", "")) for term in row) for row in answer.rows]


def again(wanted: Stored, explained: Iterable[Explanation]) -> Explanation | None:
    """The same claim among those that the present rules give; None if they no longer give it.

    The same is one of its kind and type at one of its passages; of several the one of the same name, then the longest
    common passage.
    """
    fits = [
        e for e in explained if (e.claim.kind, e.claim.type) == (wanted.kind, wanted.type) and _shared(e.claim.spans, wanted.passages) > 0
    ]
    return max(fits, key=lambda e: (e.iri == wanted.iri, _shared(e.claim.spans, wanted.passages)), default=None)


def _shared(one: Iterable[Span], other: tuple[Span, ...]) -> int:
    return max((min(a.end, b.end) - max(a.begin, b.begin) for a in one for b in other), default=0)
