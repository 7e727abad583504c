"""The reference of commands, from the parser itself."""

from __future__ import annotations

from collections.abc import Iterator

import click

from kg import cli

_INTRO = """# Commands

Each page of `kg COMMAND --help`, taken from the program when this site was built. How a command ends is told under
[exit codes](limits.md#exit-codes).

"""


def page() -> str:
    """All commands in the order of `kg --help`, as Markdown."""
    context = click.Context(cli.kg, info_name="kg")
    return _INTRO + "\n".join(_command(name, context) for name in cli.COMMANDS)


def _command(name: str, above: click.Context) -> str:
    command = cli.kg.get_command(above, name)
    assert command is not None
    context = click.Context(command, info_name=name, parent=above)
    usage = " ".join(command.collect_usage_pieces(context))
    text = (command.help or "").replace("\b", "").strip()
    rows = list(_options(command, context))
    table = "\n".join(["| option | meaning |", "|---|---|", *rows, ""]) if rows else ""
    return f"## kg {name}\n\n```text\nkg {name} {usage}\n```\n\n{_paragraphs(text)}\n\n{table}\n"


def _paragraphs(text: str) -> str:
    """The docstring as prose: what stands in it is no markup."""
    return "\n\n".join(_escaped(" ".join(part.split())) for part in text.split("\n\n"))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and record[1] and parameter.name != "help":  # an argument is told of in the text
            names, meaning = record
            yield f"| {_code(names)} | {_escaped(' '.join(meaning.split()))} |"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _escaped(text: str) -> str:
    return "".join("\\" + mark if mark in "\\`*_[]<>|$#" else mark for mark in text)
