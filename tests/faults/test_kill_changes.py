"""`kill -9` while a build forgets documents, while an analyst decides, and while several processes read."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from kg import vocab
from kg.build import build
from kg.fuse import Fusion
from kg.fuse.nodes import CLAIM
from kg.turtle import NamedNode, Quad
from tests.faults.forker import BEGUN, PREPARED
from tests.faults.house import INPUTS, ROOT, House, check_merge, content, exported, opened
from tests.faults.test_kill import MUCH, logged, prepare, wait_for

SYNCS: Final = 16  # kills
DECISIONS: Final = 5  # kills of each kind of decision
OLD, NEW = INPUTS[:-2], INPUTS[4:]  # what a store holds, and what it is to hold
NOTE: Final = ["--author", "A. Analyst", "--reason", "it is so", "--date", "2026-03-01"]
DECIDING: Final = 2  # events: the child is there, all is read and the decision is to be stored


@pytest.fixture(scope="module")
def stored(house: House) -> Path:
    """A store of the older inputs. Copy it."""
    path = house.place()
    with opened(path) as store:
        build(OLD, store, house.light)
    return path


def copied(house: House, path: Path) -> Path:
    copy = house.place()
    shutil.copytree(path, copy)
    return copy


def held(path: Path) -> frozenset[Quad]:
    with opened(path) as store:
        check_merge(store)
        return content(store)


def bytes_of(path: Path) -> bytes:
    with opened(path) as store:
        return exported(store)


# ---- kg build --sync


def test_killed_while_forgetting(house: House, stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents come, then others go: each of them whole, and in the end the store is as if they had never been there."""
    path, fresh = copied(house, stored), house.place()
    states = [held(path)]
    remove = Fusion.remove

    def noted(self: Fusion, iri: str) -> bool:
        done = remove(self, iri)
        states.append(content(self.store))  # type: ignore[arg-type]
        return done

    with opened(path) as store, opened(fresh) as other, monkeypatch.context() as patch:
        patch.setattr(Fusion, "remove", noted)
        build(NEW, store, house.light, sync=True, on_step=lambda step: None if step.unchanged else states.append(content(store)))
        build(NEW, other, house.light)
    assert bytes_of(path) == bytes_of(fresh)
    gone = sum(len(before) > len(after) for before, after in pairwise(states))
    assert len(states) - 1 > gone > 3

    dice, left, hits = random.Random(11), SYNCS, Counter[int]()
    while left:
        path, there = copied(house, stored), 0
        while left and there < len(states) - 1:
            after = PREPARED + dice.randrange(len(states) - there)
            outcome, printed = house.run(
                ["build", *NEW, "--store", str(path), "--quiet", "--sync"], after=after, delay=dice.uniform(0, 0.02)
            )
            found = states.index(held(path))
            assert found >= there
            if outcome.code == -signal.SIGKILL:
                left -= 1
                hits[found] += 1
            else:
                assert (outcome.code, printed, found) == (0, "", len(states) - 1)
            there = found
        outcome, printed = house.run(["build", *NEW, "--store", str(path), "--quiet", "--sync"])
        assert (outcome.code, printed) == (0, "")
        assert bytes_of(path) == bytes_of(fresh)
    assert sum(count for found, count in hits.items() if len(states) - 1 - gone <= found < len(states) - 1) >= SYNCS // 4, hits


# ---- kg merge, split, correct, reject, revoke


def orders(path: Path) -> list[list[str]]:
    """A decision of each kind, which can be made one after the other."""
    with opened(path) as store:
        claims: dict[str, list[str]] = {}
        for quad in store.match(None, NamedNode(CLAIM), None, vocab.FUSION_GRAPH):
            claims.setdefault(quad.subject.value, []).append(quad.object.value)  # type: ignore[union-attr]
    nodes = sorted(node for node in claims if node.startswith(vocab.COMMITMENT))
    one, other, third, fourth = [node for node in nodes if len(claims[node]) == 1][:4]
    several = next(node for node in nodes if len(claims[node]) > 1)
    return [
        ["merge", one, other],
        ["split", several],
        ["correct", third, "--status", "withdrawn"],
        ["reject", claims[fourth][0]],
        ["revoke", "1"],
    ]


def test_killed_while_deciding(house: House, stored: Path) -> None:
    """A decision is made, with all that it means, or not at all; made again, it gives the same bytes."""
    path = stored
    hits: Counter[tuple[str, bool]] = Counter()
    for order in orders(stored):
        command, before = [*order, *NOTE], held(path)
        done = copied(house, path)
        outcome, printed = house.run([*command, "--store", str(done)])
        assert outcome.code == 0 and printed.startswith("decision "), printed
        after, expected = held(done), bytes_of(done)
        assert len(after) > len(before) or order[0] == "reject"
        for number in range(DECISIONS):
            trial = copied(house, path)
            aim = {"after": DECIDING, "delay": outcome.seconds * number / DECISIONS} if number else {"after": BEGUN, "delay": 0.01}
            killed, _ = house.run([*command, "--store", str(trial)], **aim)
            assert killed.code in (0, -signal.SIGKILL)
            found = held(trial)
            assert found in (before, after), f"{order}: {len(found)} quads are neither the state before nor that after it"
            hits[order[0], killed.code == -signal.SIGKILL] += 1
            if found == before:
                again, printed = house.run([*command, "--store", str(trial)])
                assert again.code == 0, printed
            assert bytes_of(trial) == expected
        path = done
    assert all(hits[order[0], True] for order in orders(stored)), hits


# ---- kg build --jobs 2


def test_killed_while_several_read(house: House) -> None:
    """Whoever leads is killed; the others end by themselves, the store is free at once, and the next build completes it."""
    path = house.place()
    command = [sys.executable, "-m", "kg", "build", *INPUTS, "--store", str(path), "--quiet", "--jobs", "2"]
    for storing in (False, True):  # while the processes load the model, and while documents come in
        if storing:
            prepare(house, path)
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        try:
            wait_for(partial(_several, child, path, MUCH if storing else 0), child)
            assert len(group(child)) > 2
        finally:
            child.kill()
        assert child.wait() == -signal.SIGKILL
        assert (house.check(path, light=False) > 0) == storing
        deadline = time.monotonic() + 60
        while left := group(child):
            assert time.monotonic() < deadline, left
            time.sleep(0.05)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert bytes_of(path) == house.whole_bytes


def _several(leader: subprocess.Popen[bytes], path: Path, written: int) -> bool:
    return logged(path) >= written and len(group(leader)) > 2


def group(leader: subprocess.Popen[bytes]) -> list[int]:
    """The living processes of a group: `kg`, those that it started, and theirs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, of = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[:3]
        except OSError:  # it has ended
            continue
        if int(of) == leader.pid and state != "Z":
            found.append(int(folder.name))
    return found
