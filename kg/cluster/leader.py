"""Reading on several machines: a Dask cluster in the place of one Pipeline, and the extractions in the order of the documents.

The leading process names the inputs, fuses and stores; workers only turn texts into extractions, so what is stored is the same,
byte by byte, as if one process had read everything. Each worker reads in a process of its own (`workers.Crew`), where the
limit of time holds, and an article that ends its reader ends no worker. Should a worker die, Dask gives its documents to another.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from kg.annotate import batches
from kg.cluster import worker
from kg.cluster.dask import brief, distributed
from kg.cluster.order import SAME, Batch, Likeness, Order, Packed
from kg.cluster.worker import Answer
from kg.errors import KgError
from kg.model import Document, Extraction
from kg.pipeline import ErrorSink, Pipeline
from kg.workers import CHARACTERS, DOCUMENTS, Found, Settings, told

_AHEAD: Final = 2  # batches a worker that are under way
_CONNECT: Final = 10.0  # seconds for the scheduler to answer
_ARRIVE: Final = 30.0  # seconds for the first worker to come
_LONELY: Final = 60.0  # seconds without any worker until the build gives up: workers may be on their way
_PULSE: Final = 2.0  # seconds after which it is looked whether the cluster still lives

Task = Callable[[Order, Batch], Answer]
P = TypeVar("P", bound=Packed)
R = TypeVar("R")


class Cluster:
    """Takes the place of one Pipeline in `kg.build.build`. Close it, or use it in a `with` statement.

    `address` is that of a Dask scheduler, as `tcp://host:8786`; `task` is what its workers do with a batch. Raises
    OntologyError and ModelError, and KgError, naming the scheduler or the worker, if the cluster cannot do it.
    """

    def __init__(self, address: str, settings: Settings | None = None, task: Task | None = None) -> None:
        settings = settings or Settings()
        self._address, self._task, self._looked, self._size = address, task or worker.read, float("-inf"), 0
        self._dask = distributed()
        try:
            if address.startswith("tls:") and self._dask.Security().get_connection_args("client").get("ssl_context") is None:
                raise KgError(f"{address}: no certificates for it; name them in the settings of Dask, distributed.comm.tls")
            self._client = self._dask.Client(address, timeout=_CONNECT, set_as_default=False, name="kg")
        except (OSError, ValueError) as error:
            raise KgError(f"{address}: no Dask scheduler answers there ({brief(error)}); start one with: dask scheduler") from error
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
        for batch, done in self._each(self._task, (Batch.of(some) for some in batches(documents, DOCUMENTS, CHARACTERS))):
            if done is None:
                done = [found for document in batch.documents() for found in self._alone(document)]
            yield from told(done, on_error)

    def fuse(self, packs: Iterable[bytes]) -> Iterator[bytes]:
        """As `Pipeline.fuse`. Holds two packs a worker. Raises KgError if all workers that had one died."""
        for _, done in self._each(worker.fuse, map(Packed, packs)):
            if done is None:
                raise KgError(f"{self._address}: all workers that fused the reports of one type died; give them more memory")
            yield done

    def _each(self, task: Callable[[Order, P], R | KgError], given: Iterable[P]) -> Iterator[tuple[P, R | None]]:
        """What workers make of each, in order; None if those that had it died, more often than the scheduler allows."""
        waiting: deque[tuple[P, Any]] = deque()
        coming = iter(given)
        try:
            while True:
                while len(waiting) < _AHEAD * max(1, self._workers()) and (one := next(coming, None)):
                    waiting.append((one, self._submit(task, one)))
                if not waiting:
                    return
                one, future = waiting.popleft()
                if (done := self._answer(future)) is None:
                    for _, other in waiting:  # what is done beside a deadly one may die of it too: it shall be alone
                        self._settle(other)
                yield one, done
        finally:
            for _, future in waiting:
                future.cancel()

    def close(self) -> None:
        """Leaves the cluster; what its workers have begun is not waited for. They keep the model for the next build."""
        self._client.close(timeout=_PULSE)

    def _submit(self, task: Callable[[Order, P], R | KgError], one: P) -> Any:
        return self._client.submit(task, self._order, one, pure=False)

    def _answer(self, future: Any) -> Any:
        """What a worker made of it; None if the workers that had it died, more often than the scheduler allows."""
        self._settle(future)
        try:
            answer = future.result(timeout=_CONNECT)
        except self._dask.KilledWorker:
            return None
        except (self._dask.CancelledError, OSError) as error:  # a TimeoutError is an OSError
            raise self._lost() from error
        except Exception as error:  # the task itself raises nothing, so the worker could not begin it
            raise KgError(f"{self._address}: a worker cannot read ({brief(error)}); {SAME}") from error
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
        done: list[Found] | None = self._answer(self._submit(self._task, Batch.of([document])))
        if done is not None:
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
            answers = self._client.run(worker.greet, self._order, on_error="return")
        except TimeoutError as error:
            raise KgError(f"{self._address}: has no workers; start some with: dask worker {self._address} --nthreads 1") from error
        except (OSError, self._dask.CancelledError) as error:
            raise self._lost() from error
        for name, answer in sorted(answers.items()):
            if isinstance(answer, KgError):
                raise answer
            if isinstance(answer, Exception) and not isinstance(answer, OSError):  # who is gone since is no trouble
                raise KgError(f"{name}: this worker cannot read ({brief(answer)}); {SAME}") from answer

    def _lost(self) -> KgError:
        return KgError(f"{self._address}: the Dask scheduler was lost; run the same command again, it goes on where it stopped")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
