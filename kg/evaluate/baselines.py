"""Two ways to do without this program, for comparison: subject-verb-object triples, and a regular expression.

Both are given the words of `ontology/` (attitudes, triggers of types) and our resolved references, and know nothing of
clauses, negation or conditions. The triples are those of textacy (`subject_verb_object_triples`), which only this module needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kg.annotate import Passage
from kg.errors import ModelError
from kg.lexicon import STRONG, Lexicon, Trigger
from kg.model import Claim, Extraction, Span
from kg.parse import Token, Tokens
from kg.refer import Cast

try:
    from textacy.extract import triples as textacy_triples
except ImportError:  # an extra: pip install pactgraph[baselines]
    textacy_triples = None  # type: ignore[assignment]

_UNNAMED: Final = "~unnamed"
TRIPLES: Final = "subject-verb-object triples (textacy) and our words"
EXPRESSION: Final = "“will/pledge/…” behind an actor"
#: The cue of the second baseline, and the status that it is taken for.
_CUE: Final = re.compile(
    r"\b(?:(?P<pledged>will|pledge[sd]?|pledging|promise[sd]?|vow(?:s|ed)?|commit(?:s|ted)?)"
    r"|(?P<agreed>agree[sd]?|sign(?:s|ed))|(?P<planned>plan(?:s|ned)?|intends?)|(?P<considered>could|may|might|offer(?:s|ed)?))\b",
    re.IGNORECASE,
)


def triples(cast: Cast, lexicon: Lexicon) -> Extraction:
    """Claims from triples whose verb is an attitude of the lexicon or has "will".

    Raises ModelError if textacy is not installed.
    """
    if textacy_triples is None:
        raise ModelError("the baselines need textacy; install it with: pip install 'pactgraph[baselines]'")
    words = [_Words(cast, number, passage, lexicon) for number, passage in enumerate(cast.annotated.passages)]
    found = [(each, triple) for each in words for triple in textacy_triples.subject_verb_object_triples(each.passage.doc.source)]
    parts = ((each, ([each.passage.doc[t.i] for t in part] for part in triple)) for each, triple in found)
    return _extraction(cast, (claim for each, (subject, verb, object_) in parts for claim in each.of_triple(subject, verb, object_)))


def expression(cast: Cast, lexicon: Lexicon) -> Extraction:
    """A claim for each cue word of a sentence with somebody before it; a type word behind it gives the type."""
    words = [_Words(cast, number, passage, lexicon) for number, passage in enumerate(cast.annotated.passages)]
    return _extraction(cast, (c for each in words for sentence in each.passage.doc.sents for c in each.of_sentence(sentence)))


@dataclass(frozen=True, slots=True)
class _Words:
    """One passage, read word by word."""

    cast: Cast
    number: int
    passage: Passage
    lexicon: Lexicon

    def of_triple(self, subject: Sequence[Token], verb: Sequence[Token], object_: Sequence[Token]) -> Iterator[Claim]:
        told = self._level(verb)
        if told is not None:
            whole = [*object_, *(t for head in object_ for t in head.subtree)]
            words = [*subject, *verb, *whole]
            yield self._claim(told, self._actors(subject) or (_UNNAMED,), self._actors(whole), self._type([*verb, *whole]), words)

    def of_sentence(self, sentence: Tokens) -> Iterator[Claim]:
        for match in _CUE.finditer(sentence.text):
            at = sentence.start_char + match.start()
            before, after = [t for t in sentence if t.idx < at], [t for t in sentence if t.idx > at]
            if (by := self._actors(before)[-1:]) and after:
                yield self._claim(("commitment", str(match.lastgroup)), by, self._actors(after), self._type(after), [*before, *after])

    def _claim(self, told: tuple[str, str], by: tuple[str, ...], to: tuple[str, ...], type_: str, words: Sequence[Token]) -> Claim:
        first, last = min(words, key=lambda t: t.i), max(words, key=lambda t: t.i)
        span = Span(self.passage.begin + first.idx, self.passage.begin + last.idx + len(last))
        kind, level = told
        others = tuple(k for k in to if k not in by)
        return Claim("position" if kind == "position" else "commitment", type_, level, by, others, (span,))

    def _level(self, verb: Sequence[Token]) -> tuple[str, str] | None:
        """Kind and level of the first verb that the lexicon knows by itself; a plain "will" pledges."""
        for token in verb:
            for entry in self.lexicon.attitudes.get(("verb", token.lemma_.lower()), ()):
                if len(entry.words) == 1:
                    return entry.kind, entry.level
        return ("commitment", "pledged") if any(t.lower_ == "will" for t in verb) else None

    def _type(self, tokens: Sequence[Token]) -> str:
        """The type of the first trigger, a strong one if there is any; political support, the widest type, if there is none."""
        found = [trigger for token in tokens for trigger in self.lexicon.nouns.get(token.lemma_.lower(), ()) if _ends_at(token, trigger)]
        strong = [trigger for trigger in found if trigger.weight >= STRONG]
        return (strong or found)[0].type if found else "political_support"

    def _actors(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Keys of those whom the tokens stand for, each once, in the order of the words."""
        refs = (self.cast.who(self.number, token) for token in sorted(tokens, key=lambda t: t.i))
        return tuple(dict.fromkeys(key for ref in refs if ref is not None and not ref.place for key in ref.actors))


def _ends_at(token: Token, trigger: Trigger) -> bool:
    begin = token.i - len(trigger.words) + 1
    return begin >= 0 and tuple(t.lemma_.lower() for t in token.doc[begin : token.i + 1]) == trigger.words


def _extraction(cast: Cast, claims: Iterable[Claim]) -> Extraction:
    distinct = tuple(dict.fromkeys(claims))
    keys = sorted({key for claim in distinct for key in (*claim.by, *claim.to)})
    return Extraction(cast.document, distinct, {key: cast.actor(key) for key in keys})
