"""Actors of a user's own as CSV: what each column becomes, and one clear line for each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import ontology
from kg.errors import OntologyError
from kg.references import load_resolver
from kg.resolve import Phrase
from kg.resources import ontology_dir

GOOD = """key,label,class,names,adjectives,nouns,wikidata,member_of,offices
harbour-league,Harbour League,Organization,League of Harbours|LoH,Harbourian,league|port alliance,Q42,,
sealand,Sealand,State,Principality of Sealand,Sealander,,,harbour-league 2001-05..|NATO 1999..2003-02-01,
otto-kray,Otto Kray,Person,,,,,,foreign minister of sealand 2020-01-31..
"""


def loaded(tmp_path: Path, text: str, name: str = "mine.csv") -> ontology.Ontology:
    file = tmp_path / name
    file.write_bytes(text.encode("utf-8"))
    return ontology.load(extra=[file])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_become_what_a_turtle_file_would_hold(tmp_path: Path, delimiter: str, mark: str) -> None:
    gazetteer = loaded(tmp_path, mark + GOOD.replace(",", delimiter)).gazetteer
    league = gazetteer.entries["harbour-league"]
    assert (league.label, league.cls, league.nominals) == ("Harbour League", "Organization", ("league", "port alliance"))
    assert league.same_as == ("http://www.wikidata.org/entity/Q42",)
    assert [(n.key, n.kind) for n in gazetteer.names["LoH"]] == [("harbour-league", "name")]
    assert [(n.key, n.kind) for n in gazetteer.names["Sealander"]] == [("sealand", "demonym")]
    assert gazetteer.entries["otto-kray"].families == ("Kray",)
    assert gazetteer.members("harbour-league", "2010-01-01") == ("sealand",)
    assert gazetteer.members("harbour-league", "2001-04-30") == ()
    assert "sealand" in gazetteer.members("NATO", "2003-01-01")
    assert "sealand" not in gazetteer.members("NATO", "2004-01-01")
    term = gazetteer.office_of("otto-kray", "2021-01-01")
    assert term is not None and (term.office, term.body, term.start) == ("foreign minister", "sealand", "2020-01-31")


def test_the_same_actors_as_turtle_give_the_same_gazetteer(tmp_path: Path) -> None:
    turtle = """@prefix actor: <https://w3id.org/pactgraph/actor/> . @prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
actor:port-club a pact:Organization ; rdfs:label "Port Club" ; skos:altLabel "PoC" ; pact:organ "Port Board" .
[] a org:Membership ; org:member actor:port-club ; org:organization actor:UN ; schema:startDate "2001-05"^^xsd:gYearMonth .
"""
    sheet = "key,label,class,names,organs,member_of\nport-club,Port Club,Organization,PoC,Port Board,UN 2001-05..\n"
    one, other = loaded(tmp_path, turtle, "mine.ttl").gazetteer, loaded(tmp_path, sheet).gazetteer
    assert (one.entries, one.names, one.terms) == (other.entries, other.names, other.terms)


def test_the_example_of_the_readme_is_read_and_resolved(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```csv\n(.*?)^```", (ontology_dir() / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    file = tmp_path / "mine.csv"
    file.write_text(example, "utf-8")
    resolver = load_resolver(actors=[file])
    asked = {
        "the Kerguelian premier": "kerguelia",
        "soldiers from Kerguelia": "kerguelia",
        "Otto Kray": "kerguelia",
        "LoH": "harbour-league",
    }
    assert {text: [a.represents for a in resolver.resolve(Phrase(text, date="2024-01-01"))] for text in asked} == {
        text: [key] for text, key in asked.items()
    }


HEAD = "key,label,class,wikidata,member_of,offices\n"
MISTAKES = {
    "empty": ("", "line 1: has no column 'key'"),
    "no rows": (HEAD, "holds no actors"),
    "unknown column": ("key,label,class,nickname\n", "line 1: unknown column 'nickname'; there are key, label, class, names"),
    "missing column": ("key,label\n", "line 1: has no column 'class'"),
    "column twice": ("key,label,class,label\n", "line 1: the column 'label' stands twice"),
    "no label": (HEAD + "a,A,State\nb,,State\n", "line 3: has no label; fill it in"),
    "no key": (HEAD + ",A,State\n", "line 2: has no key"),
    "no class": (HEAD + "a,A,\n", "line 2: has no class"),
    "bad key": (HEAD + "~a b,A,State\n", "line 2: the key '~a b' is not made of letters"),
    "bad class": (HEAD + "a,A,Country\n", "line 2: unknown class 'Country'; there are State, Organization"),
    "bad wikidata": (HEAD + "a,A,State,458\n", "line 2: '458' is no Wikidata id; write it like Q458"),
    "too many cells": (HEAD + "a,A,State,,,,surplus\n", "line 2: has 7 cells, and there are 6 columns; put a cell with a comma in quotes"),
    "key twice": (HEAD + "a,A,State\n\nb,B,State\na,C,State\n", "line 5: the key 'a' stands in line 2 already"),
    "open quote": (HEAD + 'a,"A,State\n', "line 2: broken CSV"),
    "bad term": (HEAD + "a,A,State,,NATO since 2004,\n", "line 2: member_of is not understood: 'NATO since 2004'; write it like NATO 2004"),
    "backwards": (HEAD + "a,A,State,,NATO 2010..2004,\n", "line 2: member_of ends before it begins"),
    "office of a state": (HEAD + "a,A,State,,,king of NO 2004..\n", "line 2: only a Person holds offices"),
    "office without body": (
        HEAD + "a,A,Person,,,king\n",
        "line 2: offices is not understood: 'king'; write it like foreign minister of NO",
    ),
    "unknown body": (HEAD + "a,A,State,,NATOO 2004..,\n", "line 2: nobody has the key 'NATOO'; did you mean NATO?"),
    "long name": (HEAD + f"a,{'A' * 500},State\n", "line 2: a name of 500 characters; divide names by |"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, mistake: str) -> None:
    text, expected = MISTAKES[mistake]
    with pytest.raises(OntologyError) as caught:
        loaded(tmp_path, text)
    said = str(caught.value)
    assert "mine.csv" in said and expected in said
    assert "\n" not in said


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"mine\.xlsx: a file of actors is Turtle or CSV; give one that ends in \.ttl or \.csv"):
        loaded(tmp_path, GOOD, "mine.xlsx")


def test_a_file_that_is_not_utf8_or_not_there_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    with pytest.raises(OntologyError, match=r"mine\.csv: cannot be read"):
        ontology.load(extra=[file])
    file.write_bytes(b"key,label,class\na,\xff\xfe,State\n")
    with pytest.raises(OntologyError, match="give a UTF-8 file"):
        ontology.load(extra=[file])
