"""A calibration as the text of `ontology/confidence.toml`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kg.calibrate.fit import Calibration

_HEAD = """# How sure a claim is: what each feature of the decisions behind it adds to the log-odds that its type and actors are right.
# Made by kg calibrate, which says what the features and the figures mean; do not edit the weights by hand.
# Confidences are meant for texts like those of the first corpus; the weights of corpus:1 and on serve the fitting alone.
"""


def as_toml(found: Calibration, names: Sequence[str]) -> str:
    """The file, the same for the same calibration; `names` are those of the gold standards."""
    lines = [_HEAD]
    for name, quality in zip(names, found.corpora, strict=True):
        lines += [
            "[[corpus]]",
            f"name = {json.dumps(name, ensure_ascii=False)}",
            f"claims = {quality.claims}",
            f"right = {quality.right:.3f}",
            f"brier = {quality.brier:.3f}     # by cross-validation; {quality.constant:.3f} for the same probability everywhere",
            f"ece = {quality.ece:.3f}",
            "",
        ]
    lines.append("[weights]")
    lines += [f"{json.dumps(name)} = {weight:.3f}" for name, weight in sorted(found.weights.items())]
    return "\n".join(lines) + "\n"
