"""Finding names in tokens: one walk, longest match first, ambiguous names settled by the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from kg.gazetteer import Gazetteer, Name, Rule

_PREFERENCE: Final = ("none", "name", "organ", "seat", "person", "capital", "demonym", "place")
_END: Final = ""
_LEAST_UPPER: Final = 4


class NameMatcher:
    """A trie of token texts; built once from the gazetteer."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer) -> None:
        self._rules = gazetteer.rules
        self._trie: dict[str, Any] = {}
        words = _Words(nlp)
        for text, readings in gazetteer.names.items():
            ordered = tuple(sorted(readings, key=lambda n: (_PREFERENCE.index(n.kind), n.key)))
            for form in _forms(text):
                self._add(words.of(form), text, ordered)

    def match(self, doc: Doc, context: str) -> list[tuple[int, int, tuple[Name, ...]]]:
        """Non-overlapping (start, end, readings) in order; `context` is the text that settles ambiguous names."""
        found: list[tuple[int, int, tuple[Name, ...]]] = []
        words = [token.text for token in doc]
        start = 0
        while start < len(words):
            end, alias, readings = self._longest(words, start)
            kept = self._settle(alias, readings, context) if end else ()
            if kept and not (end - start == 1 and words[start].islower()):
                if kept[0].kind != "none":
                    found.append((start, end, kept))
                start = end
            else:
                start += 1
        return found

    def _add(self, words: list[str], alias: str, readings: tuple[Name, ...]) -> None:
        node = self._trie
        for word in words:
            node = node.setdefault(word, {})
        if _END in node:
            merged = {(n.key, n.kind): n for n in (*node[_END][1], *readings)}
            readings = tuple(sorted(merged.values(), key=lambda n: (_PREFERENCE.index(n.kind), n.key)))
        node[_END] = (alias, readings)

    def _longest(self, words: list[str], start: int) -> tuple[int, str, tuple[Name, ...]]:
        node: dict[str, Any] | None = self._trie
        best: tuple[int, str, tuple[Name, ...]] = (0, "", ())
        for index in range(start, len(words)):
            node = node.get(words[index]) if node is not None else None
            if node is None:
                break
            if _END in node:
                alias, readings = node[_END]
                best = (index + 1, alias, readings)
        return best

    def _settle(self, alias: str, readings: tuple[Name, ...], context: str) -> tuple[Name, ...]:
        rules = self._rules.get(alias)
        if not rules:
            return readings
        fit = [rule for rule in rules if _fits(rule, context)]
        first = [r.key for r in fit if r.near] or [r.key for r in fit]
        others = [n for n in readings if n.key not in {rule.key for rule in rules}]
        chosen = [Name(key, next((n.kind for n in readings if n.key == key), "name")) for key in first]
        return (*chosen, *others)


class _Words:
    """The texts of the tokens of a name. Most names need no tokenizer, which takes a second for all of them.

    spaCy's own splits at blanks before all else, and leaves what has only letters whole, but for the exceptions of the
    language ("cannot"). A tokenizer that has no list of them is asked for each name.
    """

    def __init__(self, nlp: Language) -> None:
        self._tokenizer: Any = nlp.tokenizer
        rules = getattr(self._tokenizer, "rules", None)
        self._exceptions = None if rules is None else set(rules)

    def of(self, name: str) -> list[str]:
        if self._exceptions is None or name.split() != name.split(" "):
            return self._split(name)
        return [word for part in name.split(" ") for word in ([part] if self._whole(part) else self._split(part))]

    def _whole(self, part: str) -> bool:
        return part.isalpha() and self._exceptions is not None and part not in self._exceptions

    def _split(self, text: str) -> list[str]:
        return [token.text for token in self._tokenizer(text)]


def _fits(rule: Rule, context: str) -> bool:
    if rule.near and not any(word in context for word in rule.near):
        return False
    return not any(word in context for word in rule.not_near)


def _forms(text: str) -> Iterator[str]:
    yield text
    if "'" in text:
        yield text.replace("'", "’")
    if len(text) >= _LEAST_UPPER and text != text.upper():
        yield text.upper()
