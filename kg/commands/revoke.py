"""kg revoke"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.commands.deciding import deciding, note, tell
from kg.commands.options import store_option
from kg.fuse.analyst import Analyst
from kg.store import open_store


@click.command()
@click.argument("decision")
@store_option
@deciding
def revoke(decision: str, folder: Path, author: str, reason: str, day: datetime | None) -> None:
    """Take a decision back.

    DECISION is its id, the beginning of it, or its number: see kg decisions. The graph becomes what it would be without
    it; both the decision and its revocation stay on record.
    """
    with open_store(folder) as store:
        analyst = Analyst(store)
        tell(analyst, analyst.revoke(decision, note(author, reason, day)))
