"""kg split"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.commands.deciding import deciding, note, tell
from kg.commands.options import store_option
from kg.fuse.analyst import Analyst
from kg.store import open_store


@click.command()
@click.argument("name", metavar="A")
@click.option("--claim", metavar="CLAIM", help="Take only this claim out; the others stay together.")
@store_option
@deciding
def split(name: str, claim: str | None, folder: Path, author: str, reason: str, day: datetime | None) -> None:
    """Decide that a commitment is several.

    A is a commitment or a position. What analysts merged becomes what it was before; what nobody merged becomes one
    commitment for each claim. The decision is on record, survives every build, and can be revoked.
    """
    with open_store(folder) as store:
        analyst = Analyst(store)
        tell(analyst, analyst.split(name, note(author, reason, day), claim))
