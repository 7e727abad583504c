"""That the quality is not memory: words frozen on half of the stories serve the other half nearly as well."""

from __future__ import annotations

from statistics import mean

from kg.lexicon import Lexicon
from kg.pipeline import Pipeline
from tests.gold.halves import CUTS, compare, frozen

ALLOWED = 8  # points of core F1


def test_the_other_half_lies_within_eight_points(pipeline: Pipeline) -> None:
    found = compare(pipeline, strict=False)
    assert len(found) == 2 * CUTS
    assert mean(c.removed for c in found) > 20, "too few words are taken away to tell anything"
    difference = mean(c.own for c in found) - mean(c.other for c in found)
    assert difference <= ALLOWED, f"core F1 differs by {difference:.1f}"


def test_freezing_takes_away_what_it_is_told_to(pipeline: Pipeline) -> None:
    whole: Lexicon = pipeline.ontology.lexicon
    same, none = frozen(whole, lambda words: True)
    assert (same, none) == (whole, 0)
    less, _ = frozen(whole, lambda words: "send" not in words)
    assert ("send", "tank") in whole.frames and ("send", "tank") not in less.frames
    nothing, many = frozen(whole, lambda words: False)
    assert many > 1000
    assert not nothing.nouns and not nothing.frames and not nothing.attitudes and not nothing.predicates
