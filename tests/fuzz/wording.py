"""What holds for the functions that look at a text without a language model."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from kg import rdf, vocab
from kg.blocks import BlockRules, blocks
from kg.export.report import _html, _md
from kg.model import Document, Extraction, Span
from kg.rdf.terms import iri_or_none
from kg.read.clean import one_line, storable, tidy
from kg.read.dates import day, day_of_article
from kg.read.text import headline
from kg.report.markup import link, said
from kg.times import Times, TimeWords
from kg.times.attach import sentence
from kg.turtle import NamedNode
from tests.fuzz.outputs import check_table, check_turtle
from tests.fuzz.running import RUN, ontology

_MARKER: Final = 4


def words(data: bytes) -> None:
    """Bytes as UTF-8 with its surrogates, cut into a text."""
    text = data.decode("utf-8", "surrogatepass") if _whole(data) else data.decode("utf-8", "surrogateescape")
    check_clean(text)
    check_days(text)
    kept = storable(text)
    check_blocks(kept)
    check_times(kept)
    check_names(text)
    check_written(text)


def _whole(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def check_clean(text: str) -> None:
    """What is tidy stays as it is, and what is storable is as long as it was."""
    assert len(storable(text)) == len(text)
    neat = tidy(text)
    assert tidy(neat) == neat, (text, neat)
    assert storable(neat) == neat
    neat.encode("utf-8")
    line = one_line(text)
    assert one_line(line) == line and len(line.splitlines()) <= 1
    title = headline(neat)
    assert title is None or title == one_line(title)


def check_days(text: str) -> None:
    """A day that is found is a day."""
    for found in (day(text), day_of_article(text)):
        assert found is None or date.fromisoformat(found).isoformat() == found


@lru_cache(maxsize=1)
def _rules() -> BlockRules:
    return BlockRules.from_toml(ontology().blocks)


def check_blocks(text: str) -> None:
    """Blocks come in order, do not overlap, and leave out no letter but that of a bullet ("1.", "(iv)")."""
    found = blocks(text, _rules())
    assert found == blocks(text, _rules())
    end = 0
    for number, block in enumerate(found):
        assert end <= block.begin < block.end <= len(text)
        left = [c for c in text[end : block.begin] if c.isalnum()]
        assert not left or block.role == "bullet" and len(left) <= _MARKER, (text[end : block.begin], block)
        assert text[block.begin : block.end].strip()
        assert block.lead is None or 0 <= block.lead < number
        assert block.speaker is None or text[block.speaker.begin : block.speaker.end].strip()
        end = block.end
    assert not any(c.isalnum() for c in text[end:])


@lru_cache(maxsize=1)
def _times() -> Times:
    return Times(TimeWords.from_toml(ontology().times))


def check_times(text: str) -> None:
    """Times stand where they say they do, and no period ends before it begins."""
    for published in ("2026-01-07", None):
        found = _times().find(text, published, 3)
        assert found == _times().find(text, published, 3)
        for when in found:
            assert Span(when.span.begin - 3, when.span.end - 3).of(text) == when.text
            for edge in (when.begin, when.end):
                assert edge is None or date.fromisoformat((edge + "-01-01")[:10] if len(edge) < 10 else edge)
            if when.begin and when.end:
                size = min(len(when.begin), len(when.end))
                assert when.begin[:size] <= when.end[:size], when
    middle = len(text) // 2
    around = sentence(text, Span(middle, middle + 1)) if text else Span(0, 0)
    assert 0 <= around.begin <= middle and around.end <= len(text) or not text


def check_names(text: str) -> None:
    """Any string makes an IRI, the same every time and not that of another string."""
    for name in (rdf.document_iri(text), rdf.actor_iri(text), rdf.actor_iri("~" + text), vocab.TYPE + vocab.iri_part(text)):
        node = NamedNode(name)
        assert node.value == name and not set(name) & set(' <>"{}|\\^`\n\r\t')
    if storable(text) == text and text:
        assert rdf.document_iri(text) != rdf.document_iri(text + " ")
    address = iri_or_none(text)
    assert address is None or address.value.startswith(("http://", "https://"))


def check_written(text: str) -> None:
    """Words come back out of Turtle, and out of pages and tables without having done anything there."""
    paper = Document(text or "x", text, text or None, text, text, text or None)
    check_turtle(list(rdf.quads(Extraction(paper), RUN)))
    kept = storable(text)
    check_table(kept)
    for markup in (_html(text), said(text), link(text, text)):
        inside = markup.removeprefix("<bdi>").removesuffix("</bdi>")
        assert inside.startswith('<a href="http') or "<" not in inside
    assert len(_md(text).splitlines()) <= 1
