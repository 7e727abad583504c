"""What a graph says of documents, as the project's scorer reads it: fused commitments, by the statements of each document."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kg import vocab
from kg.evaluate.gold import Case, Slot, actor_key
from kg.fuse import Fusion
from kg.model import Extraction, Run
from kg.ontology import Ontology
from kg.store import Rows, Store, open_store

_PREFIXES: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in vocab.PREFIXES.items())
_NODES: Final = "SELECT ?c ?type ?position WHERE { ?c pact:type ?type . { ?c a pact:Commitment } UNION { ?c a pact:Position . BIND (true AS ?position) } }"
_ROLES: Final = "SELECT ?c ?role ?actor WHERE { VALUES (?p ?role) { (pact:by 'by') (pact:to 'to') } ?c pact:statement ?any ; ?p ?actor }"
_CONDITIONS: Final = "SELECT ?c ?type WHERE { ?c pact:statement ?any ; pact:condition ?n . OPTIONAL { ?n pact:type ?type } }"
_STATEMENTS: Final = """SELECT ?c ?s ?id ?text ?begin ?end ?level WHERE {
  ?c pact:statement ?s . ?s prov:wasDerivedFrom ?d ; nif:beginIndex ?begin ; nif:endIndex ?end .
  ?d dcterms:identifier ?id ; nif:isString ?text . OPTIONAL { ?s pact:status|pact:stance ?level } }"""
_SPEAKERS: Final = "SELECT ?s ?actor WHERE { ?s a pact:Statement ; pact:statedBy ?actor }"


def fused_cases(found: Iterable[Extraction], ontology: Ontology, run: Run) -> dict[str, list[Case]]:
    """The cases of extractions after they were fused in a store of their own, by document id."""
    with tempfile.TemporaryDirectory(prefix="kg-evaluate-") as folder, open_store(Path(folder) / "store") as store:
        store.load_ontology(ontology.quads, ontology.version)
        fusion = Fusion(store, ontology)
        for extraction in found:
            fusion.put(extraction, run)
        return stored_cases(store)


def stored_cases(store: Store) -> dict[str, list[Case]]:
    """The cases of all documents of a store, by document id, in the order of the text."""
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node, role, actor in _rows(store, _ROLES):
        roles[node, role].add(_key(actor))
    conditions: dict[str, str] = {}
    for node, type_ in sorted(_rows(store, _CONDITIONS), reverse=True):
        conditions[node] = _local(type_) if type_ else "other"
    speakers: dict[str, set[str]] = defaultdict(set)
    for statement, actor in _rows(store, _SPEAKERS):
        speakers[statement].add(_key(actor))
    nodes = {node: (_local(type_), "position" if position else "commitment") for node, type_, position in _rows(store, _NODES)}
    told: dict[tuple[str, str], list[tuple[int, int, str, str]]] = defaultdict(list)
    texts: dict[str, str] = {}
    for node, statement, ident, text, begin, end, level in _rows(store, _STATEMENTS):
        told[ident, node].append((int(begin), int(end), statement, _local(level)))
        texts[ident] = text
    cases: dict[str, list[Case]] = defaultdict(list)
    for (ident, node), passages in sorted(told.items(), key=lambda item: (item[0][0], min(item[1]))):
        if node in nodes:
            type_, kind = nodes[node]
            first = min(passages)
            slots: dict[str, Slot] = {
                "type": type_,
                "by": frozenset(roles[node, "by"]),
                "to": frozenset(roles[node, "to"]),
                "status": first[3],
                "condition": conditions.get(node),
                "said_by": frozenset(key for _, _, statement, _ in passages for key in speakers[statement]),
            }
            spans = tuple(sorted({(begin, end) for begin, end, _, _ in passages}))
            cases[ident].append(Case(_local(node), kind, slots, spans, node, texts[ident][first[0] : first[1]]))
    return dict(cases)


def by_document(extractions: Mapping[str, Extraction], ontology: Ontology, run: Run) -> dict[str, list[Case]]:
    """`fused_cases`, with an empty list for a document of which nothing is told."""
    fused = fused_cases(extractions.values(), ontology, run)
    return {ident: fused.get(ident, []) for ident in extractions}


def _rows(store: Store, query: str) -> list[tuple[str, ...]]:
    answer = store.query(_PREFIXES + query)
    if not isinstance(answer, Rows):
        raise TypeError("a SELECT has rows")
    return [tuple(str(getattr(term, "value", "")) for term in row) for row in answer.rows]


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _key(iri: str) -> str:
    return actor_key(_local(iri))
