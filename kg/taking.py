"""RDF made elsewhere -> store: documents and what was read in them, if they are what the shapes say.

TriG and N-Quads name a graph a document; Turtle and N-Triples hold all as one, and each document gets what its statements
lead to. What was fused is left out and fused anew with what the store holds. A file is taken as a whole or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg import ontology, vocab
from kg.errors import InputError
from kg.fuse import Fusion
from kg.store import Change, Store, open_store
from kg.turtle import RDF_TYPE, DefaultGraph, NamedNode, Quad, Subject, Term, read_file
from kg.validate import Violation, validate

_DOCUMENT: Final = NamedNode(vocab.PACT + "Document")
_CLAIM: Final = NamedNode(vocab.PACT + "Claim")
_STATEMENT: Final = NamedNode(vocab.PACT + "statement")
_DERIVED: Final = NamedNode(vocab.PROV + "wasDerivedFrom")
_USED: Final = NamedNode(vocab.PROV + "used")
_LEVELS: Final = (NamedNode(vocab.PACT + "status"), NamedNode(vocab.PACT + "stance"))  # of a statement: what fusion made of it
_PROVENANCE: Final = NamedNode(vocab.PROVENANCE_GRAPH)
_DECISIONS: Final = NamedNode(vocab.DECISIONS_GRAPH)
_LEFT_OUT: Final = (NamedNode(vocab.ONTOLOGY_GRAPH), NamedNode(vocab.FUSION_GRAPH))
_FUSED: Final = (vocab.COMMITMENT, vocab.POSITION, vocab.MATCH)
_FILED: Final = (NamedNode(vocab.PACT + "cluster"), NamedNode(vocab.PACT + "block"))  # of a claim: where fusion filed it
_SHOWN: Final = 3

About = Mapping[Subject, list[Quad]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file held: how many documents, and how many of them the store did not hold so already."""

    documents: int
    changed: int


def take(path: Path, store: Store) -> Taken:
    """Puts the documents of an RDF file (`.ttl .nt .trig .nq .jsonld`) into the store, in place of those it holds.

    Raises InputError, naming the file, for what cannot be read, holds no document, or breaks the shapes; StoreError.
    """
    documents, decisions = _sorted(path, read_file(path))
    if not documents:
        raise InputError(f"{path}: holds no pact:Document; nothing was imported")
    with TemporaryDirectory(prefix="kg-import-") as folder, open_store(Path(folder) / "store") as trial:
        try:
            _put(documents, decisions, trial)
        except (
            ArithmeticError,
            LookupError,
            ValueError,
        ) as error:  # too little is there to fuse anything: what is missing is for the shapes to say
            violations = [found for found in validate(trial).violations if "either a status or a stance" not in found.message]
            _refuse(path, tuple(violations))
            raise InputError(f"{path}: cannot be fused ({error}); nothing was imported") from error
        _refuse(path, validate(trial).violations)
    return Taken(len(documents), _put(documents, decisions, store))


def _put(documents: Mapping[str, set[Quad]], decisions: set[Quad], store: Store) -> int:
    known = ontology.load()
    store.load_ontology(known.quads, known.version)
    changed = sum(store.replace_document(iri, documents[iri]) for iri in sorted(documents))
    changed += store.apply(Change(come=frozenset(decisions)))
    if changed:
        store.apply(Change(gone=frozenset(store.quads(vocab.FUSION_GRAPH))))
    Fusion(store, known).refresh()
    return changed


def _refuse(path: Path, violations: tuple[Violation, ...]) -> None:
    if violations:
        more = f" (and {len(violations) - _SHOWN} more)" if len(violations) > _SHOWN else ""
        found = "; ".join(str(violation) for violation in violations[:_SHOWN])
        raise InputError(f"{path}: does not conform to the shapes, nothing was imported: {found}{more}")


# ---- which quads belong to which document


def _sorted(path: Path, quads: Iterable[Quad]) -> tuple[dict[str, set[Quad]], set[Quad]]:
    """Document -> its quads, those of its provenance among them; and the decisions of analysts."""
    graphs: dict[object, list[Quad]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
    plain = [quad for quad in graphs.pop(DefaultGraph(), []) if not _is_fused(quad)]
    provenance, decisions = graphs.pop(_PROVENANCE, []), set(graphs.pop(_DECISIONS, []))
    for name in _LEFT_OUT:
        graphs.pop(name, None)
    documents: dict[str, set[Quad]] = {}
    for graph, held in graphs.items():
        if not any(quad.subject == graph and quad.object == _DOCUMENT for quad in held):
            raise InputError(f"{path}: graph {graph} is not the graph of a document that it holds")
        documents[str(graph)[1:-1]] = set(held)
    about = _about(plain)
    for document in sorted((q.subject for q in plain if q.predicate == RDF_TYPE and q.object == _DOCUMENT), key=str):
        documents.setdefault(str(document)[1:-1], set()).update(_of_document(document, plain, about))
    for iri, held_by_document in documents.items():
        held_by_document |= _provenance(NamedNode(iri), [*provenance, *plain])
    return documents, decisions


def _is_fused(quad: Quad) -> bool:
    return quad.predicate in _FILED or (isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_FUSED))


def _about(quads: Iterable[Quad]) -> About:
    found: dict[Subject, list[Quad]] = defaultdict(list)
    for quad in quads:
        found[quad.subject].append(quad)
    return found


def _of_document(document: Subject, quads: list[Quad], about: About) -> set[Quad]:
    """What is said of a document, its statements, the claims they report, and all that these name."""
    statements = {quad.subject for quad in quads if quad.predicate == _DERIVED and quad.object == document}
    claims = {quad.subject for quad in quads if quad.predicate == _STATEMENT and quad.object in statements}
    claims = {claim for claim in claims if any(quad.object == _CLAIM for quad in about[claim])}
    found = set(about[document])
    found |= {quad for statement in statements for quad in about[statement] if quad.predicate not in _LEVELS}
    waiting: list[Term] = [quad.object for quad in found]
    seen: set[Term] = {document, *statements}
    waiting += claims
    while waiting:
        node = waiting.pop()
        if node in seen or not isinstance(node, NamedNode) or node not in about or _elsewhere(node, about):
            continue
        seen.add(node)
        found |= set(about[node])
        waiting += [quad.object for quad in about[node]]
    name = NamedNode(str(document)[1:-1])
    return {Quad(quad.subject, quad.predicate, quad.object, name) for quad in found}


def _elsewhere(node: NamedNode, about: About) -> bool:
    """What other documents hold, and what the ontology and the provenance say."""
    kinds = {quad.object for quad in about[node] if quad.predicate == RDF_TYPE}
    ours = any(kind in (_DOCUMENT, NamedNode(vocab.PROV + "Activity"), NamedNode(vocab.SKOS + "Concept")) for kind in kinds)
    return ours or node.value.startswith((vocab.ONTOLOGY, vocab.TYPE))


def _provenance(document: NamedNode, quads: list[Quad]) -> set[Quad]:
    """The run that read a document, with its tools, but not the other documents that it read."""
    about = _about(quads)
    runs = {quad.subject for quad in quads if quad.predicate == _USED and quad.object == document}
    found = {quad for run in runs for quad in about[run] if quad.object == document or not _is_document(quad)}
    found |= {fact for quad in found if isinstance(quad.object, NamedNode) and quad.object != document for fact in about[quad.object]}
    return {Quad(quad.subject, quad.predicate, quad.object, _PROVENANCE) for quad in found}


def _is_document(quad: Quad) -> bool:
    return quad.predicate == _USED and isinstance(quad.object, NamedNode) and quad.object.value.startswith(vocab.DOCUMENT)
