"""A Dask cluster reads as one process does: real schedulers and workers on loopback, which are killed in the middle."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner

from kg import cli, ontology
from kg.build import build
from kg.cluster import Cluster, leader, worker
from kg.cluster.order import Batch, Likeness, Order, Packed
from kg.cluster.worker import Answer
from kg.errors import KgError
from kg.export import export
from kg.model import Document, Run
from kg.parts import write_parts
from kg.pipeline import Pipeline
from kg.read import Limits, read
from kg.resources import examples_dir
from kg.store import open_store
from kg.workers import Settings
from tests.factories import Coming
from tests.test_workers import DEADLY, deadly

pytest.importorskip("distributed")
ROOT = Path(__file__).parents[1]
MARKS = "KG_TEST_MARKS"  # where workers leave marks for the test
WAIT = 120.0  # nothing here takes so long, on however busy a machine
T = TypeVar("T")
SIGNS = ("Harbin Bay", "France will send 200 soldiers")  # of articles: no log may hold them


class Grid:
    """A scheduler and workers, each a process of its own, on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._begun: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._begin("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        until(file.exists, "the scheduler does not begin")
        self.address = until(lambda: _address(file), "the scheduler has no address")

    def add(self, *options: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        """A worker whose program is that below `path`."""
        below = str(self.folder)
        more = ("--nthreads", "1", "--no-dashboard", "--local-directory", below, "--memory-limit", "0")
        return self._begin("worker", self.address, "--host", "127.0.0.1", *more, *options, path=path)

    def _begin(self, *words: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{path}{os.pathsep}{ROOT}",
            MARKS: str(self.folder),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        with (self.folder / f"log-{len(self._begun)}.txt").open("wb") as log:
            done = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._begun.append(done)
        return done

    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("log-*.txt")))

    def end(self) -> None:
        for process in reversed(self._begun):
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that `Grid` began, with what it has begun."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(look: Callable[[], T], otherwise: str) -> T:
    last = time.monotonic() + WAIT
    while not (found := look()):
        assert time.monotonic() < last, otherwise
        time.sleep(0.05)
    return found


def _address(file: Path) -> str:
    return next((part for part in file.read_text("utf-8").split('"') if part.startswith("tcp://")), "")


# ---- what workers do in place of `read`


def stalls(order: Order, batch: Batch) -> Answer:
    """As the real task; but whoever comes first to a certain document tells its pid, and goes no further."""
    mark = Path(os.environ[MARKS]) / "stalled"
    if any(document.id == "truce-3-agency" or document.text == "stall" for document in batch.documents()) and not mark.exists():
        own = mark.with_suffix(f".{os.getpid()}")
        own.write_text(str(os.getpid()), "utf-8")
        own.rename(mark)
        time.sleep(2 * WAIT)
    return worker.read(order, batch)


def kills_worker(order: Order, batch: Batch) -> Answer:
    """As the real task, until a text comes that ends the worker."""
    if any(document.text == DEADLY for document in batch.documents()):
        with (Path(os.environ[MARKS]) / "deaths").open("a") as deaths:
            deaths.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return worker.read(order, batch)


def kills_reader(order: Order, batch: Batch) -> Answer:
    """As the real task, until a text comes that ends the process in which the worker reads."""
    worker._readings[0].crew._task = deadly
    return worker.read(order, batch)


def fuses_at_second_try(order: Order, pack: Packed) -> bytes | KgError:
    """As the real task, but whoever comes first dies."""
    mark = Path(os.environ[MARKS]) / "fused"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _fuse(order, pack)


_fuse = worker.fuse


# ---- tests


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grid]:
    """A scheduler and two workers."""
    grid = Grid(tmp_path_factory.mktemp("grid"))
    try:
        for _ in range(2):
            grid.add()
        _wait_for_workers(grid, 2)
        yield grid
    finally:
        grid.end()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Grid]:
    """A scheduler alone."""
    grid = Grid(tmp_path / "bare")
    try:
        yield grid
    finally:
        grid.end()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline) -> None:
    """Small batches, so that there are several; and the leading process does not load what this one holds already."""

    def loaded(model: str | None, actors: tuple[Path, ...], **named: Any) -> Pipeline:
        return Pipeline(model, actors, **named) if actors else pipeline

    monkeypatch.setattr(leader, "DOCUMENTS", 3)
    monkeypatch.setattr(leader, "Pipeline", loaded)


@pytest.fixture(scope="module")
def local(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process stores of the examples."""
    return stored(tmp_path_factory.mktemp("local") / "store", pipeline)


def stored(folder: Path, reader: Any) -> bytes:
    with open_store(folder) as store:
        summary = build([examples_dir()], store, reader)
        assert summary.documents > 10 and not summary.errors
        out = io.BytesIO()
        export(store, "nquads", out, ontology=True)
        return out.getvalue()


def _wait_for_workers(grid: Grid, number: int) -> None:
    from distributed import Client  # noqa: PLC0415  # an extra

    with Client(grid.address, timeout=WAIT, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=WAIT)


def test_the_command_builds_the_same_bytes(grid: Grid, local: bytes, tmp_path: Path) -> None:
    store, out = str(tmp_path / "store"), tmp_path / "graph.nq"
    built = CliRunner().invoke(cli.kg, ["build", str(examples_dir()), "--store", store, "--cluster", grid.address, "--json"])
    assert built.exit_code == 0, built.output
    done = CliRunner().invoke(cli.kg, ["export", "--store", store, "--format", "nquads", "--ontology", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == local


def test_a_document_that_kills_its_reader_ends_no_worker(grid: Grid, pipeline: Pipeline) -> None:
    documents = [Document("deadly", DEADLY), Document("a", "France will send 200 soldiers to Ukraine.")]
    told: list[KgError] = []
    with Cluster(grid.address, task=kills_reader) as reader:
        before = set(reader._client.run(os.getpid).values())
        found = list(reader.extract(documents, on_error=told.append))
        assert set(reader._client.run(os.getpid).values()) == before
    assert found == list(pipeline.extract(documents[1:]))
    assert [str(error).partition(": the process")[0] for error in told] == ["document deadly"]


def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(grid: Grid, local: bytes, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill() -> None:
        pid = int(until((grid.folder / "stalled").exists, "no worker came to the document") and (grid.folder / "stalled").read_text())
        os.kill(pid, signal.SIGKILL)  # it sleeps within its task, and would for long
        killed.append(pid)

    killer = threading.Thread(target=kill, daemon=True)
    with Cluster(grid.address, task=stalls) as reader:
        before = set(reader._client.run(os.getpid).values())
        killer.start()
        made = stored(tmp_path / "store", reader)
        killer.join(WAIT)
        assert killed and killed[0] in before
        assert killed[0] not in set(reader._client.run(os.getpid).values())
    assert made == local


def test_parts_are_the_same_bytes_also_if_a_worker_is_killed_while_it_fuses(
    grid: Grid, pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parts([examples_dir()], tmp_path / "alone", pipeline)
    monkeypatch.setattr(worker, "fuse", fuses_at_second_try)
    with Cluster(grid.address) as reader:
        before = set(reader._client.run(os.getpid).values())
        write_parts([examples_dir()], tmp_path / "grid", reader)
        until(lambda: len(reader._client.nthreads()) == 2, "no worker comes in the place of the dead one")
        assert before - set(reader._client.run(os.getpid).values())
    assert {path.name: path.read_bytes() for path in (tmp_path / "grid").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "alone").iterdir()
    }


def test_reading_does_not_run_ahead(grid: Grid) -> None:
    coming = Coming(200)
    with Cluster(grid.address) as reader:
        found = reader.extract(coming)
        assert next(found).document.id == "d0"
        assert coming.seen <= 5 * 3  # two batches for each of two workers, and one in hand
        assert [one.document.id for one in found] == coming.ids[1:]


def test_a_document_that_kills_all_its_workers_costs_itself_only(grid: Grid, pipeline: Pipeline) -> None:
    documents = [*read([str(examples_dir())], on_error=pytest.fail)][:5]
    documents[2:2] = [Document("deadly", DEADLY, source="a.txt")]
    told: list[KgError] = []
    with Cluster(grid.address, task=kills_worker) as reader:
        found = list(reader.extract(documents, on_error=told.append))
    assert found == list(pipeline.extract(document for document in documents if document.text != DEADLY))
    assert [str(error).partition(": all workers")[0] for error in told] == ["a.txt: document deadly"]
    assert len((grid.folder / "deaths").read_text()) >= 3  # twice with its batch, and alone


def test_settings_travel_with_their_files(grid: Grid, tmp_path: Path) -> None:
    """Actors and limits are those of the leading machine, also the limit of time, for which a thread of Dask could not care."""
    actors = tmp_path / "my.csv"
    actors.write_text("key,label,class\nharbin-bay,Harbin Bay League,Organization\n", "utf-8")
    documents = [Document("a", "The Harbin Bay League will send 200 soldiers to Ukraine."), Document("b", "It will rain " * 600 + ".")]
    told: list[KgError] = []
    seen = Order.of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Order, "of", lambda *given: (seen(*given), actors.unlink())[0])  # no worker can look at the file itself
        reader = Cluster(grid.address, Settings(None, (actors,), limits=Limits(max_sentence=500, max_seconds=1e-4)))
    with reader:  # workers were asked for the hash of all that they know, with these actors
        assert not actors.exists() and reader.ontology.version != ontology.load().version
        assert not list(reader.extract(documents, on_error=told.append))
    first, second = sorted(map(str, told))
    assert first.startswith("document a: took longer than 0.0001 seconds")
    assert second.startswith("document b: ")  # too long a sentence, if that was seen before the time was over


def test_no_log_shows_an_article(grid: Grid) -> None:
    """After all that went wrong above; Dask logs what tasks are called with when they fail."""
    logs = grid.logs()
    assert "signal 9" in logs
    assert not [sign for sign in (*SIGNS, DEADLY) if sign in logs]
    assert all(sign not in repr(Batch.of([Document("a", sign)])) for sign in SIGNS)


def test_a_worker_that_reads_otherwise_is_named(bare: Grid, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(ROOT / "kg", other / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "kg" / "sieve.py").open("a", encoding="utf-8") as out:
        out.write("# another\n")
    worker = bare.add(path=other)
    _wait_for_workers(bare, 1)
    with pytest.raises(KgError, match=r"tcp://127\.0\.0\.1:\d+: .* its program code is \w+, not \w+; install the same"):
        Cluster(bare.address)
    end(worker)
    lacking = tmp_path / "lacking"
    (lacking / "kg").mkdir(parents=True)
    (lacking / "kg" / "__init__.py").write_text("raise ModuleNotFoundError('No module named kg')\n", "utf-8")
    bare.add(path=lacking)
    until(lambda: _workers(bare) == 1, "the first worker does not go, or the second does not come")
    with pytest.raises(KgError, match=r"tcp://127\.0\.0\.1:\d+: this worker cannot read .*No module named kg.*; install the same"):
        Cluster(bare.address)


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (Likeness(Run("2", "o", "m"), "c", "3"), "Pactgraph is 2, not 1"),
        (Likeness(Run("1", "x", "m"), "c", "3"), "ontology is x, not o"),
        (Likeness(Run("1", "o", "n"), "c", "3"), "language model is n, not m"),
        (Likeness(Run("1", "o", "m"), "d", "3"), "program code is d, not c"),
        (Likeness(Run("1", "o", "m"), "c", "4"), "spaCy is 4, not 3"),
    ],
)
def test_all_that_decides_what_is_read_must_be_the_same(other: Likeness, what: str) -> None:
    own = Likeness(Run("1", "o", "m"), "c", "3")
    own.check(own)
    with pytest.raises(KgError, match=what):
        own.check(other)


def _workers(grid: Grid) -> int:
    from distributed import Client  # noqa: PLC0415  # an extra

    with Client(grid.address, timeout=WAIT, set_as_default=False) as client:
        return len(client.nthreads())


def test_what_is_lost_is_told(bare: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker at all, none any more, no scheduler any more."""
    with monkeypatch.context() as hurry:
        hurry.setattr(leader, "_ARRIVE", 1.0)
        with pytest.raises(KgError, match="has no workers; start some with: dask worker tcp://127"):
            Cluster(bare.address)
    worker = bare.add("--no-nanny")
    _wait_for_workers(bare, 1)
    with Cluster(bare.address, task=stalls) as reader:
        monkeypatch.setattr(leader, "_LONELY", 1.0)
        threading.Thread(target=_end_when_stalled, args=(bare, worker), daemon=True).start()
        with pytest.raises(KgError, match="has had no worker for 1 seconds"):
            list(reader.extract([Document("a", "stall")]))
        (bare.folder / "stalled").unlink()
        bare.add("--no-nanny")
        until(lambda: _workers(bare) == 1, "the second worker does not come")
        threading.Thread(target=_end_when_stalled, args=(bare, bare.scheduler), daemon=True).start()
        with pytest.raises(KgError, match="the Dask scheduler was lost"):
            list(reader.extract([Document("a", "stall")]))


def _end_when_stalled(grid: Grid, process: subprocess.Popen[bytes]) -> None:
    until((grid.folder / "stalled").exists, "no worker came to the document")
    end(process)


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "_CONNECT", 1.0)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"tcp://127.0.0.1:{door.getsockname()[1]}"
        begun = time.monotonic()
        done = asked(tmp_path, "--cluster", address)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"kg: {address}: no Dask scheduler answers there") and done.stderr.count("\n") == 1
    assert time.monotonic() - begun < 30


def test_tls_asks_for_certificates(tmp_path: Path) -> None:
    done = asked(tmp_path, "--cluster", "tls://127.0.0.1:1")
    assert done.exit_code == 1
    assert "distributed.comm.tls" in done.stderr and done.stderr.count("\n") == 1


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    both = asked(tmp_path, "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    assert both.exit_code == 2 and "--jobs and --cluster exclude each other" in both.stderr
    address = asked(tmp_path, "--cluster", "localhost")
    assert address.exit_code == 2 and "tcp://localhost:8786" in address.stderr


def test_dask_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = asked(tmp_path, "--cluster", "tcp://127.0.0.1:1")
    assert done.exit_code == 1
    assert done.stderr == "kg: reading on a cluster needs Dask: pip install 'pactgraph[cluster]'\n"
    code = "import sys, kg.commands.build; sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def asked(folder: Path, *options: str) -> Any:
    return CliRunner().invoke(cli.kg, ["build", str(examples_dir()), "--store", str(folder / "store"), *options])
