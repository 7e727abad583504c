"""Coverage-guided fuzzing with atheris: `python -m tests.fuzz.fuzzer readers|words|extractor [options of libFuzzer]`.

See README.md for what to install. The properties are those that `test_corpus.py` replays.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import atheris

#: What is instrumented, so that inputs which reach new code are kept.
WATCHED: Final = {
    "readers": ["kg", "pypdf", "trafilatura", "htmldate"],
    "words": ["kg"],
    "extractor": ["kg"],
}
FOLDER: Final = Path(__file__).parent


def main() -> None:
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=WATCHED[name]):
        from tests.fuzz import mutate, properties  # noqa: PLC0415 - what is imported here is instrumented
    target: Callable[[bytes], None] = properties.PROPERTIES[name]
    target(b"\0The allies will send troops to Ukraine.")  # what is loaded once is no coverage

    def change(data: bytes, most: int, seed: int) -> bytes:
        dice = random.Random(seed)
        if dice.random() < 0.15:
            return bytes(atheris.Mutate(data, most))
        text = data.decode("utf-8", "replace") or dice.choice(mutate.sentences())
        return mutate.mutate(text, dice).encode("utf-8", "replace")[:most]

    custom = {} if name == "readers" else {"custom_mutator": change}
    atheris.Setup(sys.argv, target, **custom)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
