"""kg remove"""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import store_option
from kg.errors import InputError
from kg.fuse.analyst import Analyst
from kg.rdf import document_iri
from kg.store import open_store


@click.command()
@click.argument("documents", metavar="DOCUMENT…", nargs=-1, required=True)
@store_option
def remove(documents: tuple[str, ...], folder: Path) -> None:
    """Take documents out of a store.

    DOCUMENT is an id (see kg query documents) or the IRI of a document. With it goes all that only it supported; what
    other documents report too stays, with their statements. Nothing is removed if one of them is not there.
    """
    with open_store(folder) as store:
        held = set(store.documents())
        wanted = [name if name in held else document_iri(name) for name in documents]
        if missing := [name for name, iri in zip(documents, wanted, strict=True) if iri not in held]:
            raise InputError(f"{', '.join(missing)}: no such document in {folder}; list them with: kg query documents --store {folder}")
        analyst = Analyst(store)
        gone = sum(analyst.remove(iri) for iri in dict.fromkeys(wanted))
    click.echo(f"{gone} document{'s' * (gone != 1)} removed from {folder}")
