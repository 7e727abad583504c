"""The stores that every test of what a store promises is run with: the embedded one, and two servers on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from kg.store import RemoteStore, Store, open_store
from tests.jena import MISSING, fuseki, jar
from tests.serve.running import TOKEN, running

KINDS = ("embedded", "kg serve", pytest.param("fuseki", marks=pytest.mark.skipif(jar() is None, reason=MISSING)))


class Servers:
    """Servers that are started when a test first asks for them, and emptied for each that does."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._addresses: dict[str, str] = {}

    @contextmanager
    def store(self, kind: str, folder: Path) -> Iterator[Store]:
        if kind == "embedded":
            with open_store(folder / "store") as store:
                yield store
            return
        if kind not in self._addresses:
            self._addresses[kind] = self._start(kind)
        with open_store(self._addresses[kind]) as store:
            assert isinstance(store, RemoteStore)
            store._update("DROP ALL")
            yield store

    def _start(self, kind: str) -> str:
        folder = Path(mkdtemp(prefix="kg-server-"))
        if kind == "fuseki":
            return self._stack.enter_context(fuseki(folder))
        open_store(folder / "store").close()
        started = self._stack.enter_context(running(folder / "store", "--writable", environment={"KG_TOKEN": TOKEN}))
        return f"http://anyone:{TOKEN}@{started.host}:{started.port}/sparql"

    def close(self) -> None:
        self._stack.close()
