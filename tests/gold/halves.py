"""Is the quality memory? `python -m tests.gold.halves`: the words of one half of the stories, tried on the other.

Rules cannot be unlearned, but words can. The stories of the development corpus are cut into two halves, at random. Every
word or phrase of `types.ttl`, `classes.toml` and `cues.toml` is taken away that occurs in half B and neither in half A nor
in the open part of the sentence bank: it can only have been seen in B. What is left is frozen on A; its core F1 on A is
compared with that on B, then the same with the halves exchanged. Ten cuts, seeded, twenty comparisons. The strict form
also takes away what the bank attests, so that of the words in B only those of A are known: a lower bound, since any reader
knows more words than ten articles hold.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from kg.evaluate import Gold, load_gold, score
from kg.extract import Extractor
from kg.lexicon import Lexicon
from kg.pipeline import Pipeline
from kg.refer import Cast
from tests.gold.corpus import DEV

BANK = Path(__file__).parents[1] / "bank"
CUTS = 10
SEED = 20251123

Bag = frozenset[str]  # the lemmas and forms of one sentence


@dataclass(frozen=True, slots=True)
class Comparison:
    """One frozen lexicon: words taken away, and core F1 on the half that it is frozen on and on the other."""

    removed: int
    own: float
    other: float


def compare(pipeline: Pipeline, *, strict: bool) -> list[Comparison]:
    gold = load_gold(DEV)
    casts = {cast.document.id: cast for cast, _ in pipeline.look(g.document for g in gold)}
    bags = {ident: list(_bags(cast)) for ident, cast in casts.items()}
    elsewhere = (
        [] if strict else [bag for cast, _ in pipeline.look(g.document for g in load_gold(BANK, locked=False)) for bag in _bags(cast)]
    )
    made = []
    for one, other in _halves(gold):
        for own, held in ((one, other), (other, one)):
            known = _Attested([*(bag for g in own for bag in bags[g.document.id]), *elsewhere])
            seen = _Attested([bag for g in held for bag in bags[g.document.id]])
            lexicon, removed = frozen(pipeline.ontology.lexicon, _keeps(known, seen))
            made.append(Comparison(removed, _core(lexicon, own, casts), _core(lexicon, held, casts)))
    return made


def _keeps(known: _Attested, seen: _Attested) -> Callable[[tuple[str, ...]], bool]:
    return lambda words: known(words) or not seen(words)


def _bags(cast: Cast) -> Iterable[Bag]:
    for passage in cast.annotated.passages:
        for sentence in passage.doc.sents:
            yield frozenset(form for token in sentence for form in (token.lemma_.lower(), token.lower_))


class _Attested:
    """Whether some sentence holds all words of a phrase."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        self._bags = bags
        self._words = frozenset[str]().union(*bags)
        self._known: dict[tuple[str, ...], bool] = {}

    def __call__(self, words: tuple[str, ...]) -> bool:
        if words not in self._known:
            phrase = set(words)
            self._known[words] = phrase <= self._words and (len(phrase) == 1 or any(phrase <= bag for bag in self._bags))
        return self._known[words]


def _halves(gold: Sequence[Gold]) -> Iterable[tuple[list[Gold], list[Gold]]]:
    """Cuts by story with about half of the claims on each side."""
    stories = sorted({g.story for g in gold})
    total = sum(len(g.cases) for g in gold)
    for cut in range(CUTS):
        order = random.Random(SEED + cut).sample(stories, len(stories))
        first: set[str] = set()
        while sum(len(g.cases) for g in gold if g.story in first) < total / 2:
            first.add(order[len(first)])
        yield [g for g in gold if g.story in first], [g for g in gold if g.story not in first]


def frozen(lexicon: Lexicon, keep: Callable[[tuple[str, ...]], bool]) -> tuple[Lexicon, int]:
    """The lexicon without the words that are not to be kept, and how many these are."""
    gone: set[tuple[str, ...]] = set()

    def stays(words: tuple[str, ...]) -> bool:
        if not keep(words):
            gone.add(words)
            return False
        return True

    def word(text: str) -> bool:
        return stays(tuple(text.split("_")))

    nouns = {head: tuple(t for t in found if stays(t.words)) for head, found in lexicon.nouns.items()}
    verbs = {head: tuple(t for t in found if stays(t.words)) for head, found in lexicon.verbs.items()}
    frames = {pair: types for pair, types in lexicon.frames.items() if all([word(pair[0]), word(pair[1])])}
    attitudes = {key: tuple(a for a in found if stays(a.words)) for key, found in lexicon.attitudes.items()}
    less = replace(
        lexicon,
        nouns={head: found for head, found in nouns.items() if found},
        verbs={head: found for head, found in verbs.items() if found},
        frames=frames,
        predicates=frozenset(predicate for predicate, _ in frames),
        attitudes={key: found for key, found in attitudes.items() if found},
    )
    return less, len(gone)


def _core(lexicon: Lexicon, gold: Sequence[Gold], casts: dict[str, Cast]) -> float:
    extractor = Extractor(lexicon)
    return score(gold, {g.document.id: extractor.extract(casts[g.document.id]) for g in gold}).figures.scores["core"]["F1"]


def main() -> None:
    pipeline = Pipeline(calibrated=False)
    for strict in (False, True):
        found = compare(pipeline, strict=strict)
        own, other = mean(c.own for c in found), mean(c.other for c in found)
        print(f"{'strict' if strict else 'as described'}: {mean(c.removed for c in found):.0f} words taken away on average")
        print(f"  core F1 on the half that the words are from {own:.1f}, on the other {other:.1f}, difference {own - other:.1f}")
        print("  each: " + "  ".join(f"{c.own:.1f}/{c.other:.1f}" for c in found))


if __name__ == "__main__":
    main()
