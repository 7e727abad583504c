"""Jobs -> worker processes. A job that takes too long, or whose client has gone, ends with its process.

Readers work side by side. A writer works alone: it waits until they are done and has the store for itself, so that the
next readers open what it has written.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError, StoreError
from kg.serve import wire
from kg.serve.limits import Limits

_ROOT: Final = Path(__file__).resolve().parents[2]
_PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_JOBS: Final = 500  # that a worker does before a fresh one takes its place
_START: Final = 30.0  # seconds that a worker may take to open the store
_END: Final = 5.0  # seconds that it may take to close it
_STOPPED: Final = "stopped: it needs more memory than it may have, or is nested too deeply"


class BusyError(KgError):
    """All workers are at work, and enough jobs wait already."""


class SlowError(KgError):
    """The job took too long."""


@dataclass(slots=True)
class Answer:
    """The head of a worker's answer, and its body, which is read once. Raises StoreError if the body is not whole."""

    head: dict[str, Any]
    body: AsyncIterator[bytes]

    async def whole(self) -> bytes:
        return b"".join([piece async for piece in self.body])


class _Worker:
    def __init__(self, process: Process) -> None:
        self._process = process
        self.jobs = 0
        self.clean = True  # whether it waits for a job

    @classmethod
    async def start(cls, path: Path, limits: Limits, *, write: bool) -> _Worker:
        environment = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
        environment["PYTHONPATH"] = str(_ROOT)
        arguments = (str(path), "write" if write else "read", str(limits.memory), str(limits.result))
        complaints = None if os.environ.get("KG_DEBUG") else DEVNULL  # an engine without memory says so at length
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kg.serve.worker", *arguments), stdin=PIPE, stdout=PIPE, stderr=complaints, env=environment
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(_START):
                head = await worker._frame(wire.HEAD)
        except BaseException:
            await worker.kill()
            raise
        if "error" in head:
            await worker.kill()
            raise StoreError(head["error"])
        return worker

    async def ask(self, job: dict[str, Any], payload: bytes) -> Answer:
        self.jobs += 1
        self.clean = False
        assert self._process.stdin is not None
        with suppress(ConnectionError):  # a dead worker is told by what it does not answer
            self._process.stdin.write(wire.frame_json(wire.JOB, job) + wire.frame(wire.PAYLOAD, payload))
            await self._process.stdin.drain()
        head = await self._frame(wire.HEAD)
        return Answer(head, self._body())

    async def _body(self) -> AsyncIterator[bytes]:
        while True:
            kind, data = await self._read()
            if kind == wire.END:
                self.clean = True
                error = json.loads(data).get("error")
                if error:
                    raise StoreError(error)
                return
            yield data

    async def _frame(self, wanted: bytes) -> dict[str, Any]:
        kind, data = await self._read()
        if kind != wanted:
            raise StoreError("the pipe between server and worker is broken")
        found: dict[str, Any] = json.loads(data)
        return found

    async def _read(self) -> tuple[bytes, bytes]:
        assert self._process.stdout is not None
        try:
            kind, length = wire.head(await self._process.stdout.readexactly(wire.SIZE))
            return kind, await self._process.stdout.readexactly(length)
        except asyncio.IncompleteReadError as error:
            raise StoreError(_STOPPED) from error

    async def end(self) -> None:
        """Lets it close the store, if it does so soon."""
        with suppress(TimeoutError, ConnectionError):
            assert self._process.stdin is not None
            self._process.stdin.close()
            async with asyncio.timeout(_END if self.clean else 0):
                await self._process.wait()
        await self.kill()

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Pool:
    """The workers of a store. `close` it."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self._idle: list[_Worker] = []
        self._free = asyncio.Semaphore(limits.workers)
        self._writing = asyncio.Lock()
        self._waiting = 0
        self._spare: asyncio.Task[None] | None = None
        self.writes = 0  # how often the store has been changed

    async def open(self) -> None:
        """Starts the first worker, so that a store that cannot be opened is told at once. Raises StoreError."""
        self._idle.append(await _Worker.start(self._path, self._limits, write=False))

    @asynccontextmanager
    async def read(self, job: dict[str, Any], payload: bytes = b"") -> AsyncIterator[Answer]:
        """The answer to a job that reads; its time ends with the block.

        Raises BusyError, SlowError, and StoreError if the worker ends before the answer does.
        """
        await self._enter()
        worker: _Worker | None = None
        try:
            async with _deadline(self._limits.seconds):
                worker = self._idle.pop() if self._idle else await _Worker.start(self._path, self._limits, write=False)
                self._refill()
                answer = await worker.ask(job, payload)
                yield answer
                if not worker.clean:
                    await _body_of(answer)
        finally:
            await self._leave(worker)

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """For a reader of its own: it counts as one of the workers, and writers wait for it. Raises BusyError."""
        await self._enter()
        try:
            yield
        finally:
            self._free.release()

    async def write(self, job: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
        """Head and body of the answer to a job that writes. Raises as `read` does."""
        async with self._writing, _deadline(self._limits.seconds + self._limits.patience):
            taken = 0
            try:
                for _ in range(self._limits.workers):  # until no reader is left
                    await self._free.acquire()
                    taken += 1
                await self._stop_spare()
                await self._dismiss()
                worker = await _Worker.start(self._path, self._limits, write=True)
                try:
                    answer = await worker.ask(job, payload)
                    return answer.head, await _body_of(answer)
                finally:
                    self.writes += 1
                    await worker.end()
            finally:
                for _ in range(taken):
                    self._free.release()

    async def close(self) -> None:
        await self._stop_spare()
        await self._dismiss()

    async def _dismiss(self) -> None:
        while self._idle:
            await self._idle.pop().kill()

    async def _enter(self) -> None:
        if self._waiting >= self._limits.waiting:
            raise BusyError("too many requests at a time; try again in a moment")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.patience):
                await self._free.acquire()
        except TimeoutError as error:
            raise BusyError("all workers are busy; try again in a moment") from error
        finally:
            self._waiting -= 1

    async def _leave(self, worker: _Worker | None) -> None:
        try:
            if worker is not None and worker.clean and worker.jobs < _JOBS:
                self._idle.append(worker)
            elif worker is not None:
                await asyncio.shield(worker.kill())
        finally:
            self._free.release()
        self._refill()

    def _refill(self) -> None:
        """Sees to it that one worker waits in reserve, so that the next job need not wait for one to start."""
        if not self._idle and not self._writing.locked() and (self._spare is None or self._spare.done()):
            self._spare = asyncio.create_task(self._start_spare())

    async def _start_spare(self) -> None:
        with suppress(StoreError, TimeoutError):
            self._idle.append(await _Worker.start(self._path, self._limits, write=False))

    async def _stop_spare(self) -> None:
        if self._spare is not None:
            self._spare.cancel()
            with suppress(asyncio.CancelledError):
                await self._spare


async def _body_of(answer: Answer) -> bytes:
    """The body, or nothing after an error, which the head tells already."""
    try:
        return await answer.whole()
    except StoreError:
        if "error" in answer.head:
            return b""
        raise


@asynccontextmanager
async def _deadline(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise SlowError(f"stopped: it took longer than {seconds:g} seconds") from error
