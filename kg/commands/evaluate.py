"""kg evaluate"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from kg.commands.options import actors_option, model_option
from kg.errors import InputError
from kg.evaluate import Gold, Result, is_locked, load_gold, score, score_fused
from kg.evaluate.breakdown import as_dict, by_slot, markdown, put, systems, table
from kg.files import write_file
from kg.model import Extraction
from kg.pipeline import Pipeline

OURS = "Pactgraph"


@click.command()
@click.argument("gold", metavar="GOLD_DIR", type=click.Path(path_type=Path))
@model_option
@actors_option
@click.option("--min-confidence", default=0.0, metavar="0…1", type=click.FloatRange(0, 1), help="Leave out claims that are less certain.")
@click.option("--part", type=click.Choice(["all", "open", "locked"]), default="all", show_default=True, help="Of a sentence bank.")
@click.option("--errors", is_flag=True, help="List every miss, spurious claim and wrong slot.")
@click.option("--details", is_flag=True, help="Add intervals, and tables by type and by status.")
@click.option("--baselines", is_flag=True, help="Add two baselines (needs textacy).")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print one table for a page, with intervals.")
@click.option("--into", "page", metavar="FILE", type=click.Path(path_type=Path), help="Put that table between its comments in FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one line of JSON.")
def evaluate(
    gold: Path,
    model: str | None,
    actors: tuple[Path, ...],
    min_confidence: float,
    part: str,
    errors: bool,
    details: bool,
    baselines: bool,
    as_markdown: bool,
    page: Path | None,
    as_json: bool,
) -> None:
    """Score the extraction against a gold standard.

    GOLD_DIR holds annotated documents (*.json, or *.jsonl with one a line). Figures are F1 in percent: found, core (type and
    actor right), full, soft, the share of right slots, and fusion across documents. Intervals hold 95 percent of 1,000
    resamples of the documents.
    """
    if errors and part == "locked":
        raise click.UsageError("nobody looks at errors made on the locked part; leave out --errors")
    documents = [case for case in load_gold(gold) if part == "all" or is_locked(case.document.id) == (part == "locked")]
    if not documents:
        raise InputError(f"{gold}: holds no {part} documents; leave out --part")
    results = _results(documents, Pipeline(model, actors, min_confidence=min_confidence), baselines)
    if page is not None:
        _put(page, markdown(gold.as_posix(), results))
    elif as_markdown:
        click.echo(markdown(gold.as_posix(), results), nl=False)
    elif as_json:
        click.echo(json.dumps(_figures(results, details, baselines)))
    else:
        _show(results, errors, details)


def _results(gold: list[Gold], pipeline: Pipeline, baselines: bool) -> dict[str, Result]:
    """One result a system, ours first; the gold documents are read once."""
    others = import_module("kg.evaluate.baselines") if baselines else None
    ours: dict[str, Extraction] = {}
    found: dict[str, dict[str, Extraction]] = {OURS: ours} | ({others.TRIPLES: {}, others.EXPRESSION: {}} if others else {})
    for cast, extraction in pipeline.look(case.document for case in gold):
        ours[extraction.document.id] = extraction
        if others:
            found[others.TRIPLES][extraction.document.id] = others.triples(cast, pipeline.ontology.lexicon)
            found[others.EXPRESSION][extraction.document.id] = others.expression(cast, pipeline.ontology.lexicon)
    told_twice = any(case.story != case.document.id for case in gold)  # a bank of single passages has nothing to fuse
    first = score_fused(gold, ours, pipeline.ontology, pipeline.run) if told_twice else score(gold, ours)
    return {OURS: first} | {name: score(gold, extractions) for name, extractions in found.items() if name != OURS}


def _figures(results: Mapping[str, Result], details: bool, baselines: bool) -> dict[str, Any]:
    ours = results[OURS]
    figures: dict[str, Any] = dict(ours.figures.as_dict())
    if details:
        figures["intervals"] = {name: list(interval) for name, interval in ours.intervals().items()}
        figures["types"], figures["statuses"] = as_dict(by_slot(ours, "type")), as_dict(by_slot(ours, "status"))
    if baselines:
        figures["baselines"] = {name: result.figures.as_dict() for name, result in results.items() if name != OURS}
    return figures


def _show(results: Mapping[str, Result], errors: bool, details: bool) -> None:
    ours = results[OURS]
    if errors:
        for line in ours.errors:
            click.echo(line)
    for name, values in ours.figures.as_dict().items():
        click.echo(f"{name:7} " + "  ".join(f"{key} {value}" for key, value in values.items()))
    tables = [list(systems(results))] if details or len(results) > 1 else []
    tables += [list(table(by_slot(ours, slot), slot)) for slot in ("type", "status")] if details else []
    for lines in tables:
        click.echo()
        for line in lines:
            click.echo(line)


def _put(page: Path, block: str) -> None:
    try:
        text = page.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{page}: cannot be read ({error}); give a page in UTF-8") from error
    new = put(text, block)
    if new is None:
        raise InputError(
            f"{page}: lacks the comments {block.splitlines()[0]} and {block.splitlines()[-1]}; put them where the table belongs"
        )
    write_file(page, [new.encode()])
