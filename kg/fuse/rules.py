"""By what fusion judges, of one ontology; and the mark of it that a store bears."""

from __future__ import annotations

from typing import Final, Self

from kg import vocab
from kg.fuse.blocks import Blocks
from kg.fuse.compare import THRESHOLD, WEIGHTS, WINDOW, Comparer
from kg.fuse.words import Words
from kg.model import digest
from kg.ontology import Ontology
from kg.turtle import Literal, NamedNode, Quad

_RULES: Final = "1"  # of these modules; another number has all stores fused anew
_FUSION: Final = NamedNode(vocab.FUSION_GRAPH)
MARK: Final = NamedNode(vocab.OWL + "versionInfo")


class Rules:
    """Which reports are compared (`blocks`) and how (`comparer`); `mark` is the quad that tells a store by which it was fused."""

    def __init__(self, blocks: Blocks, comparer: Comparer, version: str) -> None:
        self.blocks = blocks
        self.comparer = comparer
        self.mark = Quad(_FUSION, MARK, Literal(version), _FUSION)

    @classmethod
    def of(cls, ontology: Ontology) -> Self:
        words, blocks = Words.of_ontology(ontology), Blocks(ontology.gazetteer)
        weights = (f"{name}={weight}" for name, weight in WEIGHTS.items())
        version = digest(_RULES, str(THRESHOLD), str(WINDOW), *weights, words.version, blocks.version)
        return cls(blocks, Comparer(words, ontology.gazetteer), version)
