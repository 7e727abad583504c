"""Claims as examples: their features, and whether type and actors were right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.confidence import features
from kg.evaluate import Compared, Gold, cases, compare
from kg.evaluate.compare import CORE
from kg.model import Extraction
from kg.rdf import claim_iris
from kg.refer import Cast


@dataclass(frozen=True, slots=True)
class Example:
    """One claim. `corpus` numbers the gold standard that it is from, `story` holds together what is told twice."""

    features: Mapping[str, float]
    right: bool
    story: str
    corpus: int


def examples(gold: Sequence[Gold], looks: Iterable[tuple[Cast, Extraction]], corpus: int) -> Iterator[Example]:
    """The claims of extractions whose confidence is still that of the rules. Those of a later corpus say so in a feature."""
    by_id = {document.document.id: document for document in gold}
    for cast, found in looks:
        document = by_id[found.document.id]
        (compared,) = compare([document], {found.document.id: cases(found)}).documents
        right = _right(compared)
        for claim, iri in claim_iris(found.document.id, found.claims).items():
            told = features(claim, cast, found)
            if corpus:
                told[f"corpus:{corpus}"] = 1.0
            yield Example(told, iri.rsplit("/", 1)[-1] in right, f"{corpus} {document.story}", corpus)


def _right(compared: Compared) -> set[str]:
    """Names of the found claims that match a gold claim with type and actors right."""
    return {pair.found.id for pair in compared.pairs if pair.right >= CORE}
