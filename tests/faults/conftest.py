"""One house for all tests of faults of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kg.pipeline import Pipeline
from tests.faults.house import House


@pytest.fixture(scope="session")
def house(pipeline: Pipeline) -> Iterator[House]:
    with TemporaryDirectory(prefix="kg-faults-") as place:  # not below pytest's folder, which other users may not enter
        Path(place).chmod(0o755)
        made = House(pipeline, Path(place))
        yield made
        made.close()
