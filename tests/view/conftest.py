"""A page of the demo on disk, and a browser that may read files and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.view import render

from . import browser, demo


@pytest.fixture(scope="session")
def demo_html() -> str:
    return render(demo.picture(), title="The Harbour City summit")


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, demo_html: str) -> Path:
    path = tmp_path_factory.mktemp("view") / "demo.html"
    path.write_text(demo_html, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Skips where there is no browser; fails there in CI, where there must be one."""
    missing = None
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing = "playwright is not installed: uv pip install playwright"
    if not browser.CHROMIUM.exists():
        missing = f"{browser.CHROMIUM} does not exist: apt-get install chromium"
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        launched = browser.launch(playwright)
        yield launched
        launched.close()
