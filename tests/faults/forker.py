"""`python -m tests.faults.forker INPUT…`: loads the language model once, then runs `kg` in a forked child for each order.

An order is a line of JSON on standard input (`Order`), its outcome a line on standard output (`Outcome`). This process never
opens a store itself: Oxigraph has threads, and a fork would lose them. A child leads a process group of its own and tells
through a pipe how far it is, one byte an event, so that a kill can be aimed at a moment however busy the machine is.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from itertools import count
from typing import Any, Final

from kg import cli
from kg.commands import build as building
from kg.fuse import Fusion, analyst
from kg.model import Document, Extraction
from kg.ontology import Ontology
from kg.pipeline import ErrorSink, Pipeline
from kg.read import read

#: The events of a build, in order: the child is there, the store is open, the ontology is in; then each document is in.
BEGUN, OPENED, PREPARED = 1, 2, 3
#: Triples of the ontology that the light builds store: enough to be cut in the middle, too few to take seconds.
LIGHT: Final = 400


@dataclass(frozen=True)
class Order:
    """A command to run, how, and when to kill it. Each removal of a document and each decision is an event as it begins."""

    args: list[str]
    log: str  # takes what the command prints on either stream
    light: bool = True  # recorded extractions and few triples of the ontology; else the model, and all of it
    after: int | None = None  # the kill waits for so many events,
    delay: float | None = None  # and then for so many seconds; None for no kill
    user: int | None = None  # who runs it; None for who we are
    largest: int | None = None  # bytes that a file may have
    clock: float | None = None  # seconds that each look at the clock is earlier than the one before; None for the real clock
    hold: str | None = None  # the build waits, with the store open, until this file is there


@dataclass(frozen=True)
class Outcome:
    """How a child ended: an exit code, or minus a signal."""

    code: int
    events: int
    seconds: float


class Recorded:
    """Stands in for a `Pipeline` whose extractions are known; the ontology of its stores is short."""

    def __init__(self, pipeline: Pipeline, inputs: Iterable[str]) -> None:
        documents = [*read(inputs, on_error=_refuse)]
        whole = pipeline.ontology
        self.ontology: Ontology = replace(whole, quads=whole.quads[:LIGHT], version=f"{whole.version} light")
        self.run = pipeline.run
        self._found = {document.id: found for document, found in zip(documents, pipeline.extract(documents), strict=True)}

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]:
        """What the real pipeline said of each."""
        return (self._found[document.id] for document in documents)


class Reporting:
    """A pipeline that tells how far the build is that draws from it."""

    def __init__(self, pipeline: Pipeline | Recorded, out: int, hold: str | None) -> None:
        self._pipeline, self._out, self._hold = pipeline, out, hold
        self.ontology, self.run = pipeline.ontology, pipeline.run
        self._tell()  # the command asks for a pipeline when its store is open

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]:
        """The pipeline's; that the next one is asked for means that the last one is stored."""
        self._tell()
        while self._hold and not os.path.exists(self._hold):
            time.sleep(0.01)
        for found in self._pipeline.extract(documents, on_error=on_error):
            yield found
            self._tell()

    def _tell(self) -> None:
        os.write(self._out, b".")


def _refuse(error: Exception) -> None:
    raise error


def main(inputs: list[str]) -> None:
    """Serves orders until standard input ends."""
    for place, _ in cli.COMMANDS.values():  # a child that runs as another user may not be allowed to read our packages
        import_module(place.partition(":")[0])
    whole = Pipeline()
    light = Recorded(whole, inputs)
    print("ready", flush=True)
    for line in sys.stdin:
        order = Order(**json.loads(line))
        print(json.dumps(asdict(_trial(order, light if order.light else whole))), flush=True)


def _trial(order: Order, pipeline: Pipeline | Recorded) -> Outcome:
    listen, tell = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(listen)
        _child(order, pipeline, tell)
    os.close(tell)
    events = _watch(order, listen, child)
    os.close(listen)
    _, status = os.waitpid(child, 0)
    return Outcome(os.waitstatus_to_exitcode(status), events, time.monotonic() - started)


def _watch(order: Order, listen: int, child: int) -> int:
    """Follows a child to its end, or kills it where the order says; how many events there were."""
    events, deadline = 0, None
    while True:
        if deadline is None and order.delay is not None and events >= (order.after or 0):
            deadline = time.monotonic() + order.delay
        wait = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([listen], [], [], wait)[0]:
            os.killpg(child, signal.SIGKILL)  # not reaped yet, so the group is there even if the child has ended
            return events
        told = os.read(listen, 1)
        if not told:
            return events
        events += 1


def _child(order: Order, pipeline: Pipeline | Recorded, tell: int) -> None:
    """Runs the command as `python -m kg` does, and never returns."""
    code = cli.BUG
    try:
        os.setpgid(0, 0)
        log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.dup2(log, 1)
        os.dup2(log, 2)
        if order.largest is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (order.largest, order.largest))
        if order.user is not None:
            os.setgroups([])
            os.setgid(order.user)
            os.setuid(order.user)
        if order.clock is not None:
            _turn_back(order.clock)
        stand_in: Any = lambda *args, **options: Reporting(pipeline, tell, order.hold)  # noqa: E731
        setattr(building, "Pipeline", stand_in)  # noqa: B010
        setattr(analyst, "_as_built", lambda store: pipeline.ontology)  # noqa: B010  # what a light store was built with
        for name in ("remove", "decide"):
            setattr(Fusion, name, _announced(getattr(Fusion, name), tell))
        os.write(tell, b".")
        cli.main(order.args)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _announced(method: Callable[..., Any], out: int) -> Callable[..., Any]:
    def announced(*given: Any, **named: Any) -> Any:
        os.write(out, b".")
        return method(*given, **named)

    return announced


def _turn_back(seconds: float) -> None:
    """From now on, every look at the clock is earlier than the last; the first is in the year 2033."""
    looks = count()
    time.time = lambda: 2e9 - seconds * next(looks)
    time.time_ns = lambda: int(time.time() * 1e9)


if __name__ == "__main__":
    main(sys.argv[1:])
