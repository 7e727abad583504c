"""What `kg build` costs against the parser that it stands on: `python -m tests.benchmarks.reading` writes docs/speed.md.

Every figure is a ratio of CPU times taken in one run, in turns, on the same texts: to bare `nlp.pipe` of the same model.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Final

import spacy
from pyoxigraph import Store as Oxigraph
from spacy.language import Language
from textacy.extract.triples import subject_verb_object_triples

from kg.build import Reader, build
from kg.fuse import Fusion
from kg.language import MODELS
from kg.model import Document
from kg.pipeline import Pipeline, loading
from kg.read import read
from kg.resources import examples_dir
from kg.store import Store, open_store
from kg.store.embedded import EmbeddedStore
from kg.turtle import Quad
from kg.workers import Crew
from tests.benchmarks.stages import stages, written

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "speed.md"
GOLD: Final = ROOT / "tests" / "gold"
ORDINARY: Final = ROOT / "tests" / "unrelated" / "ordinary.jsonl"
PARAGRAPHS: Final = 10  # of ordinary news in a document, which is then as long as the articles
SIDES: Final = 5  # times the documents, for builds side by side: they need some time to get going
EVERY: Final = 20  # document of the mixed corpus is relevant: 5 percent


def relevant(number: int) -> list[Document]:
    """The example articles again and again, each time a year later, so that nobody takes them for reports of the same."""
    articles = list(read([str(examples_dir())], on_error=_raise))
    return [
        replace(articles[n % len(articles)], id=f"relevant-{n}", date=f"{2026 + n // len(articles)}-06-{1 + n % len(articles):02}")
        for n in range(number)
    ]


def articles(number: int) -> list[Document]:
    """The articles of the gold standards, as dense in claims as news of diplomacy is, each time a year later."""
    texts = [json.loads(path.read_text("utf-8")) for part in ("dev", "fresh") for path in sorted((GOLD / part).glob("*.json"))]
    return [
        Document(f"article-{n}", text["text"], text["title"], f"{int(text['date'][:4]) + n // len(texts)}{text['date'][4:]}")
        for n in range(number)
        for text in (texts[n % len(texts)],)
    ]


def ordinary(number: int) -> list[Document]:
    """Documents of ten reports of sports, courts, weather and the like, each in another order."""
    texts = [json.loads(line)["text"] for line in ORDINARY.read_text("utf-8").splitlines()]
    taken = (texts[(n * 7) % len(texts)] for n in count())
    return [Document(f"ordinary-{n}", "\n\n".join(islice(taken, PARAGRAPHS))) for n in range(number)]


def mixed(number: int) -> list[Document]:
    """Five percent relevant documents among ordinary ones."""
    wanted, others = iter(articles(number // EVERY)), iter(ordinary(number))
    return [next(wanted) if n % EVERY == EVERY - 1 else next(others) for n in range(number)]


def _raise(error: Exception) -> None:
    raise error


def untouched() -> Language:
    """The model as spaCy loads it, without what `kg.language` does faster."""
    return spacy.load(next(name for name in MODELS if spacy.util.is_package(name)))


def bare(nlp: Language, documents: Sequence[Document]) -> int:
    return sum(len(doc) for doc in nlp.pipe(document.text for document in documents))


def triples(nlp: Language, documents: Sequence[Document]) -> int:
    """The triples of textacy, on the parse of the same model."""
    return sum(1 for doc in nlp.pipe(document.text for document in documents) for _ in subject_verb_object_triples(doc))


def stored(pipeline: Pipeline, documents: Sequence[Document]) -> tuple[float, float]:
    """Seconds of CPU time from texts to a store in a folder of its own, which is made before; and those of a bare engine."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        store.load_ontology(pipeline.ontology.quads, pipeline.ontology.version)
        before = set(_all(store))
        fusion = Fusion(store, pipeline.ontology)
        start = time.process_time()
        for found in pipeline.extract(documents):
            fusion.put(found, pipeline.run)
        spent = time.process_time() - start
        return spent, _bare_store(Path(folder) / "bare", [quad for quad in _all(store) if quad not in before], len(documents))


def _all(store: Store) -> Iterator[Quad]:
    """What a store holds in the named graphs and in the default graph."""
    assert isinstance(store, EmbeddedStore)
    return store._match(None, None, None)


def _bare_store(folder: Path, quads: Sequence[Quad], transactions: int) -> float:
    """Seconds in which Oxigraph alone writes the same quads in so many transactions."""
    engine = Oxigraph(str(folder))
    parts = [quads[n::transactions] for n in range(transactions)]
    start = time.process_time()
    for part in parts:
        engine.extend(part)
    return time.process_time() - start


def claims(pipeline: Pipeline, documents: Sequence[Document]) -> int:
    return sum(len(found.claims) for found in pipeline.extract(documents))


@dataclass(frozen=True, slots=True)
class Costs:
    """Medians of ratios to bare `nlp.pipe`, and how many claims were found with and without the sieve."""

    corpus: str
    documents: int
    tokens: int
    triples: float
    whole: float
    sieved: float
    stored: float
    of_store: float  # fusing and storing, as a multiple of a bare engine that writes the same quads
    found: int
    all: int


def measure(corpus: str, documents: Sequence[Document], rounds: int, sieved: Pipeline, whole: Pipeline, nlp: Language) -> Costs:
    ways: dict[str, Callable[[], int]] = {
        "bare": lambda: bare(nlp, documents),
        "triples": lambda: triples(nlp, documents),
        "whole": lambda: claims(whole, documents),
        "sieved": lambda: claims(sieved, documents),
    }
    spent: dict[str, list[float]] = {name: [] for name in (*ways, "stored", "engine")}
    counted: dict[str, int] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            counted[name] = way()
            spent[name].append(time.process_time() - start)
        for name, seconds in zip(("stored", "engine"), stored(sieved, documents), strict=True):
            spent[name].append(seconds)
    ratio = {name: median(each / base for each, base in zip(seconds, spent["bare"], strict=True)) for name, seconds in spent.items()}
    storing = zip(spent["stored"], spent["sieved"], spent["engine"], strict=True)
    return Costs(
        corpus,
        len(documents),
        counted["bare"],
        ratio["triples"],
        ratio["whole"],
        ratio["sieved"],
        ratio["stored"],
        median((all_ - read) / engine for all_, read, engine in storing),
        counted["sieved"],
        counted["whole"],
    )


@dataclass(frozen=True, slots=True)
class Side:
    """Wall seconds of a build with `--jobs` so many."""

    jobs: int
    seconds: float


def side_by_side(documents: Sequence[Document], own: Pipeline) -> Iterator[Side]:
    """The same build in this process, which has `own` loaded, and with two more; loading is not counted."""
    with tempfile.TemporaryDirectory() as folder, Crew(2) as crew:
        list(crew.extract([replace(documents[0], id=f"warm-{n}") for n in range(128)]))
        news = written(Path(folder), documents)
        readers: dict[int, Reader] = {1: own, 2: crew}
        for jobs, reader in readers.items():
            with open_store(Path(folder) / f"store{jobs}") as store:
                store.load_ontology(own.ontology.quads, own.ontology.version)
                start = time.perf_counter()
                build([news], store, reader)
                yield Side(jobs, time.perf_counter() - start)


def shares(corpora: Mapping[str, Sequence[Document]], rounds: int, pipeline: Pipeline, nlp: Language) -> dict[str, dict[str, float]]:
    """For each corpus, medians of the time of each stage of a build, as a multiple of bare `nlp.pipe` in the same round."""
    found: dict[str, dict[str, float]] = {}
    for name, documents in corpora.items():
        told: dict[str, list[float]] = defaultdict(list)
        for _ in range(rounds):
            start = time.process_time()
            bare(nlp, documents)
            base = time.process_time() - start
            for stage, seconds in stages(pipeline, documents).items():
                told[stage].append(seconds / base)
        found[name] = {stage: median(ratios) for stage, ratios in told.items()}
    return found


def page(found: Sequence[Costs], where: Mapping[str, Mapping[str, float]], sides: Sequence[Side], documents: int) -> str:
    lines = [
        "# What reading costs",
        "",
        "CPU time as a multiple of bare `nlp.pipe` with the same model on the same texts, in one process, medians of rounds taken in",
        "turns. *Triples* are those of textacy (`subject_verb_object_triples`). *All parsed* and *sieved* go from texts to claims, without",
        "and with the sieve that leaves documents unparsed which hold no sentence like a claim (`kg/sieve.py`); *to the store* is the",
        "sieved reading with fusion and storing, which is what `kg build` does; the last column compares fusing and storing with a bare",
        "engine that writes the same quads. The bare model is as spaCy loads it, without what `kg/language/` does faster.",
        "*Articles* are those of the gold standards (`tests/gold/dev`, `tests/gold/fresh`), again and again, a year apart; *dense* are the",
        "example articles, which are short and have a claim in every other line; *ordinary* is unrelated news (`tests/unrelated/ordinary.jsonl`); *mixed* has one of the articles in twenty.",
        "Written by `make bench`.",
        "",
        "| corpus | documents | tokens | triples | all parsed | sieved | to the store | claims, sieved | claims, all | storing / bare store |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {c.corpus} | {c.documents:,} | {c.tokens:,} | {c.triples:.2f} | {c.whole:.2f} | {c.sieved:.2f} | {c.stored:.2f} "
            f"| {c.found:,} | {c.all:,} | {_told(c.of_store)} |"
            for c in found
        ),
    ]
    if sides:
        one, two = sides
        lines += [
            "",
            f"`kg build --jobs 2` built {documents:,} of the articles in {two.seconds:.1f} s, `kg build` in {one.seconds:.1f} s:",
            f"{one.seconds / two.seconds:.2f} times as fast (wall clock, loading not counted, on a machine with two cores; with `--jobs` the",
            "process that fuses and stores runs beside those that read).",
        ]
    names = list(where)
    lines += [
        "",
        "## Where the time of `kg build` goes",
        "",
        "CPU time of each stage without the stages that it calls, again as a multiple of bare `nlp.pipe` (`tests/benchmarks/stages.py`).",
        "*Engine* is Oxigraph writing; *fusion* finds out which reports are one; *plain objects* is the parse as the rules see it",
        "(`kg/parse.py`).",
        "",
        f"| stage | {' | '.join(names)} |",
        f"|---|{'---:|' * len(names)}",
        *(f"| {stage} | {' | '.join(f'{where[name][stage]:.3f}' for name in names)} |" for stage in where[names[0]]),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join([*lines, "", f"The largest memory of the measuring process was {peak:.0f} MB."]) + "\n"


def _told(ratio: float) -> str:
    """Where there is nearly nothing to store the ratio is noise."""
    return f"{ratio:.1f}" if ratio > 0 else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description="Time reading against the bare parser.")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with loading():  # as `kg build` does
        sieved, whole, nlp = Pipeline(), Pipeline(sieved=False), untouched()
    corpora = {
        "articles": articles(given.documents),
        "dense": relevant(given.documents),
        "ordinary": ordinary(given.documents),
        "mixed": mixed(given.documents),
    }
    found = []
    for name, documents in corpora.items():
        found.append(measure(name, documents, given.rounds, sieved, whole, nlp))
        print(found[-1], flush=True)
    where = shares({name: corpora[name] for name in ("articles", "dense", "mixed")}, given.rounds, sieved, nlp)
    sides = list(side_by_side(articles(SIDES * given.documents), sieved))
    PAGE.write_text(page(found, where, sides, SIDES * given.documents), "utf-8")
    print(PAGE.read_text("utf-8"))


if __name__ == "__main__":
    main()
