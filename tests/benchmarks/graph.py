"""How much of a named question's time is ours: `kg query` against the bare engine, on a large graph of made news.

`python -m tests.benchmarks.graph --documents 10000` makes the graph with the generator of test_growth.py, asks every
question both ways in turns, and writes docs/speed-queries.md. Both ways give the same query text to the same engine and
read all rows, so what differs is what Pactgraph does around it: reading the file, binding, guarding, and the table.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

from pyoxigraph import QueryBoolean
from pyoxigraph import Store as Oxigraph

from kg import ontology, vocab
from kg.fuse import Fusion
from kg.guard import check
from kg.model import STANCES, STATUSES, Claim, Extraction
from kg.query import NamedQuery, answer, find, named_queries
from kg.questions import bind
from kg.store import Rows, Store, open_store
from kg.store.embedded import EmbeddedStore
from tests.benchmarks.test_growth import news
from tests.factories import RUN
from tests.fuse.made import AMOUNTS, CONDITIONS

PAGE: Final = Path(__file__).parents[2] / "docs" / "speed-queries.md"
#: An engine that takes so many seconds or more is asked so often. Asked once, it comes second and finds the pages warm.
ROUNDS: Final = ((20.0, 1), (4.0, 2), (0.1, 3), (0.0, 15))


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of CPU time, medians over the rounds, and how many rows came."""

    name: str
    bare: float
    ours: float
    rows: int

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def fill(store: Store, documents: int) -> None:
    known = ontology.load()
    store.load_ontology(known.quads, known.version)
    fusion = Fusion(store, known)
    for document in mixed(documents):
        fusion.put(document, RUN)


def mixed(count: int, seed: int = 11) -> Iterator[Extraction]:
    """Documents as `news` makes them, with claims of all kinds and levels, so that no question goes without an answer."""
    dice = random.Random(seed)
    for found in news(count, seed):
        yield replace(found, claims=tuple(_varied(claim, dice) for claim in found.claims))


def _varied(claim: Claim, dice: random.Random) -> Claim:
    said_by = claim.by if dice.random() < 0.4 else ()
    if dice.random() < 0.33:
        return replace(claim, kind="position", level=dice.choice(STANCES), said_by=said_by)
    together = dice.random() < 0.1
    return replace(
        claim,
        level=dice.choice(STATUSES),
        by=tuple(sorted({*claim.by, *claim.to})) if together else claim.by,
        to=() if together else claim.to,
        said_by=said_by,
        amount=dice.choice(AMOUNTS) if dice.random() < 0.3 else None,
        condition=dice.choice(CONDITIONS) if dice.random() < 0.2 else None,
    )


def text_for(store: Store, query: NamedQuery) -> str:
    """What the engine is given in the end: the question with its defaults and prefixes."""
    bound = bind(find(query.name), {}, store)
    checked = check(bound, vocab.PREFIXES)
    missing = [name for name in vocab.PREFIXES if name in checked.used - checked.declared]
    return "".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}> " for name in missing) + bound


def bare(engine: Oxigraph, sparql: str) -> int:
    """The engine without us: the values of all rows are read, and nothing is made of them."""
    found = engine.query(sparql)
    return 1 if isinstance(found, QueryBoolean) else len([tuple(row) for row in found])


def compare(store: Store, query: NamedQuery) -> Timed:
    assert isinstance(store, EmbeddedStore)
    sparql, engine = text_for(store, query), store._open()
    ours: list[float] = []
    theirs: list[float] = []
    rows, rounds = 0, 1
    gc.collect()
    gc.freeze()  # what is there already need not be walked before each round
    while len(ours) < rounds:
        pairs: list[tuple[list[float], Callable[[], int]]] = [
            (theirs, lambda: bare(engine, sparql)),
            (ours, lambda: len(answer(store, query.name).terms)),
        ]
        for spent, ask in pairs if len(ours) % 2 else reversed(pairs):
            gc.collect()
            start = time.process_time()
            rows = ask()
            spent.append(time.process_time() - start)
        rounds = next(rounds for seconds, rounds in ROUNDS if theirs[-1] >= seconds)
    gc.unfreeze()
    return Timed(query.name, median(theirs), median(ours), rows)


def measured(store: Store, kept: Path | None = None) -> Iterator[Timed]:
    """Each question in turn. `kept` takes each measurement as it is made, so that a run that was cut short can go on."""
    before = kept.read_text("utf-8").splitlines() if kept and kept.exists() else []
    done = {timed.name: timed for timed in (Timed(**json.loads(line)) for line in before)}
    for query in named_queries():
        if query.name in done:
            yield done[query.name]
            continue
        timed = compare(store, query)
        if kept:
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(timed)) + "\n")
        print(f"{timed.name}: {timed.rows:,} rows, {1000 * timed.bare:.1f} ms, {1000 * timed.ours:.1f} ms", flush=True)
        yield timed


def size(store: Store) -> int:
    found = store.query("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert isinstance(found, Rows)
    (row,) = found.rows
    return int(getattr(row[0], "value", "0"))


def page(documents: int, triples: int, found: list[Timed]) -> str:
    lines = [
        "# What the named questions cost",
        "",
        f"Every question of `ontology/queries/`, with its defaults, over {triples:,} triples: {documents:,} documents of made news,",
        "fused (by the generator of `tests/benchmarks/test_growth.py`); what the default graph",
        "shows of a named graph counts again. CPU time, median of rounds taken in turns in one process (15 below a tenth",
        "of a second, three above, two from 4 s, one from 20 s). *Engine* is Oxigraph with the same query text, the values of all rows read; *kg* is `kg.query.answer`.",
        "Written by `python -m tests.benchmarks.graph --documents N`.",
        "",
        "| question | rows | engine, ms | kg, ms | ratio |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [f"| {t.name} | {t.rows:,} | {1000 * t.bare:.1f} | {1000 * t.ours:.1f} | {t.ratio:.2f} |" for t in found]
    worst = max(found, key=lambda t: t.ratio)
    lines += [
        "",
        f"The largest ratio is {worst.ratio:.2f}, of `{worst.name}`; together {sum(t.ours for t in found) / sum(t.bare for t in found):.2f}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the named questions against the bare engine.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument(
        "--store", type=Path, help="use or make the graph here, with the measurements in a file beside it (default: a temporary folder)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.store or Path(folder) / "store"
        fresh = not path.exists()
        with open_store(path) as store:
            if fresh:
                fill(store, given.documents)
            found = list(measured(store, given.store and given.store.with_suffix(".jsonl")))
            PAGE.write_text(page(given.documents, size(store), found), "utf-8")
    print(PAGE.read_text("utf-8"))


if __name__ == "__main__":
    main()
