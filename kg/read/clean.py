"""Characters that a text may keep."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: What no store and no XML can hold: controls other than tab and line ends, lone surrogates, non-characters.
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def storable(text: str) -> str:
    """`text` with a space for every character that cannot be stored: as long as before, so that offsets hold."""
    return _UNSTORABLE.sub(" ", text)


def tidy(text: str) -> str:
    """The text of a file: composed letters (NFC), plain spaces and line ends, nothing invisible, trimmed lines."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _SPACES.sub(" ", storable(unicodedata.normalize("NFC", text)))
    return "\n".join(line.rstrip(" \t") for line in text.split("\n")).strip()


def one_line(text: str) -> str:
    """A title, a name, a message: no line ends, single spaces."""
    return " ".join(storable(text).split())
