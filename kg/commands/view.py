"""kg view"""

from __future__ import annotations

from pathlib import Path

import click

from kg.ask.certain import at_least
from kg.commands.options import certain_option, out_option, store_option, target
from kg.draw import TITLE, draw
from kg.store import open_store


@click.command()
@store_option
@out_option
@click.option("--title", default=TITLE, show_default=True, help="Heading of the page.")
@certain_option
def view(folder: Path, out: str, title: str, least: float) -> None:
    """Draw the graph as one HTML page.

    The page holds all that it needs: it opens from disk in any browser and asks no network for anything.
    """
    with open_store(folder, read_only=True) as store, at_least(store, least) as seen:
        draw(seen, target(out), title=title)
