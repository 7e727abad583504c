"""Where the files of `ontology/` are: inside the installed package, or beside it in a working copy."""

from __future__ import annotations

from pathlib import Path

from kg.errors import OntologyError


def ontology_dir() -> Path:
    """The folder `ontology/`. Raises OntologyError if the installation lacks it."""
    here = Path(__file__).resolve().parent
    for folder in (here / "ontology", here.parent / "ontology"):
        if folder.is_dir():
            return folder
    raise OntologyError(f"{here}: the folder ontology/ is missing; install Pactgraph again")
