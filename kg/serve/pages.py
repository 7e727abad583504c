"""The pages for people. Whatever comes from the graph or from a request is escaped; scripts are files of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import quote

from kg import vocab
from kg.guard import check
from kg.query import NamedQuery
from kg.questions import parameters
from kg.turtle import curie

OURS: Final = "https://w3id.org/pactgraph/"  # what our IRIs begin with; they have a page each here
ROWS: Final = 1000  # that a page shows

Binding = Mapping[str, Mapping[str, str]]  # variable -> term, as in SPARQL results in JSON

_WEB: Final = re.compile(r"https?://[^\s<>\"']+")


def page(title: str, body: str, *, root: str, scripts: str = "") -> str:
    """A whole page; `title` is text, `body` HTML; `root` leads to the home page (`../`)."""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Pactgraph</title><link rel="icon" href="data:,"><link rel="stylesheet" href="{root}assets/page.css">{scripts}</head>
<body><nav aria-label="Pages"><ul><li><a href="{root}">Questions</a></li><li><a href="{root}view">Picture</a></li>
<li><a href="{root}sparql">Service</a></li></ul></nav><main><h1>{escape(title)}</h1>
{body}
</main></body></html>
"""


# ---- the home page


def home(questions: Sequence[NamedQuery]) -> str:
    """The editor, and the questions as buttons."""
    shown = [{"sparql": portable(question.text)} for question in questions]
    data = json.dumps(shown, ensure_ascii=True).replace("<", "\\u003c")
    items = "".join(_item(at, question) for at, question in enumerate(questions))
    scripts = (
        '<link rel="stylesheet" href="assets/yasgui.min.css"><script src="assets/yasgui.min.js" defer></script>'
        '<script src="assets/home.js" defer></script>'
    )
    body = f"""<h2 id="ask">Ask a question</h2><ul class="questions" aria-labelledby="ask">{items}</ul>
<h2>Or write your own</h2><div id="editor"></div><noscript><p>The editor needs JavaScript; the questions above have pages
without it.</p></noscript><script type="application/json" id="questions-data">{data}</script>"""
    return page("Who commits to what", body, root="", scripts=scripts)


def _item(at: int, question: NamedQuery) -> str:
    return (
        f'<li><button type="button" data-question="{at}">{escape(question.question)}</button>'
        f'<a href="question/{quote(question.name)}" aria-label="Page of: {escape(question.question)}">page</a></li>'
    )


def portable(sparql: str) -> str:
    """The text with the prefixes that it uses, so that it runs anywhere."""
    checked = check(sparql, vocab.PREFIXES)
    used = [name for name in vocab.PREFIXES if name in checked.used - checked.declared]
    return "".join(f"PREFIX {name}: <{vocab.PREFIXES[name]}>\n" for name in used) + sparql


# ---- a question and its answer


def question(asked: NamedQuery, given: Mapping[str, str], answer: Mapping[str, Any], address: str) -> str:
    """The answer to a named question, with a form for its parameters. `address` is that of this page, with them."""
    inputs = "".join(
        f"<label>{escape(p.name)}: {escape(p.help)}"
        f'<input name="{escape(p.name)}" value="{escape(given.get(p.name, ""))}" placeholder="{escape(_shown_default(p.default))}"></label>'
        for p in parameters(asked.text)
    )
    form = f'<form class="parameters" method="get">{inputs}<button>Ask</button></form>' if inputs else ""
    rows: Sequence[Binding] = answer["results"]["bindings"]
    link = escape(address)
    downloads = " · ".join(f'<a href="{link}format={form}">{form.upper()}</a>' for form in ("csv", "tsv", "json", "xml"))
    body = f"""{form}{table(answer["head"]["vars"], rows, root="../")}<p>As a file: {downloads}</p>
<h2>The query</h2><pre>{escape(portable(asked.text))}</pre>"""
    return page(asked.question, body, root="../")


def _shown_default(term: str) -> str:
    return "any" if term == "UNDEF" else term.strip('"')


def table(columns: Sequence[str], rows: Sequence[Binding], *, root: str) -> str:
    head = "".join(f'<th scope="col">{escape(name.replace("_", " "))}</th>' for name in columns)
    lines = "".join("<tr>" + "".join(f"<td>{term(row.get(name), root)}</td>" for name in columns) + "</tr>" for row in rows[:ROWS])
    count = f"{len(rows):,} rows" if len(rows) != 1 else "1 row"
    cut = f", of which the first {ROWS:,} are shown" if len(rows) > ROWS else ""
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div><p class="dim">{count}{cut}</p>'


def term(value: Mapping[str, str] | None, root: str, label: str = "") -> str:
    """A term as HTML: things of ours lead to their page, others to the web, texts are texts."""
    if value is None:
        return ""
    text = value["value"]
    if value["type"] != "uri":
        return escape(text)
    name = escape(label or curie(text) or text)
    if text.startswith(OURS):
        return f'<a href="{escape(root + _path(text))}">{name}</a>'
    return f'<a href="{escape(text)}" rel="noreferrer">{name}</a>' if _WEB.fullmatch(text) else name


def _path(iri: str) -> str:
    """The path of the page of an IRI of ours; `ontology#x` is a place on the page of the ontology."""
    path, _, fragment = iri.removeprefix(OURS).partition("#")
    return quote(path, safe="/%~:@!$&'()*+,;=") + ("?term=" + quote(fragment, safe="") if fragment else "")


# ---- a thing


def thing(iri: str, rows: Sequence[Binding], depth: int) -> str:
    """All that is said of a thing, and what refers to it. `depth` is how deep its address lies."""
    root = "../" * depth
    title = next((row["x"]["value"] for row in rows if row["p"]["value"] in _NAMES and row["way"]["value"] == "out"), curie(iri) or iri)
    out = _facts([row for row in rows if row["way"]["value"] == "out"], root)
    back = _facts([row for row in rows if row["way"]["value"] == "in"], root)
    body = f"""<p class="dim">{escape(iri)}</p><h2>What is said of it</h2>{out}"""
    if back:
        body += f"<h2>What refers to it</h2>{back}"
    return page(title, body, root=root)


_NAMES: Final = (vocab.RDFS + "label", vocab.SKOS + "prefLabel", vocab.DCTERMS + "title", vocab.NIF + "anchorOf")


def _facts(rows: Iterable[Binding], root: str) -> str:
    lines = "".join(
        f'<tr><th scope="row">{term(row["p"], root)}</th><td>{term(row["x"], root, row.get("label", {}).get("value", ""))}</td></tr>'
        for row in rows
    )
    return f'<div class="wide"><table><tbody>{lines}</tbody></table></div>' if lines else ""
