"""Writing files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kg.errors import StoreError


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes `pieces` beside `path` and renames the whole, so that a failure leaves what was there.

    Raises StoreError for a place that cannot be written.
    """
    if path.is_dir():
        raise StoreError(f"{path}: is a directory; name a file")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror})") from error
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.writelines(pieces)
        draft.chmod(0o666 & ~umask())
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        draft.unlink(missing_ok=True)


def umask() -> int:
    """The permissions that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
