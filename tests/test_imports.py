"""Imports go down. The layers below are those of ARCHITECTURE.md; a module belongs to the longest name that fits."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kg"

#: Highest first. Modules of one entry may import each other (without a cycle), modules of one layer may not.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("kg.__main__",),
    ("kg.cli",),
    ("kg.commands",),
    ("kg.api", "kg.cluster", "kg.parts", "kg.serve"),
    ("kg.report", "kg.doctor", "kg.workers", "kg.build", "kg.references"),
    ("kg.pipeline", "kg.draw", "kg.dossier", "kg.calibrate", "kg.taking"),
    ("kg.query", "kg.validate", "kg.export", "kg.view", "kg.evaluate", "kg.explain", "kg.frames", "kg.coverage", "kg.confidence", "kg.ask"),
    ("kg.guard", "kg.jsonld", "kg.table", "kg.questions"),
    ("kg.fuse",),
    ("kg.store",),
    ("kg.rdf",),
    ("kg.extract", "kg.resolve", "kg.trace"),
    ("kg.refer",),
    ("kg.people", "kg.sieve"),
    ("kg.annotate",),
    ("kg.names", "kg.blocks", "kg.read", "kg.entities", "kg.parse"),
    ("kg.ontology",),
    ("kg.sheet",),
    ("kg.lexicon", "kg.gazetteer", "kg.times"),
    ("kg.turtle", "kg.resources", "kg.files", "kg.language"),
    ("kg.vocab", "kg.model", "kg.errors"),
    ("kg",),
)
#: Who may import while running, and why: nobody else.
LAZY = {
    "kg": "importing kg costs nothing; a public name is imported when it is first used",
    "kg.cli": "kg --help must not wait for a language model; a command is imported when it runs",
    "kg.doctor": "it must tell that a package is missing, so what needs packages is imported after they were looked for",
    "kg.doctor.packages": "packaging is one of the packages that are looked for",
    "kg.frames": "pandas is an extra, and slow to import",
    "kg.export.tables": "pyarrow is an extra, and slow to import",
    "kg.cluster.dask": "dask is an extra, slow to import, and for those only who name a scheduler",
    "kg.commands.evaluate": "textacy, which only the baselines need, is an extra",
}
#: Third parties that have one door each.
DOORS = {
    "spacy": {"kg.annotate", "kg.names", "kg.entities", "kg.parse", "kg.sieve", "kg.language", "kg.doctor"},
    "thinc": {"kg.language.products"},
    "threadpoolctl": {"kg.language.products"},
    "pyoxigraph": {"kg.store", "kg.turtle", "kg.serve.engine"},
    "starlette": {"kg.serve"},
    "uvicorn": {"kg.serve"},
    "rapidfuzz": {"kg.ask.copies", "kg.ask.changes"},
    "rdflib": {"kg.validate"},
    "pyshacl": {"kg.validate"},
    "pyvis": {"kg.view.render"},
    "click": {"kg.cli", "kg.commands"},
    "rich": {"kg.commands"},
    "trafilatura": {"kg.read.html"},
    "pypdf": {"kg.read.pdf"},
    "textacy": {"kg.evaluate.baselines"},
    "distributed": {"kg.cluster.dask"},
}
_LAZY_CALLS = ("import_module", "__import__")


def _module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


SOURCES = {_module(path): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in SOURCES.items()}


def _home(module: str) -> tuple[int, str] | None:
    """The layer of a module, and the entry of LAYERS that it belongs to."""
    fits = [(level, entry) for level, layer in enumerate(LAYERS) for entry in layer if _within(module, entry)]
    return max(fits, key=lambda fit: len(fit[1]), default=None)


def _within(module: str, entry: str) -> bool:
    return module == entry or (entry != "kg" and module.startswith(entry + "."))


def _imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every import of a module with the full name of what it imports; those for type checkers do not run."""
    skipped = {id(inner) for node in ast.walk(tree) if _for_checkers(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write imports in full"
            yield from ((node, _target(str(node.module), alias.name)) for alias in node.names)


def _for_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _target(module: str, name: str) -> str:
    """`from kg import rdf` imports kg.rdf, `from kg.rdf import quads` imports kg.rdf."""
    return f"{module}.{name}" if f"{module}.{name}" in SOURCES else module


EDGES = {(name, target) for name, tree in TREES.items() for _, target in _imports(tree) if target in SOURCES and target != name}


@pytest.mark.parametrize("name", SOURCES)
def test_every_module_has_its_layer(name: str) -> None:
    assert _home(name) is not None, f"{name} is in no layer: add it to LAYERS and to ARCHITECTURE.md"


@pytest.mark.parametrize(("name", "target"), sorted(EDGES))
def test_imports_go_down(name: str, target: str) -> None:
    here, there = _home(name), _home(target)
    assert here is not None
    assert there is not None
    if here[1] != there[1]:
        assert there[0] > here[0], f"{name} (layer {here[1]}) imports {target} (layer {there[1]}), which is not below it"


def test_there_is_no_cycle() -> None:
    below: dict[str, set[str]] = {name: set() for name in SOURCES}
    for name, target in EDGES:
        if not name.startswith(target + "."):  # a package is always imported before what it holds
            below[name].add(target)
    while free := {name for name, targets in below.items() if not targets & below.keys()}:
        below = {name: targets for name, targets in below.items() if name not in free}
    assert not below, f"these import each other: {sorted(below)}"


@pytest.mark.parametrize("name", SOURCES)
def test_no_import_hides_in_a_function(name: str) -> None:
    functions = [node for node in ast.walk(TREES[name]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]
    hidden = [
        f"line {inner.lineno}"
        for function in functions
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom) or (name not in LAZY and _imports_while_running(inner))
    ]
    assert not hidden, f"{name}: imports inside a function: {hidden}"


def _imports_while_running(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in _LAZY_CALLS


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    users = {name for name, tree in TREES.items() for _, target in _imports(tree) if target.split(".")[0] == library}
    assert all(any(_within(user, door) for door in DOORS[library]) for user in users), users


def test_the_page_on_the_architecture_has_the_same_layers() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    table = [re.findall(r"`([\w.]+)`", line.split("|")[2]) for line in page.splitlines() if re.match(r"\| \d+ \|", line)]
    short = [[entry.removeprefix("kg.") for entry in layer] for layer in LAYERS[:-1]]
    assert table == short
