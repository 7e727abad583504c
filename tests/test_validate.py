"""A sound graph passes; each shape has a graph that breaks it; the files of the ontology keep their own shapes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kg import vocab
from kg.errors import OntologyError
from kg.rdf import actor_iri, claim_iris, document_iri, fused_iri
from kg.resources import ontology_dir
from kg.store import Change, Store, open_store
from kg.turtle import Literal, NamedNode, Quad, Term, read_file
from kg.validate import validate, validate_ontology
from tests.factories import claims, extraction, hostile, put

DOC = document_iri("paris-1")
CLAIM, *_ = CLAIMS = [claim_iris("paris-1", claims())[claim] for claim in claims()]
HUBS, TROOPS, STANCE = (fused_iri(claims()[i].kind, CLAIMS[i]) for i in range(3))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def fill(store: Store, given: Iterable[Quad]) -> None:
    store.apply(Change(come=frozenset(given)))


@lru_cache(1)
def sound() -> tuple[Quad, ...]:
    """All that a store holds of Paris, in a fixed order."""
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        put(store, extraction())
        return tuple(sorted(store.quads(), key=str))


def iri(name: str) -> NamedNode:
    return NamedNode(name)


def pact(name: str) -> NamedNode:
    return NamedNode(vocab.PACT + name)


def typed(value: str, kind: str) -> Literal:
    return Literal(value, datatype=NamedNode(vocab.XSD + kind))


def changed(subject: str | None, predicate: str, *values: Term) -> list[Quad]:
    """The quads of Paris, where `predicate` of `subject` (the first that has it, if None) has `values` instead."""
    node = iri(subject) if subject else next(q.subject for q in sound() if q.predicate.value == predicate)
    graph = next(q.graph_name for q in sound() if q.subject == node)
    kept = [q for q in sound() if not (q.subject == node and q.predicate.value == predicate)]
    return kept + [Quad(node, NamedNode(predicate), value, graph) for value in values]


def test_sound_graphs_conform(store: Store) -> None:
    fill(store, sound())
    store.load_ontology([q for name in ("core.ttl", "types.ttl") for q in read_file(ontology_dir() / name)], "v")
    report = validate(store)
    assert report.conforms and report.findings == () and report.documents == 1


def test_hostile_text_conforms(store: Store) -> None:
    put(store, extraction(), hostile(), extraction(id="paris-2"))
    assert validate(store).violations == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (changed(DOC, vocab.DCTERMS + "identifier"), "exactly one identifier"),
        (changed(DOC, vocab.NIF + "isString"), "exactly one text"),
        (changed(DOC, vocab.DCTERMS + "issued", typed("soon", "string")), "one xsd:date"),
        (changed(DOC, vocab.PACT + "contentHash"), "content hash"),
        (changed(actor_iri("FR"), vocab.RDFS + "label"), "an actor has a label"),
        (changed(actor_iri("FR"), vocab.RDF + "type"), "exactly one class"),
        (
            changed(actor_iri("emmanuel-macron"), vocab.PACT + "office", Literal("a"), Literal("b")),
            "at most one office",
        ),
        (changed(HUBS, vocab.PACT + "by"), "no actor"),
        (changed(HUBS, vocab.PACT + "by", Literal("France")), "an actor is an IRI"),
        (changed(HUBS, vocab.PACT + "type"), "exactly one type"),
        (changed(HUBS, vocab.PACT + "status", pact("promised")), "exactly one status: fulfilled"),
        (changed(HUBS, vocab.PACT + "status", pact("agreed"), pact("planned")), "exactly one status"),
        (changed(HUBS, vocab.PACT + "stance", pact("opposes")), "a status, no stance"),
        (changed(STANCE, vocab.PACT + "stance"), "exactly one stance"),
        (changed(STANCE, vocab.PACT + "claim"), "names the claims that it was fused from"),
        (changed(CLAIM, vocab.PACT + "status"), "a claim has either a status or a stance"),
        (changed(CLAIM, vocab.PACT + "type"), "exactly one type"),
        (changed(None, vocab.PACT + "reports"), "that was read from its words"),
        (changed(STANCE, vocab.PACT + "stance", pact("agreed")), "exactly one stance"),
        (changed(TROOPS, vocab.PACT + "statement"), "no statement"),
        (changed(TROOPS, vocab.PACT + "amount", iri("http://example.org/x")), "an amount is a pact:Amount"),
        (changed(HUBS, vocab.PACT + "condition", iri("http://example.org/x")), "a condition is a pact:Condition"),
        (changed(None, vocab.NIF + "anchorOf", Literal("invented words")), "its words are not those of the text"),
        (changed(None, vocab.NIF + "beginIndex", typed("99999", "integer")), "before its end"),
        (changed(None, vocab.PACT + "confidence", typed("1.5", "decimal")), "between 0 and 1"),
        (changed(None, vocab.PROV + "wasDerivedFrom", iri("http://example.org/x")), "exactly one document"),
        (changed(None, vocab.SCHEMA + "minValue", Literal("many")), "lower bound"),
    ],
)
def test_each_broken_graph_is_reported_with_its_document_and_node(store: Store, given: list[Quad], message: str) -> None:
    fill(store, given)
    report = validate(store)
    assert not report.conforms
    assert any(message in str(v) for v in report.violations), [str(v) for v in report.violations]
    assert all(str(v).startswith("doc:paris-1: ") and "\n" not in str(v) for v in report.violations)


def test_a_type_that_the_ontology_lacks_is_reported(store: Store) -> None:
    fill(store, changed(HUBS, vocab.PACT + "type", NamedNode(vocab.TYPE + "dancing")))
    assert validate(store).conforms
    store.load_ontology([q for name in ("core.ttl", "types.ttl") for q in read_file(ontology_dir() / name)], "v")
    assert [v.message for v in validate(store).violations] == ["its type is not in the ontology"]


def test_missing_title_is_no_violation(store: Store) -> None:
    fill(store, changed(DOC, vocab.DCTERMS + "title"))
    report = validate(store)
    assert report.conforms and [f.severity for f in report.findings] == ["info"]


def test_missing_or_broken_shapes_are_told(store: Store, tmp_path: Path) -> None:
    fill(store, sound())
    with pytest.raises(OntologyError, match=r"nowhere\.ttl: the shapes are missing"):
        validate(store, tmp_path / "nowhere.ttl")


# ---- the files of ontology/


def test_the_ontology_keeps_its_own_shapes() -> None:
    report = validate_ontology()
    assert report.violations == (), "\n".join(map(str, report.violations))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            'ptype:dance a skos:Concept ; skos:prefLabel "Dance" ; skos:definition "x" ; skos:broader ptype:aid .',
            "a type has a trigger",
        ),
        (
            'ptype:dance a skos:Concept ; skos:prefLabel "Dance" ; skos:broader ptype:aid ; pact:noun "dance" .',
            "skos:definition",
        ),
        (
            'ptype:dance a skos:Concept ; skos:definition "x" ; skos:broader ptype:aid ; pact:noun "dance" .',
            "skos:prefLabel",
        ),
        (
            'ptype:dance a skos:Concept ; skos:prefLabel "Dance" ; skos:definition "x" ; pact:noun "dance" .',
            "either a broader one",
        ),
        ('ptype:aid pact:noun "two words" .', "a trigger is one word"),
        ('ptype:aid pact:frame "SEND ARMS" .', "PREDICATE + OBJECT"),
        ("actor:DE a pact:State .", "exactly one label"),
        ('actor:DE a pact:State ; rdfs:label "Germany" ; pact:iso3166 "DEU" .', "alpha-2"),
        ('actor:DE a pact:State ; rdfs:label "Germany" .', "has it as pact:iso3166"),
        ('actor:DE a pact:Organization ; rdfs:label "Germany" ; skos:altLabel "" .', "is not empty"),
        ("[] a org:Membership ; org:member actor:DE .", "exactly one organisation"),
        (
            '[] a org:Membership ; org:member actor:DE ; org:organization actor:EU ; schema:startDate "1958" .',
            "xsd:date",
        ),
        ('[] a pact:AliasRule ; pact:alias "X" .', "exactly one candidate"),
        ('pact:dance a owl:ObjectProperty ; rdfs:label "dance" .', "says what it means"),
    ],
)
def test_each_slip_in_a_file_is_reported(tmp_path: Path, line: str, message: str) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(ontology_dir() / "shapes", folder / "shapes")
    prefixes = "".join(f"@prefix {name}: <{start}> .\n" for name, start in vocab.PREFIXES.items())
    families = 'ptype:aid a skos:Concept ; skos:prefLabel "Aid" ; skos:definition "x" ; skos:topConceptOf <x:y> .\n'
    (folder / "mine.ttl").write_text(prefixes + families + line)
    violations = validate_ontology(folder).violations
    assert len(violations) >= 1
    assert any(message in v.message for v in violations), [str(v) for v in violations]
