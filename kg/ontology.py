"""The only reader of `ontology/`: its files in, one frozen object out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import gazetteer, lexicon, sheet
from kg.errors import InputError, OntologyError
from kg.gazetteer import Gazetteer
from kg.lexicon import Lexicon
from kg.model import digest
from kg.resources import ontology_dir
from kg.turtle import Quad, read_file

DATA = ("*.ttl", "*.toml", "actors/*.ttl")
ACTOR_FILES = (".ttl", ".csv")


@dataclass(frozen=True)
class Ontology:
    """What the program knows before it reads the first article. `version` is a content hash of all its files."""

    lexicon: Lexicon
    gazetteer: Gazetteer
    blocks: dict[str, Any]
    offices: dict[str, Any]
    fusion: dict[str, Any]
    confidence: dict[str, Any]
    times: dict[str, Any]
    quads: tuple[Quad, ...]
    version: str


def load(folder: Path | None = None, *, extra: Iterable[Path] = ()) -> Ontology:
    """Read `ontology/` (or a folder of the same make) and further files: Turtle of actors or types, CSV of actors.

    Raises OntologyError that names the file.
    """
    root = folder or ontology_dir()
    files = sorted({path for pattern in DATA for path in root.glob(pattern)}) + [_actors_file(Path(p)) for p in extra]
    texts = {path: _read(path) for path in files}
    quads = {path: read_turtle(path) for path in files if path.suffix == ".ttl"}
    sheets = [sheet.read(path, text) for path, text in texts.items() if path.suffix == ".csv"]
    everything = [quad for found in (*quads.values(), *(found.quads for found in sheets)) for quad in found]
    toml = {path.stem: _toml(path, text) for path, text in texts.items() if path.suffix == ".toml"}
    if missing := {"classes", "cues", "offices", "times"} - toml.keys():
        raise OntologyError(f"{root}: {min(missing)}.toml is missing")
    names = gazetteer.build(everything)
    for found in sheets:
        found.check(names.entries)
    return Ontology(
        lexicon=lexicon.build(everything, toml["classes"], toml["cues"]),
        gazetteer=names,
        blocks=toml.get("blocks", {}),
        offices=toml["offices"],
        fusion=toml.get("fusion", {}),
        confidence=toml.get("confidence", {}),
        times=toml["times"],
        quads=tuple(everything),
        version=digest(*(f"{path.name}\n{text}" for path, text in texts.items())),
    )


def read_turtle(path: Path) -> list[Quad]:
    """The quads of a Turtle file of the ontology. Raises OntologyError that names it: it is no input among others."""
    try:
        return read_file(path)
    except InputError as error:
        raise OntologyError(str(error)) from error


def _actors_file(path: Path) -> Path:
    if path.suffix not in ACTOR_FILES:
        raise OntologyError(f"{path}: a file of actors is Turtle or CSV; give one that ends in .ttl or .csv")
    return path


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: cannot be read ({error}); give a UTF-8 file") from error


def _toml(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OntologyError(f"{path}: {error}") from error
