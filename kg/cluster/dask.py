"""Dask, which is an extra."""

from __future__ import annotations

import logging
import os
from importlib import import_module
from typing import Any, Final

from kg.errors import KgError

_MISSING: Final = "reading on a cluster needs Dask: pip install 'pactgraph[cluster]'"


def distributed() -> Any:
    """The library. Raises KgError if it is not installed."""
    try:
        dask = import_module("distributed")
    except ImportError as error:
        raise KgError(_MISSING) from error
    if not os.environ.get("KG_DEBUG"):
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is told by our errors
    return dask


def brief(error: BaseException) -> str:
    """An error of theirs in a line of ours."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
