"""Apache Jena as the tests find it: the jar of Fuseki, which holds riot too, and a Java that runs it.

`KG_FUSEKI` names the jar; else it is looked for in `.fuseki/` of this repository, where `.ci/run` may put it:
`mvn dependency:copy -Dartifact=org.apache.jena:jena-fuseki-server:5.2.0 -DoutputDirectory=.fuseki`.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
MISSING = "Apache Jena is not here (KG_FUSEKI, or .fuseki/jena-fuseki-server-*.jar), or Java is not"


def jar() -> Path | None:
    """The jar of Fuseki, if it and Java are here."""
    named = os.environ.get("KG_FUSEKI")
    found = [Path(named)] if named else sorted((ROOT / ".fuseki").glob("jena-fuseki-server-*.jar"))
    return found[-1] if found and found[-1].is_file() and shutil.which("java") else None
