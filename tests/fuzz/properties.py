"""The properties by name: each takes the bytes of an input and raises if something does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.fuzz.reading import readers
from tests.fuzz.whole import extractor
from tests.fuzz.wording import words

PROPERTIES: Final[dict[str, Callable[[bytes], None]]] = {"readers": readers, "words": words, "extractor": extractor}
