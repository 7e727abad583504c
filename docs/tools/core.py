"""`ontology/core.ttl` as the classes and properties that a person reads about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.collection import Collection

ROOT = Path(__file__).parents[2]
CORE = ROOT / "ontology" / "core.ttl"
PACT = rdflib.Namespace("https://w3id.org/pactgraph/ontology#")
ONTOLOGY = URIRef("https://w3id.org/pactgraph/ontology")
SCHEMA = rdflib.Namespace("https://schema.org/")
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)


@dataclass(frozen=True)
class Term:
    """A class, property or individual of our own, with what core.ttl says of it."""

    iri: URIRef
    name: str  # local name, as after the # of the IRI
    label: str
    comment: str
    kinds: tuple[str, ...]
    above: tuple[URIRef, ...]  # superclasses or superproperties that have a name
    close: tuple[URIRef, ...]
    domain: tuple[URIRef, ...]  # rdfs:domain or schema:domainIncludes
    range: tuple[URIRef, ...]
    inverse: bool  # never written: another property has it as its inverse


@dataclass(frozen=True)
class Core:
    """All of core.ttl, each list sorted by name."""

    version: str
    version_iri: str
    title: str
    description: str
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]
    links: tuple[tuple[URIRef, URIRef, URIRef], ...]  # class, property, class: restrictions with foreign properties


def read(path: Path = CORE) -> Core:
    """What `path` declares in our namespace."""
    graph = Graph().parse(path, format="turtle")

    def terms(kinds: Iterable[URIRef]) -> tuple[Term, ...]:
        found = {iri for kind in kinds for iri in graph.subjects(RDF.type, kind) if isinstance(iri, URIRef) and iri.startswith(PACT)}
        return tuple(_term(graph, iri) for iri in sorted(found, key=str))

    return Core(
        version=str(graph.value(ONTOLOGY, OWL.versionInfo)),
        version_iri=str(graph.value(ONTOLOGY, OWL.versionIRI)),
        title=str(graph.value(ONTOLOGY, rdflib.DCTERMS.title)),
        description=str(graph.value(ONTOLOGY, rdflib.DCTERMS.description)),
        classes=terms((OWL.Class,)),
        properties=terms(PROPERTY_KINDS),
        individuals=terms((OWL.NamedIndividual,)),
        links=tuple(sorted(_links(graph), key=str)),
    )


def _term(graph: Graph, iri: URIRef) -> Term:
    def named(*predicates: URIRef) -> tuple[URIRef, ...]:
        found = {value for predicate in predicates for value in graph.objects(iri, predicate) if isinstance(value, URIRef)}
        return tuple(sorted(found, key=str))

    ranges = named(RDFS.range)
    for node in graph.objects(iri, RDFS.range):
        if union := graph.value(node, OWL.unionOf):
            ranges += tuple(item for item in Collection(graph, union) if isinstance(item, URIRef))
    comment = graph.value(iri, SKOS.definition) or graph.value(iri, RDFS.comment) or ""
    return Term(
        iri=iri,
        name=iri.removeprefix(str(PACT)),
        label=str(graph.value(iri, RDFS.label) or ""),
        comment=str(comment),
        kinds=tuple(short(kind) for kind in named(RDF.type)),
        above=named(RDFS.subClassOf, RDFS.subPropertyOf),
        close=named(SKOS.closeMatch, SKOS.relatedMatch),
        domain=named(RDFS.domain, SCHEMA.domainIncludes),
        range=ranges,
        inverse=(None, OWL.inverseOf, iri) in graph,
    )


def _links(graph: Graph) -> Iterable[tuple[URIRef, URIRef, URIRef]]:
    for cls, node in graph.subject_objects(RDFS.subClassOf):
        on, some = graph.value(node, OWL.onProperty), graph.value(node, OWL.someValuesFrom)
        if isinstance(cls, URIRef) and isinstance(on, URIRef) and isinstance(some, URIRef):
            yield cls, on, some


_PREFIXES = {
    str(PACT): "pact:",
    str(OWL): "owl:",
    str(RDF): "rdf:",
    str(RDFS): "rdfs:",
    str(SKOS): "skos:",
    str(rdflib.XSD): "xsd:",
    str(rdflib.PROV): "prov:",
    str(rdflib.DCTERMS): "dcterms:",
    str(rdflib.FOAF): "foaf:",
    str(rdflib.ORG): "org:",
    str(SCHEMA): "schema:",
    "http://www.w3.org/ns/oa#": "oa:",
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#": "nif:",
}


def short(iri: str) -> str:
    """`prefix:name`, or the IRI in angle brackets."""
    for base, prefix in _PREFIXES.items():
        if iri.startswith(base):
            return prefix + iri.removeprefix(base)
    return f"<{iri}>"
