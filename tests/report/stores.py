"""A story of five documents, told to a store: what changed, what is disputed, what an analyst decided."""

from __future__ import annotations

from pathlib import Path

from kg.fuse import Fusion
from kg.fuse.analyst import Analyst, Note
from kg.model import Actor, Amount, Claim, Condition, Document, Extraction, Span
from kg.store import Store, open_store
from tests.factories import RUN, ontology

ACTORS = (
    Actor("PE", "Peru", "State", ("http://www.wikidata.org/entity/Q419",)),
    Actor("BO", "Bolivia", "State"),
    Actor("CL", "Chile", "State"),
    Actor("rosa-quispe", "Rosa Quispe", "Person", represents="PE", office="Foreign Minister"),
)
TRUCE = Condition("ceasefire", "once the truce at the lake holds")
#: id, day, outlet, title, [(sentence, words, type, level, amount, condition, speaker)], all by Peru to Bolivia
TOLD = (
    ("lake-1", "2026-02-03", "Altiplano Post", "Lima weighs medics", [
        ("Peru is considering sending 40 medics to the lake shore in Bolivia.", "Peru is considering sending 40 medics to the lake shore in Bolivia", "humanitarian_aid", "considered", Amount("40", 40.0, "medics"), TRUCE, ""),
        ("“We will not sell any grain to Bolivia,” Ms Quispe said.", "will not sell any grain to Bolivia", "trade", "refused", None, None, "rosa-quispe"),
    ]),
    ("lake-2", "2026-02-10", "Altiplano Post", "Lima promises medics", [
        ("Peru pledged to send 40 medics to the lake shore in Bolivia.", "pledged to send 40 medics to the lake shore in Bolivia", "humanitarian_aid", "pledged", Amount("40", 40.0, "medics"), TRUCE, "rosa-quispe"),
    ]),
    ("lake-3", "2026-02-10", "Reed Boat Gazette", "Ninety medics for the lake", [
        ("Peru may send 90 medics to the lake shore in Bolivia.", "may send 90 medics to the lake shore in Bolivia", "humanitarian_aid", "considered", Amount("90", 90.0, "medics"), None, ""),
        ("Peru will sell grain to Bolivia.", "will sell grain to Bolivia", "trade", "pledged", None, None, ""),
    ]),
    ("lake-4", "2026-03-01", "Altiplano Post", "The medics arrive", [
        ("Peru has sent 40 medics to the lake shore in Bolivia.", "has sent 40 medics to the lake shore in Bolivia", "humanitarian_aid", "fulfilled", Amount("40", 40.0, "medics"), None, ""),
    ]),
)  # fmt: skip


def extractions() -> list[Extraction]:
    return [_extraction(*told) for told in TOLD]


def _extraction(
    name: str, day: str, site: str, title: str, told: list[tuple[str, str, str, str, Amount | None, Condition | None, str]]
) -> Extraction:
    text = title + "\n\n" + " ".join(sentence for sentence, *_ in told)
    claims = []
    for _, words, type_, level, amount, condition, speaker in told:
        begin = text.index(words)
        said = (speaker,) if speaker else ()
        claims.append(Claim("commitment", type_, level, ("PE",), ("BO",), (Span(begin, begin + len(words)),), said_by=said, condition=condition, amount=amount, confidence=0.6 if day == "2026-02-03" else 0.9))  # fmt: skip
    document = Document(name, text, title, day, f"https://example.org/{name}", site)
    return Extraction(document, tuple(claims), {actor.key: actor for actor in ACTORS})


def filled(folder: Path) -> Store:
    """A store of the story, in which all reports of the medics are one, by the program or by an analyst."""
    store = open_store(folder / "store")
    known = ontology()
    store.load_ontology(known.quads, known.version)
    fusion = Fusion(store, known)
    for extraction in extractions():
        fusion.put(extraction, RUN)
    analyst = Analyst(store)
    note = Note("A. Analyst", "one mission, <b>two</b> counts", "2026-03-02")
    while len(found := medics(store)) > 1:
        analyst.merge(found[0], found[1], note)
    return store


def medics(store: Store) -> list[str]:
    """The commitments about the medics."""
    answer = store.query(
        "PREFIX pact: <https://w3id.org/pactgraph/ontology#> PREFIX ptype: <https://w3id.org/pactgraph/type/> "
        "SELECT DISTINCT ?c { ?c a pact:Commitment ; pact:type ptype:humanitarian_aid } ORDER BY STR(?c)"
    )
    return [row[0].value for row in answer.rows]  # type: ignore[union-attr]
