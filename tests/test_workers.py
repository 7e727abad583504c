"""Several processes read as one does; one that dies costs a document; none outlives the one that leads."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build import build
from kg.errors import KgError, ModelError
from kg.export import export
from kg.model import Document
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir
from kg.store import Store, open_store
from kg.workers import Crew, Found, Settings, extract
from tests.factories import Coming

DEADLY = "This text kills who reads it."


def deadly(batch: list[Document]) -> list[Found]:
    """As the real task, until a text comes that ends the process."""
    if any(document.text == DEADLY for document in batch):
        os.kill(os.getpid(), signal.SIGKILL)
    return extract(batch)


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    with Crew(2, task=deadly) as crew:
        yield crew


def nquads(store: Store) -> bytes:
    out = io.BytesIO()
    export(store, "nquads", out, ontology=True)
    return out.getvalue()


def test_a_crew_builds_the_same_bytes(tmp_path: Path, pipeline: Pipeline, crew: Crew) -> None:
    made = []
    for name, reader in (("alone", pipeline), ("crew", crew)):
        with open_store(tmp_path / name) as store:
            summary = build([examples_dir()], store, reader)
            assert summary.documents > 10 and not summary.errors
            made.append(nquads(store))
    assert made[0] == made[1]


def test_reading_does_not_run_ahead(crew: Crew) -> None:
    coming = Coming(500)
    found = crew.extract(coming)
    assert next(found).document.id == "d0"
    assert coming.seen <= 5 * 16  # two batches for each of two processes, and one in hand
    assert [one.document.id for one in found] == coming.ids[1:]


def test_a_process_that_dies_costs_the_document_that_it_died_of(crew: Crew, pipeline: Pipeline) -> None:
    documents = [*read([str(examples_dir())], on_error=pytest.fail)]
    documents[10:10] = [Document("deadly", DEADLY, source="a.txt")]
    documents.append(Document("deadly too", DEADLY))
    told: list[KgError] = []
    found = list(crew.extract(documents, on_error=told.append))
    assert found == list(pipeline.extract(document for document in documents if document.text != DEADLY))
    assert [str(error).partition(": the process")[0] for error in told] == ["a.txt: document deadly", "document deadly too"]
    assert next(crew.extract([Document("after", "France will send 200 soldiers to Ukraine.")])).claims


def test_what_no_process_can_begin_with_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="pip install"):
        Crew(1, Settings(model=str(tmp_path)))


def test_no_process_outlives_the_one_that_leads() -> None:
    code = (
        "import time\nfrom kg.workers import Crew\n"
        "if __name__ == '__main__':\n crew = Crew(1)\n print(*crew._pool._processes, flush=True)\n time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as leader:
        assert leader.stdout is not None
        (pid,) = map(int, leader.stdout.readline().split())
        assert alive(pid)
        leader.kill()
        end = time.monotonic() + 60
        while alive(pid) and time.monotonic() < end:
            time.sleep(0.1)
    assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return False
