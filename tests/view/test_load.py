# ruff: noqa: E501
"""A Picture from a graph as model.md promises it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox
import pytest

from kg.view.load import Select, load, sentence_around
from kg.vocab import PREFIXES

TEXT = "Headline here\n\nIt was cold. President Macron said “several thousand” troops could go if a truce holds. Nobody laughed."
WORDS = "“several thousand” troops could go"
BEGIN = TEXT.index(WORDS)
GRAPH = f"""
doc:d1 a pact:Document ; dcterms:identifier "d1" ; dcterms:title "Headline here" ; dcterms:source <https://www.example.org/a> ;
  dcterms:issued "2026-01-07"^^<http://www.w3.org/2001/XMLSchema#date> ; nif:isString \"\"\"{TEXT}\"\"\" .
doc:d2 a pact:Document ; dcterms:identifier "d2" ; dcterms:source "Wire" ; nif:isString "France plans to go." .
commitment:c1 a pact:Commitment ; pact:by actor:FR ; pact:to actor:UA ; pact:type ptype:troop_deployment ;
  pact:status pact:planned ; pact:condition condition:x ; pact:place actor:UA ; pact:amount amount:x ; pact:statement statement:s1 , statement:s2 .
condition:x a pact:Condition ; pact:type ptype:ceasefire ; rdfs:label "if a truce holds" .
amount:x a pact:Amount ; rdfs:label "several thousand" .
statement:s1 a pact:Statement ; prov:wasDerivedFrom doc:d1 ; nif:anchorOf "{WORDS}" ; nif:beginIndex {BEGIN} ; nif:endIndex {BEGIN + len(WORDS)} ;
  pact:statedBy actor:emmanuel-macron ; pact:status pact:considered ; pact:confidence 0.83 .
statement:s2 a pact:Statement ; prov:wasDerivedFrom doc:d2 ; nif:anchorOf "words not there" ; nif:beginIndex 3 ; nif:endIndex 9 ; pact:status pact:planned .
position:p1 a pact:Position ; pact:by <https://w3id.org/pactgraph/actor/~allies-of-x> ; pact:type ptype:novel_thing ; pact:stance pact:opposes .
actor:FR a pact:State , pact:Actor ; rdfs:label "France" ; owl:sameAs <http://www.wikidata.org/entity/Q142> .
actor:UA a pact:State ; rdfs:label "Ukraine" .
actor:NATO a pact:Organization ; rdfs:label "NATO" ; pact:place actor:BE .
actor:BE a pact:State ; rdfs:label "Belgium" .
actor:emmanuel-macron a pact:Person ; rdfs:label "Emmanuel Macron" ; pact:represents actor:FR ; pact:office "President" .
[] a org:Membership ; org:member actor:FR ; org:organization actor:UA .
[] a org:Membership ; org:member actor:NATO ; org:organization actor:UA ; schema:startDate "1990" ; schema:endDate "1999" .
[] a org:Membership ; org:member actor:emmanuel-macron ; org:organization actor:UA .
ptype:forces a skos:Concept ; skos:prefLabel "Forces and presence" .
ptype:troop_deployment a skos:Concept ; skos:broader ptype:forces ; skos:prefLabel "Troop deployment" .
ptype:ceasefire a skos:Concept ; skos:broader ptype:peace ; skos:prefLabel "Ceasefire" .
ptype:peace a skos:Concept ; skos:prefLabel "Peacemaking" .
"""


@pytest.fixture(scope="module", params=[False, True], ids=["as it comes", "backwards"])
def select(request: pytest.FixtureRequest) -> Select:
    store = ox.Store()
    prefixes = "".join(f"@prefix {k}: <{v}> .\n" for k, v in PREFIXES.items())
    store.load(input=prefixes + GRAPH, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("https://example.org/g"))

    def run(sparql: str) -> Iterable[Mapping[str, str | None]]:
        found = store.query(sparql, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        names = [v.value for v in found.variables]
        rows = [{n: getattr(s[n], "value", None) for n in names} for s in found]
        return rows[::-1] if request.param else rows

    return run


def test_load(select: Select) -> None:
    picture = load(select)
    commitment, position = picture.entries
    assert (commitment.kind, commitment.type, commitment.type_label) == (
        "commitment",
        "troop_deployment",
        "Troop deployment",
    )
    assert (commitment.family, commitment.level) == ("forces", "planned")
    assert (commitment.by, commitment.to, commitment.place, commitment.amount) == (
        ("FR",),
        ("UA",),
        ("UA",),
        "several thousand",
    )
    assert commitment.condition
    assert (commitment.condition.type, commitment.condition.label, commitment.condition.text) == (
        "ceasefire",
        "Ceasefire",
        "if a truce holds",
    )
    assert (position.kind, position.level, position.by, position.to) == ("position", "opposes", ("~allies-of-x",), ())
    assert (position.type_label, position.family) == ("Novel thing", "other")
    assert {f.key: f.label for f in picture.families} == {
        "forces": "Forces and presence",
        "other": "Other",
        "peace": "Peacemaking",
    }


def test_load_statements_with_their_sentences(select: Select) -> None:
    without, said = load(select).entries[0].statements
    assert said.sentence == f"President Macron said {WORDS} if a truce holds."
    assert said.sentence[said.offset :].startswith(WORDS)
    assert (said.level, said.confidence, said.speakers, said.document) == (
        "considered",
        0.83,
        ("emmanuel-macron",),
        "d1",
    )
    assert (without.sentence, without.offset, without.confidence) == ("words not there", 0, None)


def test_load_actors_and_documents(select: Select) -> None:
    picture = load(select)
    known = {a.key: a for a in picture.actors}
    assert not {"NATO", "BE"} & set(known)  # the gazetteer may be in the store; who does nothing is not in the picture
    assert (known["FR"].label, known["FR"].cls, known["FR"].code) == ("France", "State", "FR")
    assert known["FR"].wikidata == "http://www.wikidata.org/entity/Q142"
    assert (known["emmanuel-macron"].represents, known["emmanuel-macron"].office) == ("FR", "President")
    assert known["UA"].members == ("FR",)  # present ones, and no persons
    first, second = picture.documents
    assert (first.title, first.date, first.source, first.url) == (
        "Headline here",
        "2026-01-07",
        "example.org",
        "https://www.example.org/a",
    )
    assert (second.source, second.url, second.date) == ("Wire", None, None)


def test_an_empty_store_is_an_empty_picture() -> None:
    assert load(lambda _: []).entries == ()


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("One. Two three four. Five.", "three", "Two three four."),
        ("Title\n\nBody of it", "Body", "Body of it"),
        ("He said “no.” Then left.", "left", "Then left."),
        ("Only", "Only", "Only"),
        ("A b. C d.", "b. C", "A b. C d."),
    ],
)
def test_sentence_around(text: str, words: str, sentence: str) -> None:
    begin = text.index(words)
    found, offset = sentence_around(text, begin, begin + len(words))
    assert found == sentence
    assert found[offset : offset + len(words)] == words


def test_sentence_around_is_bounded() -> None:
    text = "word " * 10_000
    found, offset = sentence_around(text, 25_000, 25_004)
    assert len(found) < 1000
    assert found[offset : offset + 4] == "word"
