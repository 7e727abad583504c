"""Is this installation sound, and is a store? Each check is a line that says what was found, and what to do.

What is installed is looked up in the metadata of packages, which needs none of them: a doctor must speak when a package
is missing. The rest (`kg.doctor.parts`) is imported afterwards, if it can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from kg.doctor.checks import ABSENT, BROKEN, NOTE, OK, Check
from kg.doctor.packages import check_packages

__all__ = ["ABSENT", "BROKEN", "NOTE", "OK", "Check", "examine", "exit_code"]

_PARTS: Final = "kg.doctor.parts"


def examine(store: Path | None = None, model: str | None = None, *, full: bool = False) -> Iterator[Check]:
    """All checks, one after the other: packages, ontology, model, and `store` if one is given. Nothing is raised.

    `model` is the name or folder of a spaCy pipeline (default: the first that is installed). With `full` the files
    of the ontology and every document of the store are validated against their shapes, which takes long.
    """
    yield from check_packages()
    try:
        parts = import_module(_PARTS)
    except Exception as error:  # whatever a broken package raises when it is imported
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        yield Check("program", "import", BROKEN, reason, todo="install Pactgraph again, at the versions of requirements.lock")
        return
    yield from parts.check_ontology(full=full)
    yield from parts.check_model(model)
    if store is not None:
        yield from parts.check_store(store, full=full)


def exit_code(checks: Iterable[Check]) -> int:
    """0 if nothing is broken; else the code that the command met by the first broken thing would end with."""
    return next((check.code for check in checks if check.state == BROKEN), 0)
