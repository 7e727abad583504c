"""How long one document may take. What takes longer is interrupted, and costs that document alone."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from kg.errors import InputError

#: Seconds after which the interruption is repeated, should a library have swallowed it.
_AGAIN: Final = 1.0
_SOON: Final = 0.001


class _Over(BaseException):
    """Time is over; no `except Exception` on the way may take it for a fault of a document."""


@contextmanager
def patience(seconds: float, where: str) -> Iterator[None]:
    """Raises InputError, naming `where`, if the block takes more than `seconds` (0: for ever). May be nested.

    Only the main thread of a process can be interrupted, and only between two steps of Python: a single call of native
    code ends first, so its size must be bounded too. In other threads, and on systems without timers, this does nothing.
    """
    if seconds <= 0 or threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise _Over

    begin = time.monotonic()
    before = signal.signal(signal.SIGALRM, interrupt)
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    except _Over as over:
        raise InputError(f"{where}: took longer than {seconds:g} seconds; split it, or raise --max-seconds") from over
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:  # whoever waits around this block goes on waiting, and is heard when it ends
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - begin), _SOON), every)
