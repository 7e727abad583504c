"""Decides whether a query may run: it reads this store and nothing else. No SERVICE, no update, no FROM elsewhere.

The text is cut into the tokens of SPARQL 1.1, so that words in strings, comments, IRIs and names do not count. The
engine reads by context and cuts `<` in two ways (`?a<?b` and `<iri>`), needs no space after a keyword, and knows two
kinds of `#`. Where its cut could differ from ours so that text of one kind turns into another, the query is refused:
a doubtful query costs its writer a space, a missed one would let strangers reach the network from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from kg.errors import QueryError

MAX_LENGTH: Final = 1_000_000

_ESCAPE: Final = r"\\(?:[tbnrf\\\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_TOKEN: Final = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''|\"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\"\"\"
        |'(?:[^'\\\r\n]|{_ESCAPE})*'|"(?:[^"\\\r\n]|{_ESCAPE})*")
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d](?:[\w.-]*[\w-])?)?:(?:[\w:.-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<sign>[^'"\\])
    """,
    re.VERBOSE,
)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_LOW_ESCAPE: Final = re.compile(r"\\(?:u00|U000000)(?:09|0[aAdD]|[2-6][0-9A-Fa-f]|7[0-9A-Ea-e])")  # what SPARQL is written with
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: its form, the graphs it names after FROM, and what it declares and uses as prefixes."""

    form: str
    graphs: tuple[str, ...]
    declared: frozenset[str]
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of SPARQL: its kind (a group of `_TOKEN`), its text, and where in the whole it begins."""

    kind: str
    text: str
    begin: int = 0

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words


def check(sparql: str, prefixes: Mapping[str, str]) -> Checked:
    """What the query is, or QueryError, saying why it is refused. `prefixes` are those that need no declaration."""
    if len(sparql) > MAX_LENGTH:
        raise QueryError(f"the query is longer than {MAX_LENGTH:,} characters")
    tokens = list(tokenize(sparql))
    start, base, declared = _prologue(tokens)
    form = _form(tokens[start:])
    _refuse_service(tokens)
    used = frozenset(token.text.partition(":")[0] for token in tokens if token.kind == "name")
    return Checked(form, tuple(_graphs(tokens, base, {**prefixes, **declared})), frozenset(declared), used)


def tokenize(sparql: str) -> Iterator[Token]:
    """The tokens, without space and comments. Raises QueryError for text that could be cut in two ways."""
    at = 0
    while at < len(sparql):
        match = _TOKEN.match(sparql, at)
        if match is None:
            line = sparql.count("\n", 0, at) + 1
            raise QueryError(f"not a valid query: line {line}: a string that does not end, or a stray backslash")
        token = Token(match.lastgroup or "", match.group(), at)
        _refuse_doubtful(token)
        if token.kind not in ("space", "comment"):
            yield token
        at = match.end()


def _refuse_doubtful(token: Token) -> None:
    """Refuses what the engine could cut another way: `?a<?b#>` is an IRI here, a comparison and a comment there."""
    if token.kind == "iri" and not _ABSOLUTE.match(token.text) and ("#" in token.text or "'" in token.text):
        raise QueryError(f"refused: {token.text[:60]} may be an IRI or a comparison; write the IRI in full, or spaces")
    if _LOW_ESCAPE.search(token.text.replace(r"\\", "")):  # but a backslash that is escaped escapes nothing
        raise QueryError("refused: a \\u escape of a plain ASCII character; write the character itself")


def _prologue(tokens: Sequence[Token]) -> tuple[int, str, dict[str, str]]:
    """Where the query proper begins, its base IRI ("" if none) and the prefixes that it declares."""
    at, base, declared = 0, "", dict[str, str]()
    while at < len(tokens):
        rest = [token.kind for token in tokens[at + 1 : at + 3]]
        if tokens[at].is_word("BASE") and rest[:1] == ["iri"]:
            base = urljoin(base, tokens[at + 1].text[1:-1])
            at += 2
        elif tokens[at].is_word("PREFIX") and rest == ["name", "iri"]:
            declared[tokens[at + 1].text[:-1]] = urljoin(base, tokens[at + 2].text[1:-1])
            at += 3
        else:
            break
    return at, base, declared


def _form(tokens: Sequence[Token]) -> str:
    if not tokens:
        raise QueryError("the query is empty")
    first = tokens[0]
    if first.is_word(*_UPDATES):
        raise QueryError(f"refused: {first.text.upper()} changes data, and a query only reads")
    if not first.is_word(*_FORMS):
        raise QueryError(f"not a query: it begins with {first.text[:30]!r} instead of {', '.join(_FORMS)}")
    return first.text.upper()


def _refuse_service(tokens: Sequence[Token]) -> None:
    """Refuses SERVICE, also when it is glued to its neighbours (`trueSERVICE<x>{}`, `SERVICEex:a{}`)."""
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        glued = token.kind == "name" and "service" in token.text.partition(":")[0].lower()
        opens = after is not None and after.text == "{" and not (before is not None and before.is_word("GRAPH"))
        if (token.kind == "word" and "service" in token.text.lower()) or (glued and opens):
            raise QueryError("refused: SERVICE asks another server, and a query only reads this store")


def _graphs(tokens: Sequence[Token], base: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """The IRIs after FROM and FROM NAMED."""
    for at, token in enumerate(tokens):
        if token.is_word("FROM"):
            named = at + 1 < len(tokens) and tokens[at + 1].is_word("NAMED")
            target = tokens[at + 1 + named : at + 2 + named]
            if not target or target[0].kind not in ("iri", "name"):
                raise QueryError("not a valid query: FROM without the IRI of a graph")
            yield _resolve(target[0], base, prefixes)


def _resolve(token: Token, base: str, prefixes: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if prefix not in prefixes:
        raise QueryError(f"not a valid query: prefix {prefix}: is not declared")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
