"""kg import"""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import store_option
from kg.store import open_store
from kg.taking import take


@click.command("import")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@store_option
def import_(files: tuple[Path, ...], folder: Path) -> None:
    """Take documents from RDF files into a store.

    A file (.ttl, .nt, .trig, .nq, .jsonld) holds documents with what was read in them, as `kg export` writes them or as
    others do who keep to the shapes (ontology/shapes/data.ttl). One that breaks them is refused whole.
    """
    with open_store(folder) as store:
        for path in files:
            taken = take(path, store)
            click.echo(f"{path}: {taken.documents} document{'s' * (taken.documents != 1)}, {taken.changed} new or changed")
