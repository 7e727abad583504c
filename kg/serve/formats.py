"""Media types: which form of an answer a client wants (RFC 9110, 12.5.1), and which syntax a body is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.errors import KgError

HTML: Final = "text/html"

#: Kind of answer -> media type -> name of the form; the first is what a client gets that does not care.
ROWS: Final[dict[str, str]] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPH: Final[dict[str, str]] = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "application/x-turtle": "ttl",
    "text/plain": "nt",
}


class NotAcceptableError(KgError):
    """The client accepts no form that there is."""


def choose(accept: str, offered: Mapping[str, str]) -> str:
    """The media type of `offered` that `accept` (a header; "" accepts all) likes best; of equals the first offered.

    Raises NotAcceptableError, naming what is offered.
    """
    ranges = _ranges(accept or "*/*")
    liked = [(_quality(media, ranges), -rank, media) for rank, media in enumerate(offered)]
    quality, _, media = max(liked)
    if quality <= 0:
        raise NotAcceptableError(f"none of {accept[:200]} can be had; there are {', '.join(offered)}")
    return media


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.lower().split(",")[:100]:
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weights = [p[2:] for p in parameters if p.startswith("q=")]
        found[media] = _weight(weights[0]) if weights else 1.0
    return found


def _weight(text: str) -> float:
    digits = text.replace(".", "", 1)
    return min(float(text), 1.0) if digits.isascii() and digits.isdigit() else 0.0


def _quality(media: str, ranges: Mapping[str, float]) -> float:
    """By the most special range that fits."""
    for name in (media, media.partition("/")[0] + "/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0


def media_type(header: str) -> tuple[str, dict[str, str]]:
    """`text/turtle; charset=utf-8` as its media type and parameters, both in lower case but for the values."""
    media, *parts = (piece.strip() for piece in header.split(";"))
    pairs = (part.partition("=") for part in parts)
    return media.lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
