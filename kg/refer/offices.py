"""Offices: "the Polish foreign minister", "the president", "the Irish taoiseach"."""

from __future__ import annotations

from typing import Final

from kg.annotate import Passage
from kg.parse import Token
from kg.people import OfficePhrase
from kg.refer.cast import Ref
from kg.refer.groups import Groups
from kg.refer.owners import owners
from kg.refer.scene import Scene, person_ref

#: Offices of which a state has one, so that "the president" can be that of the state that a text is at.
_ALONE: Final = frozenset({"president", "prime minister", "chancellor", "foreign minister", "king"})
_POINTERS: Final = frozenset({"the", "its", "his", "their"})
_RECENT: Final = 4
_FAR: Final = 12


class OfficeNouns:
    """Resolves office phrases by the name beside them, the body that they belong to, or who was presented before."""

    def __init__(self, scene: Scene, groups: Groups) -> None:
        self._scene, self._groups = scene, groups

    def resolve(self, number: int, passage: Passage, token: Token, phrase: OfficePhrase) -> Ref | None:
        if token.tag_ in ("NNS", "NNPS", "VBZ"):  # a plural that ends a headline is a verb to the tagger
            bodies = owners(self._scene, passage, token)
            if bodies:
                return Ref(bodies, f"offices of {', '.join(bodies)}", 0.8, plural=True, kind="office")
            return self._groups.resolve(passage, token)
        cast = self._scene.cast
        beside = self._beside(number, passage, token, phrase)
        if beside is not None:
            return beside
        body = phrase.body or self._owner(token)
        person = cast.roster.by_office(phrase.office, body)
        if person is not None:
            return person_ref(cast, person.key, f"the {phrase.office}", 0.8)
        if body is not None:
            holder = cast.offices.holder(cast.gazetteer, body, phrase.office, self._scene.date)
            held = f", held by {cast.gazetteer.entries[holder].label}" if holder else ""
            return Ref((body,), f"{phrase.office} of {body}{held}", 0.85, kind="office", holder=holder)
        if not any(c.lower_ in _POINTERS for c in token.children):
            return None
        if (body := cast.offices.bare.get(tuple(t.lower_ for t in passage.doc[phrase.start : phrase.end]))) is not None:
            return self._of_an_organisation(phrase.office, body)
        if phrase.office == "minister" and phrase.end - phrase.start == 1:
            return self._minister()
        return self._last_named(phrase.office) if phrase.office in _ALONE else None

    def _beside(self, number: int, passage: Passage, token: Token, phrase: OfficePhrase) -> Ref | None:
        """The person whose name stands next to the office."""
        cast, doc = self._scene.cast, passage.doc
        for start, (_, key) in ((k[1], v) for k, v in cast.spans.items() if k[0] == number):
            follows = 0 <= start - phrase.end <= 2
            precedes = (
                0 <= phrase.left - start <= 6
                and cast.roster.get(key).office == phrase.office
                and doc[start].sent == token.sent
                and "," in doc[start : phrase.left].text
            )
            between = doc[min(start, phrase.start) : max(start, phrase.end)]
            if (follows or precedes) and not any(t.dep_ == "ROOT" for t in between):
                return person_ref(cast, key, f"{phrase.office} beside the name", 0.9)
        return None

    def _owner(self, token: Token) -> str | None:
        owner = next((c for c in token.children if c.dep_ == "poss"), None)
        known = self._scene.ref(owner) if owner is not None else None
        return known.actors[0] if known and known.actors else None

    def _minister(self) -> Ref | None:
        """ "The minister": the one presented last."""
        roster = self._scene.cast.roster
        recent = self._scene.history.recent(
            lambda r: r.person is not None and "minister" in (roster.get(r.person).office or ""), reach=_RECENT
        )
        return person_ref(self._scene.cast, recent.person, "the minister named before", 0.6) if recent and recent.person else None

    def _of_an_organisation(self, office: str, default: str) -> Ref:
        """ "The Secretary-General": of the organisation last named, or of the one that the title means by itself."""
        entries = self._scene.cast.gazetteer.entries
        told = self._scene.history.recent(
            lambda r: len(r.actors) == 1 and (e := entries.get(r.actors[0])) is not None and e.cls == "Organization", reach=_FAR
        )
        return Ref(told.actors if told else (default,), f"the {office}", 0.6 if told else 0.5, kind="office")

    def _last_named(self, office: str) -> Ref | None:
        history, roster = self._scene.history, self._scene.cast.roster
        recent = history.recent(lambda r: r.kind == "person" and bool(r.actors), reach=2)
        if recent is not None and roster.get(recent.person or "").office in (office, None):
            return Ref(recent.actors, f"the {office}, last named", 0.5, person=recent.person, kind="person")
        held = history.recent(lambda r: r.kind == "office" and len(r.actors) == 1, reach=2)
        state = held or history.recent(lambda r: len(r.actors) == 1 and self._scene.is_state(r.actors[0]) and not r.place, reach=2)
        return Ref(state.actors, f"the {office}, of the state last named", 0.4, kind="office") if state else None
