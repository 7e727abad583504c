"""Builds the site: `python -m docs.tools.site [FOLDER]`, by default into build/site. Any warning of Sphinx is an error.

The source that Sphinx reads is put together first, beside the site: the pages of docs/, those that are written from code,
and sections of README.md and its kin.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from docs.tools import api, commands, core, diagram, ontology
from docs.tools.core import ROOT
from docs.tools.sections import copied, exists, moved, page

DOCS = ROOT / "docs"
_NOT_PAGES = ("tools", "__pycache__", "generated")
_PUBLISHED = ("core.ttl", "types.ttl")
_MEASURED = "Every figure of this page was measured, with the command that stands beside it.\n"


def assemble(source: Path) -> None:
    """Puts all pages into `source`, which is made anew."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(DOCS, source, ignore=shutil.ignore_patterns(*_NOT_PAGES))
    for path in source.rglob("*.md"):  # their links may lead to files of the repository, which are not in the site
        name = path.relative_to(source).as_posix()
        path.write_text(moved(path.read_text("utf-8"), f"docs/{name}", name), "utf-8")
    model = core.read()
    pages = {
        "reference/commands.md": commands.page(),
        "reference/python.md": api.page(),
        "reference/ontology.md": ontology.page(model, _PUBLISHED),
        "reference/files.md": copied("ontology/README.md", "reference/files.md"),
        "measured.md": page("How good it is", ("How good it is",), "measured.md", _MEASURED).replace("## How good it is\n\n", "", 1),
        "reference/limits.md": page("Limits and exit codes", ("Limits", "Exit codes"), "reference/limits.md"),
        "architecture.md": copied("ARCHITECTURE.md", "architecture.md"),
        "contributing.md": copied("CONTRIBUTING.md", "contributing.md"),
    }
    if exists("SECURITY.md"):
        pages["security.md"] = copied("SECURITY.md", "security.md")
    for name, text in pages.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    if not list(source.glob("speed*.md")):
        index = source / "index.md"
        index.write_text(index.read_text("utf-8").replace("speed*\n", ""), "utf-8")
    (source / "model.svg").write_text(diagram.draw(model), "utf-8")
    shutil.copytree(DOCS / "shots", source / "_extra" / "shots")  # pictures that a page shows by HTML of its own
    published = source / "_extra" / "ontology" / model.version
    published.mkdir(parents=True)
    for name in _PUBLISHED:
        shutil.copyfile(ROOT / "ontology" / name, published / name)


def build(out: Path) -> int:
    """The site in the folder `out`, which is made anew. 0, or what Sphinx ends with."""
    source = out.with_name(out.name + "-source")
    assemble(source)
    shutil.rmtree(out, ignore_errors=True)
    return sphinx(["-q", "-W", "--keep-going", "-n", "-E", "-b", "html", "-d", str(out) + "-doctrees", str(source), str(out)])


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"
    code = build(folder)
    print(f"{folder / 'index.html'} is written" if code == 0 else f"{folder} has faults")
    sys.exit(code)
