"""Answers as tables: aligned for the eye, harmless in a spreadsheet, standard for a program."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg import vocab
from kg.table import Table, write_csv, write_json, write_text
from kg.turtle import BlankNode, Literal, NamedNode, Term
from tests.factories import HOSTILE

FR = NamedNode(vocab.ACTOR + "FR")


def table(*rows: tuple[Term | None, ...]) -> Table:
    return Table(("who", "words")[: len(rows[0])] if rows else ("who",), rows)


def test_text_is_aligned_and_iris_are_short() -> None:
    shown = write_text(table((FR, Literal("will send")), (NamedNode("http://example.org/x"), None), (Literal("北京"), Literal("b"))))
    assert shown.splitlines() == [
        "who                   words",
        "--------------------  ---------",
        "actor:FR              will send",
        "http://example.org/x",
        "北京                  b",
        "(3 rows)",
    ]


def test_text_cannot_move_the_cursor() -> None:
    shown = write_text(table((Literal(HOSTILE + "\x1b[2J\x9b31m\a"),)), max_cell=None)
    assert all(c.isprintable() for c in shown.replace("\n", "")) and len(shown.splitlines()) == 4


def test_long_cells_are_cut() -> None:
    assert "x" * 9 + "…\n" in write_text(table((Literal("x" * 50),)), max_cell=10)
    assert "x" * 50 in write_text(table((Literal("x" * 50),)), max_cell=None)


def test_no_rows_and_ask() -> None:
    assert write_text(Table(("a",), ())) == "a\n-\n(0 rows)\n"
    yes = Table(("answer",), ((Literal("true", datatype=NamedNode(vocab.XSD + "boolean")),),), "ask")
    assert write_text(yes) == "yes\n" and bool(yes)
    assert json.loads(write_json(yes)) == {"head": {}, "boolean": True}
    assert not Table(("answer",), ((Literal("false"),),), "ask")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1+1", "'  =1+1"),
        ("＝1+1", "'＝1+1"),
        ("|calc", "'|calc"),
        ("-5", "-5"),
        ("+3.5", "+3.5"),
        ("-1e9", "-1e9"),
        ("plain", "plain"),
        ("a=b", "a=b"),
        ("-", "'-"),
        ("", ""),
    ],
)
def test_csv_holds_no_formula(cell: str, written: str) -> None:
    assert list(csv.reader(io.StringIO(write_csv(table((Literal(cell), Literal("x"))))))) == [
        ["who", "words"],
        [written, "x"],
    ]


def test_csv_follows_rfc_4180() -> None:
    given = write_csv(table((Literal('a"b,c\r\nd'), None)))
    assert given == 'who,words\r\n"a""b,c\r\nd",\r\n'
    assert list(csv.reader(io.StringIO(given, newline="")))[1] == ['a"b,c\r\nd', ""]


def test_json_is_sparql_results() -> None:
    number = Literal("2", datatype=NamedNode(vocab.XSD + "integer"))
    given = Table(("a", "b"), ((FR, number), (BlankNode("x"), None), (Literal("é", language="fr"), Literal(HOSTILE))))
    assert json.loads(write_json(given)) == {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {
                    "a": {"type": "uri", "value": FR.value},
                    "b": {"type": "literal", "value": "2", "datatype": vocab.XSD + "integer"},
                },
                {"a": {"type": "bnode", "value": "x"}},
                {"a": {"type": "literal", "value": "é", "xml:lang": "fr"}, "b": {"type": "literal", "value": HOSTILE}},
            ]
        },
    }
