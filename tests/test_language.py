"""The language model reads as its authors' does, only faster; and the same whatever is read beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from thinc.api import NumpyOps
from threadpoolctl import threadpool_info

from kg.language import MODELS, load_model, products, ruler
from kg.language.products import Products
from kg.language.ruler import KnownKinds
from kg.read import read
from kg.resources import examples_dir

ODD = [
    "",
    "It ain't so, and we're gonna help.",
    "There  is  no deal;\n\nthere's none.",
    "Y'all got nothin', c'mon, let's go.",
    "But they do, and that it did. I met you, you saw it, and it you.",
]
NAMES = ("tag_", "pos_", "lemma_", "dep_", "ent_type_", "ent_iob_")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [*(article.text for article in read([str(examples_dir())], on_error=pytest.fail)), *ODD]


@pytest.fixture(scope="module")
def stock() -> Language:
    return spacy.load(next(name for name in MODELS if spacy.util.is_package(name)), exclude=["senter"])


@pytest.fixture(scope="module")
def own() -> Language:
    return load_model()


def told(doc: Doc) -> list[Any]:
    return [(token.text, str(token.morph), token.head.i, *(getattr(token, name) for name in NAMES)) for token in doc]


def test_words_are_read_as_by_the_model_alone(texts: list[str], stock: Language, own: Language) -> None:
    assert isinstance(own.get_pipe("attribute_ruler"), KnownKinds)
    for _ in range(2):  # first learned, then remembered
        for one, other in zip(stock.pipe(texts), own.pipe(texts), strict=True):
            assert told(other) == told(one)


def test_what_another_ruler_sets_is_kept(stock: Language) -> None:
    for attributes in ({"ENT_TYPE": "ORG"}, {"POS": "X", "NORM": "x"}):
        nlp = spacy.blank("en")
        added: Any = nlp.add_pipe("attribute_ruler")
        added.add(patterns=[[{"LOWER": "pact"}]], attrs=attributes)
        ruler.install(nlp)
        assert type(nlp.get_pipe("attribute_ruler")) is AttributeRuler
    ruler.install(spacy.blank("en"))


@pytest.mark.parametrize(
    "pattern",
    [[{"LOWER": "pact"}], [{"TEXT": "pact"}], [{"LOWER": {"REGEX": "^pac"}}], [{"IS_ALPHA": True, "OP": "+"}], [{}, {"LOWER": "now"}]],
)
def test_patterns_of_any_sort_are_applied(pattern: list[dict[str, Any]]) -> None:
    nlps = [spacy.blank("en"), spacy.blank("en")]
    for nlp in nlps:
        added: Any = nlp.add_pipe("attribute_ruler")
        added.add(patterns=[pattern], attrs={"POS": "X", "LEMMA": "deal"})
        added.add(patterns=[[{"LOWER": "now"}]], attrs={"POS": "ADV"})
    ruler.install(nlps[1])
    assert isinstance(nlps[1].get_pipe("attribute_ruler"), KnownKinds)
    for text in ("a pact now", "a Pact now", "pact", "now, a pact", "a pact now"):
        one, other = (told(nlp(text)) for nlp in nlps)
        assert other == one


@pytest.mark.parametrize("rows", [0, 1, 40, 3000])
@pytest.mark.parametrize("trans1", [False, True])
@pytest.mark.parametrize("trans2", [False, True])
def test_products_are_right(rows: int, trans1: bool, trans2: bool) -> None:
    numbers = np.random.default_rng(1)
    left, right = numbers.standard_normal((rows, 30)).astype("f"), numbers.standard_normal((30, 50)).astype("f")
    given = (np.ascontiguousarray(left.T) if trans1 else left, np.ascontiguousarray(right.T) if trans2 else right)
    wanted = left.astype("d") @ right.astype("d")
    found = Products().gemm(*given, trans1=trans1, trans2=trans2)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-4)
    out = np.ones_like(found)
    assert Products().gemm(*given, out=out, trans1=trans1, trans2=trans2) is out
    assert np.array_equal(out, found)


def test_a_text_is_read_the_same_beside_others(texts: list[str], own: Language) -> None:
    """To the last bit, else an article could be read otherwise by `--jobs` or after another."""
    alone = [own(text).tensor for text in texts]
    for batch in (texts, texts[::-1]):
        found = {doc.text: doc.tensor for doc in own.pipe(batch, batch_size=64)}
        assert all(np.array_equal(found[text], tensor) for text, tensor in zip(texts, alone, strict=True))


def test_products_that_depend_on_the_place_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def shaky(self: Products, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        return NumpyOps.gemm(self, x, y, trans1=trans1, trans2=trans2) * (1 + 1e-6 * (np.arange(len(x)) % 12 > 5)[:, None])

    monkeypatch.setattr(Products, "gemm", shaky)
    assert not products.same_anywhere.__wrapped__()
    monkeypatch.setattr(products, "same_anywhere", lambda: False)
    model: Any = load_model().get_pipe("tok2vec")
    assert all(type(node.ops) is NumpyOps for node in model.model.walk())


def test_products_are_taken_where_they_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "same_anywhere", lambda: True)
    model: Any = load_model().get_pipe("tok2vec")
    assert all(type(node.ops) is Products for node in model.model.walk())


def test_one_thread_for_the_while() -> None:
    before = [library["num_threads"] for library in threadpool_info()]
    with products.one_thread():
        assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}
    assert [library["num_threads"] for library in threadpool_info()] == before
