"""Fuzzes for a given time, going on after each finding: `python -m tests.fuzz.campaign NAME FOLDER SECONDS [options]`.

Inputs that reach new code are kept in FOLDER/corpus/NAME, findings in FOLDER/found/NAME, and what the fuzzer says in
FOLDER/NAME-….log, a file a run. `python -m tests.fuzz.campaign tally FOLDER` counts.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

#: Seconds for one input, megabytes, bytes of an input.
LIMITS: Final = {
    "readers": ("-timeout=20", "-rss_limit_mb=3000", "-max_len=12000"),
    "words": ("-timeout=10", "-rss_limit_mb=2000", "-max_len=4096"),
    "extractor": ("-timeout=30", "-rss_limit_mb=3500", "-max_len=1500"),
}
_COUNT: Final = re.compile(rb"^#(\d+)|^Done (\d+) runs", re.MULTILINE)


def main(name: str, folder: Path, seconds: float, options: list[str]) -> None:
    corpus, found = folder / "corpus" / name, folder / "found" / name
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + seconds
    while (left := int(end - time.monotonic())) > 5:
        _run(name, folder, [str(corpus), str(folder / "seeds" / name), f"-artifact_prefix={found}/", f"-max_total_time={left}", *options])


def _run(name: str, folder: Path, arguments: list[str]) -> None:
    log = folder / f"{name}-{time.time_ns() // 1_000_000_000}.log"
    with log.open("wb") as out:
        subprocess.run([sys.executable, "-m", "tests.fuzz.fuzzer", name, *LIMITS[name], *arguments], stdout=out, stderr=out, check=False)


def tally(folder: Path) -> None:
    """Prints a line a run: property, seconds, executions, what ended it; and the sums of each property."""
    sums: dict[str, list[int]] = {name: [0, 0] for name in LIMITS}
    for log in sorted(folder.glob("*-*.log")):
        name, _, begin = log.stem.partition("-")
        data = log.read_bytes()
        seconds, count = int(log.stat().st_mtime) - int(begin), max((int(a or b) for a, b in _COUNT.findall(data)), default=0)
        print(name, seconds, count, _reason(data), sep="\t")
        sums[name] = [sums[name][0] + seconds, sums[name][1] + count]
    for name, (seconds, count) in sums.items():
        print("all", name, seconds, count, sep="\t")


def _reason(data: bytes) -> str:
    lines = data.decode("utf-8", "replace").splitlines()
    raised = [line for line in lines if re.match(r"[\w.]*(?:Error|Exception)\b", line)]
    ended = [line for line in lines if re.match(r"==\d+== ?ERROR", line)]
    return (raised + ended + ["no finding"])[0][:200]


if __name__ == "__main__":
    if sys.argv[1] == "tally":
        tally(Path(sys.argv[2]))
    else:
        main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
