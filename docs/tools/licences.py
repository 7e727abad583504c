"""The licences of all that is installed with Pactgraph or its tools: names from requirements.lock, words from the packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final

from packaging.utils import canonicalize_name

from docs.tools.core import ROOT

#: What authors write -> its SPDX identifier, where there is one.
_SPELT: Final = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "artistic license": "Artistic-1.0-Perl",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD",
    "gnu general public license (gpl)": "GPL",
    "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "lgpl": "LGPL-2.1-or-later",
    "mit license": "MIT",
    "mozilla public license 1.1 (mpl 1.1)": "MPL-1.1",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "public domain": "public domain",
    "the bsd 2-clause license": "BSD-2-Clause",
    "w3c license": "W3C",
    "w3c software notice and license": "W3C",
    "w3c-20150513": "W3C-20150513",
}
#: Packages that say nothing in their metadata, by their licence file; and those that other systems need, by their own pages.
KNOWN: Final = {
    "appnope": "BSD-2-Clause",  # macOS only
    "axe-playwright-python": "MIT",  # LICENSE in its sources; axe-core itself, which it carries, is MPL-2.0
    "cffi": "MIT",  # PyPy only
    "colorama": "BSD-3-Clause",  # Windows only
    "pycparser": "BSD-3-Clause",  # PyPy only
}
_LOCKED: Final = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
_INTRO: Final = """# Licences

Pactgraph is under the Apache License 2.0. What it needs is under these, as the packages themselves say; versions are those of
`requirements.lock`. BSD, W3C and GPL without a number are the words of the authors, who give none; a package with several may be
had under any of them where it says *or*. This page is written by `python -m docs.tools`.

None of it is copied into Pactgraph: packages are installed beside it, from their own files.
"""


@dataclass(frozen=True)
class Entry:
    """A package of the lock file. `licence` is empty if nobody knows it."""

    name: str
    versions: tuple[str, ...]
    licence: str
    needed: bool  # to run the program; else only for its tests, documentation and optional parts


def entries() -> Iterator[Entry]:
    """All packages of requirements.lock, by name."""
    locked: dict[str, list[str]] = {}
    for name, version in _pinned("requirements.lock"):
        locked.setdefault(name, []).append(version)
    needed = {name for name, _ in _pinned("requirements-run.lock")}
    for name, versions in sorted(locked.items()):
        yield Entry(name, tuple(versions), licence(name), name in needed)


def _pinned(file: str) -> list[tuple[str, str]]:
    return [(canonicalize_name(name), version) for name, version in _LOCKED.findall((ROOT / file).read_text("utf-8"))]


def licence(name: str) -> str:
    """The licence of an installed package: its expression, else its words, else its classifiers; "" if it says nothing."""
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return KNOWN.get(name, "")
    if "License-Expression" in told:
        return str(told["License-Expression"])
    words = str((told.get_all("License") or [""])[0]).strip().splitlines()
    if words and len(words) == 1 and len(words[0]) <= 40 and words[0] != "UNKNOWN":
        return _SPELT.get(words[0].lower(), words[0])
    classes = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if line.startswith("License :: ")]
    if classes:
        return " or ".join(_SPELT.get(line.lower(), line) for line in classes)
    first = _SPELT.get(words[0].strip().lower(), "") if words else ""
    return first or KNOWN.get(name, "")


def page() -> str:
    """All packages as two tables, in Markdown."""
    found = list(entries())
    parts = [_INTRO]
    for title, needed in (("To run it", True), ("For tests, documentation and optional parts", False)):
        rows = [
            f"| {entry.name} | {', '.join(entry.versions)} | {entry.licence or '**unknown**'} |"
            for entry in found
            if entry.needed is needed
        ]
        parts.append("\n".join([f"## {title}", "", "| package | version | licence |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)
