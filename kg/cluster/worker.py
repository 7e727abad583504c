"""What a worker does: it reads, and fuses, in a process beside it, by the order that came with the task."""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from kg.cluster.dask import brief, distributed
from kg.cluster.order import Batch, Likeness, Order, Packed
from kg.errors import KgError
from kg.workers import Crew, Found

Answer = list[Found] | KgError  # what was found, or why this worker cannot read at all
R = TypeVar("R")


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
    """The extractions of a batch, and errors in the places of those that failed."""

    def each(crew: Crew) -> list[Found]:
        done: list[Found] = []
        for found in crew.extract(batch.documents(), on_error=done.append):
            done.append(found)  # noqa: PERF402  # errors come in between
        return done

    return _with_crew(order, each)


def fuse(order: Order, pack: Packed) -> bytes | KgError:
    """The fused graph of a pack of reports."""
    return _with_crew(order, lambda crew: next(crew.fuse([pack.packed])))


def _with_crew(order: Order, work: Callable[[Crew], R]) -> R | KgError:
    """What the process beside this worker does. Raises nothing: Dask would log it."""
    worker = distributed().get_worker()
    try:
        with _lock:
            return work(_reading(order, worker.local_directory).crew)
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
    return KgError(f"{worker}: this worker cannot read ({brief(error)})")
