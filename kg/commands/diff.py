"""kg diff"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.ask.answers import objects
from kg.ask.changes import Version, changes
from kg.commands.options import actors_option, limits_options, model_option
from kg.errors import InputError, KgError
from kg.model import Document
from kg.pipeline import Pipeline
from kg.read import Limits, read
from kg.table import write_text

DIFFERENT, TROUBLE = 1, 2  # as diff(1) ends; 0 is no difference


@click.command()
@click.argument("old")
@click.argument("new")
@model_option
@actors_option
@limits_options
@click.option("--json", "as_json", is_flag=True, help="Print a list of JSON objects.")
def diff(old: str, new: str, model: str | None, actors: tuple[Path, ...], limits: Limits, as_json: bool) -> None:
    """Compare two versions of a text by their commitments.

    OLD and NEW are files with one document each. Shown are commitments and positions that were added or removed, and
    those that became firmer, softer ("will" to "stands ready to") or got other actors, addressees, amounts, conditions or
    times, with the words of both. Nothing is stored.

    Ends with 0 if both undertake the same, 1 if they differ, 2 if either cannot be read.
    """
    try:
        documents = [_document(name, limits) for name in (old, new)]
        reader = Pipeline(model, actors, limits=limits)
        versions = [Version.of(found, reader.run, reader.ontology.lexicon.labels) for found in reader.extract(documents)]
    except KgError as error:
        click.echo("kg: " + " ".join(str(error).split()), err=True)
        sys.exit(TROUBLE)
    found = changes(*versions)
    click.echo(objects(found) if as_json else write_text(found, max_cell=48), nl=False)
    sys.exit(DIFFERENT if found else 0)


def _document(name: str, limits: Limits) -> Document:
    """The one document that a file holds."""
    failures: list[KgError] = []
    documents = list(read([name], limits=limits, on_error=failures.append))
    if failures:
        raise failures[0]
    if len(documents) != 1:
        raise InputError(f"{name}: holds {len(documents)} documents; give a file with one")
    return documents[0]
