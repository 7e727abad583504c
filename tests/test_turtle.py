"""RDF syntaxes: what is written can be read, and never depends on the order of what came in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

import pytest
import rdflib
from rdflib.compare import isomorphic

from kg import turtle
from kg.errors import InputError
from kg.rdf import quads
from kg.turtle import BlankNode, Literal, NamedNode, Quad
from tests.factories import RUN, extraction, hostile

LISTS = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
pact:A owl:oneOf ( pact:x pact:y ) ; pact:z [ pact:q [ pact:r 1 , 2.50 , true ] ] , [ pact:q 2 ] .
[] pact:lone "x"@en . _:a pact:q _:b . _:b pact:q _:a . pact:B pact:z _:s . pact:C pact:z _:s . _:s pact:q "shared" .
"""


def text(pieces: Iterable[str]) -> str:
    return "".join(pieces)


def graph(data: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format="turtle")


@pytest.mark.parametrize("write", [turtle.turtle, turtle.trig, turtle.nquads, turtle.ntriples])
def test_order_of_insertion_does_not_matter(write: Callable[[Iterable[Quad]], Iterator[str]]) -> None:
    given = [*quads(extraction(), RUN), *quads(hostile(), RUN), *turtle.read(LISTS)]
    first = text(write(given))
    for seed in range(5):
        random.Random(seed).shuffle(given)
        assert text(write(given)) == first


def test_labels_of_blank_nodes_do_not_matter() -> None:
    assert text(turtle.turtle(turtle.read(LISTS))) == text(turtle.turtle(turtle.read(LISTS.replace("_:s", "_:other"))))


def test_blank_nodes_survive_nesting_lists_and_cycles() -> None:
    written = text(turtle.turtle(turtle.read(LISTS)))
    assert isomorphic(graph(written), graph(LISTS))
    assert "pact:z [\n" in written and "[] pact:lone" in written


def test_deep_chains_are_written_without_deep_recursion() -> None:
    nodes = [BlankNode() for _ in range(3000)]
    link = NamedNode("http://example.org/p")
    chain = [Quad(a, link, b) for a, b in zip(nodes, nodes[1:], strict=False)]
    assert text(turtle.turtle(chain[:200])).count("<http://example.org/p>") == 200


def test_subjects_and_predicates_stand_in_the_order_of_a_reader() -> None:
    written = text(turtle.turtle(quads(extraction(), RUN)))
    heads = [line.split(":")[0] for line in written.splitlines() if line and line[0].isalpha()]
    kinds = list(dict.fromkeys(heads))
    assert kinds == ["doc", "actor", "claim", "statement", "condition", "amount", "run", "agent"]
    macron = written[written.index("actor:emmanuel-macron a ") :]
    assert macron.startswith('actor:emmanuel-macron a pact:Person ;\n    rdfs:label "Emmanuel Macron"')


def test_unknown_suffix_and_broken_text_name_file_and_place() -> None:
    with pytest.raises(InputError, match=r"x: unknown RDF file type '\.pdf'"):
        turtle.read("", ".pdf", name="x")
    with pytest.raises(InputError, match=r"actors\.ttl: line 2"):
        turtle.read("<a:a> <a:b> 1 .\nbroken !", name="actors.ttl")


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://w3id.org/pactgraph/actor/FR", "actor:FR"),
        ("https://w3id.org/pactgraph/actor/~allies", None),
        ("https://w3id.org/pactgraph/actor/é", None),
        ("https://w3id.org/pactgraph/actor/", None),
        ("https://w3id.org/pactgraph/actor/a/b", None),
        ("http://example.org/x", None),
    ],
)
def test_curie(iri: str, expected: str | None) -> None:
    assert turtle.curie(iri) == expected


def test_numbers_keep_their_lexical_form() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = [
        ("1", "decimal"),
        ("1.50", "decimal"),
        ("01", "integer"),
        ("1", "boolean"),
        ("1.", "decimal"),
        ("1e0", "double"),
    ]
    subject, link = NamedNode("http://example.org/s"), NamedNode("http://example.org/p")
    given = {Quad(subject, link, Literal(v, datatype=NamedNode(xsd + t))) for v, t in values}
    assert set(turtle.read(text(turtle.turtle(given)))) == given
