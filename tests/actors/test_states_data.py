"""The gazetteer in ontology/actors: it parses, agrees with an independent list of states, and no name has two owners."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rigour.territories import get_territories, get_territory, get_territory_by_qid

ACTORS = Path(__file__).parents[2] / "ontology" / "actors"
FILES = sorted(path for path in ACTORS.glob("*.ttl") if path.name != "no-actors.ttl")
ACTOR = "https://w3id.org/pactgraph/actor/"
PACT = "https://w3id.org/pactgraph/ontology#"
WIKIDATA = "http://www.wikidata.org/entity/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"

Term = NamedNode | BlankNode | Literal | Triple

# Every property by which a text may name an actor. A family name is left out: it is resolved within its document.
NAMING = {LABEL, ALT_LABEL} | {PACT + name for name in ("demonym", "capital", "seat", "organ", "place")}

# Members and observers of the United Nations that rigour does not count among the countries.
OBSERVERS = {"PS"}


@cache
def triples(path: Path) -> tuple[Triple, ...]:
    with path.open("rb") as file:
        return tuple(parse(file, format=RdfFormat.TURTLE))


def all_triples() -> Iterator[Triple]:
    for path in FILES:
        yield from triples(path)


def text(node: Term) -> str:
    assert isinstance(node, NamedNode | BlankNode | Literal), "no quoted triples here"
    return node.value


def key(node: Term) -> str:
    return text(node).removeprefix(ACTOR)


def declared(path: Path) -> set[str]:
    """Keys of the actors that a file declares: those with a class."""
    return {key(t.subject) for t in triples(path) if t.predicate.value == RDF_TYPE and isinstance(t.subject, NamedNode)}


def values(path: Path, predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for t in triples(path):
        if t.predicate.value == predicate and isinstance(t.subject, NamedNode):
            found[key(t.subject)].append(text(t.object))
    return found


def rules() -> dict[str, set[str]]:
    """Alias -> keys of the candidates that some AliasRule weighs."""
    by_node: dict[tuple[Path, Term], dict[str, str]] = defaultdict(dict)
    for path in FILES:
        for t in triples(path):
            if t.predicate.value in (PACT + "alias", PACT + "candidate"):
                by_node[path, t.subject][t.predicate.value] = text(t.object)
    found: dict[str, set[str]] = defaultdict(set)
    for rule in by_node.values():
        found[rule[PACT + "alias"]].add(rule[PACT + "candidate"].removeprefix(ACTOR))
    return found


STATES = ACTORS / "states.ttl"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_parses_and_declares_actors(path: Path) -> None:
    assert declared(path)


def test_every_state_agrees_with_the_independent_source() -> None:
    wikidata = values(STATES, SAME_AS)
    codes = values(STATES, PACT + "iso3166")
    for state in sorted(declared(STATES)):
        if not re.fullmatch("[A-Z]{2}", state):
            assert state not in codes, f"{state}: no ISO code, so it must not have one"
            continue
        territory = get_territory(state.lower())
        assert territory is not None, state
        assert codes[state] == [state]
        assert wikidata[state] == [WIKIDATA + territory.qid], territory.name


def test_de_facto_authorities_have_known_wikidata_ids() -> None:
    for state, ids in values(STATES, SAME_AS).items():
        assert len(ids) == 1, state
        assert get_territory_by_qid(ids[0].removeprefix(WIKIDATA)) is not None, state


def test_every_state_of_the_independent_source_is_there() -> None:
    expected = {t.code.upper() for t in get_territories() if t.is_country and not t.is_historical and len(t.code) == 2}
    assert len(expected) > 193
    assert not (expected | OBSERVERS) - declared(STATES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_actor_has_one_label_and_one_class(path: Path) -> None:
    labels, classes = values(path, LABEL), values(path, RDF_TYPE)
    assert {actor for actor in classes if len(labels.get(actor, [])) != 1} == set()
    assert {actor: found for actor, found in classes.items() if len(found) != 1} == {}


def test_every_actor_is_declared_in_one_file() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in FILES:
        for actor in declared(path):
            homes[actor].append(path.name)
    assert {actor: files for actor, files in homes.items() if len(files) > 1} == {}


def test_no_alias_has_two_owners_without_a_rule() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for t in all_triples():
        if t.predicate.value in NAMING and isinstance(t.subject, NamedNode):
            owners[text(t.object)].add(key(t.subject))
    ruled = rules()
    clashes = {}
    for alias, actors in owners.items():
        # One owner may go without a rule: it is the default. No rule at all leaves the choice to chance.
        if len(actors) > 1 and (alias not in ruled or len(actors - ruled[alias]) > 1):
            clashes[alias] = sorted(actors)
    assert clashes == {}


def test_no_alias_has_two_default_candidates() -> None:
    defaults: dict[str, list[str]] = defaultdict(list)
    for path in FILES:
        about: dict[BlankNode, dict[str, str]] = defaultdict(dict)
        for t in triples(path):
            if isinstance(t.subject, BlankNode) and t.predicate.value.startswith(PACT):
                about[t.subject][t.predicate.value.removeprefix(PACT)] = text(t.object)
        for rule in about.values():
            if "alias" in rule and not rule.keys() & {"near", "notNear"}:
                defaults[rule["alias"]].append(rule["candidate"].removeprefix(ACTOR))
    assert {alias: found for alias, found in defaults.items() if len(found) > 1} == {}


def test_every_candidate_is_a_declared_actor() -> None:
    known = {actor for path in FILES for actor in declared(path)}
    assert {alias: found - known for alias, found in rules().items() if found - known} == {}


def test_no_wikidata_id_is_used_twice() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for t in all_triples():
        if t.predicate.value == SAME_AS:
            owners[text(t.object)].add(key(t.subject))
    assert {qid: sorted(found) for qid, found in owners.items() if len(found) > 1} == {}
    assert {qid for qid in owners if not re.fullmatch(WIKIDATA + r"Q[1-9]\d*", qid)} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_strings_are_not_empty_and_have_no_stray_spaces(path: Path) -> None:
    strings = {text(t.object) for t in triples(path) if isinstance(t.object, Literal)}
    assert {s for s in strings if not s or s != " ".join(s.split())} == set()


# What a headline reader must find; the first column is written as in the text.
KNOWN = [
    ("Kremlin", "seat", "RU"),
    ("White House", "seat", "US"),
    ("Downing Street", "seat", "GB"),
    ("Élysée", "seat", "FR"),
    ("Pentagon", "organ", "US"),
    ("Knesset", "organ", "IL"),
    ("Poles", "demonym", "PL"),
    ("Nigerien", "demonym", "NE"),
    ("Bissau-Guinean", "demonym", "GW"),
    ("Rafah", "place", "PS"),
    ("Kharkiv", "place", "UA"),
    ("Nuuk", "capital", "GL"),
]


@pytest.mark.parametrize(("name", "predicate", "owner"), KNOWN)
def test_well_known_names(name: str, predicate: str, owner: str) -> None:
    assert name in values(STATES, PACT + predicate)[owner]


@pytest.mark.parametrize("word", ["Male", "Nice", "Split", "Mobile", "Reading", "us", "Parliament", "PM"])
def test_ordinary_words_are_no_names(word: str) -> None:
    assert not any(text(t.object) == word for t in all_triples() if t.predicate.value in NAMING)
