"""Files that were made to do harm. They are written when a test runs: some of them are large."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

SENTENCE: Final = "France will send troops to Ukraine after a ceasefire."
ARTICLE: Final = f"Allies agree guarantees in Paris\n\n{SENTENCE} Emmanuel Macron said so on Tuesday."
_MEGABYTE: Final = 1_000_000


def pdf(*objects: bytes) -> bytes:
    """A PDF of the given objects, the first of which is the root. No table: readers look for the objects themselves."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n0\n%%%%EOF" % (len(objects) + 1)


def stream(data: bytes, filters: bytes) -> bytes:
    return b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(data), filters, data)


def page_with(content: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>"
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, content)


def inflating(megabytes: int) -> bytes:
    """Zeros, deflated a thousand times smaller."""
    deflate = zlib.compressobj(9)
    return b"".join([*(deflate.compress(bytes(_MEGABYTE)) for _ in range(megabytes)), deflate.flush()])


def zipped() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(200 * _MEGABYTE))
    return out.getvalue()


def _html(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Allies agree</title></head><body>{body}</body></html>".encode()


def _lines(*values: object) -> bytes:
    return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values).encode()


_LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + f"]><html><body><p>{SENTENCE} &j;</p></body></html>"
)
_FILE_ENTITY: Final = (
    f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>{SENTENCE}</p><p>&x;</p></body></html>'
)

#: Name of a file -> what it holds; and what the one line about it says, or None where it is read.
FILES: Final[dict[str, tuple[Callable[[], bytes | str], str | None]]] = {
    "nested-tags.html": (lambda: _html("<div>" * 99_000 + SENTENCE), "no article|cannot be read as HTML"),
    "too-many-tags.html": (lambda: _html("<div>" * 100_001 + SENTENCE), "more than 100,000 tags"),
    "nested-tables.html": (lambda: _html("<table><tr><td>" * 20_000 + SENTENCE), "no article|cannot be read as HTML"),
    "attributes.html": (lambda: _html("<p " + "a=b " * 500_000 + f">{SENTENCE}</p><p>{SENTENCE}</p>"), None),
    "open-comment.html": (lambda: _html(f"<p>{SENTENCE}</p><p>{SENTENCE}</p>" + "<!--" * 20_000), None),
    "white.html": (lambda: b'<?xml version="1.0" ' + b" \n" * 2 * _MEGABYTE + _html(f"<p>{SENTENCE}</p>" * 3), None),
    "laughs.xhtml": (lambda: _LAUGHS, None),
    "entity.xhtml": (lambda: _FILE_ENTITY, None),
    "laughs.xml.txt": (lambda: _LAUGHS.replace("html", "feed"), "is XML"),
    "script.html": (lambda: _html(f"<article><p>&lt;script&gt;alert(1)&lt;/script&gt; {SENTENCE}</p><p>{SENTENCE}</p></article>"), None),
    "bomb.pdf": (lambda: page_with(stream(inflating(1000), b"/FlateDecode")), "cannot be read as PDF|no text"),
    "bomb-twice.pdf": (lambda: page_with(stream(zlib.compress(inflating(1000), 9), b"[/FlateDecode /FlateDecode]")), "cannot be read as PDF|no text"),
    "own-child.pdf": (lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"), "cannot be read as PDF|no text"),
    "many-kids.pdf": (lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 9999999 /Kids [" + b"3 0 R " * 50_000 + b"] >>", b"<< /Type /Page /Parent 2 0 R >>"), "cannot be read as PDF|no text|longer than"),
    "nested-arrays.pdf": (lambda: pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * 100_000), "cannot be read as PDF|no text"),
    "zipped.docx": (zipped, "Word, OpenDocument or ZIP"),
    "zipped.txt.gz": (lambda: gzip.compress(bytes(200 * _MEGABYTE)), "compressed with gzip"),
    "zipped.html": (lambda: gzip.compress(_html(SENTENCE)), "compressed with gzip"),
    "long-line.jsonl": (lambda: b'{"text": "' + b"a " * (50 * _MEGABYTE) + b'"}\n' + _lines({"id": "after", "text": ARTICLE}), "line 1: is longer than"),
    "deep.jsonl": (lambda: b"[" * _MEGABYTE + b"\n" + b'{"a":' * _MEGABYTE + b"\n", "line 1: is no JSON"),
    "digits.jsonl": (lambda: _lines('{"id": ' + "9" * 5000 + ', "text": "x"}'), "is no JSON that can be read"),
    "endless.txt": (lambda: (ARTICLE + " ").encode() * 300_000, "larger than|longer than"),
    "sentence.txt": (lambda: (ARTICLE + "\n\n" + "France and Germany will send troops and " * 2_900 + "leave."), "a sentence of more than 1,000 words"),
    "list.txt": (lambda: (ARTICLE + "\n\n" + "France, " * 20_000), "a sentence of more than 1,000 words"),
    "brackets.txt": (lambda: (ARTICLE + "\n\n" + "(" * 5_000 + ")" * 5_000), "a sentence of more than 1,000 words"),
    "quotes.txt": (lambda: (ARTICLE + "\n\n" + "“" * 5_000 + "said" + "\"'" * 5_000), "a sentence of more than 1,000 words"),
    "token.txt": (lambda: (ARTICLE + "\n\n" + "A" * 100_000), "a sentence of more than 1,000 words"),
    "digits.txt": (lambda: (SENTENCE + " It costs " + "9" * 20_000 + " dollars."), None),
    "spaces.txt": (lambda: (SENTENCE + " " * 500_000 + SENTENCE), None),
    "lines.txt": (lambda: (SENTENCE + "\n" * 500_000 + SENTENCE), None),
    "accents.txt": (lambda: (SENTENCE + " e" + "\u0301" * 100_000), "a sentence of more than 1,000 words"),
    "paragraph.txt": (lambda: ("The minister looked at the sea. " * 62_000), None),
    "invalid.txt": (lambda: b"France \xff\xfe will \xc3\x28 send \xe2\x82 troops \xed\xa0\x80 " * 20, "encoding cannot be told|is not text"),
    "half.txt": (lambda: (ARTICLE + " “Élysée” Müller").encode()[:-1] + b"\xc3 \xff", "UTF-8 with damaged bytes"),
    "utf16.txt": (lambda: b"\xff\xfe" + ARTICLE.encode("utf-16-le") + b"\x00\xd8", "starts as UTF-16"),
    "nul.txt": (lambda: b"\0" * 1000 + ARTICLE.encode(), "is not text"),
    "one-nul.txt": (lambda: (ARTICLE * 3).encode() + b" a\0b ", None),
    "bidi.txt": (lambda: f"{ARTICLE}\n\n\u202eFrance\u202c \u2067will send\u2069 \u200ftroops to Ukraine.", None),
    "escape.txt": (lambda: f"\x1b[2J\x1b]0;title\x07 {ARTICLE}", None),
    "surrogates.jsonl": (lambda: b'{"id": "g\\ud800h", "text": "\\udfff ' + SENTENCE.encode() + b' \\ud800", "title": "\\udc00"}', None),
    "names.jsonl": (lambda: _lines(*_named()), None),
}  # fmt: skip


def _named() -> Iterator[object]:
    """Ids and addresses that are no part of an IRI."""
    for number, name in enumerate(
        (
            "a b",
            'a"b',
            "c\nd",
            "a>b<c",
            "../../etc/passwd",
            "javascript:alert(1)",
            "e\0f",
            "{}|\\^`",
            "..",
            "%00",
            "\u202e",
            "é" * 500,
            "'; DROP ALL; #",
        )
    ):
        yield {
            "id": name,
            "text": f"{SENTENCE} {number}",
            "url": f"https://example.org/{name}",
            "site": name,
            "title": f"<script>{name}</script>",
        }
    for number, url in enumerate(
        ("javascript:alert(1)", "data:text/html,<script>", "https://e.org/ onclick=x", 'https://e.org/"><script>', "//x")
    ):
        yield {"id": f"url-{number}", "text": f"{SENTENCE} {number}!", "url": url}


def write(folder: Path) -> None:
    """All of them, and two honest articles that come first and last."""
    for name, (content, _) in FILES.items():
        made = content()
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())
    for name in ("a-first.txt", "zz-last.txt"):
        (folder / name).write_text(f"{ARTICLE} {name}", encoding="utf-8")
