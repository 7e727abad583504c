"""Which run read a document: versions only, no clock."""

from __future__ import annotations

from kg import vocab
from kg.model import Document, Run, digest
from kg.rdf.names import document_iri, run_iri
from kg.rdf.terms import Facts, text
from kg.turtle import NamedNode


def provenance_facts(document: Document, run: Run) -> Facts:
    activity = NamedNode(run_iri(run))
    version = NamedNode(f"{vocab.ONTOLOGY}/{vocab.iri_part(run.ontology)}")
    label = f"Pactgraph {run.program}, ontology {run.ontology}, model {run.model}"
    yield activity, vocab.RDF + "type", NamedNode(vocab.PROV + "Activity")
    yield activity, vocab.RDFS + "label", text(label)
    yield activity, vocab.PROV + "used", NamedNode(document_iri(document.id))
    yield activity, vocab.PROV + "used", version
    yield version, vocab.RDF + "type", NamedNode(vocab.PROV + "Entity")
    yield version, vocab.OWL + "versionInfo", text(run.ontology)
    yield version, vocab.PROV + "specializationOf", NamedNode(vocab.ONTOLOGY)
    for name, software in (("Pactgraph", run.program), ("model", run.model)):
        yield from _agent(activity, name, software)


def _agent(activity: NamedNode, name: str, version: str) -> Facts:
    node = NamedNode(vocab.AGENT + digest(name, version))
    yield activity, vocab.PROV + "wasAssociatedWith", node
    yield node, vocab.RDF + "type", NamedNode(vocab.PROV + "SoftwareAgent")
    yield node, vocab.RDFS + "label", text(f"{name} {version}")
    yield node, vocab.SCHEMA + "softwareVersion", text(version)
