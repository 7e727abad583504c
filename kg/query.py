"""Questions to a store: SPARQL as text, from a file, or by the name of a file in `ontology/queries/`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg import questions, vocab
from kg.errors import QueryError
from kg.guard import Checked, check
from kg.resources import ontology_dir
from kg.store import Answer, Rows, Store, Triples
from kg.table import Table
from kg.turtle import Literal, NamedNode, Term, sort_key

_SUFFIX: Final = ".rq"
_SHORT: Final = 10_000  # characters of a query that is worth remembering
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A file of `ontology/queries/`: its name without suffix, the question of its first line, its text."""

    name: str
    question: str
    text: str


def named_queries(folder: Path | None = None) -> tuple[NamedQuery, ...]:
    """The questions of `folder` (default: `ontology/queries/`), by name.

    Raises QueryError, naming the file, for one whose first line is not `# question`.
    """
    folder = folder or ontology_dir() / "queries"
    return tuple(_read_named(path) for path in sorted(folder.glob("*" + _SUFFIX)))


def find(what: str, folder: Path | None = None) -> str:
    """The text of a query: `what` itself if it is one, else that of the file or of the named query `what`.

    Raises QueryError if there is no such file or name, with names that look alike.
    """
    if any(mark in what for mark in "{}\n") or " " in what.strip():
        return what
    if what.endswith(_SUFFIX):
        return _read(Path(what))
    if (own := (folder or ontology_dir() / "queries") / f"{what}{_SUFFIX}").name == what + _SUFFIX and own.is_file():
        return _read_named(own).text
    names = {query.name: query.text for query in named_queries(folder)}
    if what not in names:
        near = difflib.get_close_matches(what, names, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "list them with: kg query --list"
        raise QueryError(f"{what}: no such named query; {hint}")
    return names[what]


def run(store: Store, sparql: str) -> Table:
    """The answer of `store` to SELECT, ASK, CONSTRUCT or DESCRIBE.

    The prefixes of `vocab.PREFIXES` need no declaration; without GRAPH or FROM a query sees all graphs as one.
    Raises QueryError for a text that is not a query, for one that would read elsewhere than in the store, and for a
    FROM that the store has no graph for; StoreError if the store cannot be read.
    """
    checked, text = (_ready if len(sparql) <= _SHORT else _ready.__wrapped__)(sparql)
    _check_graphs(store, checked)
    return _table(store.query(text))


def answer(store: Store, what: str, folder: Path | None = None, given: Mapping[str, str] = _NOTHING) -> Table:
    """`run` on what `find` finds, with values for the parameters that it declares; see `questions`."""
    return run(store, questions.bind(find(what, folder), given, store))


@lru_cache(maxsize=128)
def _ready(sparql: str) -> tuple[Checked, str]:
    """What is known of a text that may run, and the text as the engine gets it; remembered, since people ask again."""
    checked = check(sparql, vocab.PREFIXES)
    return checked, _with_prefixes(sparql, checked)


def _check_graphs(store: Store, checked: Checked) -> None:
    known = set(store.graphs()) if checked.graphs else set()
    for graph in checked.graphs:
        if graph not in known:
            raise QueryError(f"refused: FROM <{graph}>: the store has no such graph, and nothing is fetched")


def _with_prefixes(sparql: str, checked: Checked) -> str:
    """Declares what is used and not declared, before the first line so that the engine's line numbers hold."""
    missing = [name for name in vocab.PREFIXES if name in checked.used - checked.declared]
    return "".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}> " for name in missing) + sparql


def _table(answer: Answer) -> Table:
    if isinstance(answer, Rows):
        return Table(answer.columns, tuple(answer.rows))
    if isinstance(answer, Triples):
        rows: Iterable[tuple[Term, ...]] = ((t.subject, t.predicate, t.object) for t in answer.triples)
        unique = sorted(set(rows), key=lambda row: [sort_key(term) for term in row])
        return Table(("subject", "predicate", "object"), tuple(unique), "construct")
    boolean = NamedNode(vocab.XSD + "boolean")
    return Table(("answer",), ((Literal("true" if answer else "false", datatype=boolean),),), "ask")


def _read_named(path: Path) -> NamedQuery:
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise QueryError(f"{path}: {error.strerror or error}") from error
    return _named(path, changed)


@lru_cache(maxsize=128)
def _named(path: Path, changed: int) -> NamedQuery:
    """The file as it was then: a service gives the same answers all day."""
    text = _read(path)
    first = text.partition("\n")[0]
    question = first.removeprefix("#").strip()
    if not first.startswith("#") or not question:
        raise QueryError(f"{path}: the first line must be the question, as a comment: # Who …?")
    return NamedQuery(path.name.removesuffix(_SUFFIX), question, text)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise QueryError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: not a text in UTF-8") from error
