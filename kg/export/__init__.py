"""Store -> files that others read: RDF, networks, tables, event records, a report with the words of each claim.

The same store gives the same bytes, and a file is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import StoreError
from kg.export.events import write_plover
from kg.export.network import network, write_gexf, write_graphml
from kg.export.rdf import graphs, write_jsonld, write_nquads, write_ntriples, write_trig, write_turtle
from kg.export.report import write_html, write_markdown
from kg.export.tables import TABLES, write_csv, write_parquet, write_spreadsheet
from kg.files import write_file
from kg.store import Store

__all__ = ["ALL_SUFFIXES", "FORMATS", "OTHERS", "SUFFIXES", "TABLE_FORMATS", "export", "export_tables", "graphs", "network"]

#: RDF formats -> what writes the named graphs. Turtle and N-Triples are the union of all graphs.
FORMATS: Final[dict[str, Callable[[Store, list[str]], Iterator[str]]]] = {
    "turtle": write_turtle,
    "trig": write_trig,
    "nquads": write_nquads,
    "ntriples": write_ntriples,
    "jsonld": write_jsonld,
}
#: Other formats of one file -> what writes them.
OTHERS: Final[dict[str, Callable[[Store], Iterator[str]]]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "plover": write_plover,
    "markdown": write_markdown,
    "html": write_html,
}
#: Formats that are a folder of files, one a table -> what writes one of them.
TABLE_FORMATS: Final[dict[str, Callable[[Store, str], Iterator[bytes]]]] = {"csv": write_csv, "parquet": write_parquet}

#: File suffix -> RDF format, for those who name only a file.
SUFFIXES: Final = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
}
#: File suffix -> format, of all that are one file.
ALL_SUFFIXES: Final = {
    **SUFFIXES,
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".jsonl": "plover",
    ".md": "markdown",
    ".html": "html",
}


def export(store: Store, format: str, out: Path | BinaryIO, *, ontology: bool = False) -> None:
    """Writes the store in a format of one file (FORMATS, OTHERS) to a file or a byte stream; RDF with the ontology if asked.

    A file is written beside its place and renamed, so that a failure leaves what was there.
    Raises StoreError for an unknown format, a place that cannot be written, or a store that cannot be read.
    """
    if format in FORMATS:
        pieces = FORMATS[format](store, graphs(store, ontology=ontology))
    elif format in OTHERS:
        pieces = OTHERS[format](store)
    else:
        raise StoreError(f"{format}: no such export format; there are {', '.join((*FORMATS, *OTHERS, *TABLE_FORMATS))}")
    _write(out, (piece.encode("utf-8", "replace") for piece in pieces))


def export_tables(store: Store, format: str, folder: Path, *, spreadsheet: bool = False) -> list[Path]:
    """Writes a file a table (`commitments.csv`, …) into `folder`, which is made if need be. Raises as `export` does.

    CSV holds every cell as it is, for programs, unless `spreadsheet` says that people are to open it.
    """
    if format not in TABLE_FORMATS:
        raise StoreError(f"{format}: no such format of tables; there are {', '.join(TABLE_FORMATS)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made ({error.strerror})") from error
    write = write_spreadsheet if spreadsheet and format == "csv" else TABLE_FORMATS[format]
    files = [folder / f"{table}.{format}" for table in TABLES]
    for table, file in zip(TABLES, files, strict=True):
        write_file(file, write(store, table))
    return files


def _write(out: Path | BinaryIO, pieces: Iterable[bytes]) -> None:
    if isinstance(out, Path):
        write_file(out, pieces)
        return
    for piece in pieces:
        out.write(piece)
