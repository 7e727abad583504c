"""Where a claim stands in the parse: its sentences, the mentions of its actors, and the paths from trigger to actors.

Reads what extraction decided back from offsets, so that explaining and measuring need nothing of its machinery.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.annotate import Passage
from kg.model import Claim, Span
from kg.parse import Token, Tokens
from kg.refer import Cast, Ref

#: Slots of a claim that hold actors.
ROLES = ("by", "to", "said_by", "place")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a document: number of the passage, the passage, and the tokens."""

    number: int
    passage: Passage
    sentence: Tokens

    @property
    def span(self) -> Span:
        return Span(self.passage.begin + self.sentence.start_char, self.passage.begin + self.sentence.end_char)

    def token(self, offset: int) -> Token | None:
        """The token of the sentence at a character of the document."""
        inside = offset - self.passage.begin
        return next((t for t in self.sentence if t.idx <= inside < t.idx + max(len(t), 1)), None)

    def span_of(self, token: Token) -> Span:
        return Span(self.passage.begin + token.idx, self.passage.begin + token.idx + len(token))


@dataclass(frozen=True, slots=True)
class Mention:
    """The words that stand for one actor in one role; `token` None: it is named elsewhere, `where` says in what place."""

    role: str
    key: str
    token: Token | None
    where: Place | None
    ref: Ref | None


def place_of(cast: Cast, offset: int) -> Place | None:
    """The sentence that holds a character of the document; None if the character is in no passage that was parsed."""
    for number, passage in enumerate(cast.annotated.passages):
        inside = offset - passage.begin
        if 0 <= inside < len(passage.doc.text):
            for sentence in passage.doc.sents:
                if sentence.start_char <= inside < sentence.end_char:
                    return Place(number, passage, sentence)
            return Place(number, passage, passage.doc.sents[-1])
    return None


def places(cast: Cast) -> Iterator[Place]:
    """Every sentence that was parsed, in the order of the text."""
    for number, passage in enumerate(cast.annotated.passages):
        for sentence in passage.doc.sents:
            yield Place(number, passage, sentence)


def trigger_of(claim: Claim, place: Place) -> Token | None:
    """The word of the sentence that names the type of the claim, or else its attitude."""
    for role in ("trigger", "attitude", "modality"):
        for reason in claim.reasons:
            if reason.role == role and reason.span is not None and (token := place.token(reason.span.begin)) is not None:
                return token
    return None


def mentions(claim: Claim, place: Place, cast: Cast) -> list[Mention]:
    """One mention for each actor in each role: that in the sentence which is nearest to the trigger, else an earlier one."""
    origin = trigger_of(claim, place)
    told = [r.span for r in claim.reasons if r.role == "by" and r.span is not None]
    doers = [t for span in told if (t := place.token(span.begin)) is not None]
    return [_mention(role, key, place, cast, origin, doers) for role in ROLES for key in getattr(claim, role)]


def _mention(role: str, key: str, place: Place, cast: Cast, origin: Token | None, doers: list[Token]) -> Mention:
    here = [(t, ref) for t in place.sentence if (ref := cast.who(place.number, t)) is not None and _stands_for(ref, key)]
    if here:
        near = doers if role == "by" and doers else [origin] if origin is not None else []
        token, ref = min(here, key=lambda found: (_distance(found[0], near), found[0].i))
        return Mention(role, key, token, place, ref)
    if role == "by" and doers:
        return Mention(role, key, doers[0], place, None)
    before = [at for at in cast.refs if at < (place.number, place.sentence.start) and _stands_for(cast.refs[at], key)]
    if before:
        number, index = max(before)
        passage = cast.annotated.passages[number]
        token = passage.doc[index]
        return Mention(role, key, token, Place(number, passage, token.sent), cast.refs[number, index])
    return Mention(role, key, None, None, None)


def _stands_for(ref: Ref, key: str) -> bool:
    return key in ref.actors or ref.person == key


def _distance(token: Token, near: list[Token]) -> int:
    return min((len(path(other, token)) for other in near), default=0)


def path(start: Token, end: Token) -> list[Token]:
    """The tokens from one token to another along the parse, both included; [] if they are in different trees."""
    up, down = [start, *start.ancestors], [end, *end.ancestors]
    places_up = {t.i: depth for depth, t in enumerate(up)}
    for depth, token in enumerate(down):
        if token.i in places_up:
            return [*up[: places_up[token.i] + 1], *reversed(down[:depth])]
    return []


def drawn(start: Token, end: Token) -> str:
    """The path as people read it: `tanks ←dobj– send –nsubj→ Germany`; arrows point from governor to governed."""
    tokens = path(start, end)
    if not tokens:
        return ""
    words = [tokens[0].text]
    for one, two in zip(tokens, tokens[1:], strict=False):
        words.append(f"←{one.dep_}– {two.text}" if one.head == two else f"–{two.dep_}→ {two.text}")
    return " ".join(words)
