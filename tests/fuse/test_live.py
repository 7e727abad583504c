"""Decisions and growth on articles that were really read: corrections, splits, and inputs that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kg import ontology, vocab
from kg.build import build
from kg.fuse import Fusion
from kg.fuse.analyst import Analyst, Corrections, Note
from kg.model import Claim
from kg.pipeline import Pipeline
from kg.store import Rows, Store, open_store
from kg.turtle import Quad
from tests.factories import RUN
from tests.fuse.made import extraction
from tests.fuse.test_properties import written

NOTE = Note("Ada", "read the transcript", "2026-03-09")
FIRST = "PARIS, March 3, 2026 - France will send 200 soldiers to Ukraine, the defence ministry said on Tuesday."
SECOND = "KYIV, March 4, 2026 - France will deploy 200 soldiers to Ukraine, Kyiv was told on Wednesday."
THIRD = "OSLO, March 4, 2026 - Norway pledged $40 million to rebuild power stations in Ukraine."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def folder(tmp_path: Path, **texts: str) -> Path:
    made = tmp_path / "news"
    made.mkdir(exist_ok=True)
    for old in made.iterdir():
        old.unlink()
    for name, text in texts.items():
        (made / f"{name}.txt").write_text(text + "\n", "utf-8")
    return made


def rows(store: Store, pattern: str) -> list[tuple[str, ...]]:
    prefixes = f"PREFIX pact: <{vocab.PACT}> PREFIX type: <{vocab.TYPE}>"
    answer = store.query(f"{prefixes} SELECT * {{ {pattern} }}")
    assert isinstance(answer, Rows)
    return sorted(tuple(getattr(term, "value", "") for term in row) for row in answer.rows)


def claims(store: Store, node: str) -> list[str]:
    return [row[0] for row in rows(store, f"GRAPH <{vocab.FUSION_GRAPH}> {{ <{node}> pact:claim ?claim }}")]


def deployments(store: Store) -> list[str]:
    return [row[0] for row in rows(store, "?node a pact:Commitment ; pact:type type:troop_deployment")]


def test_what_no_input_gives_any_more_is_forgotten_with_sync_and_kept_without(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    build([str(folder(tmp_path, first=FIRST, third=THIRD))], store, pipeline)
    both = written(store)
    build([str(folder(tmp_path, third=THIRD))], store, pipeline)
    assert written(store) == both
    build([str(folder(tmp_path, third=THIRD))], store, pipeline, sync=True)
    assert len(store.documents()) == 1 and not deployments(store)
    with open_store(tmp_path / "other") as fresh:
        build([str(folder(tmp_path, third=THIRD))], fresh, pipeline)
        assert written(fresh) == written(store)


def test_an_input_that_fails_forgets_nothing(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    build([str(folder(tmp_path, first=FIRST, third=THIRD))], store, pipeline)
    summary = build([str(folder(tmp_path, third=THIRD)), str(tmp_path / "missing.txt")], store, pipeline, sync=True)
    assert summary.errors and len(store.documents()) == 2


def test_a_correction_changes_the_fused_node_and_not_the_claim(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    build([str(folder(tmp_path, first=FIRST))], store, pipeline)
    (node,) = deployments(store)
    (claim,) = claims(store, node)
    extracted = rows(store, f"GRAPH ?g {{ <{claim}> ?p ?o }} FILTER (?g != <{vocab.FUSION_GRAPH}>)")
    before = written(store)
    analyst = Analyst(store)
    made = analyst.correct(claim, Corrections(level="considered", to=("Poland",)), NOTE)
    (corrected,) = deployments(store)
    assert rows(store, f"<{corrected}> pact:status ?status") == [(f"{vocab.PACT}considered",)]
    assert rows(store, f"<{corrected}> pact:to ?actor") == [(f"{vocab.PREFIXES['actor']}PL",)]
    assert rows(store, f"GRAPH ?g {{ <{claim}> ?p ?o }} FILTER (?g != <{vocab.FUSION_GRAPH}>)") == extracted
    build([str(folder(tmp_path, first=FIRST, third=THIRD))], store, pipeline)  # a decision outlives the next build
    assert rows(store, f"<{deployments(store)[0]}> pact:status ?status") == [(f"{vocab.PACT}considered",)]
    analyst = Analyst(store)
    analyst.revoke(made.id, NOTE)
    assert rows(store, f"<{deployments(store)[0]}> pact:status ?status") == [(f"{vocab.PACT}pledged",)]
    assert before != written(store)  # the decision and its revocation stay on record


def test_one_claim_is_split_off_and_the_others_stay(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    texts = {"first": FIRST, "second": SECOND, "again": SECOND.replace("Wednesday", "Wednesday evening")}
    build([str(folder(tmp_path, **texts))], store, pipeline)
    (node,) = deployments(store)
    three = claims(store, node)
    assert len(three) == 3
    Analyst(store).split(node, NOTE, claim=three[1])
    parts = sorted((claims(store, found) for found in deployments(store)), key=len)
    assert parts[0] == [three[1]] and sorted(parts[1]) == sorted({*three} - {three[1]})


def test_arms_for_two_countries_are_two_commitments(store: Store) -> None:
    fusion = Fusion(store, ontology.load())
    for number, (key, name) in enumerate((("UA", "Ukraine"), ("PL", "Poland"), ("UA", "Ukraine"))):
        own = [Claim("commitment", "arms_supply", "pledged", ("FR",), (key,), ())]
        fusion.put(extraction(f"d{number}", "2026-03-03", own, [f"France will send 40 howitzers to {name} in the spring."]), RUN)
    held = sorted(len(claims(store, row[0])) for row in rows(store, "?node a pact:Commitment"))
    assert held == [1, 2]


def test_a_matter_without_end_costs_no_more_with_each_report(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fusion, read = Fusion(store, ontology.load()), 0
    match = store.match

    def counted(*pattern: Any) -> Iterator[Quad]:
        nonlocal read
        for quad in match(*pattern):
            read += 1
            yield quad

    monkeypatch.setattr(store, "match", counted)
    costs = []
    for number in range(160):
        day = (date(2020, 1, 1) + timedelta(days=9 * number)).isoformat()
        own = [Claim("commitment", "arms_supply", "pledged", ("FR",), ("UA",), ())]
        before = read
        fusion.put(extraction(f"d{number:03}", day, own, ["France will send howitzers to Ukraine."]), RUN)
        costs.append(read - before)
    (node,) = (row[0] for row in rows(store, "?node a pact:Commitment"))
    assert len(claims(store, node)) == 160
    assert sum(costs[-20:]) <= 1.2 * sum(costs[40:60])
