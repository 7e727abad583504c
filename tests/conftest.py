"""What several tests share: a pipeline that is loaded once."""

from __future__ import annotations

import pytest

from kg.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return Pipeline()
