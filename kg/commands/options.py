"""Options that several commands share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

_FILE = click.Path(path_type=Path)

store_option = click.option("--store", "folder", metavar="DIR", required=True, type=_FILE, help="Folder that holds the graph.")
form_option = click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "json"]),
    help="For the eye, for a spreadsheet, or for a program.",
)
model_option = click.option("--model", metavar="NAME", help="Name or folder of a spaCy pipeline (default: the small English one).")
actors_option = click.option(
    "--actors",
    metavar="FILE",
    multiple=True,
    type=_FILE,
    help="Turtle or CSV file with further actors, like those of ontology/actors/. May be given several times.",
)
certain_option = click.option(
    "--min-confidence",
    "least",
    default=0.0,
    metavar="0…1",
    type=click.FloatRange(0, 1),
    help="Leave out claims that are less certain than this.",
)
out_option = click.option("-o", "--output", "out", metavar="FILE", required=True, help="File to write; - for standard output.")


def target(out: str) -> Path | BinaryIO:
    """What `-o` names."""
    return sys.stdout.buffer if out == "-" else Path(out)
