"""Common nouns: offices, ministries and armies, "the bloc", "both countries", "European leaders"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from kg.annotate import Passage
from kg.people import OfficePhrase
from kg.refer.cast import Ref, unnamed
from kg.refer.scene import Scene, named, person_ref
from kg.refer.trees import MODIFIERS, is_subject

_NUMBERS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "both": 2, "2": 2, "3": 3}
_MEMBERS: Final = frozenset({"member", "leader", "minister", "ally", "government", "capital", "state", "country", "nation"})
_SIDES: Final = frozenset({"side", "party", "belligerent", "foe", "enemy", "rival", "signatory", "adversary"})


class Nouns:
    """Resolves noun phrases by the names beside them and the mentions before them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def office(self, number: int, passage: Passage, token: Token, phrase: OfficePhrase) -> Ref | None:
        plural = token.tag_ in ("NNS", "NNPS")
        if plural:
            bodies = tuple(dict.fromkeys(b for b in self._modifiers(number, passage, token)))
            if bodies:
                return Ref(bodies, f"offices of {', '.join(bodies)}", 0.8, plural=True, kind="office")
            return self.group(passage, token)
        for start, (_, key) in ((k[1], v) for k, v in self._scene.cast.spans.items() if k[0] == number):
            if 0 <= start - phrase.end <= 2 or (
                0 <= phrase.left - start <= 6
                and self._scene.cast.roster.get(key).office == phrase.office
                and passage.doc[start].sent == token.sent
                and "," in passage.doc[start : phrase.left].text
            ):
                if not any(t.dep_ == "ROOT" for t in passage.doc[min(start, phrase.start) : max(start, phrase.end)]):
                    return person_ref(self._scene.cast, key, f"{phrase.office} beside the name", 0.9)
        body = phrase.body
        if body is None:
            owner = next((c for c in token.children if c.dep_ == "poss"), None)
            known = self._scene.cast.refs.get((number, owner.i)) if owner is not None else None
            body = known.actors[0] if known and known.actors else None
        person = self._scene.cast.roster.by_office(phrase.office, body)
        if person is not None:
            return person_ref(self._scene.cast, person.key, f"the {phrase.office}", 0.8)
        if body is not None:
            holder = self._scene.cast.gazetteer.holder(body, phrase.office, self._scene.date)
            return (
                Ref((body,), f"{phrase.office} of {body}", 0.85, kind="office", person=None)
                if not holder
                else Ref((body,), f"{phrase.office} of {body}", 0.85, kind="office")
            )
        if any(c.lower_ in ("the", "its", "his", "their") for c in token.children) and phrase.office in (
            "president",
            "prime minister",
            "chancellor",
            "foreign minister",
            "king",
        ):
            recent = self._scene.history.recent(lambda r: r.kind == "person" and bool(r.actors), reach=2)
            if recent is not None and self._scene.cast.roster.get(recent.person or "").office in (phrase.office, None):
                return Ref(recent.actors, f"the {phrase.office}, last named", 0.5, person=recent.person, kind="person")
            state = self._scene.history.recent(lambda r: len(r.actors) == 1 and self._scene.is_state(r.actors[0]) and not r.place, reach=2)
            return Ref(state.actors, f"the {phrase.office}, of the state last named", 0.4, kind="office") if state else None
        return None

    def noun(self, number: int, passage: Passage, token: Token) -> Ref | None:
        lemma, lower = token.lemma_.lower(), token.lower_
        plural = token.tag_ in ("NNS", "NNPS")
        owners = self._modifiers(number, passage, token)
        phrase = f"{passage.doc[token.i - 1].lower_} {lemma}" if token.i else lemma
        if owners and (lemma in self._scene.cast.offices.bodies or phrase in self._scene.cast.offices.bodies) and token.pos_ != "ADJ":
            if plural and lemma in self._scene.cast.offices.unnamed and any(c.dep_ == "poss" for c in token.children):
                label = passage.doc[token.left_edge.i : token.i + 1].text
                return Ref((unnamed(label),), f"unnamed {lower}", 0.5, plural=True, kind="unnamed")
            if lemma in ("ally", "neighbour", "neighbor", "partner", "member"):
                entry = self._scene.cast.gazetteer.entries.get(owners[0])
                if entry is None or entry.cls == "State":
                    return Ref(
                        (unnamed(token.sent.doc[token.left_edge.i : token.i + 1].text),),
                        f"unnamed {lower}",
                        0.5,
                        plural=plural,
                        kind="unnamed",
                    )
            return Ref(owners, f"{lower} of {', '.join(owners)}", 0.8, plural=plural, kind="body")
        if plural or lower.isdigit() or lower in ("both", "trio", "pair", "duo", "two", "three", "all"):
            group = self.group(passage, token)
            if group is not None:
                return group
        if not any(c.lower_ in ("the", "this", "that", "its", "their") for c in token.children):
            return None
        if not owners and (lemma in self._scene.cast.offices.body_nominals or lower in self._scene.cast.offices.body_nominals):
            hit = self._scene.history.recent(
                lambda r: any(lower in self._entry_nominals(a) or lemma in self._entry_nominals(a) for a in r.actors), reach=12
            )
            if hit is None and lemma not in ("council", "commission", "bank", "fund", "force", "body", "group"):
                hit = self._scene.history.recent(lambda r: len(r.actors) == 1 and self._is_body(r.actors[0], lemma), reach=8)
            if hit is not None:
                return Ref(hit.actors, f"the {lower}: {hit.actors[0]} named before", 0.7, kind="nominal", plural=True)
        if not owners and (lemma in self._scene.cast.offices.state_nominals or phrase in self._scene.cast.offices.bodies) and not plural:
            hit = self._scene.history.recent(
                lambda r: len(r.actors) == 1 and self._scene.is_state(r.actors[0]) and r.kind != "modifier", reach=2, subject=True
            )
            if hit is not None:
                return Ref(hit.actors, f"the {lower}: the state last named", 0.5, kind="nominal")
        return None

    def group(self, passage: Passage, token: Token) -> Ref | None:
        """ "the two sides", "both countries", "the three partners", "the 27", "European leaders"."""
        lemma, lower = token.lemma_.lower(), token.lower_
        doc = passage.doc
        left = doc[token.left_edge.i : token.i + 1]
        number = next((_NUMBERS[t.lower_] for t in left if t.lower_ in _NUMBERS), None)
        number = {"trio": 3, "pair": 2, "duo": 2}.get(lower, number)
        definite = any(t.lower_ in ("the", "both", "these", "those", "all") for t in left) or (
            token.left_edge.i and doc[token.left_edge.i - 1].lower_ in ("the", "both")
        )
        groupish = lemma in self._scene.cast.offices.groups or lower in ("both", "trio", "pair", "duo", "two", "three")
        if lower.isdigit() and int(lower) > 3 and definite and is_subject(token):
            body = self._scene.history.recent(
                lambda r: len(r.actors) == 1 and len(self._scene.members(r.actors[0])) == int(lower), reach=40
            )
            return Ref(body.actors, f"the {lower} members of {body.actors[0]}", 0.7, plural=True, kind="group") if body else None
        digits = next((int(t.text) for t in left if t.text.isdigit() and 3 < int(t.text) < 200), None)
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
        if lemma in self._scene.cast.offices.unnamed and token.tag_ in ("NNS", "NNPS"):
            inside = {n.key: n for i, n in ((i, passage.names[i][0]) for i in range(token.left_edge.i, token.i) if i in passage.names)}
            label = " ".join(t.text for t in left if t.pos_ != "DET")
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

    def _modifiers(self, number: int, passage: Passage, token: Token) -> tuple[str, ...]:
        """Actors named beside a noun: "Russian", "Poland's", "his", "of Kenya"."""
        found: list[str] = []
        for child in token.children:
            if child.dep_ in MODIFIERS or child.i in passage.names and child.i < token.i:
                found += self._flat(number, child)
            elif child.dep_ == "prep" and child.lower_ == "of":
                for pobj in child.children:
                    ref = named(self._scene, passage, pobj) if pobj.i in passage.names else None
                    if ref is not None and ref.kind != "place":
                        found += ref.actors
        if not found and token.i and (token.i - 1) in passage.names and passage.names[token.i - 1][0].kind != "person":
            found.append(passage.names[token.i - 1][0].key)
        return tuple(dict.fromkeys(found))

    def _flat(self, number: int, token: Token) -> list[str]:
        ref = self._scene.cast.refs.get((number, token.i))
        found = list(ref.actors) if ref is not None and ref.kind != "place" else []
        for child in token.children:
            if child.dep_ in ("conj", "compound", "amod", "poss"):
                found += self._flat(number, child)
        return found

    def _owning_body(self, passage: Passage, token: Token) -> str | None:
        """The organisation whose members are meant: "members of the coalition", "its members" after "the bloc"."""
        number = self._scene.number
        for child in token.children:
            refs = [self._scene.cast.refs.get((number, child.i))] if child.dep_ == "poss" else []
            if child.dep_ == "prep" and child.lower_ == "of":
                for pobj in child.children:
                    found = named(self._scene, passage, pobj) if pobj.i in passage.names else self._scene.cast.refs.get((number, pobj.i))
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

    def _is_body(self, key: str, lemma: str) -> bool:
        entry = self._scene.cast.gazetteer.entries.get(key)
        if entry is None or entry.cls in ("State", "Person"):
            return False
        if lemma in ("militia", "paramilitary", "rebel", "insurgent", "militant", "movement", "faction"):
            return entry.cls == "ArmedGroup"
        return entry.cls in ("Organization", "Coalition") if lemma not in ("group",) else True

    def _entry_nominals(self, key: str) -> tuple[str, ...]:
        entry = self._scene.cast.gazetteer.entries.get(key)
        return entry.nominals if entry else ()
