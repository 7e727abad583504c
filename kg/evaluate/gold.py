"""Annotated documents: a folder of JSON files like the development corpus, or JSONL files like the sentence bank."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError
from kg.model import Document

Spans = tuple[tuple[int, int], ...]
Slot = str | frozenset[str] | None
_LOCK: Final = 5  # one passage in so many is locked


@dataclass(frozen=True, slots=True)
class Case:
    """A claim as it is compared: gold or found."""

    id: str
    kind: str
    slots: Mapping[str, Slot]
    spans: Spans
    fact: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated document."""

    document: Document
    story: str
    cases: tuple[Case, ...]


def load_gold(where: Path, *, locked: bool = True) -> list[Gold]:
    """The annotated documents of a file, or of the *.json and *.jsonl files of a folder, by file name.

    Without `locked`, the locked passages of *.jsonl files are left out. Raises InputError that names the file.
    """
    files = [where] if where.is_file() else sorted(p for p in where.glob("*.json*") if p.suffix in (".json", ".jsonl"))
    found = [g for path in files for g in _read(path) if locked or path.suffix != ".jsonl" or not is_locked(g.document.id)]
    if not found:
        raise InputError(f"{where}: holds no gold documents (*.json, *.jsonl); give the folder of a gold standard")
    return found


def is_locked(ident: str) -> bool:
    """Whether a passage is in the part from which no rule is written and nothing is fitted."""
    return int(hashlib.sha1(ident.encode(), usedforsecurity=False).hexdigest(), 16) % _LOCK == 0


def _read(path: Path) -> Iterator[Gold]:
    """A file of one document, or of one a line."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: is no gold document ({error})") from error
    if path.suffix != ".jsonl":
        yield _gold(text, str(path))
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _gold(line, f"{path}, line {number}")


def _gold(text: str, where: str) -> Gold:
    try:
        data = json.loads(text)
        document = Document(data["id"], data["text"], data.get("title"), data.get("date"))
        cases = tuple(_gold_case(claim, data["text"]) for claim in data["claims"])
        return Gold(document, data.get("story", data["id"]), cases)
    except KeyError as error:
        raise InputError(f"{where}: lacks {error}; see the guidelines of the gold standard") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{where}: is no gold document ({error})") from error


def _gold_case(claim: Mapping[str, Any], text: str) -> Case:
    slots: dict[str, Slot] = {
        "type": claim["type"],
        "by": frozenset(a if a.startswith("~") else actor_key(a) for a in claim["by"]),
        "to": frozenset(a if a.startswith("~") else actor_key(a) for a in claim.get("to") or []),
        "status": claim.get("status") or claim.get("stance"),
        "condition": claim.get("condition") or None,
        "said_by": frozenset(actor_key(a) for a in claim.get("said_by") or []),
    }
    places = tuple(place for quote in claim["evidence"] for place in _places(text, quote))
    return Case(claim["id"], claim["kind"], slots, places, claim.get("fact"), claim["evidence"][0])


def _places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    start = text.find(quote)
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + 1)


def actor_key(value: str) -> str:
    """A key as it is compared: lower case, hyphens, no dots and apostrophes."""
    return value.strip().lower().replace("_", "-").replace(" ", "-").replace(".", "").replace("'", "")
