"""What the fuzzer found once, and what it must not find again: every file of corpus/ through its property, without atheris."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.properties import PROPERTIES

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(file for file in CORPUS.glob("*/*") if file.is_file())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_finding(file: Path) -> None:
    PROPERTIES[file.parent.name](file.read_bytes())


def test_every_folder_has_a_property() -> None:
    assert {file.parent.name for file in FILES} == PROPERTIES.keys()
