"""Bytes -> characters, or a clear word that they are not text. Wrong letters are worse than none."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from kg.errors import InputError

#: The beginnings of files that people take for text.
_KINDS: Final = (
    (b"PK\x03\x04", "a Word, OpenDocument or ZIP file; save it as text, HTML or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file; save it as text, HTML or PDF"),
    (b"{\\rtf", "an RTF file; save it as text, HTML or PDF"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"\x89PNG", "an image; it needs OCR before it can be read"),
    (b"\xff\xd8\xff", "an image; it needs OCR before it can be read"),
    (b"GIF8", "an image; it needs OCR before it can be read"),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WESTERN: Final = frozenset({"cp1252", "latin_1", "iso8859_15", "cp1254", "cp1250", "iso8859_9"})
_LETTERS: Final = re.compile(r"[^\x00-\x7f]")
#: What typewriters and European languages put into English text; other signs speak for a wrong guess.
_EXPECTED: Final = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ€£«»“”‘’–—…•§°©®™·½¼¾²³\u00a0\u00ad]")

#: What a wrong guess makes of letters: lines and blocks of old screens, private signs.
_RUBBISH: Final = re.compile("[\u2500-\u259f\ue000-\uf8ff\ufffd]")


def bom(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark at the start names, and the mark's length."""
    return next(((name, len(mark)) for mark, name in _BOMS if data.startswith(mark)), None)


def decode(data: bytes, where: str, declared: str | None = None) -> str:
    """`data` as characters: by its byte order mark, as UTF-8, as `declared` (by a web page), or by its statistics.

    Raises InputError for binary data and for text whose encoding cannot be told.
    """
    refuse_binary(data, where)
    if mark := bom(data):
        return _strictly(data[mark[1] :], mark[0], where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged(data, error, where)
    if declared and (text := _declared(data, declared)) is not None:
        return text
    return _guessed(data, where)


def refuse_binary(data: bytes, where: str) -> None:
    """Raises InputError if `data` is no text in any encoding."""
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise InputError(f"{where}: is {kind}")
    if bom(data) is None and len(_CONTROLS.findall(data[:100_000])) * 100 > len(data[:100_000]):
        raise InputError(f"{where}: is not text (a binary file, or UTF-16 without a mark); save it as UTF-8 text")


def _strictly(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: starts as {encoding.upper()} but byte {error.start} does not fit; save it as UTF-8") from error


def _refuse_damaged(data: bytes, error: UnicodeDecodeError, where: str) -> None:
    """UTF-8 with a few bad bytes would be read by any single-byte encoding, as rubbish."""
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    if len(_LETTERS.findall(lenient)) - bad > bad:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{where}: is UTF-8 with damaged bytes (first in line {line}); save it again as UTF-8")


def _declared(data: bytes, encoding: str) -> str | None:
    """`data` in an encoding that a page names, if it is known and fits. The web's "latin-1" is Windows-1252."""
    try:
        name = codecs.lookup(encoding).name
        return data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(data: bytes, where: str) -> str:
    """By statistics. Raises InputError unless the guess is safe."""
    unclear = InputError(f"{where}: its encoding cannot be told for certain; save it as UTF-8")
    western = _declared(data, "cp1252")
    if western is not None and _plausible(western):
        return western
    best = from_bytes(data).best()
    if best is None or best.encoding in _WESTERN or best.chaos > 0.05 or best.coherence < 0.3 or _RUBBISH.search(str(best)):
        raise unclear
    return str(best)


def _plausible(text: str) -> bool:
    """Whether text decoded as Windows-1252 reads like that: few letters beyond ASCII, and the usual ones."""
    beyond = _LETTERS.findall(text)
    return len(beyond) * 10 <= len(text) and all(_EXPECTED.match(sign) for sign in beyond)
