"""kg compare"""

from __future__ import annotations

from pathlib import Path

import click

from kg import ontology
from kg.ask.answers import objects
from kg.ask.compare import compare as asked
from kg.ask.names import documents
from kg.ask.told import Told
from kg.commands.options import actors_option, store_option
from kg.fuse.compare import Comparer
from kg.fuse.words import Words
from kg.store import open_store
from kg.table import write_text


@click.command()
@click.argument("a")
@click.argument("b")
@store_option
@actors_option
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def compare(a: str, b: str, folder: Path, actors: tuple[Path, ...], as_json: bool) -> None:
    """Show where two outlets or documents differ.

    A and B are each the name of an outlet or the identifier of a document. Findings, gravest first: denied (one reports
    what the other says is refused or withdrawn), contrary stance, amount, firmness and condition (told within 14 days of
    each other), only a and only b (what the other leaves out), copy (both print one text, which then counts for neither).
    """
    with open_store(folder, read_only=True) as store:
        told = Told(store)
        sides = documents(told, a), documents(told, b)
        known = ontology.load(extra=actors)
        found = asked(told, *sides, Comparer(Words.of_ontology(known), known.gazetteer))
    click.echo(objects(found) if as_json else write_text(found, max_cell=40), nl=False)
