"""Literals and IRIs out of what an article says, which is never trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from kg import vocab
from kg.turtle import Literal, NamedNode, Term

Facts = Iterator[tuple[NamedNode, str, Term]]  # subject, predicate IRI, object

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def pact(name: str) -> NamedNode:
    return NamedNode(vocab.PACT + name)


def type_node(key: str) -> NamedNode:
    return NamedNode(vocab.TYPE + vocab.iri_part(key))


def text(value: str) -> Literal:
    """`value` as a literal. Lone surrogates, which no RDF syntax can hold, are replaced one for one: offsets stay."""
    return Literal(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value))


def number(value: float) -> Literal:
    """`value` as xsd:integer where it is whole, else as a canonical xsd:decimal (what a store gives back)."""
    if value == int(value):
        return Literal(str(int(value)), datatype=NamedNode(vocab.XSD + "integer"))
    return decimal(Decimal(repr(value)))


def decimal(value: Decimal) -> Literal:
    return Literal(f"{value.normalize():f}", datatype=NamedNode(vocab.XSD + "decimal"))


def iri_or_none(value: str) -> NamedNode | None:
    """`value` as an IRI if it is a web address that every parser takes; what an article says is never trusted."""
    if not _WEB.fullmatch(value):
        return None
    try:
        return NamedNode(value)
    except ValueError:
        return None


def issued(day: str) -> tuple[str, Term]:
    """The day as xsd:date; anything else is kept as written, under a property that promises no type."""
    try:
        plain = date.fromisoformat(day).isoformat() == day
    except ValueError:
        plain = False
    if plain:
        return vocab.DCTERMS + "issued", Literal(day, datatype=NamedNode(vocab.XSD + "date"))
    return vocab.DCTERMS + "date", text(day)
