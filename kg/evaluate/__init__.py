"""How good is the extraction? The figures of the project's scorer, over extractions, fused or each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.evaluate.compare import SLOTS, cases, match, slot_right
from kg.evaluate.figures import MEASURES, Compared, Figures, Pair, Result, compare
from kg.evaluate.gold import Case, Gold, is_locked, load_gold
from kg.evaluate.stored import by_document
from kg.model import Extraction, Run
from kg.ontology import Ontology

__all__ = [
    "MEASURES",
    "SLOTS",
    "Case",
    "Compared",
    "Figures",
    "Gold",
    "Pair",
    "Result",
    "cases",
    "compare",
    "is_locked",
    "load_gold",
    "match",
    "score",
    "score_fused",
    "slot_right",
]


def score(gold: Sequence[Gold], found: Mapping[str, Extraction]) -> Result:
    """Compares the extractions, by document id, with the gold documents."""
    return compare(gold, {ident: cases(extraction) for ident, extraction in found.items()})


def score_fused(gold: Sequence[Gold], found: Mapping[str, Extraction], ontology: Ontology, run: Run) -> Result:
    """As `score`, after the extractions were fused: what `score.py` says of the graph that is built from them."""
    return compare(gold, by_document(found, ontology, run))
