"""The library in one object: a graph in a folder that is filled, asked, drawn, written and checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from kg import draw, export, pipeline, query, validate
from kg.dossier import Dossier, dossier
from kg.errors import KgError
from kg.ontology import load
from kg.pipeline import Pipeline, Summary
from kg.store import open_store
from kg.table import Table
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
        """Reads files, folders, globs and `-`; see `pipeline.build`. A `reader` that is given is not loaded again."""
        return pipeline.build(inputs, self.store, reader or Pipeline(), on_error=on_error)

    def query(self, what: str) -> Table:
        """The answer to SPARQL, to a file that ends in `.rq`, or to a named question."""
        return query.answer(self.store, what)

    def show(self, actor: str) -> Dossier:
        """All that concerns one actor, by key, name or alias."""
        return dossier(self.store, actor, load().gazetteer)

    def view(self, out: str | Path, *, title: str = draw.TITLE) -> None:
        """Draws the graph as one HTML page."""
        draw.draw(self.store, Path(out), title=title)

    def export(self, out: str | Path, form: str | None = None) -> None:
        """Writes the graph in an RDF format: `form`, or what the suffix of `out` says."""
        path = Path(out)
        export.export(self.store, form or export.SUFFIXES.get(path.suffix.lower(), "turtle"), path)

    def validate(self) -> Report:
        """Checks the graph against the shapes, the texts and the ontology."""
        return validate.validate(self.store)

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
