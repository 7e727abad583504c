"""The graph of a document, but for its claims: the document, and who is named in it."""

from __future__ import annotations

from kg import vocab
from kg.model import Actor, Document
from kg.rdf.names import actor_iri, content_hash, document_iri
from kg.rdf.terms import Facts, iri_or_none, issued, pact, text
from kg.turtle import Literal, NamedNode


def document_facts(document: Document) -> Facts:
    node = NamedNode(document_iri(document.id))
    yield node, vocab.RDF + "type", pact("Document")
    yield node, vocab.RDF + "type", NamedNode(vocab.NIF + "Context")
    yield node, vocab.DCTERMS + "identifier", text(document.id)
    if document.title:
        yield node, vocab.DCTERMS + "title", text(document.title)
    if document.date:
        yield node, *issued(document.date)
    yield from _source(node, document)
    yield node, vocab.PACT + "contentHash", Literal(content_hash(document))
    yield node, vocab.NIF + "isString", text(document.text)


def _source(node: NamedNode, document: Document) -> Facts:
    """`dcterms:source` is the address, else the site; a site beside an address is the publisher."""
    source = document.url or document.site
    if source:
        yield node, vocab.DCTERMS + "source", iri_or_none(source) or text(source)
    if document.url and document.site:
        yield node, vocab.DCTERMS + "publisher", text(document.site)


def actor_facts(actor: Actor) -> Facts:
    node = NamedNode(actor_iri(actor.key))
    yield node, vocab.RDF + "type", pact(vocab.iri_part(actor.cls))
    yield node, vocab.RDFS + "label", text(actor.label)
    for same in filter(None, map(iri_or_none, actor.same_as)):
        yield node, vocab.OWL + "sameAs", same
    if actor.represents:
        yield node, vocab.PACT + "represents", NamedNode(actor_iri(actor.represents))
    if actor.office:
        yield node, vocab.PACT + "office", text(actor.office)
