"""A text cut at its line breaks, each piece with its part in the whole."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kg.blocks import prefix
from kg.blocks.lines import Line, joined_lines
from kg.blocks.rules import BlockRules
from kg.model import Span

Role = Literal[
    "headline",
    "subhead",
    "dateline",
    "timestamp",
    "question",
    "heading",
    "bullet",
    "label",
    "caption",
    "debris",
    "paragraph",
]
#: Roles of stretches that were cut from the front of another block: they hold no sentence.
PREFIXES: Final[frozenset[Role]] = frozenset({"dateline", "timestamp", "label"})

_HEADLINE, _SUBHEAD, _HEADING, _QUESTION, _LEAD_IN = 200, 250, 100, 200, 120
_CLOSERS: Final = "\"'”’»)]*_ \t\u00a0"
_STOPS: Final = ".!?…:;,"
_INITIALS: Final = re.compile(r"(?:\b[A-Z]\.){2,}$")
_MID_STOP: Final = re.compile(r"[.!?…][\"'”’»)\]]*\s+[\"'“‘«(]*[A-ZÀ-Þ]")
_MARKUP: Final = re.compile(r"(#{1,6}[ \t]+)?(?:\*{1,3}|_{1,3})?(?=[^\s*_])")
_CHAIN: Final = re.compile(r"[,;](?:\s+and)?$")
_LETTERS: Final = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text with one role; offsets are trimmed of white space.

    `lead` is the index, in the list that `blocks` returned, of the lead-in to which a bullet belongs.
    `speaker` is where the label stands that names who says this block.
    """

    begin: int
    end: int
    role: Role
    lead: int | None = None
    speaker: Span | None = None


def blocks(text: str, rules: BlockRules) -> list[Block]:
    """The blocks of `text`, in order and without overlap. Never raises."""
    units = [_unit(text, line, rules) for line in joined_lines(text, lambda line: _starts_block(line, rules))]
    walk = _Walk(text, rules, _speakers(text, units))
    for unit in units:
        walk.take(unit)
    return walk.found


@dataclass(frozen=True, slots=True)
class _Unit:
    """A joined line and what stands before its words."""

    begin: int
    end: int
    silent: Literal["debris", "caption"] | None = None
    opens: bool = False
    marked: bool = False  # Markdown says that it is a heading
    time: int = 0  # where a timestamp ends, or 0
    label: prefix.Label | None = None


def _starts_block(line: str, rules: BlockRules) -> bool:
    size = len(line)
    return (
        prefix.bullet(line, 0, size) > 0
        or prefix.timestamp(line, 0, size, rules) > 0
        or ((label := prefix.label(line, 0, size, rules)) is not None and (label.listed or label.capitals))
        or rules.debris_in(line) is not None
    )


def _unit(text: str, line: Line, rules: BlockRules) -> _Unit:
    words = text[line.begin : line.end]
    if not _LETTERS.search(words):
        return _Unit(line.begin, line.end, silent="debris")
    if entry := rules.debris_in(words):
        return _Unit(line.begin, line.end, silent="debris", opens=entry.opens)
    if rules.is_caption(words):
        return _Unit(line.begin, line.end, silent="caption")
    begin, end, marked = _without_markup(text, line)
    after = prefix.timestamp(text, begin, end, rules)
    return _Unit(
        begin,
        end,
        marked=marked,
        time=after if after > begin else 0,
        label=prefix.label(text, after, end, rules) if after < end else None,
    )


def _without_markup(text: str, line: Line) -> tuple[int, int, bool]:
    found = _MARKUP.match(text, line.begin, line.end)
    if found is None or found.end() == line.begin:
        return line.begin, line.end, False
    end = line.end
    while end > found.end() and (text[end - 1] in "*_" or text[end - 1].isspace()):
        end -= 1
    return found.end(), end, found.group(1) is not None


def _speakers(text: str, units: list[_Unit]) -> frozenset[str]:
    """The labels, as written, that name speakers.

    One that holds a listed word does; any other that looks like a name does only in a transcript, which is told by a
    listed word or a label that returns: "Germany: …", "Poland: …" are no speakers.
    """
    answers = any(text.startswith("Q. ", unit.begin) for unit in units)
    counts: Counter[str] = Counter()
    listed: set[str] = set()
    for number, unit in enumerate(units):
        if unit.label is None or unit.silent or (unit.label.dotted and not answers):
            continue
        if number == 0 and final_stop(text[unit.begin : unit.end]) == "" and not unit.label.asks:
            continue  # "Minister: we will send troops" is a headline
        name = text[unit.label.begin : unit.label.end]
        counts[name] += 1
        if unit.label.listed or unit.label.dotted:
            listed.add(name)
    transcript = bool(listed) or any(n > 1 for n in counts.values())
    return frozenset(counts) if transcript else frozenset()


def final_stop(words: str) -> str:
    """The punctuation that ends `words` (one of `.!?…:;,`), whatever quotes close after it; "" if there is none."""
    words = words.rstrip(_CLOSERS)
    return words[-1] if words and words[-1] in _STOPS and not _INITIALS.search(words[-12:]) else ""


def _is_question(words: str) -> bool:
    return final_stop(words) == "?" and len(words) <= _QUESTION and not _MID_STOP.search(words)


@dataclass(slots=True)
class _Walk:
    """Goes through the units once and remembers what the following ones depend on."""

    text: str
    rules: BlockRules
    speakers: frozenset[str]
    found: list[Block] = field(default_factory=list)
    last: int | None = None  # the latest block that holds words of the article
    headline: bool = False
    body: bool = False
    elsewhere: bool = False  # in a list of other articles
    speaker: Span | None = None
    asking: bool = False
    lists: list[tuple[str, int | None]] = field(default_factory=list)  # the lists we are in: kind of bullet, lead-in
    preamble: int | None = None  # "The Council, / Recalling …, / Decides …;"

    def take(self, unit: _Unit) -> None:
        """Add the blocks of one unit."""
        if unit.silent:
            self.found.append(Block(unit.begin, unit.end, unit.silent))
            self.elsewhere = self.elsewhere or unit.opens
        elif self.elsewhere and final_stop(self.text[unit.begin : unit.end]) == "" and not unit.time:
            self.found.append(Block(unit.begin, unit.end, "debris"))
        else:
            self.elsewhere = False
            self._article(unit)

    def _article(self, unit: _Unit) -> None:
        begin = unit.begin
        if unit.time:
            begin = self._cut(begin, unit.time, unit.end, "timestamp")
        labelled = False
        if unit.label and self.text[unit.label.begin : unit.label.end] in self.speakers:
            begin = self._name(unit.label, unit.end)
            labelled = True
        if begin >= unit.end:
            return
        free = not labelled and not unit.time
        if free and (after := prefix.bullet(self.text, begin, unit.end)) > begin:
            self._bullet(begin, after, unit.end)
            return
        if free and self._preamble(begin, unit.end):
            return
        if not labelled and (after := self._dateline(begin, unit.end)) > begin:
            begin = self._cut(begin, after, unit.end, "dateline")
            free = False
        if begin < unit.end:
            self._words(begin, unit.end, self._role(begin, unit.end, unit.marked) if free else self._labelled_role(begin, unit))

    def _cut(self, begin: int, after: int, end: int, role: Role) -> int:
        """Make a block of what was cut; where the rest begins."""
        cut = self.text[begin:after].rstrip().rstrip("*_")
        self.found.append(Block(begin, begin + len(cut), role))
        while after < end and (self.text[after].isspace() or self.text[after] in "*_"):
            after += 1
        return after

    def _name(self, label: prefix.Label, end: int) -> int:
        self.speaker, self.asking = Span(label.begin, label.end), label.asks
        begin = self._cut(label.begin, label.after, end, "label")
        self.found[-1] = Block(self.found[-1].begin, self.found[-1].end, "label", speaker=self.speaker)
        return begin

    def _dateline(self, begin: int, end: int) -> int:
        if prefix.is_bare_dateline(self.text, begin, end, self.rules):
            return end
        after = prefix.dateline(self.text, begin, end, self.rules)
        first = self.last is None and final_stop(self.text[begin:end]) == ""
        return begin if first and not prefix.dated(self.text, begin, after) else after

    def _labelled_role(self, begin: int, unit: _Unit) -> Role:
        """What stands after a time of day is an entry of a live blog: its headline, a question, or its text."""
        words = self.text[begin : unit.end]
        if unit.time and _is_question(words):
            return "question"
        return "subhead" if unit.time and not final_stop(words) and len(words) <= _SUBHEAD else "paragraph"

    def _role(self, begin: int, end: int, marked: bool) -> Role:
        words = self.text[begin:end]
        stop, size = final_stop(words), end - begin
        if _is_question(words):
            return "question"
        if self.last is None and size <= _HEADLINE and (marked or not stop or stop == "!"):
            return "headline"
        if marked:
            return "heading"
        if self.headline and not self.body and size <= _SUBHEAD and not stop:
            return "subhead"
        if self.found and self.found[-1].role == "timestamp" and size <= _SUBHEAD and not stop:
            return "subhead"  # an entry of a live blog
        return "heading" if size <= _HEADING and not stop and self.last is not None else "paragraph"

    def _words(self, begin: int, end: int, role: Role) -> None:
        if role == "heading":
            self.speaker, self.asking = None, False
        if self.asking and role == "paragraph":
            role = "question"
        self.headline = self.headline or role == "headline"
        self.body = self.body or role not in ("headline", "subhead")
        self.lists.clear()
        self.preamble = None
        self._add(begin, end, role, None)

    def _bullet(self, begin: int, after: int, end: int) -> None:
        kind = prefix.bullet_kind(self.text[begin:after])
        kinds = [known for known, _ in self.lists]
        if self._leads_in(after):
            self.lists.append((kind, self.last))
        elif kind in kinds:
            while self.lists[-1][0] != kind:
                self.lists.pop()
        else:
            self.lists.append((kind, self.lists[-1][1] if self.lists else self.preamble))
        self.body = True
        self.preamble = None
        self._add(after, end, "bullet", self.lists[-1][1])

    def _leads_in(self, begin: int) -> bool:
        """Whether the latest block leads in to the list whose first words are at `begin`.

        It does if it ends in a colon, or breaks off and the list goes on in lower case ("We agree to / - send …").
        """
        if self.last is None:
            return False
        block = self.found[self.last]
        if self.text[block.end - 1] == ":":
            return True
        if block.role == "bullet" or final_stop(self.text[block.begin : block.end]) or not self.text[begin].islower():
            return False
        self.found[self.last] = replace(block, role="paragraph")
        return True

    def _preamble(self, begin: int, end: int) -> bool:
        """Take a unit of a resolution as a bullet below the body that resolves; whether it is one."""
        if self.last is None:
            return False
        before = self.found[self.last]
        lead = self.preamble
        if lead is None:
            opener = before.role == "paragraph" and before.end - before.begin <= _LEAD_IN
            if not (opener and self.text[before.end - 1] == "," and _CHAIN.search(self.text, end - 6, end)):
                return False
            lead = self.last
        elif not _CHAIN.search(self.text, before.end - 6, before.end):
            return False
        self.preamble = lead
        self._add(begin, end, "bullet", lead)
        return True

    def _add(self, begin: int, end: int, role: Role, lead: int | None) -> None:
        self.last = len(self.found)
        self.found.append(Block(begin, end, role, lead, self.speaker))
