"""A real page in a real browser: no request, no message, and everything does what it says."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kg.view import render

from . import demo, synthetic
from .hostile import STRINGS
from .test_render import hostile_picture

Open = Callable[..., Any]


@pytest.fixture
def open_page(chromium: Any, demo_file: Path) -> Iterator[Open]:
    """Opens a file; at the end no request but for that file was made, and the console is empty."""
    contexts: list[Any] = []
    requests: list[str] = []
    messages: list[str] = []

    def opened(path: Path = demo_file, state: str = "", **options: Any) -> Any:
        options = {"viewport": {"width": 1440, "height": 900}, "accept_downloads": True} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        context.route("**", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: (messages.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(path.as_uri() + state)
        page.wait_for_selector("html[data-ready=yes]", timeout=15_000)
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not messages
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len([url for url in requests if url.startswith("file:")]) == len(contexts)


def settle(page: Any) -> None:
    page.wait_for_timeout(200)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def sel(*parts: str | None) -> str:
    return f"#sel={quote(json.dumps(list(parts)))}"


def rows(page: Any) -> list[str]:
    found: list[str] = page.locator("#table tbody tr").all_inner_texts()
    return found


PIXELS = """() => {
  const canvas = document.querySelector('#graph canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return seen.size;
}"""
FLAG = """(key) => {
  const graph = JSON.parse(document.getElementById('data').textContent).graph;
  return graph.nodes.find((node) => node.id === 'n:' + key);
}"""


def test_the_graph_is_drawn(open_page: Open) -> None:
    page = open_page()
    assert page.evaluate(PIXELS) > 100
    assert page.inner_text("h1") == "The Harbour City summit"
    assert "35 commitments and 11 positions" in page.inner_text("#summary")


def test_vis_draws_without_emoji_fonts_or_animation(open_page: Open) -> None:
    assert open_page(reduced_motion="reduce", color_scheme="dark").evaluate(PIXELS) > 100


def test_an_actor_opens_by_search_and_shows_words_in_their_sentence(open_page: Open) -> None:
    page = open_page()
    page.fill("#query", "germ")
    page.keyboard.press("Enter")
    settle(page)
    assert page.inner_text("#panel h2").endswith("Germany")
    quotation = page.locator("#panel blockquote", has_text="Berlin will deliver").first
    assert quotation.inner_text() == "Berlin will deliver two further air defence batteries by March."
    assert quotation.locator("mark").inner_text() == "will deliver two further air defence batteries"
    assert page.locator("#panel a.out[href='https://www.wikidata.org/wiki/Q183']").count() == 1
    assert page.locator("#panel a.out[href='https://example.org/d4']").count() >= 1


def test_a_click_on_a_node_opens_it(open_page: Open) -> None:
    """The place on the screen is read back from a picture that fits: the largest node is near its computed place."""
    page = open_page()
    box = page.locator("#graph").bounding_box()
    found = None
    for x in range(60, int(box["width"]) - 40, 24):
        for y in range(40, int(box["height"]) - 40, 24):
            page.mouse.move(box["x"] + x, box["y"] + y)
            page.evaluate("() => new Promise(requestAnimationFrame)")
            if page.locator("#tip").is_visible() and page.inner_text("#tip strong") == "Ukraine":
                found = (box["x"] + x, box["y"] + y)
                break
        if found:
            break
    assert found
    page.mouse.click(*found)
    settle(page)
    assert page.inner_text("#panel h2").endswith("Ukraine")
    page.keyboard.press("Escape")
    settle(page)
    assert page.inner_text("#panel h2") == "Actors"


def test_an_edge_opens_with_its_history_and_its_sources(open_page: Open) -> None:
    page = open_page(state=sel("edge", "GB", "UA", "forces", "firm", None))
    text = page.inner_text("#panel")
    assert "will put boots on the ground the day a truce is signed" in text
    history = page.locator("#panel .history").inner_text()
    assert re.sub(r"\s+", " ", history) == "Reported as Considered 3 Jan 2026 → Planned 6 Jan 2026 → Pledged 16 Jan 2026"
    assert "3 documents report it" in text
    assert "Keir Starmer" in text
    assert "Also between these two" in text


def test_what_is_addressed_to_nobody_is_not_lost(open_page: Open) -> None:
    page = open_page(state=sel("edge", "CN", None, "peace", "supports", None))
    assert "welcomed the idea of a truce" in page.inner_text("#panel")


def test_a_filter_narrows_graph_table_and_panel(open_page: Open) -> None:
    page = open_page(state="#view=both")
    assert len(rows(page)) == 46
    page.get_by_label("Considered").uncheck()
    settle(page)
    assert len(rows(page)) == 40
    assert not any("Considered" in row for row in rows(page))
    assert "of 46 entries" in page.inner_text("#summary")
    page.get_by_role("button", name="Show all", exact=True).click()
    settle(page)
    assert len(rows(page)) == 46


def test_only_what_needs_no_ceasefire(open_page: Open) -> None:
    page = open_page(state="#view=both")
    page.get_by_role("button", name="Only what needs no ceasefire").click()
    settle(page)
    assert rows(page)
    assert not any("if a ceasefire takes hold" in row for row in rows(page))
    assert any("if talks stall" in row for row in rows(page))


def test_the_date_range_narrows(open_page: Open) -> None:
    page = open_page(state="#view=both")
    page.locator("#to").focus()
    page.keyboard.press("Home")
    settle(page)
    assert page.inner_text("#range") == "3 Jan 2026 – 3 Jan 2026"
    assert len(rows(page)) == 5
    page.get_by_role("button", name="All dates").click()
    settle(page)
    assert len(rows(page)) == 46


def test_the_address_restores_the_view(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Both").click()
    page.get_by_label("Refused").uncheck()
    page.locator("#confidence").fill("80")
    page.fill("#query", "France")
    page.keyboard.press("Enter")
    settle(page)
    address = page.evaluate("location.hash")
    before = (page.inner_text("#panel"), rows(page), page.inner_text("#summary"))
    again = open_page(state=address)
    assert (again.inner_text("#panel"), rows(again), again.inner_text("#summary")) == before
    assert not again.get_by_label("Refused").is_checked()


@pytest.mark.parametrize(
    "state", ["#sel=%5B%22actor%22%2C%22nobody%22%5D", "#sel=%7B", "#off=3&conf=x&view=1", "#%E0%A4%A", "#sel=%5B%22edge%22%5D"]
)
def test_a_broken_address_does_no_harm(open_page: Open, state: str) -> None:
    assert open_page(state=state).evaluate(PIXELS) > 50


def test_the_table_sorts(open_page: Open) -> None:
    page = open_page(state="#view=table")
    page.get_by_role("button", name="By", exact=False).first.click()
    settle(page)
    header = page.locator("#table th", has_text="By").first
    assert header.get_attribute("aria-sort") == "ascending"
    names = [row.split("\t")[1] for row in rows(page)]
    assert names[0].startswith("Allies of Ukraine")
    page.keyboard.press("Enter")
    settle(page)
    assert [row.split("\t")[1] for row in rows(page)][-1] == names[0]


def download(page: Any, name: str) -> Path:
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).first.click()
    return Path(caught.value.path())


def test_csv_holds_every_passage(open_page: Open) -> None:
    text = download(open_page(state="#view=table"), "Download CSV").read_text("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert len(table) == sum(len(e.statements) for e in demo.picture().entries)
    assert "“several thousand” French troops could be deployed" in {row["words"] for row in table}


def test_csv_is_no_formula(open_page: Open, tmp_path: Path) -> None:
    for number, text in enumerate(s for s in STRINGS if s.startswith(("=", "+", "-", "@", "＝"))):
        path = tmp_path / f"{number}.html"
        path.write_text(render(hostile_picture(text), title="x"), "utf-8")
        cells = [
            c
            for row in csv.reader(io.StringIO(download(open_page(path, "#view=table"), "Download CSV").read_text("utf-8-sig")))
            for c in row
        ]
        assert f"'{text}" in cells
        assert not [c for c in cells if c.startswith(("=", "+", "-", "@"))]


def test_png_is_a_large_picture(open_page: Open) -> None:
    data = download(open_page(), "Save picture as PNG").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") > 1500


def test_keyboard_walks_and_opens(open_page: Open) -> None:
    page = open_page()
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert "Enter opens" in page.inner_text("#live")
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator("#panel .card").count() > 0
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "query"


def test_persons_are_off_until_asked_for(open_page: Open) -> None:
    page = open_page()
    box = page.get_by_label("Persons")
    assert not box.is_checked()
    box.check()
    page.fill("#query", "starmer")
    page.keyboard.press("Enter")
    settle(page)
    assert "speaks for" in page.inner_text("#panel")
    assert "Said by them" in page.inner_text("#panel")


def test_theme_follows_the_system_and_the_button(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark").click()
    settle(page)
    assert page.evaluate(ground) != dark
    assert "theme=light" in page.evaluate("location.hash")


def test_a_phone_has_no_sideways_scroll_and_its_drawers_work(open_page: Open) -> None:
    page = open_page(viewport={"width": 375, "height": 740}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Filters", exact=True).click()
    page.wait_for_timeout(300)
    assert page.get_by_label("Considered").is_visible()
    page.get_by_role("button", name="Close filters").click()
    page.fill("#query", "france")
    page.keyboard.press("Enter")
    settle(page)
    assert page.get_by_role("button", name="Close details").is_visible()


def test_print_shows_graph_and_table(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#table tbody tr").count() == 46
    assert page.locator("#table").is_visible()
    assert not page.locator("#search").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_a_drag_moves_the_picture(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    path.write_text(render(synthetic.picture(actors=150, entries=4000), title="Big"), "utf-8")
    page = open_page(path)
    assert "Large graph" in page.inner_text("#note")
    box = page.locator("#graph").bounding_box()
    before = page.locator("#graph").screenshot()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 120, steps=4)
    page.mouse.up()
    settle(page)
    assert page.locator("#graph").screenshot() != before


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_hostile_text_stays_text(open_page: Open, tmp_path: Path, text: str) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(render(hostile_picture(text), title=text), "utf-8")
    page = open_page(path, "#view=both")
    assert page.locator("script").count() == 3
    assert page.locator("img, iframe, base, object, embed, form").count() == 0
    assert page.locator("#table a").count() == 0
    clean = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    first = page.evaluate("JSON.parse(document.getElementById('data').textContent).title")
    assert first == clean
    page.locator("#table .words").first.click()
    settle(page)
    assert page.evaluate("document.querySelector('#panel mark').textContent") == clean
    for link in page.locator("a").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["", sel("actor", "UA"), "#view=table", "#view=both" + "&" + sel("entry", "x")[1:]])
def test_axe_finds_nothing_serious(open_page: Open, scheme: str, state: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(open_page(state=state, color_scheme=scheme)).response["violations"]
    serious = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_scipy_is_not_needed() -> None:
    """It comes with a development tool; whoever installs the program does not have it."""
    code = (
        "import sys; sys.modules['scipy'] = None\n"
        "from tests.view import demo, synthetic\nfrom kg.view import render\n"
        "render(demo.picture(), title='x'); render(synthetic.picture(actors=300, entries=2000), title='x')"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
