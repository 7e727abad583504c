"""Friends near, foes apart, nothing on top of anything, the same every time."""

from __future__ import annotations

import math
from itertools import combinations

from kg.view import layout
from kg.view.picture import Actor, Entry
from kg.view.render import drawn_actors

from . import demo, synthetic


def entry(level: str, by: str, to: str, *, kind: str = "commitment", type: str = "training") -> Entry:
    return Entry(f"{by}{to}{level}{type}", kind, type, type, "forces", level, tuple(by.split()), tuple(to.split()))


def actors(keys: str) -> list[Actor]:
    return [Actor(k, k, k, "State") for k in keys.split()]


CAMPS = [
    *(entry("agreed", a, b) for a, b in combinations("ABCD", 2)),
    *(entry("agreed", a, b) for a, b in combinations("WXYZ", 2)),
    *(entry("threatens", a, b, kind="position") for a, b in (("A", "W"), ("B", "X"), ("Y", "C"))),
]


def distance(arranged: layout.Layout, a: str, b: str) -> float:
    return math.dist(arranged.at[a], arranged.at[b])


def test_friends_stand_nearer_than_foes() -> None:
    arranged = layout.arrange(actors("A B C D W X Y Z"), CAMPS)
    friends = [distance(arranged, a, b) for group in ("ABCD", "WXYZ") for a, b in combinations(group, 2)]
    foes = [distance(arranged, a, b) for a in "ABCD" for b in "WXYZ"]
    assert max(friends) < sum(foes) / len(foes)
    assert sum(friends) / len(friends) < min(foes)


def test_camps_are_blocs() -> None:
    assert layout.arrange(actors("A B C D W X Y Z"), CAMPS).blocs == (("A", "B", "C", "D"), ("W", "X", "Y", "Z"))


def test_a_common_enemy_makes_no_bloc() -> None:
    entries = [entry("opposes", a, "E", kind="position") for a in "ABC"]
    assert layout.arrange(actors("A B C E"), entries).blocs == ()


def test_a_bridge_belongs_to_no_bloc() -> None:
    entries = [*CAMPS, entry("considered", "M", "A W", type="negotiation")]
    blocs = layout.arrange(actors("A B C D M W X Y Z"), entries).blocs
    assert not any("M" in bloc for bloc in blocs)


def test_sanctions_drive_apart() -> None:
    assert layout.pull(entry("agreed", "A", "B", type="sanctions"), {"sanctions"}) < 0 < layout.pull(entry("agreed", "A", "B"))


def test_joint_undertakings_tie_their_parties() -> None:
    assert layout.pairs(entry("agreed", "A B C", "")) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert layout.pairs(entry("refused", "A B", "")) == []
    assert layout.pairs(entry("opposes", "A B", "", kind="position")) == []


def test_nothing_covers_anything() -> None:
    picture = demo.picture()
    shown = [a for a in drawn_actors(picture) if a.cls != "Person"]
    arranged = layout.arrange(drawn_actors(picture), picture.entries)
    for a, b in combinations(shown, 2):
        (ax, ay), (bx, by) = arranged.at[a.key], arranged.at[b.key]
        wide = arranged.radius[a.key] + arranged.radius[b.key]
        assert abs(ax - bx) >= wide or abs(ay - by) >= wide + 10, (a.key, b.key)


def test_order_of_input_does_not_matter() -> None:
    picture = demo.picture()
    one = layout.arrange(picture.actors, picture.entries)
    other = layout.arrange(picture.actors[::-1], picture.entries)
    assert (one.at, one.blocs) == (other.at, other.blocs)


def test_degenerate_pictures() -> None:
    assert layout.arrange([], []).at == {}
    assert set(layout.arrange(actors("A"), [entry("agreed", "A", "")]).at) == {"A"}
    assert set(layout.arrange(actors("A B C"), [entry("agreed", "A", "A")]).at) == {"A", "B", "C"}
    assert set(layout.arrange(actors("A B"), [entry("agreed", "A", "B")]).at) == {"A", "B"}


def test_many_actors_finish() -> None:
    picture = synthetic.picture(actors=300, entries=3000)
    assert len(layout.arrange(picture.actors, picture.entries).at) == 300
