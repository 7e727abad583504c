"""Plain text -> document."""

from __future__ import annotations

from typing import Final

from kg.errors import InputError
from kg.model import Document, digest
from kg.read.clean import one_line, tidy
from kg.read.dates import day_of_article
from kg.read.limits import Limits, check_chars

_LONGEST_TITLE: Final = 200
_INITIALS: Final = ("U.S.", "U.N.", "U.K.", "E.U.", "U.A.E.", "D.C.")


def document(characters: str, where: str, stem: str, limits: Limits) -> Document:
    """The document in a text file. Raises InputError if it is empty or too long."""
    text = tidy(characters)
    if not text:
        raise InputError(f"{where}: is empty; give a file with text")
    check_chars(len(text), where, limits)
    return Document(id=file_id(stem, text), text=text, title=headline(text), date=day_of_article(text), source=one_line(where))


def file_id(stem: str, text: str) -> str:
    """The id of a document read from a file: the same wherever the file lies, another when its text changes."""
    return f"{one_line(stem)}-{digest(text, size=8)}"


def headline(text: str) -> str | None:
    """The first line if it looks like a headline: short, of several words, closed by no full stop, not all there is."""
    first, _, rest = text.partition("\n")
    title = one_line(first).strip("#* ")
    closed = title.rstrip("\"'”’»)").endswith((".", ",", ":", ";")) and not title.endswith(_INITIALS)
    if closed or not rest.strip() or len(title) > _LONGEST_TITLE or len(title.split()) < 2:
        return None
    return title
