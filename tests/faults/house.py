"""What the tests of faults share: the forker, what undisturbed builds give, and the look into a store after a fault."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from kg import rdf, vocab
from kg.build import build
from kg.export import export
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir
from kg.store import EmbeddedStore, open_store
from kg.store.updates import merged
from kg.turtle import DefaultGraph, Quad
from tests.faults.forker import Order, Outcome, Recorded

ROOT = Path(__file__).parents[2]
INPUTS = [str(path) for path in sorted(examples_dir().iterdir()) if path.suffix in (".txt", ".html", ".jsonl")]


class House:
    """One forker, and what a build of the examples gives that nobody disturbs, after each of its documents."""

    def __init__(self, pipeline: Pipeline, folder: Path) -> None:
        self.pipeline = pipeline
        self.light: Any = Recorded(pipeline, INPUTS)  # what `build` needs of a Pipeline
        self.folder = folder
        self.documents = [*read(INPUTS, on_error=_refuse)]
        command = [sys.executable, "-m", "tests.faults.forker", *INPUTS]
        self._forker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._made = 0
        self._ready = False

    def close(self) -> None:
        self._forker.communicate(timeout=60)

    def place(self) -> Path:
        """A path for a store that was not used yet."""
        self._made += 1
        return self.folder / f"store-{self._made}"

    def run(self, args: list[str], **how: Any) -> tuple[Outcome, str]:
        """Runs a command in a child; its outcome, and what it printed."""
        assert self._forker.stdin and self._forker.stdout
        if not self._ready:
            assert self._forker.stdout.readline() == "ready\n"
            self._ready = True
        log = self.folder / "log"
        log.unlink(missing_ok=True)
        log.touch()
        log.chmod(0o666)
        self._forker.stdin.write(json.dumps(asdict(Order(args, str(log), **how))) + "\n")
        self._forker.stdin.flush()
        outcome = Outcome(**json.loads(self._forker.stdout.readline()))
        return outcome, log.read_text("utf-8", "replace")

    def alone(self, args: list[str]) -> subprocess.CompletedProcess[str]:
        """Runs `kg` as people do, beside whatever the forker does."""
        return subprocess.run([sys.executable, "-m", "kg", *args], cwd=ROOT, capture_output=True, text=True, timeout=120)

    def build(self, path: Path, **how: Any) -> tuple[Outcome, str]:
        return self.run(["build", *INPUTS, "--store", str(path), "--quiet"], **how)

    @cached_property
    def light_states(self) -> list[frozenset[Quad]]:
        """What the store holds after each document of an undisturbed build, with the short ontology."""
        return self._states(self.light)

    @cached_property
    def whole_states(self) -> list[frozenset[Quad]]:
        """The same with all of the ontology, which words weigh by when documents are fused."""
        return self._states(self.pipeline)

    def _states(self, pipeline: Any) -> list[frozenset[Quad]]:
        with opened(self.place()) as store:
            found = [frozenset[Quad]()]
            build([], store, pipeline)
            found.append(content(store))
            build(INPUTS, store, pipeline, on_step=lambda step: found.append(content(store)))
        assert len(found) == len(self.documents) + 2
        return found

    @cached_property
    def light_bytes(self) -> bytes:
        """The export of an undisturbed build, with the short ontology."""
        with opened(self.place()) as store:
            build(INPUTS, store, self.light)
            return exported(store)

    @cached_property
    def whole_bytes(self) -> bytes:
        """The export of an undisturbed build, with all of the ontology."""
        with opened(self.place()) as store:
            build(INPUTS, store, self.pipeline)
            return exported(store)

    def check(self, path: Path, *, light: bool = True) -> int:
        """How many documents a store holds; fails if anything in it is not whole.

        Documents come in one order, so a store that holds n of them must hold just what the undisturbed one held after n.
        """
        ontology = (self.light if light else self.pipeline).ontology
        with opened(path) as store:
            held, documents = content(store), store.documents()
            assert held in (self.light_states if light else self.whole_states), (
                f"{path}: {len(held)} quads of {len(documents)} documents are no state of an undisturbed build"
            )
            for document in self.documents:
                iri = rdf.document_iri(document.id)
                expected = rdf.state(document, self.pipeline.run) if iri in documents else None
                assert store.document_state(iri) == expected
                assert any(store.quads(iri)) == (iri in documents)
            assert store.ontology_version() in (None, ontology.version)
            known = sum(1 for _ in store.quads(vocab.ONTOLOGY_GRAPH))
            assert known == (len(set(ontology.quads)) + 1 if store.ontology_version() else 0)
            check_merge(store)
        return len(documents)

    def finish(self, path: Path, *, light: bool = True) -> None:
        """Runs the build again, to its end, and compares the bytes."""
        outcome, printed = self.build(path, light=light)
        assert (outcome.code, printed) == (0, "")
        with opened(path) as store:
            assert exported(store) == (self.light_bytes if light else self.whole_bytes)


def check_merge(store: EmbeddedStore) -> None:
    """The default graph shows what the named graphs hold, and nothing else."""
    shown = set(store._match(None, None, None, DefaultGraph()))
    assert shown == {triple for quad in store.quads() if (triple := merged(quad))}


@contextmanager
def opened(path: Path) -> Iterator[EmbeddedStore]:
    store = open_store(path)
    assert isinstance(store, EmbeddedStore)
    with store:
        yield store


def content(store: EmbeddedStore) -> frozenset[Quad]:
    """All quads but those of the ontology."""
    graphs = (graph for graph in store.graphs() if graph != vocab.ONTOLOGY_GRAPH)
    return frozenset(quad for graph in graphs for quad in store.quads(graph))


def exported(store: EmbeddedStore) -> bytes:
    """`kg export --format nquads --ontology`."""
    out = io.BytesIO()
    export(store, "nquads", out, ontology=True)
    return out.getvalue()


def one_line(printed: str, path: Path) -> str:
    """What a command printed, if that is one line for people that names the store."""
    assert printed.count("\n") == 1 and printed.startswith("kg: ") and str(path) in printed, printed
    assert "unexpected" not in printed and "Traceback" not in printed
    return printed


def _refuse(error: Exception) -> None:
    raise error
