"""The answer to a query as a frozen table, and how it is written: for the eye, for a spreadsheet, for a program."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from typing import Literal as Choice

from kg import vocab
from kg.turtle import BlankNode, Literal, NamedNode, Term, curie

Kind = Choice["select", "ask", "construct"]
Row = tuple[str | None, ...]

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
#: What a spreadsheet may begin a formula with, also behind spaces and in the wide signs of East Asia.
_FORMULA: Final = re.compile(r"[\s\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of terms; None where a variable has no value.

    ASK has one column `answer` with one row, CONSTRUCT the columns `subject predicate object`.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    kind: Kind = "select"

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as text: IRIs in full, literals without datatype or language."""
        return tuple(tuple(None if term is None else plain(term) for term in row) for row in self.terms)

    def __bool__(self) -> bool:
        """The answer to ASK; else whether there are rows."""
        return self.rows == (("true",),) if self.kind == "ask" else bool(self.terms)

    def __len__(self) -> int:
        return len(self.terms)


def plain(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def short(term: Term) -> str:
    """As in a table for the eye: IRIs as `prefix:name` where there is one."""
    return curie(term.value) or term.value if isinstance(term, NamedNode) else plain(term)


# ---- for the eye


def write_text(table: Table, *, max_cell: int | None = 72) -> str:
    """Aligned columns; cells longer than `max_cell` end in `…`. What could move a terminal's cursor is blanked."""
    if table.kind == "ask":
        return ("yes" if table else "no") + "\n"
    rows = [[_cell(term, max_cell) for term in row] for row in table.terms]
    widths = [max(map(_width, column)) for column in zip(table.columns, *rows, strict=True)]
    lines = [list(table.columns), ["-" * width for width in widths], *rows]
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return "".join(_line(cells, widths) for cells in lines) + f"({count})\n"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip() + "\n"


def _cell(term: Term | None, limit: int | None) -> str:
    if term is None:
        return ""
    text = " ".join("".join(c if c.isprintable() else " " for c in short(term)).split())
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _width(text: str) -> int:
    """Columns that `text` takes on a terminal: two for East Asian wide characters, none for combining marks."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


# ---- for a spreadsheet


def write_csv(table: Table) -> str:
    """RFC 4180. A cell that a spreadsheet would take for a formula gets a leading apostrophe; numbers do not."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def harmless(cell: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if not cell:
        return ""
    return "'" + cell if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


# ---- for a program


def write_json(table: Table) -> str:
    """SPARQL 1.1 Query Results JSON; the triples of CONSTRUCT as rows of subject, predicate, object."""
    if table.kind == "ask":
        answer: dict[str, object] = {"head": {}, "boolean": bool(table)}
    else:
        bindings = [_binding(table.columns, row) for row in table.terms]
        answer = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _binding(columns: Iterable[str], row: Iterable[Term | None]) -> dict[str, dict[str, str]]:
    return {name: _json_term(term) for name, term in zip(columns, row, strict=True) if term is not None}


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "literal", "value": str(term)}
    if term.language is not None:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == vocab.XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


#: Name of a form -> what writes it.
WRITERS: Final[dict[str, Callable[[Table], str]]] = {"table": write_text, "csv": write_csv, "json": write_json}
