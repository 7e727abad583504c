"""Stores to serve: two documents with hands-on claims, among them one whose every string is an attack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.resources import ontology_dir
from kg.store import open_store
from kg.turtle import read_file
from tests.factories import extraction, hostile, put
from tests.serve.running import TOKEN, Running, running


def fill(path: Path) -> Path:
    with open_store(path) as store:
        for given in (extraction(), hostile()):
            put(store, given)
        folder = ontology_dir()
        store.load_ontology([quad for name in ("core.ttl", "types.ttl") for quad in read_file(folder / name)], "test")
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("served") / "store")


@pytest.fixture(scope="session")
def service(filled: Path) -> Iterator[Running]:
    """Read-only; a query has two seconds."""
    with running(filled, "--seconds", "2", "--memory", "400") as started:
        yield started


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[Running]:
    """A store of its own, for those who know the token."""
    with running(fill(tmp_path / "store"), "--writable", environment={"KG_TOKEN": TOKEN}) as started:
        yield started
