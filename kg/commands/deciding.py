"""What the commands of analysts share: who decides, why and when, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from kg import vocab
from kg.fuse.analyst import Analyst, Note
from kg.fuse.decisions import Decision

Command = Callable[..., Any]


def deciding(command: Command) -> Command:
    """Adds --author, --reason and --date."""
    command = click.option("--date", "day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="Day of the decision (default: today).")(
        command
    )
    command = click.option("--reason", required=True, metavar="TEXT", help="Why.")(command)
    return click.option("--author", required=True, metavar="NAME", help="Who decides.")(command)


def note(author: str, reason: str, day: datetime | None) -> Note:
    if not author.strip() or not reason.strip():
        raise click.UsageError("--author and --reason must say something")
    return Note(author.strip(), reason.strip(), (day or datetime.now(UTC)).date().isoformat())


def tell(analyst: Analyst, made: Decision) -> None:
    """What was decided, what it led to, and how to take it back."""
    nodes = ", ".join(map(short, analyst.nodes(made))) or "nothing"
    click.echo(f"decision {made.number} ({made.id}): {made.verb}; its claims are now in {nodes}")
    if made.verb != "revoke":
        click.echo(f"take it back with: kg revoke {made.id} --store … --author … --reason …")


def short(iri: str) -> str:
    """`commitment:4f…` for an IRI of ours."""
    for prefix in ("commitment", "position", "claim", "decision"):
        if iri.startswith(vocab.PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(vocab.PREFIXES[prefix])}"
    return iri
