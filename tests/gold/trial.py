"""Would a learned component beat the rules? `python -m tests.gold.trial` prints the figures that the README quotes.

Three logistic regressions (Newton, L2) over the features of `kg.confidence` and the lemmas of the passage:

filter      drops claims of the rules that are probably in the wrong place
type        replaces the type of a claim if another is much more probable
candidates  adds a claim for a sentence from which the rules took nothing: kind by the regression, type by another, actor
            the first that the sentence names

Thresholds are chosen on the training part alone, for the best F1. "cross-validated": five folds by story over the
development corpus and the open bank; "unseen part": trained on parts a and b of the bank, tested on c or on the corpus.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from kg.calibrate.fit import Array, newton
from kg.confidence import features
from kg.evaluate import Case, Gold, cases, compare, load_gold
from kg.pipeline import Pipeline
from kg.rdf import claim_iris
from kg.trace import places

ROOT = Path(__file__).parents[2]
PARTS = {"dev": "tests/gold/dev", "a": "tests/bank/a.jsonl", "b": "tests/bank/b.jsonl", "c": "tests/bank/c.jsonl"}
LEAST = 10  # examples that must have a feature
FOLDS = 5
THRESHOLDS = [round(0.05 * n, 2) for n in range(1, 19)]

Told = dict[str, float]


@dataclass
class Unit:
    """One document: what is gold, what the rules found (with features), and the sentences that they passed over."""

    part: str
    gold: Gold
    found: list[Case]
    told: dict[str, Told]
    silent: list[tuple[Case, Told]] = field(default_factory=list)

    def wanted(self, case: Case) -> Case | None:
        """The gold claim that a found one matches."""
        return next((p.gold for p in compare([self.gold], {self.gold.document.id: [case]}).documents[0].pairs), None)


def units(pipeline: Pipeline) -> list[Unit]:
    made = []
    for part, where in PARTS.items():
        gold = {g.document.id: g for g in load_gold(ROOT / where, locked=False)}
        for cast, found in pipeline.look(g.document for g in gold.values()):
            text, ident = found.document.text, found.document.id
            names = {iri.rsplit("/", 1)[-1]: claim for claim, iri in claim_iris(ident, found.claims).items()}
            told = {}
            for name, claim in names.items():
                words = {f"w:{w}": 1.0 for s in claim.spans for w in _lemmas(cast, s.begin, s.end)}
                cues = {f"{r.role}={r.text.lower()}": 1.0 for r in claim.reasons if r.role != "by"}
                told[name] = features(claim, cast, found) | words | cues
            unit = Unit(part, gold[ident], cases(found), told)
            taken = [span for claim in found.claims for span in claim.spans]
            for place in places(cast):
                inside = place.span
                if not any(s.begin < inside.end and inside.begin < s.end for s in taken):
                    refs = [ref for t in place.sentence if (ref := cast.who(place.number, t)) is not None and ref.actors and not ref.place]
                    by = frozenset(key.lower() for key in refs[0].actors) if refs else frozenset({"~unnamed"})
                    slots = {"type": "", "by": by, "to": frozenset[str](), "status": "", "condition": None, "said_by": frozenset[str]()}
                    case = Case(f"s{inside.begin}", "", slots, ((inside.begin, inside.end),), None, inside.of(text))
                    words = {f"w:{w}": 1.0 for w in _lemmas(cast, inside.begin, inside.end)}
                    reasons = {f"r:{r.reason.split(' (')[0]}": 1.0 for r in found.rejected if inside.begin <= r.span.begin < inside.end}
                    unit.silent.append((case, {"intercept": 1.0, "actors": min(len(refs), 4) / 4} | words | reasons))
            made.append(unit)
    return made


def _lemmas(cast: object, begin: int, end: int) -> set[str]:
    passages = cast.annotated.passages  # type: ignore[attr-defined]
    return {t.lemma_.lower() for p in passages for t in p.doc if begin <= p.begin + t.idx < end and t.is_alpha and t.i not in p.names}


class Model:
    """One or several regressions that share their features: outcome -> probability, one against the rest."""

    def __init__(self, rows: Sequence[Told], outcomes: Sequence[str], penalty: float = 3.0) -> None:
        counts = Counter(name for row in rows for name in row)
        self.names = sorted(name for name, count in counts.items() if count >= LEAST)
        index = {name: n for n, name in enumerate(self.names)}
        matrix = np.zeros((len(rows), len(self.names)))
        for n, row in enumerate(rows):
            for name, value in row.items():
                if name in index:
                    matrix[n, index[name]] = value
        cost = np.array([1e-6 if name == "intercept" else penalty for name in self.names])
        labels = sorted({o for o in outcomes if outcomes.count(o) >= LEAST} - {""})
        self._known: dict[int, dict[str, float]] = {}  # rows live as long as their units
        self.weights: dict[str, Array] = {label: newton(matrix, np.array([float(o == label) for o in outcomes]), cost) for label in labels}

    def __call__(self, row: Told) -> dict[str, float]:
        if id(row) not in self._known:
            at = np.array([row.get(name, 0.0) for name in self.names])
            self._known[id(row)] = {label: float(1 / (1 + np.exp(-np.clip(at @ w, -30, 30)))) for label, w in self.weights.items()}
        return self._known[id(row)]


# ---- the three components: training units -> (threshold -> (unit -> its claims))

Apply = Callable[[Unit, float], list[Case]]


def filtering(train: Sequence[Unit]) -> Apply:
    rows = [(u.told[c.id], "right" if u.wanted(c) else "wrong") for u in train for c in u.found]
    model = Model([told for told, _ in rows], [outcome for _, outcome in rows])
    return lambda unit, least: [c for c in unit.found if model(unit.told[c.id]).get("right", 1.0) >= least / 2]


def typing(train: Sequence[Unit]) -> Apply:
    rows = [(u.told[c.id], str(g.slots["type"])) for u in train for c in u.found if (g := u.wanted(c)) is not None]
    model = Model([told for told, _ in rows], [outcome for _, outcome in rows])

    def apply(unit: Unit, least: float) -> list[Case]:
        changed = []
        for case in unit.found:
            chances = model(unit.told[case.id])
            best = max(chances, key=lambda label: chances[label])
            surer = chances[best] - chances.get(str(case.slots["type"]), 0.0) >= least
            changed.append(replace(case, slots={**case.slots, "type": best}) if surer else case)
        return changed

    return apply


def adding(train: Sequence[Unit]) -> Apply:
    rows = [(told, _missed(u, case)) for u in train for case, told in u.silent]
    kinds = Model([told for told, _ in rows], [g.kind if g else "" for _, g in rows])
    typed = [(told, str(g.slots["type"])) for told, g in rows if g is not None]
    types = Model([told for told, _ in typed], [outcome for _, outcome in typed])

    def apply(unit: Unit, least: float) -> list[Case]:
        added = []
        for case, told in unit.silent:
            chances = kinds(told)
            kind = max(chances, key=lambda label: chances[label], default="")
            if kind and chances[kind] >= least:
                guesses = types(told)
                best = max(guesses, key=lambda label: guesses[label], default="political_support")
                added.append(replace(case, kind=kind, slots={**case.slots, "type": best}))
        return [*unit.found, *added]

    return apply


def _missed(unit: Unit, case: Case) -> Case | None:
    """A gold claim in a sentence that was passed over."""
    ((begin, end),) = case.spans
    return next((g for g in unit.gold.cases if any(b < end and begin < e for b, e in g.spans)), None)


# ---- measuring


def figures(found: Iterable[tuple[Unit, list[Case]]]) -> tuple[float, float]:
    """F1 of found and core."""
    pairs = list(found)
    scores = compare([u.gold for u, _ in pairs], {u.gold.document.id: c for u, c in pairs}).figures.scores
    return scores["found"]["F1"], scores["core"]["F1"]


def chosen(train: Sequence[Unit], component: Callable[[Sequence[Unit]], Apply]) -> tuple[Apply, float]:
    """The component, and the threshold that is best for `core` on one half of the training part after fitting on the other."""
    halves = [[u for u in train if _fold(u, 2) == side] for side in (0, 1)]
    applied = [(component(halves[1 - side]), halves[side]) for side in (0, 1)]
    best = max(THRESHOLDS, key=lambda t: sum(figures((u, apply(u, t)) for u in units_)[1] for apply, units_ in applied))
    return component(train), best


def _fold(unit: Unit, folds: int) -> int:
    return int(hashlib.sha1(unit.gold.story.encode(), usedforsecurity=False).hexdigest(), 16) // 7 % folds


def main() -> None:
    everything = units(Pipeline(calibrated=False))
    tests = {
        "dev, cross-validated": lambda u: u.part == "dev",
        "bank, cross-validated": lambda u: u.part != "dev",
    }
    print(f"{'':24}{'rules':>16}{'filter':>16}{'type':>16}{'candidates':>16}   (F1 of found / core)")
    components = (filtering, typing, adding)
    crossed: list[dict[int, list[Case]]] = []
    for component in components:
        result: dict[int, list[Case]] = {}
        for fold in range(FOLDS):
            held = [u for u in everything if _fold(u, FOLDS) == fold]
            apply, threshold = chosen([u for u in everything if _fold(u, FOLDS) != fold], component)
            result |= {id(u): apply(u, threshold) for u in held}
        crossed.append(result)
    for name, test in tests.items():
        here = [u for u in everything if test(u)]
        _line(name, [figures((u, u.found) for u in here), *(figures((u, result[id(u)]) for u in here) for result in crossed)])
    trained = [chosen([u for u in everything if u.part in ("a", "b")], component) for component in components]
    for name in ("c", "dev"):
        here = [u for u in everything if u.part == name]
        rules = figures((u, u.found) for u in here)
        _line(f"{name}, trained on a and b", [rules, *(figures((u, apply(u, least)) for u in here) for apply, least in trained)])


def _line(name: str, row: Iterable[tuple[float, float]]) -> None:
    print(f"{name:24}" + "".join(f"{f'{found:.1f} / {core:.1f}':>16}" for found, core in row), flush=True)


if __name__ == "__main__":
    main()
