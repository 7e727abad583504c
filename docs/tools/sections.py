"""Pages of the site that are sections of files which people read in the repository, so that nothing is written twice."""

from __future__ import annotations

import re
from pathlib import Path

from docs.tools.core import ROOT

#: A file that a link of the repository may lead to -> its page in the site.
PAGES = {
    "docs/questions.md": "questions.md",
    "docs/viewer.md": "viewer.md",
    "docs/reliability.svg": "reliability.svg",
    "docs/licences.md": "licences.md",
    "ontology/README.md": "reference/files.md",
    "ARCHITECTURE.md": "architecture.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


def section(title: str, file: str = "README.md") -> str:
    """The text below the heading `## title` of a file, up to the next one."""
    text = (ROOT / file).read_text("utf-8")
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if match is None:
        raise ValueError(f"{file}: has no section '## {title}' any more; mend docs/tools/site.py")
    return match[1].strip() + "\n"


def whole(file: str) -> str:
    """A file as it is."""
    return (ROOT / file).read_text("utf-8")


def moved(text: str, file: str, page: str) -> str:
    """The text of `file`, its links put right for `page` of the site. One to what is not in the site becomes plain text."""
    folder = (ROOT / file).parent

    def put(match: re.Match[str]) -> str:
        picture, words, target, anchor = match[1], match[2], match[3], match[4] or ""
        if not target or re.match(r"[a-z]+:", target):
            return match[0]
        found = (folder / target).resolve()
        name = found.relative_to(ROOT).as_posix() if found.is_relative_to(ROOT) else ""
        if name not in PAGES and not name.startswith("docs/"):
            return "" if picture else words
        up = "../" * page.count("/")
        return f"{picture}[{words}]({up}{PAGES.get(name, name.removeprefix('docs/'))}{anchor})"

    return _LINK.sub(put, _COMMENT.sub("", text))


def page(title: str, sections: tuple[str, ...], at: str, intro: str = "") -> str:
    """A page of several sections of README.md."""
    parts = [f"# {title}\n", intro, *(f"## {name}\n\n{section(name)}" for name in sections)]
    return moved("\n".join(parts), "README.md", at)


def copied(file: str, at: str) -> str:
    """A whole file as a page."""
    return moved(whole(file), file, at)


def exists(file: str) -> bool:
    return Path(ROOT / file).exists()
