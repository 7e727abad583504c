"""The site is built without a warning, all its links lead somewhere, and it loads nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import rdflib

import kg
from docs.tools import api, commands, core, diagram, ontology, sections
from docs.tools.site import build
from kg import cli, vocab
from tests.docs.site import broken, external, pages

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    assert build(folder) == 0
    return folder


def test_every_link_leads_somewhere(site: Path) -> None:
    assert sum(len(page.links) for page in pages(site).values()) > 500
    assert list(broken(site)) == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    assert list(external(site)) == []


def test_every_page_is_reached_from_the_first(site: Path) -> None:
    read = pages(site)
    reached, waiting = set(), [site / "index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached or path not in read:
            continue
        reached.add(path)
        waiting += [(path.parent / link.partition("#")[0]).resolve() for link in read[path].links if "//" not in link and link[0] != "#"]
    assert {path.relative_to(site).as_posix() for path in set(read) - reached} <= {"genindex.html", "search.html"}


def test_links_and_loads_that_are_wrong_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="x"><a href="#x">.</a><a href="#y">.</a><a href="b.html">.</a><img src="https://e.example/i.png">'
        '<script src="//e.example/s.js"></script><link rel="stylesheet" href="s.css"><a href="https://e.example">.</a>',
        "utf-8",
    )
    (tmp_path / "s.css").write_text("@import 'https://e.example/f.css'; a { background: url(data:x) }", "utf-8")
    (tmp_path / "t.js").write_text("import('https://e.example/m.js'); var help = 'https://e.example/';", "utf-8")
    assert list(broken(tmp_path)) == ["a.html -> #y (no such anchor)", "a.html -> b.html"]
    assert [found.rpartition("/")[2] for found in external(tmp_path)] == ["i.png", "s.js", "f.css", "m.js"]


# ---- what is written from code


def test_the_diagram_is_that_of_core_ttl() -> None:
    assert (ROOT / "docs" / "model.svg").read_text("utf-8") == diagram.draw(core.read()), "run: python -m docs.tools"


def test_the_diagram_follows_the_ontology(tmp_path: Path) -> None:
    edited = tmp_path / "core.ttl"
    more = "pact:Harbour a owl:Class ; rdfs:label 'harbour'@en .\npact:moors a owl:ObjectProperty ; rdfs:domain pact:Harbour ; rdfs:range pact:Actor .\n"
    edited.write_text(core.CORE.read_text("utf-8") + more, "utf-8")
    drawn = diagram.draw(core.read(edited))
    assert ">Harbour<" in drawn
    assert ">moors → Actor<" in drawn
    assert "<script" not in drawn


def test_every_class_and_property_has_its_anchor(site: Path) -> None:
    """An IRI of the ontology ends at an anchor of its page: …/ontology#Claim, and #claim is another."""
    found = pages(site)[site / "reference" / "ontology.html"].anchors
    graph = rdflib.Graph().parse(core.CORE)
    declared = {str(s).removeprefix(vocab.PACT) for s in graph.subjects(rdflib.RDFS.label) if str(s).startswith(vocab.PACT)}
    assert {"Claim", "claim", "by", "pledged"} <= declared
    assert declared <= found


def test_the_ontology_is_published_under_its_version(site: Path) -> None:
    graph = rdflib.Graph().parse(core.CORE)
    (iri,) = graph.objects(core.ONTOLOGY, rdflib.OWL.versionIRI)
    assert str(iri) == f"{core.ONTOLOGY}/{graph.value(core.ONTOLOGY, rdflib.OWL.versionInfo)}"
    published = site / "ontology" / str(iri).rpartition("/")[2] / "core.ttl"
    assert published.read_bytes() == core.CORE.read_bytes()
    assert str(iri) in (site / "reference" / "ontology.html").read_text("utf-8")


def test_hostile_words_of_an_ontology_are_escaped(tmp_path: Path) -> None:
    edited = tmp_path / "core.ttl"
    edited.write_text(
        core.CORE.read_text("utf-8") + 'pact:X a owl:Class ; rdfs:label "<b>x" ; rdfs:comment "<script>x</script>" .\n', "utf-8"
    )
    assert "<script>x" not in ontology.page(core.read(edited), ())


def test_every_command_and_option_is_in_the_reference() -> None:
    page = commands.page()
    for name in cli.COMMANDS:
        assert f"## kg {name}\n" in page
        command = cli.kg.get_command(click.Context(cli.kg), name)
        assert command is not None
        part = page.partition(f"## kg {name}\n")[2].partition("\n## kg ")[0]
        assert all(option in part for parameter in command.params for option in parameter.opts if option.startswith("--"))


def test_every_public_name_is_in_the_reference() -> None:
    page = api.page()
    assert all(re.search(rf"\{{py:(class|exception)\}} kg\.{name}\b", page) for name in kg.__all__)
    methods = [name for name in vars(kg.Graph) if not name.startswith("_")]
    assert all(f"{{py:method}} {name}(" in page for name in methods)


def test_a_section_that_went_away_is_told() -> None:
    with pytest.raises(ValueError, match="no section '## None such'"):
        sections.section("None such")


def test_a_page_of_docs_may_lead_into_the_repository() -> None:
    text = "[a](../../kg/cli.py) [b](../reference/files.md#add-an-actor) [c](actor.md) [d](../../ARCHITECTURE.md)"
    moved = sections.moved(text, "docs/howto/type.md", "howto/type.md")
    assert moved == "a [b](../reference/files.md#add-an-actor) [c](../howto/actor.md) [d](../architecture.md)"


def test_links_of_the_repository_become_links_of_the_site() -> None:
    text = "[a](docs/viewer.md#the-panel) [b](kg/cli.py) [c](#x) [d](https://e.example) ![e](docs/graph.png) [f](ontology/README.md)"
    moved = sections.moved(text, "README.md", "reference/limits.md")
    assert moved == "[a](../viewer.md#the-panel) b [c](#x) [d](https://e.example) ![e](../graph.png) [f](../reference/files.md)"
