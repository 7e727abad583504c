"""Many documents, each undertaking once: claims are fused to commitments and positions, with reasons, and reversibly.

    report.py     what a document says of one undertaking, read back from its quads
    blocks.py     which reports are compared at all
    compare.py    whether two are one: a score with its reasons (words.py, amounts.py)
    settle.py     which reports are one, in the order of days
    groups.py     what analysts merged or took apart, over that (decisions.py)
    nodes.py      the fused graph
    rewrite.py    what of it a change reaches
    rules.py      by what all this is judged
    layer.py      all of it kept up to date in a store (ledger.py, recent.py)
    whole.py      all of it at once, for reports that are in no store

The claims of a document stay as extracted, in its graph. What is here can be recomputed from them and the decisions at
any time: it is a function of the set of claims, in whatever order and batches they came.
"""

from __future__ import annotations

from kg.fuse.decisions import Decision
from kg.fuse.layer import Fusion

__all__ = ["Decision", "Fusion"]
