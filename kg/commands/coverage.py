"""kg coverage"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.commands.options import actors_option, limits_options, model_option
from kg.coverage import Gap, Tally, ranked
from kg.errors import KgError
from kg.explain import marked
from kg.model import Span
from kg.pipeline import Pipeline
from kg.read import Limits, read


@click.command()
@click.argument("inputs", metavar="PATH…", nargs=-1, required=True)
@model_option
@actors_option
@limits_options
@click.option("--counts", is_flag=True, help="Print the counts only, not the sentences.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each sentence, and the counts as the last.")
def coverage(inputs: tuple[str, ...], model: str | None, actors: tuple[Path, ...], limits: Limits, counts: bool, as_json: bool) -> None:
    """List the sentences that the rules pass over.

    PATH is what kg build reads. Listed is every sentence that holds a cue of commitment or stance and from which
    nothing was taken, with the reason; then the reasons with their counts, the commonest first.
    """
    errors: list[KgError] = []

    def tell(error: KgError) -> None:
        errors.append(error)
        click.echo("kg: " + " ".join(str(error).split()), err=True)

    pipeline, tally = Pipeline(model, actors, limits=limits), Tally()
    for cast, found in pipeline.look(read(inputs, limits=limits, on_error=tell), on_error=tell):
        for gap in tally.add(cast, found, pipeline.ontology.lexicon):
            if not counts:
                _show(gap, as_json)
    if as_json:
        click.echo(json.dumps(tally.as_dict(), ensure_ascii=False))
    else:
        _summary(tally)
    sys.exit(errors[0].exit_code if errors and not tally.documents else 0)


def _show(gap: Gap, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(gap.as_dict(), ensure_ascii=False))
        return
    text = gap.document.text
    name = marked(gap.document.id, Span(0, len(gap.document.id)), (), "", "")
    click.echo(f"{name} at {gap.sentence.begin}: {marked(text, gap.sentence, (r.span for r in gap.rejected), '[', ']')}")
    for rejection in gap.rejected:
        cue = marked(rejection.cue, Span(0, len(rejection.cue)), (), "", "")
        click.echo(f"    {cue} – {rejection.reason}")


def _summary(tally: Tally) -> None:
    parts = f"{tally.documents} documents, {tally.sentences} sentences, {tally.told} with claims, {tally.gaps} passed over"
    click.echo(parts + (":" if tally.reasons else ""))
    width = max((len(str(count)) for count in tally.reasons.values()), default=0)
    for reason, count in ranked(tally.reasons):
        click.echo(f"  {count:{width}}  {reason}")
