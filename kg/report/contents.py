"""What a report tells, as plain data, in the order of the page. The same story gives the same contents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.model import STANCES, STATUSES
from kg.report.story import Story
from kg.view.disagree import Denial, Dispute, across, within
from kg.view.picture import Actor, Entry, Source, Statement

_LEVELS: Final = (*STATUSES, *STANCES)
#: More columns than this do not fit on paper; the quieter addressees share the last one.
MOST_COLUMNS: Final = 9
NOBODY: Final = ""
OTHERS: Final = "\x00others"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its number in the report, which is the name of its anchor."""

    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who gives what to whom: cells by (giver, receiver), each the rows that say so. Keys of actors, NOBODY or OTHERS."""

    givers: tuple[str, ...]
    receivers: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that is written, whatever the format."""

    story: Story
    groups: tuple[tuple[str, tuple[Row, ...]], ...]  # heading, rows
    commitments: Matrix
    positions: Matrix
    conditional: tuple[Row, ...]
    disputes: tuple[tuple[Row, Dispute], ...]
    denials: tuple[tuple[Row, Row], ...]  # undertaken, refused
    names: Mapping[str, str]
    sources: Mapping[str, Source]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for _, rows in self.groups for row in rows)

    def name(self, key: str) -> str:
        return self.names.get(key) or key.lstrip("~") or "(no name)"

    def people(self, keys: Iterable[str]) -> str:
        return ", ".join(self.name(key) for key in keys)

    def source(self, statement: Statement) -> Source:
        return self.sources.get(statement.document) or Source(statement.document, "")


def contents(story: Story) -> Contents:
    """The parts of the report of `story`."""
    picture = story.picture
    names = {actor.key: actor.label.strip() or actor.key for actor in picture.actors}
    families = {family.key: family.label for family in picture.families}
    order = _order(names, families)
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(picture.entries, key=order):
        grouped[_heading(entry, story.actors, families)].append(entry)
    headings = sorted(grouped, key=lambda heading: (_rank(heading), heading))
    groups, number = [], 0
    for heading in headings:
        groups.append((heading, tuple(Row(number + i + 1, entry) for i, entry in enumerate(grouped[heading]))))
        number += len(grouped[heading])
    rows = [row for _, of in groups for row in of]
    by_iri = {row.entry.iri: row for row in rows}
    denials: list[Denial] = list(across(picture))
    return Contents(
        story=story,
        groups=tuple(groups),
        commitments=_matrix([row for row in rows if row.entry.kind == "commitment"], names),
        positions=_matrix([row for row in rows if row.entry.kind != "commitment"], names),
        conditional=tuple(sorted((row for row in rows if row.entry.condition), key=_by_condition)),
        disputes=tuple((row, dispute) for row in rows for dispute in within(row.entry, picture.documents)),
        denials=tuple((by_iri[denial.undertaken.iri], by_iri[denial.refused.iri]) for denial in denials),
        names=names,
        sources={source.id: source for source in picture.documents},
    )


def days(entry: Entry, sources: Mapping[str, Source]) -> list[str]:
    """The days on which an entry was reported, each once, first to last."""
    found = {sources[s.document].date or "" for s in entry.statements if s.document in sources}
    return sorted(found - {""})


def history(entry: Entry, sources: Mapping[str, Source]) -> list[Statement]:
    """The statements at which the level was told otherwise than before, in the order of days."""
    dated = [s for s in entry.statements if s.document in sources]
    return [s for i, s in enumerate(dated) if i == 0 or s.level != dated[i - 1].level]


def distinct(statements: Sequence[Statement]) -> list[Statement]:
    """Without passages that another of the same document, level and sentence holds."""
    kept: list[Statement] = []
    for statement in sorted(statements, key=lambda s: -len(s.words)):
        inside = any(
            k.document == statement.document and k.level == statement.level and k.begin <= statement.begin and statement.end <= k.end
            for k in kept
        )
        if not inside:
            kept.append(statement)
    chosen = {id(statement) for statement in kept}
    return [statement for statement in statements if id(statement) in chosen]


def confidence(entry: Entry) -> float | None:
    """That of the surest statement."""
    return max((s.confidence for s in entry.statements if s.confidence is not None), default=None)


_BY: Final = "Undertakes and says"
_TO: Final = "Is given or addressed"
_SAID: Final = "Says of others"
_PLACE: Final = "Is the place"
_ROLES: Final = (_BY, _TO, _SAID, _PLACE)


def _heading(entry: Entry, actors: Sequence[Actor], families: Mapping[str, str]) -> str:
    about = {actor.key for actor in actors}
    if not about:
        return families.get(entry.family) or entry.family
    speakers = {key for s in entry.statements for key in s.speakers}
    for heading, keys in ((_BY, entry.by), (_TO, entry.to), (_SAID, speakers)):
        if about & set(keys):
            return heading
    return _PLACE


def _rank(heading: str) -> int:
    return _ROLES.index(heading) if heading in _ROLES else len(_ROLES)


def _order(names: Mapping[str, str], families: Mapping[str, str]) -> Callable[[Entry], tuple[object, ...]]:
    def key(entry: Entry) -> tuple[object, ...]:
        who = [names.get(k, k) for k in entry.by]
        level = _LEVELS.index(entry.level) if entry.level in _LEVELS else len(_LEVELS)
        return entry.kind, families.get(entry.family, entry.family), who, level, [names.get(k, k) for k in entry.to], entry.iri

    return key


def _by_condition(row: Row) -> tuple[str, str, int]:
    condition = row.entry.condition
    return (condition.label, condition.text, row.number) if condition else ("", "", row.number)


def _matrix(rows: Sequence[Row], names: Mapping[str, str]) -> Matrix:
    cells: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for giver in row.entry.by:
            for receiver in row.entry.to or (NOBODY,):
                cells[giver, receiver].append(row)
    weight: dict[str, int] = defaultdict(int)
    for (_, receiver), of in cells.items():
        weight[receiver] += len(of)
    busiest = sorted(weight, key=lambda k: (-weight[k], names.get(k, k)))
    kept = set(busiest if len(busiest) <= MOST_COLUMNS else busiest[: MOST_COLUMNS - 1])
    folded: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for (giver, receiver), of in cells.items():
        folded[giver, receiver if receiver in kept else OTHERS] += of
    receivers = [k for k in busiest if k in kept and k != NOBODY] + [k for k in (OTHERS, NOBODY) if any(r == k for _, r in folded)]
    givers = sorted({giver for giver, _ in folded}, key=lambda k: (-sum(len(v) for (g, _), v in folded.items() if g == k), names.get(k, k)))
    unique = {at: tuple(sorted(dict.fromkeys(of), key=lambda row: row.number)) for at, of in folded.items()}
    return Matrix(tuple(givers), tuple(receivers), unique)
