"""What holds for the readers, whatever bytes they are given."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from kg import rdf
from kg.errors import InputError
from kg.model import Document, Extraction
from kg.read import Limits, read
from kg.read.clean import one_line, storable
from tests.fuzz.outputs import check_turtle
from tests.fuzz.running import RUN

#: The first byte of an input chooses the suffix of the file; the rest is the file.
SUFFIXES: Final = (".txt", ".html", ".jsonl", ".json", ".pdf", "", ".md", ".weird")
LIMITS: Final = Limits(max_bytes=300_000, max_chars=100_000, max_line=200_000)
_FOLDER: Final = Path(tempfile.mkdtemp(prefix="kg-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))


def readers(data: bytes) -> None:
    """A file of any content is read or refused with one line, twice in the same way, and what is read can be stored."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ""
    path = _FOLDER / f"input{suffix}"
    path.write_bytes(data[1:])
    found, errors = _read(path)
    assert (found, errors) == _read(path), "read differently the second time"
    assert found or errors, "neither a document nor a word why there is none"
    for document in found:
        check_document(document)


def _read(path: Path) -> tuple[list[Document], list[str]]:
    errors: list[InputError] = []
    found = list(read([str(path)], limits=LIMITS, on_error=errors.append))
    for error in errors:
        assert type(error) is InputError, repr(error)
        check_message(str(error))
    return found, [str(error) for error in errors]


def check_message(message: str) -> None:
    """One line that no terminal takes for more."""
    assert message.strip() and len(message) < 1000, message
    assert len(message.splitlines()) == 1 and "\x1b" not in message and storable(message) == message, repr(message)


def check_document(document: Document) -> None:
    """The promises of `kg.model.Document`, and that its quads come back from Turtle as they were."""
    assert document.text.strip() and len(document.text) <= LIMITS.max_chars
    assert storable(document.text) == document.text
    for label in (document.id, document.title, document.url, document.site):
        assert label is None or (label and label == one_line(label)), repr(label)
    assert document.date is None or date.fromisoformat(document.date).isoformat() == document.date
    check_turtle(list(rdf.quads(Extraction(document), RUN)))
