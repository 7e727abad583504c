"""Quads -> JSON-LD 1.1 with its context inside, so that nothing is fetched to read it. One node a line, sorted.

Terms (`by`, `status`, `words` …) make it plain JSON for those who know no RDF; other properties are written `pact:x`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from kg import vocab
from kg.errors import KgError
from kg.turtle import (
    RDF_TYPE,
    Literal,
    NamedNode,
    Quad,
    Subject,
    Term,
    Triple,
    curie,
    predicate_key,
    sort_key,
    subject_key,
)

Json = str | int | bool | dict[str, "Json"] | list["Json"]

#: Term -> property, and what its values are: "@id" IRIs, a datatype, or "" (strings and whatever else, spelt out).
#: No term may be a prefix too: `statement:1` would lose its namespace.
TERMS: Final[dict[str, tuple[str, str]]] = {
    "label": (vocab.RDFS + "label", ""),
    "identifier": (vocab.DCTERMS + "identifier", ""),
    "title": (vocab.DCTERMS + "title", ""),
    "issued": (vocab.DCTERMS + "issued", vocab.XSD + "date"),
    "source": (vocab.DCTERMS + "source", ""),
    "text": (vocab.NIF + "isString", ""),
    "sameAs": (vocab.OWL + "sameAs", "@id"),
    "represents": (vocab.PACT + "represents", "@id"),
    "office": (vocab.PACT + "office", ""),
    "by": (vocab.PACT + "by", "@id"),
    "to": (vocab.PACT + "to", "@id"),
    "type": (vocab.PACT + "type", "@id"),
    "status": (vocab.PACT + "status", "@id"),
    "stance": (vocab.PACT + "stance", "@id"),
    "conditions": (vocab.PACT + "condition", "@id"),
    "place": (vocab.PACT + "place", "@id"),
    "amounts": (vocab.PACT + "amount", "@id"),
    "statements": (vocab.PACT + "statement", "@id"),
    "document": (vocab.PROV + "wasDerivedFrom", "@id"),
    "context": (vocab.NIF + "referenceContext", "@id"),
    "words": (vocab.NIF + "anchorOf", ""),
    "begin": (vocab.NIF + "beginIndex", ""),
    "end": (vocab.NIF + "endIndex", ""),
    "statedBy": (vocab.PACT + "statedBy", "@id"),
    "confidence": (vocab.PACT + "confidence", vocab.XSD + "decimal"),
    "rule": (vocab.PACT + "rule", ""),
    "cue": (vocab.PACT + "cue", ""),
}

_TERM_OF: Final = {iri: (term, kind) for term, (iri, kind) in TERMS.items()}
_SAFE_INTEGER: Final = 2**53 - 1


def context() -> dict[str, Json]:
    """The `@context`: the prefixes, then the terms."""
    terms: dict[str, Json] = {}
    for term, (iri, kind) in TERMS.items():
        name = _iri(iri)
        terms[term] = {"@id": name, "@type": kind if kind == "@id" else _iri(kind)} if kind else name
    return {**vocab.PREFIXES, **terms}


def document(graphs: Iterable[tuple[str, Iterable[Quad]]]) -> Iterator[str]:
    """A JSON-LD file in pieces: `graphs` are IRIs with their quads, "" the default graph; blank nodes named to last.

    Raises KgError for an IRI whose scheme is one of our prefixes, which JSON-LD cannot tell from a compact one.
    """
    yield f'{{\n"@context": {_dump(context())},\n"@graph": ['
    mark = "\n"
    for iri, quads in graphs:
        nodes = _nodes(quads)
        if not iri:
            for line in nodes:
                yield mark + line
                mark = ",\n"
        else:
            yield f'{mark}{{"@id": {_dump(_iri(iri))}, "@graph": ['
            yield ",\n".join(nodes)
            yield "]}"
            mark = ",\n"
    yield "\n]\n}\n"


def _nodes(quads: Iterable[Quad]) -> Iterator[str]:
    entries: dict[Subject, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        entries[quad.subject][quad.predicate].append(quad.object)
    for subject in sorted(entries, key=subject_key):
        yield _dump(_node(subject, entries[subject]))


def _node(subject: Subject, entry: dict[NamedNode, list[Term]]) -> Json:
    node: dict[str, Json] = {"@id": _id(subject)}
    for predicate in sorted(entry, key=predicate_key):
        terms = sorted(entry[predicate], key=sort_key)
        if predicate == RDF_TYPE and not any(isinstance(term, Literal) for term in terms):
            node["@type"] = _few([_id(term) for term in terms])
            continue
        name, kind = _TERM_OF.get(predicate.value, (_iri(predicate.value), ""))
        node[name] = _few([_value(term, kind) for term in terms])
    return node


def _few(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values


def _value(term: Term, kind: str) -> Json:
    if not isinstance(term, Literal):
        return _id(term) if kind == "@id" else {"@id": _id(term)}
    datatype = term.datatype.value
    if term.language is not None:
        return {"@value": term.value, "@language": term.language}
    if kind and kind == datatype:
        return term.value
    if datatype == vocab.XSD + "string":
        return {"@value": term.value} if kind else term.value
    if not kind and datatype == vocab.XSD + "integer" and _is_plain_integer(term.value):
        return int(term.value)
    return {"@value": term.value, "@type": _iri(datatype)}


def _is_plain_integer(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(text) < 17 and text == str(int(text)) and _small(int(text))


def _small(number: int) -> bool:
    return abs(number) <= _SAFE_INTEGER


def _id(term: Term) -> str:
    if isinstance(term, NamedNode):
        return _iri(term.value)
    if isinstance(term, Triple):
        raise KgError("JSON-LD 1.1 cannot hold a triple as a value; export TriG or N-Quads instead")
    return str(term)


def _iri(iri: str) -> str:
    short = curie(iri)
    if short is not None:
        return short
    scheme, _, rest = iri.partition(":")
    if scheme in vocab.PREFIXES and not rest.startswith("//"):
        raise KgError(f"<{iri}>: JSON-LD would read {scheme}: as a prefix; export TriG or N-Quads instead")
    return iri


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
