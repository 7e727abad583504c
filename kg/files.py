"""Writing files and folders that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def drafted(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that becomes it if all goes well, and goes away if not.

    Raises StoreError for one that is there already or cannot be written.
    """
    if folder.exists():
        raise StoreError(f"{folder}: is there already; name one that is not")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            yield draft
            draft.chmod(0o777 & ~_umask())
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
