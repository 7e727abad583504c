"""The names of the ontology that a version has promised: `python -m docs.tools.names VERSION` writes them down, once."""

from __future__ import annotations

import sys
from pathlib import Path

from docs.tools import core

FOLDER = Path(__file__).parent / "promised"


def names(of: core.Core) -> list[str]:
    """Each term with its kinds, as `name: kind kind`, sorted."""
    return sorted({f"{term.name}: {' '.join(term.kinds)}" for group in (of.classes, of.properties, of.individuals) for term in group})


if __name__ == "__main__":
    path = FOLDER / f"{sys.argv[1]}.txt"
    if path.exists():
        sys.exit(f"{path} is there already: what a version promised stays")
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(names(core.read())) + "\n", "utf-8")
