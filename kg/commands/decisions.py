"""kg decisions"""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.deciding import short
from kg.commands.options import form_option, store_option
from kg.fuse.decisions import read_decisions
from kg.store import open_store
from kg.table import WRITERS, Table
from kg.turtle import Literal
from kg.vocab import DECISIONS_GRAPH

COLUMNS = ("number", "id", "date", "author", "decision", "claims", "sets", "reason", "revoked_by")


@click.command()
@store_option
@form_option
def decisions(folder: Path, form: str) -> None:
    """List what analysts decided, oldest first."""
    with open_store(folder, read_only=True) as store:
        found = read_decisions(store.quads(DECISIONS_GRAPH))
    revoked = {decision.revokes: decision.id for decision in found}
    rows = []
    for made in found:
        what = f"revoke {made.revokes}" if made.revokes else made.verb
        sets = ", ".join(f"{slot}={short(value)}" for slot, value in made.changes)
        cells = (str(made.number), made.id, made.day, made.author, what, ", ".join(map(short, made.claims)), sets, made.reason)
        rows.append(tuple(Literal(cell) if cell else None for cell in (*cells, revoked.get(made.id, ""))))
    click.echo(WRITERS[form](Table(COLUMNS, tuple(rows))), nl=False)
