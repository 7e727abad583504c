"""kg timeline"""

from __future__ import annotations

from pathlib import Path

import click

from kg import ontology
from kg.ask.answers import objects
from kg.ask.names import node_iri
from kg.ask.timeline import timeline as asked
from kg.ask.told import Told
from kg.commands.options import actors_option, store_option
from kg.dossier import actor_iri_of
from kg.store import open_store
from kg.table import write_text


@click.command()
@click.argument("what", metavar="ACTOR|COMMITMENT")
@store_option
@actors_option
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def timeline(what: str, folder: Path, actors: tuple[Path, ...], as_json: bool) -> None:
    """Show how a commitment, or all of an actor, went on.

    One row for each change of status: the day it was told, the day of the act as the text gives it, the period that it
    holds for, and how many independent sources told it (copies of one agency text count once).

    ACTOR is a key (FR), a name (France) or an alias; COMMITMENT an IRI or its short form (commitment:d6e965304486e4e3).
    """
    with open_store(folder, read_only=True) as store:
        told = Told(store)
        node = node_iri(told, what)
        nodes = [node] if node else told.nodes_by(actor_iri_of(store, what, ontology.load(extra=actors).gazetteer))
        found = asked(told, nodes)
    click.echo(objects(found) if as_json else write_text(found, max_cell=48), nl=False)
