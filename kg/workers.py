"""Reading side by side: several processes, each with a pipeline of its own, and their extractions in the order of the documents.

A process that dies (killed, out of memory, a fault in native code) costs the document that it died of, which is named.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from kg import ontology
from kg.annotate import batches
from kg.errors import KgError
from kg.model import Document, Extraction, Run
from kg.pipeline import ErrorSink, Pipeline, loading
from kg.read import DEFAULT, Limits

_AHEAD: Final = 2  # batches a process that are read before they are needed: what memory holds
DOCUMENTS, CHARACTERS = 16, 50_000  # of a batch: smaller than the parser would like, so that all have something to do

A = TypeVar("A")
B = TypeVar("B")
Found = Extraction | KgError
Task = Callable[[list[Document]], list[Found]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What makes a Pipeline; see there."""

    model: str | None = None
    actors: tuple[Path, ...] = ()
    folder: Path | None = None
    min_confidence: float = 0.0
    limits: Limits = DEFAULT


class Crew:
    """Takes the place of one Pipeline in `kg.build.build`. Close it, or use it in a `with` statement.

    `jobs` processes are started afresh (not forked), so that they hold nothing of a store that is open here; they end
    with this one, however it ends. A script that uses it needs `if __name__ == "__main__":`. `task` is what they do with a batch. Raises OntologyError and ModelError.
    """

    def __init__(self, jobs: int, settings: Settings | None = None, task: Task | None = None) -> None:
        self._jobs, self._settings, self._task = jobs, settings or Settings(), task or extract
        self._pool = self._started()
        try:
            described = self._pool.submit(_run)  # the others load while this process does
            self.ontology = ontology.load(self._settings.folder, extra=self._settings.actors)
            self.run: Run = described.result()
        except BaseException:
            self.close()
            raise

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]:
        """As `Pipeline.extract`. Holds two batches a process."""
        for batch, done in self._each(self._task, batches(documents, DOCUMENTS, CHARACTERS)):
            yield from told(self._one_by_one(batch) if done is None else done, on_error)

    def fuse(self, packs: Iterable[bytes]) -> Iterator[bytes]:
        """As `Pipeline.fuse`. Holds two packs a process. Raises KgError if a process dies of one."""
        for packed, done in self._each(fuse, packs):
            try:
                yield self._submit(fuse, packed).result() if done is None else done
            except BrokenProcessPool as error:
                raise KgError("the process that fused the reports of one type died, twice; give it more memory") from error

    def _each(self, work: Callable[[A], B], given: Iterable[A]) -> Iterator[tuple[A, B | None]]:
        """What the processes make of each, in order; None where one died of it, or of what was beside it."""
        waiting: deque[tuple[A, Future[B]]] = deque()
        coming = iter(given)
        try:
            while True:
                while len(waiting) < _AHEAD * self._jobs and (one := next(coming, None)) is not None:
                    waiting.append((one, self._submit(work, one)))
                if not waiting:
                    return
                one, future = waiting.popleft()
                try:
                    done = future.result()
                except BrokenProcessPool:
                    yield one, None
                    waiting = deque((other, self._submit(work, other)) for other, _ in waiting)
                else:
                    yield one, done
        finally:
            for _, future in waiting:
                future.cancel()

    def close(self) -> None:
        """Ends the processes; what they have begun is not waited for."""
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()

    def _one_by_one(self, batch: list[Document]) -> list[Found]:
        """A batch of which a process died, or which was beside such a one."""
        done: list[Found] = []
        for document in batch:
            try:
                done += self._submit(self._task, [document]).result()
            except BrokenProcessPool:
                done.append(KgError(f"{document.where}: the process that read it died, twice; leave it out, or give it more memory"))
        return done

    def _submit(self, work: Callable[[A], B], given: A) -> Future[B]:
        try:
            return self._pool.submit(work, given)
        except BrokenProcessPool:
            self.close()
            self._pool = self._started()
            return self._pool.submit(work, given)

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._jobs, mp_context=context, initializer=_begin, initargs=(self._settings,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def told(done: list[Found], on_error: ErrorSink | None) -> Iterator[Extraction]:
    """The extractions among what was found; errors go to `on_error`, or are raised."""
    for found in done:
        if isinstance(found, Extraction):
            yield found
        elif on_error is None:
            raise found
        else:
            on_error(found)


# ---- in a process of the crew

_own: dict[str, Any] = {}


def _begin(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that leads
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        with loading():
            _own["pipeline"] = Pipeline(
                settings.model, settings.actors, folder=settings.folder, min_confidence=settings.min_confidence, limits=settings.limits
            )
    except KgError as error:  # to be told where somebody listens
        _own["error"] = error


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _run() -> Run:
    return _pipeline().run


def extract(batch: list[Document]) -> list[Found]:
    """The extractions of a batch, and errors in the places of those that failed."""
    done: list[Found] = []
    for found in _pipeline().extract(batch, on_error=done.append):
        done.append(found)  # noqa: PERF402  # errors come in between
    return done


def fuse(packed: bytes) -> bytes:
    """The fused graph of a pack of reports."""
    return next(_pipeline().fuse([packed]))


def _pipeline() -> Pipeline:
    if error := _own.get("error"):
        raise error
    found = _own["pipeline"]
    assert isinstance(found, Pipeline)
    return found
