"""The built site as a browser would see it: pages, anchors, and all that they lead to or load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: What a browser fetches by itself, without a click.
_LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
}
_LOADING_LINKS = {"stylesheet", "icon", "shortcut", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_STYLE_URL = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])([^'")]+)""")
_SCRIPT_URL = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|fetch\(\s*|\.src\s*=\s*)['"]((?:https?:)?//[^'"]+)['"]""")


@dataclass
class Page(HTMLParser):
    """What one page holds."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.anchors.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and set(found.get("rel", "").split()) & _LOADING_LINKS:
            self.loaded.append(found.get("href", ""))
        if tag in _LOADED and found.get(_LOADED[tag]):
            self.loaded.append(found[_LOADED[tag]])
        for part in found.get("srcset", "").split(","):
            self.loaded += part.split()[:1]
        self.loaded += _STYLE_URL.findall(found.get("style", ""))


def pages(folder: Path) -> dict[Path, Page]:
    """All pages of the site."""
    read: dict[Path, Page] = {}
    for path in sorted(folder.rglob("*.html")):
        page = Page()
        page.feed(path.read_text("utf-8"))
        read[path] = page
    return read


def broken(folder: Path) -> Iterator[str]:
    """Links and loaded files inside the site that lead nowhere, as "page -> target"."""
    read = pages(folder)
    for path, page in read.items():
        for target in [*page.links, *page.loaded]:
            url = urlsplit(target)
            if url.scheme or url.netloc:
                continue
            other = path if not url.path else (path.parent / unquote(url.path)).resolve()
            other = other / "index.html" if other.is_dir() else other
            if not other.is_relative_to(folder) or not other.is_file():
                yield f"{path.relative_to(folder)} -> {target}"
            elif url.fragment and other in read and unquote(url.fragment) not in read[other].anchors and url.fragment != "":
                yield f"{path.relative_to(folder)} -> {target} (no such anchor)"


def external(folder: Path) -> Iterator[str]:
    """All that the site would load from elsewhere: by its pages, its styles or its scripts."""
    for path, page in pages(folder).items():
        yield from (f"{path.relative_to(folder)}: {target}" for target in page.loaded if _elsewhere(target))
    for path in sorted(folder.rglob("*.css")):
        found = _STYLE_URL.findall(path.read_text("utf-8"))
        yield from (f"{path.relative_to(folder)}: {target}" for target in found if _elsewhere(target))
    for path in sorted(folder.rglob("*.js")):
        yield from (f"{path.relative_to(folder)}: {target}" for target in _SCRIPT_URL.findall(path.read_text("utf-8")))


def _elsewhere(target: str) -> bool:
    url = urlsplit(target)
    return bool(url.netloc) or url.scheme not in ("", "data")
