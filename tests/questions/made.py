"""The graph over which the questions are asked, the cases, and what is written of their answers.

`examples.trig` is the graph of `examples/` as it was built one day, so that a better extraction does not move the tables of
36 questions; what was fused is fused anew. `python -m tests.questions` writes the tables and the page of the docs anew,
`python -m tests.questions --graph` builds the graph anew first. Look at the difference before you commit it.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.build import build
from kg.export import export
from kg.pipeline import Pipeline
from kg.query import NamedQuery, answer, named_queries
from kg.questions import parameters
from kg.resources import examples_dir
from kg.store import Store, open_store
from kg.table import Table, short, write_csv
from kg.taking import take

HERE: Final = Path(__file__).parent
GRAPH: Final = HERE / "examples.trig"
ANSWERS: Final = HERE / "answers"
PAGE: Final = HERE.parents[1] / "docs" / "questions.md"
_SHOWN: Final = 3
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Case:
    """A question with parameters: by default none."""

    name: str
    given: Mapping[str, str]

    @property
    def file(self) -> Path:
        marks = "".join(f"--{name}-{value.replace(' ', '_')}" for name, value in self.given.items())
        return ANSWERS / f"{self.name}{marks}.csv"


def cases() -> list[Case]:
    """Each question as it stands, and with the parameters of cases.toml."""
    more = tomllib.loads((HERE / "cases.toml").read_text("utf-8"))
    found = [Case(query.name, {}) for query in named_queries()]
    return found + [Case(name, given) for name, several in more.items() for given in several]


def fill(path: Path) -> Store:
    store = open_store(path)
    take(GRAPH, store)
    return store


def asked(store: Store, case: Case) -> str:
    return write_csv(answer(store, case.name, given=case.given)).replace("\r\n", "\n")


def build_graph(folder: Path) -> None:
    with open_store(folder) as store:
        build([examples_dir()], store, Pipeline())
        export(store, "trig", GRAPH)


# ---- the page of the docs


def page(store: Store) -> str:
    return "".join(_page(store))


def _page(store: Store) -> Iterator[str]:
    questions = named_queries()
    yield f"""# The questions that the graph answers

There are {len(questions)} of them, each a file of `ontology/queries/`. Ask one by its name:

```sh
kg query commitments-by --store DIR --actor NO --since 2026-03-13
```

With `kg serve` each has a page at `/question/NAME`, with its parameters in a form. The rows shown here are the first of the
answer over `examples/`. This page is written by `python -m tests.questions`.
"""
    for query in questions:
        yield from _section(store, query)


def _section(store: Store, query: NamedQuery) -> Iterator[str]:
    yield f"\n## {query.name}\n\n{query.question}\n"
    declared = parameters(query.text)
    if declared:
        yield "\n| parameter | value | meaning |\n|---|---|---|\n"
        for p in declared:
            default = "" if p.default == "UNDEF" else f" (default: `{p.default}`)"
            yield f"| `--{p.name}` | {p.kind.lower()} | {_cell(p.help)}{default} |\n"
    table = answer(store, query.name)
    yield f"\n{_rows(table)}"


def _rows(table: Table) -> str:
    if not table.terms:
        return "No rows over the examples.\n"
    lines = [table.columns, ["---"] * len(table.columns)]
    lines += [[_cell("" if term is None else short(term)) for term in row] for row in table.terms[:_SHOWN]]
    count = f"\n{len(table)} rows.\n" if len(table) > _SHOWN else ""
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + count


def _cell(text: str) -> str:
    line = " ".join(text.split())
    line = line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))
