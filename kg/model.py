"""What the stages hand to each other: frozen values, free of spaCy and of RDF.

All offsets are characters of `Document.text`, begin inclusive, end exclusive, as in Python slices.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["commitment", "position"]

#: Firmness of a commitment, firmest first (GUIDELINES: fulfilled > agreed > pledged > planned > considered).
STATUSES = ("fulfilled", "agreed", "pledged", "planned", "considered", "refused", "withdrawn")
STANCES = ("supports", "opposes", "demands", "threatens")


def digest(*parts: str, size: int = 16) -> str:
    """A hex content hash of `parts`; the same on every machine and run."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=size // 2).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """One article or communiqué. `text` is what is stored, and what every offset refers to."""

    id: str
    text: str
    title: str | None = None
    date: str | None = None  # ISO 8601 day
    url: str | None = None
    site: str | None = None
    source: str | None = None  # the file it was read from

    @property
    def where(self) -> str:
        """What errors call it."""
        return f"{self.source}: document {self.id}" if self.source else f"document {self.id}"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the document's text."""

    begin: int
    end: int

    def of(self, text: str) -> str:
        return text[self.begin : self.end]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who somebody is, as far as a document tells. `key` is the local name of the IRI (`FR`, `NATO`, `keir-starmer`).

    `cls` is a class below `pact:Actor` (`State`, `Organization`, `Coalition`, `ArmedGroup`, `Person`, `UnnamedGroup`).
    """

    key: str
    label: str
    cls: str
    same_as: tuple[str, ...] = ()  # IRIs of the same entity elsewhere
    represents: str | None = None  # key of the state or body that a person speaks for
    office: str | None = None  # as held in this document


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as written, and what it comes to. `low` is a lower bound of the meaning (`several thousand` -> 2000)."""

    text: str
    low: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What must come first. `type` is a type key or `other`; `text` the words."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision: which rule, resting on which words, where, and why."""

    role: str  # trigger, attitude, modality, negation, condition, by, to, said_by, place, amount
    text: str
    span: Span | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A time that a passage tells, resolved against the day of publication.

    `relation` says what it is of what is told: `on` (it happens then), `by` (at the latest), `from`, `until`, `for` (that
    long). `begin` and `end` are ISO 8601 at the precision of the words (2026-03-12, 2026-03, 2026), both inclusive; None is
    open. `ahead` is what the tense beside it says: True to come, False behind, None nothing.
    """

    relation: str
    begin: str | None
    end: str | None
    span: Span
    text: str = ""  # the words
    note: str = ""  # how they were read
    ahead: bool | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One undertaking (`commitment`, with a status) or one stance (`position`), as one document reports it.

    `level` is a member of STATUSES for commitments, of STANCES for positions. The actors in `by`, `to` and `said_by`
    are keys into the `actors` of the extraction that the claim belongs to. `spans` are the passages, first to last.
    """

    kind: Kind
    type: str
    level: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    spans: tuple[Span, ...]
    said_by: tuple[str, ...] = ()
    condition: Condition | None = None
    place: tuple[str, ...] = ()
    amount: Amount | None = None
    rule: str = ""
    reasons: tuple[Reason, ...] = ()
    confidence: float = 0.5
    levels: tuple[str, ...] = ()  # the level that each span reports, beside `spans`
    speakers: tuple[tuple[str, ...], ...] = ()  # who says so in each span, beside `spans`
    when: tuple[tuple[When, ...], ...] = ()  # the times that each span tells, beside `spans`; () where none was looked for


@dataclass(frozen=True, slots=True)
class Rejection:
    """A cue from which nothing was taken, and why: the list from which the next rule is written."""

    span: Span
    cue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read out of one document: its claims and the actors that they name."""

    document: Document
    claims: tuple[Claim, ...] = ()
    actors: dict[str, Actor] = field(default_factory=dict)
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What read the documents: versions only, so that the same software on another day is the same run."""

    program: str  # version of Pactgraph
    ontology: str  # content hash of ontology/
    model: str  # name and version of the spaCy pipeline


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What a store holds of a document: the hash of its content, and the IRI of the run that read it."""

    content: str
    run: str
