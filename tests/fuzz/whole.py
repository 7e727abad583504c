"""What holds for the whole extractor, whatever text it is given."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from zlib import crc32

from kg import rdf, vocab
from kg.model import Claim, Document, Extraction, Span
from kg.names import NameMatcher
from kg.pipeline import Pipeline
from kg.read.clean import storable
from kg.read.text import headline
from kg.turtle import Quad
from tests.fuzz.outputs import check_outputs, check_turtle
from tests.fuzz.running import RUN, ontology, pipeline
from tests.fuzz.wording import check_blocks

_AGAIN: Final = 4  # one input in so many is read twice
_DRAWN: Final = 8  # one in so many is drawn and exported
LONGEST: Final = 20_000


def extractor(data: bytes) -> None:
    """Reads a text as an article. What costs much is done for some inputs only, always the same ones."""
    text = storable(data.decode("utf-8", "replace"))[:LONGEST]
    if not text.strip():
        return
    dice = crc32(data)
    check_extractor(text, again=dice % _AGAIN == 0, drawn=dice % _DRAWN == 0, dated=dice % 3 > 0)


def check_extractor(text: str, *, again: bool = True, drawn: bool = True, dated: bool = True) -> Extraction:
    """No exception, passages that stand where they say, the same the second time, and nothing of it runs in a page."""
    check_blocks(text)
    check_matches(text)
    paper = Document("fuzz", text, headline(text), "2026-01-07" if dated else None, "https://example.org/a", "example.org", "fuzz.txt")
    (found,) = pipeline().extract([paper])
    check_extraction(found)
    if again:
        assert list(pipeline().extract([paper])) == [found], "read differently the second time"
    if drawn and found.claims:
        check_outputs(found)
    return found


@lru_cache(maxsize=1)
def _matcher() -> NameMatcher:
    return NameMatcher(_model()._annotator._nlp, ontology().gazetteer)


def _model() -> Pipeline:
    return pipeline()


def check_matches(text: str) -> None:
    """Names come in order and do not overlap."""
    doc = _model()._annotator._nlp.make_doc(text)
    end = 0
    for first, last, readings in _matcher().match(doc, text):
        assert end <= first < last <= len(doc) and readings
        end = last


def check_extraction(found: Extraction) -> None:
    """The promises of `kg.model`, in the values and in the quads."""
    text = found.document.text
    for claim in found.claims:
        _check_claim(claim, found)
    for span in _spans(found):
        assert 0 <= span.begin < span.end <= len(text), span
    quads = list(rdf.quads(found, RUN))
    check_turtle(quads)
    _check_quotes(quads, text)


def _check_claim(claim: Claim, found: Extraction) -> None:
    text = found.document.text
    assert claim.spans and claim.by and 0 <= claim.confidence <= 1
    assert {*claim.by, *claim.to, *claim.said_by} <= found.actors.keys()
    assert len(claim.levels) in (0, len(claim.spans)) and len(claim.speakers) in (0, len(claim.spans))
    for span in claim.spans:
        assert span.of(text).strip(), span
    for times in claim.when:
        for when in times:
            assert when.span.of(text) == when.text, when
    if claim.amount:
        assert claim.amount.text.strip()


def _spans(found: Extraction) -> Iterator[Span]:
    for claim in found.claims:
        yield from claim.spans
        yield from (when.span for times in claim.when for when in times)
        yield from (reason.span for reason in claim.reasons if reason.span)
    yield from (rejection.span for rejection in found.rejected)


def _check_quotes(quads: list[Quad], text: str) -> None:
    """Quoted words in the graph are the characters between their offsets."""
    facts: dict[str, dict[str, str]] = {}
    for quad in quads:
        facts.setdefault(str(quad.subject), {})[quad.predicate.value] = getattr(quad.object, "value", "")
    quoted = [f for f in facts.values() if vocab.NIF + "anchorOf" in f]
    for f in quoted:
        begin, end = int(f[vocab.NIF + "beginIndex"]), int(f[vocab.NIF + "endIndex"])
        assert f[vocab.NIF + "anchorOf"] == text[begin:end]
