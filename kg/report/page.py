"""Contents -> one HTML page without scripts, which loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Final

from kg.report.chart import chart, mark
from kg.report.contents import NOBODY, OTHERS, Contents, Matrix, Row, confidence, days, distinct
from kg.report.markup import Html, clean, el, join, link, said
from kg.report.pieces import amounts, decision, level, names, quotes, steps, table
from kg.report.words import counted, day_text, heading_of, percent, short
from kg.view.disagree import Dispute
from kg.view.picture import Actor, Entry, Statement
from kg.view.render import STYLE

_DISPUTED: Final = {
    "amount": "sources differ on the amount",
    "firmness": "sources of one day differ on how firm it is",
    "denial": "reported and denied",
}
_CLASSES: Final = {
    "State": "State", "Organization": "Organisation", "Coalition": "Coalition", "ArmedGroup": "Armed group", "UnnamedGroup": "Group without a name", "Person": "Person",
}  # fmt: skip
_HOW: Final = (
    "Read by a program, without judgement of its own: every row rests on the words quoted with it, and the confidence says how sure the "
    "reading is, not how true the report. Read the quotation before you rely on a row."
)


def write_html(report: Contents) -> str:
    """The page. The same contents give the same text."""
    style = (resources.files("kg.report") / "assets" / "report.css").read_text("utf-8")
    policy = f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    title = clean(report.story.title).strip() or "Report"
    page = [
        el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", http_equiv="Content-Security-Policy", content=policy),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("meta", name="color-scheme", content="light dark"),
            el("meta", name="referrer", content="no-referrer"),
            el("meta", name="generator", content="Pactgraph"),
            el("title", title),
            el("style", Html(style)),
        ),
        "\n",
        el("body", _head(report, title), el("main", _parts(report)), el("footer", el("p", _HOW))),
    ]
    return f"<!doctype html>\n{el('html', page, lang='en')}\n"


def _parts(report: Contents) -> Iterable[Html | None]:
    if not report.rows:
        yield el("p", "Nothing is reported.", class_="empty")
        return
    yield _section("Summary", _figures(report), _list(report))
    yield _section("Timeline", chart(report))
    yield _section("Who gives what to whom", _matrix(report.commitments, report))
    yield _section("Who backs, presses or opposes whom", _matrix(report.positions, report))
    yield _section("Conditions", _conditions(report))
    yield _section("Disagreements", *_disputes(report))
    for heading, rows in report.groups:
        yield _section(heading, *[_card(row, report) for row in rows])
    yield _section("Sources", _sources(report))


def _section(heading: str, *content: Html | None) -> Html | None:
    """A section; None if it has nothing in it."""
    kept = [part for part in content if part is not None]
    return el("section", el("h2", heading), kept) if kept else None


# ---- head, summary --------------------------------------------------------------------------------------------------


def _head(report: Contents, title: str) -> Html:
    about = [_about(actor, report) for actor in report.story.actors]
    found = sorted({day for row in report.rows for day in days(row.entry, report.sources)})
    span = f", {day_text(found[0])}" + (f" to {day_text(found[-1])}" if found[-1] != found[0] else "") if found else ""
    commitments = sum(row.entry.kind == "commitment" for row in report.rows)
    counts = f"{counted(commitments, 'commitment')} and {counted(len(report.rows) - commitments, 'position')} from {counted(len(report.sources), 'document')}{span}"
    return el("header", el("h1", said(title), dir="auto"), about, el("p", counts, class_="lead"))


def _about(actor: Actor, report: Contents) -> Html:
    facts: list[Html | str] = [_CLASSES.get(actor.cls, actor.cls)]
    if actor.office:
        facts.append(said(actor.office))
    if actor.represents:
        facts.append(join(["speaks for ", said(report.name(actor.represents))]))
    if actor.wikidata:
        facts.append(link(actor.wikidata.replace("http://www.wikidata.org/entity/", "https://www.wikidata.org/wiki/"), "Wikidata"))
    named = [said(actor.label), ": "] if len(report.story.actors) > 1 else []
    return el("p", named, [[" · ", fact] if i else fact for i, fact in enumerate(facts)], class_="about")


def _figures(report: Contents) -> Html:
    """How many of each level, over all rows."""
    levels: dict[str, int] = {}
    for style in STYLE:
        number = sum(row.entry.level == style for row in report.rows)
        if number:
            levels[style] = number
    items = [el("li", el("strong", f"{number:,}"), " ", mark(STYLE[level]), level) for level, number in levels.items()]
    extra = [
        ("under a condition", len(report.conditional)),
        ("disputed", len({row.number for row, _ in report.disputes} | {row.number for pair in report.denials for row in pair})),
    ]
    return el("ul", items, [el("li", el("strong", f"{number:,}"), " ", words) for words, number in extra if number], class_="figures")


def _list(report: Contents) -> Html:
    heads = ("", "Who", "To", "What", "Status or stance", "Condition", "Amount", "Reported", "Sources", "Sure")
    rows = [_line(row, report) for row in report.rows]
    return table(heads, rows, "Summary of all rows")


def _line(row: Row, report: Contents) -> Html:
    entry = row.entry
    found = days(entry, report.sources)
    documents = {s.document for s in entry.statements}
    cells: list[Html | str] = [
        names(entry.by, report),
        names(entry.to, report) if entry.to else "–",
        said(entry.type_label),
        level(entry.level),
        said(entry.condition.text or entry.condition.label) if entry.condition else "–",
        amounts(entry) or "–",
        el("span", day_text(found[-1]) if found else "–", class_="day"),
        str(len(documents)),
        el("span", percent(confidence(entry)), class_="figure"),
    ]
    return el("tr", el("td", el("a", str(row.number), href=f"#e{row.number}"), class_="number"), [el("td", cell) for cell in cells])


# ---- matrix, conditions, disagreements ------------------------------------------------------------------------------


def _matrix(matrix: Matrix, report: Contents) -> Html | None:
    if not matrix.cells:
        return None
    heads = ["From", *(_receiver(key, report) for key in matrix.receivers)]
    rows = [
        el(
            "tr",
            el("th", said(short(report.name(giver))), scope="row"),
            [el("td", _cell(matrix.cells.get((giver, receiver), ()))) for receiver in matrix.receivers],
        )
        for giver in matrix.givers
    ]
    whole = el("table", el("thead", el("tr", [el("th", head, scope="col") for head in heads])), el("tbody", rows), class_="matrix")
    return el("div", whole, class_="wide", role="region", aria_label="Matrix", tabindex="0")


def _receiver(key: str, report: Contents) -> Html | str:
    return {NOBODY: "nobody in particular", OTHERS: "others"}.get(key) or said(short(report.name(key)))


def _cell(rows: Sequence[Row]) -> Html | None:
    if not rows:
        return None
    return el(
        "ul",
        [
            el(
                "li",
                mark(STYLE.get(row.entry.level, "firm")),
                el("a", said(row.entry.type_label), href=f"#e{row.number}"),
                el("span", f" {row.entry.level}", class_="soft"),
            )
            for row in rows
        ],
    )


def _conditions(report: Contents) -> Html | None:
    rows = []
    for row in report.conditional:
        condition = row.entry.condition
        if condition is None:
            continue
        words = condition.text or condition.label
        cells = (
            said(words),
            said(condition.label),
            el("a", said(heading_of(row.entry, report)), href=f"#e{row.number}"),
            level(row.entry.level),
        )
        rows.append(el("tr", [el("td", cell) for cell in cells]))
    return table(("Condition", "Waits for", "What", "Status or stance"), rows, "Conditions") if rows else None


def _disputes(report: Contents) -> Iterable[Html]:
    for row, dispute in report.disputes:
        yield el("article", _dispute_head(row, _DISPUTED[dispute.kind], report), _sides(row.entry, dispute, report), class_="dispute")
    for undertaken, refused in report.denials:
        both = [[level(row.entry.level), " ", quotes(distinct(row.entry.statements)[-1:], report)] for row in (undertaken, refused)]
        yield el(
            "article",
            _dispute_head(undertaken, "reported here, refused there", report),
            el("div", [el("div", side) for side in both], class_="sides"),
            class_="dispute",
        )


def _dispute_head(row: Row, words: str, report: Contents) -> Html:
    return el("h3", el("a", said(heading_of(row.entry, report)), href=f"#e{row.number}"), f" – {words}")


def _sides(entry: Entry, dispute: Dispute, report: Contents) -> Html:
    held = {s.iri: s for s in entry.statements}
    sides = []
    for side in dispute.sides:
        value = el("strong", said(side.value)) if dispute.kind == "amount" else level(side.value)
        told: dict[str, Statement] = {}
        for iri in side.statements:
            told[held[iri].document] = max(held[iri], told.get(held[iri].document, held[iri]), key=lambda s: len(s.words))
        sides.append(el("div", value, quotes(list(told.values()), report)))
    return el("div", sides, class_="sides")


# ---- rows, sources --------------------------------------------------------------------------------------------------


def _card(row: Row, report: Contents) -> Html:
    entry = row.entry
    facts: list[tuple[str, Html | str | None]] = [
        ("Condition", said(entry.condition.text or entry.condition.label) if entry.condition else None),
        ("Amount", amounts(entry)),
        ("Place", names(entry.place, report) if entry.place else None),
        ("History", steps(entry, report)),
    ]
    told = [el("div", el("dt", name), el("dd", value)) for name, value in facts if value is not None]
    notes = [decision(ruling) for ruling in entry.rulings]
    head = el("h3", el("span", f"{row.number}.", class_="number"), " ", said(heading_of(entry, report)), " ", level(entry.level))
    told_by = quotes(distinct(entry.statements), report) if entry.statements else el("p", "No passage is kept for this.", class_="soft")
    return el(
        "article",
        head,
        el("dl", told) if told else None,
        notes,
        told_by,
        id=f"e{row.number}",
        class_=f"card {STYLE.get(entry.level, 'firm')}",
    )


def _sources(report: Contents) -> Html | None:
    rows = []
    for source in sorted(report.sources.values(), key=lambda source: (source.date or "", source.id)):
        told = sum(any(s.document == source.id for s in row.entry.statements) for row in report.rows)
        cells: tuple[Html | str, ...] = (
            el("span", day_text(source.date), class_="day"),
            link(source.url, source.title or source.id),
            said(source.source or "–"),
            said(source.id),
            str(told),
        )
        rows.append(el("tr", [el("td", cell) for cell in cells]))
    return table(("Date", "Document", "Outlet", "Id", "Rows"), rows, "Sources") if rows else None


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
