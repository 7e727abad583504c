"""kg build"""

from __future__ import annotations

import json
import re
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from kg.build import Summary
from kg.build import build as build_store
from kg.cluster import Cluster
from kg.commands.options import PATH, actors_option, limits_options, model_option
from kg.commands.progress import watch
from kg.parts import Fuser, write_parts
from kg.pipeline import Pipeline, loading
from kg.read import Limits
from kg.store import open_store
from kg.workers import Crew, Settings


@click.command()
@click.argument("inputs", metavar="INPUT…", nargs=-1, required=True)
@click.option("--store", "folder", metavar="DIR", type=PATH, help="Folder that holds the graph.")
@click.option("--parts", metavar="DIR", type=PATH, help="In place of a store, write N-Quads files into this new folder, for a bulk loader.")
@model_option
@actors_option
@click.option(
    "--min-confidence",
    default=0.0,
    metavar="0…1",
    type=click.FloatRange(0, 1),
    help="Leave out claims that are less certain than this.",
)
@click.option("--sync", is_flag=True, help="Forget the documents of the store that no INPUT gives (unless an INPUT fails).")
@click.option(
    "--jobs", default=1, show_default=True, metavar="N", type=click.IntRange(1), help="Read in so many processes, with the same result."
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Read on the workers of the Dask scheduler at tcp://HOST:PORT, with the same result; texts travel there.",
)
@limits_options
@click.option("--quiet", is_flag=True, help="Print errors only.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one line of JSON.")
def build(
    inputs: tuple[str, ...],
    folder: Path | None,
    parts: Path | None,
    model: str | None,
    actors: tuple[Path, ...],
    min_confidence: float,
    sync: bool,
    jobs: int,
    cluster: str | None,
    quiet: bool,
    as_json: bool,
    limits: Limits,
) -> None:
    """Read articles into a store, or into files of N-Quads.

    INPUT is a text, HTML, PDF or JSONL file, a folder, a pattern such as "news/*.txt", or - for standard input.
    Documents that the store already holds unchanged are passed over. What cannot be read is reported, one line each,
    and the rest goes on. What several documents report is fused to one commitment or position.
    """
    if (folder is None) == (parts is None):
        raise click.UsageError("give either --store DIR, or --parts DIR for files of N-Quads")
    if parts and sync:
        raise click.UsageError("--sync is about a store, which --parts does not make")
    if cluster and jobs > 1:
        raise click.UsageError("--jobs and --cluster exclude each other: workers of the cluster are started on its machines")
    if cluster and not re.fullmatch(r"(tcp|tls)://.+:\d+", cluster):
        raise click.UsageError(f"--cluster {cluster}: give the address of a Dask scheduler, such as tcp://localhost:8786")
    with ExitStack() as ends:
        store = ends.enter_context(open_store(folder)) if folder else None
        on_step, on_error = ends.enter_context(watch(shown=not quiet and not as_json))
        reader: Fuser
        settings = Settings(model, actors, min_confidence=min_confidence, limits=limits)
        with loading():
            if cluster:
                reader = ends.enter_context(Cluster(cluster, settings))
            elif jobs > 1:
                reader = ends.enter_context(Crew(jobs, settings))
            else:
                reader = Pipeline(model, actors, min_confidence=min_confidence, limits=limits)
        if store:
            summary = build_store(inputs, store, reader, sync=sync, on_error=on_error, on_step=on_step, limits=limits)
        else:
            assert parts is not None
            summary = write_parts(inputs, parts, reader, on_error=on_error, on_step=on_step, limits=limits)
    if as_json:
        click.echo(_json(summary))
    elif not quiet:
        click.echo(sentence(summary, f"the store is {folder}" if folder else f"the parts are in {parts}"))
    sys.exit(summary.exit_code)


def sentence(summary: Summary, where: str) -> str:
    """What was done, for people, and where the graph is."""
    read = summary.documents - summary.unchanged
    parts = [f"{_count(read, 'document')} read", f"{_count(summary.claims, 'claim')} found"]
    if summary.unchanged:
        parts.append(f"{_count(summary.unchanged, 'document')} unchanged")
    if summary.removed:
        parts.append(f"{_count(summary.removed, 'document')} removed")
    if summary.errors:
        parts.append(_count(len(summary.errors), "error"))
    return f"{', '.join(parts)}; {where}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _json(summary: Summary) -> str:
    figures = {
        "documents": summary.documents,
        "unchanged": summary.unchanged,
        "claims": summary.claims,
        "removed": summary.removed,
        "errors": [str(error) for error in summary.errors],
    }
    return json.dumps(figures, ensure_ascii=False)
