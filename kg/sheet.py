"""A spreadsheet of actors (CSV) -> the triples that a Turtle file of actors would hold. `ontology/README.md` shows the columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from kg import vocab
from kg.errors import OntologyError
from kg.gazetteer import CLASSES
from kg.turtle import RDF_TYPE, BlankNode, Literal, NamedNode, Quad

#: Columns that hold names, and what each means for an actor; the names of a cell are divided by "|".
NAMES: Final = {
    "names": vocab.SKOS + "altLabel",
    "adjectives": vocab.PACT + "demonym",
    "nouns": vocab.PACT + "nominal",
    "families": vocab.SCHEMA + "familyName",
    "capital": vocab.PACT + "capital",
    "seats": vocab.PACT + "seat",
    "organs": vocab.PACT + "organ",
    "places": vocab.PACT + "place",
}
REQUIRED: Final = ("key", "label", "class")
COLUMNS: Final = (*REQUIRED, *NAMES, "wikidata", "member_of", "offices")
_KEY: Final = re.compile(r"[A-Za-z0-9][\w+-]*", re.ASCII)
_ENTITY: Final = re.compile(r"Q[1-9][0-9]*", re.ASCII)
_DAY: Final = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_TERM: Final = re.compile(rf"(?:(?P<office>[^|]+?) of )?(?P<body>\S+)(?: (?P<start>{_DAY})?\.\.(?P<end>{_DAY})?)?")
_KINDS: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
_STATE: Final = re.compile(r"[A-Z]{2}")
_LONGEST: Final = 400  # characters of a name


@dataclass(frozen=True, slots=True)
class Sheet:
    """The triples of a file, and the keys of bodies that it names, each with its line."""

    path: Path
    quads: tuple[Quad, ...]
    bodies: tuple[tuple[int, str], ...]

    def check(self, known: Mapping[str, object]) -> None:
        """Raises OntologyError for a membership in, or an office of, somebody who is in no list."""
        for line, body in self.bodies:
            if body not in known:
                near = get_close_matches(body, sorted(known), n=1)
                hint = f"did you mean {near[0]}?" if near else "give the key of an actor: kg actors --search NAME"
                raise OntologyError(f"{self.path}: line {line}: nobody has the key {body!r}; {hint}")


def read(path: Path, text: str) -> Sheet:
    """The actors of a CSV file whose content is `text`. Raises OntologyError that names the line."""
    quads: list[Quad] = []
    bodies: list[tuple[int, str]] = []
    lines: dict[str, int] = {}
    for line, row in _rows(path, text.removeprefix("\ufeff")):
        actor = _Actor(f"{path}: line {line}", line, row)
        if (first := lines.setdefault(actor.key, line)) != line:
            raise OntologyError(f"{path}: line {line}: the key {actor.key!r} stands in line {first} already; write one line an actor")
        quads += actor.quads(path.stem)
        bodies += [(line, body) for body in actor.bodies()]
    if not lines:
        raise OntologyError(f"{path}: holds no actors; write one a line below the names of the columns")
    return Sheet(path, tuple(quads), tuple(bodies))


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by column, each with the line that it ends in."""
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        _check_columns(path, columns)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(columns):
                message = f"has {len(cells)} cells, and there are {len(columns)} columns; put a cell with a comma in quotes"
                raise OntologyError(f"{path}: line {reader.line_num}: {message}")
            yield reader.line_num, {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=False)}
    except csv.Error as error:
        raise OntologyError(f"{path}: line {reader.line_num}: broken CSV ({error}); mend the quotes") from error


def _check_columns(path: Path, columns: list[str]) -> None:
    if missing := [name for name in REQUIRED if name not in columns]:
        raise OntologyError(f"{path}: line 1: has no column {missing[0]!r}; the first line names the columns: {', '.join(COLUMNS)}")
    for number, name in enumerate(columns):
        if name not in COLUMNS:
            raise OntologyError(f"{path}: line 1: unknown column {name[:40]!r}; there are {', '.join(COLUMNS)}")
        if name in columns[:number]:
            raise OntologyError(f"{path}: line 1: the column {name!r} stands twice; keep one, and divide its names by |")


class _Actor:
    """One row that is checked."""

    def __init__(self, place: str, line: int, row: Mapping[str, str]) -> None:
        self._place, self._line, self._row = place, line, row
        for column in REQUIRED:
            if not row.get(column):
                raise OntologyError(f"{place}: has no {column}; fill it in")
        self.key, self._cls = row["key"], row["class"]
        if not _KEY.fullmatch(self.key):
            raise OntologyError(f"{place}: the key {self.key[:40]!r} is not made of letters, digits, - and +; write it like harbour-league")
        if self._cls not in CLASSES:
            raise OntologyError(f"{place}: unknown class {self._cls[:40]!r}; there are {', '.join(CLASSES)}")
        if (wikidata := row.get("wikidata")) and not _ENTITY.fullmatch(wikidata):
            raise OntologyError(f"{place}: {wikidata[:40]!r} is no Wikidata id; write it like Q458")
        for name in (row["label"], *(name for column in NAMES for name in self._cell(column))):
            if len(name) > _LONGEST:
                raise OntologyError(f"{place}: a name of {len(name)} characters; divide names by |")
        self._terms = [*self._parsed("member_of", office=False), *self._parsed("offices", office=True)]

    def bodies(self) -> list[str]:
        return [term["body"] for term in self._terms]

    def quads(self, stem: str) -> Iterator[Quad]:
        """The actor, its names, its memberships and offices."""
        me = NamedNode(vocab.ACTOR + self.key)
        yield Quad(me, RDF_TYPE, NamedNode(vocab.PACT + self._cls))
        yield Quad(me, NamedNode(vocab.RDFS + "label"), Literal(self._row["label"]))
        for column, predicate in NAMES.items():
            for name in self._names_of(column):
                yield Quad(me, NamedNode(predicate), Literal(name))
        if self._cls == "State" and _STATE.fullmatch(self.key):
            yield Quad(me, NamedNode(vocab.PACT + "iso3166"), Literal(self.key))
        if wikidata := self._row.get("wikidata"):
            yield Quad(me, NamedNode(vocab.OWL + "sameAs"), NamedNode(vocab.WD + wikidata))
        for number, term in enumerate(self._terms):
            node = BlankNode(f"{re.sub(r'[^A-Za-z0-9]', '', stem)}x{self._line}x{number}")
            yield Quad(node, RDF_TYPE, NamedNode(vocab.ORG + "Membership"))
            yield Quad(node, NamedNode(vocab.ORG + "member"), me)
            yield Quad(node, NamedNode(vocab.ORG + "organization"), NamedNode(vocab.ACTOR + term["body"]))
            if term["office"]:
                yield Quad(node, NamedNode(vocab.PACT + "office"), Literal(term["office"]))
            for predicate, day in (("startDate", term["start"]), ("endDate", term["end"])):
                if day:
                    yield Quad(node, NamedNode(vocab.SCHEMA + predicate), Literal(day, datatype=NamedNode(vocab.XSD + _KINDS[len(day)])))

    def _names_of(self, column: str) -> list[str]:
        found = self._cell(column)
        if column == "families" and self._cls == "Person" and not found:
            return [self._row["label"].split()[-1]]
        return found

    def _cell(self, column: str) -> list[str]:
        return list(dict.fromkeys(name for part in self._row.get(column, "").split("|") if (name := part.strip())))

    def _parsed(self, column: str, *, office: bool) -> Iterator[dict[str, str]]:
        example = "foreign minister of NO 2021-10..2025" if office else "NATO 2004-03-29.."
        for text in self._cell(column):
            found = _TERM.fullmatch(text)
            if found is None or bool(found["office"]) != office:
                raise OntologyError(f"{self._place}: {column} is not understood: {text[:60]!r}; write it like {example}")
            if found["start"] and found["end"] and found["start"] > found["end"] + "~":
                raise OntologyError(f"{self._place}: {column} ends before it begins: {text[:60]!r}")
            yield {name: found[name] or "" for name in ("office", "body", "start", "end")}
        if office and self._terms_of_others():
            raise OntologyError(f"{self._place}: only a Person holds offices; use member_of for a {self._cls}")

    def _terms_of_others(self) -> bool:
        return self._cls != "Person" and bool(self._cell("offices"))
