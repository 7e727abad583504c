"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import BinaryIO

import click

from kg.read import DEFAULT, Limits

PATH = click.Path(path_type=Path, readable=False)  # whether it may be read, and what it means if not, is not for click to say

store_option = click.option("--store", "folder", metavar="DIR", required=True, type=PATH, help="Folder that holds the graph.")
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
    type=PATH,
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


def limits_options(command: Callable[..., None]) -> Callable[..., None]:
    """What one document may be: the command gets `limits`."""

    @wraps(command)
    def limited(*given: object, max_bytes: int, max_chars: int, max_sentence: int, max_seconds: float, **named: object) -> None:
        command(*given, limits=Limits(max_bytes, max_chars, max_bytes, max_sentence, max_seconds), **named)

    found: Callable[..., None] = limited
    for option in (
        _limit("--max-seconds", DEFAULT.max_seconds, click.FloatRange(0), "Seconds that a document may take; 0 for any."),
        _limit("--max-sentence", DEFAULT.max_sentence, click.IntRange(1), "Words that a sentence may have."),
        _limit("--max-chars", DEFAULT.max_chars, click.IntRange(1), "Characters that the text of a document may have."),
        _limit("--max-bytes", DEFAULT.max_bytes, click.IntRange(1), "Bytes that a file of one document, or a line of JSONL, may have."),
    ):
        found = option(found)
    return found


def _limit(
    name: str, default: float, kind: click.IntRange | click.FloatRange, help: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, default=default, show_default=True, metavar="N", type=kind, help=f"{help} Documents beyond it are refused.")


def target(out: str) -> Path | BinaryIO:
    """What `-o` names."""
    return sys.stdout.buffer if out == "-" else Path(out)
