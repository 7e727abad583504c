"""kg actors"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg import ontology
from kg.commands.options import actors_option, limits_options, model_option
from kg.commands.progress import watch
from kg.commands.rows import rows_text
from kg.errors import KgError
from kg.read import Limits
from kg.references import names_unknown
from kg.resolve import Match, search

_NAMES_SHOWN = 6


@click.command()
@click.argument("paths", metavar="[PATH]…", nargs=-1)
@click.option("--search", "name", metavar="NAME", help="List the actors who go by NAME, or by a name that holds it.")
@click.option("--unknown", is_flag=True, help="List the names in the articles of PATH… that nobody bears, by frequency.")
@click.option("--limit", default=100, show_default=True, metavar="N", type=click.IntRange(1), help="So many lines at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@actors_option
@model_option
@limits_options
def actors(
    paths: tuple[str, ...],
    name: str | None,
    unknown: bool,
    limit: int,
    as_json: bool,
    actors: tuple[Path, ...],
    model: str | None,
    limits: Limits,
) -> None:
    """Look into the list of actors.

    With --search, who goes by a name. With --unknown, the names in articles that nobody on the list bears, each with a
    sentence: the list to work through before a corpus is built. PATH is as for kg build.
    """
    if unknown == (name is not None):
        raise click.UsageError("give either --search NAME or --unknown PATH…")
    if name is not None:
        if paths:
            raise click.UsageError(f"unexpected {paths[0]!r}; --search looks at the list of actors alone")
        _search(name, actors, limit, as_json)
    else:
        if not paths:
            raise click.UsageError("give the articles to look for names in: kg actors --unknown PATH…")
        sys.exit(_unknown(paths, actors, model, limits, limit, as_json))


def _search(name: str, files: tuple[Path, ...], limit: int, as_json: bool) -> None:
    found = search(ontology.load(extra=files).gazetteer, name)[:limit]
    if as_json:
        for match in found:
            click.echo(json.dumps(match.as_dict(), ensure_ascii=False))
    elif found:
        rows = [(m.entry.key, m.entry.label, m.entry.cls, _names(m), m.wikidata) for m in found]
        click.echo(rows_text(("key", "label", "class", "names", "wikidata"), rows), nl=False)
    else:
        click.echo(f"nobody goes by {name!r}", err=True)


def _names(match: Match) -> str:
    more = len(match.names) - _NAMES_SHOWN
    return " | ".join(match.names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _unknown(paths: tuple[str, ...], files: tuple[Path, ...], model: str | None, limits: Limits, limit: int, as_json: bool) -> int:
    """The exit code: that of the first error if nothing could be read."""
    errors: list[KgError] = []
    with watch(shown=False) as (_, on_error):

        def tell(error: KgError) -> None:
            errors.append(error)
            on_error(error)

        documents, found = names_unknown(paths, model, files, limits=limits, on_error=tell)
    if as_json:
        for unknown in found[:limit]:
            click.echo(json.dumps(unknown.as_dict(), ensure_ascii=False))
    elif found:
        rows = [(str(u.count), u.name, u.kind, u.sentence) for u in found[:limit]]
        click.echo(rows_text(("count", "name", "kind", "for example"), rows), nl=False)
    return errors[0].exit_code if errors and not documents else 0
