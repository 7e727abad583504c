"""Reading a document for its references, in the order of the text."""

from __future__ import annotations

from collections import Counter
from typing import Final

from kg.annotate import Annotated, Passage
from kg.gazetteer import Gazetteer
from kg.model import Actor
from kg.parse import Token
from kg.people import Offices, Roster, introduce, office_phrases
from kg.refer.cast import Cast, Ref
from kg.refer.groups import Groups
from kg.refer.history import History
from kg.refer.nouns import Nouns
from kg.refer.offices import OfficeNouns
from kg.refer.pronouns import FIRST, PRONOUNS, Pronouns
from kg.refer.scene import Scene, named, person_ref
from kg.refer.trees import conjuncts, is_place, is_subject


def cast(annotated: Annotated, gazetteer: Gazetteer, offices: Offices) -> Cast:
    """Resolve every mention of a document."""
    roster = Roster(gazetteer, annotated.document.date, offices)
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
                placed = readings[0].kind == "place" or is_place(token, cast.offices.places) or token.dep_ in ("pobj", "dobj")
                votes[readings[0].key] += weight * (4 if placed else 1 if subject else 2)
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < 8 or len(ranked) > 1 and ranked[0][1] < 1.3 * ranked[1][1]:
        return None
    return ranked[0][0]


_ANSWERING: Final = frozenset({"A", "Answer"})
_OPENING: Final = 6  # passages in which a communiqué says whose it is
_BETWEEN: Final = frozenset({",", "and", "&", "the", "both"})


def _goes_on(passage: Passage, index: int) -> bool:
    """Whether another name of the same list follows."""
    doc = passage.doc
    while index < len(doc) and doc[index].lower_ in _BETWEEN:
        index += 1
    return index in passage.names


def _signing(passage: Passage) -> tuple[str, ...]:
    """The actors of "We, the Ministers of Angola, Kenya and Uganda, met …"."""
    doc = passage.doc
    if len(doc) < 4 or doc[0].lower_ != "we" or doc[1].text != ",":
        return ()
    end = next((t.i for t in doc[2:] if t.tag_ in ("VBD", "VBP", "VBZ", "MD") and t.i not in passage.names), len(doc))
    names = [passage.names[i][0] for i in range(2, end) if i in passage.names]
    return tuple(dict.fromkeys(n.key for n in names if n.kind in ("name", "organ", "demonym")))


def _first(passage: Passage, token: Token) -> bool:
    """ "us", and not "US"."""
    return token.lower_ in FIRST and token.i not in passage.names


class _Reader:
    def __init__(self, cast: Cast) -> None:
        self._scene = Scene(cast, History(cast.gazetteer))
        groups = Groups(self._scene)
        self._nouns, self._offices, self._pronouns = Nouns(self._scene, groups), OfficeNouns(self._scene, groups), Pronouns(self._scene)

    def read(self) -> None:
        self._scene.cast.issuer = self._issuer()
        spoken = [p for p in self._scene.cast.annotated.passages if p.role in ("paragraph", "bullet") and p.block.speaker is None]
        opened = sum(1 for p in spoken if any(t.text in ("We", "we") for t in p.doc[:12]))
        titled = not self._scene.cast.offices.communique.isdisjoint(
            t.lower_ for p in self._scene.cast.annotated.passages[:1] for t in p.doc
        )
        self._scene.cast.titled = titled
        self._scene.cast.first_person = bool(spoken) and (opened * 3 >= len(spoken) or titled and opened > 0)
        for number, passage in enumerate(self._scene.cast.annotated.passages):
            self._scene.phrases = office_phrases(passage, self._scene.cast.offices, self._scene.cast.gazetteer)
            self._scene.speaker = self._label(number, passage)
            self._scene.number = number
            for sentence in passage.doc.sents:
                self._scene.history.sentence += 1
                for token in sentence:
                    if not _first(passage, token):
                        self._visit(number, passage, token)
                for token in sentence:  # who "we" are stands after the quotation as often as before it
                    if _first(passage, token):
                        self._visit(number, passage, token)

    def _visit(self, number: int, passage: Passage, token: Token) -> None:
        if token.pos_ not in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X", "VERB", "ADV") and token.i not in passage.names:
            return
        ref = self._resolve(number, passage, token)
        if ref is None:
            return
        self._scene.cast.refs[number, token.i] = ref
        if ref.kind != "modifier" and not (ref.kind in ("body", "capital") and token.dep_ in ("amod", "compound", "nmod", "nn")):
            joined = token.dep_ == "conj" or any(c.dep_ == "conj" for c in token.children)
            self._scene.history.add(token.i, ref, subject=is_subject(token), joined=joined)
        joint = self._joint(number, token) or self._listed(number, passage, token)
        if joint is not None:
            self._scene.history.add(token.i, joint[1], subject=is_subject(joint[0]))

    def _resolve(self, number: int, passage: Passage, token: Token) -> Ref | None:
        span = self._scene.cast.spans.get((number, token.i))
        if span is not None:
            person = self._scene.cast.roster.get(span[1])
            ref = person_ref(self._scene.cast, span[1], f"person {person.name}", 0.95 if person.represents else 0.6)
            for index in range(token.i + 1, span[0]):
                self._scene.cast.refs[number, index] = ref
            return ref
        if (number, token.i) in self._scene.cast.refs:
            return self._scene.cast.refs[number, token.i]
        if token.i in passage.names:
            return named(self._scene, passage, token)
        lower = token.lower_
        if token.pos_ == "PRON" or lower in PRONOUNS:
            return self._pronouns.resolve(passage, token)
        if (issuer := self._nouns.issuing(token)) is not None:
            return issuer
        phrase = next((p for p in self._scene.phrases if p.end - 1 == token.i), None)
        if phrase is not None:
            return self._offices.resolve(number, passage, token, phrase)
        if any(p.start <= token.i < p.end for p in self._scene.phrases):
            return None
        if token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "DET"):
            return self._nouns.resolve(passage, token)
        return None

    def _joint(self, number: int, token: Token) -> tuple[Token, Ref] | None:
        """When the last of coordinated actors is met, the whole of them is a mention too."""
        head = token
        while head.dep_ == "conj" and head.head.i < head.i:
            head = head.head
        if head == token or any(c.dep_ == "conj" for c in token.children):
            return None
        if any(
            t.head.i < t.i and t.dep_ == "conj" and any(v.pos_ in ("VERB", "AUX") for v in t.doc[t.head.i : t.i]) for t in conjuncts(head)
        ):
            return None
        refs = [self._scene.cast.refs.get((number, t.i)) for t in conjuncts(head)]
        keys = tuple(dict.fromkeys(a for r in refs if r is not None and r.kind not in ("modifier", "place") for a in r.actors))
        if len(keys) < 2:
            return None
        return head, Ref(keys, "named together", 0.9, plural=True, kind="joint")

    def _listed(self, number: int, passage: Passage, token: Token) -> tuple[Token, Ref] | None:
        """ "The US, the UK and Australia" where the parse does not hold them together: names with nothing else between."""
        if token.i not in passage.names or token.i + 1 < len(token.doc) and _goes_on(passage, token.i + 1):
            return None
        first, index, joined = token, token.i - 1, False
        keys: list[str] = []
        while index >= 0 and (index in passage.names or token.doc[index].lower_ in _BETWEEN):
            if index in passage.names:
                first = token.doc[index]
            joined = joined or token.doc[index].lower_ in ("and", "&")
            index -= 1
        refs = [self._scene.ref(token.doc[i]) for i in range(first.i, token.i + 1) if i in passage.names]
        keys = [a for r in refs if r is not None and r.kind not in ("modifier", "place") for a in r.actors]
        if not joined or len(set(keys)) < 2 or any(r is None or r.kind == "modifier" for r in refs):
            return None
        return first, Ref(tuple(dict.fromkeys(keys)), "named together", 0.85, plural=True, kind="joint")

    def _label(self, number: int, passage: Passage) -> Ref | None:
        """Who speaks in a block with a speaker label."""
        span = passage.block.speaker
        if span is None:
            return None
        text = span.of(self._scene.cast.document.text).strip(" :").title()
        if text in _ANSWERING:  # an interview: whoever is presented first answers
            asked = next((p for p in self._scene.cast.roster if p.represents), None)
            return Ref((asked.represents,), f"label {text}", 0.8, person=asked.key, kind="person") if asked and asked.represents else None
        for person in self._scene.cast.roster:
            if person.family.lower() in text.lower().split() or person.name.lower() in text.lower():
                return Ref((person.represents,) if person.represents else (), f"label {text}", 0.9, person=person.key, kind="person")
        return None

    def _issuer(self) -> Ref | None:
        """Who "we" is in a communiqué: the body or bodies of its headline or of its first "We, the leaders of …"."""
        candidates: list[tuple[str, ...]] = []
        for passage in self._scene.cast.annotated.passages[:_OPENING]:
            if signing := _signing(passage):
                return Ref(signing, 'who the opening says "we" is', 0.8, plural=True, kind="issuer")
        for passage in (p for p in self._scene.cast.annotated.passages[:3] if p.role != "bullet"):
            found = [n[0] for _, n in sorted(passage.names.items()) if n[0].kind in ("name", "organ", "demonym")]
            bodies = [n.key for n in found if self._scene.cast.gazetteer.entries[n.key].cls != "State"]
            if bodies:
                candidates.append((bodies[0],))
            else:
                candidates.append(tuple(dict.fromkeys(n.key for n in found)))
        chosen = next((c for c in candidates if c), ())
        return Ref(chosen, "issuer of the text", 0.6, plural=True, kind="issuer") if chosen else None
