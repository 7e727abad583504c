"""The ontology as a page for people, at whose anchors its IRIs end: `…/ontology#Claim` is the class, `#claim` the property."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from docs.tools.core import PACT, Core, Term, short

_INTRO = """# Ontology

```{{raw}} html
<p id="version">{title}, version {version}
(<a href="{files}{version}/core.ttl"><code>{version_iri}</code></a>). {description}</p>
```

The graph uses these classes and properties; [the model](../model.md) shows how they hang together. This page is written from
`ontology/core.ttl`, and lies with it beside the site, under the name of its version, where a redirect of `w3id.org` can lead:
`ontology/` to this page, `ontology/{version}/` to the files of that version.

Files: {downloads}
"""
FILES = "../ontology/"  # from the page to the folder that `site.py` fills


def page(core: Core, files: Iterable[str]) -> str:
    """The page as Markdown that holds HTML, since anchors of Sphinx know no capitals. `files` lie in the version's folder."""
    links = ", ".join(f'<a href="{FILES}{core.version}/{name}">{name}</a>' for name in files)
    intro = _INTRO.format(
        title=escape(core.title),
        version=escape(core.version),
        version_iri=escape(core.version_iri),
        description=escape(core.description),
        files=FILES,
        downloads=links,
    )
    known: dict[object, str] = {term.iri: term.name for group in (core.classes, core.properties, core.individuals) for term in group}
    parts = [intro.replace(f"Files: {links}", f"```{{raw}} html\n<p>Files: {links}</p>\n```")]
    for title, group in (("Classes", core.classes), ("Properties", core.properties), ("Statuses and stances", core.individuals)):
        rows = "\n".join(_term(term, known) for term in group)
        parts.append(f"\n## {title}\n\n```{{raw}} html\n{rows}\n```\n")
    return "".join(parts)


def _term(term: Term, known: dict[object, str]) -> str:
    facts = [("kind of", term.above), ("of", term.domain), ("leads to", term.range), ("close to", term.close)]
    items = "".join(f"<dt>{name}</dt><dd>{', '.join(_link(iri, known) for iri in iris)}</dd>" for name, iris in facts if iris)
    return (
        f'<section id="{escape(term.name)}"><h3><code>{escape(short(term.iri))}</code>'
        f'<a class="headerlink" href="#{escape(term.name)}" title="Link to this term">¶</a></h3>'
        f"<p>{escape(term.comment)}</p>" + (f'<dl class="field-list simple">{items}</dl>' if items else "") + "</section>"
    )


def _link(iri: str, known: dict[object, str]) -> str:
    name = known.get(iri)
    if name is not None and iri.startswith(PACT):
        return f'<a href="#{escape(name)}">{escape(short(iri))}</a>'
    return f'<a class="external" href="{escape(iri)}">{escape(short(iri))}</a>'
