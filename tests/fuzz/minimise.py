"""The shortest input that fails in the same place: `python -m tests.fuzz.minimise NAME FILE [OUT]`. Needs no atheris."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from tests.fuzz.properties import PROPERTIES

Place = tuple[str, str, int]


def failure(name: str, data: bytes) -> Place | None:
    """Kind and place of what is raised; None if nothing is."""
    try:
        PROPERTIES[name](data)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return type(error).__name__, last.filename, last.lineno or 0
    return None


def minimise(name: str, data: bytes) -> bytes:
    """`data` without the stretches that do not matter, long ones first."""
    wanted = failure(name, data)
    if wanted is None:
        return data
    size = max(1, len(data) // 2)
    while size:
        at = 0
        while at < len(data):
            shorter = data[:at] + data[at + size :]
            if failure(name, shorter) == wanted:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def main() -> None:
    name, file = sys.argv[1], Path(sys.argv[2])
    data = minimise(name, file.read_bytes())
    print(failure(name, data), data)
    if len(sys.argv) > 3:
        Path(sys.argv[3]).write_bytes(data)


if __name__ == "__main__":
    main()
