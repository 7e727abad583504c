"""Reading on several machines: a Dask cluster in the place of one Pipeline, and the extractions in the order of the documents.

The leading process names the inputs, fuses and stores; workers only turn texts into extractions, so what is stored is the same,
byte by byte, as if one process had read everything. Each worker reads in a process of its own (`workers.Crew`), where the
limit of time holds, and an article that ends its reader ends no worker. Should a worker die, Dask gives its documents to another.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import os
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Self

from kg import ontology
from kg.annotate import batches
from kg.errors import KgError
from kg.model import Document, Extraction, Run
from kg.pipeline import ErrorSink, Pipeline
from kg.read import Limits
from kg.workers import CHARACTERS, DOCUMENTS, Crew, Found, Settings, told

_AHEAD: Final = 2  # batches a worker that are under way
_CONNECT: Final = 10.0  # seconds for the scheduler to answer
_ARRIVE: Final = 30.0  # seconds for the first worker to come
_LONELY: Final = 60.0  # seconds without any worker until the build gives up: workers may be on their way
_PULSE: Final = 2.0  # seconds after which it is looked whether the cluster still lives
_MISSING: Final = "reading on a cluster needs Dask: pip install 'pactgraph[cluster]'"
_SAME: Final = "install the same Pactgraph, packages and model on all machines"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What must be the same on all machines, so that all read the same."""

    run: Run
    code: str  # content hash of the program: two states of one version may read differently
    spacy: str

    @classmethod
    def here(cls, run: Run) -> Likeness:
        """That of this process, which reads as `run` says."""
        here, code = Path(__file__).parent, blake2b(digest_size=8)
        for path in sorted(here.rglob("*.py")):
            code.update(f"{path.relative_to(here).as_posix()}\n".encode() + path.read_bytes())
        return cls(run, code.hexdigest(), version("spacy"))

    def check(self, other: Likeness) -> None:
        """Raises KgError if a worker, `other`, is not as the leading machine, naming the first thing."""
        for what, wanted, had in (
            ("Pactgraph", self.run.program, other.run.program),
            ("program code", self.code, other.code),
            ("ontology", self.run.ontology, other.run.ontology),
            ("language model", self.run.model, other.run.model),
            ("spaCy", self.spacy, other.spacy),
        ):
            if wanted != had:
                raise KgError(f"its {what} is {had}, not {wanted}; {_SAME}")


@dataclass(frozen=True, slots=True)
class Order:
    """By what a worker reads: Settings with the content of the files that they name, which are on the leading machine only."""

    model: str | None
    min_confidence: float
    limits: Limits
    actors: tuple[tuple[str, bytes], ...] = field(repr=False)
    folder: tuple[tuple[str, bytes], ...] | None = field(repr=False)
    like: Likeness

    @classmethod
    def of(cls, settings: Settings, like: Likeness) -> Order:
        actors = tuple((path.name, path.read_bytes()) for path in settings.actors)
        root = settings.folder
        names = sorted({path for pattern in ontology.DATA for path in root.glob(pattern)}) if root else []
        folder = tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in names) if root else None
        return cls(settings.model, settings.min_confidence, settings.limits, actors, folder, like)

    def unpacked(self, place: Path) -> Settings:
        """The settings again, with the files laid below `place`."""
        actors = tuple(_laid(place / f"actors-{number}" / name, content) for number, (name, content) in enumerate(self.actors))
        for name, content in self.folder or ():
            _laid(place / "ontology" / name, content)
        folder = place / "ontology" if self.folder is not None else None
        return Settings(self.model, actors, folder, self.min_confidence, self.limits)


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents on their way, packed: what Dask logs of a task or a message that fails must not show an article."""

    packed: bytes = field(repr=False)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Batch:
        return cls(zlib.compress(json.dumps([asdict(document) for document in documents]).encode("ascii"), 1))

    def documents(self) -> list[Document]:
        return [Document(**fields) for fields in json.loads(zlib.decompress(self.packed))]


Answer = list[Found] | KgError  # of a worker: what it found, or why it cannot read at all
Task = Callable[[Order, Batch], Answer]


class Cluster:
    """Takes the place of one Pipeline in `kg.build.build`. Close it, or use it in a `with` statement.

    `address` is that of a Dask scheduler, as `tcp://host:8786`; `task` is what its workers do with a batch. Raises
    OntologyError and ModelError, and KgError, naming the scheduler or the worker, if the cluster cannot do it.
    """

    def __init__(self, address: str, settings: Settings | None = None, task: Task | None = None) -> None:
        settings = settings or Settings()
        self._address, self._task, self._looked, self._size = address, task or read, float("-inf"), 0
        self._dask = _dask()
        try:
            if address.startswith("tls:") and self._dask.Security().get_connection_args("client").get("ssl_context") is None:
                raise KgError(f"{address}: no certificates for it; name them in the settings of Dask, distributed.comm.tls")
            self._client = self._dask.Client(address, timeout=_CONNECT, set_as_default=False, name="kg")
        except (OSError, ValueError) as error:
            raise KgError(f"{address}: no Dask scheduler answers there ({_brief(error)}); start one with: dask scheduler") from error
        try:
            # Loaded to learn by what this machine would read, and dropped.
            own = Pipeline(settings.model, settings.actors, folder=settings.folder, min_confidence=settings.min_confidence)
            self.ontology, self.run = own.ontology, own.run
            self._order = Order.of(settings, Likeness.here(own.run))
            self._greet()
        except BaseException:
            self.close()
            raise

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]:
        """As `Pipeline.extract`. Holds two batches a worker, as many workers as there are at the time."""
        waiting: deque[tuple[list[Document], Any]] = deque()
        coming = batches(documents, DOCUMENTS, CHARACTERS)
        try:
            while True:
                while len(waiting) < _AHEAD * max(1, self._workers()) and (batch := next(coming, None)):
                    waiting.append((batch, self._submit(batch)))
                if not waiting:
                    return
                batch, future = waiting.popleft()
                if (done := self._answer(future)) is None:
                    for _, other in waiting:  # who is read beside a deadly document may die of it too: it shall be alone
                        self._settle(other)
                    done = [found for document in batch for found in self._alone(document)]
                yield from told(done, on_error)
        finally:
            for _, future in waiting:
                future.cancel()

    def close(self) -> None:
        """Leaves the cluster; what its workers have begun is not waited for. They keep the model for the next build."""
        self._client.close(timeout=_PULSE)

    def _submit(self, batch: list[Document]) -> Any:
        return self._client.submit(self._task, self._order, Batch.of(batch), pure=False)

    def _answer(self, future: Any) -> list[Found] | None:
        """What was found of a batch; None if the workers that read it died, more often than the scheduler allows."""
        self._settle(future)
        try:
            answer: Answer = future.result(timeout=_CONNECT)
        except self._dask.KilledWorker:
            return None
        except (self._dask.CancelledError, OSError) as error:  # a TimeoutError is an OSError
            raise self._lost() from error
        except Exception as error:  # the task itself raises nothing, so the worker could not begin it
            raise KgError(f"{self._address}: a worker cannot read ({_brief(error)}); {_SAME}") from error
        if isinstance(answer, KgError):
            raise answer
        return answer

    def _settle(self, future: Any) -> None:
        """Waits for the end of a task, so long as there is somebody to do it."""
        lonely: float | None = None
        while not future.done():
            try:
                future.exception(timeout=_PULSE)
            except TimeoutError:
                if self._workers():
                    lonely = None
                elif time.monotonic() - (lonely := lonely or time.monotonic()) > _LONELY:
                    message = f"{self._address}: has had no worker for {_LONELY:g} seconds; start some, and run the same command again"
                    raise KgError(message) from None
            except self._dask.CancelledError:
                return

    def _alone(self, document: Document) -> list[Found]:
        """A document of a batch that workers died of, with no other under way."""
        if (done := self._answer(self._submit([document]))) is not None:
            return done
        return [KgError(f"{document.where}: all workers that read it died; leave it out, or give them more memory")]

    def _workers(self) -> int:
        """How many there are, as of a moment ago."""
        if time.monotonic() - self._looked > _PULSE:
            try:
                self._size = len(self._client.nthreads())
            except (OSError, self._dask.CancelledError) as error:
                raise self._lost() from error
            self._looked = time.monotonic()
        return self._size

    def _greet(self) -> None:
        """Lets all workers load what they read with. Raises KgError, naming the worker, for one that reads otherwise."""
        try:
            self._client.wait_for_workers(1, timeout=_ARRIVE)
            answers = self._client.run(greet, self._order, on_error="return")
        except TimeoutError as error:
            raise KgError(f"{self._address}: has no workers; start some with: dask worker {self._address} --nthreads 1") from error
        except (OSError, self._dask.CancelledError) as error:
            raise self._lost() from error
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, KgError):
                raise answer
            if isinstance(answer, Exception) and not isinstance(answer, OSError):  # who is gone since is no trouble
                raise KgError(f"{worker}: this worker cannot read ({_brief(answer)}); {_SAME}") from answer

    def _lost(self) -> KgError:
        return KgError(f"{self._address}: the Dask scheduler was lost; run the same command again, it goes on where it stopped")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _dask() -> Any:
    try:
        dask = import_module("distributed")
    except ImportError as error:
        raise KgError(_MISSING) from error
    if not os.environ.get("KG_DEBUG"):
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is told by our errors
    return dask


def _brief(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"


# ---- in a worker


class _Reading:
    """The process beside a worker that reads by an order."""

    def __init__(self, order: Order, below: str) -> None:
        order.like.check(Likeness.here(order.like.run))  # what can be told at once, before anything is loaded
        self.order = order
        self._place = TemporaryDirectory(prefix="kg-", dir=below)  # Dask empties its own folders after a worker that was killed
        # The process of a worker under a nanny may have no children by default, lest they outlive it: a Crew's does not.
        multiprocessing.current_process().daemon = False
        self.crew = Crew(1, order.unpacked(Path(self._place.name)))
        try:
            order.like.check(Likeness.here(self.crew.run))
        except KgError:
            self.close()
            raise

    def close(self) -> None:
        self.crew.close()
        self._place.cleanup()


_lock = threading.Lock()  # a worker of several threads still reads one batch at a time
_readings: list[_Reading] = []  # the last one: another build with the same settings need not load anew


def _reading(order: Order, below: str) -> _Reading:
    if _readings and _readings[0].order != order:
        _readings.pop().close()
    if not _readings:
        _readings.append(_Reading(order, below))
    return _readings[0]


def read(order: Order, batch: Batch) -> Answer:
    """The extractions of a batch, and errors in the places of those that failed. Raises nothing: Dask would log it."""
    worker = _dask().get_worker()
    try:
        with _lock:
            crew = _reading(order, worker.local_directory).crew
            done: list[Found] = []
            for found in crew.extract(batch.documents(), on_error=done.append):
                done.append(found)  # noqa: PERF402  # errors come in between
            return done
    except Exception as error:
        return _named(worker.address, error)


async def greet(order: Order, dask_worker: Any) -> KgError | None:
    """Loads what `read` needs, and says why it cannot. Dask gives the worker to what has a parameter of this name."""

    def load() -> None:
        with _lock:
            _reading(order, dask_worker.local_directory)

    try:
        await asyncio.to_thread(load)
    except Exception as error:
        return _named(dask_worker.address, error)
    return None


def _named(worker: str, error: Exception) -> KgError:
    if isinstance(error, KgError):
        return type(error)(f"{worker}: this worker cannot read as this machine does: {error}")
    return KgError(f"{worker}: this worker cannot read ({_brief(error)})")


def _laid(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
