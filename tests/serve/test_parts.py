"""The parts of the service that need no service: what media types mean, and what updates become."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request

from kg.errors import QueryError
from kg.serve import app
from kg.serve.formats import GRAPH, ROWS, NotAcceptableError, choose, media_type
from kg.serve.limits import Limits
from kg.serve.pool import Pool
from kg.serve.protocol import Service
from kg.serve.updates import Using, check_update
from kg.store import open_store

USING = Using(("http://e/g",), ("http://e/n",))
CLAUSES = "USING <http://e/g> USING NAMED <http://e/n>"


def test_of_two_that_are_liked_the_first_offered_is_chosen() -> None:
    assert choose("", ROWS) == "application/sparql-results+json"
    assert choose("text/csv, application/json", ROWS) == "application/json"
    assert choose("text/turtle;q=0.2, application/ld+json;q=0.3", GRAPH) == "application/ld+json"
    for refused in ("image/png", "text/csv;q=0", "text/csv;q=nonsense"):
        with pytest.raises(NotAcceptableError, match="there are application/sparql-results"):
            choose(refused, ROWS)


def test_media_types_have_parameters() -> None:
    assert media_type('Text/Turtle; Charset="UTF-8"; x') == ("text/turtle", {"charset": "UTF-8", "x": ""})


@pytest.mark.parametrize(
    ("update", "becomes"),
    [
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", f"INSERT {{ ?s ?p 1 }}  {CLAUSES} WHERE {{ ?s ?p ?o }}"),
        ("DELETE WHERE { ?s ?p ?o }", f"DELETE {{ ?s ?p ?o }} {CLAUSES} WHERE {{ ?s ?p ?o }}"),
        ("CLEAR ALL ; INSERT DATA { <a> <b> 'WHERE' }", "CLEAR ALL ; INSERT DATA { <a> <b> 'WHERE' }"),
        (
            "DELETE { ?s ?p ?o } WHERE { { SELECT ?s WHERE { ?s ?p ?o } } }",
            f"DELETE {{ ?s ?p ?o }} {CLAUSES} WHERE {{ {{ SELECT ?s WHERE {{ ?s ?p ?o }} }} }}",
        ),
    ],
)
def test_the_dataset_of_a_request_is_written_into_the_update(update: str, becomes: str) -> None:
    assert check_update(update, USING).split() == becomes.split()
    assert check_update(update, Using()) == update


@pytest.mark.parametrize("update", ["LOAD <a>", "loadx:a", "LOADSILENT <a>", "INSERT {} WHERE { SERVICE <a> {} }", "ASK{} ; load <x>"])
def test_what_leads_out_is_refused(update: str) -> None:
    with pytest.raises(QueryError, match="refused"):
        check_update(update, Using())


def test_a_dataset_is_named_once() -> None:
    with pytest.raises(QueryError, match="only one of them"):
        check_update("WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", USING)
    with pytest.raises(QueryError, match="empty"):
        check_update(" # nothing", Using())


def test_writers_wait_for_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn by a process that reads the store by itself; a writer would find the store in use."""
    told: list[str] = []

    async def draw(store: Path, seconds: float) -> bytes:
        told.append("begun")
        with open_store(store, read_only=True):
            await asyncio.sleep(1)
        told.append("drawn")
        return b"<p>picture"

    async def both() -> tuple[bytes, int]:
        service = Service(pool, Limits(workers=2), "token", "localhost")
        site = app._Site(service, path, {})
        viewing = asyncio.create_task(site.view(Request({"type": "http"})))
        while not told:
            await asyncio.sleep(0.01)
        head, _ = await pool.write({"do": "update", "using": [], "named": []}, b"INSERT DATA { <http://e/a> <http://e/b> 1 }")
        told.append("written")
        await pool.close()
        return bytes((await viewing).body), head["status"]

    path = tmp_path / "store"
    with open_store(path):
        pass
    pool = Pool(path, Limits(workers=2))
    monkeypatch.setattr(app, "_draw", draw)
    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already: the browser's tests leave theirs running
        assert thread.submit(asyncio.run, both()).result() == (b"<p>picture", 204)
    assert told == ["begun", "drawn", "written"]
