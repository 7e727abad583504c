"""Pronouns: he, it, they, and who "we" are."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from kg.annotate import Passage
from kg.refer.cast import Ref
from kg.refer.scene import Scene, person_ref
from kg.refer.trees import in_quotes

_HE: Final = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_IT: Final = frozenset({"it", "its", "itself"})
_THEY: Final = frozenset({"they", "them", "their", "theirs", "themselves", "both"})
_WE: Final = frozenset({"we", "us", "our", "ours", "i", "my", "me", "mine", "ourselves"})
PRONOUNS: Final = _HE | _IT | _THEY | _WE


class Pronouns:
    """Resolves pronouns against the mentions before them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def resolve(self, passage: Passage, token: Token) -> Ref | None:
        """The reference of a pronoun, None rather than a guess."""
        lower = token.lower_
        if lower in _WE:
            speaker = self._scene.speaker or (self._quoted_speaker(passage, token) if in_quotes(token) else self._scene.cast.issuer)
            return (
                Ref(speaker.actors, "first person of the speaker", 0.85, person=speaker.person, kind="first", plural=True)
                if speaker
                else None
            )
        if lower in _HE:
            hit = self._scene.history.antecedent(token, lambda r: r.person is not None or r.kind in ("office",))
            return Ref(hit.actors, f"{lower}: {hit.person or hit.actors[0]}", 0.75, person=hit.person, kind="pronoun") if hit else None
        if lower in _IT:
            hit = self._scene.history.antecedent(
                token,
                lambda r: (
                    len(r.actors) == 1 and r.person is None and not r.place and r.kind not in ("modifier", "unnamed", "office", "first")
                ),
            )
            return Ref(hit.actors, f"{lower}: {hit.actors[0]}", 0.65, kind="pronoun") if hit else None
        if lower in _THEY:
            hit = self._scene.history.antecedent(token, lambda r: (r.plural or len(r.actors) > 1) and r.kind != "first")
            return Ref(hit.actors, f"{lower}: {', '.join(hit.actors)}", 0.65, plural=True, kind="pronoun") if hit else None
        return None

    def _quoted_speaker(self, passage: Passage, token: Token) -> Ref | None:
        """Who says "we" in a quotation: whoever speaks in the same sentence, or spoke in the one before."""
        here = [(start, key) for (number, start), (_, key) in self._scene.cast.spans.items() if number == self._scene.number]
        inside = [(start, key) for start, key in here if token.sent.start <= start < token.sent.end and not in_quotes(passage.doc[start])]
        after = [(start, key) for start, key in here if token.sent.end <= start < token.sent.end + 12 and not in_quotes(passage.doc[start])]
        before = self._scene.history.last_person(2)
        key = inside[0][1] if inside else before or (after[0][1] if after else None)
        return person_ref(self._scene.cast, key, "speaker of the quotation", 0.7) if key else None
