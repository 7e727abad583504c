"""The loader of ontology/: the files that ship are loaded, what cannot be understood is refused in one line, and the
diffs of ontology/README.md that are no Turtle do what they say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kg import ontology, resources, vocab
from kg.blocks import BlockRules
from kg.errors import OntologyError
from kg.lexicon import TRAITS
from kg.model import Document
from kg.ontology import Ontology
from kg.pipeline import Pipeline
from kg.resources import ontology_dir
from kg.turtle import RDF_TYPE, Literal, NamedNode
from kg.validate import validate_ontology

PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items())
README = (ontology_dir() / "README.md").read_text("utf-8")
DIFFS: dict[str, str] = dict(re.findall(r"^```diff\n--- (\S+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
CUE = '[[attitude]]\nwords = "serenade"\npos = "verb"\nkind = "position"\nlevel = "supports"\n'
LEAST_TRIGGERS = 20
#: Where the one may stand to whom something is done; ontology/types.ttl says what each means.
PLACES = {"obj", "dative", "poss", "at", "actor_obj"}


@pytest.fixture(scope="module")
def shipped() -> Ontology:
    return ontology.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `ontology/` without its actors: it loads in no time."""
    found = tmp_path / "ontology"
    shutil.copytree(ontology_dir(), found, ignore=shutil.ignore_patterns("actors", "queries", "README.md"))
    (found / "actors").mkdir()
    return found


def add(folder: Path, name: str, text: str) -> None:
    """Write `text` at the end of a file, which is made if it is not there."""
    path = folder / name
    fresh = PREFIXES if path.suffix == ".ttl" and not path.exists() else ""
    with path.open("a", encoding="utf-8") as out:
        out.write(f"{fresh}\n{text}\n")


def facts(shipped: Ontology, key: str) -> dict[str, list[str]]:
    """What types.ttl says of a type: values by the local name of the property."""
    found: dict[str, list[str]] = {}
    for quad in shipped.quads:
        if quad.subject == NamedNode(vocab.TYPE + key) and isinstance(quad.object, Literal | NamedNode):
            found.setdefault(re.split("[#/]", quad.predicate.value)[-1], []).append(quad.object.value)
    return found


# ---- what ships


def test_the_shipped_ontology_is_loaded(shipped: Ontology) -> None:
    assert len(shipped.lexicon.types) >= 23
    assert shipped.gazetteer.entries["FR"].label == "France"
    assert shipped.blocks and shipped.offices
    assert shipped.version == ontology.load(ontology_dir()).version


def test_the_shipped_ontology_keeps_its_shapes() -> None:
    assert validate_ontology().violations == ()


@pytest.mark.parametrize("key", ontology.load().lexicon.types)
def test_each_type_says_what_it_is_and_how_it_is_found(shipped: Ontology, key: str) -> None:
    said = facts(shipped, key)
    assert [len(said.get(name, [])) for name in ("prefLabel", "definition", "broader")] == [1, 1, 1]
    assert said["recipient"], "without pact:recipient it never has an addressee"
    assert len({*said.get("noun", []), *said.get("verb", []), *said.get("frame", [])}) >= LEAST_TRIGGERS
    assert set(said.get("trait", [])) <= TRAITS


@pytest.mark.parametrize("key", ontology.load().lexicon.types)
def test_what_a_type_points_at_exists(shipped: Ontology, key: str) -> None:
    said = facts(shipped, key)
    concepts = {
        quad.subject.value
        for quad in shipped.quads
        if quad.predicate == RDF_TYPE and quad.object == NamedNode(vocab.SKOS + "Concept") and isinstance(quad.subject, NamedNode)
    }
    assert {*said["broader"], *said.get("kin", [])} <= concepts
    assert all(place in PLACES or place.islower() and place.isalpha() for place in said["recipient"])


def test_the_folder_is_found_beside_or_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (ontology_dir() / "core.ttl").is_file()
    package = tmp_path / "site" / "kg"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    monkeypatch.setattr(resources, "_folder", cache(resources._folder.__wrapped__))
    with pytest.raises(OntologyError, match=r"ontology/ is missing; install Pactgraph again"):
        ontology_dir()
    (tmp_path / "site" / "ontology").mkdir()
    assert ontology_dir() == package.resolve().parent / "ontology"
    resources._folder.cache_clear()  # an installation does not change while it runs
    (package / "ontology").mkdir()
    assert ontology_dir() == package.resolve() / "ontology"


def test_the_version_is_that_of_the_content(folder: Path, shipped: Ontology) -> None:
    first = ontology.load(folder).version
    assert first == ontology.load(folder).version != shipped.version
    add(folder, "classes.toml", 'FOO = "bar"')
    assert ontology.load(folder).version != first


# ---- what is refused


def gap(why: str, *values: object) -> object:
    """A slip that is not refused as it should be yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(reason=why, strict=True), id=str(values[-1])[:40])


SILENT, NO_FILE = "accepted without a word", "another error than OntologyError, with no hint at the file"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("cues.toml", CUE + 'levle = "x"', r"unknown key 'levle'"),
        ("cues.toml", CUE.replace("supports", "pledged"), r"'pledged' is no level of a position"),
        ("cues.toml", CUE.replace("position", "commitment"), r"'supports' is no level of a commitment"),
        ("cues.toml", "[[attitude", r"cues\.toml: "),
        ("cues.toml", '[modal]\npledged = "will"', r"modal"),
        ("classes.toml", "SEND = 'a'\nSEND = 'b'", r"SEND|overwrite"),
        ("offices.toml", '[office]\nking = "x"', r"office"),
        ("blocks.toml", "[[debris]\n", r"blocks\.toml: "),
        ("types.ttl", 'ptype:training pact:frame "SNED + FORCES" .', r"no class SNED in classes\.toml"),
        ("types.ttl", 'ptype:training pact:frame "send + FORCESS" .', r"no class FORCESS in classes\.toml"),
        ("types.ttl", 'ptype:training pact:frame "send FORCES" .', r'"send FORCES" should be "PREDICATE \+ OBJECT"'),
        ("types.ttl", 'ptype:training pact:trait "driected" .', r'unknown trait "driected"; known are '),
        ("actors/mine.ttl", "actor:x a pact:Organization .", r"actor:x has no rdfs:label"),
        gap(SILENT, "cues.toml", '[modals]\npledged = "will"', r"modals"),
        gap(SILENT, "cues.toml", CUE.replace('"position"', '"stance"'), r"'stance'"),
        gap(SILENT, "cues.toml", CUE.replace('"verb"', '"vreb"'), r"vreb"),
        gap(SILENT, "cues.toml", CUE + 'others = "hates"', r"hates"),
        gap(SILENT, "cues.toml", CUE + 'needs = "typo"', r"typo"),
        gap(NO_FILE, "cues.toml", CUE.replace('level = "supports"\n', ""), r"no level"),
        gap(NO_FILE, "cues.toml", CUE.replace('"serenade"', '["serenade"]'), r"words"),
        gap(NO_FILE, "classes.toml", 'FOO = ["a", "b"]', r"FOO"),
        gap(SILENT, "offices.toml", '[offce]\npresident = "x"', r"offce"),
        gap(SILENT, "types.ttl", 'ptype:training pact:nuon "drilling" .', r"nuon"),
        gap(SILENT, "types.ttl", 'ptype:training pact:recipient "object" .', r"recipient"),
        gap(SILENT, "types.ttl", "ptype:training pact:kin ptype:trainning .", r"trainning"),
        gap(SILENT, "types.ttl", 'ptype:x skos:broader ptype:aid ; pact:noun "x" .', r"prefLabel"),
        ("types.ttl", "ptype:training pact:noun", r"not valid Turtle"),
        ("actors/mine.ttl", "actor:x a", r"not valid Turtle"),
        gap(SILENT, "actors/mine.ttl", 'actor:x a pact:Organisation ; rdfs:label "X" .', r"Organisation"),
        gap(SILENT, "actors/mine.ttl", 'actor:x a pact:Organization ; rdfs:label "X" ; pact:demonmy "y" .', r"demonmy"),
        gap(NO_FILE, "actors/mine.ttl", '[] a pact:AliasRule ; pact:alias "X" .', r"candidate"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_file(folder: Path, name: str, text: str, message: str) -> None:
    add(folder, name, text)
    with pytest.raises(OntologyError) as caught:
        ontology.load(folder)
    told = str(caught.value)
    assert re.search(message, told), told
    assert name.split("/")[0] in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("name", "spoil", "message"),
    [
        ("cues.toml", Path.unlink, "cues.toml is missing"),
        ("classes.toml", Path.unlink, "classes.toml is missing"),
        ("offices.toml", Path.unlink, "offices.toml is missing"),
        ("cues.toml", lambda path: path.write_bytes(b"\xff\xfe"), "give a UTF-8 file"),
        ("types.ttl", lambda path: path.write_bytes(b"\xff\xfe"), "give a UTF-8 file"),
    ],
)
def test_missing_and_unreadable_files_are_told(folder: Path, name: str, spoil: Callable[[Path], object], message: str) -> None:
    spoil(folder / name)
    with pytest.raises(OntologyError) as caught:
        ontology.load(folder)
    assert name in str(caught.value) and message in str(caught.value)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"nowhere: \S+\.toml is missing"):
        ontology.load(tmp_path / "nowhere")


def test_files_of_the_user_are_read_with_the_others(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text(PREFIXES + 'actor:harbour-league a pact:Organization ; rdfs:label "Harbour League" .', "utf-8")
    found = ontology.load(folder, extra=[mine])
    assert set(found.gazetteer.entries) == {"harbour-league"}
    assert found.version != ontology.load(folder).version
    with pytest.raises(OntologyError, match=r"absent\.ttl"):
        ontology.load(folder, extra=[tmp_path / "absent.ttl"])


# ---- the diffs of the README


def applied(text: str, diff: str) -> str:
    """`text` with the `+` lines of a diff after its lines of context, or at the end if there are none."""
    lines = diff.splitlines()
    context = "\n".join(line[1:] for line in lines if line.startswith(" "))
    added = "\n".join(line[1:] for line in lines if line.startswith("+"))
    if not context:
        return f"{text}\n{added}\n"
    assert text.count(f"{context}\n") == 1, f"the file has no such place: {context!r}"
    return text.replace(f"{context}\n", f"{context}\n{added}\n")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `ontology/` with the diffs."""
    found = tmp_path_factory.mktemp("diffs") / "mine"
    shutil.copytree(ontology_dir(), found)
    for name, diff in DIFFS.items():
        (found / name).write_text(applied((found / name).read_text("utf-8"), diff), "utf-8")
    return found


@pytest.fixture(scope="module")
def reader(edited: Path) -> Pipeline:
    return Pipeline(folder=edited)


def claims(pipeline: Pipeline, text: str) -> set[tuple[str, str]]:
    """Type and actor of each claim."""
    found = next(pipeline.extract([Document("x", text, date="2026-01-07")]))
    return {(claim.type, ",".join(claim.by)) for claim in found.claims}


def test_the_readme_shows_these_diffs() -> None:
    assert set(DIFFS) == {"examples.ttl", "offices.toml", "blocks.toml"}


def test_the_edited_files_are_valid(edited: Path) -> None:
    assert validate_ontology(edited).violations == ()
    BlockRules.from_toml(ontology.load(edited).blocks)


def test_a_new_example_is_one_of_its_type(edited: Path, pipeline: Pipeline) -> None:
    (sentence,) = re.findall(r'^\+ *"(.*)" ,$', DIFFS["examples.ttl"], re.MULTILINE)
    assert sentence in facts(ontology.load(edited), "training")["example"]
    assert ("training", "OM") in claims(pipeline, sentence)


def test_a_new_office_speaks_for_its_state(pipeline: Pipeline, reader: Pipeline) -> None:
    said = "The grand herald of Oman promised to host peace talks on Yemen."
    assert said in README
    assert claims(reader, said) == {("negotiation", "OM")}
    assert not claims(pipeline, said)


def test_a_new_block_rule_silences_its_blocks_only(pipeline: Pipeline, reader: Pipeline) -> None:
    block = "In tomorrow's paper: France will send 200 tanks to Chad."
    article = "Oman will send 300 soldiers to Yemen.\n\n"
    both = {("troop_deployment", "OM"), ("arms_supply", "FR")}
    assert claims(pipeline, article + block) == both
    assert claims(reader, article + block) == {("troop_deployment", "OM")}
    assert claims(reader, f"{article}France said: {block[block.index('France') :]}") == both


def test_the_python_of_the_readme_runs(edited: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(edited.parent)
    (block,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102
    assert "('pledged', 'arms_supply', ('FR',), ('UA',))" in capsys.readouterr().out
