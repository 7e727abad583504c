"""The parameters of a named question: declared in the head of its file, given on the command line or in an address.

    # What has an actor undertaken?
    # --actor ACTOR  who undertakes
    # --since DATE   told on this day or later
    SELECT … WHERE {
      VALUES (?actor ?since) { (UNDEF UNDEF) }

The row of VALUES holds the defaults, so that the file is SPARQL as it stands. UNDEF means "any": a column without a value
is left out, and the query tests `!BOUND(?since)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from kg import vocab
from kg.errors import QueryError
from kg.model import STANCES, STATUSES
from kg.rdf import actor_iri, document_iri
from kg.store import Rows, Store
from kg.turtle import Literal, NamedNode, Term, curie

_HEAD: Final = re.compile(r"# --(?P<name>[a-z][a-z-]*) (?P<kind>[A-Z]+)\s+(?P<help>\S.*)")
_VALUES: Final = re.compile(r"VALUES \((?P<names>\?\w+(?: \?\w+)*)\) \{ \((?P<terms>[^{}]*)\) \}")
_TERM: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\^\^\S+)?|[^\s"]+')


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, its kind (a key of KINDS), what it means, and its value if nobody gives one."""

    name: str
    kind: str
    help: str
    default: str = "UNDEF"

    @property
    def variable(self) -> str:
        return "?" + self.name.replace("-", "_")


def parameters(sparql: str) -> tuple[Parameter, ...]:
    """The parameters that a text declares, in its order.

    Raises QueryError for one of an unknown kind, or without its column in VALUES.
    """
    found = [_HEAD.fullmatch(line) for line in _head(sparql)]
    declared = [Parameter(m["name"], m["kind"], m["help"].strip()) for m in found if m]
    if not declared:
        return ()
    row = _row(sparql, declared)
    for parameter in declared:
        if parameter.kind not in KINDS:
            raise QueryError(f"--{parameter.name}: {parameter.kind} is no kind of parameter; there are {', '.join(KINDS)}")
    return tuple(Parameter(p.name, p.kind, p.help, row[p.variable]) for p in declared)


def bind(sparql: str, given: Mapping[str, str], store: Store) -> str:
    """The text with `given` (name -> value) in place of its defaults.

    Raises QueryError for a name that it does not declare, or a value that is none of the kind.
    """
    declared = {parameter.name: parameter for parameter in parameters(sparql)}
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        known = f"it has {', '.join('--' + name for name in declared)}" if declared else "it has none"
        raise QueryError(f"--{unknown[0]}: no such parameter of this question; {known}")
    terms = {p.variable: p.default for p in declared.values()}
    for name, value in given.items():
        terms[declared[name].variable] = str(_term(declared[name], value.strip(), store))
    bound = {variable: term for variable, term in terms.items() if term != "UNDEF"}
    block = f"VALUES ({' '.join(bound)}) {{ ({' '.join(bound.values())}) }}" if bound else ""
    return _VALUES.sub(lambda _: block, sparql, count=1) if declared else sparql


def _head(sparql: str) -> list[str]:
    lines = sparql.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end]


def _row(sparql: str, declared: list[Parameter]) -> dict[str, str]:
    """Variable -> default, of the first VALUES."""
    match = _VALUES.search(sparql)
    names = match["names"].split() if match else []
    terms = _TERM.findall(match["terms"]) if match else []
    if len(names) != len(terms) or set(names) != {parameter.variable for parameter in declared}:
        wanted = " ".join(parameter.variable for parameter in declared)
        raise QueryError(f"the question needs a line: VALUES ({wanted}) {{ (…) }}, with a default or UNDEF for each")
    return dict(zip(names, terms, strict=True))


def _term(parameter: Parameter, value: str, store: Store) -> Term:
    if not value:
        raise QueryError(f"--{parameter.name}: needs a value")
    term = KINDS[parameter.kind](value, store)
    if term is None:
        raise QueryError(f"--{parameter.name} {value[:80]}: {_WANTED[parameter.kind]}")
    return term


# ---- kinds


def _actor(value: str, store: Store) -> Term | None:
    """By IRI, key, or label in any case; a key that the store does not know is taken as it is."""
    if value.startswith(vocab.ACTOR):
        return _iri(value)
    return _labelled(value, "rdfs:label", vocab.ACTOR, store) or NamedNode(actor_iri(value.removeprefix("actor:")))


def _type(value: str, store: Store) -> Term | None:
    """By IRI, key or label of the concept."""
    if value.startswith(vocab.TYPE):
        return _iri(value)
    key = value.removeprefix("ptype:")
    return _labelled(value, "skos:prefLabel", vocab.TYPE, store) or NamedNode(vocab.TYPE + vocab.iri_part(key))


def _labelled(value: str, label: str, space: str, store: Store) -> Term | None:
    """The first thing of a namespace of ours that bears the label."""
    prefixes = "".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}> " for name in ("rdfs", "skos"))
    answer = store.query(
        f"{prefixes} SELECT DISTINCT ?x {{ ?x {label} ?label "
        f"FILTER (LCASE(STR(?label)) = {Literal(value.lower())} && STRSTARTS(STR(?x), {Literal(space)})) }} ORDER BY ?x LIMIT 1"
    )
    return next((row[0] for row in answer.rows), None) if isinstance(answer, Rows) else None


def _level(value: str, store: Store) -> Term | None:
    key = value.removeprefix("pact:").lower()
    return NamedNode(vocab.PACT + key) if key in (*STATUSES, *STANCES) else None


def _date(value: str, store: Store) -> Term | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return Literal(day.isoformat(), datatype=NamedNode(vocab.XSD + "date"))


def _number(value: str, store: Store) -> Term | None:
    try:
        return Literal(str(int(value)), datatype=NamedNode(vocab.XSD + "integer"))
    except ValueError:
        return None


def _document(value: str, store: Store) -> Term | None:
    return _iri(value) if value.startswith(vocab.DOCUMENT) else NamedNode(document_iri(value.removeprefix("doc:")))


def _text(value: str, store: Store) -> Term | None:
    return Literal(value)


def _iri(value: str) -> NamedNode | None:
    try:
        return NamedNode(value) if curie(value) or not re.search(r"[\s<>\"{}|\\^`]", value) else None
    except ValueError:
        return None


#: Kind of a parameter -> what makes a term of a value; None if it is none of the kind.
KINDS: Final[dict[str, Callable[[str, Store], Term | None]]] = {
    "ACTOR": _actor,
    "TYPE": _type,
    "LEVEL": _level,
    "DATE": _date,
    "NUMBER": _number,
    "DOCUMENT": _document,
    "TEXT": _text,
}
_WANTED: Final = {
    "ACTOR": "not an actor: give a key (FR) or a name",
    "TYPE": "not a type: give its key (arms_supply) or its name",
    "LEVEL": f"not a level: there are {', '.join((*STATUSES, *STANCES))}",
    "DATE": "not a day: write it as 2025-01-31",
    "NUMBER": "not a whole number",
    "DOCUMENT": "not a document: give its identifier",
    "TEXT": "not a text",
}
