"""What a reading is refused for though it has type, level and actor: private things, history, war, affairs at home."""

from __future__ import annotations

from typing import Final

from kg.annotate import Passage
from kg.extract.attitude import attitude_at
from kg.extract.content import forms
from kg.extract.discourse import Discourse
from kg.extract.grammar import direct_objects
from kg.extract.headlines import like_headline
from kg.extract.matter import WIDEST
from kg.extract.reading import Reading, does_harm
from kg.extract.roles import Roles
from kg.lexicon import Lexicon
from kg.parse import Token, Tokens
from kg.refer import Cast

#: Below this a bare clause ("X will …") is taken for something else.
_LEAST: Final = {"pledged": 0.9, "planned": 0.9, "considered": 0.9, "refused": 0.9, "fulfilled": 2.7, "withdrawn": 0.8, "agreed": 0.8}
_HISTORY: Final = 12  # years after which a deed is history
_UNDATED: Final = 1999


class Verdicts:
    """Judges the readings of one sentence."""

    def __init__(self, cast: Cast, lexicon: Lexicon, passage: Passage, roles: Roles, sentence: Tokens, discourse: Discourse) -> None:
        self._cast, self._lexicon, self._passage = cast, lexicon, passage
        self._roles, self._sentence, self._discourse = roles, sentence, discourse

    def against(
        self, token: Token, reading: Reading, kind: str, level: str, type_: str, weight: float, by: tuple[str, ...], *, told: bool
    ) -> str | None:
        """Why nothing is to be made of a reading; None if nothing speaks against it. `told` is whether it takes up what was said before."""
        bare = not reading.chain
        if kind == "position" and level == "opposes" and does_harm(token, self._lexicon):
            if any(self._roles.actors(thing, places=True) for thing in direct_objects(token)):
                return f"an act of war ({type_})"  # "attacked the plan", but not "attacked Canada"
        if kind == "commitment" and self.private(reading.trigger):
            return f"a private thing ({type_})"
        if bare and level == "fulfilled" and token.tag_ == "VBD" and self.long_ago():
            return f"history ({type_})"
        if bare and level == "fulfilled" and self.fights(reading):
            return f"an act of war ({type_})"
        if kind == "commitment" and (bare and weight < _LEAST.get(level, 1.0) or not bare and weight < 0.85 and not told):
            return f"weak type ({type_} {weight:.1f})"
        if kind == "commitment" and level == "fulfilled":
            deed = not bare or reading.acts and self.deed(token)
            if type_ in self._lexicon.traits["no-deed"] or by == ("~unnamed",) or not deed:
                return f"no deed ({type_})"
        return None

    def private(self, thing: Token) -> bool:
        """ "Stopped his car", but not "ordered his troops", "renewed his pledge"."""
        offices = self._cast.offices
        if not any(c.dep_ == "poss" and c.lower_ in ("his", "her", "my") for c in thing.children) or attitude_at(thing, self._lexicon):
            return False
        return thing.lemma_.lower() not in offices.acting | offices.bodies | offices.state_nominals | offices.groups

    def long_ago(self) -> bool:
        """Whether the sentence tells of a year long before the text: "In 1943 …"."""
        day = self._cast.document.date
        latest = int(day[:4]) - _HISTORY if day else _UNDATED
        return any(t.shape_ == "dddd" and 1000 < int(t.text) <= latest for t in self._sentence if t.text.isdecimal())

    def fights(self, reading: Reading) -> bool:
        """ "Destroyed fifteen drones", but not "destroyed its last stocks"."""
        if reading.type not in self._lexicon.traits["restraint"] or reading.head.lemma_.lower() not in self._lexicon.battle:
            return False
        return not any(c.dep_ == "poss" for thing in direct_objects(reading.head) for c in thing.subtree)

    def says_nothing(self, token: Token) -> bool:
        text = (
            " "
            + " ".join(t.lower_ for t in self._sentence.doc[max(self._sentence.start, token.i - 4) : min(self._sentence.end, token.i + 4)])
            + " "
        )
        for phrase in self._lexicon.nothing:
            at = text.find(f" {phrase} ")
            if at >= 0:
                return True
        return False

    def deed(self, token: Token) -> bool:
        """A perfect or progressive, a simple past, or a headline's present: "has delivered", "lifted", "hits"."""
        if token.tag_ in ("VBD", "VBN", "VBG"):
            return True
        if token.tag_ == "VBZ" and token.dep_ == "ROOT" and token.lemma_.lower() in self._lexicon.enacting:
            return True
        return like_headline(self._passage) or token.lemma_ == "have" or token.lemma_.lower() in self._lexicon.ongoing

    def at_home(self, by: tuple[str, ...]) -> bool:
        """Whether a state acts in a text that names nobody else: its own hospitals, its own fishermen."""
        if any(self._cast.actor(key).cls != "State" for key in by) or len(by) > 1:
            return False
        return not self.names_others(by)

    def abroad(self, reading: Reading) -> bool:
        """Whether the words of an act tell of other states without naming one: "barred ten European lawmakers"."""
        return any(t.lower_ in self._lexicon.abroad or t.lemma_.lower() in self._lexicon.abroad for t in reading.head.subtree)

    def names_others(self, by: tuple[str, ...]) -> bool:
        """Whether the text names an actor besides these."""
        return any(set(ref.actors) - set(by) for ref in self._cast.refs.values())

    def international(self, by: tuple[str, ...], to: tuple[str, ...], type_: str, weight: float) -> bool:
        own = self._lexicon.recipients.get(type_) == ("none",) and len(by) == 1 and self._cast.actor(by[0]).cls == "State"
        if to or weight >= 2.0 and type_ != WIDEST and not own:
            return True
        return weight >= 2.0 and type_ != WIDEST and self.names_others(by)

    def goes_home(self, reading: Reading, by: tuple[str, ...]) -> bool:
        """ "Will withdraw its soldiers from Mali": the end of a mission, in a text that tells of no war or truce of theirs."""
        words = {reading.head.lemma_.lower(), reading.trigger.lemma_.lower(), *(link.lemma_.lower() for link in reading.chain)}
        if not words & self._lexicon.ends or self._discourse.fighting:
            return False
        if any(t.lemma_.lower() in self._lexicon.ground for t in self._sentence):
            return False
        if not any(self._lexicon.frames.get(("deploy", name)) for part in (reading.trigger, reading.head) for name in forms(part)):
            return False  # "will withdraw from the talks"
        return all(self._cast.actor(key).cls == "State" for key in by)
