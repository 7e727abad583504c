"""The shape of the graph, as model.md promises it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg import vocab
from kg.model import Actor, Claim, Condition, Extraction, Span
from kg.rdf import actor_iri, claim_iris, content_hash, document_iri, quads, state
from kg.turtle import Literal, NamedNode, Quad, nquads
from tests.factories import NEWER, PARIS, RUN, claims, document, extraction, hostile, shuffled


def values(given: Extraction, subject: str, predicate: str) -> set[str]:
    return {
        quad.object.value
        for quad in quads(given, RUN)
        if quad.subject == NamedNode(subject) and quad.predicate.value == predicate and not isinstance(quad.object, type(None))
        if isinstance(quad.object, NamedNode | Literal)
    }


def subjects(given: Extraction, cls: str) -> list[str]:
    kind = NamedNode(vocab.PACT + cls)
    return sorted(q.subject.value for q in quads(given, RUN) if q.object == kind and isinstance(q.subject, NamedNode))


def test_bytes_do_not_depend_on_order() -> None:
    first = "".join(nquads(quads(extraction(), RUN)))
    assert all("".join(nquads(quads(shuffled(extraction(), seed), RUN))) == first for seed in range(10))


def test_each_quad_once_and_only_in_the_two_graphs() -> None:
    given = list(quads(extraction(), RUN))
    assert len(given) == len(set(given))
    assert {str(q.graph_name) for q in given} == {f"<{document_iri('paris-1')}>", f"<{vocab.PROVENANCE_GRAPH}>"}


def test_document() -> None:
    doc = document_iri("paris-1")
    assert doc == "https://w3id.org/pactgraph/document/paris-1"
    assert values(extraction(), doc, vocab.DCTERMS + "identifier") == {"paris-1"}
    assert values(extraction(), doc, vocab.DCTERMS + "issued") == {"2026-01-07"}
    assert values(extraction(), doc, vocab.DCTERMS + "source") == {"https://example.org/paris?a=1&b=2"}
    assert values(extraction(), doc, vocab.DCTERMS + "publisher") == {"example.org"}
    assert values(extraction(), doc, vocab.NIF + "isString") == {PARIS}
    assert values(extraction(), doc, vocab.RDF + "type") == {vocab.PACT + "Document", vocab.NIF + "Context"}


def test_a_day_that_is_none_keeps_its_words_without_a_type() -> None:
    given = extraction(date="January 2026", url=None)
    assert not values(given, document_iri("paris-1"), vocab.DCTERMS + "issued")
    assert values(given, document_iri("paris-1"), vocab.DCTERMS + "date") == {"January 2026"}
    assert values(given, document_iri("paris-1"), vocab.DCTERMS + "source") == {"example.org"}


def test_actors() -> None:
    macron = actor_iri("emmanuel-macron")
    assert values(extraction(), macron, vocab.PACT + "represents") == {actor_iri("FR")}
    assert values(extraction(), macron, vocab.PACT + "office") == {"president"}
    assert values(extraction(), actor_iri("NATO"), vocab.OWL + "sameAs") == {"http://www.wikidata.org/entity/Q7184"}
    assert actor_iri("~allies of Ukraine") == vocab.ACTOR + "~allies-of-ukraine"
    assert values(extraction(), actor_iri("~allies of Ukraine"), vocab.RDF + "type") == {vocab.PACT + "UnnamedGroup"}


@pytest.mark.parametrize("key", [".", "..", "a/../b", "a b", "a<b>", 'a"b', "a#b", "a%b", "é", "😀", "\ud800", "\x00", "~", "~ / "])
def test_iris_are_safe_whatever_the_name(key: str) -> None:
    for iri in (actor_iri(key), document_iri(key)):
        NamedNode(iri)
        local = iri.removeprefix(vocab.ACTOR).removeprefix(vocab.DOCUMENT)
        assert local.strip(".") and not set(local) & set('/#?<>"{}|^`\\ \x00')


def test_names_of_documents_do_not_collide() -> None:
    ids = ["a b", "a%20b", "a+b", "A b", ".", "%2E", "a", "ontology", "provenance"]
    assert len({document_iri(i) for i in ids}) == len(ids)
    assert not {document_iri(i) for i in ids} & {vocab.ONTOLOGY_GRAPH, vocab.PROVENANCE_GRAPH}


def test_one_claim_with_two_passages_is_one_node_with_two_statements() -> None:
    iri = claim_iris("paris-1", claims())[claims()[0]]
    found = values(extraction(), iri, vocab.PACT + "statement")
    assert len(found) == 2
    assert values(extraction(), iri, vocab.PACT + "status") == {vocab.PACT + "planned"}
    by_words = {next(iter(values(extraction(), s, vocab.NIF + "anchorOf"))): s for s in found}
    first, second = by_words[claims()[0].spans[0].of(PARIS)], by_words["The hubs were confirmed"]
    assert values(extraction(), second, vocab.PACT + "reports") == {vocab.PACT + "agreed"}
    assert values(extraction(), second, vocab.PACT + "statedBy") == {actor_iri("emmanuel-macron")}
    assert not values(extraction(), first, vocab.PACT + "statedBy")
    assert values(extraction(), first, vocab.PACT + "confidence") == {"0.83"}
    begin = PARIS.index("military hubs")
    assert values(extraction(), first, vocab.PACT + "cue") == {
        f"trigger: military hubs @{begin}-{begin + 13}",
        "by: France — subject",
    }


def test_the_iri_of_a_claim_outlives_a_better_reading() -> None:
    claim = claims()[1]
    better = replace(claim, level="pledged", said_by=(), confidence=0.9, condition=Condition("other", "if asked"))
    assert claim_iris("d", [claim])[claim] == claim_iris("d", [better])[better]
    assert claim_iris("d", [claim])[claim] != claim_iris("e", [claim])[claim]


def test_two_claims_of_one_passage_and_type_stay_apart() -> None:
    opposes = claims()[2]
    demands = replace(opposes, level="demands")
    names = claim_iris("paris-1", [opposes, demands])
    assert len(set(names.values())) == 2
    assert names == claim_iris("paris-1", [demands, opposes])
    given = Extraction(document(), (opposes, demands, opposes), extraction().actors)
    assert len(subjects(given, "Claim")) == 2
    assert len({q.object for q in quads(given, RUN) if q.predicate.value == vocab.PACT + "statement"}) == 2


def test_amounts() -> None:
    lows = {
        q.object.value: q.object.datatype.value
        for q in quads(extraction(), RUN)
        if q.predicate.value == vocab.SCHEMA + "minValue" and isinstance(q.object, Literal)
    }
    assert lows == {"2000": vocab.XSD + "integer", "3500.5": vocab.XSD + "decimal"}


@pytest.mark.parametrize("low", [float("nan"), float("inf")])
def test_amounts_that_are_no_numbers_keep_their_words_only(low: float) -> None:
    claim = claims()[1]
    assert claim.amount
    given = Extraction(document(), (replace(claim, amount=replace(claim.amount, low=low)),), extraction().actors)
    assert not [q for q in quads(given, RUN) if q.predicate.value == vocab.SCHEMA + "minValue"]


def test_provenance_names_versions_and_no_time() -> None:
    provenance = [q for q in quads(extraction(), RUN) if q.graph_name == NamedNode(vocab.PROVENANCE_GRAPH)]
    assert {"0.1.0", "0f1e2d3c", "en_core_web_sm 3.8.0"} <= {q.object.value for q in provenance if isinstance(q.object, Literal)}
    assert not [q for q in provenance if "Time" in q.predicate.value]

    def own(run: object) -> set[Quad]:
        return {q for q in quads(extraction(), run) if q.graph_name != NamedNode(vocab.PROVENANCE_GRAPH)}  # type: ignore[arg-type]

    assert own(RUN) == own(NEWER)


def test_state_tells_content_and_run_apart() -> None:
    assert state(document(), RUN) == state(document(source="/elsewhere/x.txt"), RUN)
    assert state(document(), RUN).run != state(document(), NEWER).run
    hashes = {content_hash(document(**{name: "x"})) for name in ("text", "title", "date", "url", "site")}
    assert len(hashes | {content_hash(document()), content_hash(document(title=None))}) == 7


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    text = "A \ud800 pledged aid"
    claim = Claim("commitment", "financial_aid", "pledged", ("FR",), (), (Span(2, 11),))
    given = Extraction(document(text=text), (claim,), extraction().actors)
    words = {q.object.value for q in quads(given, RUN) if q.predicate.value == vocab.NIF + "anchorOf" and isinstance(q.object, Literal)}
    assert words == {"\ufffd pledged"}


def test_hostile_names_stay_data() -> None:
    assert len(list(quads(hostile(), RUN))) > 20


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (replace(claims()[0], level="opposes"), "commitment with level"),
        (replace(claims()[0], spans=(), levels=(), speakers=()), "without a passage"),
        (replace(claims()[1], spans=(Span(5, 5),)), "outside the text"),
        (replace(claims()[1], spans=(Span(0, 99999),)), "outside the text"),
        (replace(claims()[0], levels=("planned",)), "beside its spans"),
        (replace(claims()[1], by=("XX",)), "XX"),
    ],
)
def test_broken_promises_are_bugs(claim: Claim, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(quads(Extraction(document(), (claim,), extraction().actors), RUN))


def test_an_actor_nobody_names_is_written_too() -> None:
    given = Extraction(document(), (), {"DE": Actor("DE", "Germany", "State")})
    assert subjects(given, "State") == [actor_iri("DE")]
