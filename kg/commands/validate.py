"""kg validate"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.commands.options import store_option
from kg.store import open_store
from kg.validate import validate as check

VIOLATED = 1


@click.command()
@store_option
def validate(folder: Path) -> None:
    """Check the graph in a store.

    Applies the SHACL shapes of ontology/shapes/, and checks that the words of every statement stand at their place in
    the stored text and that every type is in the ontology. Ends with 1 if anything is violated.
    """
    with open_store(folder, read_only=True) as store:
        report = check(store)
    for finding in report.findings:
        click.echo(f"{finding.severity}: {finding}")
    documents = "1 document" if report.documents == 1 else f"{report.documents} documents"
    click.echo(f"{documents} checked, {len(report.violations) or 'no'} violation{'s' * (len(report.violations) != 1)}")
    sys.exit(0 if report.conforms else VIOLATED)
