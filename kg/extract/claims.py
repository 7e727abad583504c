"""Annotated document and its cast -> claims: each predicate is read once, outermost first, and given its slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.annotate import Passage
from kg.extract import headlines
from kg.extract.addressee import Addressees
from kg.extract.amount import Amounts
from kg.extract.attitude import attitude_at, contents
from kg.extract.attribution import speaker_of
from kg.extract.condition import attacked, condition_of, inside_condition
from kg.extract.content import MONEY, Typed
from kg.extract.discourse import Discourse
from kg.extract.doers import Doers
from kg.extract.echo import echo, echoes, extent
from kg.extract.grammar import ancestors, auxiliaries, direct_objects, is_passive, is_verb, left_of, owner, subject
from kg.extract.matter import WIDEST, Matters
from kg.extract.merge import merge
from kg.extract.reading import Reader, Reading
from kg.extract.roles import Roles
from kg.extract.verbless import denials
from kg.extract.verdicts import Verdicts
from kg.lexicon import Lexicon
from kg.model import Actor, Claim, Condition, Extraction, Reason, Rejection, Span
from kg.parse import Token, Tokens
from kg.refer import Cast, Ref, conjuncts

_UNDER: Final = re.compile(
    r"\b(?:under|according to|as part of|in line with)\b[^.;]{0,40}\b(?:deal|accord|agreement|treaty|pact|plan|memorandum|terms|text|articles|truce|settlement|protocol)\b"
)
_PROPOSED: Final = re.compile(
    r"\bunder (?:the|a|an|its|their|his) (?:\S+ )?(?:proposed|draft|possible|suggested|mooted|potential|tentative)\b"
)
_SUMS: Final = frozenset({"contribution", "share", "sum", "money", "cash", "funding", "fund", "amount"})
_SIGNING: Final = frozenset("sign agree reach strike conclude seal initial ink clinch ratify finalise finalize".split())
_SPEECH: Final = frozenset("sign lift initial ink ratify".split())


@dataclass(frozen=True)
class Extractor:
    """The whole of extraction; stateless between documents."""

    lexicon: Lexicon

    def __post_init__(self) -> None:
        object.__setattr__(self, "_amounts", Amounts(self.lexicon))
        object.__setattr__(self, "_reader", Reader(self.lexicon))

    def extract(self, cast: Cast) -> Extraction:
        """All claims of a document, duplicates merged, in the order of the text."""
        discourse = Discourse(cast, self.lexicon)
        rejected: list[Rejection] = []
        for number, passage in enumerate(cast.annotated.passages):
            roles = Roles(cast, number)
            for sentence in passage.doc.sents:
                _Sentence(self, cast, number, passage, roles, sentence, discourse, rejected).read()
        claims = merge([discourse.completed(claim) for claim in discourse.claims])
        keys = {k for c in claims for k in (*c.by, *c.to, *c.said_by)}
        keys |= {a.represents for k in keys if (a := cast.actor(k)).represents}
        actors: dict[str, Actor] = {key: cast.actor(key) for key in sorted(keys) if key}
        return Extraction(cast.document, tuple(claims), actors, tuple(rejected))


class _Sentence:
    def __init__(
        self,
        extractor: Extractor,
        cast: Cast,
        number: int,
        passage: Passage,
        roles: Roles,
        sentence: Tokens,
        discourse: Discourse,
        rejected: list[Rejection],
    ) -> None:
        self._lexicon = extractor.lexicon
        self._reader: Reader = extractor._reader  # type: ignore[attr-defined]
        self._amounts: Amounts = extractor._amounts  # type: ignore[attr-defined]
        self._cast, self._number, self._passage, self._roles = cast, number, passage, roles
        self._sentence, self._discourse, self._rejected = sentence, discourse, rejected
        self._doers = Doers(cast, extractor.lexicon, number, passage, roles, sentence)
        self._addressees = Addressees(cast, number, extractor.lexicon, roles, discourse)
        self._matters = Matters(cast, extractor.lexicon, number, passage, roles, sentence, discourse, self._addressees)
        self._verdicts = Verdicts(cast, extractor.lexicon, passage, roles, sentence, discourse)
        self._consumed: set[int] = set()
        self._claims: list[Claim] = []

    def read(self) -> None:
        """Add the claims of the sentence to the discourse; a question holds none."""
        if self._sentence[-1].text == "?":
            return
        headline = headlines.like_headline(self._passage)
        for sayer, typed in denials(self._sentence, self._lexicon):
            self._deny(sayer, typed)
        for token in sorted(self._candidates(), key=lambda t: (sum(1 for _ in ancestors(t)), t.i)):
            if token.i in self._consumed:
                continue
            if (who := echoes(token)) is not None and (echoed := self._echoed(token, who)) is not None:
                self._claims.append(echoed)
                self._discourse.claims.append(echoed)
                continue
            readings = self._reader.at(token, headline=headline)
            if not readings and attitude_at(token, self._lexicon):
                self._reject(token, "no content under the attitude")
            for reading in readings:
                claim = self._claim(token, reading)
                if claim is not None:
                    self._claims.append(claim)
                    self._discourse.claims.append(claim)
                    self._consume(token, reading, claim)
        if headline:
            self._discourse.claims += headlines.claims(
                self._passage, self._sentence, self._roles, self._lexicon, self._claims, self._cast.offices.unnamed
            )

    def _deny(self, sayer: Token, typed: Typed) -> None:
        """Add the claim of "No foreign bases, says Belgrade"."""
        by = self._roles.actors(sayer, loose=False)
        if not by:
            return
        self._claims.append(
            Claim(
                kind="commitment",
                type=typed.type,
                level="refused",
                by=by,
                to=self._roles.concerned(typed.head, (), self._lexicon.recipients.get(typed.type, ()), by),
                spans=(self._passage.place(self._sentence[0], self._sentence.doc[_right(typed.head)]),),
                said_by=self._roles.persons(sayer),
                rule="verbless",
                reasons=(
                    Reason("trigger", typed.trigger.text, self._token_span(typed.trigger), typed.type),
                    Reason("negation", self._sentence[0].text, self._token_span(self._sentence[0]), "none of it"),
                    Reason("by", sayer.text, self._token_span(sayer), "says so"),
                ),
                confidence=0.5,
                levels=("refused",),
                speakers=(self._roles.persons(sayer),),
            )
        )
        self._discourse.claims.append(self._claims[-1])

    def _echoed(self, token: Token, who: Token) -> Claim | None:
        """The claim of "so did Cambodia" or "Budapest would not"."""
        by = self._roles.actors(who, loose=False)
        said = self._discourse.last(self._passage.place(self._sentence[0]).begin) if by else None
        heard = echo(token, by, said, self._lexicon) if said is not None else None
        if said is None or heard is None:
            return None
        to = tuple(k for k in (said.to if said.kind == heard.kind else said.by if heard.kind == "position" else ()) if k not in by)
        persons = self._roles.persons(who)
        reasons = (
            Reason("modality", token.text, self._token_span(token), heard.level),
            Reason("by", who.text, self._token_span(who), f"takes up {said.type}"),
        )
        return replace(
            said,
            kind=heard.kind,
            level=heard.level,
            by=by,
            to=to,
            spans=(self._passage.place(*extent(token, who)),),
            said_by=persons,
            amount=None,
            condition=None,
            rule="echo",
            reasons=reasons,
            confidence=0.5,
            levels=(heard.level,),
            speakers=(persons,),
        )

    def _reject(self, token: Token, reason: str) -> Claim | None:
        """Note why nothing is taken from a cue."""
        self._rejected.append(Rejection(self._token_span(token), token.text, reason))
        return None

    def _candidates(self) -> Iterator[Token]:
        for token in self._sentence:
            if inside_condition(token, self._lexicon):
                continue
            if is_verb(token) and token.dep_ not in ("aux", "auxpass", "amod", "compound") or attitude_at(token, self._lexicon):
                yield token

    def _consume(self, token: Token, reading: Reading, claim: Claim) -> None:
        self._consumed |= {t.i for t in (token, reading.head, *reading.chain) if t == token or not self._another(t, claim)}
        for link in (token, *reading.chain):
            entry = attitude_at(link, self._lexicon)
            if entry is not None:
                for content in contents(link, entry):
                    self._consumed |= {part.i for part in conjuncts(content) if not self._another(part, claim)}

    def _another(self, noun: Token, claim: Claim) -> bool:
        """ "welcomed Turkey's offer of drones": the noun is an undertaking or a stance of somebody else."""
        if noun.pos_ != "NOUN" or attitude_at(noun, self._lexicon) is None:
            return False
        keys = self._roles.actors(owner(noun), loose=False)
        return bool(keys) and not set(keys) & set(claim.by)

    # ---- one claim ------------------------------------------------------------------------------------------------

    def _claim(self, token: Token, reading: Reading) -> Claim | None:
        kind, level = reading.level.kind, reading.level.level
        if level is None or self._verdicts.says_nothing(token):
            return self._reject(token, "no level, or undecided")
        bare = not reading.chain
        type_, weight, antecedent = reading.type, reading.weight, None
        by_token, by, note = self._doers.find(token, reading)
        if kind == "commitment" and (bound := self._bound(token)) is not None:
            level, by_token, by, note = "agreed", bound, self._roles.actors(bound, loose=False), "bound by the text"
        if (
            kind == "position"
            and type_ is None
            and (level in ("supports", "opposes") or level == "demands" and self._of_an_act(token))
            and not self._matters.anaphoric(reading)
            and self._addressees.performer(token, reading, by)
        ):
            type_, weight = WIDEST, 2.5
        if kind == "position" and level == "demands" and bare:
            return self._demand(token, reading)
        if kind == "position" and level == "demands" and by and self._commands(reading, by):
            kind, level = "commitment", "pledged"
        if type_ is None or kind == "position" and weight < 2.0 or self._matters.refers_back(reading):
            type_, weight, antecedent = self._matters.of(token, reading, by, kind, level, type_, weight)
            if type_ is None:
                return self._reject(token, "no type in the content, and nothing that it stands for")
        plain = weight <= MONEY or reading.trigger.lemma_.lower() in _SUMS
        if type_ == "financial_aid" and plain and kind == "commitment" and self._discourse.cause is not None:
            type_ = self._discourse.cause  # "Spain gives €18 million", in a report of an appeal for relief
        if not by:
            return self._reject(token, f"nobody in the role of the actor ({type_})")
        if kind == "commitment" and type_ in self._lexicon.traits["retreat"] and self._verdicts.goes_home(reading, by):
            type_ = min(self._lexicon.traits["stationing"])
            level = level if level in ("considered", "refused") else "withdrawn"
        receiver: tuple[str, ...] = ()
        if kind == "commitment" and (bare or reading.level.level != "agreed") and self._receives(reading, token):
            receiver, by, by_token = by, self._giver(reading, by), None
        if reason := self._verdicts.against(token, reading, kind, level, type_, weight, by, told=antecedent is not None):
            return self._reject(token, reason)
        level = self._raised(token, reading, level, by, type_)
        if level == "agreed" and not reading.actor:
            by = self._with_counterpart(token, reading, by)
        to = receiver or self._addressees.find(token, reading, type_, kind, level, by, antecedent)
        home = by_token is not None and by_token.lemma_.lower() in self._cast.offices.home
        if home and not to and bare and level == "fulfilled":
            return self._reject(token, f"nobody abroad is concerned ({type_})")
        if not to and type_ in self._lexicon.traits["outward"] and self._verdicts.at_home(by) and not self._verdicts.abroad(reading):
            return self._reject(token, f"nobody abroad is concerned ({type_})")
        if kind == "position" and not self._verdicts.international(by, to, type_, weight):
            return self._reject(token, f"stance towards nobody ({type_} {weight:.1f})")
        said_by = self._said_by(token, reading, by_token, by)
        condition = self._condition(token, reading) if level not in ("fulfilled",) else None
        span = self._span(token, reading, by_token, condition)
        amount = self._amounts.find(reading.head, *self._amount_range(reading)) if kind == "commitment" else None
        result = Claim(
            kind=kind,
            type=type_,
            level=level,
            by=by,
            to=to,
            spans=(span,),
            said_by=said_by,
            condition=Condition(condition[0], condition[1].text) if condition else None,
            place=self._roles.places(reading.head),
            amount=amount,
            rule="bare clause" if bare else "attitude",
            reasons=self._reasons(reading, note, by_token),
            confidence=_confidence(reading, bare, by, antecedent is not None),
            levels=(level,),
            speakers=(said_by,),
        )
        if not to and kind == "commitment" and level != "agreed":
            self._discourse.guesses[result] = self._addressees.guess(token, reading, type_, by, condition[1] if condition else None)
        return result

    def _bound(self, token: Token) -> Token | None:
        """Whom a text obliges: "the deal commits Kosovo to …", not "Serbia committed 200 soldiers"."""
        if token.lemma_.lower() not in self._lexicon.binding or is_passive(token):
            return None
        agent, things = subject(token), direct_objects(token)
        text = agent is not None and (agent.lower_ == "it" or agent.lemma_.lower() in self._lexicon.anaphors)
        acts = any(c.dep_ == "xcomp" and c.tag_ == "VB" for c in token.children)
        return things[0] if text and acts and things and self._roles.actors(things[0], loose=False) else None

    def _with_counterpart(self, token: Token, reading: Reading, by: tuple[str, ...]) -> tuple[str, ...]:
        """ "signed a truce with Naypyidaw": both undertake (GUIDELINES: the counterpart belongs in `by`)."""
        if token.lemma_.lower() not in _SIGNING:
            return by
        near = [token, *(o for c in token.children if c.dep_ == "dobj" for o in conjuncts(c))]
        preps = [p for link in near for p in link.children if p.dep_ == "prep" and p.lower_ == "with"]
        extra = [k for p in preps for c in p.children if c.dep_ == "pobj" for k in self._roles.actors(c, loose=False)]
        return (*by, *(k for k in dict.fromkeys(extra) if k not in by))

    def _receives(self, reading: Reading, token: Token) -> bool:
        """ "Ukraine will receive …": the subject is given something by others."""
        verb = reading.head if is_verb(reading.head) else token
        return (
            verb.lemma_ in ("receive", "obtain")
            and reading.type not in ("defence_spending", "accession", "troop_deployment")
            and not is_passive(verb)
        )

    def _giver(self, reading: Reading, receiver: tuple[str, ...]) -> tuple[str, ...]:
        found = [keys for role, keys in self._roles.slots(reading.head) if role == "from"]
        return tuple(k for k in found[0] if k not in receiver) if found else ("~unnamed",)

    def _raised(self, token: Token, reading: Reading, level: str, by: tuple[str, ...], type_: str) -> str:
        """Joint decisions of a body, and the terms of a concluded deal, are agreed (RULINGS)."""
        if reading.level.kind != "commitment":
            return level
        if level == "pledged" and reading.chain and (entry := attitude_at(reading.chain[-1], self._lexicon)) and entry.joint:
            if len(by) > 1 or all(self._cast.actor(k).cls in ("Organization", "Coalition") for k in by):
                return entry.joint
        if level == "pledged" and not reading.chain and self._stipulated(token):
            return "agreed"
        if level in ("pledged", "planned") and _PROPOSED.search(self._sentence.doc[self._sentence.start : token.i].text.lower()):
            return "considered"
        issuer = self._cast.issuer
        if level == "pledged" and self._cast.titled and not self._cast.first_person and issuer is not None and len(issuer.actors) > 1:
            if set(by) <= set(issuer.actors):
                return "agreed"  # what the parties of a declaration say in it that they will do
        if level in ("pledged", "planned"):
            if self._discourse.is_term(by, type_, bare=not reading.chain):
                return "agreed"
            if _UNDER.search(self._sentence.doc[self._sentence.start : token.i].text.lower()):
                return "agreed"
        return level

    def _stipulated(self, verb: Token) -> bool:
        """ "The parties shall …": the language of treaties; not "we shall"."""
        who = subject(verb)
        first = who is None or (ref := self._roles.ref(who)) is not None and ref.kind == "first"
        return not first and any(aux.lower_ == "shall" for aux in auxiliaries(verb))

    def _demand(self, token: Token, reading: Reading) -> Claim | None:
        """ "Iran must give up enrichment", said by somebody else: a demand of the speaker."""
        speaker = speaker_of(token, self._number, self._cast, self._lexicon)
        if speaker is None or not speaker[0].actors or reading.weight < 1.2 or reading.type is None:
            return None
        by = speaker[0].actors
        target = self._roles.actors(subject(token), loose=True)
        to = tuple(k for k in target if k not in by)
        if not to and not target and reading.weight < 3:
            return None
        said = (speaker[0].person,) if speaker[0].person else ()
        span = self._span(token, reading, None, None)
        return Claim(
            "position",
            reading.type,
            reading.level.level or "demands",
            by,
            to,
            (span,),
            said,
            None,
            (),
            None,
            "must",
            self._reasons(reading, speaker[0].reason, None),
            0.6,
            (reading.level.level or "demands",),
            (said,),
        )

    def _commands(self, reading: Reading, by: tuple[str, ...]) -> bool:
        """ "ordered its troops to leave": an act of one's own."""
        verbs = [link for link in reading.chain if (e := attitude_at(link, self._lexicon)) and e.level == "demands" and is_verb(link)]
        objects = [t for verb in verbs[:1] for t in (*direct_objects(verb), *(c for c in verb.children if c.dep_ == "ccomp"))]
        people = [t if not is_verb(t) else subject(t) for t in objects]
        own = [t for t in people if t is not None and t.pos_ == "NOUN" and t.lemma_.lower() not in self._cast.offices.others]
        return any(self._roles.actors(t) == by or _possessed(t) and not self._roles.actors(t, loose=False) for t in own)

    def _of_an_act(self, token: Token) -> bool:
        """Whether a demand names what is to be done: "urged Kigali to …"."""
        entry = attitude_at(token, self._lexicon)
        return entry is not None and any(is_verb(content) for content in contents(token, entry))

    # ---- the other slots ------------------------------------------------------------------------------------------

    def _said_by(self, token: Token, reading: Reading, by_token: Token | None, by: tuple[str, ...]) -> tuple[str, ...]:
        persons = self._roles.persons(by_token)
        speaker = speaker_of(token, self._number, self._cast, self._lexicon)
        deed = reading.level.level == "fulfilled" or token.lemma_.lower() in _SPEECH
        if persons and not deed:
            return persons
        label = self._passage.block.speaker
        if speaker is not None:
            ref = speaker[0]
            if ref.person:
                return (ref.person,)
            bodies = tuple(k for k in ref.actors if not k.startswith("~"))
            if ref.kind in ("name", "capital", "pronoun", "nominal") and bodies and not set(bodies) & set(by):
                return bodies
        if label is not None and self._roles.ref(token) is None:
            for ref_token in self._sentence:
                first = self._roles.ref(ref_token)
                if first is not None and first.kind == "first" and first.person:
                    return (first.person,)
        return ()

    def _condition(self, token: Token, reading: Reading) -> tuple[str, Tokens] | None:
        governors = [token, *reading.chain]
        if token.dep_ in ("ccomp", "xcomp", "advcl", "conj") and is_verb(token.head):
            governors.append(token.head)
        return condition_of(reading.head, governors, self._lexicon, reading.type) or attacked(token)

    def _span(self, token: Token, reading: Reading, by_token: Token | None, condition: tuple[str, Tokens] | None) -> Span:
        doc = token.doc
        points = [token.i, reading.head.i, reading.trigger.i, *(t.i for t in reading.chain)]
        if by_token is not None and by_token.sent == token.sent:
            points.append(left_of(by_token))
        ends = [
            *points,
            _right(reading.head),
            *(_right(o) for o in reading.head.children if o.dep_ in ("dobj", "prep", "pobj", "dative", "xcomp")),
        ]
        if condition is not None:
            points.append(condition[1].start)
            ends.append(condition[1].end - 1)
        begin, last = min(points), max(e for e in ends)
        while last > begin and doc[last].is_punct and doc[last].text not in ('"', "”", "’", "%"):
            last -= 1
        return self._passage.place(doc[begin], doc[last])

    def _amount_range(self, reading: Reading) -> tuple[int, int]:
        head = reading.head
        return (
            min(head.left_edge.i, reading.trigger.left_edge.i) if not is_verb(head) else min(head.i, reading.trigger.left_edge.i),
            _right(head) + 1,
        )

    def _reasons(self, reading: Reading, note: str, doer: Token | None) -> tuple[Reason, ...]:
        found = [Reason(role, token.text, self._token_span(token), text) for role, token, text in reading.reasons]
        by = Reason("by", doer.text, self._token_span(doer), note) if doer is not None else Reason("by", "", None, note)
        return (*found, by)

    def _token_span(self, token: Token) -> Span:
        return self._passage.place(token)


def _possessed(noun: Token) -> bool:
    """ "Ordered their men to …", not "demanded that his country …"."""
    return noun.tag_ == "NNS" and any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in noun.children)


def _right(head: Token) -> int:
    """Last token of what a head says, without later coordinated clauses and adverbial clauses."""
    last = head.i
    for child in head.children:
        if child.dep_ in ("conj", "cc", "advcl", "parataxis", "punct", "relcl") and child.i > head.i:
            continue
        if child.i > head.i:
            last = max(last, _right(child))
    return last


def _confidence(reading: Reading, bare: bool, by: tuple[str, ...], anaphor: bool) -> float:
    score = 0.55 + 0.06 * min(reading.weight, 5.0) - (0.1 if bare else 0.0) - (0.15 if anaphor else 0.0)
    if any(k.startswith("~") for k in by):
        score -= 0.15
    return round(min(max(score, 0.05), 0.95), 2)


__all__ = ["Extractor", "Ref"]
