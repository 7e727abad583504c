"""A dossier to attach to an e-mail: all that a store holds of an actor or of a story, as one page that needs nothing else.

story.py      which actors and documents are meant; the part of the picture that concerns them
contents.py   the parts of the page as plain data: groups, matrices, conditions, disagreements
chart.py      the timeline as inline SVG
page.py       all of it as HTML (markup.py escapes)
markdown.py   the same as Markdown
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.report.contents import Contents, contents
from kg.report.markdown import write_markdown
from kg.report.page import write_html
from kg.report.story import Story, tell

__all__ = ["FORMATS", "Story", "contents", "tell"]

#: How a report is written.
FORMATS: Final[dict[str, Callable[[Contents], str]]] = {"html": write_html, "markdown": write_markdown}
