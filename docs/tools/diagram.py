"""The diagram of the model, drawn from `ontology/core.ttl`: a box a class, a row a property, a line to what it leads to.

Nothing is placed by hand. A class stands to the right of all that lead to it (the longest path counts), and in its column
at the mean height of those. Subclasses are named in the box of their root.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from typing import Final

from rdflib import URIRef

from docs.tools.core import Core, short

_ROW, _HEAD, _PAD, _GAP, _COLUMN = 18, 26, 8, 26, 84  # pixels
_CHAR, _BOLD = 7.0, 9.2  # widths of a character, generously: fonts differ
_STYLE: Final = """
  .box { fill: #fff; stroke: #5b6770; } .head { fill: #e8edf1; stroke: #5b6770; }
  text { font: 12px system-ui, sans-serif; fill: #1c2328; } .name { font-weight: 600; font-size: 13px; }
  .kind { font-style: italic; fill: #55606a; } .line { fill: none; stroke: #7a8894; } .tip { fill: #7a8894; }
  @media (prefers-color-scheme: dark) {
    .box { fill: #1b1f23; stroke: #93a1ad; } .head { fill: #2b333a; stroke: #93a1ad; } text { fill: #e6eaee; }
    .kind { fill: #aab4bd; } .line { stroke: #7f8d99; } .tip { fill: #7f8d99; }
  }
"""


@dataclass
class Box:
    """A class that has no superclass among ours, or one from elsewhere that ours lead to."""

    name: str
    kinds: list[str] = field(default_factory=list)
    rows: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # text, names of the boxes that it leads to
    column: int = 0
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        return max(len(self.name) * _BOLD, *(len(text) * _CHAR for text in self.lines()), 0) + 2 * _PAD

    @property
    def height(self) -> int:
        return _HEAD + _ROW * len(self.lines()) + (_PAD if self.lines() else 0)

    def lines(self) -> list[str]:
        return [*self.kinds, *(f"{text} → {', '.join(to)}" if to else text for text, to in self.rows)]


def draw(core: Core) -> str:
    """The diagram as SVG, the same for the same core.ttl."""
    boxes = _boxes(core)
    _columns(boxes)
    width, height = _places(boxes)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"',
        f' role="img" aria-label="Classes and properties of the Pactgraph ontology {escape(core.version)}">',
        f"<style>{_STYLE}</style>",
    ]
    by_name = {box.name: box for box in boxes}
    parts += [_line(box, index, by_name[target]) for box in boxes for index, (_, to) in enumerate(box.rows) for target in to]
    parts += [_drawn(box) for box in boxes]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _boxes(core: Core) -> list[Box]:
    ours = {term.iri: term for term in core.classes}

    def root(iri: URIRef) -> URIRef:
        above = [parent for parent in ours[iri].above if parent in ours]
        return root(above[0]) if above else iri

    boxes = {iri: Box(term.name) for iri, term in ours.items() if root(iri) == iri}
    kinds: dict[URIRef, list[str]] = defaultdict(list)
    for iri, term in ours.items():
        if root(iri) != iri:
            kinds[root(iri)].append(term.label)
    for iri, labels in kinds.items():
        boxes[iri].kinds = _wrapped(labels)
    rows: dict[URIRef, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    uses = [
        (domain, term.name, target)
        for term in core.properties
        if not term.inverse
        for domain in term.domain
        for target in term.range or ("",)
    ]
    uses += [(cls, short(on), target) for cls, on, target in core.links]
    for domain, name, target in uses:
        if domain not in ours:
            continue
        reached = rows[root(domain)][name]
        if target in ours:
            reached.add(ours[root(URIRef(target))].name)
        elif str(target) == "http://www.w3.org/2004/02/skos/core#Concept":
            boxes.setdefault(URIRef(target), Box("skos:Concept", kinds=["types.ttl"]))
            reached.add("skos:Concept")
    for iri, found in rows.items():
        boxes[iri].rows = sorted(((name, tuple(sorted(to))) for name, to in found.items()), key=lambda row: (not row[1], row[0]))
    linked = {name for box in boxes.values() for _, to in box.rows for name in to}
    return sorted((box for box in boxes.values() if box.rows or box.name in linked), key=lambda box: box.name)


def _wrapped(labels: list[str]) -> list[str]:
    lines, line = [], "kinds: "
    for label in labels:
        if len(line) + len(label) > 26:
            lines.append(line.rstrip())
            line = ""
        line += label + (", " if label != labels[-1] else "")
    return [*lines, line]


def _columns(boxes: list[Box]) -> None:
    """The longest path that leads to a class, walked until nothing moves; a property of a class to itself counts nothing."""
    by_name = {box.name: box for box in boxes}
    for _ in boxes:
        for box in boxes:
            for _, to in box.rows:
                for name in to:
                    if name != box.name:
                        by_name[name].column = max(by_name[name].column, box.column + 1)
    assert max(box.column for box in boxes) < len(boxes), "properties that lead round in a circle cannot be drawn in columns"


def _places(boxes: list[Box]) -> tuple[float, float]:
    x = float(_GAP)
    bottom = 0.0
    for column in range(max(box.column for box in boxes) + 1):
        here = [box for box in boxes if box.column == column]
        wanted = {box.name: _height_wanted(box, boxes) for box in here}
        y = float(_GAP)
        for box in sorted(here, key=lambda box: (wanted[box.name], box.name)):
            box.x, box.y = x, max(y, wanted[box.name] - box.height / 2)
            y = box.y + box.height + _GAP
        bottom = max(bottom, y)
        x += max(box.width for box in here) + _COLUMN
    return x - _COLUMN + 2 * _GAP, bottom


def _height_wanted(box: Box, boxes: list[Box]) -> float:
    sources = [
        _row_y(other, index) for other in boxes for index, (_, to) in enumerate(other.rows) if box.name in to and other.column < box.column
    ]
    return sum(sources) / len(sources) if sources else 0.0


def _row_y(box: Box, index: int) -> float:
    return box.y + _HEAD + _ROW * (len(box.kinds) + index) + _ROW / 2 + 3


def _line(box: Box, index: int, target: Box) -> str:
    x, y = box.x + box.width, _row_y(box, index)
    to_y = target.y + _HEAD / 2
    if target is box:
        path = f"M{x:.1f} {y:.1f} C{x + 34:.1f} {y:.1f} {x + 34:.1f} {to_y:.1f} {x + 6:.1f} {to_y:.1f}"
        return f'<path class="line" d="{path}"/><path class="tip" d="M{x:.1f} {to_y:.1f} l7 -4 v8 z"/>'
    to_x = target.x - 6
    bend = (to_x - x) / 2
    path = f"M{x:.1f} {y:.1f} C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    return f'<path class="line" d="{path}"/><path class="tip" d="M{target.x:.1f} {to_y:.1f} l-7 -4 v8 z"/>'


def _drawn(box: Box) -> str:
    parts = [
        f'<rect class="box" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height}" rx="4"/>',
        f'<rect class="head" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{_HEAD}" rx="4"/>',
        f'<text class="name" x="{box.x + _PAD:.1f}" y="{box.y + 17:.1f}">{escape(box.name)}</text>',
    ]
    for index, text in enumerate(box.lines()):
        cls = ' class="kind"' if index < len(box.kinds) else ""
        parts.append(f'<text{cls} x="{box.x + _PAD:.1f}" y="{_row_y(box, index - len(box.kinds)) + 4:.1f}">{escape(text)}</text>')
    return "\n".join(parts)
