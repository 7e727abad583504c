"""Store -> GraphML and GEXF: actors are nodes, and each commitment or position is an edge from who to whom.

Joint undertakings give an edge for each pair; who addresses nobody has an edge to itself. Attributes are words, so that
Gephi can filter and colour by them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

import networkx as nx

from kg.export.rows import Entry, actors, entries, key
from kg.store import Store

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def network(store: Store) -> nx.MultiDiGraph:
    """Nodes are keys of actors with `label`, `cls`, `iri`; edges have the IRI of their entry as key, and its attributes."""
    graph = nx.MultiDiGraph()
    for actor in actors(store):
        graph.add_node(_xml(key(actor.iri)), label=_xml(actor.label), cls=actor.cls, iri=_xml(actor.iri))
    for entry in entries(store):
        pairs = [(by, to) for by in entry.by for to in entry.to or (by,)]
        for at, (by, to) in enumerate(pairs):
            edge = entry.iri if len(pairs) == 1 else f"{entry.iri}#{at}"
            graph.add_edge(_xml(key(by)), _xml(key(to)), key=edge, **_attributes(entry))
    return graph


def write_graphml(store: Store) -> Iterator[str]:
    out = io.BytesIO()
    nx.write_graphml(network(store), out, named_key_ids=True)
    yield out.getvalue().decode("utf-8")


def write_gexf(store: Store) -> Iterator[str]:
    lines = list(nx.generate_gexf(network(store), version="1.2draft"))
    for line in lines:  # but for the day on which it was written
        yield re.sub(r' lastmodifieddate="[^"]*"', "", line) + "\n"


def _attributes(entry: Entry) -> dict[str, str | int]:
    first = entry.passages[0] if entry.passages else None
    return {
        "label": _xml(f"{entry.type_label} ({entry.level})"),
        "kind": entry.kind,
        "action": entry.type,  # `type` of an edge means directed or not in GEXF
        "level": entry.level,
        "iri": entry.iri,
        "condition": _xml(entry.condition),
        "amount": _xml(entry.amount),
        "passages": len(entry.passages),
        "words": _xml(first.words if first else ""),
        "issued": first.issued if first else "",
    }


def _xml(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
