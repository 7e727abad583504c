"""Who is meant: names, offices, ministries, pronouns and "the bloc" -> actors of the document, each with its reason.

Read in the order of the text, keeping the mentions met so far; prefers no answer to a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from spacy.tokens import Token

from kg.annotate import Annotated, Passage
from kg.gazetteer import Gazetteer
from kg.model import Actor, Document
from kg.people import OfficePhrase, Offices, Roster, introduce, office_phrases

_NUMBERS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "both": 2, "2": 2, "3": 3}
_HE: Final = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_IT: Final = frozenset({"it", "its", "itself"})
_THEY: Final = frozenset({"they", "them", "their", "theirs", "themselves", "both"})
_WE: Final = frozenset({"we", "us", "our", "ours", "i", "my", "me", "mine", "ourselves"})
_IN: Final = frozenset("in at from near outside inside into around across through toward towards via over".split())
_MODIFIERS: Final = frozenset({"amod", "compound", "poss", "nmod", "nn"})
_MEMBERS: Final = frozenset({"member", "leader", "minister", "ally", "government", "capital", "state", "country", "nation"})
_SIDES: Final = frozenset({"side", "party", "belligerent", "foe", "enemy", "rival", "signatory", "adversary"})
_REACH: Final = 3  # sentences that a pronoun looks back over


@dataclass(frozen=True, slots=True)
class Ref:
    """What a token refers to. `actors` act for it; `person` is who, when it is a person."""

    actors: tuple[str, ...]
    reason: str
    score: float
    person: str | None = None
    plural: bool = False
    place: bool = False
    kind: str = "name"


_Test = Callable[[Ref], bool]


@dataclass(frozen=True, slots=True)
class _Mention:
    sentence: int
    index: int
    subject: bool
    ref: Ref


@dataclass
class Cast:
    """All references of one document. Ask `who` with a passage number and a token."""

    document: Document
    annotated: Annotated
    gazetteer: Gazetteer
    offices: Offices
    roster: Roster
    spans: dict[tuple[int, int], tuple[int, str]]
    refs: dict[tuple[int, int], Ref] = field(default_factory=dict)
    issuer: Ref | None = None
    first_person: bool = False  # a communiqué: "We, the leaders …"
    actors: dict[str, Actor] = field(default_factory=dict)
    theatre: str | None = None  # the state that a text is mostly about

    def who(self, passage: int, token: Token) -> Ref | None:
        return self.refs.get((passage, token.i))

    def actor(self, key: str) -> Actor:
        """The actor of a key, with what this document says of it."""
        if key in self.actors:
            return self.actors[key]
        entry = self.gazetteer.entries.get(key)
        if key.startswith("~"):
            return Actor(key, key[1:].replace("-", " "), "UnnamedGroup")
        if entry is not None and entry.cls != "Person":
            return Actor(key, entry.label, entry.cls, entry.same_as)
        return Actor(key, key, "Actor")


def unnamed(label: str) -> str:
    """The key of a group that has no name of its own."""
    return "~" + re.sub(r"[^\w]+", "-", label.lower()).strip("-")[:60]


def cast(annotated: Annotated, gazetteer: Gazetteer, offices: Offices) -> Cast:
    """Resolve every mention of a document."""
    roster = Roster(gazetteer, annotated.document.date)
    spans = introduce(annotated, offices, gazetteer, roster)
    found = Cast(annotated.document, annotated, gazetteer, offices, roster, spans)
    _Reader(found).read()
    found.theatre = _theatre(found)
    for person in roster:
        entry = gazetteer.entries.get(person.entry) if person.entry else None
        found.actors[person.key] = Actor(
            person.key, person.name, "Person", entry.same_as if entry else (), person.represents, person.office
        )
    return found


def _theatre(cast: Cast) -> str | None:
    """The state that is a place or a possessor most often: where what is promised will be felt."""
    votes: Counter[str] = Counter()
    for passage in cast.annotated.passages:
        for index, readings in passage.names.items():
            entry = cast.gazetteer.entries.get(readings[0].key)
            if entry is not None and entry.cls == "State":
                token = passage.doc[index]
                subject = token.dep_ in ("nsubj", "nsubjpass", "ROOT")
                weight = 3 if passage.role == "headline" and not subject else 1
                placed = readings[0].kind == "place" or _is_place(token) or token.dep_ in ("pobj", "dobj")
                votes[readings[0].key] += weight * (4 if placed else 1 if subject else 2)
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < 8 or len(ranked) > 1 and ranked[0][1] < 1.3 * ranked[1][1]:
        return None
    return ranked[0][0]


class _Reader:
    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._gazetteer = cast.gazetteer
        self._offices = cast.offices
        self._date = cast.document.date
        self._history: list[_Mention] = []
        self._sentence = 0
        self._phrases: list[OfficePhrase] = []
        self._speaker: Ref | None = None
        self._number = 0

    def read(self) -> None:
        self._cast.issuer = self._issuer()
        spoken = [p for p in self._cast.annotated.passages if p.role in ("paragraph", "bullet") and p.block.speaker is None]
        opened = sum(1 for p in spoken if any(t.text in ("We", "we") for t in p.doc[:12]))
        self._cast.first_person = bool(spoken) and opened * 3 >= len(spoken)
        for number, passage in enumerate(self._cast.annotated.passages):
            self._phrases = office_phrases(passage, self._offices, self._gazetteer)
            self._speaker = self._label(number, passage)
            self._number = number
            for sentence in passage.doc.sents:
                self._sentence += 1
                for token in sentence:
                    self._visit(number, passage, token)

    # ---- one token ------------------------------------------------------------------------------------------------

    def _visit(self, number: int, passage: Passage, token: Token) -> None:
        if token.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X", "VERB", "ADV") and token.i not in passage.names:
            return
        ref = self._resolve(number, passage, token)
        if ref is None:
            return
        self._cast.refs[number, token.i] = ref
        if ref.kind != "modifier" and not (ref.kind in ("body", "capital") and token.dep_ in ("amod", "compound", "nmod", "nn")):
            self._history.append(_Mention(self._sentence, token.i, _is_subject(token), ref))
        joint = self._joint(number, token)
        if joint is not None:
            self._history.append(_Mention(self._sentence, token.i, _is_subject(joint[0]), joint[1]))

    def _resolve(self, number: int, passage: Passage, token: Token) -> Ref | None:
        span = self._cast.spans.get((number, token.i))
        if span is not None:
            person = self._cast.roster.get(span[1])
            ref = self._person_ref(span[1], f"person {person.name}", 0.95 if person.represents else 0.6)
            for index in range(token.i + 1, span[0]):
                self._cast.refs[number, index] = ref
            return ref
        if (number, token.i) in self._cast.refs:
            return self._cast.refs[number, token.i]
        if token.i in passage.names:
            return self._named(passage, token)
        lower = token.lower_
        if token.pos_ == "PRON" or lower in _HE | _IT | _THEY | _WE:
            return self._pronoun(passage, token)
        phrase = next((p for p in self._phrases if p.end - 1 == token.i), None)
        if phrase is not None:
            return self._office(number, passage, token, phrase)
        if any(p.start <= token.i < p.end for p in self._phrases):
            return None
        if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "DET"):
            return self._noun(number, passage, token)
        return None

    def _named(self, passage: Passage, token: Token) -> Ref | None:
        name = passage.names[token.i][0]
        if name.kind == "person":
            return None
        entry = self._gazetteer.entries.get(name.key)
        if name.kind == "place":
            return Ref((name.key,), f"{token.text} lies in {name.key}", 0.9, place=True, kind="place")
        if name.kind == "capital":
            placed = _is_place(token) and not any(c.dep_ == "relcl" for c in token.children)
            return Ref((name.key,), f"{token.text}: {'place' if placed else 'government'}", 0.85, place=placed, kind="capital")
        if name.kind == "demonym" and _modifies(token):
            return Ref((name.key,), f"adjective {token.text}", 0.8, kind="modifier")
        plural = entry is not None and entry.cls in ("Coalition", "ArmedGroup")
        if entry is not None and entry.expands:
            members = self._gazetteer.members(name.key, self._date)
            if members:
                return Ref(members, f"{token.text}: its members", 0.9, plural=True)
        placed = entry is not None and entry.cls == "State" and name.kind == "name" and _is_place(token)
        placed = placed and not any(c.dep_ == "relcl" for c in token.children)
        return Ref((name.key,), f"{name.kind} {token.text}", 0.95, plural=plural or token.tag_ == "NNPS", place=placed)

    def _person_ref(self, key: str, reason: str, score: float) -> Ref:
        person = self._cast.roster.get(key)
        return Ref((person.represents,) if person.represents else (), reason, score, person=key, kind="person")

    def _office(self, number: int, passage: Passage, token: Token, phrase: OfficePhrase) -> Ref | None:
        plural = token.tag_ in ("NNS", "NNPS")
        if plural:
            bodies = tuple(dict.fromkeys(b for b in self._modifiers(number, passage, token)))
            if bodies:
                return Ref(bodies, f"offices of {', '.join(bodies)}", 0.8, plural=True, kind="office")
            return self._group(passage, token)
        for start, (_, key) in ((k[1], v) for k, v in self._cast.spans.items() if k[0] == number):
            if 0 <= start - phrase.end <= 2 or (
                0 <= phrase.left - start <= 6
                and self._cast.roster.get(key).office == phrase.office
                and passage.doc[start].sent == token.sent
                and "," in passage.doc[start : phrase.left].text
            ):
                if not any(t.dep_ == "ROOT" for t in passage.doc[min(start, phrase.start) : max(start, phrase.end)]):
                    return self._person_ref(key, f"{phrase.office} beside the name", 0.9)
        body = phrase.body
        if body is None:
            owner = next((c for c in token.children if c.dep_ == "poss"), None)
            known = self._cast.refs.get((number, owner.i)) if owner is not None else None
            body = known.actors[0] if known and known.actors else None
        person = self._cast.roster.by_office(phrase.office, body)
        if person is not None:
            return self._person_ref(person.key, f"the {phrase.office}", 0.8)
        if body is not None:
            holder = self._gazetteer.holder(body, phrase.office, self._date)
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
            recent = self._recent(lambda r: r.kind == "person" and bool(r.actors), reach=2)
            if recent is not None and self._cast.roster.get(recent.person or "").office in (phrase.office, None):
                return Ref(recent.actors, f"the {phrase.office}, last named", 0.5, person=recent.person, kind="person")
            state = self._recent(lambda r: len(r.actors) == 1 and self._is_state(r.actors[0]) and not r.place, reach=2)
            return Ref(state.actors, f"the {phrase.office}, of the state last named", 0.4, kind="office") if state else None
        return None

    # ---- common nouns ---------------------------------------------------------------------------------------------

    def _noun(self, number: int, passage: Passage, token: Token) -> Ref | None:
        lemma, lower = token.lemma_.lower(), token.lower_
        plural = token.tag_ in ("NNS", "NNPS")
        owners = self._modifiers(number, passage, token)
        phrase = f"{passage.doc[token.i - 1].lower_} {lemma}" if token.i else lemma
        if owners and (lemma in self._offices.bodies or phrase in self._offices.bodies) and token.pos_ != "ADJ":
            if plural and lemma in self._offices.unnamed and any(c.dep_ == "poss" for c in token.children):
                label = passage.doc[token.left_edge.i : token.i + 1].text
                return Ref((unnamed(label),), f"unnamed {lower}", 0.5, plural=True, kind="unnamed")
            if lemma in ("ally", "neighbour", "neighbor", "partner", "member"):
                entry = self._gazetteer.entries.get(owners[0])
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
            group = self._group(passage, token)
            if group is not None:
                return group
        if not any(c.lower_ in ("the", "this", "that", "its", "their") for c in token.children):
            return None
        if not owners and (lemma in self._offices.body_nominals or lower in self._offices.body_nominals):
            hit = self._recent(
                lambda r: any(lower in self._entry_nominals(a) or lemma in self._entry_nominals(a) for a in r.actors), reach=12
            )
            if hit is None and lemma not in ("council", "commission", "bank", "fund", "force", "body", "group"):
                hit = self._recent(lambda r: len(r.actors) == 1 and self._is_body(r.actors[0], lemma), reach=8)
            if hit is not None:
                return Ref(hit.actors, f"the {lower}: {hit.actors[0]} named before", 0.7, kind="nominal", plural=True)
        if not owners and (lemma in self._offices.state_nominals or phrase in self._offices.bodies) and not plural:
            hit = self._recent(lambda r: len(r.actors) == 1 and self._is_state(r.actors[0]) and r.kind != "modifier", reach=2, subject=True)
            if hit is not None:
                return Ref(hit.actors, f"the {lower}: the state last named", 0.5, kind="nominal")
        return None

    def _group(self, passage: Passage, token: Token) -> Ref | None:
        """ "the two sides", "both countries", "the three partners", "the 27", "European leaders"."""
        lemma, lower = token.lemma_.lower(), token.lower_
        doc = passage.doc
        left = doc[token.left_edge.i : token.i + 1]
        number = next((_NUMBERS[t.lower_] for t in left if t.lower_ in _NUMBERS), None)
        number = {"trio": 3, "pair": 2, "duo": 2}.get(lower, number)
        definite = any(t.lower_ in ("the", "both", "these", "those", "all") for t in left) or (
            token.left_edge.i and doc[token.left_edge.i - 1].lower_ in ("the", "both")
        )
        groupish = lemma in self._offices.groups or lower in ("both", "trio", "pair", "duo", "two", "three")
        if lower.isdigit() and int(lower) > 3 and definite and _is_subject(token):
            body = self._recent(lambda r: len(r.actors) == 1 and len(self._members(r.actors[0])) == int(lower), reach=40)
            return Ref(body.actors, f"the {lower} members of {body.actors[0]}", 0.7, plural=True, kind="group") if body else None
        digits = next((int(t.text) for t in left if t.text.isdigit() and 3 < int(t.text) < 200), None)
        if digits and groupish:
            body = self._recent(lambda r: len(r.actors) == 1 and len(self._members(r.actors[0])) == digits, reach=40)
            if body is not None:
                return Ref(body.actors, f"the {digits} members of {body.actors[0]}", 0.7, plural=True, kind="group")
        if lemma in _MEMBERS and (owner := self._owning_body(passage, token)) is not None:
            return Ref((owner,), f"{lower} of {owner}", 0.7, plural=True, kind="group")
        if groupish and definite and number:

            def fits(ref: Ref) -> bool:
                return len(ref.actors) == number and not any(a.startswith("~") for a in ref.actors)

            hit = self._recent(fits, reach=25 if lemma in _SIDES else 12, subject=True)
            if hit is not None:
                return Ref(hit.actors, f"the {number} named before", 0.75, plural=True, kind="group")
            body = self._recent(lambda r: len(r.actors) == 1 and len(self._members(r.actors[0])) == number, reach=40)
            if body is not None:
                return Ref(self._members(body.actors[0]), f"the {number} members of {body.actors[0]}", 0.7, plural=True, kind="group")
            last = self._last_actors(
                number, bodies=lemma in ("party", "partner", "member", "side", "ally", "organisation", "organization", "signatory")
            )
            if last:
                return Ref(last, f"the {number} last named", 0.5, plural=True, kind="group")
        if groupish and definite and not number and lemma in ("side", "party", "country", "neighbour", "neighbor", "belligerent"):
            hit = self._recent(lambda r: len(r.actors) == 2, reach=4)
            if hit is not None:
                return Ref(hit.actors, "the two named before", 0.55, plural=True, kind="group")
        if lemma in self._offices.unnamed and token.tag_ in ("NNS", "NNPS"):
            inside = {n.key: n for i, n in ((i, passage.names[i][0]) for i in range(token.left_edge.i, token.i) if i in passage.names)}
            label = " ".join(t.text for t in left if t.pos_ != "DET")
            bodies = [k for k in inside if self._gazetteer.entries.get(k) and self._gazetteer.entries[k].cls != "State"]
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
            if child.dep_ in _MODIFIERS or child.i in passage.names and child.i < token.i:
                found += self._flat(number, child)
            elif child.dep_ == "prep" and child.lower_ == "of":
                for pobj in child.children:
                    ref = self._named(passage, pobj) if pobj.i in passage.names else None
                    if ref is not None and ref.kind != "place":
                        found += ref.actors
        if not found and token.i and (token.i - 1) in passage.names and passage.names[token.i - 1][0].kind != "person":
            found.append(passage.names[token.i - 1][0].key)
        return tuple(dict.fromkeys(found))

    def _flat(self, number: int, token: Token) -> list[str]:
        ref = self._cast.refs.get((number, token.i))
        found = list(ref.actors) if ref is not None and ref.kind != "place" else []
        for child in token.children:
            if child.dep_ in ("conj", "compound", "amod", "poss"):
                found += self._flat(number, child)
        return found

    # ---- pronouns -------------------------------------------------------------------------------------------------

    def _pronoun(self, passage: Passage, token: Token) -> Ref | None:
        lower = token.lower_
        if lower in _WE:
            speaker = self._speaker or (self._quoted_speaker(passage, token) if _in_quotes(token) else self._cast.issuer)
            return (
                Ref(speaker.actors, "first person of the speaker", 0.85, person=speaker.person, kind="first", plural=True)
                if speaker
                else None
            )
        if lower in _HE:
            hit = self._antecedent(token, lambda r: r.person is not None or r.kind in ("office",))
            return Ref(hit.actors, f"{lower}: {hit.person or hit.actors[0]}", 0.75, person=hit.person, kind="pronoun") if hit else None
        if lower in _IT:
            hit = self._antecedent(
                token,
                lambda r: (
                    len(r.actors) == 1 and r.person is None and not r.place and r.kind not in ("modifier", "unnamed", "office", "first")
                ),
            )
            return Ref(hit.actors, f"{lower}: {hit.actors[0]}", 0.65, kind="pronoun") if hit else None
        if lower in _THEY:
            hit = self._antecedent(token, lambda r: (r.plural or len(r.actors) > 1) and r.kind != "first")
            return Ref(hit.actors, f"{lower}: {', '.join(hit.actors)}", 0.65, plural=True, kind="pronoun") if hit else None
        return None

    def _quoted_speaker(self, passage: Passage, token: Token) -> Ref | None:
        """Who says "we" in a quotation: whoever speaks in the same sentence, or spoke in the one before."""
        here = [(start, key) for (number, start), (_, key) in self._cast.spans.items() if number == self._number]
        inside = [(start, key) for start, key in here if token.sent.start <= start < token.sent.end and not _in_quotes(passage.doc[start])]
        after = [
            (start, key) for start, key in here if token.sent.end <= start < token.sent.end + 12 and not _in_quotes(passage.doc[start])
        ]
        before = [m.ref.person for m in self._history if m.ref.person and self._sentence - m.sentence <= 2]
        key = inside[0][1] if inside else before[-1] if before else after[0][1] if after else None
        return self._person_ref(key, "speaker of the quotation", 0.7) if key else None

    def _antecedent(self, token: Token, fits: _Test) -> Ref | None:
        """The subject of the same or an earlier sentence before any other mention."""
        near = [m for m in self._history if self._sentence - m.sentence <= _REACH and fits(m.ref)]
        own = [m for m in near if m.sentence == self._sentence]
        if token.dep_ in ("dobj", "dative", "pobj", "iobj"):  # an object is not its own subject
            verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
            doers = {c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")} if verb is not None else set()
            own = [m for m in own if m.index not in doers]
        if token.dep_ in ("nsubj", "nsubjpass") and own:  # not an object of its own clause
            own = [m for m in own if m.subject] or own
        subjects = [m for m in own if m.subject] or own
        if subjects:
            return subjects[-1].ref
        for back in range(1, _REACH + 1):
            there = [m for m in near if m.sentence == self._sentence - back]
            chosen = [m for m in there if m.subject] or there
            if chosen:
                return (
                    chosen[0].ref if token.dep_ in ("nsubj", "nsubjpass") and len({m.ref.actors for m in chosen}) == 1 else chosen[-1].ref
                )
        return None

    # ---- looking back ---------------------------------------------------------------------------------------------

    def _recent(self, fits: _Test, *, reach: int, subject: bool = False) -> Ref | None:
        near = [m for m in self._history if self._sentence - m.sentence <= reach and fits(m.ref)]
        chosen = [m for m in near if m.subject] if subject else near
        return (chosen or near)[-1].ref if near else None

    def _last_actors(self, count: int, *, bodies: bool) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for mention in reversed(self._history):
            if self._sentence - mention.sentence > 4:
                break
            for key in mention.ref.actors:
                entry = self._gazetteer.entries.get(key)
                fits = entry is not None and (bodies or entry.cls in ("State", "ArmedGroup"))
                if fits and not mention.ref.place and mention.ref.kind != "modifier":
                    found[key] = None
            if len(found) >= count:
                break
        return tuple(reversed(found)) if len(found) == count else ()

    def _joint(self, number: int, token: Token) -> tuple[Token, Ref] | None:
        """When the last of coordinated actors is met, the whole of them is a mention too."""
        head = token
        while head.dep_ == "conj" and head.head.i < head.i:
            head = head.head
        if head is token or any(c.dep_ == "conj" for c in token.children):
            return None
        if any(
            t.head.i < t.i and t.dep_ == "conj" and any(v.pos_ in ("VERB", "AUX") for v in t.doc[t.head.i : t.i]) for t in conjuncts(head)
        ):
            return None
        refs = [self._cast.refs.get((number, t.i)) for t in conjuncts(head)]
        keys = tuple(dict.fromkeys(a for r in refs if r is not None and r.kind not in ("modifier", "place") for a in r.actors))
        if len(keys) < 2:
            return None
        return head, Ref(keys, "named together", 0.9, plural=True, kind="joint")

    def _label(self, number: int, passage: Passage) -> Ref | None:
        """Who speaks in a block with a speaker label."""
        span = passage.block.speaker
        if span is None:
            return None
        text = span.of(self._cast.document.text).strip(" :").title()
        for person in self._cast.roster:
            if person.family.lower() in text.lower().split() or person.name.lower() in text.lower():
                return Ref((person.represents,) if person.represents else (), f"label {text}", 0.9, person=person.key, kind="person")
        return None

    def _issuer(self) -> Ref | None:
        """Who "we" is in a communiqué: the body or bodies of its headline or of its first "We, the leaders of …"."""
        candidates: list[tuple[str, ...]] = []
        for passage in self._cast.annotated.passages[:3]:
            found = [n[0] for _, n in sorted(passage.names.items()) if n[0].kind in ("name", "organ", "demonym")]
            bodies = [n.key for n in found if self._gazetteer.entries[n.key].cls != "State"]
            if bodies:
                candidates.append((bodies[0],))
            else:
                candidates.append(tuple(dict.fromkeys(n.key for n in found)))
        chosen = next((c for c in candidates if c), ())
        return Ref(chosen, "issuer of the text", 0.6, plural=True, kind="issuer") if chosen else None

    def _owning_body(self, passage: Passage, token: Token) -> str | None:
        """The organisation whose members are meant: "members of the coalition", "its members" after "the bloc"."""
        number = self._number
        for child in token.children:
            refs = [self._cast.refs.get((number, child.i))] if child.dep_ == "poss" else []
            if child.dep_ == "prep" and child.lower_ == "of":
                for pobj in child.children:
                    found = self._named(passage, pobj) if pobj.i in passage.names else self._cast.refs.get((number, pobj.i))
                    refs.append(found)
            for ref in refs:
                if ref is not None and len(ref.actors) == 1 and not self._is_state(ref.actors[0]) and not ref.actors[0].startswith("~"):
                    return ref.actors[0]
        return None

    def _members(self, key: str) -> tuple[str, ...]:
        return self._gazetteer.members(key, self._date)

    def _is_state(self, key: str) -> bool:
        entry = self._gazetteer.entries.get(key)
        return entry is not None and entry.cls == "State"

    def _is_body(self, key: str, lemma: str) -> bool:
        entry = self._gazetteer.entries.get(key)
        if entry is None or entry.cls in ("State", "Person"):
            return False
        if lemma in ("militia", "paramilitary", "rebel", "insurgent", "militant", "movement", "faction"):
            return entry.cls == "ArmedGroup"
        return entry.cls in ("Organization", "Coalition") if lemma not in ("group",) else True

    def _entry_nominals(self, key: str) -> tuple[str, ...]:
        entry = self._gazetteer.entries.get(key)
        return entry.nominals if entry else ()


def conjuncts(head: Token) -> Iterator[Token]:
    """A token and those coordinated with it, left to right."""
    yield head
    for child in head.children:
        if (
            child.dep_ == "conj"
            or child.dep_ == "appos"
            and child.i > head.i
            and any(c.dep_ == "conj" for c in child.children)
            and head.tag_.startswith("NNP")
        ):
            yield from conjuncts(child)


def _is_subject(token: Token) -> bool:
    head = token
    while head.dep_ in ("conj", "compound", "poss", "appos", "flat") and head.head is not head:
        head = head.head
    return head.dep_ in ("nsubj", "nsubjpass", "csubj", "ROOT") and token.dep_ not in ("compound", "poss")


def _modifies(token: Token) -> bool:
    if token.dep_ in ("amod", "compound", "nmod", "poss"):
        return True
    following = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return token.pos_ == "ADJ" and following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ")


def _is_place(token: Token) -> bool:
    """Whether a name stands where a place stands: after "in", "at", "from" …"""
    head = token
    while head.dep_ in ("conj", "compound", "nmod") and head.head is not head:
        head = head.head
    return head.dep_ == "pobj" and head.head.lower_ in _IN


def _in_quotes(token: Token) -> bool:
    opened = sum(t.text in ('"', "“", "”", "``", "''") for t in token.doc[: token.i])
    return opened % 2 == 1


def names_in(actors: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actors))
