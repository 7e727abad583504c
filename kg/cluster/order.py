"""What travels between machines: by what a worker reads, and what is to be read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Final

import kg
from kg import ontology
from kg.errors import KgError
from kg.model import Document, Run
from kg.read import Limits
from kg.workers import Settings

SAME: Final = "install the same Pactgraph, packages and model on all machines"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What must be the same on all machines, so that all read the same."""

    run: Run
    code: str  # content hash of the program: two states of one version may read differently
    spacy: str

    @classmethod
    def here(cls, run: Run) -> Likeness:
        """That of this process, which reads as `run` says."""
        here, code = Path(kg.__file__).parent, blake2b(digest_size=8)
        for path in sorted(here.rglob("*.py")):
            code.update(f"{path.relative_to(here).as_posix()}\n".encode() + path.read_bytes())
        return cls(run, code.hexdigest(), version("spacy"))

    def check(self, other: Likeness) -> None:
        """Raises KgError if a worker, `other`, is not as the leading machine, naming the first thing."""
        for what, wanted, had in (
            ("Pactgraph", self.run.program, other.run.program),
            ("program code", self.code, other.code),
            ("ontology", self.run.ontology, other.run.ontology),
            ("language model", self.run.model, other.run.model),
            ("spaCy", self.spacy, other.spacy),
        ):
            if wanted != had:
                raise KgError(f"its {what} is {had}, not {wanted}; {SAME}")


@dataclass(frozen=True, slots=True)
class Order:
    """By what a worker reads: Settings with the content of the files that they name, which are on the leading machine only."""

    model: str | None
    min_confidence: float
    limits: Limits
    actors: tuple[tuple[str, bytes], ...] = field(repr=False)
    folder: tuple[tuple[str, bytes], ...] | None = field(repr=False)
    like: Likeness

    @classmethod
    def of(cls, settings: Settings, like: Likeness) -> Order:
        actors = tuple((path.name, path.read_bytes()) for path in settings.actors)
        root = settings.folder
        names = sorted({path for pattern in ontology.DATA for path in root.glob(pattern)}) if root else []
        folder = tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in names) if root else None
        return cls(settings.model, settings.min_confidence, settings.limits, actors, folder, like)

    def unpacked(self, place: Path) -> Settings:
        """The settings again, with the files laid below `place`."""
        actors = tuple(_laid(place / f"actors-{number}" / name, content) for number, (name, content) in enumerate(self.actors))
        for name, content in self.folder or ():
            _laid(place / "ontology" / name, content)
        folder = place / "ontology" if self.folder is not None else None
        return Settings(self.model, actors, folder, self.min_confidence, self.limits)


@dataclass(frozen=True, slots=True)
class Packed:
    """Something on its way: what Dask logs of a task or a message that fails must not show an article."""

    packed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Batch(Packed):
    """Documents on their way."""

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Batch:
        return cls(zlib.compress(json.dumps([asdict(document) for document in documents]).encode("ascii"), 1))

    def documents(self) -> list[Document]:
        return [Document(**fields) for fields in json.loads(zlib.decompress(self.packed))]


def _laid(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
