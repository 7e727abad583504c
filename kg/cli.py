"""The command `kg`: finds the command, lets it run, and turns errors into one line and an exit code. No logic."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from kg.errors import KgError, StoreError
from kg.resources import program_version

#: Name -> where the command is, and the first line of its docstring. Modules are imported when their command runs, so
#: that `kg --help` need not wait for a language model.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "build": ("kg.commands.build:build", "Read articles into a store, or into files of N-Quads."),
    "resolve": ("kg.commands.resolve:resolve", "Say who is meant by a phrase."),
    "actors": ("kg.commands.actors:actors", "Look into the list of actors."),
    "query": ("kg.commands.query:query", "Answer a question from a store."),
    "show": ("kg.commands.show:show", "Show all that concerns one actor."),
    "timeline": ("kg.commands.timeline:timeline", "Show how a commitment, or all of an actor, went on."),
    "compare": ("kg.commands.compare:compare", "Show where two outlets or documents differ."),
    "diff": ("kg.commands.diff:diff", "Compare two versions of a text by their commitments."),
    "gaps": ("kg.commands.gaps:gaps", "List the commitments that leave something out."),
    "view": ("kg.commands.view:view", "Draw the graph as one HTML page."),
    "report": ("kg.commands.report:report", "Write a dossier of an actor or a story, to print or to attach."),
    "serve": ("kg.commands.serve:serve", "Serve a store: SPARQL 1.1 Protocol at /sparql, a page for people at /."),
    "export": ("kg.commands.export:export", "Write the graph for other programs."),
    "load": ("kg.commands.load:load", "Make a store of what kg build --parts wrote."),
    "import": ("kg.commands.import_:import_", "Take documents from RDF files into a store."),
    "validate": ("kg.commands.validate:validate", "Check the graph in a store."),
    "remove": ("kg.commands.remove:remove", "Take documents out of a store."),
    "merge": ("kg.commands.merge:merge", "Decide that two commitments are one."),
    "split": ("kg.commands.split:split", "Decide that a commitment is several."),
    "reject": ("kg.commands.reject:reject", "Decide that a claim is wrong."),
    "correct": ("kg.commands.correct:correct", "Decide that a claim says something else."),
    "decisions": ("kg.commands.decisions:decisions", "List what analysts decided, oldest first."),
    "revoke": ("kg.commands.revoke:revoke", "Take a decision back."),
    "demo": ("kg.commands.demo:demo", "Build a graph from the packaged example articles."),
    "explain": ("kg.commands.explain:explain", "Show why a claim is there."),
    "coverage": ("kg.commands.coverage:coverage", "List the sentences that the rules pass over."),
    "evaluate": ("kg.commands.evaluate:evaluate", "Score the extraction against a gold standard."),
    "calibrate": ("kg.commands.calibrate:calibrate", "Fit the confidence of claims on gold standards."),
    "doctor": ("kg.commands.doctor:doctor", "Say what is installed, and whether it is sound."),
    "completion": ("kg.commands.completion:completion", "Print what makes a shell complete commands and options."),
}
BUG: Final = 70  # EX_SOFTWARE


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands by name, without importing them; the first Tab must not wait for a language model."""
        names = [CompletionItem(name, help=short) for name, (_, short) in COMMANDS.items() if name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no such command: {args[0]}; there are {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            _end(ctx, str(error), error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE or os.environ.get("KG_DEBUG"):  # whoever listened has heard enough, which click knows
                raise
            _silence_output()
            _end(ctx, f"{error.filename or 'the output'}: cannot be read or written ({error.strerror or error})", StoreError.exit_code)
        except Exception as error:
            if os.environ.get("KG_DEBUG"):
                raise
            reason = f"{type(error).__name__}: {error}"
            _end(ctx, f"unexpected error ({reason}); please report it with what KG_DEBUG=1 shows", BUG)


def _silence_output() -> None:
    """What could not be written is not tried again, with a second complaint, when the program ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(ctx: click.Context, message: str, code: int) -> None:
    """One line, whatever the message holds, and out."""
    click.echo("kg: " + " ".join(message.split()), err=True)
    ctx.exit(code)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(program_version(), prog_name="kg")
def kg() -> None:
    """Reads news articles and communiqués into a graph of commitments and positions.

    Start with: kg demo
    """


def main(args: Sequence[str] | None = None) -> None:
    """The entry point of the installed command."""
    kg.main(args=args, prog_name="kg")
