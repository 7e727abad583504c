"""Logistic regression by Newton's method, cross-validation by story, and the measures of calibration.

A feature of fewer than five claims is left out. The weights are held small by an L2 penalty of 1, but for the intercepts:
that of all, and one for each corpus but the first, which carries what is harder or easier about its texts. A reader of
news has none of these, so confidences are meant for texts like those of the first corpus.

Brier score: mean squared difference of probability and outcome. ECE: mean over ten bins of equal width of the distance
between mean probability and share of right claims, weighted by the number of claims (Naeini et al. 2015).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.calibrate.examples import Example
from kg.confidence import INTERCEPT, Weights
from kg.errors import InputError

BINS: Final = 10
_FOLDS: Final = 10
_PENALTY: Final = 1.0
_FREE: Final = 1e-6  # the penalty of an intercept: enough to keep the equations solvable
_LEAST: Final = 5  # claims that must have a feature
_STEPS: Final = 50
_DIGITS: Final = 3

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of like probability: how many, the mean probability, the share that is right."""

    count: int
    expected: float
    right: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the probabilities are on claims that the fit has not seen. `constant` is the Brier score of the mean."""

    claims: int
    right: float
    brier: float
    constant: float
    ece: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights from all examples, and the quality by cross-validation of each corpus, the first first."""

    weights: Mapping[str, float]
    corpora: tuple[Quality, ...]


def calibrate(examples: Sequence[Example]) -> Calibration:
    """Fits on all, measures in ten folds by story. Raises InputError if there is too little to learn from."""
    outcomes = {example.right for example in examples}
    if len(outcomes) < 2 or len({e.story for e in examples}) < 2:
        raise InputError(
            f"{len(examples)} claims: too few to calibrate; give gold standards with right and wrong claims in several stories"
        )
    unseen = _unseen(examples)
    corpora = sorted({example.corpus for example in examples})
    quality = tuple(_quality([(e, p) for e, p in zip(examples, unseen, strict=True) if e.corpus == corpus]) for corpus in corpora)
    return Calibration(regress(examples), quality)


def regress(examples: Sequence[Example]) -> dict[str, float]:
    """The weight of each feature, to three digits, by name."""
    names = _names(examples)
    matrix = np.array([[e.features.get(name, 0.0) for name in names] for e in examples], dtype=np.float64)
    right = np.array([e.right for e in examples], dtype=np.float64)
    penalty = np.array([_FREE if name == INTERCEPT or name.startswith("corpus:") else _PENALTY for name in names], dtype=np.float64)
    found = newton(matrix, right, penalty)
    return {name: round(float(weight), _DIGITS) + 0.0 for name, weight in zip(names, found, strict=True)}


def _names(examples: Sequence[Example]) -> list[str]:
    """Features with enough claims; types are left out, of which each has too few."""
    counts = Counter(name for e in examples for name, value in e.features.items() if value and not name.startswith("type:"))
    return sorted(name for name, count in counts.items() if count >= _LEAST)


def newton(matrix: Array, right: Array, penalty: Array) -> Array:
    """Weights of a logistic regression: rows of features, outcomes 0 or 1, and the L2 penalty of each column."""
    weights = np.zeros(matrix.shape[1])
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (expected - right) + penalty * weights
        curve = (matrix * (expected * (1 - expected))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-9:
            break
    return weights


def _unseen(examples: Sequence[Example]) -> list[float]:
    """The probability of each claim by weights from the other folds; a story is in one fold."""
    folds = [int(hashlib.sha1(e.story.encode(), usedforsecurity=False).hexdigest(), 16) % _FOLDS for e in examples]
    models: dict[int, Weights] = {}
    for fold in sorted(set(folds)):
        rest = [e for e, f in zip(examples, folds, strict=True) if f != fold]
        models[fold] = Weights(regress(rest) if rest else {})
    return [models[fold].probability(e.features) for e, fold in zip(examples, folds, strict=True)]


def _quality(told: Sequence[tuple[Example, float]]) -> Quality:
    outcomes = [float(example.right) for example, _ in told]
    chances = [chance for _, chance in told]
    mean = sum(outcomes) / len(told)
    bins = _bins(outcomes, chances)
    return Quality(
        claims=len(told),
        right=mean,
        brier=sum((p - o) ** 2 for p, o in zip(chances, outcomes, strict=True)) / len(told),
        constant=mean * (1 - mean),
        ece=sum(b.count * abs(b.expected - b.right) for b in bins) / len(told),
        bins=bins,
    )


def _bins(outcomes: Sequence[float], chances: Sequence[float]) -> tuple[Bin, ...]:
    shares: list[list[tuple[float, float]]] = [[] for _ in range(BINS)]
    for chance, outcome in zip(chances, outcomes, strict=True):
        shares[min(int(chance * BINS), BINS - 1)].append((chance, outcome))
    return tuple(Bin(len(s), sum(p for p, _ in s) / len(s), sum(o for _, o in s) / len(s)) for s in shares if s)
