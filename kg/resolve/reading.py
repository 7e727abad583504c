"""Whose a phrase is: its head's own reference, or else that of the words which say whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from itertools import chain
from typing import Final

from kg.gazetteer import Name
from kg.parse import Token, Tokens
from kg.people import Offices
from kg.refer import Cast, Ref, conjuncts
from kg.refer.trees import MODIFIERS

#: Prepositions after which a name tells whom the noun before them belongs to, and how surely.
_BELONGS: Final = {"of": 0.7, "from": 0.65, "for": 0.6}
_WITHIN: Final = {"in": 0.45, "at": 0.4}
_LISTING: Final = frozenset({",", "and", "&", "the", "both", "as", "well", "or"})
_ADJECTIVE: Final = 0.75


class Reading:
    """The references of one span: its head's own, or else those of the words that say whose it is."""

    def __init__(self, who: Cast, number: int, span: Tokens, offices: Offices) -> None:
        self._who, self._number, self._span, self._offices = who, number, span, offices
        self._root = self._head()
        self._alone = not any(t.is_alpha for t in span.doc if not span.start <= t.i < span.end)

    def refs(self) -> list[Ref]:
        heads = self._list() or list(self._together(self._root)) or [self._root]
        found = [ref for head in heads for ref in self._of(head)]
        if not found and (person := self._person()) is not None:
            found = [person]
        return found

    def _head(self) -> Token:
        """The word that the others hang on; of several, one that refers to somebody, else the last noun."""
        tops = [t for t in self._span if not self._inside(t.head) or t.head == t]
        told = [t for t in tops if self._who.who(self._number, t) is not None]
        nouns = [t for t in tops if t.pos_ in ("NOUN", "PROPN", "PRON")]
        return (told or nouns or tops)[-1]

    def _list(self) -> list[Token]:
        """The names of a phrase that is nothing but names, commas and "and"."""
        names = self._names()
        found = [t for t in self._span if t.i in names]
        rest = [t for t in self._span if t.i not in names]
        listed = len(found) > 1 and all(t.lower_ in _LISTING or t.is_punct for t in rest)
        return found if listed else []

    def _of(self, head: Token) -> list[Ref]:
        """What one head stands for."""
        ref = self._who.who(self._number, head)
        if ref is not None and ref.place and not self._alone:
            return []
        if ref is not None and ref.kind == "unnamed":
            return self._named_group(head) or [ref]
        if ref is not None and (ref.kind != "modifier" or len(self._span) == 1 or head.i in self._names()):
            if ref.person is None or ref.actors:
                return [ref]
            owners = [key for owner in self._owners(head, but=ref.person) for key in owner.actors]
            return [replace(ref, actors=tuple(owners[:1]))]
        return self._owners(head)

    def _named_group(self, head: Token) -> list[Ref]:
        """Of whom a group without a name is: "Syrian rebels", "diplomats from Qatar"; not "European leaders", "allies of Ukraine"."""
        if head.lemma_.lower() in self._offices.others:
            return self._from(head)
        continents = {n.text for n in self._span if self._is_continent(n)}
        return [ref for ref in self._owners(head) if ref.reason.split(":")[0] not in continents]

    def _is_continent(self, token: Token) -> bool:
        name = self._names().get(token.i, (None,))[0]
        return name is not None and name.kind == "demonym" and self._who.actor(name.key).cls != "State"

    def _owners(self, head: Token, but: str | None = None) -> list[Ref]:
        """Whose somebody or something is, as far as the words beside it tell: not those of the name itself."""
        found: list[list[Ref]] = []
        for child in self._beside(head):
            ref = self._who.who(self._number, child)
            if but is not None and ref is not None and ref.person == but:
                found.append(self._owners(child, but))
            elif child.dep_ in MODIFIERS or child.i in self._names() and child.i < head.i:
                found.append(self._modifying(child))
        return [*chain(*self._nearest(found)), *self._from(head, {"of"})]

    def _nearest(self, told: list[list[Ref]]) -> list[list[Ref]]:
        """Of "the Hamas-run Gaza health ministry" the group that is named, not the state that it is in."""

        def group(refs: list[Ref]) -> bool:
            return bool(refs) and all(self._who.actor(key).cls == "ArmedGroup" for ref in refs for key in ref.actors)

        return [refs for refs in told if group(refs)] or told

    def _beside(self, head: Token) -> list[Token]:
        """The words of the phrase that hang on one of them; on its head also the prepositions that the parse has elsewhere."""
        loose = [t for t in self._span if head == self._root and t.dep_ == "prep" and t.i > head.i and not self._inside(t.head)]
        return [t for t in head.children if self._inside(t)] + loose

    def _modifying(self, word: Token) -> list[Ref]:
        """Whom a word before a noun tells: itself a name, or described by one ("Pakistani paramilitary rangers")."""
        hyphen = word.i > 0 and word.nbor(-1).text == "-"
        if self._offices.opposed(word):
            return []
        if word.i in self._names():
            joined = [t for t in self._beside(word) if t.i in self._names() and t.nbor(1).text == "-"]  # "Lebanese-Canadian"
            return [ref for name in (*joined, word) for ref in self._belonging(name, _ADJECTIVE)]
        if not hyphen:
            return self._belonging(word, _ADJECTIVE) or self._owners(word)
        if word.lower_ not in self._offices.belonging:  # backed by a state is not of it
            return []
        names = [t for t in self._beside(word) if t.i in self._names() and not self._offices.opposed(t)]
        return [ref for name in names for ref in self._belonging(name, _ADJECTIVE)]

    def _from(self, head: Token, more: Set[str] = frozenset()) -> list[Ref]:
        """Whose somebody is by the prepositions after the noun: "from Qatar", "in Kenya"; with `more`, "of Lesotho"."""
        found = []
        for child in self._beside(head):
            if child.dep_ == "prep" and (child.lower_ in more or child.lower_ != "of") and (score := self._weight(head, child)):
                for name in self._objects(child):
                    found += self._belonging(name, score) or self._told(name, score)
        return found

    def _objects(self, preposition: Token) -> list[Token]:
        """What stands after a preposition; where the parse has nothing there, a name that does."""
        after = preposition.doc[preposition.i + 1 : self._span.end]
        return [t for t in preposition.children if self._inside(t)] or [t for t in after[:2] if t.i in self._names()]

    def _told(self, noun: Token, score: float) -> list[Ref]:
        """Whom the noun after a preposition is of: "hundreds of Venezuelan migrants", "at Cairo University"."""
        return [replace(ref, score=min(score, ref.score)) for ref in self._owners(noun)]

    def _weight(self, head: Token, preposition: Token) -> float:
        if score := _BELONGS.get(preposition.lower_):
            return score
        people = head.lemma_.lower() in self._offices.people
        return _WITHIN.get(preposition.lower_, 0.0) if people else 0.0

    def _belonging(self, token: Token, score: float) -> list[Ref]:
        found = []
        for each in self._together(token):
            ref = self._who.who(self._number, each)
            if ref is not None and ref.actors:
                found.append(Ref(ref.actors, f"{each.text}: {ref.reason}", min(score, ref.score), kind="belongs"))
            elif each.i in self._names() and (key := self._names()[each.i][0].key):
                found.append(Ref((key,), f"named in the phrase: {each.text}", score, kind="belongs"))
        return found

    def _person(self) -> Ref | None:
        """A person named in the phrase, where the parse has another word as its head."""
        return next((r for t in self._span if (r := self._who.who(self._number, t)) is not None and r.person and t.dep_ != "poss"), None)

    def _together(self, token: Token) -> Iterator[Token]:
        return (t for t in conjuncts(token) if self._inside(t))

    def _inside(self, token: Token) -> bool:
        return self._span.start <= token.i < self._span.end

    def _names(self) -> Mapping[int, tuple[Name, ...]]:
        return self._who.annotated.passages[self._number].names
