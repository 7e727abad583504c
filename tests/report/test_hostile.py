"""Whatever articles hold, a report shows it as text: every string of the list in every field."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from kg.report.contents import contents
from kg.report.markdown import write_markdown
from kg.report.markup import clean
from kg.report.page import write_html
from kg.report.story import Story
from kg.view.picture import Actor, Condition, Entry, Family, Figure, Picture, Ruling, Source, Statement
from tests.view.hostile import STRINGS
from tests.view.test_render import Page

assert len(STRINGS) >= 40
PLAIN = "plain"


def picture(text: str) -> Picture:
    """`text` in each field that holds words: title, names, quotations, amounts, conditions, decisions, sources."""
    need = Condition(text, text, text)
    said = Statement(
        text, "doc", text, 0, len(text), f"{text}{text}{text}", len(text), "planned", 0.5, ("p", text), Figure(text, 1.0, text), need
    )
    other = Statement(text + "2", text, text, 0, len(text), text, 0, text, None, (text,), Figure("9", 9.0, text), need)
    ruling = Ruling(text, text, text, text, (text,), True)
    one = Entry(text, "commitment", text, text, text, "planned", (text,), ("b",), need, (text,), text, (said, other), (ruling,), (text,))
    two = Entry(text + "2", text, text, text, text, text, ("b",), (text,), need, (text,), text, (other,), (ruling,), (text,))
    three = Entry(text + "3", "commitment", text, text, text, "refused", (text,), ("b",), None, (), None, (said,))
    return Picture(
        (
            Actor(text, text, text, text, text, text, (text,), text, text),
            Actor("b", text, text, "State", "FR"),
            Actor("p", text, text, "Person"),
        ),
        (one, two, three),
        (Source("doc", text, text, "2026-01-02", text, text), Source(text, text, text, text, text, text)),
        (Family(text, text),),
    )


def page(text: str, *, about: bool) -> str:
    part = picture(text)
    return write_html(contents(Story(text, part, part.actors[:1] if about else ())))


class Text(HTMLParser):
    """The words of a page, as a reader sees them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("about", [False, True], ids=["story", "actor"])
@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_hostile_text_adds_no_markup(text: str, about: bool) -> None:
    found = page(text, about=about)
    found.encode("utf-8")
    tags, allowed = Page(found), {tag for tag, _ in Page(page(PLAIN, about=about)).tags}
    assert {tag for tag, _ in tags.tags} <= allowed | {"a"}
    assert [body for tag, body in tags.raw if tag == "script"] == []
    for tag, attributes in tags.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcdoc", "action")], (tag, attributes)
        if "href" in attributes:
            assert re.match(r"#e\d+$|https?://", attributes["href"] or ""), attributes
    assert clean(text).strip() in "\x00".join(Text(found).words) or not text.strip()


@pytest.mark.parametrize("text", STRINGS, ids=range(len(STRINGS)))
def test_hostile_text_is_no_markdown(text: str) -> None:
    found = write_markdown(contents(Story(text, picture(text))))
    found.encode("utf-8")
    bare = re.sub(r"\\.", "", found)
    assert not re.search(r"<(?!https?://[^\s<>]+>)|&|`|\]\(|(?m:^#{1,6}[^# ])", bare), bare[:400]
    heads = [line for line in found.splitlines() if line.startswith("#")]
    assert len(heads) == len([line for line in write_markdown(contents(Story(PLAIN, picture(PLAIN)))).splitlines() if line.startswith("#")])
