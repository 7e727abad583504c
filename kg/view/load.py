"""Fills a Picture from SPARQL rows. Knows the names of the graph, not the store behind `select`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from kg.view import questions as ask
from kg.view.picture import Actor, Condition, Entry, Family, Figure, Picture, Ruling, Source, Statement

Row = Mapping[str, str | None]
Select = Callable[[str], Iterable[Row]]

# Which class names an actor best when it has several; a class not listed here comes after these.
_CLASS_ORDER: Final = ("Person", "State", "Coalition", "ArmedGroup", "UnnamedGroup", "Organization")
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n\s*\n|[。！？]")
_LONGEST_SIDE: Final = 400  # characters kept on each side of the words, when a "sentence" is longer than any sentence is


def load(select: Select) -> Picture:
    """The Picture of everything that `select` can see. The order of the rows does not matter."""
    types = _types(_ask(select, ask.TYPES))
    documents, texts = _documents(_ask(select, ask.DOCUMENTS))
    entries = _entries(select, types, documents, texts)
    families = {e.family: Family(e.family, _type(e.family, types).label) for e in entries}
    families |= {t.key: Family(t.key, t.label) for t in types.values() if t.is_family}
    return Picture(
        actors=_named(_actors(_ask(select, ask.ACTORS), _ask(select, ask.MEMBERS)), entries),
        entries=entries,
        documents=tuple(documents[iri] for iri in sorted(documents)),
        families=tuple(families[key] for key in sorted(families)),
        hostile=frozenset(_local(row["type"]) for row in _ask(select, ask.HOSTILE)),
    )


def sentence_around(text: str, begin: int, end: int) -> tuple[str, int]:
    """The sentence (or sentences) of `text` that holds `text[begin:end]`, and where in it the words begin."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text, max(0, begin - 4 * _LONGEST_SIDE), begin)]
    first = max([max(0, begin - _LONGEST_SIDE), *(e for e in ends if e <= begin)])
    while first < begin and text[first].isspace():
        first += 1
    close = _SENTENCE_END.search(text, max(begin, end - 1), end + _LONGEST_SIDE + 1)
    last = min(close.end() if close else len(text), end + _LONGEST_SIDE)
    return text[first:begin] + text[begin:end] + text[end:last].rstrip(), begin - first


# ---- rows -> values -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Type:
    key: str
    label: str
    family: str
    is_family: bool


def _ask(select: Select, body: str) -> list[Row]:
    return list(select(ask.PREAMBLE + body))


def _local(iri: str | None) -> str:
    """The local name of an IRI, percent-encoding undone."""
    return unquote(re.split(r"[#/]", iri)[-1]) if iri else ""


def _words(key: str) -> str:
    return key.replace("_", " ").replace("-", " ").strip().capitalize() or "Other"


def _types(rows: list[Row]) -> dict[str, _Type]:
    labels = {_local(r["type"]): r.get("label") for r in sorted(rows, key=_sort_key)}
    broader = {_local(r["type"]): _local(r.get("broader")) for r in rows if r.get("broader")}

    def top(key: str) -> str:
        seen = {key}
        while key in broader and broader[key] not in seen:
            key = broader[key]
            seen.add(key)
        return key

    parents = set(broader.values())
    return {k: _Type(k, label or _words(k), top(k), k in parents and k not in broader) for k, label in labels.items()}


def _type(key: str, types: Mapping[str, _Type]) -> _Type:
    return types.get(key) or _Type(key, _words(key), "other", False)


def _documents(rows: list[Row]) -> tuple[dict[str, Source], dict[str, str]]:
    found: dict[str, Source] = {}
    texts: dict[str, str] = {}
    for row in sorted(rows, key=_sort_key):
        iri = row["document"] or ""
        if iri in found:
            continue
        url = next((u for u in (row.get("url"), row.get("source")) if _is_web(u)), None)
        found[iri] = Source(
            id=row.get("id") or _local(iri),
            iri=iri,
            title=row.get("title"),
            date=(row.get("date") or "")[:10] or None,
            source=_outlet(row.get("publisher"), row.get("source"), url),
            url=url,
        )
        texts[iri] = row.get("text") or ""
    return found, texts


def _is_web(url: str | None) -> bool:
    return bool(url) and urlsplit(url or "").scheme in ("http", "https")


def _outlet(publisher: str | None, source: str | None, url: str | None) -> str | None:
    if publisher:
        return publisher
    if source and not _is_web(source):
        return source
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def _entries(select: Select, types: Mapping[str, _Type], documents: Mapping[str, Source], texts: Mapping[str, str]) -> tuple[Entry, ...]:
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _ask(select, ask.LINKS):
        links[row["entry"] or "", row["role"] or ""].add(_local(row["actor"]))
    conditions = {r["entry"] or "": r for r in sorted(_ask(select, ask.CONDITIONS), key=_sort_key, reverse=True)}
    amounts = {r["entry"] or "": r["text"] for r in sorted(_ask(select, ask.AMOUNTS), key=_sort_key, reverse=True)}
    statements = _statements(select, types, documents, texts)
    rulings, reasons = _rulings(_ask(select, ask.RULINGS)), _reasons(_ask(select, ask.MATCHES))

    found: dict[str, Entry] = {}
    for row in sorted(_ask(select, ask.ENTRIES), key=_sort_key):
        iri = row["entry"] or ""
        if iri in found:
            continue
        of = _type(_local(row.get("type")), types)
        condition = conditions.get(iri)
        found[iri] = Entry(
            iri=iri,
            kind=_local(row["kind"]).lower(),
            type=of.key,
            type_label=of.label,
            family=of.family,
            level=_local(row.get("level")),
            by=tuple(sorted(links[iri, "by"])),
            to=tuple(sorted(links[iri, "to"])),
            condition=_condition(condition, types) if condition else None,
            place=tuple(sorted(links[iri, "place"])),
            amount=amounts.get(iri),
            statements=statements.get(iri, ()),
            rulings=rulings.get(iri, ()),
            reasons=reasons.get(iri, ()),
        )
    return tuple(found[iri] for iri in sorted(found))


def _condition(row: Row, types: Mapping[str, _Type]) -> Condition:
    key = _local(row.get("type")) or "other"
    return Condition(key, _type(key, types).label, row.get("text") or "")


def _rulings(rows: list[Row]) -> dict[str, tuple[Ruling, ...]]:
    """By entry, in the order in which they were given."""
    grouped: dict[str, dict[tuple[int, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=_sort_key):
        grouped[row["entry"] or ""][_int(row.get("number")), row["ruling"] or ""].append(row)
    return {entry: tuple(_ruling(of[key]) for key in sorted(of)) for entry, of in grouped.items()}


def _ruling(rows: list[Row]) -> Ruling:
    first = rows[0]
    sets = tuple(sorted({row["sets"] or "" for row in rows if row.get("sets")}))
    return Ruling(
        verb=first.get("verb") or "",
        author=first.get("author") or "",
        day=first.get("day") or "",
        reason=first.get("reason") or "",
        sets=sets,
        revoked=any(row.get("revocation") for row in rows),
    )


def _reasons(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row["entry"] or ""].add(row["reason"] or "")
    return {entry: tuple(sorted(reasons)) for entry, reasons in found.items()}


def _statements(
    select: Select, types: Mapping[str, _Type], documents: Mapping[str, Source], texts: Mapping[str, str]
) -> dict[str, tuple[Statement, ...]]:
    speakers: dict[str, set[str]] = defaultdict(set)
    for row in _ask(select, ask.SPEAKERS):
        speakers[row["s"] or ""].add(_local(row["actor"]))
    own = {row["s"] or "": row for row in sorted(_ask(select, ask.CLAIMS), key=_sort_key, reverse=True)}
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _ask(select, ask.CLAIM_LINKS):
        roles[row["s"] or "", row["role"] or ""].add(_local(row["actor"]))
    found: dict[str, dict[str, Statement]] = defaultdict(dict)
    for row in sorted(_ask(select, ask.STATEMENTS), key=_sort_key):
        iri, document = row["s"] or "", row["document"] or ""
        words, begin = row["words"] or "", _int(row.get("begin"))
        text, end = texts.get(document, ""), begin + len(words)
        sentence, offset = sentence_around(text, begin, end) if text[begin:end] == words else (words, 0)
        found[row["entry"] or ""].setdefault(
            iri,
            Statement(
                iri=iri,
                document=documents[document].id if document in documents else _local(document),
                words=words,
                begin=begin,
                end=_int(row.get("end")) or end,
                sentence=sentence,
                offset=offset,
                level=_local(row.get("level")),
                confidence=_float(row.get("confidence")),
                speakers=tuple(sorted(speakers[iri])),
                amount=_figure(own.get(iri, {})),
                condition=_own_condition(own.get(iri, {}), types),
                by=tuple(sorted(roles[iri, "by"])),
                to=tuple(sorted(roles[iri, "to"])),
            ),
        )
    dates = {d.id: d.date or "" for d in documents.values()}
    return {
        entry: tuple(sorted(ss.values(), key=lambda s: (dates.get(s.document, ""), s.document, s.begin, s.iri)))
        for entry, ss in found.items()
    }


def _own_condition(row: Row, types: Mapping[str, _Type]) -> Condition | None:
    return _condition({"type": row.get("need"), "text": row["condition"]}, types) if row.get("condition") else None


def _figure(row: Row) -> Figure | None:
    words = row.get("amount")
    return Figure(words, _float(row.get("low")), row.get("unit") or "") if words else None


def _actors(rows: list[Row], members: list[Row]) -> tuple[Actor, ...]:
    by_iri: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_sort_key):
        by_iri[row["actor"] or ""].append(row)
    belongs: dict[str, set[str]] = defaultdict(set)
    for row in members:
        belongs[row["body"] or ""].add(_local(row["member"]))
    actors = (_actor(iri, of, tuple(sorted(belongs[iri]))) for iri, of in by_iri.items())
    return tuple(sorted(actors, key=lambda a: a.key))


def _named(actors: Sequence[Actor], entries: Iterable[Entry]) -> tuple[Actor, ...]:
    """Those of `actors` that the page names: in entries, as members, or as whom a person speaks for."""
    used = {k for e in entries for k in (*e.by, *e.to, *e.place)}
    used |= {k for e in entries for s in e.statements for k in s.speakers}
    beside = {k for a in actors if a.key in used for k in (*a.members, a.represents)}
    return tuple(a for a in actors if a.key in used or a.key in beside)


def _actor(iri: str, rows: list[Row], members: tuple[str, ...]) -> Actor:
    def first(name: str) -> str | None:
        return next((r[name] for r in rows if r.get(name)), None)

    key = _local(iri)
    classes = {_local(r.get("class")) for r in rows if r.get("class")}
    cls = next((c for c in _CLASS_ORDER if c in classes), min(classes - {"Actor"}, default="Organization"))
    wikidata = min((s for r in rows if (s := r.get("same")) and "wikidata.org/entity/" in s), default=None)
    return Actor(
        key=key,
        iri=iri,
        label=first("label") or key.lstrip("~"),
        cls=cls,
        code=key if cls == "State" and re.fullmatch("[A-Z]{2}", key) else None,
        wikidata=wikidata,
        members=members,
        represents=_local(first("represents")) or None,
        office=first("office"),
    )


def _sort_key(row: Row) -> list[tuple[str, str]]:
    return sorted((k, v or "") for k, v in row.items())


def _int(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
