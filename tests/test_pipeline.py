"""The stages together: nothing twice, nothing lost, one broken article costs one article."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg import language, rdf
from kg import pipeline as pipelines
from kg.annotate import Annotated
from kg.blocks import Block
from kg.build import Step, build
from kg.errors import InputError, KgError, ModelError, OntologyError, StoreError
from kg.export import export
from kg.language import load_model
from kg.model import Amount, Document, Extraction, Span, When
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir
from kg.store import Store, open_store

TEXT = "PARIS, March 3, 2026 - France will send 200 soldiers to Ukraine, {} said on Tuesday.\n\nRussia opposed the deployment.\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def articles(folder: Path, *names: str) -> list[Path]:
    paths = [folder / f"{name}.txt" for name in names]
    for path in paths:
        path.write_text(TEXT.format(f"General {path.stem.title()} Petit"), "utf-8")
    return paths


def nquads(store: Store) -> bytes:
    out = io.BytesIO()
    export(store, "nquads", out, ontology=True)
    return out.getvalue()


def test_documents_become_claims_in_the_store(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    steps: list[Step] = []
    summary = build(articles(tmp_path, "a", "b"), store, pipeline, on_step=steps.append)
    assert (summary.documents, summary.unchanged, summary.errors, summary.exit_code) == (2, 0, (), 0)
    assert summary.claims == sum(step.claims for step in steps) >= 4
    assert len(store.documents()) == 2
    assert store.ontology_version() == pipeline.ontology.version


def test_building_twice_changes_nothing(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    paths = articles(tmp_path, "a", "b")
    build(paths, store, pipeline)
    before = nquads(store)
    summary = build(paths, store, pipeline)
    assert (summary.documents, summary.unchanged, summary.claims) == (2, 2, 0)
    assert nquads(store) == before


def test_two_builds_of_one_input_give_the_same_bytes(tmp_path: Path, pipeline: Pipeline) -> None:
    found = []
    for name, order in (("one", 1), ("two", -1)):
        with open_store(tmp_path / name) as store:
            build([str(path) for path in sorted(examples_dir().iterdir())][::order], store, pipeline)
            found.append(nquads(store))
    assert found[0] == found[1]


def test_an_unchanged_document_is_not_read_again(store: Store, tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    build(articles(tmp_path, "a"), store, pipeline)
    monkeypatch.setattr(Pipeline, "_look", lambda self, document, annotated=None: pytest.fail("read again"))
    assert build(articles(tmp_path, "a"), store, pipeline).unchanged == 1


def test_another_run_reads_a_document_again(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    build(articles(tmp_path, "a"), store, pipeline)
    sure = Pipeline(min_confidence=0.99)
    assert sure.run != pipeline.run
    summary = build(articles(tmp_path, "a"), store, sure)
    assert (summary.documents, summary.unchanged, summary.claims) == (1, 0, 0)
    assert not [quad for quad in store.quads() if quad.predicate.value.endswith("ontology#by")]


def test_what_breaks_on_one_article_costs_that_article(
    store: Store, tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(self: Pipeline, document: Document, annotated: object = None) -> tuple[None, Extraction]:
        if "Bad" in document.text:
            raise RecursionError("maximum\nrecursion depth")
        return None, Extraction(document)

    monkeypatch.setattr(Pipeline, "_look", look)
    told: list[KgError] = []
    summary = build(articles(tmp_path, "good", "bad", "fine"), store, pipeline, on_error=told.append)
    assert (summary.documents, len(summary.errors), summary.exit_code) == (2, 1, 0)
    assert tuple(told) == summary.errors
    assert "bad.txt" in str(told[0])
    assert "\n" not in str(told[0])
    assert build(articles(tmp_path, "bad"), store, pipeline).exit_code == KgError.exit_code
    with pytest.raises(KgError, match="RecursionError"):
        list(pipeline.look([Document("x", "Bad")]))


def test_an_extraction_that_breaks_its_promises_costs_its_document(
    store: Store, tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Pipeline._look
    monkeypatch.setattr(Pipeline, "_look", lambda self, document, annotated=None: (None, replace(whole(self, document)[1], actors={})))
    summary = build(articles(tmp_path, "a"), store, pipeline)
    assert (summary.documents, len(summary.errors)) == (0, 1)
    assert store.documents() == []


@pytest.mark.parametrize(
    ("absurd", "reason"),
    [
        ({"confidence": float("nan")}, "ValueError"),
        ({"confidence": 7.0}, "ValueError"),
        ({"amount": Amount("very many", 10**400)}, "OverflowError"),
        ({"amount": Amount("very many", "many")}, "TypeError"),
        ({"when": (((When("by", None, "12026-05", Span(0, 1))),),)}, "KeyError"),
        ({"kind": "promise"}, "KeyError"),
        ({"spans": (Span(-1, 4),)}, "ValueError"),
    ],
)
def test_an_absurd_value_costs_its_document(
    store: Store, tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, absurd: dict[str, Any], reason: str
) -> None:
    whole = Pipeline._look

    def look(self: Pipeline, document: Document, annotated: Any = None) -> tuple[Any, Extraction]:
        who, found = whole(self, document, annotated)
        if "Bad" not in document.text:
            return who, found
        claim = replace(found.claims[0], **{"levels": (), "speakers": (), "when": (), "spans": found.claims[0].spans[:1], **absurd})
        return who, replace(found, claims=(claim,))

    monkeypatch.setattr(Pipeline, "_look", look)
    summary = build(articles(tmp_path, "a", "bad", "z"), store, pipeline)
    assert summary.documents == len(store.documents()) == 2
    assert [re.fullmatch(rf".*bad\.txt: document .*\({reason}: .*", str(error)) is not None for error in summary.errors] == [True]
    with open_store(tmp_path / "other") as other:
        build([tmp_path / "a.txt", tmp_path / "z.txt"], other, pipeline)
        assert nquads(store) == nquads(other)


def test_a_store_that_cannot_be_written_ends_the_build(
    store: Store, tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **named: object) -> bool:
        raise StoreError("full")

    monkeypatch.setattr(type(store), "replace_document", full)
    with pytest.raises(StoreError, match="full"):
        build(articles(tmp_path, "a", "b"), store, pipeline)


def test_two_documents_may_not_share_an_id(store: Store, tmp_path: Path, pipeline: Pipeline) -> None:
    lines = ['{"id": "x", "text": "France will send aid to Chad."}', '{"id": "x", "text": "Chad will send aid to France."}']
    (tmp_path / "two.jsonl").write_text("\n".join([*lines, lines[0]]), "utf-8")
    summary = build([tmp_path / "two.jsonl"], store, pipeline)
    assert summary.documents == 1
    assert [type(error) for error in summary.errors] == [InputError]
    assert "id 'x'" in str(summary.errors[0])


def test_confidence_leaves_claims_and_their_actors_out(pipeline: Pipeline) -> None:
    document = next(read([str(examples_dir() / "oslo-agency.txt")], on_error=pytest.fail))
    (found,) = pipeline.extract([document])
    for least in sorted({claim.confidence for claim in found.claims}):
        kept = pipelines._at_least(found, least)
        assert kept.claims == tuple(claim for claim in found.claims if claim.confidence >= least)
        assert kept.actors.items() <= found.actors.items()
        list(rdf.quads(kept, pipeline.run))  # names no actor that was dropped


def test_what_stands_beside_it_in_a_batch_changes_no_reading(pipeline: Pipeline) -> None:
    documents = [*read([str(examples_dir())], on_error=pytest.fail)]
    alone = {document.id: next(pipeline.extract([document])) for document in documents}
    for seed in range(2):
        random.Random(seed).shuffle(documents)
        assert {found.document.id: found for found in pipeline.extract(documents)} == alone


def test_a_document_that_breaks_the_parser_costs_itself_only(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline._annotator.parse_all

    def parse_all(documents: Sequence[tuple[Document, tuple[Block, ...]]]) -> Iterator[Annotated]:
        if any(document.id == "bad" for document, _ in documents):
            raise MemoryError("too much")
        return whole(documents)

    monkeypatch.setattr(pipeline._annotator, "parse_all", parse_all)
    errors: list[KgError] = []
    found = pipeline.extract([Document(name, TEXT.format("she")) for name in ("a", "bad", "b")], on_error=errors.append)
    assert [one.document.id for one in found] == ["a", "b"]
    assert [str(error).partition(":")[0] for error in errors] == ["document bad"]


def test_a_model_that_is_missing_says_what_to_do(tmp_path: Path) -> None:
    for name in ("no_such_model", str(tmp_path)):
        with pytest.raises(ModelError, match="pip install"):
            load_model(name)


def test_without_any_model_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "MODELS", ())
    with pytest.raises(ModelError, match="pip install"):
        load_model()


@pytest.mark.parametrize("name", ["more.toml", "missing.ttl"])
def test_a_file_of_actors_that_cannot_be_used_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OntologyError, match=name):
        Pipeline(actors=[tmp_path / name])


def test_further_actors_are_known(store: Store, tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text(
        "@prefix pact: <https://w3id.org/pactgraph/ontology#> . @prefix actor: <https://w3id.org/pactgraph/actor/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'actor:harbour-league a pact:Organization ; rdfs:label "Harbour League" .\n',
        "utf-8",
    )
    (found,) = Pipeline(actors=[more]).extract([Document("x", "The Harbour League will send 200 soldiers to Ukraine.")])
    assert {key for claim in found.claims for key in claim.by} == {"harbour-league"}
