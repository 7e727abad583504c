"""kg doctor"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.commands.options import PATH, model_option
from kg.doctor import OK, Check, examine, exit_code


@click.command()
@click.option("--store", "folder", metavar="DIR", type=PATH, help="Look at this store, too.")
@model_option
@click.option("--full", is_flag=True, help="Validate the ontology, and every document of the store as kg validate does.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: {healthy, checks}.")
def doctor(folder: Path | None, model: str | None, full: bool, as_json: bool) -> None:
    """Say what is installed, and whether it is sound.

    Looked at are Python, the packages and their versions, optional parts, the ontology, the language model and whether
    its files are those that were installed, and with --store the format of a store and whether its documents are whole.
    Nothing is changed. Ends with 0 if nothing is broken (an optional part may be absent); else with 3 for the ontology,
    4 for the store, 6 for the language model, 1 for anything else, the first that is broken.
    """
    checks: list[Check] = []
    for check in examine(folder, model, full=full):
        checks.append(check)
        if not as_json:
            _show(check)
    code = exit_code(checks)
    if as_json:
        click.echo(json.dumps({"healthy": code == 0, "checks": [check.as_dict() for check in checks]}, ensure_ascii=False, indent=1))
    sys.exit(code)


def _show(check: Check) -> None:
    click.echo(f"{check.state:7} {check.part}: {check.name}: {check.found}")
    if check.state != OK and check.todo:
        click.echo(f"{'':8}{check.todo}")
