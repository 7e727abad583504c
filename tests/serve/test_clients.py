"""Programs that others wrote ask the service: SPARQLWrapper, curl and Comunica.

Comunica is found by `KG_COMUNICA` (the path of `comunica-sparql`), on the PATH, or in `node_modules` of this repository:
`npm install --no-save @comunica/query-sparql`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from kg.query import run
from kg.store import open_store
from tests.serve.running import Running

WHO = """PREFIX pact: <https://w3id.org/pactgraph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?c ?label WHERE { ?c a pact:Commitment ; pact:by ?who . ?who rdfs:label ?label } ORDER BY ?label ?c"""
ROOT = Path(__file__).parents[2]


def comunica() -> str | None:
    local = ROOT / "node_modules" / ".bin" / "comunica-sparql"
    return os.environ.get("KG_COMUNICA") or shutil.which("comunica-sparql") or (str(local) if local.exists() else None)


@pytest.fixture(scope="module")
def expected(filled: Path) -> list[tuple[str, str]]:
    with open_store(filled, read_only=True) as store:
        rows = [(str(row[0]), str(row[1])) for row in run(store, WHO).rows]
    assert len(rows) > 3
    return rows


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper(service: Running, expected: list[tuple[str, str]], method: str) -> None:
    client = SPARQLWrapper(service.url + "/sparql")
    client.setMethod(method)
    client.setQuery(WHO)
    client.setReturnFormat(JSON)
    bindings = client.queryAndConvert()["results"]["bindings"]  # type: ignore[call-overload, index]
    assert [(row["c"]["value"], row["label"]["value"]) for row in bindings] == expected
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == len(expected)  # type: ignore[union-attr]
    client.setReturnFormat(CSV)
    table = client.queryAndConvert().decode("utf-8")  # type: ignore[union-attr]
    assert len(list(csv.reader(io.StringIO(table, newline="")))) == len(expected) + 1
    client.setQuery("PREFIX pact: <https://w3id.org/pactgraph/ontology#> CONSTRUCT WHERE { ?c a pact:Commitment }")
    client.setReturnFormat(TURTLE)
    assert b"Commitment" in client.queryAndConvert()  # type: ignore[operator]


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl(service: Running, expected: list[tuple[str, str]]) -> None:
    address = service.url + "/sparql"
    ways = (
        ["-G", "--data-urlencode", f"query={WHO}"],
        ["--data-urlencode", f"query={WHO}"],
        ["-H", "content-type: application/sparql-query", "--data-binary", WHO],
    )
    for way in ways:
        out = subprocess.run(["curl", "-sSf", address, "-H", "accept: text/csv", *way], capture_output=True, check=True, timeout=30).stdout
        rows = list(csv.reader(io.StringIO(out.decode("utf-8"), newline="")))[1:]
        assert [tuple(row) for row in rows] == expected


@pytest.mark.skipif(not comunica(), reason="Comunica is not installed (npm install --no-save @comunica/query-sparql)")
def test_comunica(service: Running, expected: list[tuple[str, str]]) -> None:
    command = [str(comunica()), f"sparql@{service.url}/sparql", "-q", WHO, "-t", "application/sparql-results+json"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120, text=True)
    rows = [(row["c"]["value"], row["label"]["value"]) for row in json.loads(done.stdout)["results"]["bindings"]]
    assert sorted(rows) == sorted(expected)
