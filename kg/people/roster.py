"""Who is who in a document: its persons by full name, family name and office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from kg.gazetteer import Gazetteer, folded
from kg.people.offices import Offices

_TITLES: Final = re.compile(
    r"^(?:(?:Sir|Sheikh|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|General|Gen\.|President|King|Lord|Dame|Captain|Colonel|Ayatollah|Prince|Crown Prince|Lady|Admiral)\s)+(?=\S+\s\S)"
)

_ALIKE: Final = 0.8  # Ahmad/Ahmed, Aleksandr/Alexander


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


def _untitled(name: str) -> str:
    """ "Sir Keir Starmer" as "Keir Starmer"; a title before a single name stays ("King Abdullah")."""
    return _TITLES.sub("", name)


def slug(name: str) -> str:
    """The key of a person: as `score.py` compares it."""
    return re.sub(r"[\s_]+", "-", name.strip().lower()).replace(".", "").replace("'", "").replace("’", "")


@dataclass
class Roster:
    """The persons of one document, growing as it is read; looked up by full name, family name or office."""

    gazetteer: Gazetteer
    date: str | None
    offices: Offices

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
        present = [p for p in self._people.values() if p.office and not p.former and body in (None, p.represents)]
        held = [p for p in present if self.offices.canonical(p.office or "") == office]
        if office == "leader" and body is not None:  # "the Russian leader"
            held = [p for p in present if self.offices.canonical(p.office or "") in self.offices.leading]
            return held[0] if len(held) == 1 else None
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

    def known(self, name: str) -> Person | None:
        """The person of the gazetteer whom a name alone tells, met now."""
        return self.meet(name, represents=None, office=None) if self._entry(name) else None

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
        if (spelled := self._other_spelling(name)) is not None:
            return spelled
        keys = self.gazetteer.by_family.get(name, ()) if " " not in name or name in self.gazetteer.by_family else ()
        if len(keys) > 1:
            held = [k for k in keys if any(t.office and t.covers(self.date) for t in self.gazetteer.by_member.get(k, ()))]
            keys = tuple(held)
        return keys[0] if len(keys) == 1 else None

    def _other_spelling(self, name: str) -> str | None:
        """Somebody whose name is written otherwise here: the same family name, a given name that differs by little."""
        parts = folded(name).split()
        if len(parts) < 2:
            return None
        fit = set()
        for size in range(1, min(len(parts), 4)):
            given, family = " ".join(parts[:-size]), " ".join(parts[-size:])
            for key in self.gazetteer.by_folded_family.get(family, ()):
                label = folded(self.gazetteer.entries[key].label)
                known = label.removesuffix(family).strip()
                if known != label and SequenceMatcher(None, given, known).ratio() >= _ALIKE:
                    fit.add(key)
        return fit.pop() if len(fit) == 1 else None
