"""Figures as written: "up to 5,500", "€90 billion", "several thousand", "2.4 per cent"."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

from kg.lexicon import Lexicon
from kg.model import Amount
from kg.parse import Token

_NUMBER: Final = (
    r"(?:(?:US|A|C|NZ|HK|S)?[$€£¥₹]\s?)?\d[\d,]*(?:\.\d+)?(?:-odd)?(?:\s?(?:bn|m|tn|k|billion|million|trillion|thousand|hundred|B|M)(?!\w))?(?:\s(?:euros?|dollars?|pounds?|"
    r"yen|yuan|roubles?|rubles?|kroner|kronor|francs|tonnes|tons|per cent|percent|barrels|megawatts|US dollars))?%?"
)
_WORDS: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|hundred)"
    r"(?:\s(?:hundred|thousand|million|billion|per cent|percent)){0,5}"
)
_UNITS: Final = {
    "bn": 1e9,
    "billion": 1e9,
    "b": 1e9,
    "m": 1e6,
    "million": 1e6,
    "tn": 1e12,
    "trillion": 1e12,
    "k": 1e3,
    "thousand": 1e3,
    "hundred": 1e2,
}
_VAGUE_LOW: Final = {
    "several thousand": 2000,
    "several hundred": 200,
    "several dozen": 24,
    "hundreds": 200,
    "thousands": 2000,
    "tens of thousands": 20000,
    "dozens": 24,
    "millions": 2e6,
    "billions": 2e9,
    "a dozen": 12,
    "a pair": 2,
    "half a dozen": 6,
    "scores": 40,
    "hundreds of thousands": 2e5,
    "tens of millions": 2e7,
    "hundreds of millions": 2e8,
    "several": 2,
}


class Amounts:
    """Finds the figure of an action in its words. One regular expression, linear in the text."""

    def __init__(self, lexicon: Lexicon) -> None:
        hedges = "|".join(re.escape(" ".join(h)) for h in lexicon.hedges)
        vague = "|".join(re.escape(" ".join(v)) for v in lexicon.vague)
        self._pattern = re.compile(
            rf"\b(?:(?:{hedges})\s){{0,3}}(?:{vague})\b|(?:\b(?:{hedges})\s){{0,3}}(?<![\w.,-]){_NUMBER}|\b(?:(?:{hedges})\s){{1,3}}{_WORDS}\b|\b{_WORDS}\b",
            re.IGNORECASE,
        )

    def find(self, head: Token, begin: int, end: int) -> Amount | None:
        """The first figure in tokens begin..end that is no date, age or ordinal."""
        doc = head.doc
        text = doc[begin:end].text
        offset = doc[begin].idx if begin < len(doc) else 0
        for match in self._pattern.finditer(text):
            words = match.group().strip().strip('"“”')
            following = text[match.end() : match.end() + 14].lower()
            if not words or _is_date(words, following, text[: match.start()]) or _is_bare(words):
                continue
            span = doc.between(offset + match.start(), offset + match.end())
            counted = doc[span.end] if span is not None and span.end < min(end, len(doc)) else None
            unit = counted.text if counted is not None and counted.pos_ == "NOUN" and not re.search(r"[$€£¥%]", words) else None
            return Amount(words, low_of(words), unit)
        return None


def _is_bare(words: str) -> bool:
    return words.lower() in ("one", "two", "1", "a few", "several")


def _is_date(words: str, following: str, before: str) -> bool:
    if re.fullmatch(r"(19|20)\d\d", words):
        return True
    if re.match(
        r"\s?(-day|-year|-month|years?|months?|days?|weeks?|hours?|minutes?|january|february|march|april|may|june|july|august|sept|october|november|december|p\.?m|a\.?m|th|st|nd|rd|-week|-point|-nation|-member|-strong|countries|nations|members|leaders|capitals|states|sides|parties|governments|ministers|partners|allies|men |of them)\b",
        following,
    ):
        return True
    return bool(
        re.search(
            r"\b(jan|feb|march|april|may|june|july|aug|sept?|oct|nov|dec|january|february|august|september|october|november|december|article|articles|phase|resolution|g|by|in)\.?\s$",
            before.lower(),
        )
    )


def low_of(words: str) -> float | None:
    """A lower bound of what a figure means; None if it cannot be told."""
    lower = words.lower()
    for phrase, value in sorted(_VAGUE_LOW.items(), key=lambda p: -len(p[0])):
        if phrase in lower:
            return float(value)
    match = re.search(r"(\d[\d,]*(?:\.\d+)?)\s?([a-z]+)?", lower)
    if not match:
        return None
    value = float(match.group(1).replace(",", "").rstrip(".")) * _UNITS.get(match.group(2) or "", 1)
    return value if isfinite(value) else None  # a figure of hundreds of digits tells nothing
