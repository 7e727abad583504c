"""RDF terms and syntaxes: reading any of them, and writing Turtle, TriG, N-Triples and N-Quads that never move.

The same quads give the same bytes, in whatever order they come: subjects by kind and IRI, predicates in the order a
reader wants them, objects sorted, blank nodes named by RDFC-1.0 and written inside their owner where they have one.
With `store.py` this is the only importer of pyoxigraph; the rest of the program takes its terms from here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from kg import vocab
from kg.errors import InputError

__all__ = [
    "RDF_TYPE",
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "Subject",
    "Term",
    "Triple",
    "canonical",
    "curie",
    "nquad_lines",
    "nquads",
    "ntriples",
    "predicate_key",
    "prefix_lines",
    "read",
    "read_file",
    "sort_key",
    "subject_key",
    "trig",
    "trig_graph",
    "turtle",
]

Term = NamedNode | BlankNode | Literal | Triple
Subject = NamedNode | BlankNode | Triple

RDF_TYPE: Final = NamedNode(vocab.RDF + "type")
REST: Final = NamedNode(vocab.RDF + "rest")  # lists keep their labels: they can be longer than a page is wide

#: Kinds of subjects, in the order of a file; what is none of these comes last.
SUBJECT_ORDER: Final = (
    vocab.DOCUMENT,
    vocab.ACTOR,
    vocab.COMMITMENT,
    vocab.POSITION,
    vocab.CLAIM,
    vocab.STATEMENT,
    vocab.CONDITION,
    vocab.AMOUNT,
    vocab.MATCH,
    vocab.DECISION,
    vocab.RUN,
    vocab.AGENT,
    vocab.ONTOLOGY,
    vocab.TYPE,
)

#: Predicates that come first, in this order; the others follow by IRI; the text of a document closes its entry.
PREDICATE_ORDER: Final = tuple(
    [vocab.RDF + "type", vocab.RDFS + "label", vocab.SKOS + "prefLabel", vocab.RDFS + "comment"]
    + [vocab.DCTERMS + name for name in ("identifier", "title", "issued", "source")]
    + [vocab.PACT + name for name in ("by", "to", "type", "status", "stance", "condition", "place", "amount")]
    + [vocab.PACT + "statement", vocab.PROV + "wasDerivedFrom"]
    + [vocab.NIF + name for name in ("anchorOf", "beginIndex", "endIndex", "referenceContext")]
    + [vocab.PACT + name for name in ("statedBy", "confidence", "rule", "cue")]
)
LAST_PREDICATE: Final = vocab.NIF + "isString"

_FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
}
_DEPTH: Final = 8
_PREDICATE_RANK: Final = {iri: rank for rank, iri in enumerate(PREDICATE_ORDER)}
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?", re.ASCII)
_BARE: Final = {
    vocab.XSD + "integer": re.compile(r"[+-]?[0-9]+", re.ASCII),
    vocab.XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+", re.ASCII),
    vocab.XSD + "boolean": re.compile(r"true|false", re.ASCII),
}


# ---- reading


def read(data: bytes | str, suffix: str = ".ttl", *, name: str = "data", base: str | None = None) -> list[Quad]:
    """The quads of `data`, written in the syntax whose file suffix is `suffix` (`.ttl .trig .nt .nq .jsonld`).

    Raises InputError, naming `name` and the place, when the text is not of that syntax or the suffix is unknown.
    """
    rdf_format = _FORMATS.get(suffix.lower())
    if rdf_format is None:
        raise InputError(f"{name}: unknown RDF file type {suffix!r}; known are {', '.join(_FORMATS)}")
    try:
        return list(parse(data, rdf_format, base_iri=base))
    except SyntaxError as error:
        place = f" line {error.lineno}, column {error.offset}" if error.lineno else ""
        raise InputError(f"{name}:{place} not valid {rdf_format.name}: {error.msg}") from error
    except (ValueError, OSError) as error:
        raise InputError(f"{name}: not valid {rdf_format.name}: {error}") from error


def read_file(path: Path) -> list[Quad]:
    """The quads of one file, its syntax told by its suffix. Raises InputError as `read` does."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    return read(data, path.suffix, name=str(path))


# ---- order


def curie(iri: str, prefixes: Mapping[str, str] = vocab.PREFIXES) -> str | None:
    """`iri` as `prefix:local`, or None where it has no prefix or needs escapes."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    namespace = iri[:cut]
    prefix = next((name for name, start in prefixes.items() if start == namespace), None)
    return f"{prefix}:{iri[cut:]}" if prefix is not None and _LOCAL.fullmatch(iri, cut) else None


def sort_key(term: Term | DefaultGraph) -> tuple[int, str]:
    """IRIs before blank nodes before literals, each by its N-Triples form."""
    kind = 0 if isinstance(term, NamedNode) else 1 if isinstance(term, BlankNode) else 2
    return kind, str(term)


def subject_key(subject: Subject) -> tuple[int, tuple[int, str]]:
    """The place of a subject in a file: documents, actors, commitments, positions, statements, then the rest."""
    iri = subject.value if isinstance(subject, NamedNode) else ""
    rank = next((i for i, start in enumerate(SUBJECT_ORDER) if iri.startswith(start)), len(SUBJECT_ORDER))
    return rank, sort_key(subject)


def predicate_key(predicate: NamedNode) -> tuple[int, str]:
    if predicate.value == LAST_PREDICATE:
        return len(_PREDICATE_RANK) + 1, predicate.value
    return _PREDICATE_RANK.get(predicate.value, len(_PREDICATE_RANK)), predicate.value


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    """The set of `quads`, their blank nodes named after what they hold (RDFC-1.0), so that labels do not matter."""
    unique = set(quads)
    if not any(_has_blank(quad) for quad in unique):
        return unique
    dataset = Dataset(unique)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def _has_blank(quad: Quad) -> bool:
    return any(isinstance(part, BlankNode) for part in (quad.subject, quad.object, quad.graph_name))


# ---- line formats


def nquads(quads: Iterable[Quad]) -> Iterator[str]:
    """Sorted N-Quads lines, each ended by a newline."""
    return nquad_lines(canonical(quads))


def nquad_lines(quads: Iterable[Quad]) -> Iterator[str]:
    """As `nquads`, of quads whose blank nodes have lasting names already."""
    for quad in sorted(quads, key=_line_key):
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else f" {quad.graph_name}"
        yield f"{quad.subject} {quad.predicate} {quad.object}{graph} .\n"


def ntriples(quads: Iterable[Quad]) -> Iterator[str]:
    """Sorted N-Triples lines of the union of all graphs."""
    return nquads(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def _line_key(quad: Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), quad.predicate.value, str(quad.object)


# ---- Turtle and TriG


def turtle(quads: Iterable[Quad], prefixes: Mapping[str, str] = vocab.PREFIXES) -> Iterator[str]:
    """Turtle of the union of all graphs, in pieces: prefixes, then one block a subject."""
    triples = canonical(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    yield from prefix_lines(prefixes)
    yield from _Writer(triples, prefixes).blocks("")


def trig(quads: Iterable[Quad], prefixes: Mapping[str, str] = vocab.PREFIXES) -> Iterator[str]:
    """TriG in pieces: prefixes, the default graph, then the named graphs by IRI."""
    graphs: dict[NamedNode | BlankNode | DefaultGraph, set[Quad]] = defaultdict(set)
    for quad in canonical(quads):
        graphs[quad.graph_name].add(quad)
    yield from prefix_lines(prefixes)
    for graph in sorted(graphs, key=lambda name: (not isinstance(name, DefaultGraph), sort_key(name))):
        yield from trig_graph(graph, graphs[graph], prefixes)


def trig_graph(
    graph: NamedNode | BlankNode | DefaultGraph,
    quads: Iterable[Quad],
    prefixes: Mapping[str, str] = vocab.PREFIXES,
) -> Iterator[str]:
    """One graph of a TriG file. Its blank nodes need names that last and that no other graph of the file uses."""
    if isinstance(graph, DefaultGraph):
        yield from _Writer(quads, prefixes).blocks("")
        return
    yield f"\n{_node(graph, prefixes)} {{"
    yield from _Writer(quads, prefixes).blocks("    ")
    yield "}\n"


def prefix_lines(prefixes: Mapping[str, str]) -> Iterator[str]:
    """`@prefix` lines in the given order."""
    for prefix, namespace in prefixes.items():
        yield f"@prefix {prefix}: <{namespace}> .\n"


def _node(term: Term, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, NamedNode):
        return curie(term.value, prefixes) or str(term)
    if isinstance(term, Literal):
        return _literal(term, prefixes)
    return str(term)


def _literal(term: Literal, prefixes: Mapping[str, str]) -> str:
    datatype = term.datatype.value
    if term.language is not None or datatype == vocab.XSD + "string":
        return str(term)
    bare = _BARE.get(datatype)
    if bare and bare.fullmatch(term.value):
        return term.value
    return f"{Literal(term.value)}^^{_node(term.datatype, prefixes)}"


class _Writer:
    """Writes the triples of one graph as Turtle blocks. Blank nodes of a single owner are written inside it."""

    def __init__(self, quads: Iterable[Quad], prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.entries: dict[Subject, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self.entries[quad.subject][quad.predicate].append(quad.object)
        self.uses = Counter(
            term for entry in self.entries.values() for terms in entry.values() for term in terms if isinstance(term, BlankNode)
        )
        self.inside = self._owned()

    def blocks(self, indent: str) -> Iterator[str]:
        for subject in sorted(self.entries, key=subject_key):
            if subject not in self.inside:
                lone = isinstance(subject, BlankNode) and not self.uses[subject]
                head = "[]" if lone else _node(subject, self.prefixes)
                yield f"\n{indent}{head} {self._entry(subject, indent + '    ')} .\n"

    def _entry(self, subject: Subject, indent: str) -> str:
        entry = self.entries[subject]
        lines = (
            f"{self._predicate(predicate)} {self._objects(entry[predicate], indent)}" for predicate in sorted(entry, key=predicate_key)
        )
        return f" ;\n{indent}".join(lines)

    def _predicate(self, predicate: NamedNode) -> str:
        return "a" if predicate == RDF_TYPE else _node(predicate, self.prefixes)

    def _objects(self, terms: list[Term], indent: str) -> str:
        return ", ".join(self._object(term, indent) for term in sorted(terms, key=sort_key))

    def _object(self, term: Term, indent: str) -> str:
        if isinstance(term, BlankNode) and term in self.inside:
            deeper = indent + "    "
            return f"[\n{deeper}{self._entry(term, deeper)}\n{indent}]"
        return _node(term, self.prefixes)

    def _owned(self) -> set[Subject]:
        """Blank nodes with one owner, at most `_DEPTH` steps below a subject that is written at the top."""
        owner = {
            term: subject
            for subject, entry in self.entries.items()
            for terms in entry.values()
            for term in terms
            if isinstance(term, BlankNode) and self.uses[term] == 1 and term in self.entries
        }
        return {node for node in owner if REST not in self.entries[node] and _shallow(node, owner)}


def _shallow(node: BlankNode, owner: Mapping[BlankNode, Subject]) -> bool:
    """Whether the owners of `node` lead to a top in few steps; a cycle never does."""
    step: Subject = node
    for _ in range(_DEPTH):
        if not isinstance(step, BlankNode) or step not in owner:
            return True
        step = owner[step]
    return False
