"""kg query"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from kg.ask.asof import as_of
from kg.ask.certain import at_least
from kg.commands.options import PATH, certain_option, form_option
from kg.errors import QueryError
from kg.query import answer, find, named_queries
from kg.questions import parameters
from kg.store import open_store
from kg.table import WRITERS


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("what", metavar="[QUERY]", required=False)
@click.argument("rest", metavar="[--PARAMETER VALUE]…", nargs=-1, type=click.UNPROCESSED)
@click.option("--store", "folder", metavar="DIR", type=PATH, help="Folder that holds the graph.")
@form_option
@click.option("--as-of", "day", metavar="DATE", help="Ask the graph as it was known on that day (2026-01-07).")
@certain_option
@click.option("--list", "listed", is_flag=True, help="List the named questions.")
def query(what: str | None, rest: tuple[str, ...], folder: Path | None, form: str, day: str | None, least: float, listed: bool) -> None:
    """Answer a question from a store.

    QUERY is SPARQL ("SELECT …"), a file that ends in .rq, or the name of a question: see --list. The usual prefixes
    (pact:, ptype:, actor:, prov:, …) need no declaration. A query only reads, and only this store.

    Some questions take parameters, which --list shows: kg query commitments-by --actor FR --since 2025-01-01. Values
    without a name are taken in the order of --list: kg query what-unlocks ceasefire

    With --as-of only documents issued by that day are seen, and every commitment has the status that it had then.
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
    given = _given(rest, [parameter.name for parameter in parameters(find(what))] if rest else [])
    with (
        open_store(folder, read_only=True) as store,
        as_of(store, day) if day is not None else nullcontext(store) as then,
        at_least(then, least) as seen,
    ):
        found = WRITERS[form](answer(seen, what, given=given))
    click.echo(found, nl=False)


def _given(rest: tuple[str, ...], declared: list[str]) -> dict[str, str]:
    """`--name value` and `--name=value`, by name; a value alone is that of the first parameter `declared` and not yet given."""
    words, given = iter(rest), dict[str, str]()
    for word in words:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("-") and (free := next((one for one in declared if one not in given), None)):
            name, equals, value = free, "=", word
        elif not word.startswith("--") or not name:
            raise click.UsageError(f"unexpected {word!r}; parameters are written --name value")
        if name in given:
            raise click.UsageError(f"--{name} is given twice")
        given[name] = value if equals else next(words, "")
    return given


def _listing() -> str:
    found = named_queries()
    width = max((len(named.name) for named in found), default=0)
    return "".join(f"{named.name:{width}}  {named.question}\n{_options(named.text, width)}" for named in found)


def _options(text: str, width: int) -> str:
    return "".join(f"{'':{width}}    --{p.name} {p.kind}  {p.help}\n" for p in parameters(text))
