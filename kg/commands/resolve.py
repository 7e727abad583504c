"""kg resolve"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from kg.commands.options import actors_option, model_option
from kg.commands.rows import rows_text
from kg.errors import InputError
from kg.read.dates import day
from kg.references import load_resolver
from kg.resolve import Phrase, Resolved, answer_lines, whole_lines

_COLUMNS = ("key", "label", "class", "represents", "score", "reason")


@click.command()
@click.argument("text", required=False)
@click.option("--context", default="", metavar="TEXT", help="The text that the words stand in.")
@click.option("--date", metavar="DAY", help="The day of the text, as 2026-01-07: who held an office, who was a member.")
@click.option("--jsonl", is_flag=True, help="Read lines {id, text, context, date} from standard input, write lines {id, actors}.")
@click.option("--json", "as_json", is_flag=True, help="Print the actors as one line of JSON.")
@actors_option
@model_option
def resolve(
    text: str | None, context: str, date: str | None, jsonl: bool, as_json: bool, actors: tuple[Path, ...], model: str | None
) -> None:
    """Say who is meant by a phrase.

    TEXT is a few words ("the Polish defence ministry", "four Saudi men", "Tokyo"), by themselves or in their context. The
    answer is nobody rather than a guess: then nothing is printed, or an empty list.

    With --jsonl each line is answered in order; one that is broken costs one line on standard error, and the rest goes on.
    """
    if jsonl:
        if text is not None or context or date or as_json:
            raise click.UsageError("--jsonl reads standard input; leave out TEXT, --context, --date and --json")
        sys.exit(_lines(actors, model))
    if text is None or not text.strip():
        raise click.UsageError("give a phrase, or --jsonl")
    on = _day(date)
    found = load_resolver(model, actors).resolve(Phrase(text, context, on))
    if as_json:
        click.echo(json.dumps([actor.as_dict() for actor in found], ensure_ascii=False))
    elif found:
        click.echo(rows_text(_COLUMNS, _rows(found)), nl=False)
    else:
        click.echo("nobody that is known", err=True)


def _rows(found: Iterable[Resolved]) -> Iterable[tuple[str, ...]]:
    return ((a.key, a.label, a.cls, a.represents or "", f"{a.score:.2f}", a.reason) for a in found)


def _day(written: str | None) -> str | None:
    if written is None:
        return None
    if found := day(written):
        return found
    raise click.UsageError(f"--date is {written[:40]!r}; write it as 2026-01-07")


def _lines(actors: tuple[Path, ...], model: str | None) -> int:
    """The exit code: 0 if any line was answered."""
    answered, broken = 0, 0
    for found in answer_lines(whole_lines(sys.stdin.buffer), load_resolver(model, actors)):
        if isinstance(found, InputError):
            broken += 1
            click.echo(f"kg: {found}", err=True)
        else:
            answered += 1
            click.echo(found.line())
    return InputError.exit_code if broken and not answered else 0
