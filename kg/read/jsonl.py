"""JSON objects, one a line or one a file -> documents. Their text stays as given: offsets refer to it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from kg.errors import InputError
from kg.model import Document, digest
from kg.read.clean import one_line, storable
from kg.read.dates import day
from kg.read.decode import bom, decode, refuse_binary
from kg.read.limits import Limits, check_chars
from kg.read.streams import Recoded
from kg.read.text import file_id

_SHOWN: Final = 40
_HEAD: Final = 4096


def documents(stream: io.BufferedReader, where: str, limits: Limits) -> Iterator[Document | InputError]:
    """The document of every line, or what is wrong with that line, holding one line at a time.

    An OSError of the stream goes through.
    """
    try:
        lines = _lines(_as_utf8(stream, where), limits.max_line)
        number = 0
        for number, line in lines:
            yield _document_or_error(line, f"{where}: line {number}", where, limits)
        if not number:
            yield InputError(f"{where}: is empty; give one JSON object a line")
    except InputError as error:
        yield error
    except UnicodeDecodeError as error:
        yield InputError(f"{where}: is broken {error.encoding.upper()}; save it as UTF-8")


def document(line: str, place: str, where: str, limits: Limits, *, stem: str | None = None) -> Document:
    """The document in one JSON object. Raises InputError, naming `place`, for anything that is not understood.

    Without an id of its own it takes the hash of its text, after the `stem` of its file if it is all that the file
    holds.
    """
    fields = _object(line, place)
    text = storable(_string(fields, "text", place) or "")
    if not text.strip():
        raise InputError(f'{place}: has no text; give {{"text": "…"}}')
    check_chars(len(text), place, limits)
    return Document(
        id=_id(fields, place) or (file_id(stem, text) if stem else digest(text)),
        text=text,
        title=_label(fields, "title", place),
        date=_day(fields, place),
        url=_label(fields, "url", place),
        site=_label(fields, "site", place),
        source=where,
    )


def _document_or_error(line: bytes | None, place: str, where: str, limits: Limits) -> Document | InputError:
    if line is None:
        return InputError(f"{place}: is longer than {limits.max_line:,} bytes; split the document")
    try:
        return document(line.decode("utf-8"), place, where, limits)
    except UnicodeDecodeError:
        return InputError(f"{place}: is not UTF-8; save the file as UTF-8")
    except InputError as error:
        return error


def _as_utf8(stream: io.BufferedReader, where: str) -> BinaryIO:
    """The stream without its byte order mark, in UTF-8. Raises InputError for a binary file."""
    head = stream.peek(_HEAD)[:_HEAD]
    mark = bom(head)
    if mark is None:
        refuse_binary(head, where)
        return stream
    stream.read(mark[1])
    return stream if mark[0] == "utf-8" else io.BufferedReader(Recoded(stream, mark[0]))


def _lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines that are not blank with their numbers; None stands for one that is too long, which is skipped."""
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = stream.readline(longest + 1)
            yield number, None
        elif line.strip():
            yield number, line


def _object(line: str, place: str) -> Mapping[str, object]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: is broken JSON ({error.msg}, character {error.pos + 1}); mend it") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{place}: is no JSON that can be read ({type(error).__name__}); simplify it") from error
    if isinstance(found, list):
        raise InputError(f"{place}: is a JSON array; write its objects one a line")
    if not isinstance(found, dict):
        raise InputError(f'{place}: is not a JSON object; write {{"text": "…"}}')
    return found


def _string(fields: Mapping[str, object], key: str, place: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise InputError(f'{place}: "{key}" is not a string; put it in quotes')
    return value


def _label(fields: Mapping[str, object], key: str, place: str) -> str | None:
    return one_line(_string(fields, key, place) or "") or None


def _id(fields: Mapping[str, object], place: str) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return one_line(_string(fields, "id", place) or "")


def _day(fields: Mapping[str, object], place: str) -> str | None:
    written = _label(fields, "date", place)
    if written is None:
        return None
    if found := day(written):
        return found
    raise InputError(f'{place}: "date" is {written[:_SHOWN]!r}; write it as 2026-01-07 or leave it out')


def single(data: bytes, where: str, stem: str, limits: Limits) -> Document:
    """The document in a file that holds one JSON object. Raises InputError."""
    return document(decode(data, where), where, where, limits, stem=stem)
