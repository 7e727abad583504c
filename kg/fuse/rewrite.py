"""From clusters that a change settled anew to the quads that go and come in the fused graph.

A node whose cluster has one founder before and after, and stands alone, is changed by what its reports bring and take:
a matter of which the news never tires has thousands of them, and is not to be written again with each. All other nodes
that have to do with the change are put together anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from kg import vocab
from kg.fuse.blocks import Blocks
from kg.fuse.decisions import Effect
from kg.fuse.groups import Groups
from kg.fuse.ledger import Archive, Ledger
from kg.fuse.nodes import (
    CLAIM,
    MATCH,
    claim_facts,
    group_facts,
    holders,
    match_facts,
    match_iri,
    match_link,
    newest_facts,
    objects,
    quads,
    report_facts,
    statement_facts,
)
from kg.fuse.report import Report, value
from kg.rdf import fused_iri
from kg.store import Change
from kg.turtle import NamedNode, Quad

_CLAIM: Final = NamedNode(CLAIM)
_MATCH: Final = NamedNode(MATCH)
_SHARED: Final = frozenset(NamedNode(vocab.PACT + name) for name in ("by", "to", "place", "condition", "amount"))


class Rewriting:
    """One change: `touched` are all claims of which anything may change, `was` and `now` what decisions come to."""

    def __init__(self, archive: Archive, blocks: Blocks, ledger: Ledger, touched: set[str], was: Effect, now: Effect) -> None:
        self._archive = archive
        self._blocks = blocks
        self._ledger = ledger
        self._touched = touched
        self._was = was
        self._groups_before = Groups(was.joined, ledger.was)
        self._groups = Groups(now.joined, ledger.cluster)
        self._stay: dict[str, bool] = {}
        self._old: set[Quad] = set()
        self._new: set[Quad] = set()

    def change(self) -> Change:
        """What goes and what comes. Reads the store as it is before the change."""
        for claim in self._touched:
            if claim not in self._ledger.first:
                self._old |= self._told_of(claim)
            if self._ledger.cluster(claim) is not None:
                self._new |= self._to_tell_of(claim)
        matched = _matched(self._new)
        self._adjust_nodes(_matched(self._old), matched)
        self._rebuild_nodes(matched)
        return Change(frozenset(self._old - self._new), frozenset(self._new - self._old))

    # ---- claims

    def _told_of(self, claim: str) -> set[Quad]:
        """What the fused graph tells of a claim, its statements and its match."""
        report = self._archive.find(claim)
        passages = [passage.iri for passage in report.passages] if report else []
        return {quad for iri in (claim, match_iri(claim), *passages) for quad in self._about(iri)}

    def _to_tell_of(self, claim: str) -> set[Quad]:
        report, founder = self._ledger.report(claim), self._ledger.cluster(claim)
        assert founder is not None
        return self._match(claim) | quads(claim_facts(claim, founder, self._blocks.filed(report))) | quads(statement_facts(report))

    def _match(self, claim: str) -> set[Quad]:
        """Why a claim joined what was known before it; nothing for one that founded it."""
        if claim not in self._ledger.placed:
            return set(self._about(match_iri(claim)))
        _, joined = self._ledger.placed[claim]
        return quads(match_facts(claim, joined)) if joined else set()

    # ---- nodes that stay, and lose and get reports

    def _stays(self, founder: str) -> bool:
        if founder not in self._stay:
            ledger = self._ledger
            self._stay[founder] = (
                not ledger.changed(founder)
                and ledger.was(founder) == founder == ledger.cluster(founder)
                and self._groups_before.of(founder) == self._groups.of(founder) == {founder}
            )
        return self._stay[founder]

    def _adjust_nodes(self, matched_before: set[str], matched: set[str]) -> None:
        gone: dict[str, set[Quad]] = defaultdict(set)
        come: dict[str, set[Quad]] = defaultdict(set)
        for claim in self._touched:
            if (founder := self._ledger.was(claim)) is not None and self._stays(founder):
                gone[founder] |= self._brought(founder, self._was.corrected(self._archive.report(claim)), matched_before)
            if (founder := self._ledger.cluster(claim)) is not None and self._stays(founder):
                come[founder] |= self._brought(founder, self._ledger.report(claim), matched)
        for founder in gone.keys() | come.keys():
            self._adjust(founder, gone[founder], come[founder])

    def _brought(self, founder: str, report: Report, matched: set[str]) -> set[Quad]:
        node = self._node(founder)
        return quads(report_facts(node, report)) | (quads([match_link(node, report.iri)]) if report.iri in matched else set())

    def _adjust(self, founder: str, gone: set[Quad], come: set[Quad]) -> None:
        """What reports share goes only with the last of them, and comes only with the first."""
        node, members = self._node(founder), self._ledger.members(founder)
        before = self._archive.members(founder)[-1][-1]
        gone |= quads(newest_facts(node, self._was.corrected(self._archive.report(before))))
        come |= quads(newest_facts(node, self._ledger.report(members[-1][-1])))
        doubtful = {quad for quad in gone - come if quad.predicate in _SHARED}
        for *_, claim in reversed(members):
            if not doubtful:
                break
            if claim not in self._touched:
                borne = doubtful & quads(report_facts(node, self._ledger.report(claim)))
                doubtful -= borne
                gone -= borne
        self._old |= gone
        self._new |= {quad for quad in come if quad in gone or quad.predicate not in _SHARED or not self._has(quad)}

    def _node(self, founder: str) -> str:
        return fused_iri(self._ledger.report(founder).kind, founder)

    # ---- all other nodes

    def _rebuild_nodes(self, matched: set[str]) -> None:
        nodes, groups = self._reached()
        old = {quad for node in nodes for quad in self._about(node)}
        links = {value(quad.object) for quad in old if quad.predicate == _MATCH}
        self._old |= old
        for group in groups:
            members = sorted(member for founder in group for member in self._ledger.members(founder))
            reports = [self._ledger.report(claim) for *_, claim in members]
            kept = {claim for *_, claim in members if claim not in self._touched and match_iri(claim) in links}
            self._new |= quads(group_facts(reports, kept | {claim for *_, claim in members if claim in matched}))

    def _reached(self) -> tuple[set[str], set[frozenset[str]]]:
        """The nodes that claims had, and the groups of founders that they have now, and so on with whom these reach."""
        nodes: set[str] = set()
        found: set[frozenset[str]] = set()
        housed: set[str] = set()  # claims whose node is known
        grouped: set[str] = set()  # and whose group
        queue, seen = sorted(self._touched), set(self._touched)
        while queue:
            claim = queue.pop()
            related: set[str] = set()
            was, founder = self._ledger.was(claim), self._ledger.cluster(claim)
            if claim not in housed and was is not None and not self._stays(was):
                nodes |= (held_by := holders(self._archive.store, claim))
                related |= {other for node in held_by for other in objects(self._archive.store, node, CLAIM)}
                housed |= related
            if claim not in grouped and founder is not None and not self._stays(founder):
                found.add(group := self._groups.of(founder))
                members = {member for one in group for *_, member in self._ledger.members(one)}
                grouped |= members
                related |= members
            queue += sorted(related - seen)
            seen |= related
        return nodes, found

    # ---- the store

    def _about(self, iri: str) -> Iterable[Quad]:
        return self._archive.store.match(NamedNode(iri), None, None, vocab.FUSION_GRAPH)

    def _has(self, quad: Quad) -> bool:
        return any(self._archive.store.match(quad.subject, quad.predicate, quad.object, vocab.FUSION_GRAPH))


def _matched(told: Iterable[Quad]) -> set[str]:
    """The claims that have a match node among these."""
    return {value(quad.object) for quad in told if quad.predicate == _CLAIM}
