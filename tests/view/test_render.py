"""The page as text: nothing gets out of its place, nothing points outside, nothing varies."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from kg.view import Picture, render
from kg.view.picture import Actor, Condition, Entry, Family, Source, Statement
from kg.view.render import MOST_EDGES, bundle, drawn_actors, json_for_html

from . import demo, synthetic
from .hostile import STRINGS


class Page(HTMLParser):
    """Tags with attributes, and what stands in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.raw.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.raw and self.cdata_elem:
            self.raw[-1] = (self.raw[-1][0], self.raw[-1][1] + data)


def hostile_picture(text: str) -> Picture:
    """`text` in each field that holds words."""
    statement = Statement(text, "doc", text, 0, len(text), f"{text}{text}{text}", len(text), "planned", 0.5, ("p",))
    entry = Entry(
        text,
        "commitment",
        text,
        text,
        text,
        "planned",
        (text,),
        ("b",),
        Condition(text, text, text),
        (text,),
        text,
        (statement,),
    )
    odd = replace(
        entry,
        iri=text + "2",
        kind=text,
        level=text,
        by=("b",),
        to=(text,),
        statements=(replace(statement, level=text, document=text),),
    )
    return Picture(
        actors=(
            Actor(text, text, text, text, text, text, (text,), text, text),
            Actor("b", text, text, "State", "FR"),
            Actor("p", text, text, "Person", represents="b", office=text),
        ),
        entries=(entry, odd),
        documents=(Source("doc", text, text, text, text, text), Source(text, text, text, None, text, text)),
        families=(Family(text, text),),
    )


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_hostile_text_adds_no_markup(text: str, demo_html: str) -> None:
    html = render(hostile_picture(text), title=text)
    html.encode("utf-8")
    page, plain = Page(html), Page(demo_html)
    assert [(tag, sorted(attributes)) for tag, attributes in page.tags] == [(t, sorted(a)) for t, a in plain.tags]
    assert [kind for kind, _ in page.raw] == [kind for kind, _ in plain.raw]
    clean = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    data = json.loads(next(body for kind, body in page.raw if kind == "script" and body.startswith("{")))
    assert data["title"] == clean
    assert data["picture"]["entries"][0]["statements"][0]["parts"] == [clean, clean, clean]


def test_json_holds_no_markup() -> None:
    for text in STRINGS:
        assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", json_for_html({text: [text]}))


def test_same_picture_same_bytes(demo_html: str) -> None:
    assert render(demo.picture(), title="The Harbour City summit") == demo_html


def test_nothing_outside_is_named_as_a_resource(demo_html: str) -> None:
    for tag, attributes in Page(demo_html).tags:
        for name in ("src", "href", "action", "srcset", "poster"):
            assert (attributes.get(name) or "data:").startswith("data:"), (tag, attributes)
    assert "@import" not in demo_html
    assert not re.search(r"url\(\s*['\"]?https?:", demo_html)


def test_policy_allows_these_scripts_and_no_others(demo_html: str) -> None:
    page = Page(demo_html)
    policy = next(a["content"] or "" for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for body in (body for kind, body in page.raw if not body.startswith("{")):
        assert base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() in policy


def test_an_empty_picture_is_a_page() -> None:
    assert "No title" in render(Picture(), title="No title")


def test_every_entry_is_on_an_edge_or_a_stub_or_has_no_actor() -> None:
    picture = demo.picture()
    bundles, whole = bundle(picture.entries, {a.key for a in drawn_actors(picture)})
    assert whole
    assert {i for b in bundles for i in b.entries} == set(range(len(picture.entries)))
    alone = [e for e in picture.entries if not e.to and len(e.by) == 1]
    assert {picture.entries[i].iri for b in bundles if b.target is None for i in b.entries} >= {e.iri for e in alone}


def test_parallel_edges_bend_apart() -> None:
    picture = demo.picture()
    bundles, _ = bundle(picture.entries, {a.key for a in drawn_actors(picture)})
    seen = set()
    for b in bundles:
        if b.target:
            side = b.bend if b.source < b.target else -b.bend
            assert (min(b.source, b.target), max(b.source, b.target), side) not in seen
            seen.add((min(b.source, b.target), max(b.source, b.target), side))


def test_actors_that_are_named_but_not_described_are_drawn() -> None:
    picture = demo.picture()
    bare = replace(picture, actors=())
    assert {a.key for a in drawn_actors(bare)} == {k for e in picture.entries for k in (*e.by, *e.to)}
    assert "coalition-of-the-willing" in render(bare, title="Bare")


def test_too_many_edges_become_one_a_pair() -> None:
    picture = synthetic.picture(actors=150, entries=4000)
    bundles, whole = bundle(picture.entries, {a.key for a in drawn_actors(picture)})
    assert not whole
    assert sum(b.drawn and b.target is not None for b in bundles) <= MOST_EDGES
    assert {i for b in bundles for i in b.entries} == set(range(len(picture.entries)))
