"""kg query"""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import form_option
from kg.errors import QueryError
from kg.query import answer, named_queries
from kg.store import open_store
from kg.table import WRITERS


@click.command()
@click.argument("what", metavar="[QUERY]", required=False)
@click.option("--store", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Folder that holds the graph.")
@form_option
@click.option("--list", "listed", is_flag=True, help="List the named questions.")
def query(what: str | None, folder: Path | None, form: str, listed: bool) -> None:
    """Answer a question from a store.

    QUERY is SPARQL ("SELECT …"), a file that ends in .rq, or the name of a question: see --list. The usual prefixes
    (pact:, ptype:, actor:, prov:, …) need no declaration. A query only reads, and only this store.
    """
    if listed:
        click.echo(_listing(), nl=False)
        return
    if what is None:
        raise click.UsageError("give a query, a file or a name; --list shows the names")
    if folder is None:
        raise click.UsageError("give --store DIR")
    if not what.strip():
        raise QueryError("the query is empty")
    with open_store(folder, read_only=True) as store:
        click.echo(WRITERS[form](answer(store, what)), nl=False)


def _listing() -> str:
    found = named_queries()
    width = max((len(named.name) for named in found), default=0)
    return "".join(f"{named.name:{width}}  {named.question}\n" for named in found)
