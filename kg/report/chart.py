"""The timeline: a line an entry, a mark for each day and level at which it was reported. Positions are percent of the width."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from kg.report.contents import Contents, Row, days
from kg.report.markup import Html, el, join, said
from kg.report.words import MONTHS, day_text, heading_of
from kg.view.picture import Entry
from kg.view.render import STYLE

#: More lines than this are not looked at; the most reported are drawn, the page holds all.
MOST_LINES: Final = 30
_MARGIN: Final = 3.0  # percent left free on each side
_TICKS: Final = 7
_SPREAD: Final = 13  # pixels between marks that would cover each other
_NEAR: Final = 2.2  # percent: nearer than this they would

#: Shapes around 0,0: no meaning rests on colour alone.
_SHAPES: Final[Mapping[str, str]] = {
    "firm": "M-5.500 0a5.500 5.500 0 1 0 11 0a5.500 5.500 0 1 0-11 0z",
    "planned": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "considered": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "ended": "M-4.500-4.500l9 9M4.500-4.500l-9 9",
    "supports": "M0-6l6 10h-12z",
    "demands": "M0-6l6 6-6 6-6-6z",
    "against": "M-6-4h12L0 6z",
}
LEGEND: Final = (
    ("firm", "fulfilled, agreed, pledged"),
    ("planned", "planned"),
    ("considered", "considered"),
    ("ended", "refused, withdrawn"),
    ("supports", "supports"),
    ("demands", "demands"),
    ("against", "opposes, threatens"),
)


def chart(report: Contents) -> Html | None:
    """The timeline as a table of inline SVG, with its axis and its legend; None if fewer than two days are known."""
    dated = [row for row in report.rows if days(row.entry, report.sources)]
    known = sorted({day for row in dated for day in days(row.entry, report.sources) if _is_day(day)})
    if len(known) < 2:
        return None
    scale = _Scale(date.fromisoformat(known[0]), date.fromisoformat(known[-1]))
    chosen = sorted(dated, key=lambda row: (-len(days(row.entry, report.sources)), -len(row.entry.statements), row.number))[:MOST_LINES]
    ordered = sorted(chosen, key=lambda row: (days(row.entry, report.sources)[0], row.number))
    lines = [_line(row, report, scale) for row in ordered]
    more = (
        el("p", f"The {len(chosen)} most reported of {len(report.rows)} are drawn; all are below.", class_="soft")
        if len(dated) > len(chosen)
        else None
    )
    used = {STYLE.get(s.level, "firm") for row in chosen for s in row.entry.statements}
    return join(
        [
            el(
                "div",
                el(
                    "table",
                    el("thead", el("tr", el("th", "What", scope="col"), el("th", _axis(scale), scope="col"))),
                    el("tbody", lines),
                    class_="chart",
                ),
                class_="wide",
                role="region",
                aria_label="Timeline",
                tabindex="0",
            ),
            el("p", [el("span", mark(style), " ", words) for style, words in LEGEND if style in used], class_="key"),
            more,
        ]
    )


def mark(style: str) -> Html:
    """A mark by itself, for legends and beside words."""
    return el("svg", _shape(style), viewBox="-8 -8 16 16", class_="mark", aria_hidden="true")


class _Scale:
    """Days to percent of the width."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.length = max(1, (last - first).days)

    def at(self, day: date) -> float:
        return round(_MARGIN + (100 - 2 * _MARGIN) * (day - self.first).days / self.length, 2)

    def ticks(self) -> list[tuple[date, str]]:
        """First days of months, as many as fit; days, if the whole is short."""
        months = []
        year, month = self.first.year, self.first.month
        while (start := date(year, month, 1)) <= self.last:
            if start >= self.first:
                months.append(start)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            if year > date.max.year:
                break
        if len(months) >= 3:
            step = -(-len(months) // _TICKS)
            return [(day, f"{MONTHS[day.month - 1]} {day.year}") for day in months[::step]]
        count = min(4, self.length)
        spread = [self.first + timedelta(days=round(self.length * i / count)) for i in range(count + 1)]
        return [(day, f"{day.day} {MONTHS[day.month - 1]}") for day in spread]


def _axis(scale: _Scale) -> Html:
    marks = [
        join(
            [
                el("line", x1=f"{scale.at(day)}%", x2=f"{scale.at(day)}%", y1=18, y2=24, class_="tick"),
                el("text", label, x=f"{scale.at(day)}%", y=12),
            ]
        )
        for day, label in scale.ticks()
    ]
    return el(
        "svg",
        marks,
        width="100%",
        height=24,
        class_="axis",
        role="img",
        aria_label=f"{day_text(scale.first.isoformat())} to {day_text(scale.last.isoformat())}",
    )


def _line(row: Row, report: Contents, scale: _Scale) -> Html:
    entry = row.entry
    told = _told(entry, report)
    known = [date.fromisoformat(day) for day, _ in told]
    grid = [el("line", x1=f"{scale.at(day)}%", x2=f"{scale.at(day)}%", y1=0, y2="100%", class_="grid") for day, _ in scale.ticks()]
    span = (
        el("line", x1=f"{scale.at(known[0])}%", x2=f"{scale.at(known[-1])}%", y1="50%", y2="50%", class_="span") if len(known) > 1 else None
    )
    marks = []
    for day, level, aside in _apart(told, scale):
        shape = el("g", el("title", f"{level}, {day_text(day)}"), _shape(STYLE.get(level, "firm")), transform=f"translate({aside:g})")
        marks.append(el("svg", shape, x=f"{scale.at(date.fromisoformat(day))}%", y="50%", overflow="visible"))
    words = ", ".join(f"{level} {day_text(day)}" for day, level in told)
    picture = el("svg", grid, span, marks, width="100%", height=26, role="img", aria_label=words)
    return el("tr", el("th", el("a", said(heading_of(entry, report)), href=f"#e{row.number}"), scope="row"), el("td", picture))


def _told(entry: Entry, report: Contents) -> list[tuple[str, str]]:
    """(day, level), each once, by day and then as the statements come."""
    found = [(report.source(s).date or "", s.level) for s in entry.statements]
    return sorted({pair: None for pair in found if _is_day(pair[0])}, key=lambda pair: pair[0])


def _apart(told: list[tuple[str, str]], scale: _Scale) -> list[tuple[str, str, int]]:
    """(day, level, pixels aside): marks that would cover each other stand side by side, alike ones become one."""
    placed: list[tuple[str, str, int]] = []
    for day, level in told:
        if placed:
            before, same, aside = placed[-1]
            if scale.at(date.fromisoformat(day)) - scale.at(date.fromisoformat(before)) < _NEAR:
                if STYLE.get(same) != STYLE.get(level):
                    placed.append((before, level, aside + _SPREAD))
                continue
        placed.append((day, level, 0))
    return placed


def _shape(style: str) -> Html:
    half = el("path", d="M0-5a5 5 0 0 0 0 10z", class_="m-firm") if style == "planned" else None
    return join([el("path", d=_SHAPES[style], class_=f"m-{style}"), half])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
