"""What a report holds: the right part of a store, each row with its words, and where the sources do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import report as reporting
from kg.cli import kg
from kg.errors import QueryError
from kg.fuse.analyst import Analyst, Corrections, Note
from kg.report.contents import contents
from kg.report.page import write_html
from kg.store import Store
from tests.factories import ontology
from tests.view.test_render import Page

from .stores import filled, medics


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with filled(folder) as opened:
        Analyst(opened).correct(medics(opened)[0].replace("commitment", "claim"), Corrections(type="humanitarian_aid"), NOTE)
        yield opened


NOTE = Note("A. Analyst", "read again, <b>all</b> of it", "2026-03-02")


def told(store: Store, *what: str, title: str | None = None) -> reporting.Story:
    return reporting.tell(store, what, ontology().gazetteer, title=title)


def html(store: Store, *what: str) -> str:
    return write_html(contents(told(store, *what)))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("<body>")[2]))


def test_a_story_is_all_documents_or_those_that_a_pattern_names(store: Store) -> None:
    assert len(told(store).picture.documents) == 4
    assert {d.id for d in told(store, "lake-[12]").picture.documents} == {"lake-1", "lake-2"}
    assert {d.id for d in told(store, "lake-1", "lake-4").picture.documents} == {"lake-1", "lake-4"}
    assert told(store, "lake-4").title == "The medics arrive"


def test_an_actor_is_found_by_key_and_name(store: Store) -> None:
    for name in ("PE", "Peru", "Rosa Quispe"):
        assert {e.type for e in told(store, name).picture.entries} == {"humanitarian_aid", "trade"}
    assert told(store, "Chile").picture.entries == ()
    assert "Nothing is reported" in html(store, "Chile")


@pytest.mark.parametrize("name", ["Nobody At All", "nothing-*", ""])
def test_what_is_not_there_is_told_in_a_line(store: Store, name: str) -> None:
    with pytest.raises(QueryError, match=r"no such actor|no document with such an id"):
        told(store, name)


def test_a_part_of_a_story_knows_no_more_than_its_documents(store: Store) -> None:
    (entry,) = told(store, "lake-2").picture.entries
    assert (entry.level, entry.amount) == ("pledged", "40")
    (later,) = told(store, "lake-4").picture.entries
    assert later.level == "fulfilled"
    trade = [e for e in told(store, "lake-1").picture.entries if e.type == "trade"]
    assert [e.level for e in trade] == ["refused"]


def test_disagreements(store: Store) -> None:
    report = contents(told(store))
    found = {(dispute.kind, tuple(side.value for side in dispute.sides)) for _, dispute in report.disputes}
    assert found == {("amount", ("40", "90")), ("firmness", ("pledged", "considered")), ("denial", ("refused", "pledged"))}
    text = words(html(store))
    assert "sources differ on the amount" in text
    assert "reported and denied" in text


def test_what_moves_from_day_to_day_is_history_and_no_dispute(store: Store) -> None:
    report = contents(told(store, "lake-1", "lake-2", "lake-4", "PE"))
    assert [dispute.kind for _, dispute in report.disputes] == []
    assert "considered 3 Feb 2026 → pledged 10 Feb 2026 → fulfilled 1 Mar 2026" in words(html(store, "lake-1", "lake-2", "lake-4"))


def test_every_row_has_its_words_source_and_date(store: Store) -> None:
    page = html(store)
    marks = [re.sub(r"&quot;", '"', m) for m in re.findall(r"<mark>(.*?)</mark>", page)]
    assert "Peru is considering sending 40 medics to the lake shore in Bolivia" in marks
    cards = re.findall(r'<article id="e\d+".*?</article>', page, re.DOTALL)
    assert len(cards) == 2
    for card in cards:
        assert "<mark>" in card
        assert re.search(r'href="https://example.org/lake-\d"', card)
        assert re.search(r"\d+ (?:Feb|Mar) 2026", card)


def test_the_parts_of_the_page(store: Store) -> None:
    page = html(store, "PE")
    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        *("Summary", "Timeline", "Who gives what to whom", "Conditions", "Disagreements", "Undertakes and says", "Sources"),
    ]
    anchors = set(re.findall(r'id="(e\d+)"', page))
    assert set(re.findall(r'href="#(e\d+)"', page)) == anchors
    assert 'href="https://www.wikidata.org/wiki/Q419"' in page
    assert "Corrected</strong> by <bdi>A. Analyst</bdi> on 2 Mar 2026: <bdi>read again, &lt;b&gt;all&lt;/b&gt; of it</bdi>" in page


def test_same_store_same_bytes(store: Store) -> None:
    assert html(store, "PE") == html(store, "PE")


def test_nothing_is_loaded_and_nothing_runs(store: Store) -> None:
    page = Page(html(store))
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & {tag for tag, _ in page.tags}
    policy = next(a["content"] or "" for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not any("style" in attributes for _, attributes in page.tags)
    assert "url(" not in html(store)
    assert "@import" not in html(store)


def test_markdown(store: Store) -> None:
    text = reporting.FORMATS["markdown"](contents(told(store, "PE")))
    assert text.startswith("# Peru\n")
    assert "> has sent 40 medics to the lake shore in Bolivia" in text
    assert "<https://example.org/lake-4>" in text
    for line in text.splitlines():
        if line.startswith("|") and "---" not in line:
            assert len(re.findall(r"(?<!\\)\|", line)) in (10, 3), line


def test_the_command(store: Store, folder: Path, tmp_path: Path) -> None:
    store.close()
    for name, start in (("page.html", "<!doctype html>"), ("page.md", "# Peru")):
        done = CliRunner().invoke(kg, ["report", "Peru", "--store", str(folder / "store"), "-o", str(tmp_path / name)])
        assert done.exit_code == 0, done.output
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    sure = CliRunner().invoke(kg, ["report", "--store", str(folder / "store"), "-o", "-", "--min-confidence", "0.8"])
    assert "pledged to send 40 medics" in sure.output
    assert "is considering sending 40" not in sure.output
    wrong = CliRunner().invoke(kg, ["report", "Nobody At All", "--store", str(folder / "store"), "-o", "-"])
    assert (wrong.exit_code, wrong.output.count("\n")) == (5, 1)
