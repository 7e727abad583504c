"""The list of licences is that of what is locked, and none is unknown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.tools import licences

ROOT = Path(__file__).parents[2]
ENTRIES = list(licences.entries())
#: Licences, as their authors write them, under which a package may be needed by a program under the Apache License 2.0.
FREE = {
    "0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MPL-1.1",
    "MPL-2.0", "PSF-2.0", "Unlicense", "W3C", "W3C-20150513", "Zlib", "public domain",
}  # fmt: skip
COPYLEFT = {"GPL", "GPL-2.0-only", "GPL-2.0-or-later", "LGPL-2.1-or-later"}


def alternatives(licence: str) -> list[set[str]]:
    """Each way to have a package: all its words hold at once."""
    return [set(re.split(r"\s+AND\s+", choice)) for choice in re.split(r"\s+(?:OR|or)\s+", licence)]


def test_every_locked_package_is_listed_once() -> None:
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    assert [entry.name for entry in ENTRIES] == sorted(set(locked))
    assert len(ENTRIES) > 50


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_no_licence_is_unknown(entry: licences.Entry) -> None:
    assert entry.licence, f"{entry.name} says nothing of its licence: read its files, and put it into KNOWN of docs/tools/licences.py"
    for words in alternatives(entry.licence):
        assert words <= FREE | COPYLEFT, f"{entry.name}: {entry.licence}: a spelling that docs/tools/licences.py should know"


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.needed], ids=lambda entry: entry.name)
def test_what_the_program_needs_can_be_had_under_a_free_licence_without_copyleft(entry: licences.Entry) -> None:
    assert any(words <= FREE for words in alternatives(entry.licence)), entry.licence


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "licences.md").read_text("utf-8") == licences.page(), "run: python -m docs.tools"


def test_what_is_said_by_hand_is_needed() -> None:
    """An entry of KNOWN goes when a package tells its licence itself, or is needed no more."""
    names = {entry.name for entry in ENTRIES}
    assert set(licences.KNOWN) <= names


def test_the_lock_has_a_hash_for_each_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    parts = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(parts) >= len(ENTRIES)
    assert all("--hash=sha256:" in part for part in parts)
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", lock)
