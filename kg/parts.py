"""A graph as files of N-Quads, for the bulk loader of a SPARQL server: what `kg build` puts into an empty store, without a store.

Documents are written as they are read. What they report waits in a file for each kind and type, and each of these is then
fused by itself, by whoever reads (`Pipeline`, `workers.Crew`, `cluster.Cluster`), so that fusion goes side by side, too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from kg import rdf, vocab
from kg.build import Given, Reader, Step, Summary, Tally, distinct
from kg.files import drafted
from kg.fuse.rules import Rules
from kg.fuse.whole import pack, reports_of
from kg.model import Extraction, Run
from kg.ontology import Ontology
from kg.pipeline import ErrorSink, failure
from kg.read import DEFAULT, Limits, read
from kg.store.base import ontology_graph
from kg.store.updates import is_document, merged
from kg.turtle import NamedNode, Quad, nquads

PART: Final = 100_000_000  # bytes, roughly: bulk loaders take several files at once
_PROVENANCE: Final = NamedNode(vocab.PROVENANCE_GRAPH)


class Fuser(Reader, Protocol):
    """A reader that also fuses what is packed for it; see `Pipeline.fuse`."""

    def fuse(self, packs: Iterable[bytes]) -> Iterator[bytes]: ...


def write_parts(
    inputs: Iterable[str | Path],
    folder: Path,
    reader: Fuser,
    *,
    on_error: ErrorSink | None = None,
    on_step: Callable[[Step], None] | None = None,
    limits: Limits = DEFAULT,
) -> Summary:
    """Reads inputs as `build` does, and writes the graph into `folder`, which must not be there: all of it or nothing.

    The files together hold the quads of a store, those of its default graph among them; a triple of the default graph
    that several documents have comes several times. The bytes depend on the inputs alone, and not on who reads.
    Raises StoreError if the folder is there already or cannot be written.
    """
    tally = Tally(on_error, on_step)
    with drafted(folder) as draft, tempfile.TemporaryDirectory(dir=draft.parent, prefix=f".{folder.name}.") as aside:
        parts, shelves = _Parts(draft), _Shelves(Path(aside))
        documents = distinct(read(map(str, inputs), limits=limits, on_error=tally.error), Given(), tally.error)
        for found in reader.extract(documents, on_error=tally.error):
            _take(found, reader.run, parts, shelves, tally)
        parts.close()
        for name, lines in zip(shelves.names(), reader.fuse(shelves.packs()), strict=True):
            (draft / f"fusion-{name}.nq").write_bytes(lines)
        (draft / "ontology.nq").write_bytes(_lines(_known(reader.ontology)))
    return tally.summary()


def _take(found: Extraction, run: Run, parts: _Parts, shelves: _Shelves, tally: Tally) -> None:
    """Writes one document; one that breaks the promises of `model.py`, in whatever way, costs itself only."""
    try:
        quads = list(rdf.quads(found, run))
        own = [quad for quad in quads if quad.graph_name != _PROVENANCE]
        lines, reports = _lines(own), reports_of(own)
    except Exception as error:
        tally.error(failure(found.document, error))
        return
    parts.add(lines, (quad for quad in quads if quad.graph_name == _PROVENANCE))
    for report in reports:
        shelves.add(f"{report.kind}-{report.type}", pack([report]))
    tally.step(Step(found.document, len(found.claims), unchanged=False))


def _lines(quads: Iterable[Quad]) -> bytes:
    """Quads, and what the default graph shows of them."""
    held = set(quads)
    return "".join(nquads(held.union(filter(None, map(merged, held))))).encode()


def _known(ontology: Ontology) -> set[Quad]:
    """What a store holds before the first document."""
    return {Rules.of(ontology).mark, *ontology_graph(ontology.quads, ontology.version)}


class _Parts:
    """Writes documents, and which run read them, to files of bearable size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = self._size = 0
        self._out: BinaryIO | None = None
        self._told: set[Quad] = set()  # of the run itself, which is the same for all documents

    def add(self, lines: bytes, provenance: Iterable[Quad]) -> None:
        fresh = [quad for quad in provenance if quad not in self._told]
        self._told.update(quad for quad in fresh if not is_document(quad))
        if self._out is None or self._size > PART:
            self.close()
            self._number += 1
            self._out = (self._folder / f"documents-{self._number:05}.nq").open("wb")
            self._size = 0
        self._size += self._out.write(lines) + self._out.write(_lines(fresh))

    def close(self) -> None:
        if self._out is not None:
            self._out.close()


class _Shelves:
    """Packed reports of each kind and type, in files, until all are there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, packed: bytes) -> None:
        with (self._folder / name).open("ab") as out:
            out.write(packed)

    def names(self) -> list[str]:
        return sorted(path.name for path in self._folder.iterdir())

    def packs(self) -> Iterator[bytes]:
        """In the order of the names."""
        return ((self._folder / name).read_bytes() for name in self.names())
