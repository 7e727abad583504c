"""`kill -9` at 200 moments of a build: the store opens, holds whole documents only, and the next build completes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kg.build import build
from tests.faults.forker import BEGUN, OPENED, PREPARED
from tests.faults.house import INPUTS, ROOT, House, opened

KILLS = 200
WHOLE = 4  # of them, with the language model and all of the ontology
COMMANDS = 3  # of them, of `python -m kg build`
MUCH = 1_000_000  # bytes: less than the ontology has, more than the first documents
CHAIN = 4  # kills that a store has to bear before it is completed


def test_killed_while_storing(house: House) -> None:
    """Most kills: recorded extractions, so that a build is nothing but storing and fusing."""
    dice, all_of_them = random.Random(9), len(house.documents)
    hits: Counter[int] = Counter()
    left = KILLS - WHOLE - COMMANDS
    while left:
        path, there = house.place(), 0
        for _ in range(CHAIN):
            if not left or there == all_of_them:
                break
            after = PREPARED + dice.randrange(CHAIN) if dice.random() < 0.8 else dice.choice((BEGUN, OPENED))
            outcome, printed = house.build(path, after=after, delay=dice.uniform(0, 0.06))
            if outcome.code == -signal.SIGKILL:
                left -= 1
            else:  # it was quicker, which spoils nothing but this point
                assert (outcome.code, printed) == (0, "")
            found = house.check(path)
            assert found >= max(there, min(all_of_them, outcome.events - PREPARED + there))
            there = found
            hits[there] += outcome.code == -signal.SIGKILL
        house.finish(path)
    between = sum(count for documents, count in hits.items() if 0 < documents < all_of_them)
    assert sum(hits.values()) == KILLS - WHOLE - COMMANDS
    assert between >= KILLS // 3, hits
    assert len([documents for documents in hits if 0 < documents < all_of_them]) >= all_of_them // 2, hits


def test_killed_anywhere_in_a_build(house: House) -> None:
    """The model reads, all of the ontology is loaded; kills are spread over the time that a build takes."""
    dice, left = random.Random(10), WHOLE
    undisturbed, _ = house.build(house.place(), light=False)
    assert undisturbed.code == 0
    while left:
        path = house.place()
        for _ in range(min(CHAIN, left)):
            outcome, _ = house.build(path, light=False, delay=dice.uniform(0, undisturbed.seconds))
            left -= outcome.code == -signal.SIGKILL
            assert outcome.code in (0, -signal.SIGKILL)
            house.check(path, light=False)
        house.finish(path, light=False)


def test_killed_command(house: House) -> None:
    """The command as people run it, in a process group of its own; all of it is killed at moments that it cannot have passed."""
    path = house.place()
    command = [sys.executable, "-m", "kg", "build", *INPUTS, "--store", str(path), "--quiet"]
    moments: list[Callable[[], bool]] = [
        (path / "data" / "CURRENT").exists,  # it is about to load the model
        lambda: logged(path) > MUCH,  # the ontology is being written
        lambda: logged(path) > MUCH,  # the first documents are in, others are to come
    ]
    held = []
    for come in moments:
        if len(held) == len(moments) - 1:
            prepare(house, path)
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        try:
            wait_for(come, child)
        finally:
            os.killpg(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        held.append(house.check(path, light=False))
    assert held[:2] == [0, 0] and 0 < held[2] < len(house.documents)
    house.finish(path, light=False)


def prepare(house: House, path: Path) -> None:
    """Puts all of the ontology in: what is written from now on is documents."""
    with opened(path) as store:
        build([], store, house.pipeline)
    with opened(path):
        assert logged(path) == 0


def logged(path: Path) -> int:
    """Bytes that this process wrote into a store: the engine begins a new log whenever a store is opened."""
    size = 0
    for file in (path / "data").glob("*.log"):
        with suppress(FileNotFoundError):  # the engine begins another one, and takes this one away
            size += file.stat().st_size
    return size


def wait_for(come: Callable[[], bool], child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not come():
        assert child.poll() is None and time.monotonic() < deadline
        time.sleep(0.002)
