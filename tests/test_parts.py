"""Files of N-Quads in place of a store: the same quads, the same bytes whoever reads, all of them or none."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Quad, RdfFormat, Store, parse

from kg import cli, parts, workers
from kg.build import build
from kg.errors import KgError, StoreError
from kg.export import export
from kg.model import Document, Extraction
from kg.parts import write_parts
from kg.pipeline import Pipeline
from kg.resources import examples_dir
from kg.store import open_store
from kg.store.bulk import bulk_load
from kg.workers import Crew
from tests.factories import extraction

MARK = "KG_TEST_FUSED"  # names a file that is there once a process died


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def nquads(folder: Path) -> bytes:
    with open_store(folder, read_only=True) as store:
        out = io.BytesIO()
        export(store, "nquads", out, ontology=True)
        return out.getvalue()


def held(folder: Path) -> set[str]:
    """All quads of a store without those of blank nodes, whose names are the engine's; the default graph's are among them."""
    engine = Store.read_only(str(folder / "data"))
    return {str(quad) for quad in engine if "_:" not in str(quad)}


@pytest.fixture(scope="module")
def alone(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one process makes of the examples."""
    folder = tmp_path_factory.mktemp("parts") / "alone"
    summary = write_parts([examples_dir()], folder, pipeline)
    assert summary.documents > 10 and summary.claims > 50 and not summary.errors
    return folder


@pytest.fixture(scope="module")
def stored(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `build` stores of them."""
    folder = tmp_path_factory.mktemp("parts") / "store"
    with open_store(folder) as store:
        build([examples_dir()], store, pipeline)
    return folder


def test_parts_hold_what_a_store_holds(alone: Path, stored: Path) -> None:
    found: list[Quad] = [quad for path in alone.iterdir() for quad in parse(path=path, format=RdfFormat.N_QUADS)]  # type: ignore[misc]
    assert {str(quad) for quad in found if "_:" not in str(quad)} == held(stored)


def test_parts_become_a_store_that_grows_like_any_other(alone: Path, stored: Path, pipeline: Pipeline, tmp_path: Path) -> None:
    loaded = tmp_path / "below" / "store"
    assert bulk_load(sorted(alone.iterdir()), loaded) > 1_000
    assert nquads(loaded) == nquads(stored) and held(loaded) == held(stored)
    with open_store(loaded) as store:
        again = build([examples_dir()], store, pipeline)
        assert again.unchanged == again.documents > 10
    assert nquads(loaded) == nquads(stored)


def test_several_processes_write_the_same_bytes(alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if one of them dies while it fuses."""
    monkeypatch.setenv(MARK, str(tmp_path / "died"))
    monkeypatch.setattr(workers, "fuse", fuses_at_second_try)
    with Crew(2) as crew:
        write_parts([examples_dir()], tmp_path / "crew", crew)
    assert (tmp_path / "died").exists()
    assert contents(tmp_path / "crew") == contents(alone)


def fuses_at_second_try(packed: bytes) -> bytes:
    mark = Path(os.environ[MARK])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _fuse(packed)


def never_fuses(packed: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return packed


_fuse = workers.fuse


def test_reports_that_nobody_can_fuse_are_told_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "fuse", never_fuses)
    with Crew(1) as crew, pytest.raises(KgError, match="fused the reports of one type died, twice"):
        write_parts([examples_dir() / "oslo-communique.txt"], tmp_path / "parts", crew)
    assert not [*tmp_path.iterdir()]


def test_parts_are_cut_at_a_size(alone: Path, pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 100_000)
    write_parts([examples_dir()], tmp_path / "parts", pipeline)
    cut = sorted((tmp_path / "parts").glob("documents-*.nq"))
    assert len(cut) > 3
    assert b"".join(path.read_bytes() for path in cut) == (alone / "documents-00001.nq").read_bytes()


class Absurd:
    """Reads documents as others do, and the first one as nobody should."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.ontology, self.run, self.fuse = pipeline.ontology, pipeline.run, pipeline.fuse

    def extract(self, documents: object, *, on_error: object = None) -> Iterator[Extraction]:
        good = extraction()
        yield Extraction(Document("bad", "x"), good.claims, good.actors)
        yield good


def test_a_document_that_cannot_be_written_costs_itself(pipeline: Pipeline, tmp_path: Path) -> None:
    told: list[KgError] = []
    summary = write_parts([], tmp_path / "parts", Absurd(pipeline), on_error=told.append)
    assert summary.documents == 1 and summary.exit_code == 0
    assert "could not be analysed" in str(*told)
    assert b"/document/bad" not in (tmp_path / "parts" / "documents-00001.nq").read_bytes()


def test_what_is_there_is_not_overwritten(alone: Path, pipeline: Pipeline, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is there already"):
        write_parts([examples_dir()], alone, pipeline)
    with pytest.raises(StoreError, match="is there already"):
        bulk_load(alone.iterdir(), tmp_path)


def test_the_commands(tmp_path: Path) -> None:
    run = CliRunner().invoke
    article, folder, store = str(examples_dir() / "oslo-communique.txt"), str(tmp_path / "parts"), str(tmp_path / "store")
    made = run(cli.kg, ["build", article, "--parts", folder])
    assert made.exit_code == 0 and made.output.endswith(f"; the parts are in {folder}\n")
    loaded = run(cli.kg, ["load", folder, "--store", store])
    assert loaded.exit_code == 0 and f"files; the store is {store}\n" in loaded.output
    assert "1 document unchanged" in run(cli.kg, ["build", article, "--store", store]).output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["build", "a.txt"], "give either --store DIR, or --parts DIR"),
        (["build", "a.txt", "--store", "s", "--parts", "p"], "give either --store DIR, or --parts DIR"),
        (["build", "a.txt", "--parts", "p", "--sync"], "--sync is about a store"),
    ],
)
def test_wrong_usage(words: list[str], says: str) -> None:
    done = CliRunner().invoke(cli.kg, words)
    assert done.exit_code == 2 and says in done.output


def test_what_is_no_part_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.nq"
    bad.write_text("<a b> .\n", "utf-8")
    with pytest.raises(StoreError, match=r"bad\.nq: not N-Quads"):
        bulk_load([bad], tmp_path / "store")
    assert [*tmp_path.iterdir()] == [bad]
    empty = CliRunner().invoke(cli.kg, ["load", str(tmp_path / "nothing"), "--store", str(tmp_path / "store")])
    assert empty.exit_code == 2 and "no files of N-Quads there" in empty.output
