# ruff: noqa: E501
"""Pictures of any size, from a fixed seed: for speed, and for what happens when there is too much."""

from __future__ import annotations

import random

from kg.model import STANCES, STATUSES
from kg.view.picture import Actor, Condition, Entry, Picture, Source, Statement

from .demo import FAMILIES, TYPES

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def picture(*, actors: int, entries: int, seed: int = 1) -> Picture:
    """`entries` among `actors`, some actors much busier than others."""
    dice = random.Random(seed)
    states = [a + b for a in LETTERS for b in LETTERS][:actors]
    weights = [1 / (i + 3) for i in range(len(states))]
    documents = tuple(
        Source(
            f"d{i}",
            f"https://example.org/{i}",
            f"Report {i}",
            f"2026-{1 + i % 12:02}-{1 + i % 28:02}",
            f"Outlet {i % 9}",
        )
        for i in range(max(1, entries // 8))
    )
    return Picture(
        tuple(Actor(k, f"https://example.org/a/{k}", f"State of {k}", "State", k) for k in states),
        tuple(_entry(i, dice, states, weights, documents) for i in range(entries)),
        documents,
        FAMILIES,
    )


def _entry(i: int, dice: random.Random, states: list[str], weights: list[float], documents: tuple[Source, ...]) -> Entry:
    by, to = dice.choices(states, weights)[0], dice.choices(states, weights)[0]
    stance = dice.random() < 0.25
    level = dice.choice(STANCES if stance else STATUSES)
    key = dice.choice(sorted(TYPES))
    words = f"{by} will do the thing numbered {i} for {to}"
    before = "After two days of talks in the harbour, officials said that "
    said = Statement(
        f"https://example.org/s/{i}", dice.choice(documents).id, words, 60, 60 + len(words), f"{before}{words}, as agreed.", len(before), level,
        round(dice.uniform(0.4, 1), 2),
    )  # fmt: skip
    return Entry(
        f"https://example.org/e/{i}", "position" if stance else "commitment", key, *TYPES[key], level, (by,), (to,) if to != by else (),
        Condition("ceasefire", "Ceasefire", "if a ceasefire holds") if dice.random() < 0.2 else None, statements=(said,),
    )  # fmt: skip
