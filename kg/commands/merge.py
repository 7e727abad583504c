"""kg merge"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.commands.deciding import deciding, note, tell
from kg.commands.options import store_option
from kg.fuse.analyst import Analyst
from kg.store import open_store


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@store_option
@deciding
def merge(one: str, other: str, folder: Path, author: str, reason: str, day: datetime | None) -> None:
    """Decide that two commitments are one.

    A and B are commitments, or positions: an IRI, commitment:4f… or the hash alone. The claims of their documents stay as
    they were; the decision is on record, survives every build, and can be revoked.
    """
    with open_store(folder) as store:
        analyst = Analyst(store)
        tell(analyst, analyst.merge(one, other, note(author, reason, day)))
