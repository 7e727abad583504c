"""kg completion"""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and options.

    For good: add  eval "$(kg completion bash)"  to ~/.bashrc, or  eval "$(kg completion zsh)"  to ~/.zshrc, or write the
    output of  kg completion fish  to ~/.config/fish/completions/kg.fish.
    """
    root = click.get_current_context().find_root().command
    maker = _SHELLS[shell](root, {}, "kg", "_KG_COMPLETE")
    click.echo(maker.source_template % maker.source_vars())
