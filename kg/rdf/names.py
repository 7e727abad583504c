"""Names of nodes: content hashes and percent-encoded keys, the same on every machine and run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg import vocab
from kg.model import STANCES, STATUSES, Claim, Document, DocumentState, Run, Span, digest

_LEVELS: Final = {"commitment": STATUSES, "position": STANCES}


def state(document: Document, run: Run) -> DocumentState:
    """The state of a store that is up to date with `document` as read by `run`."""
    return DocumentState(content_hash(document), run_iri(run))


def content_hash(document: Document) -> str:
    """Hash of all that is written of a document; the path it was read from is not."""
    parts = (document.id, document.text, document.title, document.date, document.url, document.site)
    return digest(*("\x00" if part is None else part for part in parts), size=32)


def run_iri(run: Run) -> str:
    return vocab.RUN + digest(run.program, run.ontology, run.model)


def document_iri(document_id: str) -> str:
    """`doc:<id>`, all but letters, digits and `-._~` in percent signs."""
    return vocab.DOCUMENT + _segment(document_id)


def actor_iri(key: str) -> str:
    """`actor:<key>`; an unnamed group (`~allies of Ukraine`) becomes a slug: `actor:~allies-of-ukraine`."""
    if key.startswith("~"):
        slug = re.sub(r"[\W_]+", "-", key.lower()).strip("-")
        return vocab.ACTOR + "~" + vocab.iri_part(slug or "unnamed")
    return vocab.ACTOR + _segment(key)


def _segment(text: str) -> str:
    """The last segment of an IRI; dots alone, which readers of addresses would resolve, are encoded too."""
    part = vocab.iri_part(text)
    return part if part.strip(".") else part.replace(".", "%2E")


def claim_iris(document_id: str, claims: Iterable[Claim]) -> dict[Claim, str]:
    """An IRI of `claim:` for each claim of a document, in a fixed order.

    It hashes document, kind, type, by, to and first passage, so that a better reading of status, condition or speaker
    keeps the IRI. Of claims that agree in all of these only the firmest has that name, the others hash the rest too.
    """
    names: dict[Claim, str] = {}
    taken: set[str] = set()
    for claim in sorted(set(claims), key=_claim_key):
        first = min(claim.spans, key=_span_key)
        core = (document_id, claim.kind, claim.type, _join(claim.by), _join(claim.to), f"{first.begin}-{first.end}")
        iri = vocab.CLAIM + digest(*core)
        if iri in taken:
            iri = vocab.CLAIM + digest(*core, repr(claim))
        taken.add(iri)
        names[claim] = iri
    return names


def _join(keys: Iterable[str]) -> str:
    return "\x1e".join(sorted(set(keys)))


def _span_key(span: Span) -> tuple[int, int]:
    return span.begin, span.end


def _claim_key(claim: Claim) -> tuple[str, int, str]:
    levels = _LEVELS[claim.kind]
    if claim.level not in levels:
        raise ValueError(f"{claim.kind} with level {claim.level!r}; it is one of {', '.join(levels)}")
    if not claim.spans:
        raise ValueError(f"claim without a passage: {claim!r}")
    return claim.kind, levels.index(claim.level), repr(claim)


def fused_iri(kind: str, founder: str) -> str:
    """The commitment or position that a claim founds: it bears the same hash, so that either name leads to the other."""
    space = vocab.COMMITMENT if kind == "commitment" else vocab.POSITION
    return space + founder.removeprefix(vocab.CLAIM)


def statement_iri(claim: str, span: Span) -> str:
    return vocab.STATEMENT + digest(claim, f"{span.begin}-{span.end}")
