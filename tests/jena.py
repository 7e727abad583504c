"""Apache Jena as the tests find it: the jar of Fuseki, which holds riot too, and a Java that runs it.

`KG_FUSEKI` names the jar; else it is looked for in `.fuseki/` of this repository, where `.ci/run` may put it:
`mvn dependency:copy -Dartifact=org.apache.jena:jena-fuseki-server:5.2.0 -DoutputDirectory=.fuseki`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
MISSING = "Apache Jena is not here (KG_FUSEKI, or .fuseki/jena-fuseki-server-*.jar), or Java is not"


def jar() -> Path | None:
    """The jar of Fuseki, if it and Java are here."""
    named = os.environ.get("KG_FUSEKI")
    found = [Path(named)] if named else sorted((ROOT / ".fuseki").glob("jena-fuseki-server-*.jar"))
    return found[-1] if found and found[-1].is_file() and shutil.which("java") else None


@contextmanager
def fuseki(folder: Path) -> Iterator[str]:
    """Fuseki on a free port of this machine with an empty dataset in memory; gives the address of the dataset."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["java", "-Xmx512m", "-jar", str(jar()), "--localhost", f"--port={port}", "--update", "--mem", "/ds"]
    environment = {**os.environ, "FUSEKI_BASE": str(folder / "base")}
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=folder) as process:
        try:
            address = f"http://127.0.0.1:{port}/ds"
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        assert process.poll() is None, "Fuseki ended before it began"
        try:
            with urllib.request.urlopen(f"{address}?query=ASK%7B%7D", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("Fuseki does not answer")
