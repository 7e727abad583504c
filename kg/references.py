"""Who is meant, without what they undertake: the stages before extraction, for `kg resolve` and `kg actors --unknown`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg import ontology
from kg.annotate import Annotator
from kg.blocks import BlockRules
from kg.gazetteer import Gazetteer
from kg.language import load_model
from kg.people import Offices
from kg.pipeline import ErrorSink
from kg.read import DEFAULT, Limits, read
from kg.resolve import Resolver, Unknown, unknown_names


def load_resolver(model: str | None = None, actors: Iterable[Path] = ()) -> Resolver:
    """What answers single phrases. Raises OntologyError and ModelError."""
    annotator, gazetteer, offices = _stages(model, actors)
    return Resolver(annotator, gazetteer, offices)


def names_unknown(
    inputs: Iterable[str], model: str | None = None, actors: Iterable[Path] = (), *, limits: Limits = DEFAULT, on_error: ErrorSink
) -> tuple[int, tuple[Unknown, ...]]:
    """How many documents were read, and the names in them that nobody bears, one document held at a time."""
    annotator, gazetteer, offices = _stages(model, actors)
    documents = read(inputs, limits=limits, on_error=on_error)
    return unknown_names(documents, annotator, gazetteer, offices, limits=limits, on_error=on_error)


def _stages(model: str | None, actors: Iterable[Path]) -> tuple[Annotator, Gazetteer, Offices]:
    data = ontology.load(extra=actors)
    annotator = Annotator(load_model(model), data.gazetteer, BlockRules.from_toml(data.blocks))
    return annotator, data.gazetteer, Offices(data.offices)
