"""kg reject"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.commands.deciding import deciding, note, tell
from kg.commands.options import store_option
from kg.fuse.analyst import Analyst
from kg.store import open_store


@click.command()
@click.argument("claim")
@store_option
@deciding
def reject(claim: str, folder: Path, author: str, reason: str, day: datetime | None) -> None:
    """Decide that a claim is wrong.

    CLAIM is claim:4f…, its hash, or a commitment that rests on one claim. Nothing is fused from it any more; it stays in
    the graph of its document. The decision is on record, survives every build, and can be revoked.
    """
    with open_store(folder) as store:
        analyst = Analyst(store)
        tell(analyst, analyst.reject(claim, note(author, reason, day)))
