"""Offices in the words of a text: "UK Prime Minister", "the spokesman for the Ministry of Defence of the DPRK"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.annotate import Passage
from kg.gazetteer import Gazetteer
from kg.lexicon import words
from kg.parse import Token

#: Words that may stand between a state and an office ("the former Polish foreign minister", "Russia's chief negotiator").
_BETWEEN: Final = frozenset(
    "former acting interim new newly then outgoing late chief top senior deputy first official veteran embattled "
    "caretaker transitional exiled current lead hardline leftist right-wing lefty visiting powerful de facto "
    "ministry ministry's ’s 's foreign defence defense interior finance government army military state own then- "
    "federal joint permanent special commission intelligence security nuclear trade political humanitarian 's".split()
)
#: Words that may stand between an office and its body ("spokesman for the Ministry of National Defence of the DPRK").
_TOWARDS: Final = frozenset(
    "the state republic ministry department of for foreign national defence defense affairs external government federal "
    "armed forces army council commission transitional office president prime minister cabinet people's".split()
)


@dataclass(frozen=True, slots=True)
class OfficePhrase:
    """Tokens that name an office, with the body that it belongs to as far as the words tell."""

    start: int
    end: int
    office: str
    body: str | None
    left: int  # where the phrase with its state begins


@dataclass(frozen=True, slots=True)
class Places:
    """Verbs that tell whether a name after them is a place ("flew to Kyiv") or somebody ("bought from South Korea")."""

    motion: frozenset[str]
    visit: frozenset[str]
    exchange: frozenset[str]


class Offices:
    """The words of `offices.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.by_phrase = {_split(p): office for office, text in data["office"].items() for p in words(text)}
        self.longest = max(len(p) for p in self.by_phrase)
        self.firsts = frozenset(p[0] for p in self.by_phrase)
        self.bodies = frozenset(words(data["body"]["nouns"]))
        self.seated = frozenset(words(data["body"]["seated"]))
        self.groups = frozenset(words(data["group"]["nouns"]))
        self.unnamed = frozenset(words(data["unnamed"]["nouns"]))
        self.state_nominals = frozenset(words(data["nominal"]["state"]))
        self.body_nominals = frozenset(words(data["nominal"]["organization"]))
        self.titles = frozenset(words(data["title"]["words"]))
        self.communique = frozenset(words(data["communique"]["titles"]))
        self.collective = frozenset(words(data["unnamed"]["collective"]))
        self.home = frozenset(words(data["private"]["home"]))
        self.private = frozenset(words(data["private"]["nouns"]))
        self.acting = frozenset(words(data["acting"]["nouns"]))
        self.people = frozenset(words(data["people"]["nouns"]))
        self.belonging = frozenset(words(data["belonging"]["participles"]))
        self._against = frozenset(words(data["belonging"]["against"]))
        self.others = frozenset(words(data["belonging"]["others"]))
        self.given = frozenset(words(data["given"]["names"]))
        self.own = {_split(p.lower()): body for body, text in data["own"].items() for p in words(text)}
        self.bare = {_split(p): body for body, text in data["bare"].items() for p in words(text)}
        self.leading = frozenset(words(data["leading"]["offices"]))
        self.places = Places(**{name: frozenset(words(text)) for name, text in data["place"].items()})

    def opposed(self, token: Token) -> bool:
        """Whether a hyphen says that a name stands for others: "pro-Russian", "non-Iranian", "Iranian-backed"."""
        doc, i = token.doc, token.i
        if i > 1 and doc[i - 1].text == "-" and doc[i - 2].lower_ in self._against:
            return True
        if i + 2 >= len(doc) or doc[i + 1].text != "-" or doc[i + 1].whitespace_ or doc[i + 2].text[:1].isupper():
            return False
        return doc[i + 2].lower_ not in self.belonging and (doc[i + 2].tag_[:2] == "VB" or doc[i + 2].lower_.endswith("ed"))

    def canonical(self, office: str) -> str:
        """The office that words mean: "taoiseach" is "prime minister"; what no word covers stays."""
        hit = self.at(_split(office.lower()), 0)
        return hit[1] if hit else office

    def holder(self, gazetteer: Gazetteer, body: str, office: str, day: str | None) -> str | None:
        """Who held an office of a body on a day: the one person known to have, or None."""
        held = [t for t in gazetteer.by_body.get(body, ()) if t.office and t.covers(day) and self.canonical(t.office) == office]
        exact = {t.member for t in held if t.office == office} or {t.member for t in held}
        return exact.pop() if len(exact) == 1 else None

    def at(self, lower: Sequence[str], index: int) -> tuple[int, str] | None:
        """(end, office) of the longest office phrase that starts at a token."""
        if index >= len(lower) or lower[index] not in self.firsts and lower[index].rstrip("s") not in self.firsts:
            return None
        for size in range(self.longest, 0, -1):
            phrase = tuple(lower[index : index + size])
            if office := self.by_phrase.get(phrase) or self.by_phrase.get((*phrase[:-1], phrase[-1].rstrip("s"))) if phrase else None:
                return index + len(phrase), office
        return None


def _split(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase: a hyphen between words is one ("secretary - general")."""
    return tuple(phrase.replace("-", " - ").split())


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
            body = _body_right(passage, gazetteer, end) or offices.own.get(tuple(lower[index:end]))
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
