"""kg calibrate"""

from __future__ import annotations

from pathlib import Path

import click

from kg.calibrate import as_toml, examples, reliability
from kg.calibrate import calibrate as fit
from kg.commands.options import actors_option, model_option
from kg.evaluate import load_gold
from kg.files import write_file
from kg.pipeline import Pipeline

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("gold", metavar="GOLD_DIR…", nargs=-1, required=True, type=_FILE)
@click.option("-o", "--output", "out", metavar="FILE", type=_FILE, help="Write the weights, as ontology/confidence.toml has them.")
@click.option("--plot", metavar="FILE", type=_FILE, help="Write the reliability diagram (SVG).")
@model_option
@actors_option
def calibrate(gold: tuple[Path, ...], out: Path | None, plot: Path | None, model: str | None, actors: tuple[Path, ...]) -> None:
    """Fit the confidence of claims on gold standards.

    Of each GOLD_DIR the claims are read and compared; a logistic regression learns how probable it is that type and
    actors are right. The first GOLD_DIR should hold texts of the kind that the confidence is meant for; each further one
    gets an intercept of its own. Locked passages of a sentence bank (*.jsonl) are left out. Printed are the Brier score
    and the calibration error (ECE) in ten folds by story.
    """
    pipeline = Pipeline(model, actors, calibrated=False)
    sets = [load_gold(where, locked=False) for where in gold]
    found = fit([e for n, part in enumerate(sets) for e in examples(part, pipeline.look(g.document for g in part), n)])
    names = [where.as_posix() for where in gold]
    for name, quality in zip(names, found.corpora, strict=True):
        click.echo(
            f"{name}: {quality.claims} claims, {100 * quality.right:.1f}% right, Brier score {quality.brier:.3f} "
            f"({quality.constant:.3f} without features), ECE {quality.ece:.3f}"
        )
    if out is not None:
        write_file(out, [as_toml(found, names).encode()])
    if plot is not None:
        write_file(plot, [reliability(found, names).encode()])
