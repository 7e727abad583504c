"""The library in one object: a graph in a folder that is filled, asked, drawn, written and checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import networkx as nx

from kg import draw, export, frames, query, taking, validate
from kg.build import Summary, build
from kg.dossier import Dossier, dossier
from kg.errors import KgError
from kg.ontology import load
from kg.pipeline import Pipeline
from kg.store import open_store
from kg.table import Table
from kg.taking import Taken
from kg.validate import Report


class Graph:
    """The graph in `folder`, which is made if it is not there. Close it, or use it in a `with` statement.

    All errors are KgError, with a message for people.
    """

    def __init__(self, folder: str | Path, *, read_only: bool = False) -> None:
        self.store = open_store(folder, read_only=read_only)

    def build(
        self,
        *inputs: str | Path,
        reader: Pipeline | None = None,
        on_error: Callable[[KgError], None] | None = None,
    ) -> Summary:
        """Reads files, folders, globs and `-`; see `kg.build.build`. A `reader` that is given is not loaded again."""
        return build(inputs, self.store, reader or Pipeline(), on_error=on_error)

    def query(self, what: str, **given: str) -> Table:
        """The answer to SPARQL, to a file that ends in `.rq`, or to a named question with its parameters.

        `graph.query("commitments-by", actor="FR", since="2025-01-01")`
        """
        return query.answer(self.store, what, given={name.replace("_", "-"): value for name, value in given.items()})

    def records(self, what: str, **given: str) -> list[dict[str, frames.Value]]:
        """`query` as a list of dictionaries, with numbers and days as Python knows them."""
        return frames.records(self.query(what, **given))

    def frame(self, what: str, **given: str) -> Any:
        """`query` as a pandas DataFrame (needs the extra `pactgraph[tables]`)."""
        return frames.frame(self.query(what, **given))

    def network(self, what: str | None = None, source: str = "by", target: str = "to", **given: str) -> nx.MultiDiGraph:
        """Who is tied to whom, for networkx: all commitments and positions, or the rows of a `query`."""
        if what is None:
            return export.network(self.store)
        return frames.network(self.query(what, **given), source, target)

    def show(self, actor: str) -> Dossier:
        """All that concerns one actor, by key, name or alias."""
        return dossier(self.store, actor, load().gazetteer)

    def view(self, out: str | Path, *, title: str = draw.TITLE) -> None:
        """Draws the graph as one HTML page."""
        draw.draw(self.store, Path(out), title=title)

    def export(self, out: str | Path, form: str | None = None) -> None:
        """Writes the graph for other programs: in `form`, or what the suffix of `out` says, else as Turtle; see `kg export`.

        Tables (csv, parquet) are files in the folder `out`.
        """
        path = Path(out)
        chosen = form or export.ALL_SUFFIXES.get(path.suffix.lower(), "turtle")
        if chosen in export.TABLE_FORMATS:
            export.export_tables(self.store, chosen, path)
        else:
            export.export(self.store, chosen, path)

    def take(self, file: str | Path) -> Taken:
        """Puts the documents of an RDF file into the graph, if they are what the shapes say."""
        return taking.take(Path(file), self.store)

    def validate(self) -> Report:
        """Checks the graph against the shapes, the texts and the ontology."""
        return validate.validate(self.store)

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
