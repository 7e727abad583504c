"""Whether what is written of a text holds the text and nothing that the text could have smuggled in."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from weakref import WeakSet

import rdflib
from pyoxigraph import Store as Oxigraph

from kg import export, query, view
from kg.export.tables import TABLES, write_csv
from kg.fuse import Fusion
from kg.model import Extraction
from kg.report import FORMATS, contents, tell
from kg.serve import pages
from kg.store.embedded import EmbeddedStore
from kg.table import WRITERS, Table
from kg.turtle import Literal, NamedNode, Quad, canonical, nquads, read, trig, turtle
from tests import factories
from tests.fuzz.running import RUN, ontology

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER: Final = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_ADDRESS: Final = re.compile(r"https?://|#|\?|(?:\.\./)*[\w%~@!$&'()*+,;=./-]*(?:\?|$)|data:image/")


class Memory(EmbeddedStore):
    """An embedded store that lives in memory: a folder for each input would cost more than the extraction."""

    def __init__(self) -> None:
        self._path = Path("memory")
        self._engine = Oxigraph()
        self._matching = 0
        self._answers = WeakSet()

    def _spare(self) -> None:
        """It could not begin anew: nothing of it is on disk."""

    def close(self) -> None:
        self._engine = None


# ---- RDF


def check_turtle(quads: Sequence[Quad]) -> None:
    """Turtle, TriG and N-Quads of `quads` come back as they were, by a parser of ours and by rdflib."""
    triples = {(q.subject, q.predicate, q.object) for q in quads}
    written = "".join(turtle(quads))
    assert {(q.subject, q.predicate, q.object) for q in read(written)} == triples, "Turtle does not come back"
    assert canonical(read("".join(trig(quads)), ".trig")) == set(quads), "TriG does not come back"
    assert canonical(read("".join(nquads(quads)), ".nq")) == set(quads), "N-Quads do not come back"
    graph = rdflib.Graph().parse(data=written, format="turtle")
    assert len(graph) == len(triples), "rdflib sees other triples"
    texts = {o.value for _, _, o in triples if isinstance(o, Literal) and o.datatype.value.endswith("#string")}
    assert texts <= {str(o) for o in graph.objects()}, "rdflib sees other words"
    names = {node.value for triple in triples for node in triple if isinstance(node, NamedNode)}
    assert names <= {str(node) for triple in graph for node in triple}, "rdflib sees other IRIs"


# ---- pages


class _Tags(HTMLParser):
    """Elements and attributes of a page, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            assert not name.startswith("on"), f"handler {name}"
            if name in ("href", "src", "action"):
                assert value is not None and _ADDRESS.match(value), f"address {value!r}"


#: Elements that our pages use in places that the harmless page may not have.
_OURS: Final = frozenset(
    "a abbr bdi br caption cite code dd div dl dt em li mark ol p q small span strong sub sup table td th tr ul".split()
)
_OURS_DRAWN: Final = frozenset("svg g path line circle rect text title desc polygon polyline tspan".split())


def check_page(page: str, like: str) -> None:
    """`page` has no element that `like`, a page of harmless words, has not, and as many scripts."""
    found, harmless = _tags(page), _tags(like)
    assert found.tags <= harmless.tags | _OURS | _OURS_DRAWN, found.tags - harmless.tags
    assert found.scripts == harmless.scripts
    assert len(re.findall("<script|</script|<!--|<iframe", page, re.IGNORECASE)) == len(
        re.findall("<script|</script|<!--|<iframe", like, re.IGNORECASE)
    )


def _tags(page: str) -> _Tags:
    parser = _Tags()
    parser.feed(page)
    parser.close()
    return parser


def check_cells(rows: Iterable[Sequence[str]]) -> None:
    """No cell that a spreadsheet would run."""
    for row in rows:
        for cell in row:
            assert not cell.startswith(_FORMULA) or _NUMBER.fullmatch(cell), repr(cell)


def check_table(words: str) -> None:
    """A table that holds `words` as text and as a name, in every form that it is written in."""
    table = Table(("x", "y"), ((Literal(words), NamedNode("https://example.org/")), (None, Literal("plain"))))
    rows = list(csv.reader(io.StringIO(WRITERS["csv"](table), newline="")))
    assert len(rows) == 3 and rows[1][0].removeprefix("'") == words.removeprefix("'") or "\0" in words, rows
    check_cells(rows[1:])
    assert json.loads(WRITERS["json"](table))["results"]["bindings"][0]["x"]["value"] == words
    shown = WRITERS["table"](table)
    assert all(line.isprintable() for line in shown.split("\n")) and shown.count("\n") == 5, repr(shown)
    page, plain = (pages.table(("x",), [{"x": {"type": "literal", "value": value}}], root="") for value in (words, "plain"))
    check_page(page, plain)


# ---- a whole store


def check_outputs(found: Extraction) -> None:
    """All that is written of a store which holds one extraction."""
    plain = _plain_pages()
    for name, page in _written(found):
        if name.startswith("csv"):
            rows = list(csv.reader(io.StringIO(page, newline="")))
            assert len({len(row) for row in rows}) <= 1, "rows of different lengths"
            continue
        check_page(page, plain[name])


def _written(found: Extraction) -> Iterator[tuple[str, str]]:
    with Memory() as store:
        store.load_ontology(ontology().quads, ontology().version)
        Fusion(store, ontology()).put(found, RUN)
        table = query.run(
            store, "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'https://w3id.org/pactgraph/doc')) }"
        )
        yield "view", view.render(view.load(lambda sparql: _rows(query.run(store, sparql))), title=found.document.title or "none")
        story = tell(store, ["all"], ontology().gazetteer)
        yield "report", FORMATS["html"](contents(story))
        yield "export", _exported(store, "html")
        rows = [{"o": {"type": "uri" if isinstance(o, NamedNode) else "literal", "value": o.value}} for _, _, o in table.terms]  # type: ignore[union-attr]
        yield "table", pages.table(("o",), rows, root="")
        for name in TABLES:
            yield f"csv {name}", b"".join(write_csv(store, name)).decode("utf-8")


def _exported(store: Memory, form: str) -> str:
    out = io.BytesIO()
    export.export(store, form, out)
    return out.getvalue().decode("utf-8")


def _rows(table: Table) -> list[dict[str, str | None]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@lru_cache(maxsize=1)
def _plain_pages() -> dict[str, str]:
    """The same pages of harmless words that use every element."""
    return dict(_written(factories.extraction()))
