"""How much one document may be, so that no input can exhaust the machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document. Raise them for documents that are truly that long."""

    max_bytes: int = 20_000_000  # a file, before anything is taken out of it
    max_chars: int = 2_000_000  # the text of a document
    max_line: int = 16_000_000  # bytes of one line of JSONL


DEFAULT: Final = Limits()


def check_bytes(size: int, where: str, limits: Limits) -> None:
    """Raises InputError for a file that is too large."""
    if size > limits.max_bytes:
        raise InputError(f"{where}: larger than {limits.max_bytes:,} bytes; split it into one file a document")


def check_chars(size: int, where: str, limits: Limits) -> None:
    """Raises InputError for a text that is too long."""
    if size > limits.max_chars:
        raise InputError(f"{where}: its text is longer than {limits.max_chars:,} characters; split it into documents")
