"""Who holds which office in a document: "UK Prime Minister Keir Starmer", "Zbigniew Rau, Poland's foreign minister"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from spacy.tokens import Token

from kg.annotate import Annotated, Passage
from kg.gazetteer import Gazetteer
from kg.lexicon import words

#: Words that may stand between a state and an office ("the former Polish foreign minister", "Russia's chief negotiator").
_BETWEEN: Final = frozenset(
    "former acting interim new newly then outgoing late chief top senior deputy first official veteran embattled "
    "caretaker transitional exiled current lead hardline leftist right-wing lefty visiting powerful de facto "
    "ministry ministry's ’s 's foreign defence defense interior finance government army military state own then- "
    "federal joint permanent special commission 's".split()
)
#: Words that may stand between an office and its body ("spokesman for the Ministry of National Defence of the DPRK").
_TOWARDS: Final = frozenset(
    "the state republic ministry department of for foreign national defence defense affairs external government federal "
    "armed forces army council commission transitional office president prime minister cabinet people's".split()
)
_PARTICLES: Final = frozenset("al el bin ibn ben abu de da di del della van von der den du la le dos al- abdel abd ter".split())
_LEADING: Final = frozenset({"president", "prime minister", "chancellor", "supreme leader", "secretary general", "king"})
_GONE: Final = frozenset({"former", "ex", "late"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the document presents them. `key` is the slug of the name as first written in full."""

    key: str
    name: str
    family: str
    represents: str | None = None
    office: str | None = None
    entry: str | None = None  # key in the gazetteer
    former: bool = False


@dataclass(frozen=True, slots=True)
class OfficePhrase:
    """Tokens that name an office, with the body that it belongs to as far as the words tell."""

    start: int
    end: int
    office: str
    body: str | None
    left: int  # where the phrase with its state begins


class Offices:
    """The words of `offices.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.by_phrase = {tuple(p.split()): office for office, text in data["office"].items() for p in words(text)}
        self.longest = max(len(p) for p in self.by_phrase)
        self.bodies = frozenset(words(data["body"]["nouns"]))
        self.groups = frozenset(words(data["group"]["nouns"]))
        self.unnamed = frozenset(words(data["unnamed"]["nouns"]))
        self.state_nominals = frozenset(words(data["nominal"]["state"]))
        self.body_nominals = frozenset(words(data["nominal"]["organization"]))
        self.titles = frozenset(words(data["title"]["words"]))
        self.people = frozenset(words(data["people"]["nouns"]))

    def at(self, lower: Sequence[str], index: int) -> tuple[int, str] | None:
        """(end, office) of the longest office phrase that starts at a token."""
        for size in range(self.longest, 0, -1):
            phrase = tuple(lower[index : index + size])
            if office := self.by_phrase.get(phrase) or self.by_phrase.get((*phrase[:-1], phrase[-1].rstrip("s"))) if phrase else None:
                return index + len(phrase), office
        return None


_TITLES: Final = re.compile(
    r"^(?:(?:Sir|Sheikh|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|General|Gen\.|President|King|Lord|Dame|Captain|Colonel|Ayatollah|Prince|Crown Prince|Lady|Admiral)\s)+(?=\S+\s\S)"
)


def _untitled(name: str) -> str:
    """ "Sir Keir Starmer" as "Keir Starmer"; a title before a single name stays ("King Abdullah")."""
    return _TITLES.sub("", name)


def slug(name: str) -> str:
    """The key of a person: as `score.py` compares it."""
    return re.sub(r"[\s_]+", "-", name.strip().lower()).replace(".", "").replace("'", "").replace("’", "")


def office_phrases(passage: Passage, offices: Offices, gazetteer: Gazetteer) -> list[OfficePhrase]:
    """All office phrases of a passage, left to right."""
    lower = [token.lower_ for token in passage.doc]
    found, index = [], 0
    while index < len(lower):
        hit = offices.at(lower, index) if index not in passage.names else None
        if hit is None:
            index += 1
            continue
        end, office = hit
        body, left = _body_left(passage, gazetteer, index)
        if body is None:
            body = _body_right(passage, gazetteer, end)
        found.append(OfficePhrase(index, end, office, body, left))
        index = end
    return found


def _body_left(passage: Passage, gazetteer: Gazetteer, start: int) -> tuple[str | None, int]:
    doc, index = passage.doc, start - 1
    for _ in range(6):
        if index < 0:
            break
        if index in passage.names:
            name = passage.names[index][0]
            if name.kind not in ("place", "person"):
                return name.key, index
            return None, start
        if doc[index].lower_ not in _BETWEEN and doc[index].lower_ not in ("'", "’"):
            break
        index -= 1
    return None, start


def _body_right(passage: Passage, gazetteer: Gazetteer, end: int) -> str | None:
    doc = passage.doc
    if end >= len(doc) or doc[end].lower_ not in ("of", "for", "to"):
        return None
    for index in range(end + 1, min(end + 10, len(doc))):
        if index in passage.names:
            name = passage.names[index][0]
            return name.key if name.kind not in ("place", "person") else None
        if doc[index].lower_ not in _TOWARDS:
            return None
    return None


def person_spans(passage: Passage, phrases: Iterable[OfficePhrase], offices: Offices) -> list[tuple[int, int]]:
    """Token spans that are names of persons: known ones, the model's, and capitals right after an office."""
    doc = passage.doc
    spans: dict[int, int] = {}
    for index, readings in passage.names.items():
        if readings[0].kind == "person":
            spans[index] = index + 1
    for ent in doc.ents:
        if ent.label_ == "PERSON":
            start, end = _trim(passage, ent.start, ent.end, offices)
            if start < end:
                spans[start] = max(end, spans.get(start, 0))
    for phrase in phrases:
        start, end = _capitals(passage, phrase.end, offices)
        if end > start:
            spans[start] = max(end, spans.get(start, 0))
    return _disjoint(sorted(spans.items()))


def _trim(passage: Passage, start: int, end: int, offices: Offices) -> tuple[int, int]:
    """Without titles, offices and names of states at either end."""
    doc = passage.doc
    while start < end and (doc[start].text in offices.titles or not doc[start].text[:1].isupper() or _is_actor(passage, start)):
        if doc[start].lower_ in _PARTICLES and start + 1 < end:
            break
        start += 1
    while end > start and (doc[end - 1].lower_ in ("'s", "’s", "’", "'") or doc[end - 1].is_punct or _is_actor(passage, end - 1)):
        end -= 1
    if any(_is_actor(passage, index) for index in range(start, end)):
        return start, start
    if offices.at([t.lower_ for t in doc[start:end]], 0) and end - start == 1:
        return start, start
    return start, end


def _is_actor(passage: Passage, index: int) -> bool:
    readings = passage.names.get(index)
    return bool(readings) and readings[0].kind != "person"  # type: ignore[index]


def _capitals(passage: Passage, start: int, offices: Offices) -> tuple[int, int]:
    doc = passage.doc
    if start < len(doc) and doc[start].text == ",":
        start += 1
    while start < len(doc) and doc[start].text in offices.titles:
        start += 1
    end = start
    while (
        end < len(doc)
        and not _is_actor(passage, end)
        and (
            (doc[end].text[:1].isupper() and (doc[end].text[1:] != doc[end].text[1:].upper() or len(doc[end].text) == 1))
            or (end > start and doc[end].lower_ in _PARTICLES)
            or (end > start and doc[end].text == "-")
        )
    ):
        end += 1
    while end > start and (doc[end - 1].lower_ in _PARTICLES or doc[end - 1].text == "-"):
        end -= 1
    if end - start == 1 and (doc[start].is_stop or doc[start].pos_ not in ("PROPN", "NOUN", "ADJ")):
        return start, start
    return start, end


def _disjoint(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


@dataclass
class Roster:
    """The persons of one document, growing as it is read; looked up by full name, family name or office."""

    gazetteer: Gazetteer
    date: str | None

    def __post_init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._by_name: dict[str, str] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._people.values())

    def get(self, key: str) -> Person:
        return self._people[key]

    def find(self, name: str) -> Person | None:
        key = self._by_name.get(name.lower().replace("’", "'"))
        return self._people[key] if key else None

    def by_office(self, office: str, body: str | None) -> Person | None:
        """The person last presented in an office (of a body), if there is just one."""
        held = [p for p in self._people.values() if p.office == office and not p.former and body in (None, p.represents)]
        return held[-1] if held and (body or len({p.represents for p in held}) == 1) else None

    def meet(self, name: str, *, represents: str | None, office: str | None, former: bool = False) -> Person:
        """The person of this name, made known or completed with what the words say."""
        name = _untitled(re.sub(r"\s+", " ", name).strip())
        known = self.find(name)
        if known is None:
            known = self._introduce(name)
        changed = known
        if represents and (known.represents is None or known.represents != represents and known.entry is None):
            changed = replace(changed, represents=represents)
        if office and (known.office is None or known.entry is None):
            changed = replace(changed, office=office)
        if former and not known.former:
            changed = replace(changed, former=True)
        self._people[known.key] = changed
        return changed

    def _introduce(self, name: str) -> Person:
        entry = self._entry(name)
        parts = name.split()
        if entry is not None:
            full = name if len(parts) > 1 else self.gazetteer.entries[entry].label
            term = self.gazetteer.office_of(entry, self.date)
            families = self.gazetteer.entries[entry].families
            person = Person(
                slug(full),
                full,
                families[0] if families else parts[-1],
                represents=term.body if term else None,
                office=term.office if term else None,
                entry=entry,
            )
            aliases = (*families, self.gazetteer.entries[entry].label)
        else:
            person = Person(slug(name), name, parts[-1])
            aliases = tuple(" ".join(parts[i:]) for i in range(1, len(parts)))
            if len(parts) >= 2 and "-" not in name:
                aliases = (*aliases, parts[0]) if len(parts[-1]) <= 3 or "-" in parts[-1] else aliases
            elif len(parts) == 2 and "-" in parts[1]:  # Lai Ching-te, Lee Jae-myung
                aliases = (*aliases, parts[0])
        for alias in (name, person.name, *aliases):
            self._by_name.setdefault(alias.lower().replace("’", "'"), person.key)
        self._people.setdefault(person.key, person)
        return person

    def _entry(self, name: str) -> str | None:
        for text in (name, name.replace("’", "'")):
            people = [n.key for n in self.gazetteer.names.get(text, ()) if n.kind == "person"]
            if people:
                return people[0]
        keys = self.gazetteer.by_family.get(name, ()) if " " not in name or name in self.gazetteer.by_family else ()
        if len(keys) > 1:
            held = [k for k in keys if any(t.office and t.covers(self.date) for t in self.gazetteer.by_member.get(k, ()))]
            keys = tuple(held)
        return keys[0] if len(keys) == 1 else None


def introduce(annotated: Annotated, offices: Offices, gazetteer: Gazetteer, roster: Roster) -> dict[tuple[int, int], tuple[int, str]]:
    """Meet everybody in the document. Returns (passage, first token) -> (end token, person key) for each mention."""
    found: dict[tuple[int, int], tuple[int, str]] = {}
    pending: list[tuple[int, int, int, str]] = []
    for number, passage in enumerate(annotated.passages):
        phrases = office_phrases(passage, offices, gazetteer)
        for start, end in person_spans(passage, phrases, offices):
            name = passage.doc[start:end].text.replace("\n", " ")
            represents, office, former = _presented(passage, phrases, start, end)
            if len(name.split()) == 1 and not represents and not office and roster.find(name) is None:
                pending.append((number, start, end, name))
                continue
            person = roster.meet(name, represents=represents, office=office, former=former)
            found[number, start] = (end, person.key)
    for number, passage in enumerate(annotated.passages):  # family names that the model did not see as persons
        taken = {i for (n, start), (end, _) in found.items() if n == number for i in range(start, end)}
        taken |= {i for n, start, end, _ in pending if n == number for i in range(start, end)}
        for token in passage.doc:
            if (
                token.i not in taken
                and token.i not in passage.names
                and token.text[:1].isupper()
                and not token.is_sent_start
                or token.pos_ == "PROPN"
                and token.i not in taken
            ):
                known = roster.find(token.text) if len(token.text) > 2 and token.i not in passage.names else None
                if known is None and token.i not in passage.names and (leader := _leader(token, gazetteer, roster.date)):
                    known = roster.meet(leader, represents=None, office=None)
                if known is not None:
                    found[number, token.i] = (token.i + 1, known.key)
    for number, start, end, name in pending:  # a surname may stand before the full name (headlines)
        known = roster.find(name)
        if known is None and roster._entry(name):
            known = roster.meet(name, represents=None, office=None)
        if known is not None:
            found[number, start] = (end, known.key)
    return found


def _leader(token: Token, gazetteer: Gazetteer, date: str | None) -> str | None:
    """The full name of the one head of state, government or body of this family name on that day ("Trump warned …")."""
    if (
        date is None
        or token.pos_ != "PROPN"
        or any(0 <= i < len(token.doc) and token.doc[i].pos_ == "PROPN" for i in (token.i - 1, token.i + 1))
    ):
        return None
    keys = {
        key
        for key in gazetteer.by_family.get(token.text, ())
        if any(t.office in _LEADING and t.covers(date) for t in gazetteer.by_member.get(key, ()))
    }
    return gazetteer.entries[keys.pop()].label if len(keys) == 1 else None


def _presented(passage: Passage, phrases: Sequence[OfficePhrase], start: int, end: int) -> tuple[str | None, str | None, bool]:
    """(body, office, former) as the words around a name tell."""
    doc = passage.doc
    for phrase in phrases:
        gap = doc[phrase.end : start].text.strip() if phrase.end <= start else None
        before = (
            gap is not None
            and start - phrase.end <= 3
            and re.fullmatch(r"(,)?\s*(Dr\.?|Sheikh|Sir|General|Gen\.|Mr\.?|Mrs\.?|Ms\.?|Captain|Colonel)?", gap)
        )
        of_gap = doc[phrase.end : start].text if phrase.end <= start and start - phrase.end <= 7 and phrase.body else None
        of_before = of_gap is not None and re.fullmatch(r"(of|for|to) [^,]{2,60}[,]?", of_gap.strip()) and "and" not in of_gap.split()
        after_gap = doc[end : phrase.left].text.strip() if phrase.left >= end else None
        after = (
            after_gap is not None and phrase.left - end <= 5 and re.fullmatch(r",( (the|a|an|its|his|her|their))?( [\w-]+){0,2}", after_gap)
        )
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
