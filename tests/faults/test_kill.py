"""`kill -9` at 200 moments of a build: the store opens, holds whole documents only, and the next build completes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

from tests.faults.forker import BEGUN, OPENED, PREPARED
from tests.faults.house import INPUTS, ROOT, House

KILLS = 200
WHOLE = 4  # of them, with the language model and all of the ontology
COMMANDS = 2  # of them, of `python -m kg build`, killed when its store is there
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
    """The command as people run it, in a process group of its own; all of it is killed when the store is there."""
    path = house.place()
    command = [sys.executable, "-m", "kg", "build", *INPUTS, "--store", str(path), "--quiet"]
    for seconds in (0.5, 3.0):
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        while not (path / "data" / "CURRENT").exists():
            assert child.poll() is None
            time.sleep(0.01)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            assert child.wait() == -signal.SIGKILL
        house.check(path, light=False)
    house.finish(path, light=False)
