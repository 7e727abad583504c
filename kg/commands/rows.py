"""Rows of plain text as a table for the eye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.table import Table, write_text
from kg.turtle import Literal


def rows_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned columns; what could move a terminal's cursor is blanked, long cells are cut."""
    return write_text(Table(tuple(columns), tuple(tuple(Literal(cell) for cell in row) for row in rows)))
