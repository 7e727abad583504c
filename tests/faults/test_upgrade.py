"""A store that other rules fused is fused anew; what cuts this short must not leave half of it for the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import vocab
from kg.build import build
from kg.store import Change, EmbeddedStore
from kg.turtle import Literal, NamedNode, Quad
from tests.faults.house import INPUTS, House, exported, opened

FUSION = NamedNode(vocab.FUSION_GRAPH)
MARK = NamedNode(vocab.OWL + "versionInfo")


class Killed(BaseException):
    """Between two transactions, which is all that a kill can be to a store."""


def outdated(house: House) -> Path:
    """A store as an earlier version would have left it: complete, and marked with other rules."""
    path = house.place()
    house.finish(path)
    with opened(path) as store:
        (mark,) = store.match(FUSION, MARK, None, vocab.FUSION_GRAPH)
        store.apply(Change(frozenset({mark}), frozenset({Quad(FUSION, MARK, Literal("earlier"), FUSION)})))
    return path


def transactions(house: House, path: Path, monkeypatch: pytest.MonkeyPatch, *, last: int | None = None) -> int:
    """Builds, and is killed before the transaction after the `last`; how many there were."""
    done = 0
    whole = EmbeddedStore._update

    def update(self: EmbeddedStore, text: str) -> None:
        nonlocal done
        if done == last:
            raise Killed
        whole(self, text)
        done += 1

    with monkeypatch.context() as patch, opened(path) as store:
        patch.setattr(EmbeddedStore, "_update", update)
        try:
            build(INPUTS, store, house.light)
        except Killed:
            assert done == last
    return done


def test_an_older_store_is_fused_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = outdated(house)
    assert transactions(house, path, monkeypatch) > len(house.documents) // 2
    with opened(path) as store:
        assert exported(store) == house.light_bytes


def test_fusing_anew_may_be_cut_short_anywhere(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for last in range(transactions(house, outdated(house), monkeypatch)):
        path = outdated(house)
        assert transactions(house, path, monkeypatch, last=last) == last
        transactions(house, path, monkeypatch)
        with opened(path) as store:
            assert exported(store) == house.light_bytes, f"killed after {last} transactions"
