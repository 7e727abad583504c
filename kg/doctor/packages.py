"""What is installed: Python, this program, the packages that it needs, and those of its optional parts.

Only metadata is read; nothing is imported that could be missing (`packaging` is looked for like the others).
"""

from __future__ import annotations

import base64
import hashlib
import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from kg.doctor.checks import ABSENT, BROKEN, NOTE, OK, Check

PROGRAM: Final = "pactgraph"
_OLDEST: Final = (3, 11)
_EXTRA: Final = re.compile(r"""extra\s*==\s*['"]([\w-]+)['"]""")
_NAME: Final = re.compile(r"[\w.-]+")
_HERE: Final = Path(__file__).parents[2]
_SHOWN: Final = 3  # names of files in a line


def check_packages() -> Iterator[Check]:
    """Python, the program, and each package of its metadata, those of extras last."""
    yield _python()
    try:
        program = distribution(PROGRAM)
    except PackageNotFoundError:
        yield Check("program", PROGRAM, NOTE, f"runs from {_HERE}, not installed", "pip install .")
        wanted = _of_the_folder(_HERE / "pyproject.toml")
    else:
        yield _program(program)
        wanted = program.requires or []
    for line in sorted(wanted, key=lambda text: ("extra" in text, text)):
        yield _package(line)


def _of_the_folder(path: Path) -> list[str]:
    """What a working folder that nobody installed says that it needs, as the metadata of a package would."""
    if not path.is_file():
        return []
    project = tomllib.loads(path.read_text("utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    return [*project["dependencies"], *(f"{line}; extra == '{extra}'" for extra, lines in extras.items() for line in lines)]


def altered(found: Distribution) -> list[str]:
    """The files of a package that are missing, or are not what was installed, sorted. Python's caches do not count."""
    return sorted(str(file) for file in found.files or () if file.hash and not _as_installed(file))


def _as_installed(file: Any) -> bool:
    path = Path(file.locate())
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, file.hash.mode).digest()
    return bool(base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == file.hash.value)


def _python() -> Check:
    found = f"{platform.python_implementation()} {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info[:2] < _OLDEST:
        return Check("program", "Python", BROKEN, found, f"Pactgraph needs Python {_OLDEST[0]}.{_OLDEST[1]} or newer")
    return Check("program", "Python", OK, found)


def _program(found: Distribution) -> Check:
    # "kg/…" is told apart from the file of paths that an editable installation consists of
    own = [file for file in found.files or () if file.parts[0] == "kg" and file.hash]
    if not own:
        return Check("program", PROGRAM, OK, f"{found.version}, installed as a link to {_HERE}")
    if changed := [name for name in altered(found) if name.startswith("kg/")]:
        return Check("program", PROGRAM, NOTE, f"{found.version}, with {told(changed)} changed since it was installed")
    return Check("program", PROGRAM, OK, f"{found.version}, {len(own)} files as installed")


def told(names: list[str]) -> str:
    """How many files, and the first of them."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)} file{'s' * (len(names) != 1)} ({', '.join(names[:_SHOWN])}{more})"


def _package(line: str) -> Check:
    """How a requirement is met, a line of metadata as `spacy<3.9,>=3.8` or `pandas>=2.2; extra == 'tables'`."""
    wanted, _, marker = (part.strip() for part in line.partition(";"))
    extra = _EXTRA.search(marker)
    part, lacks = (f"optional: {extra[1]}", ABSENT) if extra else ("package", BROKEN)
    todo = f"pip install '{PROGRAM}[{extra[1]}]'" if extra else f"pip install '{wanted}'"
    match = _NAME.match(wanted)
    name = match[0] if match else wanted
    try:
        version = distribution(name).version
    except PackageNotFoundError:
        return Check(part, name, lacks, "not installed", todo)
    if not _fits(wanted, version):
        return Check(part, name, BROKEN, f"{version} is installed, {wanted} is needed", f"pip install '{wanted}'")
    return Check(part, name, OK, version)


def _fits(wanted: str, version: str) -> bool:
    """Whether a version is one that a requirement admits; True if `packaging`, which is itself checked, is missing."""
    try:
        requirements = import_module("packaging.requirements")
    except ImportError:
        return True
    return bool(requirements.Requirement(wanted).specifier.contains(version, prereleases=True))
