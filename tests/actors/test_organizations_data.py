"""The hand-written organisations, memberships and people of ontology/actors."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

ACTORS = Path(__file__).resolve().parents[2] / "ontology" / "actors"
ACTOR = "https://w3id.org/pactgraph/actor/"
PACT = "https://w3id.org/pactgraph/ontology#"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
ALT_LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
SAME_AS = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
NAMES = (LABEL, ALT_LABEL, NamedNode(PACT + "organ"), NamedNode(PACT + "memberDemonym"))
BODIES = ("Organization", "Coalition", "ArmedGroup")
FILES = ("organizations.ttl", "armed-groups.ttl", "people.ttl")
DATE_FORM = {4: "gYear", 7: "gYearMonth", 10: "date"}
# Offices that lead a government: nobody leads two states' governments at one time.
LEADERS = {"prime minister", "chancellor", "taoiseach"}


def load(*names: str) -> Store:
    store = Store()
    for name in names:
        store.load(path=str(ACTORS / name), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def store() -> Store:
    return load(*FILES)


def key(node: NamedNode) -> str:
    assert node.value.startswith(ACTOR), node
    return node.value.removeprefix(ACTOR)


def subjects(store: Store, kind: str) -> set[NamedNode]:
    return {quad.subject for quad in store.quads_for_pattern(None, TYPE, NamedNode(PACT + kind))}


def values(store: Store, node: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
    return [quad.object for quad in store.quads_for_pattern(node, predicate, None)]


def value(store: Store, node: NamedNode, predicate: str) -> str:
    found = values(store, node, NamedNode(predicate))
    assert len(found) <= 1, (node, predicate, found)
    return found[0].value if found else ""


@cache
def memberships(store: Store) -> list[dict[str, str]]:
    rows = []
    for quad in store.quads_for_pattern(None, TYPE, NamedNode(ORG + "Membership")):
        node = quad.subject
        rows.append(
            {
                "member": value(store, node, ORG + "member").removeprefix(ACTOR),
                "of": value(store, node, ORG + "organization").removeprefix(ACTOR),
                "office": value(store, node, PACT + "office"),
                "start": value(store, node, SCHEMA + "startDate"),
                "end": value(store, node, SCHEMA + "endDate"),
            }
        )
    return rows


def earliest(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :] if date else "0000-00-00"


def latest(date: str) -> str:
    return date + "-12-31"[len(date) - 4 :] if date else "9999-99-99"


def state_codes() -> set[str]:
    states = ACTORS / "states.ttl"
    if states.exists():
        return {key(node) for node in subjects(load("states.ttl"), "State")}
    territories = pytest.importorskip("rigour.territories")
    return {territory.code.upper() for territory in territories.get_territories()}


def members(store: Store, body: str, on: str | None = None) -> set[str]:
    rows = [row for row in memberships(store) if row["of"] == body and not row["office"]]
    if on:
        rows = [row for row in rows if earliest(row["start"]) <= on < latest(row["end"])]
    return {row["member"] for row in rows}


@pytest.mark.parametrize("name", FILES)
def test_file_parses_and_explains_itself(name: str) -> None:
    assert len(load(name)) > 1000
    assert (ACTORS / name).read_text(encoding="utf-8").startswith("# ")


def test_enough_bodies(store: Store) -> None:
    assert sum(len(subjects(store, kind)) for kind in ("Organization", "Coalition")) >= 150
    assert len(subjects(store, "ArmedGroup")) >= 60


def test_enough_people_of_enough_states(store: Store) -> None:
    assert len(subjects(store, "Person")) >= 700
    states = {row["of"] for row in memberships(store) if row["office"] and len(row["of"]) == 2 and row["of"].isupper()}
    assert len(states) >= 60


def test_every_actor_has_one_class_and_one_label(store: Store) -> None:
    classes = Counter(node for kind in (*BODIES, "Person") for node in subjects(store, kind))
    assert [node for node, count in classes.items() if count != 1] == []
    assert [node for node in classes if len(values(store, node, LABEL)) != 1] == []


def test_every_membership_names_known_actors(store: Store) -> None:
    known = {key(node) for kind in (*BODIES, "Person") for node in subjects(store, kind)} | state_codes()
    named = {row[part] for row in memberships(store) for part in ("member", "of")}
    assert sorted(named - known) == []


def test_dates_are_well_formed_and_in_order(store: Store) -> None:
    for predicate in ("startDate", "endDate"):
        for quad in store.quads_for_pattern(None, NamedNode(SCHEMA + predicate), None):
            date = quad.object
            assert date.datatype.value == XSD + DATE_FORM[len(date.value)], date
    wrong = [row for row in memberships(store) if row["end"] and earliest(row["start"]) > latest(row["end"])]
    assert wrong == []


def test_no_membership_twice(store: Store) -> None:
    rows = Counter(tuple(row.values()) for row in memberships(store))
    assert [row for row, count in rows.items() if count > 1] == []


def test_every_person_has_a_family_name_and_its_key(store: Store) -> None:
    for node in subjects(store, "Person"):
        assert values(store, node, NamedNode(SCHEMA + "familyName")), node
        label = value(store, node, LABEL.value)
        slug = "-".join("".join(c for c in label if c not in ".'’,\"").lower().split())
        assert key(node) == slug.replace("i̇", "i")


def test_no_name_belongs_to_two_actors_without_a_rule(store: Store) -> None:
    ruled = {quad.object.value for quad in store.quads_for_pattern(None, NamedNode(PACT + "alias"), None)}
    claims = defaultdict(set)
    for predicate in NAMES:
        for quad in store.quads_for_pattern(None, predicate, None):
            claims[quad.object.value].add(key(quad.subject))
    assert {name: who for name, who in claims.items() if len(who) > 1 and name not in ruled} == {}


def test_no_wikidata_entity_stands_for_two_actors(store: Store) -> None:
    entities = Counter(quad.object.value for quad in store.quads_for_pattern(None, SAME_AS, None))
    assert [entity for entity, count in entities.items() if count > 1] == []


def test_rules_name_known_actors(store: Store) -> None:
    known = {key(node) for kind in BODIES for node in subjects(store, kind)}
    rules = subjects(store, "AliasRule")
    assert rules
    for rule in rules:
        assert value(store, rule, PACT + "alias")
        assert value(store, rule, PACT + "candidate").removeprefix(ACTOR) in known


def test_expanding_groups_have_members(store: Store) -> None:
    pattern = store.quads_for_pattern(None, NamedNode(PACT + "expands"), None)
    groups = {key(quad.subject) for quad in pattern if quad.object.value == "true"}
    assert {"baltics", "nordics", "benelux", "E3", "weimar-triangle"} <= groups
    assert [group for group in groups if not members(store, group)] == []


def test_nobody_leads_two_governments_at_once(store: Store) -> None:
    led = defaultdict(list)
    for row in memberships(store):
        if row["office"] in LEADERS:
            led[row["member"]].append(row)
    clashes = [
        (first, second)
        for rows in led.values()
        for first in rows
        for second in rows
        if first["of"] < second["of"]
        and earliest(first["start"]) < latest(second["end"])
        and earliest(second["start"]) < latest(first["end"])
    ]
    assert clashes == []


@pytest.mark.parametrize("office", ["president", "prime minister", "chancellor", "foreign minister", "defence minister"])
def test_no_state_has_two_holders_of_one_office(store: Store, office: str) -> None:
    terms = defaultdict(list)
    for row in memberships(store):
        if row["office"] == office:
            terms[row["of"]].append((earliest(row["start"]), latest(row["start"]), row["end"], row["member"]))
    clashes = [
        (state, former, later)
        for state, held in terms.items()
        for former in held
        for later in held
        if former[0] < later[0] and later[1] < earliest(former[2] or "9999")
    ]
    assert clashes == []


@pytest.mark.parametrize(
    ("body", "on", "count"),
    [
        ("NATO", "1989-01-01", 16),
        ("NATO", "2023-01-01", 30),
        ("NATO", "2026-01-01", 32),
        ("EU", "2019-01-01", 28),
        ("EU", "2026-01-01", 27),
        ("G7", "2026-01-01", 7),
        ("G20", "2026-01-01", 21),
        ("BRICS", "2023-01-01", 5),
        ("BRICS", "2026-01-01", 10),
        ("SCO", "2026-01-01", 10),
        ("CSTO", "2026-01-01", 6),
        ("GCC", "2026-01-01", 6),
        ("ASEAN", "2026-01-01", 11),
        ("ECOWAS", "2024-01-01", 15),
        ("ECOWAS", "2026-01-01", 12),
        ("african-union", "2026-01-01", 55),
        ("arab-league", "2026-01-01", 22),
        ("council-of-europe", "2022-01-01", 47),
        ("council-of-europe", "2026-01-01", 46),
        ("OSCE", "2026-01-01", 57),
        ("OIC", "2026-01-01", 57),
        ("OAS", "2026-01-01", 34),
        ("OPEC", "2026-01-01", 12),
        ("EAEU", "2026-01-01", 5),
        ("JEF", "2026-01-01", 10),
        ("P5", "2026-01-01", 5),
        ("NB8", "2026-01-01", 8),
        ("B9", "2026-01-01", 9),
    ],
)
def test_number_of_members(store: Store, body: str, on: str, count: int) -> None:
    assert len(members(store, body, on)) == count


@pytest.mark.parametrize(
    ("body", "member", "outside", "inside"),
    [
        ("NATO", "FI", "2023-04-03", "2023-04-05"),
        ("NATO", "SE", "2024-03-06", "2024-03-08"),
        ("EU", "GB", "2020-02-01", "2020-01-30"),
        ("EU", "HR", "2013-06-30", "2013-07-02"),
        ("ECOWAS", "ML", "2025-01-30", "2025-01-28"),
        ("ECOWAS", "NE", "2025-01-30", "2025-01-28"),
        ("council-of-europe", "RU", "2022-03-17", "2022-03-15"),
        ("BRICS", "ID", "2024-12-31", "2025-01-07"),
        ("OPEC", "QA", "2019-01-02", "2018-12-31"),
        ("OPEC", "AO", "2024-01-02", "2023-12-31"),
        ("CIS", "GE", "2009-08-19", "2009-08-17"),
    ],
)
def test_joined_or_left(store: Store, body: str, member: str, outside: str, inside: str) -> None:
    assert member not in members(store, body, outside)
    assert member in members(store, body, inside)


@pytest.mark.parametrize(
    ("person", "of", "office", "start"),
    [
        ("keir-starmer", "GB", "prime minister", "2024-07-05"),
        ("friedrich-merz", "DE", "chancellor", "2025-05-06"),
        ("emmanuel-macron", "FR", "president", "2017-05-14"),
        ("donald-trump", "US", "president", "2025-01-20"),
        ("mark-rutte", "NATO", "secretary general", "2024-10-01"),
        ("kaja-kallas", "EU", "high representative", "2024-12-01"),
        ("volodymyr-zelenskyy", "UA", "president", "2019-05-20"),
        ("sergei-lavrov", "RU", "foreign minister", "2004-03-09"),
        ("rafael-grossi", "IAEA", "director general", "2019-12-03"),
    ],
)
def test_offices(store: Store, person: str, of: str, office: str, start: str) -> None:
    rows = [row for row in memberships(store) if row["member"] == person and row["of"] == of]
    assert (office, start) in {(row["office"], row["start"]) for row in rows}


@pytest.mark.parametrize(
    ("person", "form"),
    [
        ("xi-jinping", "Xi"),
        ("yoon-suk-yeol", "Yoon"),
        ("kim-jong-un", "Kim"),
        ("ursula-von-der-leyen", "von der Leyen"),
    ],
)
def test_family_name_forms(store: Store, person: str, form: str) -> None:
    forms = values(store, NamedNode(ACTOR + person), NamedNode(SCHEMA + "familyName"))
    assert form in {literal.value for literal in forms}
