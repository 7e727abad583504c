"""kg export"""

from __future__ import annotations

from pathlib import Path

import click

from kg import export as exporting
from kg.ask.certain import at_least
from kg.commands.options import certain_option, out_option, store_option, target
from kg.store import open_store


@click.command()
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice([*exporting.FORMATS, *exporting.OTHERS, *exporting.TABLE_FORMATS]),
    help="Format (default: what the file's suffix says, else Turtle).",
)
@out_option
@click.option("--ontology", is_flag=True, help="Write the ontology too (RDF only).")
@click.option("--spreadsheet", is_flag=True, help="Write CSV that is safe to open in Excel: no cell is taken for a formula.")
@certain_option
def export(folder: Path, form: str | None, out: str, ontology: bool, spreadsheet: bool, least: float) -> None:
    """Write the graph for other programs.

    RDF: Turtle and N-Triples hold all graphs as one; TriG, N-Quads and JSON-LD keep one named graph a document. GraphML
    and GEXF are networks of actors. plover is event records as JSON lines. markdown and html are a report with the words
    of each claim. csv and parquet write a folder of tables, every cell as it is; articles may hold what a spreadsheet takes
    for formulas, so give --spreadsheet if people are to open the CSV. The same store gives the same bytes.
    """
    chosen = form or exporting.ALL_SUFFIXES.get(Path(out).suffix.lower(), "turtle")
    if chosen in exporting.TABLE_FORMATS and out == "-":
        raise click.UsageError(f"{chosen} writes several files: give a folder with -o")
    if spreadsheet and chosen != "csv":
        raise click.UsageError(f"--spreadsheet is for --format csv, not for {chosen}")
    with open_store(folder, read_only=True) as store, at_least(store, least) as seen:
        if chosen in exporting.TABLE_FORMATS:
            for path in exporting.export_tables(seen, chosen, Path(out), spreadsheet=spreadsheet):
                click.echo(str(path))
        else:
            exporting.export(seen, chosen, target(out), ontology=ontology)
