"""A disk that is full at 20 different sizes, and one that nobody may write to: one line, code 4, and nothing half-written."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest

from kg.errors import StoreError
from tests.faults.house import INPUTS, House, one_line

SIZES: Final = 20
SMALLEST, STEP = 64, 232  # kilobytes: from too small for an empty store to just too small for the last document
STORE_ERROR: Final = StoreError.exit_code
NOBODY: Final = 65534


@contextmanager
def mounted(place: Path, *how: str) -> Iterator[None]:
    """Mounts something at `place`. PermissionError if this system does not let us."""
    done = subprocess.run(["mount", *how, str(place)], capture_output=True, text=True)
    if done.returncode:
        raise PermissionError(done.stderr)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def may_mount() -> bool:
    """Whether we are a root that may mount. Where not, the size of files is limited in place of that of the disk."""
    if os.geteuid() != 0:
        return False
    with TemporaryDirectory() as place:
        try:
            with mounted(Path(place), "-t", "tmpfs", "-o", "size=4k", "tmpfs"):
                return True
        except (PermissionError, FileNotFoundError):
            return False


def fails(house: House, path: Path, **how: Any) -> None:
    outcome, printed = house.build(path, **how)
    assert outcome.code == STORE_ERROR, (outcome, printed)
    assert one_line(printed, path).endswith("the disk is full; make room, then run the command again\n")


def test_full_disk(house: House) -> None:
    """The disk fills up at 20 different points; then there is room again, and the same command goes on."""
    full: Counter[int] = Counter()
    mounts = may_mount()
    for size in range(SMALLEST, SMALLEST + SIZES * STEP, STEP):
        path = house.place()
        if mounts:
            path.mkdir()
            with mounted(path, "-t", "tmpfs", "-o", f"size={size}k", "tmpfs"):
                fails(house, path / "store")
                subprocess.run(["mount", "-o", "remount,size=256m", str(path)], check=True)
                full[house.check(path / "store")] += 1
                house.finish(path / "store")
        else:  # the log is the only file that grows on and on, and holds all that is on the disk
            fails(house, path, largest=size * 1024)
            full[house.check(path)] += 1
            house.finish(path)
    assert full.total() == SIZES
    between = sum(count for documents, count in full.items() if 0 < documents < len(house.documents))
    assert between >= SIZES // 3, full


def test_full_again_and_again(house: House) -> None:
    """A job that runs again, in vain, before there is room enough loses nothing of what was stored."""
    path = house.place()
    if may_mount():
        path.mkdir()
        with mounted(path, "-t", "tmpfs", "-o", "size=2m", "tmpfs"):
            fails(house, path / "store")
            for _ in range(3):
                outcome, printed = house.build(path / "store")
                assert outcome.code == STORE_ERROR
                one_line(printed, path / "store")
            subprocess.run(["mount", "-o", "remount,size=256m", str(path)], check=True)
            assert house.check(path / "store") > 0
            house.finish(path / "store")
    else:
        fails(house, path, largest=2 << 20)
        there = house.check(path)
        fails(house, path, largest=100 << 10)
        assert house.check(path) == there > 0
        house.finish(path)


def test_no_permission(house: House) -> None:
    """Another user may read the store, and hears in a line that nothing can be written."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    path = house.place()
    house.finish(path)
    export = ["export", "--store", str(path), "--format", "nquads", "--ontology", "-o", "-"]
    for place in (path, house.folder / "nobody"):
        outcome, printed = house.build(place, user=NOBODY)
        assert outcome.code == STORE_ERROR
        assert "no permission to write" in one_line(printed, place)
    outcome, printed = house.run(export, user=NOBODY)
    assert (outcome.code, printed.encode()) == (0, house.light_bytes)
    (path / "data").chmod(0o700)
    outcome, printed = house.run(export, user=NOBODY)
    assert outcome.code == STORE_ERROR
    assert "no permission" in one_line(printed, path)
    (path / "data").chmod(0o755)
    house.finish(path)


def test_folder_that_may_not_be_entered(house: House) -> None:
    """Every command that opens a store says so in a line, code 4, whether the store or the folder around it is closed."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    path = house.place()
    house.finish(path)
    closed = house.place()
    shutil.copytree(path, closed / "store")
    for place, mode in ((path, 0o000), (path, 0o600), (closed / "store", 0o000)):
        (closed if place != path else path).chmod(mode)
        for args in (["build", *INPUTS], ["export", "-o", "-"], ["query", "commitments"], ["remove", "x"]):
            outcome, printed = house.run([*args, "--store", str(place)], user=NOBODY)
            assert outcome.code == STORE_ERROR, (args, outcome, printed)
            assert "no permission" in one_line(printed, place)
    path.chmod(0o755)
    house.finish(path)


def test_read_only_disk(house: House) -> None:
    """A store on a disk that nobody may write to can be read, not built."""
    if not may_mount():
        pytest.skip("nothing can be mounted here")
    path, frozen = house.place(), house.place()
    house.finish(path)
    frozen.mkdir()
    with mounted(frozen, "--bind", str(path)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(frozen)], check=True)
        outcome, printed = house.build(frozen)
        assert outcome.code == STORE_ERROR
        assert "the disk is read-only" in one_line(printed, frozen)
        outcome, printed = house.run(["export", "--store", str(frozen), "--format", "nquads", "--ontology", "-o", "-"])
        assert (outcome.code, printed.encode()) == (0, house.light_bytes)
    house.finish(path)
