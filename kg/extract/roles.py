"""Who acts and who is concerned: tokens in roles -> keys of actors, by what the type expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.extract.grammar import agent, is_passive, is_verb, owner, subject
from kg.parse import Token
from kg.refer import Cast, Ref, conjuncts

AT: Final = frozenset("in inside on across at within near into throughout".split())
_OPENS: Final = frozenset({"-", "–", "—", "(", ":"})
_BETWEEN: Final = frozenset({",", "and", "&", "the", "both"})
_NP: Final = frozenset({"amod", "compound", "poss", "nmod"})


class Roles:
    """Looks up actors of one passage."""

    def __init__(self, cast: Cast, passage: int) -> None:
        self._cast = cast
        self._passage = passage

    def ref(self, token: Token) -> Ref | None:
        return self._cast.who(self._passage, token)

    def actors(self, token: Token | None, *, places: bool = False, loose: bool = True) -> tuple[str, ...]:
        """Keys of a coordinated noun phrase; `loose` also takes the nationality of a noun ("French troops")."""
        found: list[str] = list(self._row(token)) if token is not None else []
        for part in conjuncts(token) if token is not None else ():
            if spelt := self._spelt_out(part):
                found += spelt
                continue
            ref = self.ref(part)
            if ref is None:
                ref = self._inside(part)
            if loose and ref is not None and ref.kind == "body" and part.lemma_.lower() in self._cast.offices.private:
                continue  # "the Polish airline"
            if ref is not None and (places or not ref.place):
                found += ref.actors
            elif ref is None and loose and part.lemma_.lower() not in self._cast.offices.private and self._acts_for(part):
                found += self._nationality(part)
        return tuple(dict.fromkeys(found))

    def _spelt_out(self, group: Token) -> list[str]:
        """ "Five members - Spain, Greece and Cyprus -": a group with its names behind a dash, a colon or a bracket."""
        doc, at = group.doc, group.right_edge.i + 1 if group.i + 1 < len(group.doc) and group.nbor(1).text not in _OPENS else group.i + 1
        if group.tag_ not in ("NNS", "NNPS") or at + 1 >= len(doc) or doc[at].text not in _OPENS:
            return []
        keys: list[str] = []
        for token in doc[at + 1 : group.sent.end]:
            ref = self.ref(token)
            if ref is not None and ref.kind in ("name", "capital"):
                keys += ref.actors
            elif token.lower_ not in (",", "and", "the", "&"):
                break
        return keys if len(keys) > 1 else []

    def _row(self, token: Token) -> tuple[str, ...]:
        """ "Israel, Hamas agree …", "Tanzania, Mozambique and China began …": names in a row that the parser does not hold together."""
        if token.dep_ not in ("nsubj", "nsubjpass") or not self._in_row(token):
            return ()
        doc, sent = token.doc, token.sent
        first, last = token.i, token.i
        while first > sent.start and (doc[first - 1].lower_ in _BETWEEN or self._in_row(doc[first - 1])):
            first -= 1
        while last + 1 < sent.end and (doc[last + 1].lower_ in _BETWEEN or self._in_row(doc[last + 1])):
            last += 1
        row = doc[first : last + 1]
        listed = [t for t in row if self._in_row(t)]
        joined = any(t.lower_ in ("and", "&") for t in doc[listed[-2].i : listed[-1].i]) if len(listed) > 1 else False
        two = len(listed) == 2 and token == listed[-1] and listed[0].dep_ != "appos"
        headed = first == sent.start and (two or len(listed) > 2)
        if not joined and not headed or last + 1 < sent.end and doc[last + 1].tag_ == "POS":
            return ()
        return tuple(k for t in listed if (ref := self.ref(t)) is not None for k in ref.actors)

    def _in_row(self, token: Token) -> bool:
        ref = self.ref(token)
        return ref is not None and ref.kind in ("name", "capital", "nominal") and not ref.place and token.dep_ not in ("pobj", "poss")

    def _acts_for(self, noun: Token) -> bool:
        """Whether a noun acts for the state that it is of: its people in office, its forces; not "Venezuela's shortstop"."""
        offices, names = self._cast.offices, {noun.lemma_.lower(), noun.lower_.removesuffix("s"), noun.lower_}
        return bool(names & (offices.acting | offices.bodies | offices.groups | offices.unnamed | offices.home | offices.collective))

    def persons(self, token: Token | None) -> tuple[str, ...]:
        found = []
        for part in conjuncts(token) if token is not None else ():
            ref = self.ref(part) or self._inside(part)
            if ref is not None and ref.person:
                found.append(ref.person)
        return tuple(dict.fromkeys(found))

    def _inside(self, part: Token) -> Ref | None:
        """A name below a head that is no mention itself: "Secretary-General Antonio Guterres", "members of the coalition"."""
        for child in part.children:
            if child.dep_ in ("appos", "compound", "flat", "nmod") and (ref := self.ref(child)) is not None and ref.person:
                return ref
        if part.lemma_.lower() in (
            "member",
            "all",
            "each",
            "both",
            "leader",
            "chief",
            "representative",
            "majority",
            "rest",
            "minister",
            "boss",
        ):
            for child in part.children:
                if child.dep_ == "prep" and child.lower_ == "of":
                    for pobj in child.children:
                        if (ref := self.ref(pobj)) is not None:
                            return ref
            for child in part.children:
                if child.dep_ in _NP and (ref := self.ref(child)) is not None and not ref.place:
                    return ref
        return None

    def _nationality(self, part: Token) -> list[str]:
        if part.tag_ == "NNPS" and part.lemma_.lower() not in self._cast.offices.bodies:
            return []  # "Moroccan Railways": a company's name
        for child in part.children:
            if child.dep_ in _NP and (ref := self.ref(child)) is not None and ref.kind != "place":
                return [k for t in conjuncts(child) if (r := self.ref(t)) is not None for k in r.actors]
        return []

    # ---- by -------------------------------------------------------------------------------------------------------

    def doer(self, token: Token) -> Token | None:
        """The token in the role of whoever undertakes: subject, agent of a passive, owner of a noun."""
        if is_verb(token):
            if is_passive(token):
                return agent(token)
            return subject(token)
        if token.pos_ in ("ADJ", "ADP", "ADV"):
            return subject(token)
        return owner(token)

    # ---- to -------------------------------------------------------------------------------------------------------

    def concerned(self, head: Token, chain: tuple[Token, ...], wanted: tuple[str, ...], but: tuple[str, ...]) -> tuple[str, ...]:
        """The actors in the first of the wanted roles that is filled by somebody else than `but`."""
        slots: dict[str, list[str]] = {}
        for token in (head, *chain):
            for role, keys in self._slots(token, 0):
                if role == "poss" and slots.get("poss"):
                    continue  # the nearest owner is the one
                slots.setdefault(role, []).extend(k for k in keys if k not in but and k not in slots.get(role, ()))
        for anybody in (False, True):  # a named actor in a later role beats an unnamed group in an earlier one
            for role in wanted:
                if found := tuple(dict.fromkeys(k for k in slots.get(role, ()) if anybody or not k.startswith("~"))):
                    return found
        return ()

    def slots(self, token: Token) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Pairs (role, actors) around a predicate: obj, dative, poss, at, actor_obj, or a preposition."""
        return self._slots(token, 0)

    def _slots(self, token: Token, depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        if depth > 3:
            return
        if token.dep_ in ("acl", "relcl") and is_verb(token) and depth == 0:
            yield from self._slots(token.head, depth + 2)
        for child in token.children:
            if child.dep_ in ("dobj", "nsubjpass", "attr", "oprd") or child.dep_ == "dative" and child.pos_ != "ADP":
                strict = self.actors(child, loose=False)
                if strict:
                    yield ("dative" if child.dep_ == "dative" else "obj"), strict
                    yield "actor_obj", strict
                else:
                    for part in conjuncts(child):
                        if keys := self._nationality_strict(part):
                            yield "poss", keys
                        yield from self._slots(part, depth + 1)
            elif child.dep_ in ("prep", "dative", "agent"):
                yield from self._prepositional(child, depth)
            elif child.dep_ == "advmod" and child.lower_ in ("home", "back", "away", "out"):  # "flown home from Mali"
                yield from (pair for c in child.children if c.dep_ == "prep" for pair in self._prepositional(c, depth))
            elif child.dep_ == "advcl" and child.i and (ref := self.ref(child)) is not None and child.nbor(-1).lower_ == "to":
                yield "to", ref.actors  # a name that the tagger took for a verb: "sailors to Cape Verde"
            elif child.dep_ in ("poss", "amod", "compound", "nmod") and not is_verb(token):
                ref = self.ref(child)
                if ref is not None and ref.kind != "place":
                    yield "poss", tuple(k for t in conjuncts(child) if (r := self.ref(t)) is not None for k in r.actors)
            elif (
                child.dep_ in ("xcomp", "ccomp", "acl", "pcomp")
                and is_verb(child)
                or child.dep_ == "conj"
                and is_verb(token)
                and is_verb(child)
                and not any(c.dep_ == "nsubj" for c in child.children)
                and child.i - token.i < 6
            ):
                yield from self._slots(child, depth + 1)

    def _nationality_strict(self, part: Token) -> tuple[str, ...]:
        return tuple(self._nationality(part))

    def _prepositional(self, prep: Token, depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        word = prep.lower_
        if word == "according":
            return
        for child in prep.children:
            if child.dep_ in ("pobj", "pcomp"):
                keys = self.actors(child, places=True, loose=False)
                if keys:
                    yield ("at" if word in AT else word), keys
                    if word in AT:
                        yield word, keys
                else:
                    for part in conjuncts(child):
                        if nation := self._nationality_strict(part):
                            yield ("poss" if word not in ("against", "on", "with", "to", "for") else word), nation
                            yield "poss", nation
                        yield from self._slots(part, depth + 1)
            elif child.dep_ == "prep":
                yield from self._prepositional(child, depth)

    def places(self, head: Token) -> tuple[str, ...]:
        """States where it happens: "in Ukraine", "on Ukrainian soil", "in Cairo"."""
        found: list[str] = []
        for token in head.subtree:
            if token.dep_ == "pobj" and token.head.lower_ in AT:
                ref = self.ref(token)
                keys = (
                    ref.actors
                    if ref is not None and not ref.person
                    else tuple(self._nationality(token))
                    if token.lemma_ in ("soil", "territory", "land", "water", "airspace", "border", "site")
                    else ()
                )
                found += [k for k in keys if len(k) == 2]
        return tuple(dict.fromkeys(found))
