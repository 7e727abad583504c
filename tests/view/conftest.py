"""A page of the demo on disk, and a browser that may read files and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from kg.view import render

from . import demo
from .browser import ARGUMENTS, CHROMIUM


@pytest.fixture(scope="session")
def demo_html() -> str:
    return render(demo.picture(), title="The Harbour City summit")


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, demo_html: str) -> Path:
    path = tmp_path_factory.mktemp("view") / "demo.html"
    path.write_text(demo_html, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Skips where there is no browser; fails there in CI, where there must be one."""
    missing = None if find_spec("playwright") else "playwright is not installed: uv pip install playwright"
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} does not exist: apt-get install chromium"
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()
