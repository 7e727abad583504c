"""What `ontology/blocks.toml` says: the phrases of web debris and captions, and the words of labels and datelines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg.errors import OntologyError

SOURCE: Final = "ontology/blocks.toml"
_TEXTS: Final = frozenset({"is", "starts", "ends", "contains", "pattern"})
_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "debris": _TEXTS | {"longest", "opens", "note"},
    "caption": _TEXTS | {"longest", "note"},
    "label": frozenset({"is", "has", "asks", "note"}),
    "timestamp": frozenset({"zones", "kickers", "note"}),
    "dateline": frozenset({"months", "weekdays", "note"}),
}
_LISTS: Final = _TEXTS | {"has", "zones", "kickers", "months", "weekdays"}
_FLAGS: Final = frozenset({"opens", "asks"})
_MARKS: Final = " \t-–—*_•|>#=~[]()\"'“”‘’»›<«·\u00a0"
_EDGE: Final = _MARKS + ".:!…"
LONGEST: Final = 200
LIMIT: Final = 500


def form(text: str) -> str:
    """The text as phrases are compared: lower case, single spaces, straight apostrophes, no marks around it.

    A full stop or colon at the end is kept: it tells sentences from titles.
    """
    return " ".join(text.split()).lstrip(_EDGE).rstrip(_MARKS).replace("’", "'").casefold()


@dataclass(frozen=True, slots=True)
class Phrases:
    """One entry of `debris` or `caption`: any of its phrases is enough, in a block of up to `longest` characters."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    inside: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]
    longest: int
    opens: bool  # short lines that follow belong to it: titles of other articles

    def fit(self, form: str) -> bool:
        return len(form) <= self.longest and (
            form.rstrip(_EDGE) in self.whole
            or form.startswith(self.starts)
            or form.endswith(self.ends)
            or self.inside.search(form) is not None
            or any(pattern.fullmatch(form) for pattern in self.patterns)
        )


@dataclass(frozen=True, slots=True)
class BlockRules:
    """The words by which blocks are told apart. All in the form of `form()`."""

    debris: tuple[Phrases, ...] = ()
    captions: tuple[Phrases, ...] = ()
    speakers: frozenset[str] = frozenset()  # a label that holds one of these words names a speaker
    whole_speakers: frozenset[str] = frozenset()  # … that is nothing but this
    askers: frozenset[str] = frozenset()  # those of both sorts who ask and do not answer
    zones: tuple[str, ...] = ()
    kickers: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()

    @classmethod
    def from_toml(cls, data: Mapping[str, Any], source: str = SOURCE) -> BlockRules:
        """The rules in a parsed `blocks.toml`. Raises OntologyError that names `source` and the entry."""
        if unknown := sorted(data.keys() - _KEYS.keys()):
            raise OntologyError(f"{source}: unknown section {unknown[0]!r}; known are {', '.join(_KEYS)}")
        tables = {name: _entries(name, data.get(name, []), source) for name in _KEYS}
        labels = tables["label"]
        return cls(
            debris=tuple(_phrases(entry, f"{source}: debris {n}") for n, entry in enumerate(tables["debris"], 1)),
            captions=tuple(_phrases(entry, f"{source}: caption {n}") for n, entry in enumerate(tables["caption"], 1)),
            speakers=frozenset(_words(labels, "has")),
            whole_speakers=frozenset(_words(labels, "is")),
            askers=frozenset(word for e in labels if e.get("asks") for word in _words([e], "is") + _words([e], "has")),
            zones=_words(tables["timestamp"], "zones"),
            kickers=_words(tables["timestamp"], "kickers"),
            months=_words(tables["dateline"], "months"),
            weekdays=_words(tables["dateline"], "weekdays"),
        )

    def debris_in(self, text: str) -> Phrases | None:
        """The entry that makes `text` web debris, if any."""
        return _first(self.debris, text)

    def is_caption(self, text: str) -> bool:
        return _first(self.captions, text) is not None


def _first(entries: tuple[Phrases, ...], text: str) -> Phrases | None:
    if len(text) > 2 * LIMIT:  # twice, since white space does not count
        return None
    words = form(text)
    return next((entry for entry in entries if entry.fit(words)), None)


def _entries(name: str, found: object, source: str) -> list[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise OntologyError(f"{source}: {name} must be a list of entries, each below its own [[{name}]]")
    for number, entry in enumerate(found, 1):
        _check(entry, _KEYS[name], f"{source}: {name} {number}")
    return found


def _check(entry: Mapping[str, object], known: frozenset[str], where: str) -> None:
    if unknown := sorted(entry.keys() - known):
        raise OntologyError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")
    if not isinstance(entry.get("note"), str):
        raise OntologyError(f"{where}: has no note; say why it is there")
    for key, value in entry.items():
        if key in _LISTS and not (isinstance(value, list) and value and all(isinstance(v, str) and v for v in value)):
            raise OntologyError(f"{where}: {key} must be a list of texts")
        if key in _FLAGS and not isinstance(value, bool):
            raise OntologyError(f"{where}: {key} must be true or false")
        if key == "longest" and (not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LIMIT):
            raise OntologyError(f"{where}: longest must be a number of characters up to {LIMIT}")
    if not entry.keys() & _LISTS:
        raise OntologyError(f"{where}: says nothing; give one of {', '.join(sorted(known & _LISTS))}")


def _words(entries: list[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form(word) for entry in entries for word in entry.get(key, [])))


def _phrases(entry: Mapping[str, Any], where: str) -> Phrases:
    def texts(key: str) -> tuple[str, ...]:
        return tuple(" ".join(text.split()).replace("’", "'").casefold() for text in entry.get(key, []))

    return Phrases(
        whole=frozenset(form(text).rstrip(_EDGE) for text in entry.get("is", [])),
        starts=texts("starts"),
        ends=texts("ends"),
        inside=re.compile("|".join(re.escape(phrase) for phrase in texts("contains")) or r"(?!)"),
        patterns=tuple(_pattern(pattern, where) for pattern in entry.get("pattern", [])),
        longest=entry.get("longest", LONGEST),
        opens=entry.get("opens", False),
    )


def _pattern(pattern: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise OntologyError(f"{where}: pattern {pattern!r} is no regular expression ({error})") from error
