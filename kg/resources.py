"""What travels with the program: `ontology/` and `examples/`, inside the package or beside it, and its version."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg.errors import OntologyError


def ontology_dir() -> Path:
    """The folder `ontology/`. Raises OntologyError if the installation lacks it."""
    return _folder("ontology")


def examples_dir() -> Path:
    """The folder `examples/`. Raises OntologyError if the installation lacks it."""
    return _folder("examples")


def program_version() -> str:
    """The version of Pactgraph as installed; `0+source` for a folder that nobody installed."""
    try:
        return version("pactgraph")
    except PackageNotFoundError:
        return "0+source"


@cache
def _folder(name: str) -> Path:
    here = Path(__file__).resolve().parent
    for folder in (here / name, here.parent / name):
        if folder.is_dir():
            return folder
    raise OntologyError(f"{here}: the folder {name}/ is missing; install Pactgraph again")
