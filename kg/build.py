"""Inputs -> documents -> extractions -> a store: what `kg build` does, whoever reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from kg import rdf
from kg.errors import InputError, KgError
from kg.fuse import Fusion
from kg.model import Document, Extraction, Run
from kg.ontology import Ontology
from kg.pipeline import ErrorSink, failure
from kg.read import DEFAULT, Limits, read
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """One document that a build is done with."""

    document: Document
    claims: int  # that were found now; 0 where nothing had to be read again
    unchanged: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `claims` are those of the documents that were read anew; `errors` cost an input each."""

    documents: int = 0
    unchanged: int = 0
    claims: int = 0
    removed: int = 0
    errors: tuple[KgError, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if any document went through, else the code of the first error."""
        return self.errors[0].exit_code if self.errors and not self.documents else 0


class Reader(Protocol):
    """What turns documents into extractions for `build`: a Pipeline, or several side by side (`workers.Crew`)."""

    ontology: Ontology
    run: Run

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]: ...


def build(
    inputs: Iterable[str | Path],
    store: Store,
    pipeline: Reader,
    *,
    sync: bool = False,
    on_error: ErrorSink | None = None,
    on_step: Callable[[Step], None] | None = None,
    limits: Limits = DEFAULT,
) -> Summary:
    """Reads files, folders, globs and `-` into `store`, and says what was done.

    Each document is read, and fused with what is there, in one transaction. One whose content and run are those of the
    store is passed over. With `sync` the store forgets the documents that no input gave, unless an input failed: then it
    cannot be told what is missing from what is only unreadable. `on_error` hears of each error as it happens, `on_step`
    of each document that is done. Raises StoreError if the store cannot be written.
    """
    tally = Tally(on_error, on_step)
    store.load_ontology(pipeline.ontology.quads, pipeline.ontology.version)
    fusion = Fusion(store, pipeline.ontology)
    fusion.refresh()
    given = Given()

    def changed() -> Iterator[Document]:
        for document in distinct(read(map(str, inputs), limits=limits, on_error=tally.error), given, tally.error):
            if store.document_state(rdf.document_iri(document.id)) == rdf.state(document, pipeline.run):
                tally.step(Step(document, 0, unchanged=True))
            else:
                yield document

    for found in pipeline.extract(changed(), on_error=tally.error):
        _put(found, fusion, pipeline.run, tally)
    if sync and not tally.errors:
        tally.removed = sum(fusion.remove(iri) for iri in store.documents() if given.content(iri) is None)
    return tally.summary()


@dataclass
class Tally:
    """Counts while a build goes on, and passes the news on."""

    on_error: ErrorSink | None
    on_step: Callable[[Step], None] | None
    documents: int = 0
    unchanged: int = 0
    claims: int = 0
    removed: int = 0
    errors: list[KgError] = field(default_factory=list)

    def error(self, error: KgError) -> None:
        self.errors.append(error)
        if self.on_error:
            self.on_error(error)

    def step(self, step: Step) -> None:
        self.documents += 1
        self.unchanged += step.unchanged
        self.claims += step.claims
        if self.on_step:
            self.on_step(step)

    def summary(self) -> Summary:
        return Summary(self.documents, self.unchanged, self.claims, self.removed, tuple(self.errors))


def _put(found: Extraction, fusion: Fusion, run: Run, tally: Tally) -> None:
    """Stores one extraction; one that breaks the promises of `model.py`, in whatever way, costs its document only."""
    try:
        fusion.put(found, run)
    except KgError:  # the store cannot be written, and no other document would fare better
        raise
    except Exception as error:  # what an absurd value leads to shows only when it is computed with; nothing was stored yet
        tally.error(failure(found.document, error))
        return
    tally.step(Step(found.document, len(found.claims), unchanged=False))


class Given:
    """Digests of the IRIs of documents and of what they stand for. On disk, once there are many: they would add up."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # a file of its own that goes with it
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA cache_size = -2000; CREATE TABLE given (iri PRIMARY KEY, content);")

    def content(self, iri: str) -> bytes | None:
        found = self._database.execute("SELECT content FROM given WHERE iri = ?", (_brief(iri),)).fetchone()
        return found[0] if found else None

    def add(self, iri: str, content: bytes) -> None:
        self._database.execute("INSERT INTO given VALUES (?, ?)", (_brief(iri), content))


def distinct(documents: Iterable[Document], given: Given, on_error: ErrorSink) -> Iterator[Document]:
    """Each document once. Two that share an id and not their content would replace each other for ever."""
    for document in documents:
        iri, content = rdf.document_iri(document.id), _brief(rdf.content_hash(document))
        known = given.content(iri)
        if known is None:
            given.add(iri, content)
            yield document
        elif known != content:
            place = document.source or document.id
            on_error(InputError(f"{place}: has the id {document.id!r} of another document that came before; give it its own"))


def _brief(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()
