"""Rivals, clocks, older versions, folders of other things and torn files: a clear line, or the same bytes as ever."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import vocab
from kg.errors import StoreError
from kg.fuse.decisions import read_decisions
from kg.serve.engine import Engine
from kg.store import FORMAT
from kg.turtle import RDF_TYPE, NamedNode
from tests.faults.house import INPUTS, House, exported, one_line, opened

STORE_ERROR = StoreError.exit_code
ONE_LESS = """DELETE { GRAPH ?g { ?d ?p ?o } } WHERE { GRAPH ?g { ?d ?p ?o ; dcterms:date "2026-03-02"^^xsd:date } }"""


def built(house: House) -> Path:
    path = house.place()
    house.finish(path)
    return path


def refused(house: House, path: Path, why: str) -> None:
    """Writing and reading are refused with code 4 and one line."""
    for args in (["build", *INPUTS, "--store", str(path)], ["export", "--store", str(path), "--format", "nquads", "-o", "-"]):
        outcome, printed = house.run(args)
        assert outcome.code == STORE_ERROR, (args, outcome, printed)
        assert why in one_line(printed, path)


def snapshot(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def test_two_builds_at_once(house: House) -> None:
    """The second ends with 4 and a line at once; the first is not harmed. The forker runs one command at a time."""
    path, go = house.place(), house.folder / "go"
    ended: list[object] = []
    first = threading.Thread(target=lambda: ended.append(house.build(path, hold=str(go))))
    first.start()
    try:
        deadline = time.monotonic() + 120
        while not (path / "data" / "IDENTITY").exists():
            assert time.monotonic() < deadline and first.is_alive()
            time.sleep(0.01)
        outcome = house.alone(["build", *INPUTS, "--store", str(path)])
        assert (outcome.returncode, outcome.stdout) == (STORE_ERROR, "")
        assert "in use by another process" in one_line(outcome.stderr, path)
        assert not ended
    finally:
        go.touch()
        first.join(120)
    (done,) = ended
    assert done[0].code == 0 and done[1] == ""  # type: ignore[index]
    assert house.check(path) == len(house.documents)
    with opened(path) as store:
        assert exported(store) == house.light_bytes


@pytest.mark.parametrize("seconds", [3600.0, -1e6, 0.0])
def test_clock_that_jumps(house: House, seconds: float) -> None:
    """Each look at the clock is an hour earlier than the one before, eleven days later, or the same."""
    path = house.place()
    outcome, printed = house.build(path, clock=seconds)
    assert (outcome.code, printed) == (0, "")
    with opened(path) as store:
        assert exported(store) == house.light_bytes
    outcome, printed = house.run(["export", "--store", str(path), "--format", "nquads", "--ontology", "-o", "-"], clock=seconds)
    assert (outcome.code, printed.encode()) == (0, house.light_bytes)


@pytest.mark.parametrize("version", ["pactgraph-store 1", "pactgraph-store 99", "pactgraph-sto", "", "\0\0\0", "rubbish\n" * 1000])
def test_another_version(house: House, version: str) -> None:
    """An older, a newer, a torn and a senseless version: refused, and nothing in the store is touched."""
    path = built(house)
    (path / "format").write_text(version)
    before = snapshot(path)
    refused(house, path, f"this program reads {FORMAT!r}; use the program that wrote it, or build again into another directory")
    assert snapshot(path) == before
    (path / "format").write_text(FORMAT + "\n")
    house.finish(path)


def test_folder_of_other_things(house: House) -> None:
    path = house.place()
    (path / "data").mkdir(parents=True)
    (path / "data" / "thesis.doc").write_text("x")
    before = snapshot(path)
    outcome, printed = house.build(path)
    assert outcome.code == STORE_ERROR
    assert "not empty and holds no store; choose another one" in one_line(printed, path)
    assert snapshot(path) == before


def test_other_things_in_a_store(house: House) -> None:
    """What somebody put beside or among the files of a store does no harm, and comes to none."""
    path = built(house)
    for place in (path / "notes.txt", path / "data" / "notes.txt", path / "data" / "999999.sst"):
        place.write_text("mine")
    house.finish(path)
    assert (path / "notes.txt").read_text() == (path / "data" / "notes.txt").read_text() == "mine"


def test_opening_cut_short(house: House) -> None:
    """What a first opening leaves behind that is killed between any two of its files."""
    for left in ((), ("format.new",), ("format",), ("format", "lock"), ("format", "lock", "data")):
        path = house.place()
        path.mkdir()
        for name in left:
            if name == "data":
                (path / name).mkdir()
            else:
                (path / name).write_text(FORMAT + "\n" if name == "format" else "")
        house.finish(path)


def _halved(file: Path) -> None:
    with file.open("r+b") as opened_file:
        opened_file.truncate(file.stat().st_size // 2)


def _garbled(file: Path) -> None:
    file.write_bytes(bytes(byte ^ 0x55 for byte in file.read_bytes()))


@pytest.mark.parametrize("harm", [_halved, _garbled, Path.unlink])
def test_torn_file(house: House, harm: Callable[[Path], None]) -> None:
    """Any file of the engine: refused in a line, or what is there is whole and the next build completes it."""
    whole = built(house)
    told = 0
    for file in sorted((whole / "data").iterdir()):
        path = house.place()
        shutil.copytree(whole, path)
        harm(path / "data" / file.name)
        outcome, printed = house.build(path)
        if outcome.code == 0:
            with opened(path) as store:
                assert exported(store) == house.light_bytes, file.name
        else:
            told += 1
            assert outcome.code == STORE_ERROR, (file.name, outcome, printed)
            assert "the store is damaged" in one_line(printed, path)
            refused(house, path, "the store is damaged")
    assert told >= 3  # the manifest, what points to it, and the tables


def test_manifest_that_breaks_off(house: House) -> None:
    """The engine takes what is left of its list of tables for the whole; a store without its tables must not pass for one."""
    whole = built(house)
    (manifest,) = (whole / "data").glob("MANIFEST-*")
    size = manifest.stat().st_size
    told = 0
    for length in range(0, size, size // 12):
        path = house.place()
        shutil.copytree(whole, path)
        with (path / "data" / manifest.name).open("r+b") as file:
            file.truncate(length)
        outcome, printed = house.build(path)
        if outcome.code == 0:
            with opened(path) as store:
                assert exported(store) == house.light_bytes, length
        else:
            told += 1
            assert outcome.code == STORE_ERROR
            assert "the store is damaged" in one_line(printed, path)
    assert told >= 6


def decided(house: House) -> Path:
    """A store in whose log there is a decision, and nothing else that a build would not mend."""
    path = built(house)
    with opened(path) as store:
        claim = min(quad.subject.value for quad in store.match(None, RDF_TYPE, NamedNode(vocab.PACT + "Claim")))  # type: ignore[union-attr]
    for day in ("2026-03-01", "2026-03-02"):
        with opened(path):
            pass  # what was in the log is now in a table
        args = ["reject", claim, "--store", str(path), "--author", "A", "--reason", "wrong", "--date", day]
        outcome, printed = house.run(args)
        assert outcome.code == 0, printed
    return path


@pytest.mark.parametrize("harm", [_halved, _garbled])
def test_lost_decisions_are_told(house: House, harm: Callable[[Path], None]) -> None:
    """Documents that a garbled log costs are read again by the next build; nobody can make a decision again who does not know of it."""
    path = decided(house)
    (log,) = (path / "data").glob("*.log")
    assert log.stat().st_size > 0
    harm(log)
    refused(house, path, f"lost 1 of 2 decisions; put back a copy of it, or delete the file {path / 'decisions'} to go on without them")
    (path / "decisions").unlink()
    outcome, printed = house.run(["decisions", "--store", str(path), "--format", "json"])
    assert outcome.code == 0 and printed.count("2026-03-01") == 1 and "2026-03-02" not in printed
    outcome, printed = house.build(path)
    assert (outcome.code, printed) == (0, "")


def test_decisions_that_are_taken_away_are_not_missed(house: House) -> None:
    """By another program through `kg serve --writable`, one of them or all."""
    path = decided(house)
    for update, left in ((ONE_LESS, 1), ("CLEAR ALL", 0)):
        engine = Engine(path, write=True)
        engine.answer({"do": "update", "using": [], "named": []}, update.encode())
        engine.close()
        with opened(path) as store:
            assert len(read_decisions(store.quads(vocab.DECISIONS_GRAPH))) == left
        assert (path / "decisions").exists() == bool(left)
