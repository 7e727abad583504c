"""Byte streams that can be looked into before they are read, even if they come through a pipe."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK: Final = 65_536


class _Pieces(io.RawIOBase):
    """A raw stream made of the pieces that `_next` returns; an empty piece ends it."""

    def __init__(self) -> None:
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if not self._rest:
            self._rest = self._next()
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _next(self) -> bytes:
        raise NotImplementedError


class Replayed(_Pieces):
    """`head`, which was read from `stream`, and then the rest of `stream`."""

    def __init__(self, head: bytes, stream: io.BufferedIOBase) -> None:
        super().__init__()
        self._rest = head
        self._stream = stream

    def _next(self) -> bytes:
        return self._stream.read1(_CHUNK)


class Recoded(_Pieces):
    """`stream`, which is in `encoding`, as UTF-8. Reading raises UnicodeDecodeError where it is broken."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def _next(self) -> bytes:
        while chunk := self._stream.read(_CHUNK):
            if piece := self._decoder.decode(chunk):
                return piece.encode("utf-8")
        return self._decoder.decode(b"", final=True).encode("utf-8")


def peek(stream: io.BufferedIOBase) -> bytes:
    """The beginning of `stream`: its first line if that looks like JSON, so that a slow writer is not waited for."""
    head = b""
    while len(head) < _CHUNK and (chunk := stream.read1(_CHUNK - len(head))):
        head += chunk
        start = head.lstrip()
        if start.startswith(b"{") and b"\n" in start:
            break
    return head
