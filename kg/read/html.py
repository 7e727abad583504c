"""A web page -> document: its article without the furniture. Nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from trafilatura import bare_extraction

from kg.errors import InputError
from kg.model import Document
from kg.read.clean import one_line, tidy
from kg.read.dates import day, day_of_article
from kg.read.decode import decode
from kg.read.limits import Limits, check_chars
from kg.read.quiet import quiet
from kg.read.text import file_id

#: The extraction takes time in proportion to the tags; no article has as many.
MOST_TAGS: Final = 100_000
#: Fewer words are what is left of a menu.
FEWEST_WORDS: Final = 5
_TITLE, _SITE, _URL = 300, 100, 2000
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?([\w.:-]{2,40})""", re.IGNORECASE)
_XML: Final = re.compile(r"\s{0,400}<\?xml[^>]{0,200}\?>")
_HTML: Final = re.compile(r"<html[\s>]", re.IGNORECASE)
#: No date of a page may depend on the day on which it is read, so the latest day that is believed is fixed.
_DATES: Final = {"original_date": True, "extensive_search": False, "max_date": "2100-12-31"}


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found in a page."""

    text: str
    title: str | None
    date: str | None
    url: str | None
    site: str | None


def document(data: bytes, where: str, stem: str, limits: Limits) -> Document:
    """The article of a page: paragraphs separated by a blank line, headline first. Raises InputError if it has none."""
    characters = decode(data, where, _declared(data))
    if characters.count("<") > MOST_TAGS:
        raise InputError(f"{where}: has more than {MOST_TAGS:,} tags, too many for an article; save its text instead")
    page = _extract(characters, where)
    text = tidy(_with_headline(page.title, _paragraphs(page.text)))
    if len(page.text.split()) < FEWEST_WORDS:
        raise InputError(f"{where}: no article text found in this page; save the article's text instead")
    check_chars(len(text), where, limits)
    return Document(
        id=file_id(stem, text),
        text=text,
        title=page.title,
        date=page.date or day_of_article(text),
        url=page.url,
        site=page.site,
        source=where,
    )


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:4096])
    return found.group(1).decode("ascii", "replace") if found else None


def _extract(characters: str, where: str) -> _Page:
    """Raises InputError if the page has no article or breaks the parser, in whatever way."""
    declaration = _XML.match(characters)
    source = characters[declaration.end() :] if declaration else characters
    if not _HTML.search(source[:4096]):
        source = f"<html><body>{source}</body></html>"
    try:
        with quiet("trafilatura", "htmldate", "courlan", "justext"):
            found = bare_extraction(source, with_metadata=True, include_comments=False, date_extraction_params=dict(_DATES))
    except Exception as error:  # what a hostile page raises inside the parser cannot be foreseen
        raise InputError(f"{where}: cannot be read as HTML ({type(error).__name__}); save its text instead") from error
    if found is None or isinstance(found, dict):
        return _Page("", None, None, None, None)
    site = _short(one_line(found.sitename or ""), _SITE)
    return _Page(
        text=found.text or "",
        title=_short(_title(one_line(found.title or ""), site), _TITLE),
        date=day(found.date or ""),
        url=_short(found.url, _URL) if found.url and found.url.startswith(("http://", "https://")) else None,
        site=site,
    )


def _short(words: str, most: int) -> str | None:
    """`words` unless they are too many to be what they are called."""
    return words if 0 < len(words) <= most else None


def _title(words: str, site: str | None) -> str:
    """The title without the name of the site behind it."""
    for bar in (" | ", " - ", " – ", " — "):
        head, found, tail = words.rpartition(bar)
        if found and head and site and tail.casefold() == site.casefold():
            return head
    return words


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _with_headline(title: str | None, paragraphs: list[str]) -> str:
    """The paragraphs, below the headline if the extraction took it for furniture."""
    known = {_key(paragraph) for paragraph in paragraphs[:4]}
    first = [title] if title and _key(title) not in known else []
    return "\n\n".join(first + paragraphs)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
