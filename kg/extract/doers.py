"""Who undertakes: from the grammar of a predicate to the actors behind it, by the surest way that answers."""

from __future__ import annotations

from itertools import islice, takewhile

from kg.annotate import Passage
from kg.extract.attitude import attitude_at
from kg.extract.attribution import speaker_of
from kg.extract.condition import ATTACKS
from kg.extract.content import types_of
from kg.extract.grammar import agent, ancestors, is_passive, is_verb, left_of, owner, subject
from kg.extract.reading import Reading
from kg.extract.roles import Roles
from kg.lexicon import Lexicon
from kg.parse import Token, Tokens
from kg.refer import Cast, unnamed

_PERMITTING = frozenset({"allow", "let", "permit", "authorise", "authorize", "forbid", "tolerate", "invite"})
Doer = tuple[Token | None, tuple[str, ...], str]  # the token in the role, keys of its actors, the reason


class Doers:
    """Finds the doers of one sentence."""

    def __init__(self, cast: Cast, lexicon: Lexicon, number: int, passage: Passage, roles: Roles, sentence: Tokens) -> None:
        self._cast, self._lexicon, self._number = cast, lexicon, number
        self._passage, self._roles, self._sentence = passage, roles, sentence

    def find(self, token: Token, reading: Reading) -> Doer:
        """(token, keys, reason) of whoever undertakes or takes the stance."""
        if not self._owned(token):
            return None, (), ""
        entry = attitude_at(token, self._lexicon)
        if entry is not None and entry.judges:
            return self._judge(token)
        outer = (agent(token) or subject(token)) if entry is not None and entry.pos == "adj" else self._roles.doer(token)
        allowed = any(link.lemma_.lower() in _PERMITTING for link in reading.chain)  # "will not allow others to …": of who allows
        if reading.level.kind == "commitment" and reading.actor is not None and reading.chain and not allowed:
            inner = self._roles.actors(reading.actor, loose=False)
            if inner:
                return reading.actor, inner, "subject of the promised action"
        keys = self._roles.actors(outer)
        if keys:
            ref = self._roles.ref(outer) if outer is not None else None
            return outer, keys, ref.reason if ref else "subject"
        if outer is not None and outer.lemma_.lower() in ATTACKS and reading.type == "security_guarantee":
            speaker = speaker_of(token, self._number, self._cast, self._lexicon)  # "an attack on one would be met by all"
            if speaker is not None and speaker[0].actors:
                return None, speaker[0].actors, "the speaker's own side"
        suffering = (
            is_verb(token) and is_passive(token) or outer is not None and (self._is_patient(outer) or reading.trigger in outer.subtree)
        )
        if suffering and reading.level.kind == "commitment":
            patient = subject(token)
            if patient is not None and attitude_at(patient, self._lexicon) and self._roles.actors(owner(patient), loose=False):
                return None, (), ""  # "an offer by Oman … was accepted": the noun speaks for itself
            nation = self._roles.actors(patient) if patient is not None else ()
            if not nation and self._cast.first_person and self._cast.issuer is not None and self._cast.issuer.actors:
                return patient, self._cast.issuer.actors, "the issuer's own undertaking"
            if nation and reading.type in self._lexicon.traits["national"]:
                return patient, nation, "nationality of what is sent"
            speaker = speaker_of(token, self._number, self._cast, self._lexicon)
            if speaker is not None and speaker[0].actors and reading.level.level in ("pledged", "considered", "planned", "refused"):
                return patient, speaker[0].actors, "the speaker's own side"
            if patient is not None and patient.lemma_.lower() in self._cast.offices.private:
                return None, (), ""  # "taxi drivers will be trained"
            vague = reading.type in self._lexicon.traits["term"]  # "a truce will be held", by nobody knows whom
            if reading.weight >= 3 and is_passive(token) and not vague and self._anybody():
                return patient, ("~unnamed",), "passive without agent"
        if is_verb(token) and not is_passive(token) and (found := self._governing(token)):
            return found[0], found[1], "subject of the sentence"
        if outer is None and is_verb(token) and any(c.dep_ == "expl" for c in token.children):  # "There will be no truce"
            speaker = speaker_of(token, self._number, self._cast, self._lexicon)
            if speaker is not None and speaker[0].actors:
                return None, speaker[0].actors, "the speaker's own side"
        if outer is None and is_verb(token) and self._opens(token):
            issuer = self._lead_in() or (self._cast.issuer.actors if self._cast.issuer else ())
            if issuer:
                return None, issuer, "issuer of the text"
        if outer is not None and self._anonymous(outer):
            return outer, (unnamed(self._sentence.doc[left_of(outer) : outer.i + 1].text),), "unnamed group"
        return None, (), ""

    def _anybody(self) -> bool:
        """Whether the sentence names any actor, to whom or where it is done."""
        return any(self._roles.ref(t) is not None for t in self._sentence)

    def _judge(self, token: Token) -> Doer:
        """Whose judgement a predicate is: the speaker's, or the issuer's of a text in the first person."""
        speaker = speaker_of(token, self._number, self._cast, self._lexicon)
        if speaker is not None and speaker[0].actors:
            return None, speaker[0].actors, "judgement of the speaker"
        if self._cast.first_person and self._cast.issuer is not None:
            return None, self._cast.issuer.actors, "judgement of the issuer"
        return None, (), ""

    def _opens(self, token: Token) -> bool:
        """A verb that opens its sentence with nobody before it: "Demands that …", "Will not recognise …"."""
        words = (t for t in self._sentence if not t.is_punct and not t.is_space)
        before = list(takewhile(lambda t: t.i < token.i, islice(words, 4)))
        plain = all(t.pos_ in ("AUX", "ADV", "PART", "CCONJ", "SCONJ") for t in before) and len(before) <= 3
        return plain or (token.dep_ == "conj" and is_verb(token.head) and subject(token.head) is None and self._opens(token.head))

    def _lead_in(self) -> tuple[str, ...]:
        """Whoever the line that leads in to a list names: "The leaders of ECOWAS:"."""
        lead = self._passage.block.lead
        if lead is None:
            return ()
        block = self._cast.annotated.all_blocks[lead]
        for number, passage in enumerate(self._cast.annotated.passages):
            if passage.begin == block.begin:
                for token in passage.doc:
                    ref = self._cast.who(number, token)
                    if ref is not None and not ref.place and ref.actors and token.dep_ in ("nsubj", "ROOT", "nsubjpass", "pobj"):
                        return ref.actors
        return ()

    def _governing(self, token: Token) -> tuple[Token, tuple[str, ...]] | None:
        """The acting subject further up, where a coordinated verb was hung on the wrong clause."""
        if token.dep_ not in ("conj", "advcl", "xcomp", "dep") or any(c.dep_ == "nsubj" for c in token.children):
            return None
        for verb in ancestors(token):
            if verb.dep_ in ("relcl", "ccomp"):
                return None
            own = next((c for c in verb.children if c.dep_ == "nsubj"), None)
            if own is not None and (keys := self._roles.actors(own, loose=False)):
                return own, keys
        return None

    def _owned(self, token: Token) -> bool:
        """Whether a noun has an owner of its own, or hangs on a verb that only carries it ("voiced support")."""
        if token.pos_ not in ("NOUN", "PROPN"):
            return True
        if any(t.weight >= 4 and t.trigger == token for t in types_of(token, self._lexicon)):
            return False  # "military support" names a matter, no stance
        if any(c.dep_ in ("poss", "amod", "compound", "nmod") and self._roles.actors(c, loose=False) for c in token.children):
            return True
        if any(c.dep_ in ("prep", "agent") and c.lower_ in ("by", "from") for c in token.children):
            return True
        entry = attitude_at(token, self._lexicon)  # "the plan of Italy", but not "support of Italy"
        if entry is not None and entry.kind == "commitment" and self._roles.actors(owner(token), loose=False):
            return True
        head = token
        while head.dep_ in ("conj",) and head.head != head:
            head = head.head
        return is_verb(head.head) and head.dep_ in ("dobj", "attr", "nsubj") and head.head.lemma_.lower() in self._lexicon.light_verbs

    def _is_patient(self, token: Token) -> bool:
        return token.dep_ in ("nsubj", "nsubjpass") and token.pos_ == "NOUN" and bool(self._roles.actors(token))

    def _anonymous(self, token: Token) -> bool:
        if any(c.dep_ == "poss" and c.lower_ in ("his", "her") for c in token.children):
            return False  # "his supporters": private people
        if token.tag_ == "NN" and token.lemma_.lower() in self._cast.offices.collective:
            return True
        return token.tag_ in ("NNS",) and token.lemma_.lower() in self._cast.offices.unnamed - {"official", "diplomat"}
