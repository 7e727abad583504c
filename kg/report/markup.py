"""HTML as text that cannot be broken out of: what is not `Html` is escaped, wherever it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias

Child: TypeAlias = "str | Html | Iterable[Child] | None"

#: No text of any document: surrogates, and controls that HTML does not allow.
_NOT_TEXT: Final = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_WEB: Final = re.compile(r"https?://[^\s<>\"'()\[\]\\]+", re.IGNORECASE)
_VOID: Final = frozenset({"meta", "br", "col"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def el(tag: str, /, *children: Child, **attributes: str | int | None) -> Html:
    """An element. `class_` is the attribute class, `_` in names a hyphen; an attribute that is None is left out."""
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"' for name, value in attributes.items() if value is not None
    )
    if tag in _VOID:
        return Html(f"<{tag}{named}>")
    return Html(f"<{tag}{named}>{join(children)}</{tag}>")


def join(children: Iterable[Child]) -> Html:
    """The children one after the other, text escaped."""
    return Html("".join(_plain(child) for child in children))


def said(text: str) -> Html:
    """Words of others, apart from the text around them whatever way they run."""
    return el("bdi", text)


def link(address: str | None, text: str) -> Html:
    """A link to the web, or the words alone if `address` is no plain web address."""
    if not address or not _WEB.fullmatch(address):
        return said(text)
    return el("a", said(text), href=address, rel="noopener noreferrer")


def clean(text: str) -> str:
    """`text` with what no document may hold replaced one for one."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def _plain(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return str(child)
    if isinstance(child, str):
        return _escaped(child)
    return str(join(child))


def _escaped(text: str) -> str:
    return escape(clean(text))
