"""Whom an undertaking concerns where no role of the grammar names them: somebody else in its clause, or in its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kg.extract.attribution import says
from kg.extract.grammar import SUBJECTS, is_verb
from kg.lexicon import Lexicon
from kg.parse import Token, Tokens
from kg.refer import Cast, conjuncts

_RECIPROCAL: Final = frozenset({("each", "other"), ("one", "another")})
_PHRASE: Final = frozenset({"conj", "appos", "compound", "poss", "flat", "amod", "nmod", "pobj"})


class Concern:
    """Looks for actors of one passage by nearness."""

    def __init__(self, cast: Cast, passage: int, lexicon: Lexicon) -> None:
        self._cast, self._passage, self._lexicon = cast, passage, lexicon

    def guess(self, type_: str, chain: tuple[Token, ...], by: tuple[str, ...]) -> tuple[str, ...]:
        """Whom an action of this type, first in the chain of what governs it, concerns; nobody where that would be chance."""
        head, traits = chain[0], self._lexicon.traits
        if any((t.lower_, t.doc[t.i + 1].lower_) in _RECIPROCAL for t in head.subtree if t.i + 1 < len(t.doc)):
            return ()
        found: tuple[str, ...] = ()
        if type_ in traits["within"]:
            top = max(chain, key=lambda t: t.right_edge.i - t.left_edge.i)
            apart = set(_apart(top))
            found = self._nearest(head, [t for t in top.subtree if t.i not in apart], by)
        return self.beside(head, by) if not found and type_ in traits["beside"] else found

    def beside(self, head: Token, by: tuple[str, ...]) -> tuple[str, ...]:
        """Somebody else in the sentence, nearest first, but for who says so."""
        return self._nearest(head, [t for t in head.sent if not self._speaks(t)], by)

    def asked(self, condition: Tokens | None, by: tuple[str, ...]) -> tuple[str, ...]:
        """Who is to act first in a condition: "Iran will stop firing if Israel does"."""
        if condition is None:
            return ()
        return next((keys for t in condition if t.dep_ in SUBJECTS and (keys := self._others(t, by))), ())

    def _nearest(self, head: Token, tokens: list[Token], by: tuple[str, ...]) -> tuple[str, ...]:
        """Actors after the action, nearest first, or else before it."""
        after = (t for t in tokens if t.i > head.i)
        before = (t for t in reversed(tokens) if t.i <= head.i)
        ordered: Iterable[Token] = (*after, *before)
        return next((keys for token in ordered if (keys := self._others(token, by))), ())

    def _others(self, token: Token, by: tuple[str, ...]) -> tuple[str, ...]:
        ref = self._cast.who(self._passage, token)
        if ref is None or ref.kind == "first":
            return ()
        refs = [r for t in conjuncts(token) if (r := self._cast.who(self._passage, t)) is not None]
        return tuple(dict.fromkeys(k for r in refs for k in r.actors if k not in by and not k.startswith("~")))

    def _speaks(self, token: Token) -> bool:
        """Whether a name is that of whoever says so."""
        head = token
        while head.dep_ in _PHRASE and head.head != head:
            head = head.head
        if head.dep_ == "prep" and head.lower_ == "to" and head.head.lower_ == "according":
            return True
        return head.dep_ in SUBJECTS and is_verb(head.head) and says(head.head, self._lexicon)


def _apart(top: Token) -> Iterator[int]:
    """What hangs on a verb and is no part of its action: the subject, who does it, other clauses."""
    for child in top.children:
        other = child.dep_ in SUBJECTS or child.dep_ in ("agent", "advcl", "parataxis") or child.lower_ == "according"
        if other or child.dep_ == "conj" and is_verb(child) and any(c.dep_ in SUBJECTS for c in child.children):
            yield from (t.i for t in child.subtree)
