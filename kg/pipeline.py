"""The only place that wires the stages of reading: Document -> blocks -> Annotated -> Cast -> Extraction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kg import ontology
from kg.annotate import Annotated, Annotator, batches
from kg.blocks import Block, BlockRules
from kg.confidence import confident, weights
from kg.errors import KgError
from kg.extract import Extractor
from kg.fuse.rules import Rules
from kg.fuse.whole import fuse
from kg.language import load_model
from kg.model import Actor, Claim, Document, Extraction, Run
from kg.people import Offices
from kg.read import DEFAULT, Limits, patience
from kg.refer import Cast, cast
from kg.resources import program_version
from kg.sieve import Sieve, Suspects
from kg.times import Times, TimeWords, attach

ErrorSink = Callable[[KgError], None]
_Formed = tuple[Document, tuple[Block, ...]]


@contextmanager
def loading() -> Iterator[None]:
    """Around the loading of what stays until the process ends: the collector of garbage leaves it alone, now and later.

    It would look at the whole ontology and model again and again while articles come and go. For programs: a library
    must not decide that for its user.
    """
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # a second time, what the first left as garbage would stay as well
            gc.freeze()
        gc.enable()


class Pipeline:
    """Documents in, extractions out. Loads the ontology and the language model once; stateless between documents.

    `model` is the name or the folder of a spaCy pipeline, `actors` are files of further actors (Turtle or CSV),
    `folder` stands for `ontology/`, and claims below `min_confidence` are left out. Without `calibrated`, confidences
    are the scores of the rules, not probabilities. Without `sieved`, every document is parsed.
    Documents beyond `limits` are refused.
    Raises OntologyError and ModelError.
    """

    def __init__(
        self,
        model: str | None = None,
        actors: Iterable[Path] = (),
        *,
        folder: Path | None = None,
        min_confidence: float = 0.0,
        calibrated: bool = True,
        sieved: bool = True,
        limits: Limits = DEFAULT,
    ) -> None:
        self.ontology = ontology.load(folder, extra=actors)
        nlp = load_model(model)
        self._min_confidence = min_confidence
        self._limits = limits
        self._annotator = Annotator(nlp, self.ontology.gazetteer, BlockRules.from_toml(self.ontology.blocks))
        self._sieve = Sieve(self.ontology.lexicon, self._annotator, nlp) if sieved else None
        self._offices = Offices(self.ontology.offices)
        self._extractor = Extractor(self.ontology.lexicon)
        self._times = Times(TimeWords.from_toml(self.ontology.times))
        self._weights = weights(self.ontology.confidence) if calibrated else None
        self.run = Run(
            program=_program(min_confidence),
            ontology=self.ontology.version,
            model=f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}",
        )

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]:
        """The extraction of each document, in order, holding one batch at a time.

        Documents without a sentence that could be a claim are not parsed; see `sieve`. What breaks on one document goes
        to `on_error`, and the others go on; without `on_error` it is raised.
        """
        for batch in batches(documents):
            formed = self._formed(batch, on_error)
            worth = self._worth(formed)
            looked = self._all([found for found in worth if found is not None], on_error)
            for (document, _), found in zip(formed, worth, strict=True):
                if found is None:
                    yield Extraction(document)
                elif (read := next(looked)) is not None:
                    yield read[1]

    def fuse(self, packs: Iterable[bytes]) -> Iterator[bytes]:
        """The fused graph of each pack of reports, as `kg.fuse.whole` packs them, in order."""
        rules = Rules.of(self.ontology)
        return (fuse(packed, rules) for packed in packs)

    def look(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[tuple[Cast, Extraction]]:
        """The whole reading of each document, with the references that it rests on, for those who ask why."""
        for batch in batches(documents):
            yield from filter(None, self._all(self._formed(batch, on_error), on_error))

    def _formed(self, batch: list[Document], on_error: ErrorSink | None) -> list[_Formed]:
        """The documents with their blocks, but for those whose sentences are endless."""
        formed: list[_Formed] = []
        for document in batch:
            with self._only(document, on_error):
                formed.append((document, self._annotator.blocks(document, self._limits)))
        return formed

    @contextmanager
    def _only(self, document: Document, on_error: ErrorSink | None) -> Iterator[None]:
        """What breaks within, or takes too long, costs this document only."""
        try:
            with patience(self._limits.max_seconds, document.where):
                yield
        except Exception as error:
            told = failure(document, error)
            if on_error is None:
                raise told from error
            on_error(told)

    def _worth(self, formed: list[_Formed]) -> list[_Formed | None]:
        """Those that may hold a claim; None for a document of which no sentence, by itself, reads like one."""
        worth: dict[int, _Formed] = {}
        parts: dict[int, Iterator[tuple[Block, ...]]] = {}
        for number, (document, blocks) in enumerate(formed):
            suspects = self._suspects(document, blocks)
            if suspects is None or not suspects.clear:
                worth[number] = document, blocks
                if suspects is not None and not suspects.dense:
                    parts[number] = suspects.parts()
        while parts:
            asked = {number: next(more, ()) for number, more in parts.items()}
            for number in [number for number, blocks in asked.items() if not blocks]:
                del parts[number], worth[number], asked[number]
            for number, annotated in zip(asked, self._parsed([(formed[n][0], asked[n]) for n in asked], entities=False), strict=True):
                if annotated is None or self._is_news(annotated):
                    del parts[number]
        return [worth.get(number) for number in range(len(formed))]

    def _suspects(self, document: Document, blocks: tuple[Block, ...]) -> Suspects | None:
        if self._sieve is None:
            return None
        try:
            with patience(self._limits.max_seconds, document.where):
                return self._sieve.suspects(document, blocks)
        except Exception:  # then the whole will tell what is the matter
            return None

    def _is_news(self, annotated: Annotated) -> bool:
        try:
            with patience(self._limits.max_seconds, annotated.document.where):
                return bool(self._extractor.extract(cast(annotated, self.ontology.gazetteer, self._offices)).claims)
        except Exception:  # then the whole will tell what is the matter
            return True

    def _all(self, formed: list[_Formed], on_error: ErrorSink | None) -> Iterator[tuple[Cast, Extraction] | None]:
        """What was read of each, None where something broke."""
        for (document, blocks), annotated in zip(formed, self._parsed(formed), strict=True):
            found = None
            with self._only(document, on_error):
                found = self._look(document, annotated or self._annotator.parse(document, blocks))
            yield found

    def _parsed(self, formed: list[_Formed], *, entities: bool = True) -> list[Annotated | None]:
        """The parser is about twice as fast on many texts at once; None for each if one of them breaks it."""
        try:
            return [*self._annotator.parse_all(formed, entities=entities)]
        except Exception:  # which of them it was shows when each is parsed by itself
            return [None] * len(formed)

    def _look(self, document: Document, annotated: Annotated) -> tuple[Cast, Extraction]:
        who = cast(annotated, self.ontology.gazetteer, self._offices)
        found = attach(self._extractor.extract(who), self._times)
        if self._weights is not None:
            found = confident(found, who, self._weights)
        return who, _at_least(found, self._min_confidence) if self._min_confidence > 0 else found


def _at_least(found: Extraction, confidence: float) -> Extraction:
    """The claims that are certain enough, and the actors that they name."""
    claims = tuple(claim for claim in found.claims if claim.confidence >= confidence)
    keys = {key for claim in claims for key in _named(claim)} & found.actors.keys()
    keys |= {actor.represents for key in keys if (actor := found.actors[key]).represents}
    actors: dict[str, Actor] = {key: actor for key, actor in found.actors.items() if key in keys}
    return replace(found, claims=claims, actors=actors)


def _named(claim: Claim) -> Iterator[str]:
    yield from (*claim.by, *claim.to, *claim.said_by, *claim.place)
    for speakers in claim.speakers:
        yield from speakers


def _program(min_confidence: float) -> str:
    """A reading that leaves claims out is another reading, so it goes by another name."""
    return program_version() + (f", confidence from {min_confidence:g}" if min_confidence > 0 else "")


def failure(document: Document, error: Exception) -> KgError:
    """What is told of a document on which something broke."""
    if isinstance(error, KgError):  # says all already
        return error
    reason = " ".join(str(error).split())[:200]
    return KgError(f"{document.where}: could not be analysed ({type(error).__name__}: {reason}); please report it with the text")
