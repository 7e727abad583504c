"""Names of files, folders and globs -> the files that can be read, in order, one at a time."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.errors import InputError
from kg.read.clean import storable

SUFFIXES: Final = {
    "text": frozenset({"", ".txt", ".text", ".md", ".markdown"}),
    "html": frozenset({".html", ".htm", ".xhtml"}),
    "pdf": frozenset({".pdf"}),
    "jsonl": frozenset({".jsonl", ".ndjson"}),
    "json": frozenset({".json"}),
}
_KNOWN: Final = frozenset().union(*SUFFIXES.values())
_SHOWN: Final = ".txt, .md, .html, .pdf, .jsonl, .json or no suffix"


def files(name: str) -> Iterator[Path | InputError]:
    """The files that `name` stands for; an InputError for whatever cannot be found or entered.

    A file that is named is taken whatever its suffix; in folders only known suffixes are, and nothing hidden.
    """
    if os.path.isdir(name):
        yield from _folder(Path(name))
    elif os.path.exists(name):
        yield Path(name)
    elif glob.has_magic(name) and "\0" not in name:
        yield from _glob(name)
    else:
        yield InputError(f"{shown(name)}: no such file or folder; check the name")


def shown(name: str | Path) -> str:
    """A path as it can be printed and stored."""
    return " ".join(storable(str(name)).splitlines())


def _glob(pattern: str) -> Iterator[Path | InputError]:
    found = sorted(glob.iglob(pattern, recursive=True))
    for name in found:
        if not os.path.isdir(name):
            yield Path(name)
        elif "**" not in pattern:
            yield from _folder(Path(name))
    if not any(not os.path.isdir(name) or "**" not in pattern for name in found):
        yield InputError(f"{shown(pattern)}: matches no file; check the pattern")


def _folder(folder: Path) -> Iterator[Path | InputError]:
    empty = True
    for found in _walk(folder):
        empty = False
        yield found
    if empty:
        yield InputError(f"{shown(folder)}: this folder holds no file that can be read ({_SHOWN})")


def _walk(folder: Path) -> Iterator[Path | InputError]:
    """Depth first, names in order; links to folders are not followed, so there are no circles."""
    waiting: list[Iterator[os.DirEntry[str]]] = []
    try:
        waiting.append(iter(_entries(folder)))
        while waiting:
            entry = next(waiting[-1], None)
            if entry is None:
                waiting.pop()
            elif entry.is_dir(follow_symlinks=False):
                try:
                    waiting.append(iter(_entries(Path(entry.path))))
                except OSError as error:
                    yield refused(entry.path, error)
            elif Path(entry.name).suffix.lower() in _KNOWN and entry.is_file():
                yield Path(entry.path)
    except OSError as error:
        yield refused(folder, error)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)


def refused(name: str | Path, error: OSError) -> InputError:
    """Why the system does not give a file or folder."""
    if isinstance(error, PermissionError):
        return InputError(f"{shown(name)}: no permission to read it; change its permissions")
    if isinstance(error, FileNotFoundError):
        return InputError(f"{shown(name)}: no such file or folder; check the name")
    return InputError(f"{shown(name)}: cannot be read ({error.strerror or type(error).__name__})")
