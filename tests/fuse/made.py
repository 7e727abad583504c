"""Made extractions, for tests that need many: few actors, types, days and words, so that much is nearly the same."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from kg.model import Actor, Amount, Claim, Condition, Document, Extraction, Span

ACTORS = ("FR", "GB", "DE", "coalition-of-the-willing", "~allies")
TYPES = ("training", "sanctions")
STATUSES = ("pledged", "planned", "fulfilled", "refused", "withdrawn")
STANCES = ("supports", "opposes")
DAYS = ("2026-01-07", "2026-01-08", "2026-03-01", "2026-12-24", None)
WORDS = ("pilots", "tankers", "engineers", "harbours", "radar", "winter", "refineries", "instructors")
AMOUNTS = (Amount("several thousand", 2000), Amount("6,000", 6000), Amount("40", 40))
CONDITIONS = (Condition("ceasefire", "if a ceasefire holds"), Condition("other", "if parliament votes"))


def extraction(name: str, day: str | None, claims: Sequence[Claim], sentences: Sequence[str]) -> Extraction:
    """A document of these sentences, the claim beside each reporting it."""
    text, placed = "", []
    for claim, sentence in zip(claims, sentences, strict=True):
        placed.append((claim, Span(len(text), len(text) + len(sentence))))
        text += sentence + " "
    made = tuple(_moved(claim, span) for claim, span in placed)
    keys = {key for claim in made for key in (*claim.by, *claim.to)}
    actors = {key: Actor(key, key.strip("~"), "UnnamedGroup" if key.startswith("~") else "State") for key in keys}
    return Extraction(Document(name, text or "Nothing.", None, day), made, actors)


def _moved(claim: Claim, span: Span) -> Claim:
    return Claim(
        claim.kind,
        claim.type,
        claim.level,
        claim.by,
        claim.to,
        (span,),
        condition=claim.condition,
        amount=claim.amount,
        confidence=0.5,
    )


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    kind = draw(st.sampled_from(("commitment", "commitment", "position")))
    return Claim(
        kind,  # type: ignore[arg-type]
        draw(st.sampled_from(TYPES)),
        draw(st.sampled_from(STATUSES if kind == "commitment" else STANCES)),
        tuple(sorted(draw(st.sets(st.sampled_from(ACTORS), min_size=1, max_size=2)))),
        tuple(draw(st.lists(st.sampled_from(("UA", "RU")), max_size=1))),
        (),
        condition=draw(st.none() | st.sampled_from(CONDITIONS)),
        amount=draw(st.none() | st.sampled_from(AMOUNTS)),
    )


@st.composite
def corpora(draw: st.DrawFn, least: int = 1, most: int = 6) -> list[Extraction]:
    """Some documents, each with an id of its own."""
    made = []
    for number in range(draw(st.integers(least, most))):
        own = draw(st.lists(claims(), max_size=4))
        words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
        sentences = [f"They will see to the {' and the '.join(draw(words))}." for _ in own]
        made.append(extraction(f"doc-{number}", draw(st.sampled_from(DAYS)), own, sentences))
    return made


def many(count: int, seed: int = 0, *, types: Sequence[str], actors: Sequence[str], days: int = 1500) -> list[Extraction]:
    """`count` documents of ten claims each over `days` days, some of them reporting what others report."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        day = f"{2020 + (n := dice.randrange(days)) // 360}-{n % 360 // 30 + 1:02}-{n % 30 % 28 + 1:02}"
        own = [
            Claim("commitment", dice.choice(types), dice.choice(STATUSES), (dice.choice(actors),), (dice.choice(actors),), ())
            for _ in range(10)
        ]
        sentences = [f"They will see to the {dice.choice(WORDS)} and the {dice.choice(WORDS)} number {dice.randrange(500)}." for _ in own]
        made.append(extraction(f"made-{number:05}", day, own, sentences))
    return made
