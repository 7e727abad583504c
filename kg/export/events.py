"""Store -> event records after PLOVER (Political Language Ontology for Verifiable Event Records), as JSON lines.

A record a passage and pair of actors: who, to whom, what kind of event, with the words. Which type and level become which
event is data: `ontology/plover.toml`. The CAMEO root code stands beside it, for those who compare with ICEWS.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import OntologyError
from kg.export.rows import Entry, Passage, entries, key, labels
from kg.model import STANCES, STATUSES
from kg.resources import ontology_dir
from kg.store import Store

_BREAKS: Final = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}  # what some readers take for the end of a line
_DEED: Final = "deed"  # in place of an event: that of the type itself


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an entry is in PLOVER."""

    event: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str


class Plover:
    """`ontology/plover.toml`. Raises OntologyError, naming the file and the entry, for what cannot be understood."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or ontology_dir() / "plover.toml"
        try:
            data = tomllib.loads(self._path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise OntologyError(f"{self._path}: {error}") from error
        self._cameo: Mapping[str, str] = data.get("cameo", {})
        self._levels: Mapping[str, Mapping[str, Any]] = data.get("level", {})
        self._types: Mapping[str, Mapping[str, Any]] = data.get("type", {})
        self._check()

    def event(self, type_: str, level: str, *, conditional: bool) -> Mapped:
        """The event that an entry of this type and level is."""
        kind, stage = self._types.get(type_, self._types["other"]), self._levels[level]
        event, mode = stage["event"], stage.get("mode")
        if event == _DEED:
            event, mode = kind["event"], kind.get("mode")
        elif stage.get("intends") and kind.get("hostile"):
            event, mode = self._levels["threatens"]["event"], kind.get("threat")
        elif event in ("REQUEST", "REJECT"):
            mode = kind.get("asked", mode)
        contexts = [kind["context"], *stage.get("context", ())]
        if conditional and "hypothetical" not in contexts:
            contexts.append("hypothetical")
        return Mapped(event, mode, tuple(contexts), self._cameo[event])

    def _check(self) -> None:
        for level in (*STATUSES, *STANCES):
            if "event" not in self._levels.get(level, {}):
                raise OntologyError(f"{self._path}: [level.{level}] needs an event")
        if "other" not in self._types:
            raise OntologyError(f"{self._path}: [type.other] is missing, for types that have no entry")
        for section, found in (("level", self._levels), ("type", self._types)):
            for name, entry in found.items():
                unknown = set(entry) - _KEYS[section]
                if unknown or entry.get("event", _DEED) not in {*self._cameo, _DEED}:
                    raise OntologyError(f"{self._path}: [{section}.{name}]: {', '.join(sorted(unknown)) or entry['event']} is not known")
                if section == "type" and not {"event", "context"} <= set(entry):
                    raise OntologyError(f"{self._path}: [{section}.{name}] needs an event and a context")


_KEYS: Final = {
    "level": {"event", "mode", "context", "intends"},
    "type": {"event", "mode", "context", "hostile", "threat", "asked"},
}


def write_plover(store: Store) -> Iterator[str]:
    """One record a line: date, source, target, event, mode, context, text, cameo, and where it comes from."""
    plover, names = Plover(), labels(store)
    for entry in entries(store):
        for passage in entry.passages:
            for line in _records(entry, passage, plover, names):
                yield json.dumps(line, ensure_ascii=False).translate(_BREAKS) + "\n"


def _records(entry: Entry, passage: Passage, plover: Plover, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    level = passage.level or entry.level
    mapped = plover.event(entry.type, level, conditional=bool(entry.condition))
    for source in entry.by:
        for target in entry.to or (None,):
            yield {
                "date": passage.issued or None,
                "source": key(source),
                "source_name": names.get(source, key(source)),
                "target": key(target) if target else None,
                "target_name": names.get(target, key(target)) if target else None,
                "event": mapped.event,
                "mode": mapped.mode,
                "context": list(mapped.contexts),
                "cameo": mapped.cameo,
                "text": passage.words,
                "type": entry.type,
                "level": level,
                "place": [key(place) for place in entry.place],
                "document": passage.document_id,
                "begin": passage.begin,
                "end": passage.end,
                "id": passage.iri,
                "entry": entry.iri,
            }
