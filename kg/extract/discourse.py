"""What a text has already said: the claim that "the deal" stands for, and the addressee that goes without saying."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Final

from kg.extract.reading import Reading, takes_up
from kg.extract.topic import cause
from kg.lexicon import Lexicon
from kg.model import Claim
from kg.parse import Token
from kg.refer import Cast

_DEALS: Final = frozenset({"deal", "accord", "agreement", "pact", "treaty", "understanding", "arrangement", "memorandum", "commitment"})
_DECISIONS: Final = frozenset({"vote", "resolution", "mandate", "outcome", "declaration", "decision"})
_ABOUT_ACTS: Final = frozenset({"supports", "opposes"})
_NAMED: Final = 3.0  # below this the words only point ("the accord"), whatever type they suggest
_WORD: Final = re.compile(r"[a-z]{4,}")
_NEAR: Final = 260  # characters: the sentence before, or the one before that
_GIFTS: Final = frozenset({"sale", "package", "transfer", "purchase", "delivery", "gift"})


class Discourse:
    """The claims of a document so far. `claims` grows as the document is read."""

    def __init__(self, cast: Cast, lexicon: Lexicon) -> None:
        self._cast, self._lexicon = cast, lexicon
        self.claims: list[Claim] = []
        self.guesses: dict[Claim, tuple[str, ...]] = {}  # whom a claim without an addressee concerns, if the text never says

    @cached_property
    def cause(self) -> str | None:
        """What the text says once, at its head, that money is given for."""
        return cause(self._cast, self._lexicon)

    @cached_property
    def fighting(self) -> bool:
        """Whether the text tells of a war or a truce."""
        words = (token for passage in self._cast.annotated.passages for token in passage.doc)
        return any(token.lemma_.lower() in self._lexicon.fighting for token in words)

    def antecedent(self, reading: Reading, by: tuple[str, ...], words: frozenset[str]) -> Claim | None:
        """The earlier claim that the pointing words of a content stand for: of others, for a stance."""
        earlier = self.claims
        stance = reading.level.kind == "position"
        pointing = bool(words & _DEALS) and reading.weight < _NAMED
        if (
            stance
            and not pointing
            and reading.type is not None
            and (same := [c for c in earlier if c.type == reading.type and set(c.by) - set(by)])
        ):
            return max(enumerate(same), key=lambda p: (self._joint(p[1]), p[0]))[1]
        if not words & (self._lexicon.anaphors | self._lexicon.anaphor_pronouns):
            return self._named_again(words, by) if stance else None
        if stance:
            others = [c for c in earlier if c.kind == "commitment" and set(c.by) - set(by)] or [c for c in earlier if set(c.by) - set(by)]
            sign = -1 if words & _DEALS else 1  # "the accord" is the one of the headline, "the move" the last one
            return max(enumerate(others), key=lambda p: (self._affinity(words, p[1]), sign * p[0]))[1] if others else None
        same = [c for c in earlier if set(c.by) == set(by)]
        return (same or earlier)[-1] if earlier else None

    def _named_again(self, words: frozenset[str], by: tuple[str, ...]) -> Claim | None:
        """An undertaking of others told in words that a definite noun takes up: "a research station … opposes the station"."""
        text = self._cast.document.text.lower()
        for claim in reversed(self.claims):
            told = {w for span in claim.spans for w in _WORD.findall(text[span.begin : span.end])}
            if claim.kind == "commitment" and not set(claim.by) & set(by) and words & told:
                return claim
        return None

    def latest(self, by: tuple[str, ...], begin: int, verb: Token, lexicon: Lexicon) -> Claim | None:
        """The undertaking that a sentence which begins at `begin` takes up: the last one that fits, if it was told just before."""
        earlier = [c for c in self.claims if c.kind == "commitment" and c.spans[-1].end > begin - _NEAR]
        if verb.lemma_.lower() in lexicon.predicates and not takes_up(verb, lexicon):
            earlier = [c for c in earlier if c.type in lexicon.predicate_types.get(verb.lemma_.lower(), ())]
        return max(earlier, key=lambda c: c.spans[-1].end, default=None)

    def known_for(self, performers: tuple[str, ...]) -> str | None:
        """The type of what these did last, for praise and blame that name nothing; of all donors, what most gave."""
        own = [c for c in self.claims if c.kind == "commitment" and set(c.by) & set(performers)]
        if own:
            return own[-1].type
        if not all(key.startswith("~") for key in performers):
            return None
        told = Counter(c.type for c in self.claims if c.kind == "commitment")
        return told.most_common(1)[0][0] if told else None

    def provocation(self, by: tuple[str, ...], begin: int) -> Claim | None:
        """The act of others that a threat without a matter of its own answers: the last one told before it."""
        others = [c for c in self.claims if not set(c.by) & set(by) and c.spans[-1].end > begin - _NEAR]
        return max(others, key=lambda c: c.spans[-1].end, default=None)

    def asked(self, by: tuple[str, ...], begin: int) -> Claim | None:
        """What somebody was just asked for, or offered, when the text goes on with "X agreed" or "X declined"."""
        near = [c for c in self.claims if c.spans[-1].end > begin - _NEAR and set(by) & set(c.to) and not set(by) & set(c.by)]
        fitting = [c for c in near if c.level in ("demands", "considered", "planned", "pledged")]
        return max(fitting, key=lambda c: c.spans[-1].end, default=None)

    def last(self, begin: int) -> Claim | None:
        """The claim told last, in the sentence that begins at `begin` or just before it: the outermost of those that overlap."""
        near = [c for c in self.claims if c.spans[-1].end > begin - _NEAR]
        if not near:
            return None
        return next(c for c in near if c.spans[-1].end > near[-1].spans[0].begin and c.spans[0].begin < near[-1].spans[-1].end)

    def addressee(self, type_: str, by: tuple[str, ...]) -> tuple[str, ...]:
        """The addressee that the text leaves unsaid: of earlier claims of this type, or the other party of a deal."""
        traits = self._lexicon.traits
        if type_ in traits["mutual"]:
            parties = [c.by for c in self.claims if c.type in traits["mutual"] and len(c.by) == 2 and set(by) < set(c.by)]
            return tuple(k for k in parties[-1] if k not in by) if parties and len(by) == 1 else ()
        if type_ not in traits["directed"]:
            return ()
        theatre = self._theatre(by) if type_ not in traits["no-theatre"] else ()
        return self._told((type_,), by) or theatre or self._told(self._lexicon.kin.get(type_, ()), by)

    def _told(self, types: tuple[str, ...], by: tuple[str, ...]) -> tuple[str, ...]:
        """Whom most claims of these types are told to concern."""
        votes = Counter(c.to for c in self.claims if c.type in types and c.kind == "commitment" and self._named(c.to, by))
        return votes.most_common(1)[0][0] if votes else ()

    def _theatre(self, by: tuple[str, ...]) -> tuple[str, ...]:
        """The state that the text is mostly about, if something in it is told to be done to or for that state."""
        theatre = self._cast.theatre
        return (theatre,) if theatre and theatre not in by and any(theatre in c.to for c in self.claims) else ()

    def completed(self, claim: Claim) -> Claim:
        """A claim without an addressee, as in a headline, with the one that the text after it names, or a guess."""
        named = any(not key.startswith("~") for key in claim.to)
        if named or claim.kind != "commitment" or claim.level == "agreed" and len(claim.by) > 1:
            return claim
        return replace(claim, to=self.addressee(claim.type, claim.by) or claim.to or self.guesses.get(claim, ()))

    def performers(self, type_: str, by: tuple[str, ...]) -> tuple[str, ...]:
        """Whose act of this type was last told: what a stance without a named performer is about."""
        same = [c for c in self.claims if c.type == type_ and c.kind == "commitment" and self._named(c.by, by)]
        return max(enumerate(same), key=lambda p: (self._joint(p[1]), p[0]))[1].by if same else ()

    def is_term(self, by: tuple[str, ...], type_: str, *, bare: bool) -> bool:
        """Whether an act is what the parties of a deal told before have bound themselves to."""
        terms = self._lexicon.traits["term"]
        parties = [set(c.by) for c in self.claims if c.level == "agreed" and len(c.by) > 1 and c.type in terms]
        return type_ in terms and any(set(by) <= p for p in parties) and (bare or set(by) in parties)

    def _affinity(self, words: frozenset[str], claim: Claim) -> int:
        """How well "the accord" or "the vote" fits an earlier claim."""
        joint = self._joint(claim)
        if words & _DEALS:
            return 2 * (claim.level == "agreed") + joint
        if words & _DECISIONS:
            return 2 * joint + (self._cast.actor(claim.by[0]).cls == "Organization")
        return int(bool(words & _GIFTS) and claim.type == "arms_supply")

    def _joint(self, claim: Claim) -> bool:
        return len(claim.by) > 1 or self._cast.actor(claim.by[0]).cls in ("Organization", "Coalition")

    def _named(self, keys: tuple[str, ...], but: tuple[str, ...]) -> bool:
        return bool(keys) and not set(keys) & set(but) and not any(k.startswith("~") for k in keys)
