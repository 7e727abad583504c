"""What fusion promises whatever comes: the same graph for every order, batch and rebuild, and nothing that cannot be undone."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import vocab
from kg.export import export
from kg.fuse import Decision, Fusion
from kg.model import Extraction
from kg.rdf import document_iri
from kg.store import Change, Store, open_store
from tests.factories import RUN, ontology
from tests.fuse.made import corpora

PLENTY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
FEWER = settings(PLENTY, max_examples=30)


@contextmanager
def opened() -> Iterator[Store]:
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        yield store


def filled(store: Store, documents: Sequence[Extraction]) -> Fusion:
    fusion = Fusion(store, ontology())
    for document in documents:
        fusion.put(document, RUN)
    return fusion


def written(store: Store) -> str:
    out = io.BytesIO()
    export(store, "nquads", out)
    return out.getvalue().decode("utf-8")


def fused(store: Store) -> str:
    """The fused graph alone: decisions stay on record."""
    return "".join(line for line in written(store).splitlines(True) if line.endswith(f"<{vocab.FUSION_GRAPH}> .\n"))


def rebuilt(store: Store) -> str:
    """The store with all of the fused graph made anew."""
    store.apply(Change(gone=frozenset(store.quads(vocab.FUSION_GRAPH))))
    Fusion(store, ontology()).refresh()
    return written(store)


def nodes(store: Store) -> list[str]:
    """The claims that found a commitment or position, sorted."""
    found = {quad.object.value for quad in store.quads(vocab.FUSION_GRAPH) if quad.predicate.value.endswith("#cluster")}  # type: ignore[union-attr]
    return sorted(found)


@PLENTY
@given(corpora(), st.randoms(use_true_random=False))
def test_any_order_and_any_batches_give_the_same_bytes(documents: list[Extraction], dice: object) -> None:
    shuffled = list(documents)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    with opened() as one, opened() as two:
        filled(one, documents)
        for document in shuffled:  # each in a batch of its own
            filled(two, [document])
        assert written(one) == written(two)


@PLENTY
@given(corpora())
def test_a_rebuild_gives_the_same_bytes(documents: list[Extraction]) -> None:
    with opened() as store:
        filled(store, documents)
        before = written(store)
        assert rebuilt(store) == before


@PLENTY
@given(corpora(least=2), st.integers(0, 5))
def test_building_removing_and_adding_back_changes_nothing(documents: list[Extraction], which: int) -> None:
    gone = documents[which % len(documents)]
    with opened() as store, opened() as without:
        fusion = filled(store, documents)
        filled(without, [document for document in documents if document is not gone])
        before = written(store)
        assert fusion.remove(document_iri(gone.document.id))
        assert written(store) == written(without)
        fusion.put(gone, RUN)
        assert written(store) == before


@PLENTY
@given(corpora(least=2), corpora(least=1, most=1))
def test_a_new_version_takes_the_place_of_the_old_one(documents: list[Extraction], newer: list[Extraction]) -> None:
    with opened() as store, opened() as fresh:
        filled(store, documents).put(newer[0], RUN)
        filled(fresh, [*newer, *documents[1:]])
        assert written(store) == written(fresh)


@FEWER
@given(corpora(least=2, most=4), st.data())
def test_every_decision_can_be_revoked(documents: list[Extraction], data: st.DataObject) -> None:
    with opened() as store:
        fusion = filled(store, documents)
        if not (known := nodes(store)):
            return
        before = fused(store)
        made = fusion.decide(decision(data, known))
        after = fused(store)
        assert rebuilt(store).endswith(written(store)[-200:]) and fused(store) == after
        fusion.decide(Decision(0, "revoke", (), "Ada", "wrong", "2026-02-02", revokes=made.id))
        assert fused(store) == before
        assert [d.verb for d in Fusion(store, ontology()).decisions()] == [made.verb, "revoke"]


@FEWER
@given(corpora(least=2, most=4), st.data())
def test_merging_then_splitting_is_the_identity(documents: list[Extraction], data: st.DataObject) -> None:
    with opened() as store:
        fusion = filled(store, documents)
        known = nodes(store)
        if len(known) < 2:
            return
        before = fused(store)
        one, other = data.draw(st.permutations(known))[:2]
        fusion.decide(Decision(0, "merge", (one, other), "Ada", "the same", "2026-02-01"))
        fusion.decide(Decision(0, "split", (one, other), "Ben", "not the same", "2026-02-02"))
        assert fused(store) == before


@FEWER
@given(corpora(least=2, most=5), st.data(), st.randoms(use_true_random=False))
def test_decisions_survive_whatever_order_the_documents_come_back_in(
    documents: list[Extraction], data: st.DataObject, dice: object
) -> None:
    with opened() as store:
        fusion = filled(store, documents)
        if not nodes(store):
            return
        for _ in range(data.draw(st.integers(1, 3))):
            if known := nodes(store):
                fusion.decide(decision(data, known))
        before = written(store)
        assert rebuilt(store) == before
        for document in documents:
            fusion.remove(document_iri(document.document.id))
        shuffled = list(documents)
        dice.shuffle(shuffled)  # type: ignore[attr-defined]
        for document in shuffled:
            fusion.put(document, RUN)
        assert written(store) == before


def decision(data: st.DataObject, known: list[str]) -> Decision:
    verb = data.draw(st.sampled_from(("merge", "split", "reject", "correct") if len(known) > 1 else ("reject", "correct")))
    claims = data.draw(st.permutations(known))
    if verb in ("merge", "split"):
        return Decision(0, verb, tuple(sorted(claims[:2])), "Ada", "seen", "2026-02-01")
    changes = data.draw(st.sampled_from([(("by", "FR"), ("by", "GB")), (("type", "training"),), (("to", "UA"),)]))
    return Decision(0, verb, (claims[0],), "Ada", "seen", "2026-02-01", changes if verb == "correct" else ())  # type: ignore[arg-type]
