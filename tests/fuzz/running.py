"""What several properties share: one pipeline, loaded when it is first needed, and the run that quads are told of."""

from __future__ import annotations

from functools import lru_cache

from kg.model import Run
from kg.ontology import Ontology, load
from kg.pipeline import Pipeline

RUN = Run(program="0", ontology="0", model="none")


@lru_cache(maxsize=1)
def pipeline() -> Pipeline:
    """One that parses whatever it is given: behind the sieve, the extractor would see next to nothing of a fuzzer's texts."""
    return Pipeline(sieved=False)


@lru_cache(maxsize=1)
def ontology() -> Ontology:
    """The ontology without a language model."""
    return load()
