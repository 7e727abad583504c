"""The version IRI means something: what a version of the ontology promised is there in every later one."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.tools import core, names

VERSIONS = sorted(names.FOLDER.glob("*.txt"))


def broken(promised: str, now: list[str]) -> list[str]:
    """The terms that went away, or are of another kind."""
    kinds = dict(line.split(": ") for line in now)
    return [
        line for line in promised.splitlines() if not set(line.split(": ")[1].split()) <= set(kinds.get(line.split(": ")[0], "").split())
    ]


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_no_name_goes_away_or_changes_its_kind(path: Path) -> None:
    promised = path.read_text("utf-8")
    assert len(promised.splitlines()) > 50
    assert broken(promised, names.names(core.read())) == [], "mend core.ttl, or give it a new major version"


def test_the_version_of_today_has_promised() -> None:
    assert core.read().version in {path.stem for path in VERSIONS}, "run: python -m docs.tools.names VERSION"


def test_a_name_that_went_away_is_found(tmp_path: Path) -> None:
    edited = tmp_path / "core.ttl"
    edited.write_text(
        core.CORE.read_text("utf-8").replace("pact:confidence a owl:DatatypeProperty", "pact:certainty a owl:ObjectProperty"), "utf-8"
    )
    (gone,) = broken(VERSIONS[0].read_text("utf-8"), names.names(core.read(edited)))
    assert gone.startswith("confidence: ")
