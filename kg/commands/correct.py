"""kg correct"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.commands.deciding import deciding, note, tell
from kg.commands.options import store_option
from kg.fuse.analyst import Analyst, Corrections
from kg.model import STANCES, STATUSES
from kg.store import open_store


@click.command()
@click.argument("claim")
@click.option("--status", type=click.Choice(STATUSES), help="How firm a commitment is.")
@click.option("--stance", type=click.Choice(STANCES), help="What a position is.")
@click.option("--type", "type_", metavar="KEY", help="Type of the action, such as troop_deployment.")
@click.option("--by", multiple=True, metavar="ACTOR", help="Who undertakes it, in place of who was read. May be given several times.")
@click.option("--to", multiple=True, metavar="ACTOR", help='To whom, in place of who was read; "" for nobody. May be given several times.')
@store_option
@deciding
def correct(
    claim: str,
    status: str | None,
    stance: str | None,
    type_: str | None,
    by: tuple[str, ...],
    to: tuple[str, ...],
    folder: Path,
    author: str,
    reason: str,
    day: datetime | None,
) -> None:
    """Decide that a claim says something else.

    CLAIM is claim:4f…, its hash, or a commitment that rests on one claim. The claim itself stays as extracted; what is
    fused from it, and its statements, follow the correction. The decision is on record, survives every build, and can be
    revoked.
    """
    if status and stance:
        raise click.UsageError("a claim has either a status or a stance; give one of them")
    with open_store(folder) as store:
        analyst = Analyst(store)
        tell(analyst, analyst.correct(claim, Corrections(status or stance, type_, by, to), note(author, reason, day)))
