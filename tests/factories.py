"""Hand-made extractions for tests: small documents with the claims that a reader would find in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from kg.fuse import Fusion
from kg.model import Actor, Amount, Claim, Condition, Document, Extraction, Reason, Run, Span
from kg.ontology import Ontology, load
from kg.store import Store

RUN = Run(program="0.1.0", ontology="0f1e2d3c", model="en_core_web_sm 3.8.0")
NEWER = replace(RUN, program="0.2.0")

#: Text that breaks careless writers: quotes, escapes, controls, markup, other scripts, things that look like syntax.
HOSTILE = (
    "\"\"\"''' \\ \\u0041 <b>&amp;</b> ]]> --> {} } . ; @prefix x: <y> . #c <script>alert(1)</script> "
    "\t\r\n\x00\x01\x1f\x7f\x85\u2028\u2029\u202e\ufeff\ufffe 😀 مرحبا 北京 é e\u0301 %00 ${x} =1+1"
)

PARIS = (
    "France and the UK announced plans to set up military hubs in Ukraine if a ceasefire takes hold. "
    "Emmanuel Macron said “several thousand” French troops could be deployed. "
    "Russia reiterated its opposition to any NATO troop presence. "
    "Allies will train 3,500.5 soldiers. The hubs were confirmed."
)


class Coming:
    """Documents without news, and how many of them were asked for."""

    def __init__(self, number: int) -> None:
        self.ids = [f"d{n}" for n in range(number)]
        self.seen = 0

    def __iter__(self) -> Iterator[Document]:
        for name in self.ids:
            self.seen += 1
            yield Document(name, "It rained.")


ACTORS = (
    Actor("FR", "France", "State", same_as=("http://www.wikidata.org/entity/Q142",)),
    Actor("GB", "United Kingdom", "State"),
    Actor("UA", "Ukraine", "State"),
    Actor("RU", "Russia", "State"),
    Actor("NATO", "NATO", "Organization", same_as=("http://www.wikidata.org/entity/Q7184", "javascript:alert(1)")),
    Actor("emmanuel-macron", "Emmanuel Macron", "Person", represents="FR", office="president"),
    Actor("~allies of Ukraine", "allies of Ukraine", "UnnamedGroup"),
)


def span(text: str, words: str) -> Span:
    """Where `words` stand in `text`."""
    begin = text.index(words)
    return Span(begin, begin + len(words))


def document(**changes: str | None) -> Document:
    given = Document("paris-1", PARIS, "Allies meet in Paris", "2026-01-07", "https://example.org/paris?a=1&b=2", "example.org")
    return replace(given, **changes)  # type: ignore[arg-type]


def claims() -> tuple[Claim, ...]:
    hubs = span(PARIS, "France and the UK announced plans to set up military hubs in Ukraine if a ceasefire takes hold")
    return (
        Claim(
            "commitment",
            "basing",
            "planned",
            ("FR", "GB"),
            ("UA",),
            (hubs, span(PARIS, "The hubs were confirmed")),
            condition=Condition("ceasefire", "if a ceasefire takes hold"),
            place=("UA",),
            rule="attitude.plan",
            reasons=(
                Reason("trigger", "military hubs", span(PARIS, "military hubs")),
                Reason("by", "France", note="subject"),
            ),
            confidence=0.834,
            levels=("planned", "agreed"),
            speakers=((), ("emmanuel-macron",)),
        ),
        Claim(
            "commitment",
            "troop_deployment",
            "considered",
            ("FR",),
            ("UA",),
            (span(PARIS, "“several thousand” French troops could be deployed"),),
            said_by=("emmanuel-macron",),
            amount=Amount("several thousand", 2000, "troops"),
            confidence=1.0,
        ),
        Claim(
            "position",
            "troop_deployment",
            "opposes",
            ("RU",),
            ("NATO",),
            (span(PARIS, "Russia reiterated its opposition to any NATO troop presence"),),
            confidence=0.5,
        ),
        Claim(
            "commitment",
            "training",
            "pledged",
            ("~allies of Ukraine",),
            (),
            (span(PARIS, "Allies will train 3,500.5 soldiers"),),
            amount=Amount("3,500.5", 3500.5, "soldiers"),
        ),
    )


def extraction(**changes: str | None) -> Extraction:
    return Extraction(document(**changes), claims(), {actor.key: actor for actor in ACTORS})


def shuffled(given: Extraction, seed: int) -> Extraction:
    """The same, with claims, actors and joint actors in another order."""
    dice = random.Random(seed)
    mixed = [replace(claim, by=tuple(dice.sample(claim.by, len(claim.by)))) for claim in given.claims]
    keys = dice.sample(sorted(given.actors), len(given.actors))
    return Extraction(given.document, tuple(dice.sample(mixed, len(mixed))), {key: given.actors[key] for key in keys})


def hostile() -> Extraction:
    """An article whose every string is an attack on some writer."""
    text = f"Alpha {HOSTILE} will help {HOSTILE} Beta."
    words = span(text, f"{HOSTILE} will help")
    actor = Actor(HOSTILE, HOSTILE, "Organization", office=HOSTILE, represents=HOSTILE)
    claim = Claim(
        "commitment",
        "training",
        "pledged",
        (HOSTILE,),
        (HOSTILE,),
        (words,),
        said_by=(HOSTILE,),
        condition=Condition("other", HOSTILE),
        amount=Amount(HOSTILE, 1e30, HOSTILE),
        rule=HOSTILE,
        reasons=(Reason("trigger", HOSTILE, words, HOSTILE),),
        place=(HOSTILE,),
    )
    paper = Document(HOSTILE, text, HOSTILE, "2026-02-30", f"https://example.org/{HOSTILE}", HOSTILE)
    return Extraction(paper, (claim,), {HOSTILE: actor})


@lru_cache(1)
def ontology() -> Ontology:
    return load()


def put(store: Store, *given: Extraction, run: Run = RUN) -> bool:
    """Puts documents into a store as a build does: read, and fused. Whether the last one changed anything."""
    fusion = Fusion(store, ontology())
    return [fusion.put(each, run) for each in given][-1]
