"""kg report"""

from __future__ import annotations

from pathlib import Path

import click

from kg import ontology
from kg import report as reporting
from kg.ask.certain import at_least
from kg.commands.options import actors_option, certain_option, out_option, store_option, target
from kg.files import write_file
from kg.store import open_store

_SUFFIXES = {".md": "markdown", ".markdown": "markdown"}


@click.command()
@click.argument("what", nargs=-1, metavar="[ACTOR|STORY]...")
@store_option
@out_option
@click.option("--format", "form", type=click.Choice([*reporting.FORMATS]), help="Format (default: what the file's suffix says, else HTML).")
@click.option("--title", metavar="TEXT", help="Heading (default: the actor, or the title of the only document).")
@certain_option
@actors_option
def report(
    what: tuple[str, ...], folder: Path, out: str, form: str | None, title: str | None, least: float, actors: tuple[Path, ...]
) -> None:
    """Write a dossier of an actor or a story, to print or to attach.

    ACTOR is a key (FR), a name (France) or an alias ("the Kremlin"). STORY is the id of a document, or a pattern of ids
    ('truce-*'); without any, it is all documents. Both may be given, several times: documents bound what is quoted,
    actors what it is about. The page holds a summary, a timeline, who gives what to whom, conditions, disagreements, and
    each row with the words that it rests on.
    """
    chosen = form or _SUFFIXES.get(Path(out).suffix.lower(), "html")
    with open_store(folder, read_only=True) as store, at_least(store, least) as seen:
        story = reporting.tell(seen, what, ontology.load(extra=actors).gazetteer, title=title)
    page = reporting.FORMATS[chosen](reporting.contents(story)).encode("utf-8")
    place = target(out)
    if isinstance(place, Path):
        write_file(place, [page])
    else:
        place.write(page)
