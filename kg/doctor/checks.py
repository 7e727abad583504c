"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

OK: Final = "ok"
ABSENT: Final = "absent"  # an optional part that is not installed: no fault
NOTE: Final = "note"  # worth knowing, no fault
BROKEN: Final = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at (`part`, `name`), how it is (`state`), what was found, what to do, and the exit code if broken."""

    part: str
    name: str
    state: str
    found: str
    todo: str = ""
    code: int = 1

    def as_dict(self) -> dict[str, str]:
        """All but the code, which counts only for what is broken."""
        return {key: value for key, value in asdict(self).items() if key != "code"}
