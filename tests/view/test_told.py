"""A story of several documents, from the store to the screen: the panel of the viewer, and the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.draw import draw
from kg.fuse.analyst import Analyst, Corrections, Note
from kg.report import contents, tell
from kg.report.page import write_html
from kg.report.story import Story
from kg.store import Store
from tests.factories import ontology
from tests.report.stores import filled, medics
from tests.report.test_hostile import page as hostile_page

from .hostile import STRINGS
from .test_browser import Open, open_page, sel  # noqa: F401


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with filled(tmp_path_factory.mktemp("told")) as opened:
        note = Note("A. Analyst", "the headline <b>misleads</b>", "2026-03-02")
        analyst = Analyst(opened)
        claim = medics(opened)[0].replace("/commitment/", "/claim/")
        made = analyst.correct(claim, Corrections(type="humanitarian_aid"), note)
        analyst.revoke(made.id, note)
        analyst.correct(claim, Corrections(level="planned"), Note("B. Analyst", "the letter says so", "2026-03-05"))
        yield opened


@pytest.fixture(scope="module")
def viewer(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "viewer.html"
    draw(store, path, title="The lake")
    return path


@pytest.fixture(scope="module")
def paper(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "report.html"
    path.write_text(write_html(contents(tell(store, ["Peru"], ontology().gazetteer))), "utf-8")
    return path


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_panel_tells_what_each_document_says(open_page: Open, viewer: Path, store: Store) -> None:  # noqa: F811
    page = open_page(viewer, sel("entry", medics(store)[0]))
    history = plain(page.locator("#panel .history").inner_text())
    assert history == (
        "Reported as Planned 3 Feb 2026 → Pledged 10 Feb 2026 → Considered 10 Feb 2026 → Fulfilled 1 Mar 2026"
    )  # the first was corrected
    text = plain(page.locator("#panel .card").inner_text())
    assert "4 documents report it: Altiplano Post and Reed Boat Gazette" in text
    assert page.locator("#panel figure").count() == 4
    disputes = [plain(one) for one in page.locator("#panel .dispute").all_inner_texts()]
    assert disputes == [
        "Sources differ on the amount: 40 (Altiplano Post) · 90 (Reed Boat Gazette)",
        "Sources of one day differ on how firm it is: Pledged (Altiplano Post) · Considered (Reed Boat Gazette)",
    ]


def test_the_panel_tells_what_analysts_decided(open_page: Open, viewer: Path, store: Store) -> None:  # noqa: F811
    page = open_page(viewer, sel("entry", medics(store)[0]))
    assert [plain(one) for one in page.locator("#panel .ruling").all_inner_texts()] == [
        "Corrected by A. Analyst on 2 Mar 2026: the headline <b>misleads</b> (type=humanitarian_aid) (taken back)",
        "Corrected by B. Analyst on 5 Mar 2026: the letter says so (level=planned)",
    ]
    page.get_by_text("Why these reports are one entry").click()
    assert page.get_by_text("same actors: PE").first.is_visible()


def opened_paper(chromium: Any, path: Path, **options: Any) -> Any:
    context = chromium.new_context(**options)
    context.route("**", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page = context.new_page()
    page.heard = []
    page.on("request", lambda request: page.heard.append(request.url))
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("dialog", lambda dialog: (page.heard.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_for_everybody(chromium: Any, paper: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened_paper(chromium, paper, color_scheme=scheme)
    assert page.heard == [paper.as_uri()]
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")] == []
    page.context.close()


def test_the_report_on_a_phone_and_on_paper(chromium: Any, paper: Path) -> None:
    page = opened_paper(chromium, paper, viewport={"width": 375, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.click("a[href='#e1'] >> nth=0")
    assert page.evaluate("Math.abs(document.getElementById('e1').getBoundingClientRect().top) < innerHeight")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()


def test_hostile_reports_do_nothing(chromium: Any, tmp_path: Path) -> None:
    """All strings in all fields of one page each: no message, no request, no dialog, no element of theirs."""
    for number, text in enumerate(STRINGS):
        path = tmp_path / f"{number}.html"
        path.write_text(hostile_page(text, about=bool(number % 2)), "utf-8")
        page = opened_paper(chromium, path)
        assert page.heard == [path.as_uri()], text
        assert page.locator("script, img, iframe, base, object, embed, form, svg[onload]").count() == 0
        page.context.close()


def test_an_empty_report_is_a_page(chromium: Any, tmp_path: Path, store: Store) -> None:
    path = tmp_path / "empty.html"
    story = tell(store, ["Chile"], ontology().gazetteer)
    assert isinstance(story, Story)
    path.write_text(write_html(contents(story)), "utf-8")
    page = opened_paper(chromium, path)
    assert "Nothing is reported." in page.inner_text("main")
    page.context.close()
