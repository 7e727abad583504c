"""Questions as lines of JSON: `{"id", "text", "context", "date"}` in, the same id with its actors out, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from kg.errors import InputError
from kg.read.dates import day
from kg.resolve.resolver import Phrase, Resolved, Resolver

_BATCH: Final = 64
_KEYS: Final = ("id", "text", "context", "date", "occurrence")
_LONGEST: Final = 200_000  # bytes of a line
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """The actors of one line. `id` is that of the line as it was given, or else its number."""

    id: str | int
    actors: tuple[Resolved, ...]

    def line(self) -> str:
        found = {"id": self.id, "actors": [actor.as_dict() for actor in self.actors]}
        return json.dumps(found, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    id: str | int
    phrase: Phrase
    place: str


def answer_lines(lines: Iterable[bytes], resolver: Resolver, where: str = "standard input") -> Iterator[Answer | InputError]:
    """The answer to each line, or what is wrong with it, in order, holding one batch at a time. Blank lines are passed over."""
    asked = (_asked(line, f"{where}: line {number}", number) for number, line in enumerate(lines, 1) if line.strip())
    while batch := list(islice(asked, _BATCH)):
        answers = iter(_resolved([entry for entry in batch if isinstance(entry, _Asked)], resolver))
        for entry in batch:
            yield next(answers) if isinstance(entry, _Asked) else entry


def whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream. Of a line that is too long only the beginning is kept, enough to be refused."""
    while line := stream.readline(_LONGEST + 1):
        yield line
        while len(line) > _LONGEST and not line.endswith(b"\n"):
            line = stream.readline(_LONGEST + 1)


def _resolved(batch: list[_Asked], resolver: Resolver) -> list[Answer | InputError]:
    """What breaks on one phrase must not cost the others theirs."""
    try:
        return [Answer(a.id, found) for a, found in zip(batch, resolver.resolve_all(a.phrase for a in batch), strict=True)]
    except Exception as error:  # a bug that one phrase meets: find it
        if len(batch) > 1:
            return [found for asked in batch for found in _resolved([asked], resolver)]
        return [InputError(f"{batch[0].place}: could not be analysed ({type(error).__name__}); please report it with the line")]


def _asked(line: bytes, place: str, number: int) -> _Asked | InputError:
    try:
        fields = _object(line, place)
        text = _string(fields, "text", place)
        if not text.strip():
            raise InputError(f'{place}: has no text; give {{"id": "1", "text": "the Polish government"}}')
        phrase = Phrase(text, _string(fields, "context", place), _day(fields, place), _occurrence(fields, place))
        return _Asked(_id(fields, place, number), phrase, place)
    except InputError as error:
        return error


def _object(line: bytes, place: str) -> dict[str, object]:
    if len(line) > _LONGEST:
        raise InputError(f"{place}: is longer than {_LONGEST:,} bytes; give less context")
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: is not UTF-8; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: is broken JSON ({error.msg}, character {error.pos + 1}); mend it") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{place}: is no JSON that can be read ({type(error).__name__}); simplify it") from error
    if not isinstance(found, dict):
        raise InputError(f'{place}: is not a JSON object; write {{"text": "…"}}')
    if unknown := sorted(found.keys() - set(_KEYS)):
        raise InputError(f"{place}: has the unknown key {unknown[0][:_SHOWN]!r}; there are {', '.join(_KEYS)}")
    return found


def _string(fields: dict[str, object], key: str, place: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f'{place}: "{key}" is not a string; put it in quotes')
    return value.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be parsed or printed


def _id(fields: dict[str, object], place: str, number: int) -> str | int:
    value = fields.get("id")
    if value is None:
        return number
    return value if isinstance(value, int) and not isinstance(value, bool) else _string(fields, "id", place)


def _day(fields: dict[str, object], place: str) -> str | None:
    written = _string(fields, "date", place)
    if not written.strip():
        return None
    if found := day(written):
        return found
    raise InputError(f'{place}: "date" is {written[:_SHOWN]!r}; write it as 2026-01-07 or leave it out')


def _occurrence(fields: dict[str, object], place: str) -> int:
    value = fields.get("occurrence", 1)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InputError(f'{place}: "occurrence" is not a number from 1; it says which of several occurrences in the context is meant')
    return value
