"""Extraction -> quads: the shape of a document's graph, as `model.md` promises it. Provenance is written here only.

A document owns one named graph, whose name is the document's IRI, and one line in the provenance graph: which run read
it. No blank nodes, no clock: the quads of an extraction depend on nothing but the extraction and the run. Its claims are
written as extracted; the commitments and positions that they are fused to are `kg.fuse`'s.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import vocab
from kg.model import Extraction, Run
from kg.rdf.claims import claims_facts
from kg.rdf.document import actor_facts, document_facts
from kg.rdf.names import actor_iri, claim_iris, content_hash, document_iri, fused_iri, run_iri, state, statement_iri
from kg.rdf.provenance import provenance_facts
from kg.rdf.terms import Facts
from kg.turtle import NamedNode, Quad

__all__ = ["actor_iri", "claim_iris", "content_hash", "document_iri", "fused_iri", "quads", "run_iri", "state", "statement_iri"]


def quads(extraction: Extraction, run: Run) -> Iterator[Quad]:
    """All quads of one document: those of its own graph, then its provenance. Each quad comes once.

    Raises ValueError for an extraction that breaks the promises of `model.py`: a passage outside the text, an unknown
    level, an actor that is not in `actors`.
    """
    graph = NamedNode(document_iri(extraction.document.id))
    seen: set[Quad] = set()
    for name, facts in (
        (graph, _document_graph(extraction)),
        (NamedNode(vocab.PROVENANCE_GRAPH), provenance_facts(extraction.document, run)),
    ):
        for subject, predicate, value in facts:
            quad = Quad(subject, NamedNode(predicate), value, name)
            if quad not in seen:
                seen.add(quad)
                yield quad


def _document_graph(extraction: Extraction) -> Facts:
    yield from document_facts(extraction.document)
    for key in sorted(extraction.actors):
        yield from actor_facts(extraction.actors[key])
    yield from claims_facts(extraction)
