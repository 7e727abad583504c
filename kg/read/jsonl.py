"""JSON objects, one a line or one a file -> documents. Their text stays as given: offsets refer to it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from kg.errors import InputError
from kg.model import Document, digest
from kg.read.clean import one_line, storable
from kg.read.dates import day
from kg.read.decode import bom, decode
from kg.read.limits import Limits, check_chars

_SHOWN: Final = 40


def documents(stream: BinaryIO, where: str, limits: Limits) -> Iterator[Document | InputError]:
    """The document of every line, or what is wrong with that line; one line at a time.

    An OSError of the stream goes through.
    """
    found = False
    for number, line in _lines(stream, where, limits):
        found = True
        place = f"{where}: line {number}"
        try:
            yield document(line if isinstance(line, str) else _characters(line, place), place, where)
        except _TooLong:
            yield InputError(f"{place} is longer than {limits.max_line:,} bytes; split the document")
        except InputError as error:
            yield error
    if not found:
        yield InputError(f"{where}: is empty; give one JSON object a line")


