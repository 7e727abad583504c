"""Where each actor stands, computed beforehand: supporters near, opponents apart, nothing on top of anything.

Everything here is deterministic: sorted input, fixed seeds, rounded output.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.view.picture import Actor, Entry

Point = tuple[float, float]
Floats = NDArray[np.float64]

#: How much a level brings two actors together (above 0) or drives them apart (below 0).
PULL: Final[Mapping[str, float]] = {
    "fulfilled": 1.0,
    "agreed": 1.0,
    "pledged": 0.9,
    "planned": 0.7,
    "considered": 0.4,
    "refused": -0.4,
    "withdrawn": -0.5,
    "supports": 0.8,
    "demands": -0.2,
    "opposes": -1.0,
    "threatens": -1.5,
}
#: A joint undertaking of more actors than this is drawn as a stub on each, not as a tie between all.
JOINT_LIMIT: Final = 6

_COARSE: Final = 0.5  # below 1, a hub that everybody helps does not split its helpers
_STEPS: Final = 250
_ASPECT: Final = 1.25  # width to height that a screen gives the picture
_EDGE: Final = 225.0  # wished length of a friendly edge
_CHAR: Final = 7.4  # width of a letter of a label
_LABEL: Final = 22.0  # height of a label
_LONGEST_LABEL: Final = 26
#: With more lines than this, nodes stand on lines anyway.
MOST_LINES: Final = 600


# networkx has no types for these
_circle: Final[Callable[..., dict[str, Floats]]] = nx.circular_layout
_springs: Final[Callable[..., dict[str, Floats]]] = nx.spring_layout


@dataclass(frozen=True, slots=True)
class Layout:
    """`at`: centre of each actor; `radius`; `blocs`: communities of two or more; `free`: angle with the most room."""

    at: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    radius: Mapping[str, int] = field(default_factory=dict)
    blocs: Sequence[tuple[str, ...]] = ()
    free: Mapping[str, float] = field(default_factory=dict)


def pairs(entry: Entry) -> list[tuple[str, str]]:
    """The pairs of actors that an entry ties: each giver with each addressee, or the parties of a joint undertaking."""
    if entry.to:
        return [(a, b) for a in entry.by for b in entry.to if a != b]
    if is_joint(entry):
        return list(combinations(sorted(entry.by), 2))
    return []


def is_joint(entry: Entry) -> bool:
    """Whether an entry without addressee is a tie among those who undertake it."""
    firm = entry.kind == "commitment" and entry.level not in ("refused", "withdrawn")
    return firm and not entry.to and 2 <= len(set(entry.by)) <= JOINT_LIMIT


def pull(entry: Entry, hostile: Set[str] = frozenset()) -> float:
    """How much an entry brings its actors together; `hostile` are types whose commitments drive them apart."""
    weight = PULL.get(entry.level, 0.3)
    return -abs(weight) if entry.type in hostile and entry.kind == "commitment" and weight > 0 else weight


def ties(entries: Iterable[Entry], hostile: Set[str] = frozenset()) -> dict[tuple[str, str], float]:
    """What each pair of actors comes to, summed over all entries; joint actors stand a little closer as well."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for entry in entries:
        for a, b in pairs(entry):
            found[min(a, b), max(a, b)] += pull(entry, hostile)
        if entry.to and 1 < len(entry.by) <= 2 * JOINT_LIMIT:
            for a, b in combinations(sorted(set(entry.by)), 2):
                found[a, b] += 0.35
    return dict(sorted(found.items()))


def arrange(actors: Sequence[Actor], entries: Sequence[Entry], *, hostile: Set[str] = frozenset(), limit: int = 150) -> Layout:
    """Places `actors`. Above `limit` of them the exact method is too slow and springs take over."""
    persons = [a for a in actors if a.cls == "Person"]
    bodies = sorted(a.key for a in actors if a.cls != "Person")
    labels = {a.key: a.label for a in actors}
    radius = _radii(actors, entries)
    known = set(bodies)
    signed = {pair: w for pair, w in ties(entries, hostile).items() if pair[0] in known and pair[1] in known}
    blocs = communities(bodies, signed)
    lone = sorted(known - {k for pair in signed for k in pair})
    at = _wide(_stress(bodies, signed, blocs, lone, limit), radius)
    at = _spread(at | _shelf(lone, at), radius, labels, tuple(signed))
    at |= _around(persons, at, radius)
    rounded = {k: (round(x), round(y)) for k, (x, y) in sorted(at.items())}
    return Layout(rounded, radius, blocs, _free_angles(rounded, signed))


# ---- blocs ----------------------------------------------------------------------------------------------------------


def communities(keys: Sequence[str], signed: Mapping[tuple[str, str], float]) -> tuple[tuple[str, ...], ...]:
    """Blocs by greedy merging on signed modularity (Gómez, Jensen & Arenas 2009): friends in, opponents out."""
    if not signed:
        return ()
    place = {k: i for i, k in enumerate(keys)}
    positive, negative = np.zeros((len(keys), len(keys))), np.zeros((len(keys), len(keys)))
    for (a, b), w in signed.items():
        side = positive if w > 0 else negative
        side[place[a], place[b]] = side[place[b], place[a]] = abs(w)
    gain = _modularity(positive, _COARSE) - _modularity(negative, 1.0)
    np.fill_diagonal(gain, -np.inf)
    friendly = positive - negative  # a common enemy alone makes no bloc
    groups: dict[int, list[int]] = {i: [i] for i in range(len(keys))}
    while len(groups) > 1:
        open_ = np.where(friendly > 1e-9, np.round(gain, 9), -np.inf)
        i, j = sorted(int(x) for x in np.unravel_index(int(np.argmax(open_)), gain.shape))
        if not open_[i, j] > 1e-9:
            break
        for matrix in (gain, friendly):
            matrix[i, :] += matrix[j, :]
            matrix[:, i] = matrix[i, :]
        gain[j, :] = gain[:, j] = gain[i, i] = -np.inf
        groups[i] += groups.pop(j)
    sure = _without_bridges(list(groups.values()), positive - negative)
    named = (tuple(sorted(keys[i] for i in members)) for members in sure if len(members) > 1)
    return tuple(sorted(named, key=lambda g: (-len(g), g)))


def _without_bridges(groups: Sequence[Sequence[int]], friendly: Floats) -> list[list[int]]:
    """Who is at least as close to another bloc as to its own belongs to neither."""
    blocs = [list(g) for g in groups if len(g) > 1]
    return [
        [i for i in bloc if friendly[i, bloc].sum() > max((friendly[i, b].sum() for b in blocs if b is not bloc), default=0.0)]
        for bloc in blocs
    ]


def _modularity(weights: Floats, resolution: float) -> Floats:
    total = float(weights.sum())
    if not total:
        return weights
    strength = weights.sum(axis=1)
    matrix: Floats = weights - resolution * np.outer(strength, strength) / total
    return matrix


# ---- places ---------------------------------------------------------------------------------------------------------


def _stress(
    keys: Sequence[str],
    signed: Mapping[tuple[str, str], float],
    blocs: Sequence[tuple[str, ...]],
    lone: Sequence[str],
    limit: int,
) -> dict[str, Point]:
    """Distances as wished: short between friends, long between opponents, through friends otherwise."""
    tied = [k for k in keys if k not in set(lone)]
    if len(tied) < 2:
        return dict.fromkeys(tied, (0.0, 0.0))
    bloc = {k: i for i, group in enumerate(blocs) for k in group}
    graph = nx.Graph()
    graph.add_nodes_from(tied)
    for (a, b), w in signed.items():
        apart = bloc.get(a, a) != bloc.get(b, b)
        graph.add_edge(a, b, length=2.1 if w <= 0 else 1.4 if apart else 1.0)
        graph[a][b]["weight"] = 0.15 if w <= 0 else 0.5 if apart else 1.0
    scale = _EDGE * (1 + math.sqrt(len(tied)) / 14)
    # a start that already holds the blocs together, opponents on opposite sides of the circle
    order = [k for group in blocs for k in group if k in graph] + [k for k in tied if k not in bloc]
    start = _circle(order)
    if len(tied) > limit:
        spring = _springs(graph, pos=start, seed=7, k=2.2 / math.sqrt(len(tied)), iterations=120)
        return _scaled(spring, scale * math.sqrt(len(tied)) / 4)
    wished = {a: dict(row) for a, row in nx.all_pairs_dijkstra_path_length(graph, weight="length")}
    far = 1.2 * max(max(row.values()) for row in wished.values())
    full = np.array([[min(wished[a].get(b, far), 3.2) for b in tied] for a in tied])
    placed = _majorized(np.array([start[k] for k in tied]) * full.mean() / 2, full)
    return {k: (float(x) * scale, float(y) * scale) for k, (x, y) in zip(tied, placed, strict=True)}


def _majorized(points: Floats, wished: Floats) -> Floats:
    """Stress majorization (SMACOF): moves points until their distances are as near to the wished ones as they can be."""
    weight = np.where(wished > 0, 1 / np.maximum(wished, 0.1) ** 2, 0.0)
    inverse = np.linalg.pinv(np.diag(weight.sum(axis=1)) - weight)
    for _ in range(_STEPS):
        gap = points[:, None, :] - points[None, :, :]
        real = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-9)
        pull_in = -weight * wished / real
        np.fill_diagonal(pull_in, 0.0)
        np.fill_diagonal(pull_in, -pull_in.sum(axis=1))
        points = inverse @ (pull_in @ points)
    return points


def _scaled(at: Mapping[str, Floats], size: float) -> dict[str, Point]:
    return {k: (float(x) * size, float(y) * size) for k, (x, y) in at.items()}


def _wide(at: Mapping[str, Point], radius: Mapping[str, int]) -> dict[str, Point]:
    """Turned so that the longest way is from left to right, the heavier side left: the same picture every time."""
    if len(at) < 2:
        return dict(at)
    keys = sorted(at)
    points = np.array([at[k] for k in keys])
    points -= points.mean(axis=0)
    _, axes = np.linalg.eigh(points.T @ points)
    turned = points @ axes[:, ::-1]
    weight = np.array([float(radius.get(k, 1)) for k in keys])
    for axis in (0, 1):
        if round(float((turned[:, axis] * weight).sum()), 6) > 0:
            turned[:, axis] *= -1
    turned *= _towards(_ASPECT, np.ptp(turned, axis=0))
    return {k: (float(x), float(y)) for k, (x, y) in zip(keys, turned, strict=True)}


def _towards(aspect: float, size: Floats) -> tuple[float, float]:
    """Stretch and squeeze, within reason, that bring a box of `size` near `aspect`."""
    wide, high = (max(float(length), 1.0) for length in size)
    by = min(1.3, max(0.77, math.sqrt(aspect * high / wide)))
    return by, 1 / by


def _shelf(lone: Sequence[str], at: Mapping[str, Point]) -> dict[str, Point]:
    """Actors without any tie, in rows below the rest."""
    left = min((x for x, _ in at.values()), default=0.0)
    bottom = max((y for _, y in at.values()), default=-150.0) + 150
    per_row = max(6, math.ceil(math.sqrt(len(lone)) * 1.6))
    return {k: (left + 150 * (i % per_row), bottom + 110 * (i // per_row)) for i, k in enumerate(lone)}


def _around(persons: Sequence[Actor], at: Mapping[str, Point], radius: Mapping[str, int]) -> dict[str, Point]:
    """Persons on a ring around whom they speak for; the others on a shelf."""
    homes: dict[str, list[str]] = defaultdict(list)
    for person in sorted(persons, key=lambda a: a.key):
        home = person.represents or ""
        homes[home if home in at else ""].append(person.key)
    placed = _shelf(homes.pop("", []), at)
    for home, keys in homes.items():
        x, y = at[home]
        for i, key in enumerate(keys):
            angle = -math.pi / 2 + (i - (len(keys) - 1) / 2) * 0.8
            reach = radius[home] + 48
            placed[key] = (x + reach * math.cos(angle), y + reach * math.sin(angle))
    return placed


def _spread(
    at: Mapping[str, Point], radius: Mapping[str, int], labels: Mapping[str, str], lines: Sequence[tuple[str, str]]
) -> dict[str, Point]:
    """Pushes apart boxes (node and label below it) that touch, and nodes off the lines of others."""
    keys = sorted(at)
    if len(keys) < 2:
        return dict(at)
    points = np.array([at[k] for k in keys], dtype=np.float64)
    jitter = np.arange(len(keys)) * 1e-3  # equal points still have a way to go
    points += np.column_stack((jitter, -jitter))
    half_w = np.array([max(radius[k] + 22.0, min(len(labels[k]), _LONGEST_LABEL) * _CHAR / 2 + 8) for k in keys])
    half_h = np.array([radius[k] + _LABEL / 2 + 22.0 for k in keys])
    place = {k: i for i, k in enumerate(keys)}
    ends = np.array([(place[a], place[b]) for a, b in lines if a in place and b in place], dtype=np.intp).reshape(-1, 2)
    reach = np.array([radius[k] + 16.0 for k in keys])
    for _ in range(60 if len(ends) <= MOST_LINES else 0):
        points += _off_lines(points, ends, reach) * 0.5 + _off_boxes(points, half_w, half_h) * 0.28
    for _ in range(400):
        push = _off_boxes(points, half_w, half_h)
        if not push.any():
            break
        points += push * 0.28
    return {k: (float(x), float(y)) for k, (x, y) in zip(keys, points, strict=True)}


def _off_boxes(points: Floats, half_w: Floats, half_h: Floats) -> Floats:
    """For each box the way out of all that it touches, along the shorter side."""
    gap = points[:, None, :] - points[None, :, :]
    over_w = half_w[:, None] + half_w[None, :] - np.abs(gap[..., 0])
    over_h = half_h[:, None] + half_h[None, :] - np.abs(gap[..., 1])
    hit = (over_w > 0.5) & (over_h > 0.5)
    np.fill_diagonal(hit, False)
    sideways = hit & (over_w <= over_h)
    x = (np.sign(gap[..., 0]) * over_w * sideways).sum(axis=1)
    y = (np.sign(gap[..., 1]) * over_h * (hit & ~sideways)).sum(axis=1)
    return np.column_stack((x, y))


def _off_lines(points: Floats, ends: NDArray[np.intp], reach: Floats) -> Floats:
    """For each node the way off the straight lines between others that would run through it."""
    push = np.zeros_like(points)
    if not len(ends):
        return push
    start, way = points[ends[:, 0]], points[ends[:, 1]] - points[ends[:, 0]]
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1.0)
    unit = way / length[:, None]
    normal = np.column_stack((-unit[:, 1], unit[:, 0]))
    relative = points[:, None, :] - start[None, :, :]
    along = (relative * unit).sum(axis=2)
    aside = (relative * normal).sum(axis=2)
    over = reach[:, None] - np.abs(aside)
    hit = (over > 0) & (along > reach[:, None]) & (along < length - reach[:, None])
    hit[ends[:, 0], np.arange(len(ends))] = hit[ends[:, 1], np.arange(len(ends))] = False
    side = np.where(aside >= 0, 1.0, -1.0)
    moves: Floats = ((side * over * hit)[:, :, None] * normal[None, :, :]).sum(axis=1)
    return moves


def _radii(actors: Sequence[Actor], entries: Sequence[Entry]) -> dict[str, int]:
    """The area of a node grows with the entries that it gives or gets."""
    count: dict[str, int] = defaultdict(int)
    for entry in entries:
        for key in {*entry.by, *entry.to}:
            count[key] += 1
    most = max(count.values(), default=1)
    return {a.key: round(19 + 29 * math.sqrt(count[a.key] / most)) if a.cls != "Person" else 13 for a in actors}


def _free_angles(at: Mapping[str, Point], signed: Iterable[tuple[str, str]]) -> dict[str, float]:
    """For each actor the middle of the widest gap between its ties: where a stub has room. Radians, y down."""
    angles: dict[str, list[float]] = {k: [] for k in at}
    for a, b in signed:
        if a in at and b in at:
            angle = math.atan2(at[b][1] - at[a][1], at[b][0] - at[a][0])
            angles[a].append(angle)
            angles[b].append(math.atan2(-math.sin(angle), -math.cos(angle)))
    return {k: round(_widest(sorted([*found, math.pi / 2])), 2) for k, found in angles.items()}


def _widest(angles: Sequence[float]) -> float:
    """Middle of the widest gap. The label, straight below, counts as taken."""
    closed = [*angles, angles[0] + 2 * math.pi]
    width, start = max((b - a, -a) for a, b in pairwise(closed))
    return math.remainder(-start + width / 2, 2 * math.pi)
