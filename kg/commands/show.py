"""kg show"""

from __future__ import annotations

from pathlib import Path

import click

from kg import ontology
from kg.ask.certain import at_least
from kg.commands.options import actors_option, certain_option, form_option, store_option
from kg.dossier import dossier
from kg.store import open_store
from kg.table import WRITERS


@click.command()
@click.argument("actor")
@store_option
@form_option
@actors_option
@certain_option
def show(actor: str, folder: Path, form: str, actors: tuple[Path, ...], least: float) -> None:
    """Show all that concerns one actor.

    What it undertakes and which stances it takes (by), what is undertaken or said towards it (to), and what a person
    or body is quoted with (said by). ACTOR is a key (FR), a name (France) or an alias ("the Kremlin").
    """
    with open_store(folder, read_only=True) as store, at_least(store, least) as seen:
        found = dossier(seen, actor, ontology.load(extra=actors).gazetteer)
    if form == "table":
        click.echo(f"{found.label} <{found.iri}>")
    click.echo(WRITERS[form](found.table), nl=False)
