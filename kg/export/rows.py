"""What a store says, as plain values: commitments and positions with all their passages, actors. In the order of IRIs.

Read in batches, so that memory holds the IRIs of all entries and the rest of some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg import vocab
from kg.store import Rows, Store
from kg.turtle import Literal, NamedNode, Term

_BATCH: Final = 200
_PREFIXES: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in vocab.PREFIXES.items())

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that reports an entry; `begin` and `end` count characters of the document's text."""

    iri: str
    document: str  # IRI
    document_id: str
    title: str
    issued: str  # ISO day, or ""
    source: str
    words: str
    begin: int
    end: int
    level: str
    confidence: float | None
    speakers: tuple[str, ...]  # IRIs


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment (`level` is a status) or a position (`level` is a stance). Actors are IRIs."""

    iri: str
    kind: str  # commitment | position
    type: str  # key
    type_label: str
    level: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    place: tuple[str, ...]
    condition: str
    condition_type: str
    amount: str
    amount_min: float | None
    amount_unit: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    iri: str
    label: str
    cls: str  # local name of its class
    same_as: tuple[str, ...]
    represents: tuple[str, ...]  # IRIs


def entries(store: Store) -> Iterator[Entry]:
    """All commitments and positions."""
    found = _select(store, "SELECT DISTINCT ?e { VALUES ?k { pact:Commitment pact:Position } ?e a ?k } ORDER BY STR(?e)")
    iris = [row["e"] for row in found if row["e"]]
    for at in range(0, len(iris), _BATCH):
        yield from _batch(store, [NamedNode(iri) for iri in iris[at : at + _BATCH]])


def actors(store: Store) -> Iterator[Actor]:
    """All who act, are addressed, or speak, and the places."""
    rows = _select(
        store,
        """SELECT DISTINCT ?a ?label ?class ?same ?of WHERE {
          { SELECT DISTINCT ?a {
              { VALUES ?k { pact:Commitment pact:Position } ?e a ?k ; pact:by|pact:to|pact:place ?a } UNION { ?s pact:statedBy ?a } } }
          OPTIONAL { ?a rdfs:label ?label } OPTIONAL { ?a a ?class FILTER (STRSTARTS(STR(?class), STR(pact:))) }
          OPTIONAL { ?a owl:sameAs ?same } OPTIONAL { ?a pact:represents ?of } }""",
    )
    grouped = _grouped(rows, "a")
    for iri in sorted(grouped):
        mine = grouped[iri]
        classes = sorted({local(row["class"]) for row in mine if row["class"]} - {"Actor"})
        yield Actor(iri, _first(mine, "label") or local(iri), classes[0] if classes else "", _all(mine, "same"), _all(mine, "of"))


def labels(store: Store) -> dict[str, str]:
    """IRI of an actor -> its name."""
    return {actor.iri: actor.label for actor in actors(store)}


def local(iri: str | None) -> str:
    """What follows the last `/` or `#` of an IRI."""
    return (iri or "").rpartition("#" if "#" in (iri or "") else "/")[2]


def key(iri: str) -> str:
    """The key of an actor (`FR`), as written in its IRI."""
    return iri.removeprefix(vocab.ACTOR)


def _batch(store: Store, nodes: Sequence[NamedNode]) -> Iterator[Entry]:
    values = "VALUES ?e { " + " ".join(map(str, nodes)) + " }"
    heads = _grouped(
        _select(
            store,
            f"""SELECT DISTINCT ?e ?kind ?type ?label ?level {{ {values} VALUES ?kind {{ pact:Commitment pact:Position }} ?e a ?kind .
            OPTIONAL {{ ?e pact:type ?type OPTIONAL {{ ?type skos:prefLabel ?label }} }}
            OPTIONAL {{ ?e pact:status|pact:stance ?level }} }}""",
        ),
        "e",
    )
    links = _grouped(
        _select(
            store,
            f"""SELECT DISTINCT ?e ?role ?a {{ {values} VALUES (?p ?role) {{ (pact:by "by") (pact:to "to") (pact:place "place") }} ?e ?p ?a }}""",
        ),
        "e",
    )
    conditions = _grouped(
        _select(
            store,
            f"SELECT DISTINCT ?e ?type ?label {{ {values} ?e pact:condition ?c OPTIONAL {{ ?c pact:type ?type }} OPTIONAL {{ ?c rdfs:label ?label }} }}",
        ),
        "e",
    )
    amounts = _grouped(
        _select(
            store,
            f"""SELECT DISTINCT ?e ?label ?min ?unit {{ {values} ?e pact:amount ?a OPTIONAL {{ ?a rdfs:label ?label }}
            OPTIONAL {{ ?a schema:minValue ?min }} OPTIONAL {{ ?a schema:unitText ?unit }} }}""",
        ),
        "e",
    )
    passages = _passages(store, values)
    for node in nodes:
        iri = node.value
        head, amount, condition = _sorted(heads[iri]), _sorted(amounts.get(iri, [])), _sorted(conditions.get(iri, []))
        roles = {
            role: tuple(sorted({row["a"] or "" for row in links.get(iri, []) if row["role"] == role})) for role in ("by", "to", "place")
        }
        yield Entry(
            iri=iri,
            kind=local(_first(head, "kind")).lower(),
            type=local(_first(head, "type")),
            type_label=_first(head, "label") or local(_first(head, "type")).replace("_", " "),
            level=local(_first(head, "level")),
            by=roles["by"],
            to=roles["to"],
            place=roles["place"],
            condition="; ".join(dict.fromkeys(row["label"] or "" for row in condition)),
            condition_type="; ".join(dict.fromkeys(local(row["type"]) for row in condition)),
            amount="; ".join(dict.fromkeys(row["label"] or "" for row in amount)),
            amount_min=_number(_first(amount, "min")),
            amount_unit=_first(amount, "unit") or "",
            passages=passages.get(iri, ()),
        )


def _passages(store: Store, values: str) -> dict[str, tuple[Passage, ...]]:
    rows = _select(
        store,
        f"""SELECT DISTINCT ?e ?s ?doc ?id ?title ?issued ?source ?words ?begin ?end ?level ?confidence {{ {values}
        ?e pact:statement ?s . ?s prov:wasDerivedFrom ?doc ; nif:anchorOf ?words .
        OPTIONAL {{ ?s nif:beginIndex ?begin }} OPTIONAL {{ ?s nif:endIndex ?end }}
        OPTIONAL {{ ?s pact:status|pact:stance ?level }} OPTIONAL {{ ?s pact:confidence ?confidence }}
        OPTIONAL {{ ?doc dcterms:identifier ?id }} OPTIONAL {{ ?doc dcterms:title ?title }}
        OPTIONAL {{ ?doc dcterms:issued ?issued }} OPTIONAL {{ ?doc dcterms:source ?source }} }}""",
    )
    speakers = _grouped(_select(store, f"SELECT DISTINCT ?s ?a {{ {values} ?e pact:statement ?s . ?s pact:statedBy ?a }}"), "s")
    found: dict[str, dict[str, Passage]] = defaultdict(dict)
    for row in _sorted(rows):
        iri = row["s"] or ""
        found[row["e"] or ""].setdefault(
            iri,
            Passage(
                iri=iri,
                document=row["doc"] or "",
                document_id=row["id"] or local(row["doc"]),
                title=row["title"] or "",
                issued=(row["issued"] or "")[:10],
                source=row["source"] or "",
                words=row["words"] or "",
                begin=int(row["begin"] or 0),
                end=int(row["end"] or 0),
                level=local(row["level"]),
                confidence=_number(row["confidence"]),
                speakers=tuple(sorted({speaker["a"] or "" for speaker in speakers.get(iri, [])})),
            ),
        )
    return {
        entry: tuple(sorted(passages.values(), key=lambda p: (p.issued, p.document, p.begin, p.end, p.iri)))
        for entry, passages in found.items()
    }


def _select(store: Store, body: str) -> list[Row]:
    answer = store.query(_PREFIXES + body)
    assert isinstance(answer, Rows)
    return [{name: _plain(term) for name, term in zip(answer.columns, row, strict=True)} for row in answer.rows]


def _plain(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode | Literal) else None if term is None else str(term)


def _grouped(rows: list[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name] or ""].append(row)
    return found


def _sorted(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [value or "" for value in row.values()])


def _first(rows: Sequence[Row], name: str) -> str | None:
    return min((row[name] or "" for row in rows if row[name]), default=None)


def _all(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    return tuple(sorted({row[name] or "" for row in rows if row[name]}))


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
