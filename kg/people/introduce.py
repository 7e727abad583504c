"""Meeting everybody in a document: "UK Prime Minister Keir Starmer", "Zbigniew Rau, Poland's foreign minister"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kg.annotate import Annotated, Passage
from kg.gazetteer import Gazetteer
from kg.parse import Token
from kg.people.offices import OfficePhrase, Offices, office_phrases
from kg.people.roster import Person, Roster
from kg.people.spans import person_spans

_GONE: Final = frozenset({"former", "ex", "late"})


def introduce(annotated: Annotated, offices: Offices, gazetteer: Gazetteer, roster: Roster) -> dict[tuple[int, int], tuple[int, str]]:
    """Meet everybody in the document. Returns (passage, first token) -> (end token, person key) for each mention."""
    return _Meeting(offices, gazetteer, roster).of(annotated)


class _Meeting:
    """First those whom the words present, then family names, which may stand before the full name (headlines)."""

    def __init__(self, offices: Offices, gazetteer: Gazetteer, roster: Roster) -> None:
        self._offices, self._gazetteer, self._roster = offices, gazetteer, roster
        self._found: dict[tuple[int, int], tuple[int, str]] = {}
        self._pending: list[tuple[int, int, int, str]] = []

    def of(self, annotated: Annotated) -> dict[tuple[int, int], tuple[int, str]]:
        for number, passage in enumerate(annotated.passages):
            self._present(number, passage)
        for number, passage in enumerate(annotated.passages):
            self._families(number, passage)
        for number, start, end, name in self._pending:
            known = self._roster.find(name) or self._roster.known(name)
            if known is not None:
                self._found[number, start] = (end, known.key)
        return self._found

    def _present(self, number: int, passage: Passage) -> None:
        phrases = office_phrases(passage, self._offices, self._gazetteer)
        for start, end in person_spans(passage, phrases, self._offices):
            name = passage.doc[start:end].text.replace("\n", " ")
            represents, office, former = _presented(passage, phrases, start, end)
            if len(name.split()) == 1 and not represents and not office and self._roster.find(name) is None:
                self._pending.append((number, start, end, name))
                continue
            person = self._roster.meet(name, represents=represents, office=office, former=former)
            self._found[number, start] = (end, person.key)

    def _families(self, number: int, passage: Passage) -> None:
        """Family names that the model did not see as persons."""
        taken = {i for (n, start), (end, _) in self._found.items() if n == number for i in range(start, end)}
        taken |= {i for n, start, end, _ in self._pending if n == number for i in range(start, end)}
        for token in passage.doc:
            if token.i in taken or token.i in passage.names or not token.text[:1].isupper():
                continue
            end, known = self._named_before(token)
            if known is None and (leader := self._leader(token, passage)) is not None:
                known = self._roster.meet(leader, represents=None, office=None)
            if known is not None:
                self._found[number, token.i] = (end, known.key)
                taken.update(range(token.i, end))

    def _named_before(self, token: Token) -> tuple[int, Person | None]:
        for size in (4, 3, 2, 1):
            words = token.doc[token.i : token.i + size]
            known = self._roster.find(words.text) if len(words) == size and len(words.text) > 2 else None
            if known is not None and (size > 1 or _may_be_name(token)):
                return token.i + size, known
        return token.i + 1, None

    def _leader(self, token: Token, passage: Passage) -> str | None:
        """The full name of the one head of state, government or body of this family name on that day ("Trump warned …")."""
        day, doc = self._roster.date, token.doc
        if day is None or not _may_be_name(token):
            return None
        shouting = doc.text.isupper()
        beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
        if not shouting and any(t.pos_ == "PROPN" and t.i not in passage.names for t in beside):
            return None
        name = token.text.title() if shouting else token.text
        keys = {key for key in self._gazetteer.by_family.get(name, ()) if self._leads(key, day)}
        return self._gazetteer.entries[keys.pop()].label if len(keys) == 1 else None

    def _leads(self, key: str, day: str) -> bool:
        terms = self._gazetteer.by_member.get(key, ())
        return any(self._offices.canonical(t.office) in self._offices.leading and t.covers(day) for t in terms if t.office)


def _may_be_name(token: Token) -> bool:
    """Inside a sentence a capital is enough; at its start, the tagger may take a family name for a common noun."""
    return token.pos_ == "PROPN" or not token.is_sent_start or token.tag_ in ("NN", "NNS", "FW") and not token.is_stop


def _presented(passage: Passage, phrases: Sequence[OfficePhrase], start: int, end: int) -> tuple[str | None, str | None, bool]:
    """(body, office, former) as the words around a name tell."""
    doc = passage.doc
    for phrase in phrases:
        gap = doc[phrase.end : start].text.strip() if 0 <= start - phrase.end <= 3 else None
        before = gap is not None and re.fullmatch(r"(,)?\s*(Dr\.?|Sheikh|Sir|General|Gen\.|Mr\.?|Mrs\.?|Ms\.?|Captain|Colonel)?", gap)
        of_gap = doc[phrase.end : start].text if phrase.end <= start and start - phrase.end <= 7 and phrase.body else None
        of_before = of_gap is not None and re.fullmatch(r"(of|for|to) [^,]{2,60}[,]?", of_gap.strip()) and "and" not in of_gap.split()
        after_gap = doc[end : phrase.left].text.strip() if 0 <= phrase.left - end <= 5 else None
        after = after_gap is not None and re.fullmatch(r",( (the|a|an|its|his|her|their))?( [\w-]+){0,2}", after_gap)
        if before or of_before or after:
            former = any(t.lower_ in _GONE for t in doc[max(0, phrase.left - 2) : phrase.end])
            return phrase.body, phrase.office, former
    if start >= 2 and doc[start - 1].lower_ in ("'s", "’s") and (start - 2) in passage.names:  # "Hungary's Viktor Orban"
        name = passage.names[start - 2][0]
        if name.kind not in ("place", "person"):
            return name.key, None, False
    if end + 1 < len(doc) and doc[end].lower_ == "of" and (end + 1) in passage.names:  # "Giorgia Meloni of Italy"
        name = passage.names[end + 1][0]
        if name.kind == "name":
            return name.key, None, False
    return None, None, False
