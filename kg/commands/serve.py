"""kg serve"""

from __future__ import annotations

from pathlib import Path

import click

from kg.commands.options import store_option
from kg.serve.http import run
from kg.serve.limits import Limits
from kg.store import open_store

_STANDARD = Limits()


@click.command()
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at. The default is for this machine only.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port to listen at; 0 takes a free one.")
@click.option("--writable", is_flag=True, help="Let those change the store who know the token.")
@click.option("--token", envvar="KG_TOKEN", show_envvar=True, help="What a request must bear to write. Better in the environment.")
@click.option(
    "--cors", "origins", metavar="ORIGIN", multiple=True, default=("local",), show_default=True,
    help="Sites whose pages may ask this service, such as https://example.org; `local` is this machine, `*` all, `none` none. Repeatable.",
)  # fmt: skip
@click.option("--seconds", default=_STANDARD.seconds, show_default=True, type=click.FloatRange(0.1), help="Time limit of a query.")
@click.option("--memory", default=_STANDARD.memory >> 20, show_default=True, type=click.IntRange(16), help="Memory of a query, in MB.")
@click.option("--result", default=_STANDARD.result >> 20, show_default=True, type=click.IntRange(1), help="Size of an answer, in MB.")
@click.option("--clients", default=_STANDARD.workers, show_default=True, type=click.IntRange(1, 64), help="Queries at a time.")
def serve(
    folder: Path,
    host: str,
    port: int,
    writable: bool,
    token: str | None,
    origins: tuple[str, ...],
    seconds: float,
    memory: int,
    result: int,
    clients: int,
) -> None:
    """Serve a store: SPARQL 1.1 Protocol at /sparql, a page for people at /.

    A query runs in a process of its own within its limits, reads this store and nothing else. With --writable, updates
    go to /sparql and graphs to /graphs (Graph Store Protocol), each with the token.
    """
    if writable and not token:
        raise click.UsageError("--writable needs a token: set KG_TOKEN, or give --token")
    open_store(folder, read_only=True).close()  # tells what is wrong with it before anything listens
    limits = Limits(seconds=seconds, memory=memory << 20, result=result << 20, workers=clients)
    allowed = () if "none" in origins else origins
    run(folder, host=host, port=port, token=token if writable else None, origins=allowed, limits=limits)
