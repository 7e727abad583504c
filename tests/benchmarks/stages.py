"""Where the time of `kg build` goes: exclusive CPU time of its stages, as shares of bare `nlp.pipe` on the same texts."""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from kg import annotate, fuse, pipeline
from kg.annotate import Annotator
from kg.build import build
from kg.entities import Entities
from kg.extract import Extractor
from kg.fuse import Fusion
from kg.model import Document
from kg.pipeline import Pipeline
from kg.sieve import Sieve
from kg.store import open_store
from kg.store.embedded import EmbeddedStore

#: Stage -> what does it. The time of one that is called by another is not counted twice.
STAGES: Final[dict[str, tuple[tuple[Any, str], ...]]] = {
    "blocks": ((Annotator, "blocks"),),
    "sieve": ((Sieve, "suspects"),),
    "names": ((Annotator, "_prepare"),),
    "parser": ((Annotator, "parse_all"),),
    "entities": ((Entities, "mark"),),
    "plain objects": ((annotate, "Parse"),),
    "references": ((pipeline, "cast"),),
    "claims": ((Extractor, "extract"),),
    "times": ((pipeline, "attach"),),
    "confidence": ((pipeline, "confident"),),
    "quads": ((fuse.layer.rdf, "quads"),),
    "fusion": ((Fusion, "put_quads"),),
    "store": ((EmbeddedStore, "replace_document"),),
    "engine": ((EmbeddedStore, "_extend"), (EmbeddedStore, "_update"), (EmbeddedStore, "_spare")),
}
REST: Final = "input, and all else"


class Clock:
    """CPU time of nested stages, each without those that it calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._open = [REST]
        self._since = time.process_time()

    def turn(self) -> None:
        now = time.process_time()
        self.spent[self._open[-1]] += now - self._since
        self._since = now

    @contextmanager
    def inside(self, stage: str) -> Iterator[None]:
        self.turn()
        self._open.append(stage)
        try:
            yield
        finally:
            self.turn()
            self._open.pop()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed; what it yields is asked for at once, so that it is not its caller who waits."""

        def run(*args: Any, **options: Any) -> Any:
            with self.inside(stage):
                found = function(*args, **options)
                return iter(list(found)) if isinstance(found, Iterator) else found

        return run


def written(folder: Path, documents: Iterable[Document]) -> Path:
    """A file of these documents, a line each."""
    news = folder / "news.jsonl"
    news.write_text("".join(json.dumps({"id": d.id, "text": d.text, "date": d.date}) + "\n" for d in documents), "utf-8")
    return news


def stages(reader: Pipeline, documents: Sequence[Document]) -> dict[str, float]:
    """Seconds of CPU time of each stage of a build of these documents."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        news = written(Path(folder), documents)
        store.load_ontology(reader.ontology.quads, reader.ontology.version)
        with ExitStack() as patches:
            for stage, places in STAGES.items():
                for home, name in places:
                    patches.enter_context(patch.object(home, name, clock.timed(stage, getattr(home, name))))
            clock.turn()
            clock.spent.clear()
            build([news], store, reader)
            clock.turn()
    return {stage: clock.spent[stage] for stage in (*STAGES, REST)}
