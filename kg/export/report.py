"""Store -> a report for readers, in Markdown or HTML: every commitment and position with its words, source and offset.

Quote, or it did not happen: an entry without a passage is not in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from kg.export.rows import Entry, Passage, entries, key, labels
from kg.store import Store

_TITLE: Final = "Commitments and positions, with the words that say so"
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")
_WEB: Final = re.compile(r"https?://[^\s<>\"'()\[\]\\]+")
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{margin:.4rem 0;padding-left:1rem;border-left:3px solid #9ab}h2{font-size:1.05rem;margin:1.6rem 0 .2rem}"
    "cite,p{color:#456;font-style:normal;overflow-wrap:anywhere}"
)


def write_markdown(store: Store) -> Iterator[str]:
    """CommonMark; all words of others are escaped."""
    names = labels(store)
    yield f"# {_TITLE}\n"
    for entry in entries(store):
        if entry.passages:
            yield f"\n## {_md(_heading(entry, names))}\n"
            for passage in entry.passages:
                yield f"\n> {_md(passage.words)}\n>\n> — {_md_source(passage, names)}\n"
            yield f"\n{_md(_details(entry, names))}`{entry.iri}`\n"


def write_html(store: Store) -> Iterator[str]:
    """One page without scripts, which asks no network for anything."""
    names = labels(store)
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>{_TITLE}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{_TITLE}</h1>\n"
    )
    for entry in entries(store):
        if entry.passages:
            yield f"<section><h2>{_html(_heading(entry, names))}</h2>\n"
            for passage in entry.passages:
                yield f"<blockquote>{_html(passage.words)}<br><cite>— {_html_source(passage, names)}</cite></blockquote>\n"
            yield f"<p>{_html(_details(entry, names))}<code>{_html(entry.iri)}</code></p></section>\n"
    yield "</body></html>\n"


def _heading(entry: Entry, names: Mapping[str, str]) -> str:
    to = f" → {_names(entry.to, names)}" if entry.to else ""
    return f"{_names(entry.by, names) or 'nobody'}{to}: {entry.type_label} ({entry.level})"


def _details(entry: Entry, names: Mapping[str, str]) -> str:
    found = [
        f"Condition: {entry.condition}. " if entry.condition else "",
        f"Amount: {entry.amount}. " if entry.amount else "",
        f"Place: {_names(entry.place, names)}. " if entry.place else "",
    ]
    return "".join(found)


def _names(iris: tuple[str, ...], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(iri, key(iri)) for iri in iris)


def _source(passage: Passage, names: Mapping[str, str]) -> list[str]:
    """What is told of a passage but for its address."""
    speakers = f"{_names(passage.speakers, names)}, in " if passage.speakers else ""
    return [
        f"{speakers}{passage.title or passage.document_id}",
        *([passage.issued] if passage.issued else []),
        f"characters {passage.begin}–{passage.end}",
        passage.level,
    ]


def _md_source(passage: Passage, names: Mapping[str, str]) -> str:
    parts = [_md(part) for part in _source(passage, names)]
    return ", ".join([*parts, f"<{passage.source}>" if _WEB.fullmatch(passage.source) else _md(passage.source)]).removesuffix(", ")


def _html_source(passage: Passage, names: Mapping[str, str]) -> str:
    parts = [_html(part) for part in _source(passage, names)]
    source = _html(passage.source)
    link = f'<a href="{source}" rel="noreferrer">{source}</a>' if _WEB.fullmatch(passage.source) else source
    return ", ".join([*parts, link]).removesuffix(", ")


def _md(text: str) -> str:
    """On one line, with all that Markdown could read as its own escaped."""
    return _SPECIAL.sub(r"\\\1", _line(text))


def _html(text: str) -> str:
    return escape(_line(text))


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
