"""What an analyst may decide, checked and put into claims: merge, split, reject, correct, revoke."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg import gazetteer, vocab
from kg.errors import QueryError
from kg.fuse.decisions import Decision
from kg.fuse.layer import Fusion
from kg.fuse.nodes import CLAIM, CLUSTER, NODES, holders, objects
from kg.fuse.report import value
from kg.model import STANCES, STATUSES, Actor
from kg.ontology import Ontology, load
from kg.rdf.document import actor_facts
from kg.store import Store
from kg.turtle import NamedNode, Quad

_SHORTEST: Final = 6  # of a name that is given by its beginning, so that nothing is found by accident


@dataclass(frozen=True, slots=True)
class Note:
    """Who decides, why, and on which day (ISO 8601)."""

    author: str
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """New values of a claim; nothing leaves a slot as it is. Actors are keys or names; one empty name empties `to`."""

    level: str | None = None
    type: str | None = None
    by: Sequence[str] = ()
    to: Sequence[str] = ()


class Analyst:
    """Decides on the claims of a store. All names may be IRIs, `commitment:4f…`, the hash alone, or its beginning.

    What the store was built with (further actors too) is what counts here. Errors are QueryError, in one line.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ontology = _as_built(store)
        self._fusion = Fusion(store, self._ontology)

    def merge(self, one: str, other: str, note: Note) -> Decision:
        """Two commitments, or two positions, are one."""
        first, second = self._node(one), self._node(other)
        if first == second:
            raise QueryError(f"{one} and {other} are one already")
        if first.startswith(vocab.COMMITMENT) != second.startswith(vocab.COMMITMENT):
            raise QueryError(f"{one} and {other} are a commitment and a position; only two of a kind can be one")
        return self._decide("merge", self._claims(first) | self._claims(second), note)

    def split(self, name: str, note: Note, claim: str | None = None) -> Decision:
        """A node becomes what it was before it was merged; one that nobody merged, its claims, or `claim` and the others."""
        node = self._node(name)
        claims = self._claims(node)
        if len(claims) < 2:
            raise QueryError(f"{name} rests on one claim; there is nothing to split")
        founders = {founder for one in claims for founder in objects(self._store, one, CLUSTER)}
        if claim is None:
            return self._decide("split", founders if len(founders) > 1 else claims, note)
        alone = self._claim(claim)
        if alone not in claims:
            raise QueryError(f"{claim} is no claim of {name}")
        if len(founders) > 1:
            raise QueryError(f"{name} was merged; split it first, or revoke the merge, then take the claim out")
        return self._decide("split", claims, note, (("alone", alone),))

    def reject(self, name: str, note: Note) -> Decision:
        """A claim is wrong: nothing is fused from it any more."""
        return self._decide("reject", {self._claim(name)}, note)

    def correct(self, name: str, corrections: Corrections, note: Note) -> Decision:
        """A claim is right but for some of its slots."""
        claim = self._claim(name)
        changes = tuple(self._changes(claim, corrections))
        if not changes:
            raise QueryError("nothing to correct; give --status, --stance, --type, --by or --to")
        return self._decide("correct", {claim}, note, changes)

    def revoke(self, name: str, note: Note) -> Decision:
        """A decision is taken back. It stays on record."""
        found = self._decision(name)
        if found.verb == "revoke":
            raise QueryError(f"{name} is itself a revocation; decide anew instead")
        if any(other.revokes == found.id for other in self._fusion.decisions()):
            raise QueryError(f"{name} was revoked before")
        made = Decision(0, "revoke", found.claims, note.author, note.reason, note.day, revokes=found.id)
        return self._fusion.decide(made)

    def remove(self, document: str) -> bool:
        """Takes a document out, by its IRI. False if it was not there."""
        return self._fusion.remove(document)

    def decisions(self) -> list[Decision]:
        return self._fusion.decisions()

    def nodes(self, decision: Decision) -> list[str]:
        """The commitments and positions that the claims of a decision are in now, sorted."""
        return sorted({node for claim in decision.claims for node in self._holders(claim)})

    # ---- names

    def _node(self, name: str) -> str:
        wanted = _expanded(name)
        if wanted.startswith(vocab.CLAIM):
            held = self._holders(wanted)
        else:
            held = {iri for iri in _full(wanted, NODES) if self._claims(iri)}
        held = held or {node for claim in self._beginning(wanted) for node in self._holders(claim)}
        return self._only(name, held, "commitment or position")

    def _claim(self, name: str) -> str:
        wanted = _expanded(name)
        if wanted.startswith(NODES):
            return self._only(name, self._claims(wanted), "claim")
        held = {iri for iri in _full(wanted, (vocab.CLAIM,)) if self._is_claim(iri)}
        return self._only(name, held or set(self._beginning(wanted)), "claim")

    def _decision(self, name: str) -> Decision:
        last = _expanded(name).removeprefix(vocab.DECISION)
        known = self._fusion.decisions()
        found = [d for d in known if last in (d.id, str(d.number))] or [d for d in known if len(last) >= 4 and d.id.startswith(last)]
        if len(found) != 1:
            raise QueryError(f"{name}: {'several decisions begin so' if found else 'no such decision'}; list them with: kg decisions")
        return found[0]

    @staticmethod
    def _only(name: str, found: set[str], what: str) -> str:
        if not found:
            raise QueryError(f"{name}: no such {what}; see kg query commitments, or kg explain")
        if len(found) > 1:
            some = ", ".join(sorted(_short(iri) for iri in found)[:8])
            raise QueryError(f"{name} may be any of {some}; give one of these")
        return next(iter(found))

    def _beginning(self, wanted: str) -> list[str]:
        """Claims whose hash begins so."""
        start = wanted.rsplit("/", 1)[-1]
        if len(start) < _SHORTEST:
            return []
        filed = self._store.match(None, NamedNode(CLUSTER), None, vocab.FUSION_GRAPH)
        return sorted({iri for quad in filed if (iri := value(quad.subject)).startswith(vocab.CLAIM + start)})

    def _is_claim(self, iri: str) -> bool:
        kind = NamedNode(vocab.PACT + "Claim")
        return next(iter(self._store.match(NamedNode(iri), None, kind)), None) is not None

    def _holders(self, claim: str) -> set[str]:
        return holders(self._store, claim)

    def _claims(self, node: str) -> set[str]:
        return objects(self._store, node, CLAIM)

    # ---- what is decided

    def _decide(self, verb: str, claims: Iterable[str], note: Note, changes: tuple[tuple[str, str], ...] = ()) -> Decision:
        named = [pair[1] for pair in changes if pair[0] in ("by", "to")]
        made = Decision(0, verb, tuple(sorted(claims)), note.author, note.reason, note.day, changes)  # type: ignore[arg-type]
        return self._fusion.decide(made, beside=frozenset(self._actors(named)))

    def _changes(self, claim: str, corrections: Corrections) -> Iterator[tuple[str, str]]:
        commitment = next(iter(self._store.match(NamedNode(claim), NamedNode(vocab.PACT + "status"))), None) is not None
        levels = STATUSES if commitment else STANCES
        if corrections.level is not None:
            if corrections.level not in levels:
                what = "commitment has a status" if commitment else "position has a stance"
                raise QueryError(f"{corrections.level}: a {what}, one of {', '.join(levels)}")
            yield "level", corrections.level
        if corrections.type is not None:
            concept = NamedNode(vocab.TYPE + vocab.iri_part(corrections.type))
            if next(iter(self._store.match(concept, None, None, vocab.ONTOLOGY_GRAPH)), None) is None:
                raise QueryError(f"{corrections.type}: no such type; see ontology/types.ttl")
            yield "type", corrections.type
        for slot, names in (("by", corrections.by), ("to", corrections.to)):
            for key in [""] if list(names) == [""] and slot == "to" else sorted({self._actor(name) for name in names}):
                yield slot, key

    def _actor(self, name: str) -> str:
        found = {name} & self._ontology.gazetteer.entries.keys()
        found = found or {reading.key for reading in self._ontology.gazetteer.names.get(name, ()) if reading.key}
        if len(found) != 1:
            raise QueryError(f"{name}: {'may be several actors' if found else 'no such actor'}; give a key such as FR or NATO")
        return next(iter(found))

    def _actors(self, keys: Iterable[str]) -> Iterator[Quad]:
        """Class and label of the actors that a correction brings in, so that the graph can tell who they are."""
        for key in filter(None, keys):
            entry = self._ontology.gazetteer.entries[key]
            for subject, predicate, term in actor_facts(Actor(entry.key, entry.label, entry.cls, entry.same_as)):
                yield Quad(subject, NamedNode(predicate), term, NamedNode(vocab.DECISIONS_GRAPH))


def _as_built(store: Store) -> Ontology:
    """The ontology with the actors that the store was last built with."""
    known = load()
    if store.ontology_version() is None:
        return known
    quads = tuple(store.quads(vocab.ONTOLOGY_GRAPH))
    return replace(known, quads=quads, gazetteer=gazetteer.build(quads))


def _expanded(name: str) -> str:
    """`commitment:4f…` and `<…>` as an IRI; anything else as it is."""
    plain = name.strip().strip("<>")
    prefix, _, rest = plain.partition(":")
    spaces: Mapping[str, str] = vocab.PREFIXES
    return spaces[prefix] + rest if prefix in ("commitment", "position", "claim", "decision") else plain


def _full(wanted: str, spaces: Iterable[str]) -> Iterator[str]:
    if wanted.startswith("https://"):
        yield wanted
    elif wanted and vocab.iri_part(wanted) == wanted:
        yield from (space + wanted for space in spaces)


def _short(iri: str) -> str:
    for prefix in ("commitment", "position", "claim"):
        if iri.startswith(vocab.PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(vocab.PREFIXES[prefix])}"
    return iri
