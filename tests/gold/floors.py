"""The floors of the quality gate: `python -m tests.gold.floors` raises them to what is reached now.

A floor is a whole number, so that another processor's rounding does not break a build. It never sinks by itself; where
the corpus was corrected, `--reset` sets all floors anew, and the commit says why.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from pathlib import Path

from kg.evaluate import Gold, Result, score_fused
from kg.pipeline import Pipeline
from tests.gold.corpus import HERE, corpora, fingerprint

FILE = HERE / "floors.json"
MEASURES = ("found", "core", "full", "soft")

Floors = dict[str, dict[str, int]]


def read() -> tuple[str, Floors]:
    """The corpus that the floors hold for, and the floors."""
    data = json.loads(FILE.read_text("utf-8"))
    return data["corpus"], data["floors"]


def reached(result: Result) -> dict[str, float]:
    return {name: result.figures.scores[name]["F1"] for name in MEASURES}


def measure(pipeline: Pipeline, gold: list[Gold]) -> Result:
    extractions = pipeline.extract(case.document for case in gold)
    return score_fused(gold, {found.document.id: found for found in extractions}, pipeline.ontology, pipeline.run)


def raised(old: Floors, now: dict[str, dict[str, float]]) -> Floors:
    """Each floor at the higher of what it was and what is reached."""
    return {
        corpus: {name: max(old.get(corpus, {}).get(name, 0), math.floor(now.get(corpus, {}).get(name, 0))) for name in MEASURES}
        for corpus in sorted({*old, *now})
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Raise the floors of the quality gate to what is reached now.")
    parser.add_argument("--reset", action="store_true", help="set all floors anew, also lower: the corpus was corrected")
    reset = parser.parse_args().reset
    corpus, old = read() if FILE.exists() else (fingerprint(), {})
    if corpus != fingerprint() and not reset:
        parser.error("the corpus is not the one that the floors were set for; look at the change, then use --reset")
    pipeline = Pipeline()
    with tempfile.TemporaryDirectory() as folder:
        now = {name: reached(measure(pipeline, gold)) for name, gold in corpora(Path(folder)).items()}
    floors = raised({} if reset else old, now)
    FILE.write_text(json.dumps({"corpus": fingerprint(), "floors": floors}, indent=1) + "\n", "utf-8")
    for name, figures in floors.items():
        print(name, "  ".join(f"{measure} {floor} (now {now.get(name, {}).get(measure, '?')})" for measure, floor in figures.items()))


if __name__ == "__main__":
    main()
