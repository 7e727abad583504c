"""kg demo"""

from __future__ import annotations

from pathlib import Path

import click

from kg import query
from kg.build import build
from kg.commands.build import sentence
from kg.commands.options import PATH
from kg.commands.progress import watch
from kg.draw import draw
from kg.errors import StoreError
from kg.export import export
from kg.pipeline import Pipeline
from kg.resources import examples_dir
from kg.store import Store, open_store
from kg.table import write_text

#: Asked in SPARQL, to show how it is done.
QUESTION = """SELECT ?who ?what ?words WHERE {
  ?c a pact:Commitment ; pact:by/rdfs:label ?who ; pact:type/skos:prefLabel ?what ;
     pact:condition/pact:type ptype:ceasefire ; pact:statement/nif:anchorOf ?words .
} ORDER BY ?who ?what ?words"""


@click.command()
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    default="pactgraph-demo",
    show_default=True,
    type=PATH,
    help="Folder for the store, graph.ttl and graph.html.",
)
def demo(folder: Path) -> None:
    """Build a graph from the packaged example articles.

    Prints the table of commitments and one answer in SPARQL, and writes graph.ttl and graph.html.
    """
    _make(folder)
    with open_store(folder / "store") as store:
        with watch(shown=True) as (on_step, on_error):
            summary = build([examples_dir()], store, Pipeline(), on_error=on_error, on_step=on_step)
        click.echo(sentence(summary, f"the store is {folder / 'store'}"))
        _print_answers(store)
        export(store, "turtle", folder / "graph.ttl")
        draw(store, folder / "graph.html", title="The example articles")
    click.echo(f"The graph in Turtle:         {folder / 'graph.ttl'}")
    click.echo(f"Its picture for the browser: {folder / 'graph.html'}")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made ({error.strerror}); choose another folder with -o") from error


def _print_answers(store: Store) -> None:
    click.echo("\nThe commitments:\n")
    click.echo(write_text(query.answer(store, "commitments"), max_cell=32))
    click.echo("What depends on a ceasefire, asked in SPARQL:\n")
    click.echo(QUESTION + "\n")
    click.echo(write_text(query.run(store, QUESTION)))
