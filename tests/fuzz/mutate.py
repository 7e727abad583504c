"""Changes to a text that keep it looking like an article: words of the domain, sentences swapped, marks put in."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.read import read
from tests.fuzz.running import ontology

ROOT: Final = Path(__file__).parents[2]
MARKS: Final = (
    "\n", "\n\n", "\n- ", "\n• ", "\n1. ", "\n## ", "**", "“", "”", '"', "'", "’", "(", ")", "[", "]", " — ", " - ", "-", ": ", "; ", ", ",
    ". ", "? ", "! ", "…", "\t", "\r\n", "\u2028", "\u00a0", "\u00ad", "\u200b", "\u202e", "\u2067", "\ufeff", "\u0301", "é", "İ", "ß", "ﬁ",
    "😀", "北京", "مرحبا", "\\", "<script>", "</script>", "<b>", "&amp;", "=1+1", "@", "#", "$5bn", "€2 million", "10,000", "1e9", "0", "%",
    "²", "٣", "½", "Ⅷ", "Q. ", "A: ", "MR. PRICE: ", "10.15am ", "PARIS, Jan 6 (Agency) - ", "https://example.org/?a=b", "U.S.", "e.g.",
)  # fmt: skip
_GLUE: Final = (
    "will not would could may must agreed to pledged vowed refused threatened said told according to if unless until after before by no later than "
    "in return for as long as provided that and or but neither nor he she it they its their both each the a an who which that not never only "
    "supports opposes demands urged called on warned against sanctions troops ceasefire weapons hostages aid billion million dollars two hundred "
    "January 2026 last week next month on Tuesday by 2030 within six months from to between 3 and 5 March since for ten years tomorrow"
).split()  # fmt: skip
_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")


@lru_cache(maxsize=1)
def texts() -> tuple[str, ...]:
    """Articles to begin with: the examples, and the texts of the development corpus."""
    found = [d.text for d in read([str(ROOT / "examples")], on_error=lambda error: None)]
    corpus = sorted((ROOT / "tests/gold/dev").glob("*.json"))
    return tuple(found + [text for file in corpus if (text := json.loads(file.read_text("utf-8")).get("text"))])


@lru_cache(maxsize=1)
def sentences() -> tuple[str, ...]:
    return tuple(s for text in texts() for s in _SENTENCE.split(text) if s.strip())


@lru_cache(maxsize=1)
def vocabulary() -> tuple[str, ...]:
    """Names of actors and words of the domain, twice as many of the latter as chance would give."""
    names = sorted(ontology().gazetteer.names)
    cues = re.findall(r'"([a-z][a-z -]{2,30})"', (ROOT / "ontology/cues.toml").read_text("utf-8"))
    return tuple(names + (sorted(set(cues)) + _GLUE) * max(1, len(names) // (2 * len(cues) or 1)))


def mutate(text: str, dice: random.Random) -> str:
    """One to four changes."""
    for _ in range(dice.randint(1, 4)):
        text = dice.choice(_CHANGES)(text, dice)
    return text


def _words(text: str, dice: random.Random) -> str:
    parts = re.split(r"(\W+)", text)
    for _ in range(dice.randint(1, 3)):
        parts[dice.randrange(len(parts))] = dice.choice(vocabulary())
    return "".join(parts)


def _mark(text: str, dice: random.Random) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice(MARKS) * dice.choice((1, 1, 1, 2, 30)) + text[at:]


def _drop(text: str, dice: random.Random) -> str:
    begin = dice.randint(0, len(text))
    return text[:begin] + text[begin + dice.choice((1, 3, 10, 40)) :]


def _splice(text: str, dice: random.Random) -> str:
    parts = _SENTENCE.split(text)
    parts.insert(dice.randint(0, len(parts)), dice.choice(sentences()))
    return dice.choice((" ", "\n", "\n\n")).join(parts)


def _swap(text: str, dice: random.Random) -> str:
    parts = _SENTENCE.split(text)
    dice.shuffle(parts)
    return " ".join(parts[: dice.randint(1, len(parts))])


def _repeat(text: str, dice: random.Random) -> str:
    begin = dice.randint(0, len(text))
    return text[:begin] + text[begin : begin + dice.choice((5, 20, 60))] * dice.choice((2, 3, 8)) + text[begin:]


def _fresh(text: str, dice: random.Random) -> str:
    return text + " " + " ".join(dice.choice(vocabulary()) for _ in range(dice.randint(3, 15))) + "."


def _case(text: str, dice: random.Random) -> str:
    begin = dice.randint(0, len(text))
    part = text[begin : begin + dice.choice((1, 8, 80))]
    return text[:begin] + dice.choice((part.upper(), part.lower(), part.title(), part[::-1])) + text[begin + len(part) :]


_CHANGES: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _words,
    _words,
    _mark,
    _mark,
    _drop,
    _splice,
    _swap,
    _repeat,
    _fresh,
    _case,
)
