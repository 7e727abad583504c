"""Pronouns: he, it, they, and who "we" are."""

from __future__ import annotations

from typing import Final

from kg.annotate import Passage
from kg.parse import Token, Tokens
from kg.refer.cast import Ref
from kg.refer.scene import Scene, person_ref
from kg.refer.trees import in_quotes

_HE: Final = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_IT: Final = frozenset({"it", "its", "itself"})
_THEY: Final = frozenset({"they", "them", "their", "theirs", "themselves", "both"})
FIRST: Final = frozenset({"we", "us", "our", "ours", "i", "my", "me", "mine", "ourselves"})
PRONOUNS: Final = _HE | _IT | _THEY | FIRST


class Pronouns:
    """Resolves pronouns against the mentions before them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def resolve(self, passage: Passage, token: Token) -> Ref | None:
        """The reference of a pronoun, None rather than a guess."""
        lower = token.lower_
        if lower in FIRST:
            return self._first(passage, token)
        if lower in _HE:
            hit = self._scene.history.antecedent(token, lambda r: r.person is not None or r.kind in ("office",))
            return Ref(hit.actors, f"{lower}: {hit.person or hit.actors[0]}", 0.75, person=hit.person, kind="pronoun") if hit else None
        if lower in _IT:
            hit = self._scene.history.antecedent(
                token,
                lambda r: (
                    len(r.actors) == 1 and r.person is None and not r.place and r.kind not in ("modifier", "unnamed", "office", "first")
                ),
                single=True,
            )
            return Ref(hit.actors, f"{lower}: {hit.actors[0]}", 0.65, kind="pronoun") if hit else None
        if lower in _THEY:
            history = self._scene.history  # an unnamed group only where nobody named will do
            hit = history.antecedent(
                token, lambda r: (r.plural or len(r.actors) > 1) and r.kind not in ("first", "unnamed")
            ) or history.antecedent(token, lambda r: (r.plural or len(r.actors) > 1) and r.kind != "first")
            if hit is None and (issuer := self._scene.cast.issuer) is not None and self._scene.cast.titled and len(issuer.actors) > 1:
                hit = issuer  # "They agree …": the parties of a declaration
            return Ref(hit.actors, f"{lower}: {', '.join(hit.actors)}", 0.65, plural=True, kind="pronoun") if hit else None
        return None

    def _first(self, passage: Passage, token: Token) -> Ref | None:
        """Who "we" are: the speaker of the block, of the quotation, or the issuer of the text."""
        cast = self._scene.cast
        if self._scene.speaker is not None:
            found = self._scene.speaker
        elif in_quotes(token):
            said = self._quoted_speaker(passage, token)
            if said is None:
                return None
            found = said
        elif cast.issuer is not None:
            found = cast.issuer
        else:
            return None
        return Ref(found.actors, "first person of the speaker", 0.85, person=found.person, kind="first", plural=True)

    def _quoted_speaker(self, passage: Passage, token: Token) -> Ref | None:
        """Whoever speaks in the same sentence, or spoke in the one before, or does in the next."""
        cast, sent = self._scene.cast, token.sent
        here = [(start, key) for (number, start), (_, key) in cast.spans.items() if number == self._scene.number]
        outside = [(start, key) for start, key in here if not in_quotes(passage.doc[start])]
        inside = [key for start, key in outside if sent.start <= start < sent.end]
        if not inside and (body := self._body_speaking(sent)) is not None:
            return body
        after = [key for start, key in outside if sent.end <= start < sent.end + 12]
        key = inside[0] if inside else self._scene.history.last_person(2) or (after[0] if after else None)
        return person_ref(cast, key, "speaker of the quotation", 0.7) if key else None

    def _body_speaking(self, sent: Tokens) -> Ref | None:
        """ "We condemn the attack," the G7 said."""
        for token in sent:
            if token.dep_ == "nsubj" and not in_quotes(token) and token.head.pos_ == "VERB":
                ref = self._scene.ref(token)
                if (
                    ref is not None
                    and ref.person is None
                    and not ref.place
                    and ref.kind in ("name", "capital", "body", "office", "nominal")
                ):
                    return ref
        return None
