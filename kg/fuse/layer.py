"""The fused graph of a store, kept up to date: a document comes or goes, an analyst decides, and no more is touched than this reaches.

Every change is one transaction of the store, together with the document or decision that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from kg import rdf, vocab
from kg.fuse.decisions import Decision, Effect, decision_quads, effect, read_decisions
from kg.fuse.ledger import Archive, Ledger
from kg.fuse.report import Report, claims_of, index, read, value
from kg.fuse.rewrite import Rewriting
from kg.fuse.rules import MARK, Rules
from kg.fuse.settle import Settler, unit_of
from kg.model import Extraction, Run
from kg.ontology import Ontology
from kg.store import Change, Store
from kg.turtle import NamedNode, Quad

_FUSION: Final = NamedNode(vocab.FUSION_GRAPH)


class Fusion:
    """Puts documents into a store and takes them out, with all that this means for what is fused."""

    def __init__(self, store: Store, ontology: Ontology) -> None:
        self.store = store
        self._rules = Rules.of(ontology)
        self._blocks = self._rules.blocks
        self._archive = Archive(store)
        self._decisions: list[Decision] | None = None
        self._fresh_mark = False

    # ---- documents

    def put(self, extraction: Extraction, run: Run) -> bool:
        """Puts a document in place of what was held of it. False if nothing changes.

        Raises ValueError for an extraction that breaks the promises of `model.py`, StoreError if it cannot be written.
        """
        return self.put_quads(rdf.document_iri(extraction.document.id), rdf.quads(extraction, run))

    def put_quads(self, iri: str, document: Iterable[Quad]) -> bool:
        """As `put`, of the quads that `rdf.quads` gives for a document, wherever they come from."""
        given = list(document)
        lookup = index(quad for quad in given if quad.graph_name != NamedNode(vocab.PROVENANCE_GRAPH))
        new = {claim: read(claim, lookup) for claim in claims_of(given)}
        self.refresh()
        old = self._archive.of_document(iri)
        ledger, change = self._change(old, new)
        with self._written(ledger, change, old, new):
            return self.store.replace_document(iri, given, beside=change)

    def remove(self, iri: str) -> bool:
        """Takes a document out, and all that only it supported. False if it was not there."""
        self.refresh()
        old = self._archive.of_document(iri)
        ledger, change = self._change(old, {})
        with self._written(ledger, change, old, {}):
            return self.store.remove_document(iri, beside=change)

    def refresh(self) -> bool:
        """Fuses all anew if other rules or words did it before. False if nothing was to do."""
        if self._fresh_mark or self._rules.mark in set(self.store.match(_FUSION, MARK, None, vocab.FUSION_GRAPH)):
            self._fresh_mark = True
            return False
        self._archive = Archive(self.store)
        self.store.apply(Change(gone=frozenset(self.store.quads(vocab.FUSION_GRAPH))))
        for iri in sorted(self.store.documents(), key=self._when):
            ledger, change = self._change({}, self._archive.of_document(iri))
            with self._written(ledger, change, (), {}):
                self.store.apply(change)
        self._fresh_mark = True
        return self.store.apply(Change(come=frozenset({self._rules.mark})))

    def _when(self, iri: str) -> tuple[str, str]:
        facts = {quad.predicate.value: value(quad.object) for quad in self.store.match(NamedNode(iri), None, None, iri)}
        return facts.get(vocab.DCTERMS + "issued", ""), facts[vocab.DCTERMS + "identifier"]

    # ---- decisions

    def decisions(self) -> list[Decision]:
        """All decisions, oldest first, the revoked ones too."""
        if self._decisions is None:
            self._decisions = read_decisions(self.store.quads(vocab.DECISIONS_GRAPH))
        return list(self._decisions)

    def decide(self, decision: Decision, *, beside: frozenset[Quad] = frozenset()) -> Decision:
        """Records a decision under the next number, and does what it says, in one transaction.

        `beside` are quads of the decisions graph that belong to it: who the actors are that a correction brings in.
        """
        self.refresh()
        before = self.decisions()
        made = replace(
            decision,
            number=1 + max((known.number for known in before), default=0),
            claims=tuple(sorted(decision.claims)),
            changes=tuple(sorted(decision.changes)),
        )
        old, new = effect(before), effect([*before, made])
        claims = {claim for known in [*before, made] for claim in known.claims if known.id in (made.id, made.revokes)}
        held = {claim: report for claim in sorted(claims) if (report := self._archive.find(claim)) is not None}
        ledger, change = self._change(held, held, old, new)
        with self._written(ledger, change, (), {}):
            self.store.apply(Change(change.gone, change.come | decision_quads(made) | beside))
        self._decisions = [*before, made]
        return made

    # ---- what a change comes to

    def _change(
        self, old: Mapping[str, Report], new: Mapping[str, Report], was: Effect | None = None, now: Effect | None = None
    ) -> tuple[Ledger, Change]:
        """What changes in the fused graph if reports and decisions change; both reports as extracted."""
        was = was or effect(self.decisions())
        now = now or was
        before = {claim: was.corrected(report) for claim, report in old.items() if claim not in was.rejected}
        after = {claim: now.corrected(report) for claim, report in new.items() if claim not in now.rejected}
        gone = {claim: report for claim, report in before.items() if after.get(claim) != report}
        fresh = {claim: report for claim, report in after.items() if before.get(claim) != report}
        ledger = Ledger(self._archive, self._blocks, now, fresh, frozenset(gone), frozenset(new.keys() - old.keys()))
        settler = Settler(ledger, self._blocks, self._rules.comparer, now.rivals)
        for claim in sorted(gone):
            settler.take_out(gone[claim])
        for report in fresh.values():
            settler.add(unit_of(report))
        for pair in was.parted ^ now.parted:
            for claim in pair & after.keys():
                settler.add(unit_of(after[claim]))
        settler.run()
        touched = {*ledger.placed, *fresh, *gone}
        linked = [claim for decision in now.joined for claim in decision.claims]
        if was.joined != now.joined:
            touched |= after.keys()
        if any(ledger.cluster(claim) != ledger.was(claim) for claim in linked):  # a decision may now mean other clusters
            touched |= {claim for claim in linked if ledger.cluster(claim) is not None}
        return ledger, Rewriting(self._archive, self._blocks, ledger, touched, was, now).change()

    @contextmanager
    def _written(self, ledger: Ledger, change: Change, old: Iterable[str], new: Mapping[str, Report]) -> Iterator[None]:
        """While a change is written, with claims that go and come. Nobody knows what is there if this fails: then all is read again."""
        try:
            yield
        except BaseException:
            self._archive = Archive(self.store)
            raise
        self._archive.learn(old, new, ledger, change)
