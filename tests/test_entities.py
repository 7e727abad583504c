"""The model's entities, looked for only where a sentence can hold one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import spacy
from spacy.tokens import Doc

from kg.annotate import Annotated
from kg.entities import Entities
from kg.model import Document
from kg.pipeline import Pipeline


def annotated(pipeline: Pipeline, text: str) -> Annotated:
    document = Document("d", text)
    return pipeline._annotator.parse(document, pipeline._annotator.blocks(document))


def entities(found: Annotated) -> set[tuple[str, str]]:
    return {(entity.text, entity.label_) for passage in found.passages for entity in passage.doc.ents}


def test_persons_and_sums_are_found(pipeline: Pipeline) -> None:
    found = entities(annotated(pipeline, "Germany spoke first. Petra Lindholm said Germany would pay $40 million."))
    assert ("Petra Lindholm", "PERSON") in found
    assert "MONEY" in {label for _, label in found}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Germany will send tanks to Ukraine. In 2024 the United States promised more.", 0),
        ("Germany will send tanks to Ukraine. Petra Lindholm promised more.", 1),
        ("Germany will send 40 tanks to Ukraine on Friday, 6 March. It promised more.", 0),
        ("Germany will send Ukraine 4 billion dinars. It promised 40 tanks.", 1),
        ("Germany will send tanks to Ukraine. It would share every cent of the cost.", 1),
    ],
)
def test_known_names_are_not_asked_for(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, text: str, sentences: int) -> None:
    read: list[int] = []
    whole = pipeline._annotator._entities._recognizer

    def predict(docs: list[Doc]) -> object:
        read.append(len(docs))
        return whole.predict(docs)

    watched = SimpleNamespace(predict=predict, set_annotations=whole.set_annotations)
    monkeypatch.setattr(pipeline._annotator._entities, "_recognizer", watched)
    annotated(pipeline, text)
    assert sum(read) == sentences


def test_a_recognizer_that_shares_its_vectors_is_left_where_it_is() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": shared,
    }
    nlp.add_pipe("ner", config={"model": model})
    assert not Entities(nlp).apart
    alone = spacy.blank("en")
    alone.add_pipe("ner")
    assert Entities(alone).apart
