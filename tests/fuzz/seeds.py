"""Inputs to begin with: `python -m tests.fuzz.seeds FOLDER` writes them, a folder for each property."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.mutate import ROOT, sentences, texts
from tests.fuzz.reading import SUFFIXES
from tests.read.test_read import BODY, HEADLINE, TEXT, html, pdf


def reader_seeds() -> Iterator[tuple[str, bytes]]:
    """(suffix, content) of files of every kind."""
    for file in sorted((ROOT / "examples").iterdir()):
        if file.suffix in SUFFIXES:
            yield file.suffix, file.read_bytes()
    paragraphs = "".join(f"<p>{BODY}</p>" for _ in range(3))
    yield ".html", html(f"<article><h1>{HEADLINE}</h1>{paragraphs}<table><tr><td>x</table><ul><li>y</ul></article>").encode()
    head = '<meta property="article:published_time" content="2026-01-06T10:00:00Z"><link rel="canonical" href="https://example.org/a">'
    yield ".html", html(f"<main>{paragraphs}</main>", head).encode()
    yield ".html", ('<?xml version="1.0"?>' + html(paragraphs)).encode("utf-16")
    yield ".pdf", pdf([HEADLINE, BODY[:40], BODY[40:80] + "-", BODY[80:]], ["page 2", *[BODY] * 7], title="Joint statement")
    full = {"id": "a", "text": TEXT, "title": HEADLINE, "date": "2026-01-06", "url": "https://example.org/a", "site": "x"}
    yield ".jsonl", "\n".join(json.dumps(line) for line in (full, {"text": BODY}, {"text": "\ud800"}, {"text": 1}, [], {})).encode()
    yield ".json", json.dumps(full, indent=1).encode()
    for encoding, mark in (
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
        ("cp1252", b""),
    ):
        yield ".txt", mark + f"{TEXT} “Élysée” 2 €".encode(encoding)
    yield ".md", f"# {HEADLINE}\n\nPARIS, 6 January 2026 (Agency) - {BODY}\n\n- one\n- two\n".encode()
    yield ".weird", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss><item>&a;</item></rss>'


def main(folder: Path) -> None:
    found = {
        "readers": [bytes([SUFFIXES.index(suffix)]) + content for suffix, content in reader_seeds() if len(content) < 8000],
        "words": [sentence.encode() for sentence in sentences()[::3]],
        "extractor": [sentence.encode() for sentence in sentences()[::2]] + [text[:1200].encode() for text in texts()],
    }
    for name, inputs in found.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(inputs):
            (folder / name / f"seed-{number:04}").write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
