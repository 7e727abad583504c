"""The IRIs of the graph. Names only: what they mean is in `ontology/core.ttl`."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

PACT: Final = "https://w3id.org/pactgraph/ontology#"
TYPE: Final = "https://w3id.org/pactgraph/type/"
ACTOR: Final = "https://w3id.org/pactgraph/actor/"
DOCUMENT: Final = "https://w3id.org/pactgraph/document/"
COMMITMENT: Final = "https://w3id.org/pactgraph/commitment/"
POSITION: Final = "https://w3id.org/pactgraph/position/"
CLAIM: Final = "https://w3id.org/pactgraph/claim/"
STATEMENT: Final = "https://w3id.org/pactgraph/statement/"
CONDITION: Final = "https://w3id.org/pactgraph/condition/"
AMOUNT: Final = "https://w3id.org/pactgraph/amount/"
RUN: Final = "https://w3id.org/pactgraph/run/"
AGENT: Final = "https://w3id.org/pactgraph/agent/"
MATCH: Final = "https://w3id.org/pactgraph/match/"
DECISION: Final = "https://w3id.org/pactgraph/decision/"
GRAPH: Final = "https://w3id.org/pactgraph/graph/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SCHEMA: Final = "https://schema.org/"
ORG: Final = "http://www.w3.org/ns/org#"
OA: Final = "http://www.w3.org/ns/oa#"
SH: Final = "http://www.w3.org/ns/shacl#"
WD: Final = "http://www.wikidata.org/entity/"

PREFIXES: Final[dict[str, str]] = {
    "pact": PACT,
    "ptype": TYPE,
    "actor": ACTOR,
    "doc": DOCUMENT,
    "commitment": COMMITMENT,
    "position": POSITION,
    "claim": CLAIM,
    "statement": STATEMENT,
    "condition": CONDITION,
    "amount": AMOUNT,
    "run": RUN,
    "agent": AGENT,
    "match": MATCH,
    "decision": DECISION,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "prov": PROV,
    "nif": NIF,
    "dcterms": DCTERMS,
    "schema": SCHEMA,
    "org": ORG,
    "oa": OA,
    "wd": WD,
}

ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
PROVENANCE_GRAPH: Final = GRAPH + "provenance"
FUSION_GRAPH: Final = GRAPH + "fusion"
DECISIONS_GRAPH: Final = GRAPH + "decisions"
ONTOLOGY: Final = "https://w3id.org/pactgraph/ontology"  # the owl:Ontology itself


def iri_part(text: str) -> str:
    """`text` made safe as the last segment of an IRI: letters of any script stay, all else is percent-encoded."""
    return "".join(c if c.isalnum() or c in "-._~" else quote(c, safe="", errors="replace") for c in text)
