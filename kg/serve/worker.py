"""One process that answers one job at a time, until it is told to stop or killed. `python -m kg.serve.worker DIR`

It can do little harm: it has a limit of memory, writes no core dumps, ends with the server, and where the system lets it,
it stands in a network of its own that leads nowhere.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from kg.errors import KgError, QueryError
from kg.serve import wire
from kg.serve.engine import Engine, NotFoundError, Reply
from kg.serve.formats import NotAcceptableError

try:
    import resource
except ImportError:  # not a POSIX system: there the memory is not limited
    resource = None  # type: ignore[assignment]

_PIECE: Final = 1 << 16
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # characters that XML 1.0 cannot hold
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1


class TooLargeError(QueryError):
    """The answer is larger than answers may be."""


def main(path: str, write: str, memory: str, result: str) -> None:
    """Opens the store in `path`, says so, and answers jobs from standard input on standard output."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    _confine()
    try:
        engine = Engine(Path(path), write=write == "write")
    except KgError as error:
        _send(answers, wire.frame_json(wire.HEAD, {"error": str(error)}))
        return
    _limit_memory(int(memory))
    _send(answers, wire.frame_json(wire.HEAD, {}))
    while (job := wire.read(jobs, wire.JOB)) is not None:
        _serve(engine, json.loads(job), wire.read(jobs, wire.PAYLOAD) or b"", _Out(answers, int(result)))
    engine.close()


class _Out:
    """The body of an answer: collects it into pieces, and sends the head before the first."""

    def __init__(self, pipe: IO[bytes], limit: int) -> None:
        self._pipe, self._limit = pipe, limit
        self._head: dict[str, Any] | None = None
        self._held, self._size = bytearray(), 0
        self._xml = False
        self.full = False

    def begin(self, head: dict[str, Any]) -> None:
        self._head = head
        self._xml = "xml" in head.get("type", "")

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._size > self._limit:
            self.full = True
            raise OSError("the answer is too large")
        self._held += data
        if len(self._held) >= _PIECE:
            self._flush_piece()
        return len(data)

    def flush(self) -> None:
        """Asked for by the engine now and then; pieces go when they are large enough."""

    def _flush_piece(self, *, last: bool = False) -> None:
        data, rest = bytes(self._held), b""
        if self._xml:
            cut = 0 if last else len(data) - len(data.rstrip(b"\xef\xbf"))  # the begin of a character that may not stand there
            data, rest = _NOT_XML.sub(b"\xef\xbf\xbd", data[: len(data) - cut]), data[len(data) - cut :]
        head = wire.frame_json(wire.HEAD, self._head) if self._head is not None else b""
        self._head = None
        _send(self._pipe, head + (wire.frame(wire.DATA, data) if data else b""))
        self._held[:] = rest

    def end(self) -> None:
        self._flush_piece(last=True)
        _send(self._pipe, wire.frame_json(wire.END, {}))

    def fail(self, status: int, message: str) -> None:
        """An error instead of the answer, or, where it has begun, at its end."""
        self._held.clear()
        if self._head is not None:
            self._head = None
            _send(self._pipe, wire.frame_json(wire.HEAD, {"status": status, "error": message}))
        _send(self._pipe, wire.frame_json(wire.END, {"error": message}))


def _serve(engine: Engine, job: Mapping[str, Any], payload: bytes, out: _Out) -> None:
    out.begin({})
    try:
        reply = engine.answer(job, payload)
        out.begin(_head(reply))
        reply.write(out)  # type: ignore[arg-type]  # the engine asks for write and flush only
        out.end()
    except NotAcceptableError as error:
        out.fail(406, str(error))
    except NotFoundError as error:
        out.fail(404, str(error))
    except KgError as error:
        out.fail(400, str(error))
    except SyntaxError as error:
        out.fail(400, f"not valid SPARQL: {' '.join(str(error).split())}")
    except MemoryError:
        out.fail(500, "stopped: it needs more memory than it may have")
    except (OSError, RuntimeError, ValueError) as error:
        if out.full:
            out.fail(413, "stopped: the answer is larger than answers may be; ask for less, or add LIMIT")
        else:
            out.fail(500, f"the store could not answer: {' '.join(str(error).split())[:300]}")


def _head(reply: Reply) -> dict[str, Any]:
    return {"status": reply.status, "type": reply.media, "location": reply.location}


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(data)
    pipe.flush()


def _confine() -> None:
    """Gives up what a worker does not need; what the system does not let it give up, it keeps."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when it ends
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_DIE_WITH_PARENT, int(signal.SIGKILL), 0, 0, 0)
        if libc.unshare(_NEW_NET) != 0:
            libc.unshare(_NEW_USER | _NEW_NET)


def _limit_memory(more: int) -> None:
    """Limits the address space to what it is now and `more` bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:  # not Linux: other systems do not keep this limit anyway
        return
    if resource is not None:
        limit = pages * os.sysconf("SC_PAGE_SIZE") + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(*sys.argv[1:])
