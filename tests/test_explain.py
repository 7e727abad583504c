"""Why a claim is there, and what is passed over: cues, paths, resolution, rejections, and claims that are no longer given."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.build import build
from kg.cli import kg
from kg.coverage import UNKNOWN, Tally, group
from kg.errors import InputError
from kg.explain import Explanation, again, explain, marked, silences, stored
from kg.fuse import Fusion
from kg.model import Claim, Document, Extraction, Span
from kg.pipeline import Pipeline
from kg.rdf import claim_iris
from kg.refer import Cast
from kg.resources import examples_dir
from kg.store import open_store
from kg.trace import drawn, path
from tests.factories import HOSTILE

PLEDGE = "Portugal will send 40 armoured vehicles to Ukraine if a ceasefire holds."
SILENT = "Portugal will not say who won the race."


def _look(pipeline: Pipeline, text: str) -> tuple[Cast, Extraction]:
    ((cast, found),) = pipeline.look([Document("paper", text, date="2025-05-05")])
    return cast, found


def _one(pipeline: Pipeline, text: str) -> Explanation:
    (only,) = explain(*_look(pipeline, text))
    return only


def _kg(*arguments: str) -> Result:
    return CliRunner().invoke(kg, list(arguments))


# ---- one claim


def test_cues_stand_where_they_are_said_to_stand(pipeline: Pipeline) -> None:
    found = _one(pipeline, PLEDGE)
    cues = {cue.role: cue for cue in found.sights[0].cues}
    assert {"trigger", "modality", "condition", "by"} <= cues.keys()
    assert all(cue.span is not None and cue.span.of(PLEDGE) == cue.text for cue in cues.values())
    assert (cues["modality"].text, cues["condition"].text) == ("will", "if a ceasefire holds")


def test_the_path_leads_from_the_trigger_to_each_actor(pipeline: Pipeline) -> None:
    actors = {actor.role: actor for actor in _one(pipeline, PLEDGE).sights[0].actors}
    assert actors["by"].key == "PT"
    assert actors["by"].path == "vehicles ←dobj– send –nsubj→ Portugal"
    assert actors["to"].path == "vehicles ←dobj– send –prep→ to –pobj→ Ukraine"
    assert actors["by"].score is not None and 0 < actors["by"].score <= 1
    assert "Portugal" in actors["by"].reason


def test_a_pronoun_is_shown_with_whom_it_stands_for(pipeline: Pipeline) -> None:
    found = list(explain(*_look(pipeline, "Keir Starmer met reporters. He pledged 200 million pounds in aid for Sudan.")))
    by = next(a for e in found for s in e.sights for a in s.actors if a.role == "by")
    assert (by.key, by.words) == ("GB", "He")
    assert "keir-starmer" in by.reason


def test_rejections_are_those_of_the_same_sentence(pipeline: Pipeline) -> None:
    text = f"{PLEDGE} Nobody promised anything."
    cast, found = _look(pipeline, text)
    (only,) = explain(cast, found)
    assert found.rejected, "nothing is rejected, so nothing is tested"
    assert all(rejection.span.begin >= len(PLEDGE) for rejection in found.rejected)
    assert only.sights[0].rejected == ()
    (silence,) = silences(cast, found)
    assert silence.sentence.of(text) == "Nobody promised anything."


def test_paths_between_all_tokens_begin_and_end_right(pipeline: Pipeline) -> None:
    cast, _ = _look(pipeline, PLEDGE)
    doc = cast.annotated.passages[0].doc
    for one in doc:
        for other in doc:
            tokens = path(one, other)
            assert (tokens[0], tokens[-1]) == (one, other)
            assert all(a.head == b or b.head == a for a, b in zip(tokens, tokens[1:], strict=False))
    assert drawn(doc[0], doc[0]) == doc[0].text


def test_marks_join_where_cues_overlap() -> None:
    text = "one two three"
    assert marked(text, Span(0, 13), [Span(4, 7), Span(0, 3), Span(5, 13)], "[", "]") == "[one] [two three]"


def test_marks_hold_no_control_characters() -> None:
    assert all(c.isprintable() for c in marked(HOSTILE, Span(0, len(HOSTILE)), [Span(3, 9)], "[", "]"))


# ---- from a store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, pipeline: Pipeline) -> Path:
    where = tmp_path_factory.mktemp("explained") / "store"
    with open_store(where) as store:
        assert not build([examples_dir()], store, pipeline).errors
    return where


def _names(folder: Path) -> list[str]:
    with open_store(folder, read_only=True) as store:
        return sorted({q.subject.value for q in store.quads() if q.predicate.value.endswith("#statement")})  # type: ignore[union-attr]


def test_every_claim_of_a_store_is_found_again(folder: Path, pipeline: Pipeline) -> None:
    names = _names(folder)
    assert len(names) > 30
    with open_store(folder, read_only=True) as store:
        wanted = [found for name in names for found in stored(store, name)]
    read = {found.document.id: found.document for found in wanted}
    given = {name: list(explain(*look)) for name, look in zip(read, pipeline.look(read.values()), strict=True)}
    missing = [found.iri for found in wanted if again(found, given[found.document.id]) is None]
    assert missing == []


def test_a_claim_of_the_store_is_explained(folder: Path) -> None:
    name = _names(folder)[0]
    result = _kg("explain", name.rsplit("/", 1)[-1][:12], "--store", str(folder), "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.splitlines()[0])
    assert told["given"] is True
    assert told["passages"] and all(p["cues"] for p in told["passages"])


def test_a_claim_that_the_rules_no_longer_give_is_said_to_be_gone(tmp_path: Path, pipeline: Pipeline) -> None:
    document = Document("old", f"{SILENT} It rained.")
    (found,) = pipeline.extract([Document("old", PLEDGE)])
    claim = found.claims[0]
    stale = Extraction(document, (_moved(claim, Span(0, len(SILENT))),), found.actors)
    iri = next(iter(claim_iris("old", stale.claims).values()))
    with open_store(tmp_path / "store") as store:
        store.load_ontology(pipeline.ontology.quads, pipeline.ontology.version)
        Fusion(store, pipeline.ontology).put(stale, pipeline.run)
    result = _kg("explain", iri, "--store", str(tmp_path / "store"))
    assert result.exit_code == 0, result.output
    assert "no longer give this claim in old" in result.output
    assert SILENT in result.output


def _moved(claim: Claim, span: Span) -> Claim:
    return replace(claim, spans=(span,), levels=(claim.level,), speakers=((),), reasons=())


@pytest.mark.parametrize("name", ["abcdef0123456789", "abc", "https://w3id.org/pactgraph/commitment/none-such"])
def test_an_unknown_claim_is_one_clear_line(folder: Path, name: str) -> None:
    result = _kg("explain", name, "--store", str(folder))
    assert result.exit_code == 5
    assert len(result.output.splitlines()) == 1
    assert name in result.output


def test_documents_have_the_limits_that_are_given(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLEDGE + "\n", "utf-8")
    for option, told in (("--max-bytes", "larger than 9 bytes"), ("--max-sentence", "a sentence of more than 9 words")):
        result = _kg("explain", "--text", str(tmp_path / "a.txt"), option, "9")
        assert result.exit_code == InputError.exit_code
        assert len(result.output.splitlines()) == 1
        assert "a.txt" in result.output and told in result.output and option in result.output
    result = _kg("explain", _names(folder)[0], "--store", str(folder), "--max-sentence", "2")
    assert result.exit_code == InputError.exit_code and "--max-sentence" in result.output


def test_one_thing_is_explained_at_a_time(tmp_path: Path) -> None:
    assert _kg("explain").exit_code == 2
    assert _kg("explain", "abcdef01").exit_code == 2
    assert _kg("explain", "--sentence", "x", "--text", "y").exit_code == 2
    assert _kg("explain", "--text", str(tmp_path / "none.txt")).exit_code == 2


def test_a_sentence_is_explained_with_its_cues_in_brackets() -> None:
    output = _kg("explain", "--sentence", PLEDGE).output
    assert "[Portugal] [will] send 40 armoured [vehicles] to Ukraine [if a ceasefire holds]." in output
    assert "path vehicles ←dobj– send –nsubj→ Portugal" in output


# ---- coverage


def test_a_sentence_is_passed_over_or_told_and_counted_once(pipeline: Pipeline) -> None:
    tally = Tally()
    cast, found = _look(pipeline, f"{PLEDGE} {SILENT} It rained. Nobody promised anything.")
    gaps = list(tally.add(cast, found, pipeline.ontology.lexicon))
    assert (tally.documents, tally.sentences, tally.told, tally.gaps) == (1, 4, 1, 2)
    assert gaps[0].reasons == (UNKNOWN,)
    assert sum(tally.reasons.values()) >= 2


def test_reasons_are_grouped_without_their_details() -> None:
    assert group("weak type (sanctions 1.0)") == group("weak type (trade 0.4)") == "weak type"


def test_coverage_streams_and_counts(tmp_path: Path) -> None:
    tmp_path.joinpath("a.txt").write_text(f"{PLEDGE}\n\n{SILENT}\n", "utf-8")
    tmp_path.joinpath("b.txt").write_text(f"{SILENT}\n", "utf-8")
    lines = [json.loads(line) for line in _kg("coverage", str(tmp_path), "--json").output.splitlines()]
    assert [line["sentence"] for line in lines[:-1]] == [SILENT, SILENT]
    assert lines[-1]["passed_over"] == 2
    assert Counter(lines[-1]["reasons"])[UNKNOWN] == 2


def test_coverage_of_nothing_ends_with_the_code_of_the_first_error(tmp_path: Path) -> None:
    result = _kg("coverage", str(tmp_path / "none.txt"))
    assert result.exit_code == 2
