"""kg evaluate"""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.commands.options import actors_option, model_option
from kg.evaluate import load_gold, score
from kg.pipeline import Pipeline


@click.command()
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path))
@model_option
@actors_option
@click.option("--errors", is_flag=True, help="List every miss, spurious claim and wrong slot.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one line of JSON.")
def evaluate(gold: Path, model: str | None, actors: tuple[Path, ...], errors: bool, as_json: bool) -> None:
    """Score the extraction against a gold standard.

    GOLD_DIR holds annotated documents (*.json). Figures are F1 in percent: found, core (type and actor right), full,
    soft, the share of right slots, and fusion across documents.
    """
    documents = load_gold(gold)
    extractions = Pipeline(model, actors).extract(case.document for case in documents)
    result = score(documents, {found.document.id: found for found in extractions})
    if errors:
        for line in result.errors:
            click.echo(line)
    figures = result.figures.as_dict()
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, values in figures.items():
        click.echo(f"{name:7} " + "  ".join(f"{key} {value}" for key, value in values.items()))
