"""Small parts of the page: badges, names, amounts, quotations, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.report.chart import mark
from kg.report.contents import Contents, history
from kg.report.markup import Html, el, join, link, said
from kg.report.words import day_text, percent, short
from kg.view.picture import Entry, Ruling, Statement
from kg.view.render import STYLE

_DECIDED: Final = {"merge": "Merged", "split": "Split", "correct": "Corrected", "reject": "Rejected in part"}


def level(name: str) -> Html:
    """A level as a badge, its mark beside its name."""
    style = STYLE.get(name, "firm")
    return el("span", mark(style), said(name or "unknown"), class_=f"level {style}")


def amounts(entry: Entry) -> Html | None:
    """All amounts that are told, or the one of the entry."""
    told = list(dict.fromkeys(s.amount.text for s in entry.statements if s.amount)) or ([entry.amount] if entry.amount else [])
    return join([[", ", said(text)] if i else said(text) for i, text in enumerate(told)]) if told else None


def names(keys: Sequence[str], report: Contents) -> Html:
    return join([[", ", said(short(report.name(key)))] if i else said(short(report.name(key))) for i, key in enumerate(keys)])


def table(heads: Sequence[str], rows: Sequence[Html], label: str) -> Html:
    cells = [el("th", head, scope="col") if head else el("td", el("span", "Number", class_="hidden")) for head in heads]
    whole = el("table", el("thead", el("tr", cells)), el("tbody", rows))
    return el("div", whole, class_="wide", role="region", aria_label=label, tabindex="0")


def steps(entry: Entry, report: Contents) -> Html | None:
    moved = history(entry, report.sources)
    if len(moved) < 2:
        return None
    return join(
        [[" → " if i else "", said(s.level), el("span", f" {day_text(report.source(s).date)}", class_="soft")] for i, s in enumerate(moved)]
    )


def decision(of: Ruling) -> Html:
    sets = el("span", " (", said(", ".join(of.sets)), ")", class_="soft") if of.sets else None
    taken = el("span", " (taken back)", class_="soft") if of.revoked else None
    return el(
        "p",
        el("strong", _DECIDED.get(of.verb, "Decided")),
        " by ",
        said(of.author or "an analyst"),
        f" on {day_text(of.day)}: ",
        said(of.reason),
        sets,
        taken,
        class_="ruling",
    )


def quotes(statements: Sequence[Statement], report: Contents) -> Html:
    return join(_quote(statement, report) for statement in statements)


def _quote(s: Statement, report: Contents) -> Html:
    begin, end = s.offset, s.offset + len(s.words)
    before, after = (s.sentence[:begin], s.sentence[end:]) if s.sentence[begin:end] == s.words else ("", "")
    source = report.source(s)
    where = [part for part in (source.source, day_text(source.date)) if part]
    speakers = [said(short(report.name(key))) for key in s.speakers]
    caption = [
        el("span", [[", ", who] if i else who for i, who in enumerate(speakers)], ", in ", class_="speaker") if speakers else None,
        link(source.url, source.title or source.id),
        [[" · ", said(part)] for part in where],
        el("span", f" · reported as {s.level or 'unknown'} · confidence {percent(s.confidence)}", class_="soft"),
    ]
    return el("figure", el("blockquote", before, el("mark", s.words), after, dir="auto"), el("figcaption", caption))
