"""kg load"""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import PATH, store_option
from kg.errors import InputError
from kg.store.bulk import bulk_load


@click.command()
@click.argument("parts", metavar="DIR", type=PATH)
@store_option
def load(parts: Path, folder: Path) -> None:
    """Make a store of what kg build --parts wrote.

    The store must not be there yet. It is the same as if `kg build --store` had made it, and grows like any other.
    """
    files = sorted(parts.glob("*.nq"))
    if not files:
        raise InputError(f"{parts}: no files of N-Quads there; make some with: kg build INPUT… --parts {parts}")
    click.echo(f"{bulk_load(files, folder):,} quads from {len(files)} files; the store is {folder}")
