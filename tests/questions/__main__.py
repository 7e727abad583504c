"""Writes the expected tables and docs/questions.md anew; with --graph builds the graph of the examples first."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.questions.made import ANSWERS, PAGE, asked, build_graph, cases, fill, page


def main() -> None:
    with TemporaryDirectory() as folder:
        if "--graph" in sys.argv[1:]:
            build_graph(Path(folder) / "built")
        ANSWERS.mkdir(exist_ok=True)
        with fill(Path(folder) / "store") as store:
            for file in ANSWERS.glob("*.csv"):
                file.unlink()
            for case in cases():
                case.file.write_text(asked(store, case), "utf-8")
            PAGE.write_text(page(store), "utf-8")
    print(f"{len(cases())} tables in {ANSWERS}, and {PAGE}")


main()
