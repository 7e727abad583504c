"""What a file is: by its first bytes, and where they say nothing by its suffix."""

from __future__ import annotations

import json
import re
from typing import Final, Literal

from kg.read.decode import bom
from kg.read.files import SUFFIXES

Kind = Literal["text", "html", "pdf", "jsonl", "json", "xml"]

_HTML: Final = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s{0,20})?(?:<!--(?:(?!-->).){0,2000}-->\s{0,20}){0,5}"
    r"<(?:!doctype\s{1,9}html|html|head|body|title|meta|article|main|section|div|p|h[1-3]|table|span)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(r"<(?:\?xml|rss|feed|rdf:rdf)\b", re.IGNORECASE)
_OBJECT: Final = re.compile(r'\{\s*["}]')


def kind_of(head: bytes, suffix: str) -> Kind:
    """The kind of a file that begins with `head` and is called `….suffix` (lower case, with its dot, or empty)."""
    if head.lstrip().startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in head[:1024]):
        return "pdf"
    start = _characters(head).lstrip()
    if suffix in SUFFIXES["jsonl"]:
        return "jsonl"
    if start.startswith("{") or (start.startswith("[") and suffix in SUFFIXES["json"]):
        return _json(start, suffix)
    if _HTML.match(start) or (suffix in SUFFIXES["html"] and "<" in start):
        return "html"
    if _XML.match(start):
        return "xml"
    return "pdf" if suffix in SUFFIXES["pdf"] else "text"


def _characters(head: bytes) -> str:
    """Enough of the beginning to look at; its encoding does not matter here."""
    mark = bom(head)
    return head[mark[1] :].decode(mark[0], "ignore") if mark else head.decode("latin-1")


def _json(start: str, suffix: str) -> Kind:
    """One object a line, one object in all, or a text that happens to begin with a brace."""
    first, _, rest = start.partition("\n")
    if suffix in SUFFIXES["json"]:
        return "jsonl" if rest.strip() and _is_object(first) else "json"
    if first.strip() == "{" and _OBJECT.match(start):
        return "json"
    return "jsonl" if _OBJECT.match(first) else "text"


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
