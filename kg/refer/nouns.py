"""Common nouns: ministries and armies, "the bloc", "the kingdom", "the Commission"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.annotate import Passage
from kg.parse import Token
from kg.refer.cast import Ref, unnamed
from kg.refer.groups import Groups, described
from kg.refer.owners import owners
from kg.refer.scene import Scene
from kg.refer.trees import singular

_POINTERS: Final = frozenset({"the", "this", "that", "its", "their"})
_MANY: Final = frozenset({"both", "trio", "pair", "duo", "two", "three", "all"})
_RELATIONS: Final = frozenset({"ally", "neighbour", "neighbor", "partner", "member"})
#: Too common to mean just any body that was named: one of its own names must say so.
_VAGUE: Final = frozenset({"council", "commission", "bank", "fund", "force", "body", "group"})
_FIGHTERS: Final = frozenset({"militia", "paramilitary", "rebel", "insurgent", "militant", "movement", "faction"})
_OPENING: Final = 3
_FAR, _NEAR, _STATE = 12, 8, 2


class Nouns:
    """Resolves noun phrases by the names beside them and the mentions before them."""

    def __init__(self, scene: Scene, groups: Groups) -> None:
        self._scene, self._groups = scene, groups
        self._offices = scene.cast.offices

    def resolve(self, passage: Passage, token: Token) -> Ref | None:
        lemma, lower = singular(token), token.lower_
        plural = token.tag_ in ("NNS", "NNPS")
        whose = owners(self._scene, passage, token)
        definite = any(c.lower_ in _POINTERS for c in token.children) and not any(
            c.dep_ == "prep" and c.lower_ == "of" for c in token.children
        )
        if whose and definite and (ref := self._nominal_of(token, whose)) is not None:
            return ref
        if whose and token.pos_ != "ADJ" and not {lemma, _pair(token)}.isdisjoint(self._offices.bodies):
            return self._body(passage, token, whose, plural=plural)
        if definite and not whose and not {lemma, lower}.isdisjoint(self._offices.body_nominals):
            if (ref := self._body_named_before(token)) is not None:
                return ref
        if plural or lower.isdigit() or lower in _MANY or lemma in self._offices.body_nominals:
            group = self._groups.resolve(passage, token)
            if group is not None:
                return group
        if definite and not whose and not plural and lemma in self._offices.bodies:
            told = self._scene.history.recent(lambda r: r.kind == "body" and r.reason.startswith(f"{lower} of "), reach=_NEAR)
            if told is not None:
                return Ref(told.actors, f"the {lower}: that of {', '.join(told.actors)}, named before", 0.65, kind="nominal")
        if definite and not whose and not plural and (lemma in self._offices.state_nominals or _pair(token) in self._offices.bodies):
            hit = self._state(lambda key: True)
            if hit is not None:
                return Ref(hit.actors, f"the {lower}: the state last named", 0.5, kind="nominal")
        return None

    def issuing(self, token: Token) -> Ref | None:
        """ "The Leaders", "The Council" of a communiqué: those who issue it, whom its opening calls so."""
        cast = self._scene.cast
        if not (cast.first_person and cast.issuer and token.text[:1].isupper() and token.i and token.nbor(-1).lower_ == "the"):
            return None
        opening = {t.text for passage in cast.annotated.passages[:_OPENING] for t in passage.doc}
        bare = not any(c.dep_ in ("prep", "poss") or c.dep_ == "compound" for c in token.children)
        if not bare or token.text not in opening:
            return None
        return Ref(cast.issuer.actors, f"the {token.text}: who issue the text", 0.75, plural=True, kind="nominal")

    def _body(self, passage: Passage, token: Token, whose: tuple[str, ...], *, plural: bool) -> Ref:
        """ "The Polish government", but "Poland's allies" are others than Poland."""
        lemma, lower = singular(token), token.lower_
        possessor = any(c.dep_ == "poss" for c in token.children)
        entry = self._scene.cast.gazetteer.entries.get(whose[0])
        crew = lemma == "member" and any(c.dep_ == "compound" and c.i not in passage.names for c in token.children)
        others = lemma in _RELATIONS and (entry is None or entry.cls == "State") and not crew
        if others or plural and possessor and lemma in self._offices.unnamed:
            return Ref((unnamed(described(passage, token)),), f"unnamed {lower}", 0.5, plural=plural, kind="unnamed")
        return Ref(whose, f"{lower} of {', '.join(whose)}", 0.8, plural=plural, kind="body")

    def _nominal_of(self, token: Token, whose: tuple[str, ...]) -> Ref | None:
        """ "The UN watchdog", "the Nordic country": one of those that were named before."""
        lemma, lower = token.lemma_.lower(), token.lower_
        entry = self._scene.cast.gazetteer.entries.get(whose[0])
        if len(whose) > 1 or entry is None or entry.cls == "State":
            return None
        if lemma in self._offices.state_nominals:
            members = set(self._scene.members(whose[0]))
            hit = self._state(lambda key: key in members)
            return Ref(hit.actors, f"the {lower}: the member of {whose[0]} last named", 0.6, kind="nominal") if hit else None
        if lemma in self._offices.body_nominals:
            key = self._recent_key(lambda key: key != whose[0] and any(n.split()[-1] == lower for n in self._nominals(key)), _FAR)
            return Ref((key,), f"the {lower}: {key} named before", 0.65, kind="nominal", plural=True) if key else None
        return None

    def _body_named_before(self, token: Token) -> Ref | None:
        lemma, lower = token.lemma_.lower(), token.lower_
        tails, title = _tails(token), _title(token)

        def named(key: str) -> bool:
            return (
                not tails.isdisjoint(self._nominals(key))
                or bool(title)
                and any(organ == title or organ.endswith(f" {title}") for organ in self._organs(key))
            )

        key = self._recent_key(named, _FAR)
        if key is not None:
            return Ref((key,), f"the {lower}: {key} named before", 0.7, kind="nominal", plural=True)
        if lemma in _VAGUE:
            return None
        hit = self._scene.history.recent(lambda r: len(r.actors) == 1 and self._is_body(r.actors[0], lemma), reach=_NEAR)
        return Ref(hit.actors, f"the {lower}: {hit.actors[0]} named before", 0.7, kind="nominal", plural=True) if hit else None

    def _recent_key(self, fits: Callable[[str], bool], reach: int) -> str | None:
        """The actor last named that fits."""
        hit = self._scene.history.recent(lambda r: any(fits(key) for key in r.actors), reach=reach)
        return next(key for key in hit.actors if fits(key)) if hit is not None else None

    def _state(self, fits: Callable[[str], bool]) -> Ref | None:
        return self._scene.history.recent(
            lambda r: len(r.actors) == 1 and self._scene.is_state(r.actors[0]) and r.kind != "modifier" and fits(r.actors[0]),
            reach=_STATE,
            subject=True,
        )

    def _is_body(self, key: str, lemma: str) -> bool:
        entry = self._scene.cast.gazetteer.entries.get(key)
        if entry is None or entry.cls in ("State", "Person"):
            return False
        if lemma == "coalition":
            return entry.cls == "Coalition"
        return entry.cls == "ArmedGroup" if lemma in _FIGHTERS else entry.cls in ("Organization", "Coalition")

    def _nominals(self, key: str) -> tuple[str, ...]:
        entry = self._scene.cast.gazetteer.entries.get(key)
        return entry.nominals if entry else ()

    def _organs(self, key: str) -> tuple[str, ...]:
        entry = self._scene.cast.gazetteer.entries.get(key)
        return entry.organs if entry else ()


def _pair(token: Token) -> str:
    return f"{token.doc[token.i - 1].lower_} {token.lemma_.lower()}" if token.i else token.lemma_.lower()


def _tails(token: Token) -> set[str]:
    """The noun with more and more of the words before it: "body", "continental body"."""
    before = [t.lower_ for t in token.doc[token.left_edge.i : token.i] if t.pos_ != "DET"]
    words = [*before, token.lower_]
    return {" ".join(words[i:]) for i in range(len(words))} | {token.lemma_.lower()}


def _title(token: Token) -> str:
    """The capitalised words that end here: "Commission", "Security Council"."""
    words: list[str] = []
    index = token.i
    while index >= 0 and token.doc[index].text[:1].isupper() and token.doc[index].pos_ != "DET":
        words.insert(0, token.doc[index].text)
        index -= 1
    return " ".join(words)
