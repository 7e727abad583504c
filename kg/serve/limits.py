"""How much a client may ask of the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds are of the wall clock, sizes are bytes. What goes beyond them is refused or stopped with a clear error."""

    seconds: float = 30.0  # from the start of a job to the last byte of its answer
    drawing: float = 60.0  # seconds that the picture may take, which is drawn once
    memory: int = 1 << 30  # that a worker may have beyond what it has at rest
    result: int = 64 << 20  # of one answer
    workers: int = 4  # jobs at a time
    waiting: int = 64  # jobs that wait for a worker
    patience: float = 10.0  # seconds that a job may wait
    query: int = 10 << 20  # of a query as it arrives
    update: int = 64 << 20  # of an update, or of a graph that is sent
    header_seconds: float = 10.0  # until a request's head is there
    body_seconds: float = 30.0  # until its body is there
    connections: int = 256
