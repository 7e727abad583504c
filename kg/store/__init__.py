"""Where the graph lives: the `Store` that every reader and writer of quads relies on, and its embedded form on disk.

One named graph a document, named like the document; the ontology, the provenance, the fused commitments and the
decisions have a graph each. The default graph is their merge, each triple once (the engine's own union repeats a triple
for every graph that has it, which makes counts wrong and joins explode), but for the claims as extracted: these are
seen in the graph of their document only, and in the default graph as the commitment they were fused to. A document is
replaced in one transaction or not at all. One process writes, or many read: a lock of the system keeps them apart.

    DIR/format    version of the layout    DIR/lock         the lock
    DIR/data/     Oxigraph's files         DIR/decisions    how many there are, where there are any
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.store.embedded import EmbeddedStore
from kg.store.layout import FORMAT
from kg.store.protocol import NOTHING, Answer, Change, Rows, Store, Triples
from kg.store.remote import RemoteStore

__all__ = ["FORMAT", "NOTHING", "Answer", "Change", "EmbeddedStore", "RemoteStore", "Rows", "Store", "Triples", "open_store"]


def open_store(path: Path | str, *, read_only: bool = False) -> Store:
    """Opens the store in directory `path`; makes it first, unless `read_only`. `https://host/dataset` is one on a server.

    Raises StoreError, saying what to do: missing (read_only), not a directory, not a store, of an unknown version,
    in use by another process, damaged; a server that cannot be reached or refuses us.
    """
    address = re.match(r"(https?):/+(.+)", str(path))  # a Path has one slash where an address has two
    if address:
        return RemoteStore(f"{address[1]}://{address[2]}", read_only=read_only)
    return EmbeddedStore(Path(path), read_only=read_only)
