"""Pactgraph: news articles and communiqués in, a graph of commitments and positions out.

    from kg import Graph

    with Graph("store") as graph:
        graph.build("article.txt")
        print(graph.query("commitments").rows)

The names below are the public ones; each is imported when it is first used, so that importing `kg` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph as Graph
    from kg.build import Summary as Summary
    from kg.errors import KgError as KgError
    from kg.model import Document as Document
    from kg.model import Extraction as Extraction
    from kg.pipeline import Pipeline as Pipeline
    from kg.table import Table as Table

_HOMES = {
    "Graph": "kg.api",
    "Pipeline": "kg.pipeline",
    "Summary": "kg.build",
    "Document": "kg.model",
    "Extraction": "kg.model",
    "Table": "kg.table",
    "KgError": "kg.errors",
}

__all__ = ["Document", "Extraction", "Graph", "KgError", "Pipeline", "Summary", "Table"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
