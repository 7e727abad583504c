"""Every named question over the graph of the examples gives the table that is written down; see made.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.errors import QueryError
from kg.guard import check
from kg.query import answer, named_queries
from kg.questions import KINDS, bind, parameters
from kg.store import Store
from kg.vocab import PREFIXES
from tests.questions.made import ANSWERS, PAGE, Case, asked, cases, fill, page, rows

CASES = cases()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with fill(tmp_path_factory.mktemp("questions") / "store") as opened:
        yield opened


def test_there_are_thirty_questions() -> None:
    assert len(named_queries()) >= 30
    assert {file.name for file in ANSWERS.glob("*.csv")} == {case.file.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file.stem)
def test_a_question_gives_its_table(store: Store, case: Case) -> None:
    assert rows(asked(store, case)) == rows(case.file.read_text("utf-8"))


def test_most_questions_find_something() -> None:
    """An answer without rows proves little: it is the exception."""
    empty = [case.file.stem for case in CASES if len(rows(case.file.read_text("utf-8"))) < 2]
    assert len(empty) <= 3, empty


def test_the_page_shows_the_questions_as_they_are(store: Store) -> None:
    assert PAGE.read_text("utf-8") == page(store)


def test_all_parameters_are_asked_for() -> None:
    """Each question with parameters has a case for each of them."""
    declared = {(query.name, p.name) for query in named_queries() for p in parameters(query.text)}
    assert {(case.name, name) for case in CASES for name in case.given} == declared


def test_parameters_narrow_the_answer(store: Store) -> None:
    everything = set(answer(store, "commitments-by").rows)
    norway = set(answer(store, "commitments-by", given={"actor": "NO"}).rows)
    assert norway
    assert norway < everything
    assert {row[0] for row in norway} == {"Norway"}
    assert norway == set(answer(store, "commitments-by", given={"actor": "  norway "}).rows)
    assert norway == set(answer(store, "commitments-by", given={"actor": "actor:NO"}).rows)
    assert not set(answer(store, "commitments-by", given={"actor": "NO", "since": "2030-01-01"}).rows)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"actr": "NO"}, "--actr: no such parameter of this question; it has --actor, --status, --since"),
        ({"since": "soon"}, "--since soon: not a day"),
        ({"since": "2025-02-30"}, "not a day"),
        ({"status": "certain"}, "not a level: there are fulfilled"),
        ({"actor": " "}, "--actor: needs a value"),
    ],
)
def test_wrong_parameters_are_told(store: Store, given: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        answer(store, "commitments-by", given=given)


@pytest.mark.parametrize("value", ['x" } SERVICE <http://127.0.0.1/> {', "x\\", "}\n#", "<a> <b>", "?x", "\x00\u2028", "a" * 5000])
def test_values_cannot_break_out(store: Store, value: str) -> None:
    """A value is a term and nothing else, whatever it holds."""
    for query in named_queries():
        for parameter in parameters(query.text):
            if parameter.kind not in ("ACTOR", "TYPE", "DOCUMENT", "TEXT"):
                continue
            bound = bind(query.text, {parameter.name: value}, store)
            check(bound, PREFIXES)
            assert not answer(store, query.name, given={parameter.name: value}).rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Who?\n# --who PERSON  somebody\nASK { VALUES (?who) { (UNDEF) } }", "PERSON is no kind of parameter"),
        ("# Who?\n# --who ACTOR  somebody\nASK { ?s ?p ?o }", r"needs a line: VALUES \(\?who\)"),
        ("# Who?\n# --who ACTOR  somebody\nASK { VALUES (?whom) { (UNDEF) } }", r"needs a line: VALUES \(\?who\)"),
    ],
)
def test_a_question_that_declares_badly_is_told(store: Store, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        bind(text, {}, store)
    assert set(KINDS) >= {"ACTOR", "DATE"}
