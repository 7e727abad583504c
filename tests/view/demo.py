# ruff: noqa: E501
"""An invented summit, for tests and screenshots: 17 actors, 44 entries, five outlets, three weeks."""

from __future__ import annotations

from kg.view.picture import Actor, Condition, Entry, Family, Picture, Source, Statement

FAMILIES = tuple(
    Family(*pair)
    for pair in (
        ("aid", "Aid"),
        ("arms", "Arms and budgets"),
        ("assurance", "Guarantees and verification"),
        ("forces", "Forces and presence"),
        ("peace", "Peacemaking"),
        ("pressure", "Economic pressure and exchange"),
        ("ties", "Political ties"),
    )
)
TYPES = {
    "troop_deployment": ("Troop deployment", "forces"),
    "basing": ("Bases and access", "forces"),
    "training": ("Training and exercises", "forces"),
    "intelligence": ("Intelligence and information", "forces"),
    "military_support": ("Military support", "forces"),
    "arms_supply": ("Arms supply", "arms"),
    "arms_production": ("Arms production", "arms"),
    "security_guarantee": ("Security guarantee", "assurance"),
    "monitoring": ("Monitoring", "assurance"),
    "financial_aid": ("Financial aid", "aid"),
    "humanitarian_aid": ("Humanitarian aid", "aid"),
    "reconstruction": ("Reconstruction", "aid"),
    "sanctions": ("Sanctions", "pressure"),
    "trade": ("Trade", "pressure"),
    "ceasefire": ("Ceasefire", "peace"),
    "prisoner_exchange": ("Prisoner exchange", "peace"),
    "negotiation": ("Negotiation", "peace"),
    "accession": ("Accession", "ties"),
    "political_support": ("Political support", "ties"),
}
WIKIDATA = "http://www.wikidata.org/entity/"


def _actor(key: str, label: str, cls: str = "State", wikidata: str | None = None, **more: object) -> Actor:
    code = key if cls == "State" else None
    iri = f"https://w3id.org/pactgraph/actor/{key}"
    return Actor(key, iri, label, cls, code, WIKIDATA + wikidata if wikidata else None, **more)  # type: ignore[arg-type]


ACTORS = (
    _actor("BY", "Belarus", wikidata="Q184"),
    _actor("CA", "Canada", wikidata="Q16"),
    _actor("CN", "China", wikidata="Q148"),
    _actor("DE", "Germany", wikidata="Q183"),
    _actor("EU", "European Union", "Organization", "Q458", members=("DE", "FR", "PL")),
    _actor("FR", "France", wikidata="Q142"),
    _actor("GB", "United Kingdom", wikidata="Q145"),
    _actor("HU", "Hungary", wikidata="Q28"),
    _actor("NATO", "NATO", "Organization", "Q7184", members=("CA", "DE", "FR", "GB", "HU", "PL", "TR", "US")),
    _actor("OSCE", "OSCE", "Organization", "Q81299"),
    _actor("PL", "Poland", wikidata="Q36"),
    _actor("RU", "Russia", wikidata="Q159"),
    _actor("TR", "Türkiye", wikidata="Q43"),
    _actor("UA", "Ukraine", wikidata="Q212"),
    _actor("US", "United States", wikidata="Q30"),
    _actor("coalition-of-the-willing", "Coalition of the Willing", "Coalition", members=("CA", "FR", "GB", "PL")),
    _actor("emmanuel-macron", "Emmanuel Macron", "Person", "Q3052772", represents="FR", office="President of France"),
    _actor("keir-starmer", "Keir Starmer", "Person", "Q6383803", represents="GB", office="Prime Minister"),
    _actor("~allies-of-ukraine", "Allies of Ukraine", "UnnamedGroup"),
)
DOCUMENTS = tuple(
    Source(key, f"https://w3id.org/pactgraph/document/{key}", title, date, outlet, f"https://example.org/{key}")
    for key, title, date, outlet in (
        ("d1", "Leaders gather in Harbour City to map out guarantees", "2026-01-03", "The Meridian"),
        ("d2", "France and Britain to build hubs once guns fall silent", "2026-01-06", "Northern Courier"),
        ("d3", "Moscow warns against foreign boots", "2026-01-07", "Eastern Wire"),
        ("d4", "Berlin adds air defence, rules out troops", "2026-01-09", "Rhine Gazette"),
        ("d5", "Observers, sappers and money: what was pledged", "2026-01-12", "The Meridian"),
        ("d6", "Coalition signs the Harbour City declaration", "2026-01-16", "Northern Courier"),
        ("d7", "After the summit: who gives what", "2026-01-21", "Policy Ledger"),
    )
)

# kind, type, level, by, to, condition, amount, place, [(document, before, words, after, level or "", confidence, speaker)]
C, P = "commitment", "position"
ROWS: tuple[tuple[object, ...], ...] = (
    (C, "basing", "planned", "FR GB", "UA", "ceasefire", None, "UA", [
        ("d1", "London and Paris ", "could host protected weapons depots in the west of the country", " later this year.", "considered", 0.64, ""),
        ("d2", "", "France and the United Kingdom announced plans to set up military hubs inside Ukraine if a ceasefire takes hold", ", officials said after the meeting.", "", 0.93, "")]),
    (C, "troop_deployment", "considered", "FR", "UA", "ceasefire", "several thousand", "UA", [
        ("d2", "President Emmanuel Macron said ", "“several thousand” French troops could be deployed", " in a non-combat role.", "", 0.88, "emmanuel-macron")]),
    (C, "troop_deployment", "pledged", "GB", "UA", "ceasefire", None, "UA", [
        ("d1", "Asked by reporters, Mr Starmer said Britain ", "could send a reassurance force", ".", "considered", 0.71, "keir-starmer"),
        ("d2", "Britain ", "plans to contribute a brigade to the reassurance force", ", the ministry said.", "planned", 0.8, ""),
        ("d6", "“We ", "will put boots on the ground the day a truce is signed", ",” Mr Starmer said.", "pledged", 0.91, "keir-starmer")]),
    (C, "training", "fulfilled", "GB", "UA", None, "52,000", "", [("d5", "Britain ", "has trained 52,000 Ukrainian recruits", " since the programme began.", "", 0.95, "")]),
    (C, "training", "pledged", "FR", "UA", None, "2,000", "", [("d5", "France ", "will train another 2,000 soldiers", " by autumn.", "", 0.9, "")]),
    (C, "training", "fulfilled", "PL", "UA", None, None, "PL", [("d7", "Poland ", "is hosting the largest training ground", " of the mission.", "", 0.78, "")]),
    (C, "arms_supply", "pledged", "DE", "UA", None, "two batteries", "", [
        ("d4", "Berlin ", "will deliver two further air defence batteries", " by March.", "", 0.94, ""),
        ("d7", "Germany’s ", "two promised batteries", " are expected in spring.", "", 0.7, "")]),
    (C, "troop_deployment", "refused", "DE", "UA", None, None, "UA", [("d4", "The chancellor ", "ruled out sending German soldiers", " “as things stand”.", "", 0.92, "")]),
    (C, "financial_aid", "agreed", "EU", "UA", None, "€30 billion", "", [("d5", "The bloc ", "approved a loan of €30 billion", " secured on frozen assets.", "", 0.96, "")]),
    (C, "financial_aid", "pledged", "DE", "UA", None, "€1.5 billion", "", [("d5", "Germany ", "promised €1.5 billion", " for the power grid and the budget.", "", 0.87, "")]),
    (C, "reconstruction", "planned", "EU", "UA", "ceasefire", None, "UA", [("d5", "Brussels ", "plans a recovery conference once the fighting ends", ".", "", 0.74, "")]),
    (C, "humanitarian_aid", "pledged", "CA", "UA", None, "C$200 million", "", [("d5", "Ottawa ", "pledged C$200 million for winter relief", ".", "", 0.9, "")]),
    (C, "security_guarantee", "pledged", "US", "UA", "ceasefire", None, "", [
        ("d1", "Washington ", "openly backed guarantees that would activate after a truce", ".", "considered", 0.72, ""),
        ("d6", "The United States ", "will take part in guarantees after a ceasefire", ", the text says.", "pledged", 0.89, "")]),
    (C, "intelligence", "fulfilled", "US", "UA", None, None, "", [("d7", "American satellites ", "continue to share targeting data with Kyiv", ".", "", 0.83, "")]),
    (C, "monitoring", "agreed", "US OSCE", "UA", "ceasefire", None, "UA", [("d6", "", "The OSCE and the United States agreed to run the verification mechanism", ".", "", 0.9, "")]),
    (C, "monitoring", "considered", "TR", "UA", "ceasefire", None, "", [("d6", "Ankara ", "is ready to send observers to the Black Sea", ".", "", 0.81, "")]),
    (C, "security_guarantee", "agreed", "coalition-of-the-willing", "UA", "ceasefire", None, "", [("d6", "The coalition ", "agreed on legally and politically binding guarantees", ".", "", 0.95, "")]),
    (C, "military_support", "agreed", "coalition-of-the-willing", "UA", None, None, "UA", [("d6", "It also ", "settled on a joint command for demining and logistics", ".", "", 0.84, "")]),
    (C, "arms_production", "agreed", "FR DE PL", "", None, None, "", [("d7", "Paris, Berlin and Warsaw ", "signed a joint venture for artillery shells", ".", "", 0.88, "")]),
    (C, "arms_production", "planned", "UA PL", "", None, None, "", [("d7", "", "Kyiv and Warsaw plan a drone factory near Rzeszów", ".", "", 0.79, "")]),
    (C, "arms_supply", "fulfilled", "US", "UA", None, None, "", [("d7", "The Pentagon ", "has delivered the last interceptors of the package", ".", "", 0.86, "")]),
    (C, "arms_supply", "withdrawn", "HU", "UA", None, None, "", [("d4", "Budapest ", "suspended the transit of ammunition", " this week.", "", 0.8, "")]),
    (C, "troop_deployment", "considered", "CA", "UA", "ceasefire", None, "", [("d6", "Canada ", "may join the reassurance force", ".", "", 0.75, "")]),
    (C, "troop_deployment", "refused", "PL", "UA", None, None, "", [("d4", "Warsaw ", "will not send its army across the border", ".", "", 0.9, "")]),
    (C, "basing", "pledged", "PL", "coalition-of-the-willing", None, None, "PL", [("d6", "Poland ", "will open its airfields to the coalition’s supply flights", ".", "", 0.85, "")]),
    (C, "negotiation", "considered", "TR", "RU UA", None, None, "TR", [("d3", "Türkiye ", "offered to host the next round", " in Antalya.", "", 0.9, "")]),
    (C, "negotiation", "planned", "US", "RU", None, None, "", [("d7", "An American envoy ", "plans to travel to Moscow within days", ".", "", 0.77, "")]),
    (C, "prisoner_exchange", "agreed", "RU UA", "", None, "150 each", "", [("d7", "", "Kyiv and Moscow agreed to swap 150 prisoners each", ".", "", 0.93, "")]),
    (C, "sanctions", "agreed", "EU", "RU", None, None, "", [("d5", "The bloc ", "extended its sanctions for six months", ".", "", 0.94, "")]),
    (C, "sanctions", "planned", "GB", "RU", None, None, "", [("d7", "London ", "is preparing measures against the shadow fleet", ".", "", 0.82, "")]),
    (C, "sanctions", "considered", "US", "RU", "negotiation", None, "", [("d7", "Washington ", "could tighten oil penalties if talks stall", ".", "", 0.69, "")]),
    (C, "trade", "fulfilled", "CN", "RU", None, None, "", [("d3", "China ", "keeps buying Russian crude", " at a discount.", "", 0.66, "")]),
    (C, "military_support", "fulfilled", "BY", "RU", None, None, "BY", [("d3", "Belarus ", "is hosting Russian depots", " near the border.", "", 0.72, "")]),
    (C, "defence_spending", "pledged", "NATO", "", None, "3.5 %", "", [("d7", "Allies ", "promised to raise budgets to 3.5 per cent", ".", "", 0.81, "")]),
    (P, "troop_deployment", "opposes", "RU", "NATO", None, None, "UA", [
        ("d1", "Moscow ", "reiterated its opposition to any NATO troop presence", " in Ukraine.", "", 0.95, ""),
        ("d3", "“", "We will not accept NATO soldiers there in any guise", ",” the ministry said.", "", 0.9, "")]),
    (P, "troop_deployment", "threatens", "RU", "FR GB", None, None, "UA", [("d3", "Any such unit ", "would be a legitimate target", ", its spokeswoman warned.", "", 0.86, "")]),
    (P, "sanctions", "opposes", "HU", "EU", None, None, "", [("d4", "Hungary ", "objected to the new round of penalties", ".", "", 0.88, "")]),
    (P, "accession", "opposes", "HU", "UA", None, None, "", [("d4", "It also ", "rejects fast-track membership for Kyiv", ".", "", 0.83, "")]),
    (P, "ceasefire", "demands", "RU", "UA", None, None, "", [("d3", "Russia ", "insists that a truce be part of a broader settlement", ".", "", 0.79, "")]),
    (P, "ceasefire", "supports", "CN", "", None, None, "", [("d3", "Beijing ", "welcomed the idea of a truce", ".", "", 0.77, "")]),
    (P, "security_guarantee", "supports", "UA", "coalition-of-the-willing", None, None, "", [("d6", "Ukraine’s president ", "welcomed the commitments", ".", "", 0.94, "")]),
    (P, "accession", "supports", "PL", "UA", None, None, "", [("d4", "Poland ", "backs Ukraine’s bid", ".", "", 0.85, "")]),
    (P, "arms_supply", "demands", "UA", "US DE", None, None, "", [("d5", "Kyiv ", "called on Washington and Berlin to send longer-range missiles", ".", "", 0.9, "")]),
    (P, "political_support", "supports", "NATO", "coalition-of-the-willing", None, None, "", [("d6", "The alliance’s chief ", "praised the plan as “a real step”", ".", "", 0.8, "")]),
    (C, "financial_aid", "considered", "~allies-of-ukraine", "UA", "other", None, "", [("d1", "Unnamed allies ", "could buy weapons with frozen assets, subject to a court ruling", ".", "", 0.52, "")]),
    (P, "troop_deployment", "opposes", "BY", "coalition-of-the-willing", None, None, "", [("d3", "Minsk ", "called the force “a provocation”", ".", "", 0.7, "")]),
)  # fmt: skip
CONDITIONS = {
    "ceasefire": Condition("ceasefire", "Ceasefire", "if a ceasefire takes hold"),
    "negotiation": Condition("negotiation", "Negotiation", "if talks stall"),
    "other": Condition("other", "Other", "subject to a court ruling"),
}


def picture() -> Picture:
    return Picture(ACTORS, tuple(_entry(i, row) for i, row in enumerate(ROWS)), DOCUMENTS, FAMILIES, frozenset({"sanctions"}))


def _entry(index: int, row: tuple[object, ...]) -> Entry:
    kind, key, level, by, to, condition, amount, place, passages = row
    assert isinstance(passages, list)
    label, family = TYPES.get(str(key), ("Defence spending", "arms"))
    statements = tuple(
        Statement(
            iri=f"https://w3id.org/pactgraph/statement/{index}-{n}",
            document=document,
            words=words,
            begin=100 + len(before),
            end=100 + len(before) + len(words),
            sentence=before + words + after,
            offset=len(before),
            level=reported or str(level),
            confidence=confidence,
            speakers=(speaker,) if speaker else (),
        )
        for n, (document, before, words, after, reported, confidence, speaker) in enumerate(passages)
    )
    return Entry(
        iri=f"https://w3id.org/pactgraph/{kind}/{index:02}",
        kind=str(kind),
        type=str(key),
        type_label=label,
        family=family,
        level=str(level),
        by=tuple(str(by).split()),
        to=tuple(str(to).split()),
        condition=CONDITIONS.get(str(condition)),
        place=tuple(str(place).split()),
        amount=str(amount) if amount else None,
        statements=statements,
    )
