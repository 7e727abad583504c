"""What a long build shows while it runs: a moving line on a terminal, nothing in a pipe, and errors as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kg.build import Step
from kg.errors import KgError

Sinks = tuple[Callable[[Step], None], Callable[[KgError], None]]


@contextmanager
def watch(*, shown: bool) -> Iterator[Sinks]:
    """What to call for each document that is done and for each error."""
    console = Console(stderr=True)
    if not shown or not console.is_terminal:
        yield _nothing, lambda error: click.echo(_line(error), err=True)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("loading", total=None)
        counts = {"documents": 0, "claims": 0}

        def step(done: Step) -> None:
            counts["documents"] += 1
            counts["claims"] += done.claims
            progress.update(task, description=f"{counts['documents']} documents, {counts['claims']} new claims")

        def error(found: KgError) -> None:
            progress.console.print(_line(found), markup=False, highlight=False, soft_wrap=True)

        yield step, error


def _nothing(step: Step) -> None:
    """Nobody looks."""


def _line(error: KgError) -> str:
    return "kg: " + " ".join(str(error).split())
