"""Shelves of one kind and type, each fused by itself in memory, give what a store comes to document by document."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from hypothesis import given

from kg import rdf, vocab
from kg.fuse.report import Report
from kg.fuse.rules import Rules
from kg.fuse.whole import fuse, pack, reports_of
from kg.model import Extraction
from tests.factories import RUN, ontology
from tests.fuse.made import ACTORS, corpora, many
from tests.fuse.test_properties import PLENTY, filled, fused, opened

RULES = Rules.of(ontology())
GRAPH = f"<{vocab.FUSION_GRAPH}> .\n".encode()
MARK = f"<{vocab.OWL}versionInfo>"


def at_once(documents: Sequence[Extraction]) -> str:
    shelves: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for document in documents:
        for report in reports_of(quad for quad in rdf.quads(document, RUN) if quad.graph_name.value != vocab.PROVENANCE_GRAPH):  # type: ignore[union-attr]
            shelves[report.kind, report.type].append(report)
    lines = [line for shelf in shelves.values() for line in fuse(b"".join(pack([report]) for report in shelf), RULES).splitlines(True)]
    return b"".join(sorted(line for line in lines if line.endswith(GRAPH))).decode()


def in_store(documents: Sequence[Extraction]) -> str:
    with opened() as store:
        filled(store, documents)
        return "".join(sorted(line for line in fused(store).splitlines(True) if MARK not in line))


@PLENTY
@given(corpora())
def test_shelves_give_what_the_store_comes_to(documents: list[Extraction]) -> None:
    assert at_once(documents) == in_store(documents)


def test_many_reports_of_few_matters() -> None:
    documents = many(120, 3, types=["training", "sanctions", "trade"], actors=ACTORS, days=500)
    random.Random(1).shuffle(documents)
    assert at_once(documents) == in_store(documents)
