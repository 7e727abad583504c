"""Writes what is kept in the repository and taken from elsewhere: the diagram of the model, and the list of licences."""

from __future__ import annotations

from docs.tools import core, diagram, licences
from docs.tools.core import ROOT

WRITTEN = {
    "docs/model.svg": lambda: diagram.draw(core.read()),
    "docs/licences.md": licences.page,
}

if __name__ == "__main__":
    for name, write in WRITTEN.items():
        (ROOT / name).write_text(write(), "utf-8")
        print(f"{name} is written")
