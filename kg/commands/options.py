"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., Any])


def store_option(command: _F) -> _F:
    """`--store DIR`."""
    found: Callable[[_F], _F] = click.option(
        "--store", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Folder that holds the graph."
    )
    return found(command)


def form_option(command: _F) -> _F:
    """`--format table|csv|json`."""
    found: Callable[[_F], _F] = click.option(
        "--format",
        "form",
        default="table",
        show_default=True,
        type=click.Choice(["table", "csv", "json"]),
        help="For the eye, for a spreadsheet, or for a program.",
    )
    return found(command)


def model_option(command: _F) -> _F:
    """`--model NAME`."""
    found: Callable[[_F], _F] = click.option(
        "--model", metavar="NAME", help="Name or folder of a spaCy pipeline (default: the small English one)."
    )
    return found(command)


def actors_option(command: _F) -> _F:
    """`--actors FILE`, any number of times."""
    found: Callable[[_F], _F] = click.option(
        "--actors",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Turtle file with further actors, as in ontology/actors/. May be given several times.",
    )
    return found(command)


def out_option(command: _F) -> _F:
    """`-o FILE`."""
    found: Callable[[_F], _F] = click.option(
        "-o", "--output", "out", metavar="FILE", required=True, help="File to write; - for standard output."
    )
    return found(command)


def target(out: str) -> Path | BinaryIO:
    """What `-o` names."""
    return click.get_binary_stream("stdout") if out == "-" else Path(out)
