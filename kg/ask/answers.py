"""Rows of text as the table that all commands print."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kg.table import Row, Table
from kg.turtle import Literal, NamedNode


def table(columns: tuple[str, ...], rows: Iterable[Row]) -> Table:
    """Text cells; those that are an IRI of ours are shown short. An empty cell has no value."""
    return Table(columns, tuple(tuple(_term(cell) for cell in row) for row in rows))


def objects(found: Table) -> str:
    """A JSON list with an object for each row: column -> text, or null where there is none."""
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _term(cell: str | None) -> Literal | NamedNode | None:
    if not cell:
        return None
    return NamedNode(cell) if cell.startswith("https://w3id.org/pactgraph/") and " " not in cell else Literal(cell)
