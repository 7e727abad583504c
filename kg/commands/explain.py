"""kg explain"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kg.commands.options import PATH, actors_option, limits_options, model_option
from kg.errors import KgError
from kg.explain import Explanation, Resolved, Sight, Silence, again, marked, silences, stored
from kg.explain import explain as explain_all
from kg.model import Document, Span
from kg.pipeline import Pipeline
from kg.read import Limits, read
from kg.store import open_store


@click.command()
@click.argument("claim", required=False)
@click.option("--store", "folder", metavar="DIR", type=PATH, help="Folder that holds the graph in which the claim is.")
@click.option("--text", "file", metavar="FILE", help="Explain all that is found in an article; - for standard input.")
@click.option("--sentence", metavar="WORDS", help="Explain all that is found in these words.")
@model_option
@actors_option
@limits_options
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each claim.")
def explain(
    claim: str | None,
    folder: Path | None,
    file: str | None,
    sentence: str | None,
    model: str | None,
    actors: tuple[Path, ...],
    limits: Limits,
    as_json: bool,
) -> None:
    """Show why a claim is there.

    CLAIM is the IRI of a commitment or position in a store, or enough of its last part. Its documents are read again
    by the present rules; where they no longer give the claim, that is said. Without CLAIM, --text or --sentence
    explain whatever is found there. Shown are the sentence with its cues marked, the rule, the path through the parse
    from the trigger to each actor, how the actor was resolved, and what else was rejected in the sentence.
    """
    if sum(given is not None for given in (claim, file, sentence)) != 1:
        raise click.UsageError("give one of CLAIM, --text FILE and --sentence WORDS")
    if (claim is None) != (folder is None):
        raise click.UsageError("a CLAIM is in a store: give both CLAIM and --store DIR, or neither")
    if claim is not None and folder is not None:
        _of_store(claim, folder, Pipeline(model, actors, limits=limits), as_json)
    else:
        documents = read([file], limits=limits, on_error=_stop) if file is not None else iter([Document("sentence", sentence or "")])
        _of_text(documents, Pipeline(model, actors, limits=limits), as_json)


def _of_store(claim: str, folder: Path, pipeline: Pipeline, as_json: bool) -> None:
    with open_store(folder, read_only=True) as store:
        found = stored(store, claim)
    if not as_json:
        click.echo(f"{found[0].iri}\n  {'one document reports' if len(found) == 1 else f'{len(found)} documents report'} it\n")
    for wanted in found:
        ((cast, extraction),) = pipeline.look([wanted.document])
        explanation = again(wanted, explain_all(cast, extraction))
        if explanation is not None:
            _show(explanation, as_json)
        elif as_json:
            click.echo(json.dumps({"claim": wanted.iri, "document": wanted.document.id, "given": False}))
        else:
            click.echo(f"The present rules no longer give this claim in {wanted.document.id}. It rested on:")
            for span in wanted.passages:
                click.echo(f"  {marked(wanted.document.text, span, (), '', '')}")
            _silent(wanted.document, (s for s in silences(cast, extraction) if _meet(s, wanted.passages)))


def _meet(silence: Silence, passages: tuple[Span, ...]) -> bool:
    return any(p.begin < silence.sentence.end and silence.sentence.begin < p.end for p in passages)


def _of_text(documents: Iterator[Document], pipeline: Pipeline, as_json: bool) -> None:
    for cast, extraction in pipeline.look(documents):
        for explanation in explain_all(cast, extraction):
            _show(explanation, as_json)
        if not as_json:
            if not extraction.claims:
                click.echo(f"Nothing is found in {_line(extraction.document.id)}.")
            _silent(extraction.document, silences(cast, extraction))


def _stop(error: KgError) -> None:
    raise error


def _show(found: Explanation, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({**found.as_dict(), "given": True}, ensure_ascii=False))
        return
    claim = found.claim
    click.echo(found.iri)
    click.echo(f"  {claim.kind} · {claim.type} · {claim.level} · confidence {claim.confidence:.2f} · rule: {claim.rule or 'none'}")
    if claim.amount:
        click.echo(f"  amount: {_line(claim.amount.text)}")
    for sight in found.sights:
        _sight(sight, found.document)
    click.echo()


def _sight(sight: Sight, document: Document) -> None:
    left, right = _marks()
    click.echo(f"  in {_line(document.id)} at {sight.sentence.begin}:")
    click.echo(f"    {marked(document.text, sight.sentence, (r.span for r in sight.cues if r.span), left, right)}")
    for cue in (cue for cue in sight.cues if cue.role != "by"):  # told with the actor
        click.echo(f"    {cue.role:9} {_line(cue.text)}{' – ' + _line(cue.note) if cue.note else ''}")
    for actor in sight.actors:
        click.echo(f"    {actor.role:9} {_actor(actor)}")
        if actor.path:
            click.echo(f"              path {_line(actor.path)}")
    for rejection in sight.rejected:
        click.echo(f"    rejected  {_line(rejection.cue)} – {_line(rejection.reason)}")


def _actor(actor: Resolved) -> str:
    how = f" ({_line(actor.reason)}{f', {actor.score:.2f}' if actor.score is not None else ''})" if actor.reason else ""
    words = f" ← {_line(actor.words)!r}" if actor.words else ""
    return f"{_line(actor.label)} [{_line(actor.key)}]{words}{how}"


def _silent(document: Document, found: Iterator[Silence]) -> None:
    left, right = _marks()
    for silence in found:
        click.echo(f"nothing taken at {silence.sentence.begin}:")
        click.echo(f"    {marked(document.text, silence.sentence, (r.span for r in silence.rejected), left, right)}")
        for rejection in silence.rejected:
            click.echo(f"    rejected  {_line(rejection.cue)} – {_line(rejection.reason)}")


def _marks() -> tuple[str, str]:
    """Bold and underlined on a terminal, brackets elsewhere."""
    return ("\x1b[1;4m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")


def _line(words: str) -> str:
    return marked(words, Span(0, len(words)), (), "", "")
