"""Answers as values of Python, as a data frame, as a network.

pandas is an extra (`pip install 'pactgraph[tables]'`) and is imported when a frame is first asked for.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import import_module
from typing import Any, Final

import networkx as nx

from kg import vocab
from kg.errors import KgError, QueryError
from kg.table import Table, plain
from kg.turtle import Literal, Term

Value = str | int | float | bool | date | None

_MISSING: Final = "data frames need pandas: pip install 'pactgraph[tables]'"
_WHOLE: Final = frozenset(vocab.XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"))
_REAL: Final = frozenset(vocab.XSD + name for name in ("decimal", "double", "float"))


def value(term: Term | None) -> Value:
    """A number, truth or day as Python knows it; all else as text. What its datatype does not allow stays text."""
    if not isinstance(term, Literal):
        return None if term is None else plain(term)
    datatype, text = term.datatype.value, term.value
    try:
        if datatype in _WHOLE:
            return int(text)
        if datatype in _REAL:
            return float(Decimal(text)) if datatype.endswith("decimal") else float(text)
        if datatype == vocab.XSD + "date":
            return date.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return text
    if datatype == vocab.XSD + "boolean":
        return text in ("true", "1")
    return text


def records(table: Table) -> list[dict[str, Value]]:
    """One dictionary a row, by column."""
    return [dict(zip(table.columns, map(value, row), strict=True)) for row in table.terms]


def frame(table: Table) -> Any:
    """A pandas DataFrame with the columns of the table. Raises KgError without pandas."""
    try:
        pandas = import_module("pandas")
    except ImportError as error:
        raise KgError(_MISSING) from error
    return pandas.DataFrame(records(table), columns=list(table.columns))


def network(table: Table, source: str, target: str) -> nx.MultiDiGraph:
    """An edge a row, from the value of one column to that of another; the other columns are its attributes.

    A row without either is left out. Raises QueryError for a column that the table does not have.
    """
    for column in (source, target):
        if column not in table.columns:
            raise QueryError(f"{column}: no such column; there are {', '.join(table.columns)}")
    graph = nx.MultiDiGraph()
    for record in records(table):
        ends = record[source], record[target]
        if None not in ends:
            graph.add_edge(*ends, **{name: cell for name, cell in record.items() if name not in (source, target) and cell is not None})
    return graph
