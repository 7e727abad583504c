"""Store -> tables: commitments, positions, actors, statements, as CSV or Parquet.

Several values in a cell are separated by `; `. The columns `commitment`/`position` and `entry` join the tables.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final

from kg.errors import StoreError
from kg.export.rows import Entry, actors, entries, key, labels
from kg.store import Store
from kg.table import harmless

Cell = str | int | float | None

_JOIN: Final = "; "
_BATCH: Final = 1000
_NO_PARQUET: Final = "Parquet needs pyarrow: pip install 'pactgraph[tables]'"

#: Table -> its columns and their kinds.
_ENTRY: Final = {
    "by": str, "by_names": str, "to": str, "to_names": str, "type": str, "type_name": str, "level": str, "condition_type": str,
    "condition": str, "place": str, "amount": str, "amount_min": float, "amount_unit": str, "passages": int, "first_issued": str,
    "last_issued": str,
}  # fmt: skip
TABLES: Final[dict[str, dict[str, type]]] = {
    "commitments": {"commitment": str, **_ENTRY},
    "positions": {"position": str, **_ENTRY},
    "actors": {"actor": str, "name": str, "class": str, "same_as": str, "represents": str},
    "statements": {
        "statement": str, "entry": str, "kind": str, "level": str, "words": str, "begin": int, "end": int, "document": str,
        "document_id": str, "title": str, "issued": str, "source": str, "stated_by": str, "confidence": float,
    },
}  # fmt: skip


def rows(store: Store, table: str) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table, in the order of its first column. Raises KeyError for a table that there is not."""
    return _ROWS[table](store)


def write_csv(store: Store, table: str) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; an empty cell where there is no value."""
    yield _line(tuple(TABLES[table]))
    for row in rows(store, table):
        yield _line(row)


def write_spreadsheet(store: Store, table: str) -> Iterator[bytes]:
    """As `write_csv`, for people: an apostrophe before what would be a formula, and the mark by which Excel knows UTF-8."""
    yield b"\xef\xbb\xbf" + _line(tuple(TABLES[table]))
    for row in rows(store, table):
        yield _line(tuple(harmless(cell) if isinstance(cell, str) else cell for cell in row))


def write_parquet(store: Store, table: str) -> Iterator[bytes]:
    """One Parquet file. Raises StoreError without pyarrow."""
    try:
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise StoreError(_NO_PARQUET) from error
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in TABLES[table].items()])
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema) as writer:
        for batch in _batches(rows(store, table)):
            columns = list(zip(*batch, strict=True))
            arrays = [pa.array(_clean(column), field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    yield out.getvalue()


def _line(row: tuple[Cell, ...]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["" if cell is None else cell for cell in row])
    return out.getvalue().encode("utf-8", "replace")


def _clean(column: tuple[Cell, ...]) -> list[Any]:
    return [cell.encode("utf-8", "replace").decode("utf-8") if isinstance(cell, str) else cell for cell in column]


def _batches(given: Iterator[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    batch: list[tuple[Cell, ...]] = []
    for row in given:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


# ---- rows


def _entries(kind: str) -> Callable[[Store], Iterator[tuple[Cell, ...]]]:
    def found(store: Store) -> Iterator[tuple[Cell, ...]]:
        names = labels(store)
        return (_entry(entry, names) for entry in entries(store) if entry.kind == kind)

    return found


def _entry(entry: Entry, names: dict[str, str]) -> tuple[Cell, ...]:
    days = sorted(passage.issued for passage in entry.passages if passage.issued)
    return (
        entry.iri,
        _keys(entry.by),
        _names(entry.by, names),
        _keys(entry.to),
        _names(entry.to, names),
        entry.type,
        entry.type_label,
        entry.level,
        entry.condition_type,
        entry.condition,
        _keys(entry.place),
        entry.amount,
        entry.amount_min,
        entry.amount_unit,
        len(entry.passages),
        days[0] if days else "",
        days[-1] if days else "",
    )


def _actors(store: Store) -> Iterator[tuple[Cell, ...]]:
    for actor in actors(store):
        yield key(actor.iri), actor.label, actor.cls, _JOIN.join(actor.same_as), _keys(actor.represents)


def _statements(store: Store) -> Iterator[tuple[Cell, ...]]:
    for entry in entries(store):
        for p in entry.passages:
            yield (
                p.iri, entry.iri, entry.kind, p.level, p.words, p.begin, p.end, p.document, p.document_id, p.title, p.issued, p.source,
                _keys(p.speakers), p.confidence,
            )  # fmt: skip


def _keys(iris: tuple[str, ...]) -> str:
    return _JOIN.join(map(key, iris))


def _names(iris: tuple[str, ...], names: dict[str, str]) -> str:
    return _JOIN.join(names.get(iri, key(iri)) for iri in iris)


_ROWS: Final[dict[str, Callable[[Store], Iterator[tuple[Cell, ...]]]]] = {
    "commitments": _entries("commitment"),
    "positions": _entries("position"),
    "actors": _actors,
    "statements": _statements,
}
