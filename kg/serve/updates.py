"""What an update may do, and the dataset that a request gives it (`using-graph-uri`, SPARQL 1.1 Protocol, 2.2.3).

The engine has no argument for that dataset, so it is written into the text: USING clauses before WHERE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import QueryError
from kg.guard import Token, tokenize

_HARMFUL: Final = ("load", "service")


@dataclass(frozen=True, slots=True)
class Using:
    """The IRIs of `using-graph-uri` and `using-named-graph-uri`."""

    graphs: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.graphs or self.named)

    def clauses(self) -> str:
        return "".join(f" USING <{iri}>" for iri in self.graphs) + "".join(f" USING NAMED <{iri}>" for iri in self.named)


def check_update(sparql: str, using: Using) -> str:
    """The update as it may run. Raises QueryError for LOAD and SERVICE, and where text and request both name a dataset."""
    tokens = list(tokenize(sparql))
    if not tokens:
        raise QueryError("the update is empty")
    for token in tokens:
        word = token.text if token.kind == "word" else token.text.partition(":")[0] if token.kind == "name" else ""
        if word.lower().startswith(_HARMFUL) or "service" in word.lower():
            raise QueryError(f"refused: {token.text[:30]}: an update reads and writes this store and nothing else")
    if not using:
        return sparql
    if any(token.is_word("USING", "WITH") for token in tokens):
        raise QueryError("USING or WITH in the update, and using-graph-uri in the request: give only one of them")
    return _with_using(sparql, tokens, using.clauses())


def _with_using(sparql: str, tokens: Sequence[Token], clauses: str) -> str:
    """The text with `clauses` before each WHERE outside of braces; DELETE WHERE is written in full."""
    depth, pieces, copied = 0, list[str](), 0
    for at, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if depth or not token.is_word("WHERE"):
            continue
        pieces.append(sparql[copied : token.begin])
        if at and tokens[at - 1].is_word("DELETE"):
            pieces.append(_braces(sparql, tokens, at + 1))
        pieces.append(f"{clauses} ")
        copied = token.begin
    return "".join(pieces) + sparql[copied:]


def _braces(sparql: str, tokens: Sequence[Token], at: int) -> str:
    """The text from the brace at `at` to the one that closes it."""
    depth = 0
    for token in tokens[at:]:
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if not depth:
            return sparql[tokens[at].begin : token.begin + 1]
    raise QueryError("not a valid update: a brace that is not closed")
