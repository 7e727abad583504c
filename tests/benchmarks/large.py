"""Whether a build of very many documents keeps its pace and its memory: `python -m tests.benchmarks.large` writes docs/speed-large.md."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kg.build import Step, build
from kg.parts import write_parts
from kg.pipeline import loading
from kg.store import open_store
from kg.workers import Crew
from tests.benchmarks.reading import EVERY, ROOT, ordinary, relevant

PAGE: Final = ROOT / "docs" / "speed-large.md"
ROUND: Final = 1_000  # documents of the mixed corpus that are made at once
FIRST: Final = 1_000  # documents after which memory is compared


@dataclass(slots=True)
class Watch:
    """Notes time and memory of this process every so many documents."""

    every: int
    begun: float = field(default_factory=time.perf_counter)
    documents: int = 0
    noted: list[tuple[int, float, float]] = field(default_factory=list)  # documents, seconds, MB

    def step(self, step: Step) -> None:
        self.documents += 1
        if self.documents == FIRST or self.documents % self.every == 0:
            self.noted.append((self.documents, time.perf_counter() - self.begun, memory()))
            print(self.noted[-1], flush=True)


def memory() -> float:
    """MB that this process holds now, without what it shares with files."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(fields["RssAnon"].split()[0]) / 1024


def lines(number: int, every: int = EVERY) -> Iterator[str]:
    """The mixed corpus as JSONL, some documents at a time; no two are the same. One document in `every` is relevant."""
    articles, others = relevant(400), ordinary(ROUND)
    for n in range(number):
        if n % every == every - 1:
            article, year = articles[n // every % len(articles)], 2026 + n // every // 20
            yield json.dumps({"id": f"mixed-{n}", "text": article.text, "date": f"{year}-{1 + n // every % 12:02}-15"}) + "\n"
        else:
            yield json.dumps({"id": f"mixed-{n}", "text": f"{others[n % ROUND].text}\n\nReport {n}."}) + "\n"


def page(noted: list[tuple[int, float, float]], jobs: int) -> str:
    first = next(mb for documents, _, mb in noted if documents == FIRST)
    rows, before, spent = [], 0, 0.0
    for documents, seconds, mb in noted:
        rows.append(f"| {documents:,} | {1000 * (seconds - spent) / (documents - before):.1f} | {mb:.0f} | {mb - first:+.0f} |")
        before, spent = documents, seconds
    return "\n".join(
        [
            "# Very many documents",
            "",
            f"`kg build --jobs {jobs}` of mixed news (one document in {EVERY} is relevant) into one store: milliseconds of wall clock a document",
            "since the row before, and what the leading process, which fuses and stores, holds in memory. Written by",
            "`python -m tests.benchmarks.large`.",
            "",
            "| documents | ms a document | MB | against 1,000 |",
            "|---:|---:|---:|---:|",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Build a store of very many documents.")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=EVERY, help="one document in so many is relevant; 1 for all")
    parser.add_argument("--parts", action="store_true", help="write files of N-Quads in place of a store")
    given = parser.parse_args()
    with TemporaryDirectory() as folder, ExitStack() as ends:
        with loading():
            crew = ends.enter_context(Crew(given.jobs))
        news = Path(folder) / "news.jsonl"
        with news.open("w", encoding="utf-8") as out:
            out.writelines(lines(given.documents, given.every))
        watch = Watch(max(FIRST, given.documents // 10))
        if given.parts:
            write_parts([news], Path(folder) / "parts", crew, on_step=watch.step)
        else:
            with open_store(Path(folder) / "store") as store:
                build([news], store, crew, on_step=watch.step)
        print(f"{time.perf_counter() - watch.begun:.1f} s, {memory():.0f} MB at the end")
        if given.every == EVERY and not given.parts:
            PAGE.write_text(page(watch.noted, given.jobs), "utf-8")


if __name__ == "__main__":
    main()
