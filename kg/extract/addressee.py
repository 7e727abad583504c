"""Whom a claim concerns: by its roles, by what it takes up, by what the text has told before."""

from __future__ import annotations

from kg.extract.attitude import attitude_at, contents
from kg.extract.concern import Concern
from kg.extract.discourse import Discourse
from kg.extract.grammar import ancestors, caused, is_verb, owner, subject
from kg.extract.reading import Reading
from kg.extract.roles import Roles
from kg.lexicon import Lexicon
from kg.model import Claim
from kg.parse import Token, Tokens
from kg.refer import Cast


class Addressees:
    """Finds the addressees of the claims of one passage."""

    def __init__(self, cast: Cast, passage: int, lexicon: Lexicon, roles: Roles, discourse: Discourse) -> None:
        self._cast, self._lexicon, self._roles, self._discourse = cast, lexicon, roles, discourse
        self._concern = Concern(cast, passage, lexicon)

    def find(
        self, token: Token, reading: Reading, type_: str, kind: str, level: str, by: tuple[str, ...], antecedent: Claim | None
    ) -> tuple[str, ...]:
        """Who benefits, receives or is addressed; of a stance, who acts or should, or whom it helps."""
        wanted = self._lexicon.recipients.get(type_, ())
        if kind == "position":
            performer = self.performer(token, reading, by)
            if performer:
                return performer
            if antecedent is not None:
                doers = tuple(k for k in antecedent.by if k not in by)
                named = tuple(k for k in doers if not k.startswith("~"))
                return named or tuple(k for k in antecedent.to if k not in by) or doers
            found = self._roles.concerned(
                reading.head, reading.chain, ("poss", "by", "of", "from", *wanted, "obj", "to", "for", "with"), by
            )
            if level == "threatens" and not found:
                return self._concern.beside(reading.head, by)
            if level == "demands" and not found:
                return self._asked(token, by)
            return found or (self._discourse.performers(type_, by) if level in ("supports", "opposes") else ())
        if wanted == ("none",):
            return ()
        if type_ in self._lexicon.traits["national"] and level != "withdrawn":
            wanted = tuple(role for role in wanted if role != "from")  # where they come from; where they leave, if withdrawn
        if level == "refused" and (offering := self._offering(reading, by)):
            return offering
        if level == "agreed" and len(by) > 1 and type_ in self._lexicon.traits["term"]:
            return ()
        if type_ in self._lexicon.traits["mutual"] and (other := self._discourse.addressee(type_, by)):
            return other
        found = self._roles.concerned(reading.head, (*reading.chain, token) if token != reading.head else reading.chain, wanted, by)
        if any(not key.startswith("~") for key in found):
            return found
        if antecedent is not None and antecedent.to and type_ == antecedent.type:
            return tuple(k for k in antecedent.to if k not in by)
        return self._discourse.addressee(type_, by) or found  # "to neighbouring allies", in a text on aid for Ukraine

    def _offering(self, reading: Reading, by: tuple[str, ...]) -> tuple[str, ...]:
        """Whose offer or request is turned down."""
        for link in reading.chain:
            if link.pos_ == "NOUN":
                keys = tuple(k for k in self._roles.actors(owner(link), loose=False) if k not in by)
                if keys:
                    return keys
        return ()

    def _asked(self, token: Token, by: tuple[str, ...]) -> tuple[str, ...]:
        """Who weighs or turns down a request: "Spain rejected Morocco's request for drones"."""
        if token.pos_ != "NOUN" or token.dep_ not in ("dobj", "pobj"):
            return ()
        verb = next((a for a in ancestors(token) if is_verb(a)), None)
        keys = self._roles.actors(subject(verb), loose=False) if verb is not None else ()
        return () if set(keys) & set(by) else keys

    def performer(self, token: Token, reading: Reading, by: tuple[str, ...]) -> tuple[str, ...]:
        """Who acts, or should, in what a stance is about."""
        for link in (token, *reading.chain):
            entry = attitude_at(link, self._lexicon)
            for content in contents(link, entry) if entry else ():
                keys = tuple(k for k in self._roles.actors(content, loose=False) if k not in by)
                if keys:
                    return keys
                if is_verb(content):
                    doer = caused(content) or subject(content)
                    nominal = doer is not None and doer.lemma_.lower() in self._cast.offices.state_nominals  # "his country"
                    keys = tuple(k for k in self._roles.actors(doer, loose=nominal) if k not in by)
                    if keys:
                        return keys
        if reading.actor is not None:
            return tuple(k for k in self._roles.actors(reading.actor, loose=False) if k not in by)
        return ()

    def guess(self, token: Token, reading: Reading, type_: str, by: tuple[str, ...], condition: Tokens | None) -> tuple[str, ...]:
        """Whom an undertaking may concern if no role tells, and the text does not either."""
        return self._concern.guess(type_, (reading.head, *reading.chain, token), by) or self._concern.asked(condition, by)
