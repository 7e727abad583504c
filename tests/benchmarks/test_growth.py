"""What one more document costs beside many, against what it costs beside few: a ratio of one run.

`KG_BENCH=10000` measures at the size that the project promises; without it, at a size that a build can bear.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, median

import pytest

from kg import ontology
from kg.fuse import Fusion
from kg.model import Claim, Document, Extraction
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir
from kg.store import Store, open_store
from tests.factories import RUN
from tests.fuse.made import STATUSES, WORDS, extraction

DOCUMENTS = int(os.environ.get("KG_BENCH", "1000"))
SMALL = 50
A_DAY, CLAIMS, SHARE = 20, 5, 1.20

pytestmark = pytest.mark.benchmark


def news(count: int, seed: int = 7) -> Iterator[Extraction]:
    """Documents as they come in, twenty a day: all states and types of the ontology, five claims each."""
    dice, known = random.Random(seed), ontology.load()
    states = sorted(key for key, entry in known.gazetteer.entries.items() if entry.cls == "State")
    types = sorted({trigger.type for found in known.lexicon.nouns.values() for trigger in found})
    assert len(states) > 20 and len(types) > 5
    for number in range(count):
        day = (date(2024, 1, 1) + timedelta(days=number // A_DAY)).isoformat()
        own = [
            Claim("commitment", dice.choice(types), dice.choice(STATUSES), (dice.choice(states),), (dice.choice(states),), ())
            for _ in range(CLAIMS)
        ]
        sentences = [f"They will see to the {dice.choice(WORDS)} and the {dice.choice(WORDS)} number {dice.randrange(500)}." for _ in own]
        yield extraction(f"made-{number:05}", day, own, sentences)


def arriving(after: int) -> list[Document]:
    """Articles of ordinary length, of the day after so many documents."""
    articles = read([str(examples_dir())], on_error=lambda error: pytest.fail(str(error)))
    day = (date(2024, 1, 1) + timedelta(days=after // A_DAY)).isoformat()
    return [replace(article, date=day) for article in articles if len(article.text) > 1_000]


def filled(store: Store, count: int) -> Fusion:
    fusion = Fusion(store, ontology.load())
    for document in news(count):
        assert fusion.put(document, RUN)
    return fusion


def test_ten_thousand_documents_do_not_slow_down_the_next(tmp_path: Path, pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    """CPU time from an article's text to its place in the store, in a large store against a small one, in turns."""
    spent: dict[str, list[tuple[float, float]]] = {"small": [], "large": []}
    with open_store(tmp_path / "small") as small, open_store(tmp_path / "large") as large:
        stores = {"small": filled(small, SMALL), "large": filled(large, DOCUMENTS)}
        for pair in zip(arriving(SMALL), arriving(DOCUMENTS), strict=True):
            for document, (name, fusion) in zip(pair, stores.items(), strict=True):
                start = time.process_time()
                (found,) = pipeline.extract([document])
                middle = time.process_time()
                assert fusion.put(found, RUN)
                spent[name].append((middle - start, time.process_time() - middle))
    # the same text costs the same to read in either: the mean of both takes the noise of reading out of the ratio
    reading = mean(seconds for found in spent.values() for seconds, _ in found)
    storing = {name: median(seconds for _, seconds in found) for name, found in spent.items()}
    ratio = (reading + storing["large"]) / (reading + storing["small"])
    with capsys.disabled():
        print(
            f"\nreading {1000 * reading:.0f} ms; storing {1000 * storing['small']:.1f} ms beside {SMALL} documents, "
            f"{1000 * storing['large']:.1f} ms beside {DOCUMENTS:,}: {ratio:.2f} times",
            end="",
        )
    assert ratio <= SHARE
