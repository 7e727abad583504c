"""Groups: "both countries", "the three partners", "the 27", "European leaders", "allies of Ukraine"."""

from __future__ import annotations

from typing import Final

from kg.annotate import Passage
from kg.parse import Token
from kg.refer.cast import Ref, unnamed
from kg.refer.scene import Scene, named
from kg.refer.trees import is_subject

_NUMBERS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "both": 2, "2": 2, "3": 3}
_MEMBERS: Final = frozenset({"member", "leader", "minister", "ally", "government", "capital", "state", "country", "nation"})
_SIDES: Final = frozenset({"side", "party", "belligerent", "foe", "enemy", "rival", "signatory", "adversary"})

_LONGEST_FIGURE: Final = 4
_COALITIONS: Final = frozenset({"coalition", "group", "bloc", "alliance", "force", "mission"})


def described(passage: Passage, token: Token) -> str:
    """The words by which an unnamed group goes: "European leaders", "allies of Ukraine"."""
    words = " ".join(t.text for t in token.doc[token.left_edge.i : token.i + 1] if t.pos_ != "DET")
    whose = [n.text for c in token.children if c.lower_ == "of" for n in c.children if n.i in passage.names]
    return words + "".join(f" of {name}" for name in whose)


def _counted(token: Token) -> bool:
    """ "35-nation", "nine-member"."""
    before = token.doc[token.left_edge.i : token.i]
    return any(t.lower_ in ("nation", "country", "member", "state") for t in before) and any(t.like_num for t in before)


def _figure(text: str) -> int:
    """A whole number in digits that can count members, else 0; "²" is a digit and no number."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_FIGURE else 0


class Groups:
    """Resolves nouns for several actors by how many were named before; unnamed groups stay unnamed."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def resolve(self, passage: Passage, token: Token) -> Ref | None:
        """ "the two sides", "both countries", "the three partners", "the 27", "European leaders"."""
        lemma, lower = token.lemma_.lower(), token.lower_
        doc = passage.doc
        if lemma in _COALITIONS and _counted(token):
            return Ref((unnamed(described(passage, token)),), f"a {lower} with no other name", 0.5, plural=True, kind="unnamed")
        left = doc[token.left_edge.i : token.i + 1]
        number = next((_NUMBERS[t.lower_] for t in left if t.lower_ in _NUMBERS), None)
        number = {"trio": 3, "pair": 2, "duo": 2}.get(lower, number)
        definite = any(t.lower_ in ("the", "both", "these", "those", "all") for t in left) or (
            token.left_edge.i and doc[token.left_edge.i - 1].lower_ in ("the", "both")
        )
        groupish = lemma in self._scene.cast.offices.groups or lower in ("both", "trio", "pair", "duo", "two", "three")
        alone = _figure(lower)
        if alone > 3 and definite and is_subject(token):
            body = self._scene.history.recent(lambda r: len(r.actors) == 1 and len(self._scene.members(r.actors[0])) == alone, reach=40)
            return Ref(body.actors, f"the {lower} members of {body.actors[0]}", 0.7, plural=True, kind="group") if body else None
        digits = next((_figure(t.text) for t in left if 3 < _figure(t.text) < 200), None)
        if digits and groupish:
            body = self._scene.history.recent(lambda r: len(r.actors) == 1 and len(self._scene.members(r.actors[0])) == digits, reach=40)
            if body is not None:
                return Ref(body.actors, f"the {digits} members of {body.actors[0]}", 0.7, plural=True, kind="group")
        if lemma in _MEMBERS and (owner := self._owning_body(passage, token)) is not None:
            return Ref((owner,), f"{lower} of {owner}", 0.7, plural=True, kind="group")
        if groupish and definite and number:

            def fits(ref: Ref) -> bool:
                return len(ref.actors) == number and not any(a.startswith("~") for a in ref.actors)

            hit = self._scene.history.recent(fits, reach=25 if lemma in _SIDES else 12, subject=True)
            if hit is not None:
                return Ref(hit.actors, f"the {number} named before", 0.75, plural=True, kind="group")
            body = self._scene.history.recent(lambda r: len(r.actors) == 1 and len(self._scene.members(r.actors[0])) == number, reach=40)
            if body is not None:
                return Ref(self._scene.members(body.actors[0]), f"the {number} members of {body.actors[0]}", 0.7, plural=True, kind="group")
            last = self._scene.history.last_actors(
                number, bodies=lemma in ("party", "partner", "member", "side", "ally", "organisation", "organization", "signatory")
            )
            if last:
                return Ref(last, f"the {number} last named", 0.5, plural=True, kind="group")
        if groupish and definite and not number and lemma in ("side", "party", "country", "neighbour", "neighbor", "belligerent"):
            hit = self._scene.history.recent(lambda r: len(r.actors) == 2, reach=4)
            if hit is not None:
                return Ref(hit.actors, "the two named before", 0.55, plural=True, kind="group")
        private = any(c.dep_ == "poss" and c.lower_ in ("his", "her") for c in token.children)  # "his supporters"
        if lemma in self._scene.cast.offices.unnamed and token.tag_ in ("NNS", "NNPS") and not private:
            inside = {n.key: n for i, n in ((i, passage.names[i][0]) for i in range(token.left_edge.i, token.i) if i in passage.names)}
            label = described(passage, token)
            bodies = [
                k for k in inside if self._scene.cast.gazetteer.entries.get(k) and self._scene.cast.gazetteer.entries[k].cls != "State"
            ]
            if (
                bodies
                and lemma in ("leader", "member", "ally", "minister", "state", "official", "government", "nation", "country")
                and "~" not in label
            ):
                if not any(t.lower_ == "european" for t in left):
                    return Ref((bodies[0],), f"{label}: the body", 0.7, plural=True, kind="group")
            return Ref((unnamed(label),), f"unnamed {lower}", 0.5, plural=True, kind="unnamed")
        return None

    def _owning_body(self, passage: Passage, token: Token) -> str | None:
        """The organisation whose members are meant: "members of the coalition", "its members" after "the bloc"."""
        for child in token.children:
            refs = [self._scene.ref(child)] if child.dep_ == "poss" else []
            if child.dep_ == "prep" and child.lower_ == "of":
                for pobj in child.children:
                    found = named(self._scene, passage, pobj) if pobj.i in passage.names else self._scene.ref(pobj)
                    refs.append(found)
            for ref in refs:
                if (
                    ref is not None
                    and len(ref.actors) == 1
                    and not self._scene.is_state(ref.actors[0])
                    and not ref.actors[0].startswith("~")
                ):
                    return ref.actors[0]
        return None
