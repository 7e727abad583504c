"""What a reading is about whose words name no type by themselves: what was said before, what is said beside, or politics."""

from __future__ import annotations

from typing import Final

from kg.annotate import Passage
from kg.extract.addressee import Addressees
from kg.extract.around import inside, names_something, said_of
from kg.extract.attitude import attitude_at, contents
from kg.extract.content import Typed
from kg.extract.discourse import Discourse
from kg.extract.grammar import direct_objects, is_verb
from kg.extract.headlines import like_headline
from kg.extract.reading import Reading, takes_up
from kg.extract.roles import Roles
from kg.extract.topic import topic
from kg.lexicon import Lexicon
from kg.model import Claim
from kg.parse import Token, Tokens
from kg.refer import Cast

WIDEST: Final = "political_support"
_MORE: Final = frozenset({"more", "another", "own", "others"})
_POINTING: Final = frozenset({"the", "this", "that", "these", "those", "such", "both", "any"})

Found = tuple[str | None, float, Claim | None]  # type, weight, and the earlier claim that it is that of


class Matters:
    """Finds the matter of the readings of one sentence."""

    def __init__(
        self,
        cast: Cast,
        lexicon: Lexicon,
        number: int,
        passage: Passage,
        roles: Roles,
        sentence: Tokens,
        discourse: Discourse,
        addressees: Addressees,
    ) -> None:
        self._cast, self._lexicon, self._number, self._passage = cast, lexicon, number, passage
        self._roles, self._sentence, self._discourse, self._addressees = roles, sentence, discourse, addressees

    def of(self, token: Token, reading: Reading, by: tuple[str, ...], kind: str, level: str, type_: str | None, weight: float) -> Found:
        """The matter of a reading that names none, or only points; as it was where nothing tells more."""
        place = self._passage.place(self._sentence[0]).begin
        antecedent = self._earlier(token, reading, by, kind, level, place, untyped=type_ is None)
        if antecedent is not None:
            return antecedent.type, max(weight, 2.0), antecedent
        if type_ is not None:
            return type_, weight, None
        if (matter := self.matter(token, reading)) is not None:
            return matter.type, 2.0, None
        if level == "threatens" and (provoked := self._discourse.provocation(by, place)):
            return provoked.type, 2.0, provoked
        if kind == "position" and level in ("supports", "opposes") and (others := self._addressees.performer(token, reading, by)):
            return self._discourse.known_for(others) or WIDEST, 2.0, None
        around = self.around(token, reading, by, level)
        return around, 2.0 if around else weight, None

    def _earlier(
        self, token: Token, reading: Reading, by: tuple[str, ...], kind: str, level: str, place: int, *, untyped: bool
    ) -> Claim | None:
        """The claim before that a reading takes up."""
        found = self._discourse.antecedent(reading, by, self.anaphor_words(reading))
        if found is None and untyped and level in ("agreed", "refused") and self.elliptic(token, reading):
            found = self._discourse.asked(by, place)
        if found is None and untyped and kind == "commitment" and self.elliptic(token, reading):
            found = self._discourse.latest(by, place, reading.head, self._lexicon)
        return found

    def refers_back(self, reading: Reading) -> bool:
        """ "the deal", "that": the words name no matter of their own."""
        return reading.weight < 1.6 and reading.trigger.lemma_.lower() in self._lexicon.anaphors

    def anaphoric(self, reading: Reading) -> bool:
        words = self.anaphor_words(reading)
        return bool(words & (self._lexicon.anaphors | self._lexicon.anaphor_pronouns))

    def elliptic(self, token: Token, reading: Reading) -> bool:
        """Whether the matter is left out: "Kenya declined", "Poland has ruled out taking part"."""
        if not reading.chain:
            alone = not takes_up(token, self._lexicon) or not any(c.dep_ == "prep" for c in token.children)
            return is_verb(token) and reading.head == reading.trigger == token and alone
        things = [c for link in reading.chain if (e := attitude_at(link, self._lexicon)) for c in contents(link, e)]
        things = [c for c in things if c not in reading.chain]
        if not things:
            return reading.level.level in ("refused", "agreed") and bool(reading.chain) and is_verb(token)
        return all(is_verb(c) and takes_up(c, self._lexicon) for c in things)

    def matter(self, token: Token, reading: Reading) -> Typed | None:
        """What the text was about, for words that point back to it or leave it out."""
        words = self.anaphor_words(reading)
        acts = not reading.chain and is_verb(token)
        if (
            not acts
            and not words & self._lexicon.anaphor_pronouns
            and not words & self._lexicon.anaphors
            and not self.elliptic(token, reading)
        ):
            return None
        bare = not reading.chain and not takes_up(token, self._lexicon)
        fitting = self._lexicon.predicate_types.get(token.lemma_.lower(), frozenset()) if bare else frozenset()
        return topic(token, words, self._cast, self._number, self._lexicon, fitting)

    def around(self, token: Token, reading: Reading, by: tuple[str, ...], level: str) -> str | None:
        """The type of what somebody undertakes or thinks in words that name none: by what else is said, else the widest type.

        A stance or a pledge towards others is at least political; where nothing is named at all, it is what was told before.
        """
        entry = attitude_at(token, self._lexicon)
        if entry is None or not by or by[0].startswith("~") or level == "fulfilled" or like_headline(self._passage):
            return None
        if not is_verb(token) or token.lemma_.lower() in self._lexicon.vague_verbs:
            return None
        if (typed := inside(token, reading.chain, self._lexicon)) is not None:
            return typed.type
        if not names_something(token, reading.chain, self._lexicon):
            told = topic(token, frozenset(), self._cast, self._number, self._lexicon)
            return told.type if told is not None else None
        if entry.soft or level in ("withdrawn", "threatens"):
            return None
        return WIDEST if any(set(self._roles.actors(t, loose=False)) - set(by) for t in said_of(token)) else None

    def anaphor_words(self, reading: Reading) -> frozenset[str]:
        """Words of the content that point back: pronouns, and definite nouns ("the deal", "Washington's offer")."""
        words: set[str] = set()
        for link in reading.chain or (reading.head,):
            entry = attitude_at(link, self._lexicon)
            for content in contents(link, entry) if entry else direct_objects(link):
                if self._roles.actors(content, loose=False) and reading.level.kind == "commitment":
                    continue
                things = [t for t in direct_objects(content) if t.i > content.i] if is_verb(content) and entry else [content]
                for thing in things:
                    opens = thing == link.head and link.dep_ == "relcl"  # "…, a move that Ethiopia denounced"
                    if thing.tag_ == "CD" and thing.ent_type_ != "MONEY" or thing.lower_ in _MORE:
                        words.add("one")  # "promised two more"; "is ready to renounce its own"
                    if thing.pos_ == "PRON" or thing.lower_ in self._lexicon.anaphor_pronouns or _definite(thing) or opens:
                        words |= {thing.lemma_.lower(), thing.lower_}
        return frozenset(words)


def _definite(noun: Token) -> bool:
    """Whether a noun is one already spoken of: "the", "this", an owner, a name or a number before it."""
    return any(c.lower_ in _POINTING or c.dep_ == "poss" or c.ent_type_ or c.pos_ == "NUM" for c in noun.children if c.i < noun.i)
