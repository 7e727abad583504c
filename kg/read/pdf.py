"""PDF -> document. A page has lines; paragraphs are put together again as far as that is safe."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from pypdf import PdfReader

from kg.errors import InputError
from kg.model import Document
from kg.read.clean import one_line, tidy
from kg.read.dates import day_of_article
from kg.read.limits import Limits, check_chars
from kg.read.quiet import quiet
from kg.read.text import file_id, headline

_EDGE: Final = 2  # lines at the top and at the bottom of a page that may be a running header
_SHORTEST_PAGE: Final = 6  # in shorter pages the edge is the text
_HEADER: Final = 100
_PAGE_NUMBER: Final = re.compile(r"(?:page )?[-–—|\[( ]{0,3}\d{1,4}(?: ?(?:/|of) ?\d{1,4})?[-–—|\]) ]{0,3}", re.IGNORECASE)
_ITEM: Final = re.compile(r"(?:[•●▪■◦‣–—*-]|\d{1,3}[.)]|\([a-z0-9]{1,4}\))\s")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN: Final = re.compile(r"([^\W\d_]+)-$")
_LONGEST_WORD: Final = 100
_FULL: Final = 0.8  # a line is full from this share of the usual width


def document(data: bytes, where: str, stem: str, limits: Limits) -> Document:
    """The text of a PDF. Raises InputError for one that is broken, encrypted or holds pictures only."""
    with quiet("pypdf"):
        try:
            reader = PdfReader(io.BytesIO(data), strict=False)
            _unlock(reader, where)
            pages = list(_pages(reader, where, limits))
            given = reader.metadata.title if reader.metadata else None
        except InputError:
            raise
        except Exception as error:  # what a broken PDF raises inside the parser cannot be foreseen
            kind = type(error).__name__
            raise InputError(f"{where}: cannot be read as PDF ({kind}); print it to a new PDF or save its text") from error
    text = tidy("\n\n".join(_paragraphs(_without_headers(pages))))
    if not text:
        raise InputError(f"{where}: has no text; it may be a scan and needs OCR first")
    check_chars(len(text), where, limits)
    return Document(
        id=file_id(stem, text),
        text=text,
        title=_title(given) or headline(text),
        date=day_of_article(text),
        source=where,
    )


def _unlock(reader: PdfReader, where: str) -> None:
    """Many PDFs are encrypted with an empty password; others raise InputError."""
    if not reader.is_encrypted:
        return
    try:
        opened = bool(reader.decrypt(""))
    except Exception:  # an unknown cipher, or one for which a library is missing
        opened = False
    if not opened:
        raise InputError(f"{where}: is encrypted; save it without a password")


def _pages(reader: PdfReader, where: str, limits: Limits) -> Iterator[list[str]]:
    """The lines of each page. Raises InputError as soon as there are too many."""
    size = 0
    for page in reader.pages:
        text = page.extract_text()
        size += len(text)
        check_chars(size, where, limits)
        yield [line.strip() for line in text.split("\n")]


def _title(given: str | None) -> str | None:
    """The title in the file's properties, unless it is what a program puts there by itself."""
    title = one_line(given or "")
    made = re.search(r"^microsoft |^untitled|^document\d*$|\.\w{2,5}$", title, re.IGNORECASE)
    return None if made or len(title.split()) < 2 else title


# ---- what is printed on every page ----------------------------------------------------------------------------------


def _without_headers(pages: list[list[str]]) -> list[list[str]]:
    """The pages without page numbers and without edge lines that most pages share."""
    shared = _shared_edges(pages)
    return [_trim(page, shared) for page in pages]


def _shared_edges(pages: list[list[str]]) -> frozenset[str]:
    """Edge lines, page numbers apart, that occur on more than half of three pages or more."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page) if len(line) <= _HEADER})
    return frozenset(key for key, count in counts.items() if len(pages) > 2 and count * 2 > len(pages) and key)


def _edges(page: list[str]) -> list[str]:
    lines = [line for line in page if line]
    return lines[:_EDGE] + lines[-_EDGE:] if len(lines) >= _SHORTEST_PAGE else []


def _key(line: str) -> str:
    """The line without a page number at its begin or end."""
    return re.sub(r"^\d{1,4}\b|\b\d{1,4}$", "", line).strip().casefold()


def _trim(page: list[str], shared: frozenset[str]) -> list[str]:
    lines = _trim_top(page, shared)
    return _trim_top(lines[::-1], shared)[::-1]


def _trim_top(lines: list[str], shared: frozenset[str]) -> list[str]:
    """Without header lines among the first ones; a lonely number counts as one."""
    kept = list(lines)
    for _ in range(_EDGE):
        while kept and not kept[0]:
            kept.pop(0)
        if kept and (_key(kept[0]) in shared or _PAGE_NUMBER.fullmatch(kept[0])):
            kept.pop(0)
    return kept


# ---- paragraphs -----------------------------------------------------------------------------------------------------


def _paragraphs(pages: list[list[str]]) -> Iterator[str]:
    """Lines joined where a sentence goes on, across pages too."""
    lines = [line for page in pages for line in page]
    if not any(lines):
        return
    words = Counter(word for line in lines for word in _WORD.findall(line.casefold()))
    width = _usual_width(lines)
    paragraph = ""
    for line, after in pairwise([*lines, ""]):
        paragraph = _glue(paragraph, line, words)
        if paragraph and _ends_paragraph(line, after, width):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _usual_width(lines: Iterable[str]) -> int:
    """The width that a tenth of the lines reach: that of a column, whatever headings and last lines there are."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 9 // 10]


def _ends_paragraph(line: str, after: str, width: int) -> bool:
    """Whether nothing of the same paragraph follows `line`."""
    if not after or not line:
        return not (line and not after and _goes_on(line))
    if _ITEM.match(after):
        return True
    if line.endswith(("-", "\u00ad")) or after[0].islower():
        return False
    return len(line) + 1 + len(after.split()[0]) < width * _FULL


def _goes_on(line: str) -> bool:
    return bool(_BROKEN.search(line[-_LONGEST_WORD:])) or line.endswith((",", "\u00ad"))


def _glue(before: str, line: str, words: Counter[str]) -> str:
    """`before` and `line` as one: with a space, or without the hyphen at which a word was broken."""
    if not before or not line:
        return before or line
    if before.endswith("\u00ad"):
        return before[:-1] + line
    broken, rest = _BROKEN.search(before[-_LONGEST_WORD:]), _WORD.match(line)
    if broken is None or rest is None or not line[0].islower():
        return f"{before} {line}"
    head, tail = broken.group(1).casefold(), rest.group().casefold()
    keep = words[f"{head}-{tail}"] or (words[head] and words[tail] > 1 and not words[head + tail])
    return before + line if keep else before[:-1] + line
