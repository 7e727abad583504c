"""kg gaps"""

from __future__ import annotations

from pathlib import Path

import click

from kg.ask.answers import objects
from kg.ask.gaps import gaps as asked
from kg.ask.told import Told
from kg.commands.options import store_option
from kg.store import open_store
from kg.table import write_text


@click.command()
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def gaps(folder: Path, as_json: bool) -> None:
    """List the commitments that leave something out.

    What may be missing: an amount (where the type counts something), a date or period, a named provider, and for a
    ceasefire, arms control or an exchange of prisoners somebody who monitors it. Refused, withdrawn and fulfilled ones are
    not listed.
    """
    with open_store(folder, read_only=True) as store:
        found = asked(Told(store))
    click.echo(objects(found) if as_json else write_text(found, max_cell=48), nl=False)
