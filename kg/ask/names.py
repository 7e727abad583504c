"""Which commitment, outlet or document an argument of a command means."""

from __future__ import annotations

import difflib
import re
from typing import Final

from kg import vocab
from kg.ask.told import Source, Told
from kg.errors import QueryError
from kg.rdf import document_iri

_SPACES: Final = {"commitment:": vocab.COMMITMENT, "position:": vocab.POSITION}
_HASH: Final = re.compile(r"[0-9a-f]{8,}")


def node_iri(told: Told, name: str) -> str | None:
    """The commitment or position that `name` is: an IRI, or short, as `commitment:d6e965304486e4e3`; None for other words.

    Raises QueryError for one that has the form and is not in the store.
    """
    iri = next((space + name.removeprefix(short) for short, space in _SPACES.items() if name.startswith(short)), name)
    tries = [iri] if iri.startswith((vocab.COMMITMENT, vocab.POSITION)) else []
    if not tries and _HASH.fullmatch(name):
        tries = [vocab.COMMITMENT + name, vocab.POSITION + name]
    for found in tries:
        if told.reports(found):
            return found
    if tries:
        raise QueryError(f"{name}: no such commitment in this store; kg show ACTOR and kg timeline ACTOR list them")
    return None


def documents(told: Told, name: str) -> list[Source]:
    """The documents of an outlet (its name or host, in any case), or the one that `name` identifies.

    Raises QueryError, with names that look alike, if there is none.
    """
    everything = told.sources()
    iri = name if name.startswith(vocab.DOCUMENT) else document_iri(name.removeprefix("doc:"))
    found = [source for source in everything if source.iri == iri or source.outlet.casefold() == name.strip().casefold()]
    if found:
        return found
    known = sorted({source.outlet for source in everything} | {source.id for source in everything})
    lower = {one.casefold(): one for one in known}
    near = [lower[one] for one in difflib.get_close_matches(name.casefold(), lower, n=3, cutoff=0.4)]
    hint = f"did you mean {' or '.join(near)}?" if near else "kg query documents lists them"
    raise QueryError(f"{name}: no outlet and no document of this store; {hint}")
