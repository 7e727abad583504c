"""kg export"""

from __future__ import annotations

from pathlib import Path

import click

from kg import export as exporting
from kg.commands.options import out_option, store_option, target
from kg.store import open_store


@click.command()
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(exporting.FORMATS)),
    help="RDF format (default: what the file's suffix says, else Turtle).",
)
@out_option
@click.option("--ontology", is_flag=True, help="Write the ontology too.")
def export(folder: Path, form: str | None, out: str, ontology: bool) -> None:
    """Write the graph in an RDF format.

    Turtle and N-Triples hold all graphs as one; TriG, N-Quads and JSON-LD keep one named graph a document. The same
    store gives the same bytes.
    """
    chosen = form or exporting.SUFFIXES.get(Path(out).suffix.lower(), "turtle")
    with open_store(folder, read_only=True) as store:
        exporting.export(store, chosen, target(out), ontology=ontology)
