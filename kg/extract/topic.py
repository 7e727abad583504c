"""What a text was last about: the matter that "it", "that" or a word left out stands for where no claim was made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kg.extract.content import Typed, triggers
from kg.lexicon import STRONG, Lexicon
from kg.parse import Token
from kg.refer import Cast

_AIDS: Final = ("humanitarian_aid", "reconstruction", "financial_aid")
_OPENING: Final = 4  # passages that say what a text is about
_REACH: Final = 320  # characters: the sentence before, and the one before that
_PLURAL: Final = frozenset({"them", "these", "those", "any", "some", "several", "many", "few", "both"})


def topic(
    token: Token, words: frozenset[str], cast: Cast, number: int, lexicon: Lexicon, fitting: frozenset[str] = frozenset()
) -> Typed | None:
    """The nearest matter before a token, within two sentences or so; a plural for "them", where there is one.

    Where the verb itself says what it can be done to (`fitting`), a weak word will do: "4,500 soldiers … another 200".
    """
    found = [t for other in _before(token, cast, number) for t in triggers(other, lexicon) if t.weight >= STRONG or t.type in fitting]
    if fitting:
        found = [t for t in found if t.type in fitting]
    if words & _PLURAL:
        found.sort(key=lambda t: t.trigger.tag_ not in ("NNS", "NNPS"))
    return found[0] if found else None


def cause(cast: Cast, lexicon: Lexicon) -> str | None:
    """What money is given for in a text that says so once, at its head: relief or rebuilding; None where that is not plain."""
    votes: Counter[str] = Counter()
    for passage in cast.annotated.passages[:_OPENING]:
        for token in passage.doc:
            votes.update({t.type for t in triggers(token, lexicon) if t.weight >= STRONG and t.type in _AIDS})
    ranked = votes.most_common(2)
    if not ranked or ranked[0][0] == "financial_aid" or ranked[0][1] < 2 or len(ranked) > 1 and ranked[0][1] <= ranked[1][1]:
        return None
    return ranked[0][0]


def _before(token: Token, cast: Cast, number: int) -> Iterator[Token]:
    """The words before a token, nearest first, back to the passage before its own."""
    passage = cast.annotated.passages[number]
    place = passage.begin + token.idx
    for at in (number, number - 1):
        if at < 0:
            return
        doc = cast.annotated.passages[at].doc
        for index in range((token.i if at == number else len(doc)) - 1, -1, -1):
            other = doc[index]
            if place - cast.annotated.passages[at].begin - other.idx > _REACH:
                return
            yield other
