"""The reference of the library, from its docstrings and signatures."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import kg
from kg import build, errors, validate
from kg.dossier import Dossier
from kg.taking import Taken
from kg.validate import Report, Violation

_INTRO = """# Python

The public names are those of `from kg import …`; what their methods return follows after them. Signatures and words are
taken from the code when this site was built.

"""
_RETURNED = (Dossier, Report, Violation, Taken)
_FUNCTIONS = ((build, "build"), (validate, "validate"), (validate, "validate_ontology"))


def page() -> str:
    """All public names, as Markdown with the directives of Sphinx."""
    parts = [_INTRO, "## Public names\n"]
    parts += [_class(getattr(kg, name), "kg") for name in sorted(kg.__all__) if name != "KgError"]
    parts += ["## What methods return\n", *(_class(cls, cls.__module__) for cls in _RETURNED)]
    parts += ["## Functions\n", *(_function(getattr(module, name), module.__name__) for module, name in _FUNCTIONS)]
    parts += ["## Errors\n", *_errors()]
    return "\n".join(parts)


def _class(cls: type, module: str) -> str:
    body = [_prose(cls)]
    if is_dataclass(cls):
        kinds = {field.name: str(field.type) for field in fields(cls)}
        body += [f"- `{name}`: `{kind}`" for name, kind in kinds.items()] + [""]
    body += [_member(name, value) for name, value in _members(cls)]
    signature = "" if is_dataclass(cls) else _signature(cls)
    return _directive(f"py:class {module}.{cls.__name__}{signature}", "\n".join(body), ":" * 7)


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    for name, value in vars(cls).items():
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            yield name, value


def _member(name: str, value: Any) -> str:
    if isinstance(value, property):
        return _directive(f"py:property {name}", _prose(value))
    return _directive(f"py:method {name}{_signature(value)}", _prose(value))


def _function(value: Any, module: str) -> str:
    return _directive(f"py:function {module}.{value.__name__}{_signature(value)}", _prose(value))


def _errors() -> Iterator[str]:
    found = [value for value in vars(errors).values() if inspect.isclass(value) and issubclass(value, errors.KgError)]
    for cls in found:
        text = f"{_prose(cls)}\n\nThe command line ends with {cls.exit_code}."
        yield _directive(f"py:exception {'kg' if cls is errors.KgError else 'kg.errors'}.{cls.__name__}", text)


def _directive(head: str, body: str, fence: str = ":" * 5) -> str:
    kind, _, rest = head.partition(" ")
    return f"{fence}{{{kind}}} {rest}\n\n{body.strip()}\n{fence}\n"


class _Written(str):
    """An annotation that is shown as it was written, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _signature(value: Any) -> str:
    """As written in the source, without `self`; a class has no return value."""
    found = inspect.signature(value.__init__ if inspect.isclass(value) else value)
    kept = [_plain(parameter) for name, parameter in found.parameters.items() if name != "self"]
    told = inspect.isclass(value) or found.return_annotation is inspect.Signature.empty
    returned = inspect.Signature.empty if told else _Written(found.return_annotation)
    return str(found.replace(parameters=kept, return_annotation=returned))


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    if parameter.annotation is inspect.Parameter.empty:
        return parameter
    return parameter.replace(annotation=_Written(parameter.annotation))


def _prose(value: Any) -> str:
    """A docstring as Markdown; indented lines are code."""
    text = inspect.getdoc(value) or ""
    text = re.sub(r"(?m)^(?=    \S)", "", text)
    return textwrap.dedent(text).replace("*inputs", "\\*inputs").replace("**given", "\\*\\*given")
