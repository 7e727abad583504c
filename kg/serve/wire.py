"""What server and worker say to each other through a pipe: a kind of one letter, a length, so many bytes.

To the worker: `J` a job as JSON, then `P` its payload. Back: `H` the head of the answer as JSON, `D` data, `E` the end as
JSON: `{}`, or `{"error": …}` if the answer is not whole.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

from kg.errors import StoreError

JOB, PAYLOAD, HEAD, DATA, END = b"J", b"P", b"H", b"D", b"E"
_FRAME = struct.Struct("!cI")
SIZE = _FRAME.size


def frame(kind: bytes, data: bytes) -> bytes:
    return _FRAME.pack(kind, len(data)) + data


def frame_json(kind: bytes, value: dict[str, Any]) -> bytes:
    return frame(kind, json.dumps(value).encode("utf-8"))


def head(data: bytes) -> tuple[bytes, int]:
    """Kind and length of a frame, of its first SIZE bytes."""
    kind, length = _FRAME.unpack(data)
    return bytes(kind), int(length)


def read(pipe: IO[bytes], wanted: bytes) -> bytes | None:
    """The next frame; None at the end of the pipe. Raises StoreError for one of another kind, or half a frame."""
    start = pipe.read(SIZE)
    if not start:
        return None
    kind, length = head(start) if len(start) == SIZE else (b"", 0)
    data = pipe.read(length)
    if kind != wanted or len(data) != length:
        raise StoreError("the pipe between server and worker is broken")
    return data
