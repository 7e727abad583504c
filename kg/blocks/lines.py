"""Lines of a text, with hard-wrapped ones put together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

#: Columns at which mail programs and news wires break their lines.
NARROWEST, WIDEST = 40, 132
_END: Final = re.compile(r"[.!?:;…][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the text without white space at its ends."""

    begin: int
    end: int


def joined_lines(text: str, starts_block: Callable[[str], bool]) -> Iterator[Line]:
    """Non-empty lines in order; a hard-wrapped paragraph comes as one.

    `starts_block` tells whether a line begins something of its own (a bullet, a label), so that it is never joined to
    the line before it.
    """
    groups = list(_groups(text))
    width = _column(text, groups)
    for group in groups:
        yield from _join(text, group, starts_block, width)


def _groups(text: str) -> Iterator[list[Line]]:
    """Runs of lines with no blank line between them."""
    group: list[Line] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        words = raw.strip()
        if words:
            begin = position + len(raw) - len(raw.lstrip())
            group.append(Line(begin, begin + len(words)))
        elif group:
            yield group
            group = []
        position += len(raw)
    if group:
        yield group


def _column(text: str, groups: list[list[Line]]) -> int:
    """The column at which the text is wrapped, or 0: told by a paragraph of three lines or more."""
    long = ((_width(group), group) for group in groups if len(group) > 2)
    return max((w for w, g in long if NARROWEST <= w <= WIDEST and _wrapped(text, g, w)), default=0)


def _width(group: list[Line]) -> int:
    return max(line.end - line.begin for line in group)


def _wrapped(text: str, group: list[Line], width: int) -> bool:
    return all(_full(text, line, after, width) for line, after in pairwise(group))


def _join(text: str, group: list[Line], starts_block: Callable[[str], bool], column: int) -> Iterator[Line]:
    wrapped = _width(group) <= column and _wrapped(text, group, column)
    begin = group[0].begin
    for line, after in pairwise(group):
        if not (wrapped or _runs_on(text, line, after)) or starts_block(text[after.begin : after.end]):
            yield Line(begin, line.end)
            begin = after.begin
    yield Line(begin, group[-1].end)


def _full(text: str, line: Line, after: Line, width: int) -> bool:
    """Whether the next line's first word had no room in this one."""
    return line.end - line.begin + 1 + len(text[after.begin : after.end].split(None, 1)[0]) > width


def _runs_on(text: str, line: Line, after: Line) -> bool:
    """Whether a sentence goes on in the next line."""
    return text[after.begin].islower() and not _END.search(text, max(line.begin, line.end - 8), line.end)
