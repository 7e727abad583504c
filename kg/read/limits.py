"""How much one document may be, so that no input can exhaust the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document. Raise them for documents that are truly that long."""

    max_bytes: int = 20_000_000  # a file, before anything is taken out of it
    max_chars: int = 2_000_000  # the text of a document
    max_line: int = 16_000_000  # bytes of one line of JSONL
    max_sentence: int = 1_000  # words and marks between two ends of sentences; the rules take time in its square
    max_seconds: float = 60.0  # to read a document, and again to extract from it; 0 is for ever


DEFAULT: Final = Limits()
_PIECE: Final = re.compile(r"\w+|[^\w\s]")
_END: Final = re.compile(r"[.!?…;。！？][\"'”’»)\]]{0,5}(?=\s)")
_LONGEST_PIECE: Final = 50  # a longer one counts as several: the tokenizer may cut it anywhere


def check_bytes(size: int, where: str, limits: Limits) -> None:
    """Raises InputError for a file that is too large."""
    if size > limits.max_bytes:
        raise InputError(f"{where}: larger than {limits.max_bytes:,} bytes; split it into one file a document, or raise --max-bytes")


def check_chars(size: int, where: str, limits: Limits) -> None:
    """Raises InputError for a text that is too long."""
    if size > limits.max_chars:
        raise InputError(f"{where}: its text is longer than {limits.max_chars:,} characters; split it into documents, or raise --max-chars")


def check_sentences(stretches: Iterable[str], where: str, limits: Limits) -> None:
    """Raises InputError if one of the paragraphs goes on for too many words without the end of a sentence."""
    for words in stretches:
        if len(words) > limits.max_sentence:  # fewer characters are no more words
            for sentence in _END.split(words):
                size = sum(1 + len(piece[0]) // _LONGEST_PIECE for piece in _PIECE.finditer(sentence))
                if size > limits.max_sentence:
                    raise InputError(
                        f"{where}: has a sentence of more than {limits.max_sentence:,} words; put full stops or raise --max-sentence"
                    )
