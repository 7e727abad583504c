"""The directory of an embedded store: its format, its lock, and the engine's errors in our words."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from pyoxigraph import DefaultGraph
from pyoxigraph import Store as Oxigraph

from kg.errors import QueryError, StoreError
from kg.turtle import RDF_TYPE

try:
    import fcntl
except ImportError:  # not a POSIX system: Oxigraph's own lock still keeps two writers apart
    fcntl = None  # type: ignore[assignment]

FORMAT: Final = "pactgraph-store 2"
_BEGUN: Final = {"format.new", "lock"}  # what a first opening leaves when it is cut short
_FULL: Final = ("No space left", "Disk quota exceeded", "File too large")


def check_layout(path: Path, *, read_only: bool) -> None:
    """Sees to it that `path` is a store of our format; makes an empty one where that is wanted."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: not a directory, so not a store")
    marker = path / "format"
    if marker.is_file():
        _check_format(path, marker.read_text("utf-8", "replace").strip())
    elif read_only:
        raise StoreError(f"{path}: no store here; make one with: kg build INPUT… --store {path}")
    elif path.exists() and any(entry.name not in _BEGUN for entry in path.iterdir()):
        raise StoreError(f"{path}: the directory is not empty and holds no store; choose another one")
    else:
        path.mkdir(parents=True, exist_ok=True)
        draft = path / "format.new"
        draft.write_text(FORMAT + "\n", "utf-8")
        draft.replace(marker)
    if read_only and not (path / "data").is_dir():
        raise StoreError(f"{path}: the store is empty; fill it with: kg build INPUT… --store {path}")


def _check_format(path: Path, found: str) -> None:
    if found != FORMAT:
        raise StoreError(
            f"{path}: the store has format {found[:40]!r}, this program reads {FORMAT!r}; "
            "use the program that wrote it, or build again into another directory"
        )


def open_engine(path: Path, *, read_only: bool) -> Oxigraph:
    data = path / "data"
    with told(path):
        if _headless(data):
            raise StoreError(f"{path}: the store is damaged (data/CURRENT is missing); delete the directory and build again")
        engine = Oxigraph.read_only(str(data)) if read_only else Oxigraph(str(data))
    if _lost(engine):
        raise StoreError(f"{path}: the store is damaged (it has lost the names of its graphs); delete the directory and build again")
    return engine


def _headless(data: Path) -> bool:
    """Whether there are tables or logs that nothing points to: the engine would begin anew, and lose them without a word."""
    return data.is_dir() and not (data / "CURRENT").exists() and any(entry.suffix in (".sst", ".log") for entry in data.iterdir())


def _lost(engine: Oxigraph) -> bool:
    """Whether the engine took a manifest that breaks off for a whole one: it then opens with the last of its tables empty."""
    if next(engine.named_graphs(), None) is not None:
        return False
    return any(quad.graph_name != DefaultGraph() for quad in engine.quads_for_pattern(None, RDF_TYPE, None))


# ---- how many decisions there are: unlike documents, nobody can read them again


def check_decisions(path: Path, held: int) -> None:
    """Raises StoreError if the store holds fewer decisions than were noted: the engine passes over what is garbled in its log."""
    try:
        noted = int((path / "decisions").read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # of an earlier version, or one whose last change was cut short
        return
    if held < noted:
        raise StoreError(
            f"{path}: the store is damaged and has lost {noted - held} of {noted} decisions; put back a copy of it, "
            f"or delete the file {path / 'decisions'} to go on without them"
        )


@contextmanager
def noting_decisions(path: Path, count: Callable[[], int]) -> Iterator[None]:
    """Around a change of decisions. An end in the midst of it leaves no note, which is no reason for an alarm."""
    note = path / "decisions"
    with told(path):
        note.unlink(missing_ok=True)
    try:
        yield
    finally:
        if held := count():
            with suppress(OSError):  # the change is made; that it could not be noted is no reason to call it failed
                draft = path / "decisions.new"
                draft.write_text(f"{held}\n", "utf-8")
                draft.replace(note)


class Lock:
    """Readers share it, a writer has it alone. It ends with the process, however that ends."""

    def __init__(self, path: Path, *, shared: bool) -> None:
        self._file: IO[str] | None = None
        if fcntl is None:
            return
        file = _lock_file(path / "lock")
        if file is None:  # a store on a read-only disk: nobody writes
            return
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            raise StoreError(f"{path}: in use by another process; wait until it ends, then try again") from error
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock_file(path: Path) -> IO[str] | None:
    """The lock file; a reader who may not write, or whose disk is read-only, still shares it."""
    try:
        return path.open("a")
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
    if path.exists():
        return path.open("r")
    return None


# ---- the engine's errors in our words


def _store_error(path: Path, error: Exception) -> StoreError:
    text = " ".join(str(error).split())
    if "lock" in text.lower() and ("LOCK" in text or "lock hold" in text):
        return StoreError(f"{path}: in use by another process; wait until it ends, then try again")
    if "Read-only file system" in text:
        return StoreError(f"{path}: the disk is read-only; choose a store that can be written")
    if isinstance(error, PermissionError) or "Permission denied" in text:
        return StoreError(f"{path}: no permission to write or read there; ask who owns it, or choose another store")
    if any(sign in text for sign in _FULL):
        return StoreError(f"{path}: the disk is full; make room, then run the command again")
    if isinstance(error, RuntimeError) or "orrupt" in text or "No such file" in text:
        return StoreError(f"{path}: the store is damaged ({text}); delete the directory and build again")
    return StoreError(f"{path}: {text}")


def query_error(path: Path, error: Exception) -> QueryError | StoreError:
    if isinstance(error, SyntaxError):
        return QueryError(f"not a valid query: {' '.join(str(error).split())}")
    return _store_error(path, error)


@contextmanager
def told(path: Path, tell: Callable[[Path, Exception], QueryError | StoreError] = _store_error) -> Iterator[None]:
    """Turns what the engine and the system raise into errors for people."""
    try:
        yield
    except (OSError, RuntimeError, SyntaxError) as error:
        raise tell(path, error) from error
