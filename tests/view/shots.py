"""Takes the pictures of docs/viewer.md: `python -m tests.view.shots [FOLDER]`. Builds the example story first (half a minute)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from kg import ontology
from kg.build import build
from kg.draw import draw
from kg.pipeline import Pipeline
from kg.report import contents, tell
from kg.report.page import write_html
from kg.resources import examples_dir
from kg.store import Store, open_store

from .browser import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "shots"
LARGEST = 250_000  # bytes
WIDE = {"width": 1280, "height": 780}
PHONE = {"width": 390, "height": 844}
#: name -> (page, address after the file's, colours, viewport, scrolled to)
SHOTS = {
    "graph-light": ("viewer", "", "light", WIDE, ""),
    "graph-dark": ("viewer", "", "dark", WIDE, ""),
    "panel-light": ("viewer", "{panel}", "light", WIDE, ""),
    "table-light": ("viewer", "#view=table", "light", WIDE, ""),
    "table-dark": ("viewer", "#view=both", "dark", WIDE, ""),
    "phone-graph": ("viewer", "", "light", PHONE, ""),
    "phone-panel": ("viewer", "{panel}", "dark", PHONE, ""),
    "report-light": ("report", "", "light", WIDE, ""),
    "report-timeline": ("report", "", "light", WIDE, "section:nth-of-type(2)"),
    "report-disputes": ("report", "", "dark", WIDE, "section:has(.dispute)"),
    "phone-report": ("report", "", "light", PHONE, ""),
}


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, open_store(Path(place) / "store") as store:
        build([examples_dir() / "border-truce.jsonl", *sorted(examples_dir().glob("oslo-*"))], store, Pipeline())
        pages = {"viewer": Path(place) / "viewer.html", "report": Path(place) / "report.html"}
        draw(store, pages["viewer"], title="Two truces: Sudan, and the border of Thailand and Cambodia")
        story = tell(store, ["truce-*"], ontology.load().gazetteer, title="The truce on the border of Thailand and Cambodia")
        pages["report"].write_text(write_html(contents(story)), "utf-8")
        names = {"panel": "#sel=" + quote(f'["entry","{_observers(store)}"]')}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*ARGUMENTS, "--force-device-scale-factor=1"])
            for name, (page, address, scheme, size, at) in SHOTS.items():
                data = _shot(browser, pages[page].as_uri() + address.format(**names), scheme, size, at)
                if len(data) > LARGEST:
                    raise SystemExit(f"{name}: {len(data)} bytes, more than {LARGEST}")
                (folder / f"{name}.png").write_bytes(data)
                print(f"{name}: {len(data) / 1000:.0f} kB", flush=True)
            browser.close()


def _observers(store: Store) -> str:
    """The commitment whose history is longest: the observers who were weighed, promised, sent and withdrawn."""
    found = tell(store, ["truce-*"], ontology.load().gazetteer).picture.entries
    return max(found, key=lambda entry: (len(entry.statements), entry.iri)).iri


def _shot(browser: Any, address: str, scheme: str, size: dict[str, int], at: str) -> bytes:
    page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    page.wait_for_timeout(1200)
    if at:
        page.evaluate("at => scrollTo(0, document.querySelector(at).getBoundingClientRect().top + scrollY - 24)", at)
    data: bytes = page.screenshot()
    page.close()
    return data


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
