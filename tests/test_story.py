"""The story of examples/border-truce.jsonl as users ask for it: a status history, two disagreements, copies of one text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import cli
from kg.ask import copies
from kg.ask.told import Told
from kg.build import build
from kg.pipeline import Pipeline
from kg.resources import examples_dir
from kg.store import Store, open_store

STORY = examples_dir() / "border-truce.jsonl"


def kg(*arguments: object) -> Result:
    return CliRunner().invoke(cli.kg, [str(argument) for argument in arguments])


def rows(*arguments: object) -> list[dict[str, str | None]]:
    found = kg(*arguments, "--json")
    assert found.exit_code in (0, 1), found.output
    parsed: list[dict[str, str | None]] = json.loads(found.stdout)
    return parsed


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch: pytest.MonkeyPatch, pipeline: Pipeline) -> None:
    monkeypatch.setattr("kg.ontology.load", lambda extra=(): pipeline.ontology)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    found = tmp_path_factory.mktemp("story") / "store"
    with open_store(found) as store:
        fill(store, pipeline, STORY)
    return found


def fill(store: Store, reader: Pipeline, *inputs: Path) -> None:
    assert not build(inputs, store, reader).errors


def test_the_story_has_six_articles_of_several_outlets_over_half_a_year(folder: Path) -> None:
    with open_store(folder, read_only=True) as store:
        sources = Told(store).sources()
    days = [source.day for source in sources]
    assert len(sources) >= 6
    assert len({source.outlet for source in sources}) >= 3
    assert days[0] < "2025-12" and days[-1] > "2026-06"


def test_two_articles_are_copies_of_one_agency_text(folder: Path) -> None:
    with open_store(folder, read_only=True) as store:
        told = Told(store)
        items = [copies.Item(source.iri, source.id, source.day) for source in told.sources()]
        first = copies.originals(items, told.text)
        texts = {told.source(iri).id: told.source(other).id for iri, other in first.items()}
    assert {iri: other for iri, other in texts.items() if iri != other} == {"truce-2-gazette": "truce-1-agency"}


# ---- the history


def test_the_status_history_of_one_commitment_is_kept(folder: Path) -> None:
    history = rows("timeline", "Indonesia", "--store", folder)
    assert [(row["told"], row["status"]) for row in history] == [
        ("2025-11-18", "considered"),
        ("2026-01-15", "pledged"),
        ("2026-05-20", "fulfilled"),
        ("2026-07-09", "withdrawn"),
    ]
    assert len({row["commitment"] for row in history}) == 1
    considered, pledged, *_ = history
    assert (considered["sources"], considered["outlets"]) == ("1", "Meridian Press, Harbour Gazette"), "a copy is no second source"
    assert pledged["sources"] == "2"
    assert (pledged["act"], pledged["holds"]) == ("2026-01-15", "../2026-05")


def test_a_commitment_is_asked_for_by_iri_short_form_and_hash(folder: Path) -> None:
    iri = str(rows("timeline", "Indonesia", "--store", folder)[0]["commitment"])
    local = iri.rpartition("/")[2]
    answers = [rows("timeline", name, "--store", folder) for name in (iri, f"commitment:{local}", local)]
    assert answers[0] == answers[1] == answers[2] == rows("timeline", "ID", "--store", folder)


@pytest.mark.parametrize(
    ("name", "said"), [("commitment:0123456789abcdef", "no such commitment"), ("Atlantis", "no such actor"), ("", "no such actor")]
)
def test_who_or_what_is_unknown_is_told_in_one_line(folder: Path, name: str, said: str) -> None:
    found = kg("timeline", name, "--store", folder)
    assert found.exit_code == 5
    assert said in found.stderr and len(found.stderr.strip().splitlines()) == 1


# ---- the disagreements


def test_both_disagreements_are_found(folder: Path) -> None:
    found = rows("compare", "Meridian Press", "mekong courier", "--store", folder)
    said = {(row["finding"], row["by"]): (row["a"], row["b"]) for row in found}
    assert said["denied", "Thailand"] == ("agreed", "refused")
    assert said["amount", "Japan"] == ("$40 million", "$55 million")
    assert said["firmness", "Australia"] == ("pledged", "planned")
    assert ("only a", "European Union") in said
    assert ("only b", "Vietnam") in said
    assert not [row for row in found if row["by"] == "Indonesia"], "both report the mission, each on its days"


def test_the_other_way_round_says_the_same(folder: Path) -> None:
    there = rows("compare", "Meridian Press", "Mekong Courier", "--store", folder)
    back = rows("compare", "Mekong Courier", "Meridian Press", "--store", folder)
    turned = {"only a": "only b", "only b": "only a"}
    assert {(row["finding"], row["by"], row["a"], row["b"]) for row in there} == {
        (turned.get(str(row["finding"]), row["finding"]), row["by"], row["b"], row["a"]) for row in back
    }


def test_what_a_copy_says_counts_for_nobody(folder: Path) -> None:
    found = rows("compare", "truce-1-agency", "truce-2-gazette", "--store", folder)
    assert [row["finding"] for row in found] == ["copy"]
    assert rows("compare", "Harbour Gazette", "Harbour Gazette", "--store", folder) == []


def test_an_outlet_that_is_not_there_is_told_with_its_likes(folder: Path) -> None:
    found = kg("compare", "Meridian Pres", "Mekong Courier", "--store", folder)
    assert found.exit_code == 5
    assert "did you mean Meridian Press" in found.stderr


# ---- what unlocks, what is missing


def test_what_a_ceasefire_would_unlock(folder: Path) -> None:
    by_name = kg("query", "what-unlocks", "--type", "ceasefire", "--store", folder).stdout
    assert kg("query", "what-unlocks", "ceasefire", "--store", folder).stdout == by_name
    assert "European Union" in by_name and "Sanctions relief" in by_name and "China" in by_name
    assert "Australia" not in by_name
    assert kg("query", "what-unlocks", "ceasefire", "Japan", "--store", folder).exit_code == 2


def test_what_is_missing_is_listed(folder: Path) -> None:
    found = {(row["by"], row["type"]): row["missing"] for row in rows("gaps", "--store", folder)}
    assert found["Vietnam", "Humanitarian aid"] == "amount, date"
    assert found["Japan", "Humanitarian aid"] == "date"
    assert not [by for by, _ in found if by == "Indonesia"], "withdrawn"
    assert ("Malaysia", "Bases and access") not in found, "has its period"


# ---- as of a day


def status(folder: Path, day: str) -> str:
    question = "SELECT ?level { ?c a pact:Commitment ; pact:by actor:ID ; pact:type ptype:monitoring ; pact:status/skos:prefLabel ?level }"
    return kg("query", question, "--as-of", day, "--store", folder, "--format", "csv").stdout.split()[1:][0]


@pytest.mark.parametrize(
    ("day", "wanted"),
    [("2026-01-14", "considered"), ("2026-01-15", "pledged"), ("2026-07-08", "fulfilled")],
)  # fmt: skip
def test_the_status_is_that_of_the_day(folder: Path, day: str, wanted: str) -> None:
    assert status(folder, day) == wanted


def test_of_documents_to_come_nothing_is_known(folder: Path) -> None:
    found = kg("query", "documents", "--as-of", "2025-11-18", "--store", folder, "--format", "csv").stdout
    assert len(found.splitlines()) == 2 and "2025-11-18" in found


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", ""])
def test_a_day_that_is_none_is_refused(folder: Path, day: str) -> None:
    found = kg("query", "documents", "--as-of", day, "--store", folder)
    assert found.exit_code == 5
    assert "write it as" in found.stderr
