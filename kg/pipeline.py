"""The only place that wires the stages: Document -> Annotated -> Cast -> Extraction -> quads -> store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from kg import ontology, rdf
from kg.annotate import Annotated, Annotator, batches
from kg.blocks import Block, BlockRules
from kg.confidence import confident, weights
from kg.errors import InputError, KgError
from kg.extract import Extractor
from kg.fuse import Fusion
from kg.gazetteer import Gazetteer
from kg.language import load_model
from kg.model import Actor, Claim, Document, Extraction, Run
from kg.ontology import Ontology
from kg.people import Offices
from kg.read import DEFAULT, Limits, check_sentences, patience, read
from kg.refer import Cast, cast
from kg.resolve import Resolver, Unknown, unknown_names
from kg.resources import program_version
from kg.sieve import Sieve, Suspects
from kg.store import Store
from kg.times import Times, TimeWords, attach

ErrorSink = Callable[[KgError], None]
_Formed = tuple[Document, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One document that a build is done with."""

    document: Document
    claims: int  # that were found now; 0 where nothing had to be read again
    unchanged: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `claims` are those of the documents that were read anew; `errors` cost an input each."""

    documents: int = 0
    unchanged: int = 0
    claims: int = 0
    removed: int = 0
    errors: tuple[KgError, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if any document went through, else the code of the first error."""
        return self.errors[0].exit_code if self.errors and not self.documents else 0


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

    def look(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[tuple[Cast, Extraction]]:
        """The whole reading of each document, with the references that it rests on, for those who ask why."""
        for batch in batches(documents):
            yield from filter(None, self._all(self._formed(batch, on_error), on_error))

    def _formed(self, batch: list[Document], on_error: ErrorSink | None) -> list[_Formed]:
        """The documents with their blocks, but for those whose sentences are endless."""
        formed: list[_Formed] = []
        for document in batch:
            with self._only(document, on_error):
                formed.append((document, _blocks(document, self._annotator, self._limits)))
        return formed

    @contextmanager
    def _only(self, document: Document, on_error: ErrorSink | None) -> Iterator[None]:
        """What breaks within, or takes too long, costs this document only."""
        try:
            with patience(self._limits.max_seconds, document.where):
                yield
        except Exception as error:
            failure = _failure(document, error)
            if on_error is None:
                raise failure from error
            on_error(failure)

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


class Reader(Protocol):
    """What turns documents into extractions for `build`: a Pipeline, or several side by side (`workers.Crew`)."""

    ontology: Ontology
    run: Run

    def extract(self, documents: Iterable[Document], *, on_error: ErrorSink | None = None) -> Iterator[Extraction]: ...


def build(
    inputs: Iterable[str | Path],
    store: Store,
    pipeline: Reader,
    *,
    sync: bool = False,
    on_error: ErrorSink | None = None,
    on_step: Callable[[Step], None] | None = None,
    limits: Limits = DEFAULT,
) -> Summary:
    """Reads files, folders, globs and `-` into `store`, and says what was done.

    Each document is read, and fused with what is there, in one transaction. One whose content and run are those of the
    store is passed over. With `sync` the store forgets the documents that no input gave, unless an input failed: then it
    cannot be told what is missing from what is only unreadable. `on_error` hears of each error as it happens, `on_step`
    of each document that is done. Raises StoreError if the store cannot be written.
    """
    tally = _Tally(on_error, on_step)
    store.load_ontology(pipeline.ontology.quads, pipeline.ontology.version)
    fusion = Fusion(store, pipeline.ontology)
    fusion.refresh()
    given: dict[bytes, bytes] = {}

    def changed() -> Iterator[Document]:
        for document in _distinct(read(map(str, inputs), limits=limits, on_error=tally.error), given, tally.error):
            if store.document_state(rdf.document_iri(document.id)) == rdf.state(document, pipeline.run):
                tally.step(Step(document, 0, unchanged=True))
            else:
                yield document

    for found in pipeline.extract(changed(), on_error=tally.error):
        _put(found, fusion, pipeline.run, tally)
    if sync and not tally.errors:
        tally.removed = sum(fusion.remove(iri) for iri in store.documents() if _brief(iri) not in given)
    return tally.summary()


@dataclass
class _Tally:
    """Counts while a build goes on, and passes the news on."""

    on_error: ErrorSink | None
    on_step: Callable[[Step], None] | None
    documents: int = 0
    unchanged: int = 0
    claims: int = 0
    removed: int = 0
    errors: list[KgError] = field(default_factory=list)

    def error(self, error: KgError) -> None:
        self.errors.append(error)
        if self.on_error:
            self.on_error(error)

    def step(self, step: Step) -> None:
        self.documents += 1
        self.unchanged += step.unchanged
        self.claims += step.claims
        if self.on_step:
            self.on_step(step)

    def summary(self) -> Summary:
        return Summary(self.documents, self.unchanged, self.claims, self.removed, tuple(self.errors))


def _put(found: Extraction, fusion: Fusion, run: Run, tally: _Tally) -> None:
    """Stores one extraction; one that breaks the promises of `model.py`, in whatever way, costs its document only."""
    try:
        fusion.put(found, run)
    except KgError:  # the store cannot be written, and no other document would fare better
        raise
    except Exception as error:  # what an absurd value leads to shows only when it is computed with; nothing was stored yet
        tally.error(_failure(found.document, error))
        return
    tally.step(Step(found.document, len(found.claims), unchanged=False))


def _distinct(documents: Iterable[Document], seen: dict[bytes, bytes], on_error: ErrorSink) -> Iterator[Document]:
    """Each document once. Two that share an id and not their content would replace each other for ever.

    `seen` takes a digest of each IRI and of what it stands for: whole texts, or whole names, would add up.
    """
    for document in documents:
        iri, content = _brief(rdf.document_iri(document.id)), _brief(rdf.content_hash(document))
        if iri not in seen:
            seen[iri] = content
            yield document
        elif seen[iri] != content:
            place = document.source or document.id
            on_error(InputError(f"{place}: has the id {document.id!r} of another document that came before; give it its own"))


def _brief(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


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


def _blocks(document: Document, annotator: Annotator, limits: Limits) -> tuple[Block, ...]:
    """The blocks of a document. Raises InputError for endless sentences, on which the rules would take for ever."""
    found = annotator.blocks(document)
    check_sentences((document.text[block.begin : block.end] for block in found), document.where, limits)
    return found


def load_resolver(model: str | None = None, actors: Iterable[Path] = ()) -> Resolver:
    """What answers single phrases (`kg resolve`). Raises OntologyError and ModelError."""
    annotator, gazetteer, offices = _references(model, actors)
    return Resolver(annotator, gazetteer, offices)


def names_unknown(
    inputs: Iterable[str], model: str | None = None, actors: Iterable[Path] = (), *, limits: Limits = DEFAULT, on_error: ErrorSink
) -> tuple[int, tuple[Unknown, ...]]:
    """How many documents were read, and the names in them that nobody bears (`kg actors --unknown`), one held at a time."""
    tally = _Tally(on_error, None)
    annotator, gazetteer, offices = _references(model, actors)

    def counted() -> Iterator[Document]:
        for document in read(inputs, limits=limits, on_error=tally.error):
            try:
                _blocks(document, annotator, limits)
            except InputError as error:
                tally.error(error)
            else:
                tally.documents += 1
                yield document

    def too_slow(error: InputError) -> None:
        tally.documents -= 1
        tally.error(error)

    found = unknown_names(counted(), annotator, gazetteer, offices, seconds=limits.max_seconds, on_error=too_slow)
    return tally.documents, found


def _references(model: str | None, actors: Iterable[Path]) -> tuple[Annotator, Gazetteer, Offices]:
    data = ontology.load(extra=actors)
    annotator = Annotator(load_model(model), data.gazetteer, BlockRules.from_toml(data.blocks))
    return annotator, data.gazetteer, Offices(data.offices)


def _program(min_confidence: float) -> str:
    """A reading that leaves claims out is another reading, so it goes by another name."""
    return program_version() + (f", confidence from {min_confidence:g}" if min_confidence > 0 else "")


def _failure(document: Document, error: Exception) -> KgError:
    if isinstance(error, KgError):  # says all already
        return error
    reason = " ".join(str(error).split())[:200]
    return KgError(f"{document.where}: could not be analysed ({type(error).__name__}: {reason}); please report it with the text")
