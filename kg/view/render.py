"""Picture -> one HTML file that asks nobody for anything. pyvis lends its Network and its vis-network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from math import isfinite
from typing import Any, Final

from pyvis.network import Network

from kg.view import disagree, layout
from kg.view.picture import Actor, Entry, Picture, Statement

#: Above this many ties, each pair of actors becomes one edge, and only the strongest pairs are drawn at first.
MOST_EDGES: Final = 1000
MOST_ACTORS: Final = 400
#: Above this many parallel edges between two actors, they are bundled without regard to the family.
MOST_PARALLEL: Final = 6

#: Scripts of the page, in the order in which they run. Each is one concept; together they share one scope.
SCRIPTS: Final = (
    *("data", "dom", "state", "filter"),
    *("graph", "paint", "legend", "timeline", "panel", "table"),
    *("output", "main"),
)

#: How an edge of this level is drawn; levels of one style share a bundle.
STYLE: Final[Mapping[str, str]] = {
    "fulfilled": "firm",
    "agreed": "firm",
    "pledged": "firm",
    "planned": "planned",
    "considered": "considered",
    "refused": "ended",
    "withdrawn": "ended",
    "supports": "supports",
    "demands": "demands",
    "opposes": "against",
    "threatens": "against",
}
_JSON_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_NOT_TEXT: Final = re.compile("[\ud800-\udfff\x00]")
_SLOT: Final = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Bundle:
    """One drawn edge (or stub, where `target` is None): entries of one style between two actors."""

    source: str
    target: str | None
    family: str
    style: str
    entries: tuple[int, ...]
    joint: bool = False  # no direction: a tie among those who undertake
    bend: float = 0.0  # how far the edge bows out, so that parallel ones stay apart
    drawn: bool = True


def render(picture: Picture, *, title: str) -> str:
    """One self-contained HTML page. The same picture and title give the same text."""
    shown = drawn_actors(picture)
    arranged = layout.arrange(shown, picture.entries, hostile=picture.hostile)
    bundles, whole = bundle(picture.entries, {a.key for a in shown})
    network = _network(shown, arranged, bundles)
    data = json_for_html(
        {
            "title": title,
            "picture": _plain(picture),
            "graph": {
                "nodes": network.nodes,
                "edges": network.edges,
                "bundles": [_compact(b) for b in bundles],
                "blocs": arranged.blocs,
                "free": arranged.free,
                "aggregated": not whole,
                "left_out": len(_bodies(picture)) - sum(a.cls != "Person" for a in shown),
            },
        }
    )
    return _page(title, data)


def drawn_actors(picture: Picture) -> tuple[Actor, ...]:
    """The actors of the graph: all that give or get (the busiest, if they are too many), and the persons who speak."""
    bodies = _bodies(picture)
    kept = {a.key for a in bodies[:MOST_ACTORS]}
    speakers = {k for e in picture.entries for s in e.statements for k in s.speakers}
    persons = [a for a in picture.actors if a.cls == "Person" and (a.key in speakers or a.key in _busy(picture))]
    return tuple(a for a in bodies if a.key in kept) + tuple(sorted(persons, key=lambda a: a.key)[:MOST_ACTORS])


def bundle(entries: Sequence[Entry], shown: Iterable[str]) -> tuple[tuple[Bundle, ...], bool]:
    """All edges and stubs, and whether each tie is drawn by itself (False: one edge a pair and direction)."""
    here = set(shown)
    fine = _group(entries, here, lambda e: (e.family, STYLE.get(e.level, "firm")))
    edges = sum(b.target is not None for b in fine)
    if edges <= MOST_EDGES:
        return _bent(_merged(fine, entries)), True
    coarse = _group(entries, here, lambda e: ("", "against" if STYLE.get(e.level) == "against" else "firm"))
    ranked = sorted((b for b in coarse if b.target), key=lambda b: (-len(b.entries), b.source, b.target or "", b.style))
    top = set(ranked[:MOST_EDGES])
    return _bent([_dominated(b, entries, b.target is None or b in top) for b in coarse]), False


def json_for_html(value: object) -> str:
    """JSON that can stand inside <script type="application/json">: no markup, no line separators, no lone surrogates."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text).translate(_JSON_ESCAPES)


# ---- bundles --------------------------------------------------------------------------------------------------------


def _group(entries: Sequence[Entry], here: set[str], kind: Callable[[Entry], tuple[str, str]]) -> list[Bundle]:
    found: dict[tuple[str, str | None, str, str, bool], list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        family, style = kind(entry)
        tied = [(a, b) for a, b in layout.pairs(entry) if a in here and b in here]
        joint = layout.is_joint(entry)
        for a, b in tied:
            found[a, b, family, style, joint].append(index)
        for alone in sorted((set(entry.by) & here) - {k for pair in tied for k in pair}):
            found[alone, None, family, style, False].append(index)
    order = sorted(found, key=lambda k: (k[0], k[1] or "", k[2], k[3], k[4]))
    return [Bundle(a, b, family, style, tuple(found[a, b, family, style, j]), j) for a, b, family, style, j in order]


def _merged(bundles: list[Bundle], entries: Sequence[Entry]) -> list[Bundle]:
    """Where two actors would have too many parallel edges, one edge a direction and style, in its commonest family."""
    between: dict[frozenset[str], list[Bundle]] = defaultdict(list)
    for b in bundles:
        between[frozenset((b.source, b.target or ""))].append(b)
    result: list[Bundle] = []
    for parallel in between.values():
        if len(parallel) <= MOST_PARALLEL or parallel[0].target is None:
            result += parallel
            continue
        joined: dict[tuple[str, str | None, str, bool], set[int]] = defaultdict(set)
        for b in parallel:
            joined[b.source, b.target, b.style, b.joint].update(b.entries)
        for (source, target, style, joint), indices in joined.items():
            merged = Bundle(source, target, "", style, tuple(sorted(indices)), joint)
            result.append(_dominated(merged, entries, True, style=style))
    return result


def _dominated(b: Bundle, entries: Sequence[Entry], drawn: bool, style: str | None = None) -> Bundle:
    """`b` in the family and the style that most of its entries have."""
    families = [entries[i].family for i in b.entries]
    styles = [STYLE.get(entries[i].level, "firm") for i in b.entries]
    family = max(sorted(set(families)), key=families.count)
    common = style or max(sorted(set(styles)), key=styles.count)
    return Bundle(b.source, b.target, family, common, b.entries, b.joint, b.bend, drawn)


def _bent(bundles: Iterable[Bundle]) -> tuple[Bundle, ...]:
    """Parallel edges get bends of their own; the sign is relative to the direction of the edge."""
    between: dict[tuple[str, str], list[Bundle]] = defaultdict(list)
    for b in bundles:
        between[min(b.source, b.target or b.source), max(b.source, b.target or b.source)].append(b)
    result: list[Bundle] = []
    for _, parallel in sorted(between.items()):
        edges = [b for b in parallel if b.target is not None]
        result += [b for b in parallel if b.target is None]
        for i, b in enumerate(edges):
            slot = (i - (len(edges) - 1) / 2) * min(0.16, 0.8 / len(edges)) + (0.06 if len(edges) == 1 else 0)
            bend = round(slot if b.source < (b.target or "") else -slot, 3)
            result.append(Bundle(b.source, b.target, b.family, b.style, b.entries, b.joint, bend, b.drawn))
    return tuple(result)


# ---- the network, as pyvis keeps it ---------------------------------------------------------------------------------


def _node_id(key: str) -> str:
    """vis keeps ids as names of properties: the prefix keeps any key ("__proto__") harmless there."""
    return f"n:{key}"


def _network(actors: Sequence[Actor], arranged: layout.Layout, bundles: Sequence[Bundle]) -> Any:
    network = _untyped(Network)(directed=True)
    for actor in actors:
        x, y = arranged.at[actor.key]
        network.add_node(_node_id(actor.key), label=" ", shape="dot", x=x, y=y, size=arranged.radius[actor.key])
    for index, b in enumerate(bundles):
        if b.target is not None and b.drawn:
            network.add_edge(_node_id(b.source), _node_id(b.target), id=index, arrows="" if b.joint else "to")
    return network


def _untyped(value: Any) -> Any:
    """pyvis has no types."""
    return value


# ---- plain data -----------------------------------------------------------------------------------------------------


def _bodies(picture: Picture) -> list[Actor]:
    busy = _busy(picture)
    known = {a.key: a for a in picture.actors}
    everyone = [known.get(k) or Actor(k, "", k.lstrip("~"), "UnnamedGroup" if k.startswith("~") else "Organization") for k in busy]
    return sorted((a for a in everyone if a.cls != "Person"), key=lambda a: (-busy[a.key], a.key))


def _busy(picture: Picture) -> dict[str, int]:
    count: dict[str, int] = defaultdict(int)
    for entry in picture.entries:
        for key in sorted({*entry.by, *entry.to}):
            count[key] += 1
    return count


def _plain(picture: Picture) -> dict[str, object]:
    known = {a.key for a in picture.actors}
    unknown = [a for a in _bodies(picture) if a.key not in known]
    return {
        "actors": [asdict(a) for a in (*picture.actors, *unknown)],
        "families": [asdict(f) for f in picture.families],
        "documents": [asdict(d) for d in picture.documents],
        "entries": [_entry(e, picture) for e in picture.entries],
    }


def _entry(entry: Entry, picture: Picture) -> dict[str, object]:
    plain = {name: getattr(entry, name) for name in Entry.__dataclass_fields__ if name not in ("statements", "rulings")}
    plain["condition"] = asdict(entry.condition) if entry.condition else None
    plain["statements"] = [_statement(s) for s in entry.statements]
    plain["rulings"] = [asdict(r) for r in entry.rulings]
    plain["disputes"] = [asdict(d) for d in disagree.within(entry, picture.documents)]
    return plain


def _statement(s: Statement) -> dict[str, object]:
    """The sentence in three parts: JavaScript counts other units than Python, so no offset crosses over."""
    begin, end = s.offset, s.offset + len(s.words)
    parts = [s.sentence[:begin], s.words, s.sentence[end:]] if s.sentence[begin:end] == s.words else ["", s.words, ""]
    sure = s.confidence if s.confidence is not None and isfinite(s.confidence) else None
    return {
        "document": s.document,
        "parts": parts,
        "level": s.level,
        "confidence": sure,
        "speakers": s.speakers,
        "amount": s.amount.text if s.amount else "",
        "condition": s.condition.text if s.condition else "",
    }


def _compact(b: Bundle) -> list[object]:
    return [b.source, b.target, b.family, b.style, b.entries, int(b.joint), b.bend, int(b.drawn)]


# ---- the page -------------------------------------------------------------------------------------------------------


def _page(title: str, data: str) -> str:
    style = _asset("viewer.css")
    vis = (resources.files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text("utf-8")
    script = "(() => {\n'use strict';\n" + "\n".join(_asset(f"{name}.js") for name in SCRIPTS) + "})();\n"
    vis, script = (re.sub(r"</(?=script)", r"<\\/", s, flags=re.IGNORECASE) for s in (vis, script))
    policy = (
        f"default-src 'none'; script-src {_hash(vis)} {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    fill = {
        "title": html.escape(_NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", title)),
        "policy": policy,
        "style": style,
        "vis": vis,
        "data": data,
        "script": script,
    }
    return _SLOT.sub(lambda m: fill[m[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return (resources.files("kg.view") / "assets" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
