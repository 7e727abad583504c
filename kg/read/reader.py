"""Inputs as the user names them -> documents, one at a time, with every failure told and none in the way of others."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from kg.errors import InputError
from kg.model import Document
from kg.read import html, jsonl, pdf, text
from kg.read.decode import decode
from kg.read.files import files, refused, shown
from kg.read.kind import Kind, kind_of
from kg.read.limits import DEFAULT, Limits, check_bytes
from kg.read.patience import patience
from kg.read.streams import Replayed, peek

STDIN: Final = "-"
_STDIN_NAME: Final = "standard input"

Found = Document | InputError


def read(inputs: Iterable[str], *, limits: Limits = DEFAULT, on_error: Callable[[InputError], None]) -> Iterator[Document]:
    """The documents in files, folders, globs and standard input (`-`), in the order given.

    Holds one document at a time. What cannot be read goes to `on_error`, and reading goes on. A folder or a glob comes
    in the order of its names.
    """
    for name in inputs:
        for found in _input(name, limits):
            if isinstance(found, InputError):
                on_error(found)
            else:
                yield found


def _input(name: str, limits: Limits) -> Iterator[Found]:
    if name == STDIN:
        yield from _stdin(limits)
        return
    for path in files(name):
        if isinstance(path, InputError):
            yield path
        else:
            yield from _file(path, limits)


def _stdin(limits: Limits) -> Iterator[Found]:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        yield InputError(f"{_STDIN_NAME}: is closed; name a file instead")
        return
    try:
        yield from _stream(stream, _STDIN_NAME, "stdin", "", limits)
    except OSError as error:
        yield refused(_STDIN_NAME, error)


def _file(path: Path, limits: Limits) -> Iterator[Found]:
    try:
        with path.open("rb") as stream:
            yield from _stream(stream, shown(path), path.stem, path.suffix.lower(), limits)
    except OSError as error:
        yield refused(path, error)


def _stream(stream: io.BufferedIOBase, where: str, stem: str, suffix: str, limits: Limits) -> Iterator[Found]:
    head = peek(stream)
    kind = kind_of(head, suffix)
    if kind == "jsonl":
        yield from jsonl.documents(io.BufferedReader(Replayed(head, stream)), where, limits)
        return
    try:
        data = _whole(head, stream, where, limits)
        with patience(limits.max_seconds, where):
            found = _document(data, kind, where, stem, limits)
        yield found
    except InputError as error:
        yield error


def _whole(head: bytes, stream: io.BufferedIOBase, where: str, limits: Limits) -> bytes:
    """All bytes. Raises InputError for a file that is empty or too large."""
    data = head + stream.read(max(0, limits.max_bytes + 1 - len(head)))
    check_bytes(len(data), where, limits)
    if not data.strip():
        raise InputError(f"{where}: is empty; give a file with text")
    return data


def _document(data: bytes, kind: Kind, where: str, stem: str, limits: Limits) -> Document:
    """Raises InputError."""
    if kind == "html":
        return html.document(data, where, stem, limits)
    if kind == "pdf":
        return pdf.document(data, where, stem, limits)
    if kind == "json":
        return jsonl.single(data, where, stem, limits)
    if kind == "xml":
        raise InputError(f"{where}: is XML (a feed?) and no article; save its articles as HTML or text")
    return text.document(decode(data, where), where, stem, limits)
