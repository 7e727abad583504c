"""What Pactgraph does around a query costs little beside the query: the guard of docs/speed-queries.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.query import named_queries
from kg.store import open_store
from tests.benchmarks.graph import compare, fill

DOCUMENTS, MOST, FIXED = 250, 1.3, 0.004  # FIXED: seconds for the file, the binding and the guard, which no graph makes longer

pytestmark = pytest.mark.benchmark


def test_named_questions_cost_little_more_than_the_bare_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(tmp_path / "store") as store:
        fill(store, DOCUMENTS)
        found = [compare(store, query) for query in named_queries()]
    slow = [f"{t.name}: {1000 * t.ours:.1f} ms, engine {1000 * t.bare:.1f} ms" for t in found if t.ours > MOST * t.bare + FIXED]
    with capsys.disabled():
        print(f"\n{len(found)} questions, together {sum(t.ours for t in found) / sum(t.bare for t in found):.2f} times the engine", end="")
    assert not slow
