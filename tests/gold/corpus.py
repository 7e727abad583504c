"""The corpora of the quality gate. The seed article is not ours to copy: here are its annotations, as offsets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kg.evaluate import Gold, load_gold

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
DEV = HERE / "dev"
SEED = HERE / "seed.json"
SEED_ARTICLE = SHARED / "seed" / "article.txt"
SCORER = SHARED / "gold" / "score.py"


def write_seed(folder: Path) -> Path | None:
    """Writes the gold file of the seed article into `folder`, which is returned; None if the article is not there."""
    if not SEED_ARTICLE.is_file():
        return None
    text = SEED_ARTICLE.read_text("utf-8").strip()
    data = json.loads(SEED.read_text("utf-8"))
    assert hashlib.sha256(text.encode()).hexdigest() == data["text_sha256"], f"{SEED_ARTICLE} is not the annotated text"
    data["text"] = text
    for claim in data["claims"]:
        claim["evidence"] = [text[begin:end] for begin, end in claim["evidence"]]
    folder.joinpath("seed.json").write_text(json.dumps(data), "utf-8")
    return folder


def corpora(folder: Path) -> dict[str, list[Gold]]:
    """The corpora that are there, by name; `folder` is for what has to be put together."""
    found = {"dev": load_gold(DEV)}
    if seed := write_seed(folder):
        found["seed"] = load_gold(seed)
    return found


def fingerprint() -> str:
    """A hash of all annotations: floors hold for one corpus."""
    files = [*sorted(DEV.glob("*.json")), SEED]
    return hashlib.sha256(b"\x00".join(path.name.encode() + b"\n" + path.read_bytes() for path in files)).hexdigest()[:16]
