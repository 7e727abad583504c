"""Store -> the picture of its graph, as one page that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from kg import query, view
from kg.files import write_file
from kg.store import Store

TITLE = "Commitments and positions"


def draw(store: Store, out: Path | BinaryIO, *, title: str = TITLE) -> None:
    """Writes the page of everything in `store` to a file or a byte stream.

    Raises StoreError for a place that cannot be written, or a store that cannot be read.
    """
    page = view.render(view.load(lambda sparql: _rows(store, sparql)), title=title).encode("utf-8")
    if isinstance(out, Path):
        write_file(out, [page])
    else:
        out.write(page)


def _rows(store: Store, sparql: str) -> list[dict[str, str | None]]:
    table = query.run(store, sparql)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
