"""What is not parsed holds no claim, and what holds none is mostly not parsed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.model import Document
from kg.pipeline import Pipeline
from kg.read import read
from kg.resources import examples_dir

HERE = Path(__file__).parent
ORDINARY = HERE / "unrelated" / "ordinary.jsonl"
SOUGHT = "France will send 200 soldiers to Ukraine."
FILLER = "The bakery on the corner opens at seven. Its owner gets up at four, and the bread is gone by noon. Nobody minds. "


def gold() -> list[Document]:
    files = sorted((HERE / "gold" / "dev").glob("*.json")) + sorted((HERE / "gold" / "fresh").glob("*.json"))
    return [Document(path.stem, json.loads(path.read_text("utf-8"))["text"]) for path in files]


def mixed_in(count: int) -> list[Document]:
    """Texts of ordinary news, four to a document."""
    texts = [json.loads(line)["text"] for line in ORDINARY.read_text("utf-8").splitlines()]
    assert len(texts) >= 4 * count
    return [Document(f"ordinary-{n}", "\n\n".join(texts[4 * n : 4 * n + 4])) for n in range(count)]


def parsed(pipeline: Pipeline, documents: Sequence[Document], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The documents that are read as a whole."""
    whole, seen = Pipeline._look, set[str]()

    def look(self: Pipeline, document: Document, annotated: object) -> object:
        seen.add(document.id)
        return whole(self, document, annotated)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Pipeline, "_look", look)
        list(pipeline.extract(documents))
    return seen


def test_no_claim_of_the_gold_or_the_examples_is_lost(pipeline: Pipeline) -> None:
    documents = [*gold(), *read([str(examples_dir())], on_error=pytest.fail)]
    assert len(documents) > 50
    found = list(pipeline.extract(documents))
    assert sum(len(one.claims) for one in found) > 400
    for one, (_, whole) in zip(found, pipeline.look(documents), strict=True):
        assert one.claims == whole.claims, one.document.id
        assert one.actors == whole.actors


def test_ordinary_news_is_mostly_not_read_as_a_whole(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = mixed_in(50)
    assert len(parsed(pipeline, documents, monkeypatch)) <= 5


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (SOUGHT, True),
        (FILLER * 8, False),
        (FILLER * 8 + SOUGHT, True),  # late and alone
        (FILLER * 8 + "Emmanuel Macron spoke to reporters. He pledged to send soldiers to Ukraine. " + FILLER * 8, True),
        (FILLER * 8 + "France asked Italy to wait. " + FILLER, True),  # no word of a type
        (FILLER * 8 + "The troops of ants that he sends are promised sugar.", False),  # nobody who acts
        (FILLER * 3 + "France is lovely in spring. " + FILLER * 3, False),  # and nothing that is done
        ("Interview\n\nQ: Will France send soldiers?\n\nA: We will. " + FILLER * 3, True),  # an answer leans on its question
    ],
)
def test_what_could_be_a_claim_is_read(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, text: str, whole: bool) -> None:
    assert bool(parsed(pipeline, [Document("one", text)], monkeypatch)) == whole


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("sent", "send"), ("shipped", "ship"), ("supplies", "supply"), ("withdrew", "withdraw"), ("troops", "troop"), ("F-16s", "16s")],
)
def test_a_form_is_led_back_to_its_lemma(pipeline: Pipeline, form: str, lemma: str) -> None:
    assert pipeline._sieve is not None
    assert lemma in pipeline._sieve._stems(form.lower())


def test_who_asks_for_all_gets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [Document("one", FILLER)]
    assert parsed(Pipeline(sieved=False), documents, monkeypatch) == {"one"}
