"""Which actors and which documents a report is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from kg import query, view
from kg.dossier import actor_iri_of
from kg.errors import QueryError
from kg.gazetteer import Gazetteer
from kg.rdf import actor_iri
from kg.store import Store
from kg.view.narrow import narrow
from kg.view.picture import Actor, Picture

ALL: Final = "all"
_GLOB: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Story:
    """The part of a picture that a report tells, under its title. `actors`: whom it is about; none if all of a story."""

    title: str
    picture: Picture
    actors: tuple[Actor, ...] = ()


def tell(store: Store, what: Sequence[str], gazetteer: Gazetteer, *, title: str | None = None) -> Story:
    """What `store` holds of `what`: each the id of a document, a pattern of ids (`truce-*`), an actor, or `all`.

    Documents bound what is quoted, actors what it is about; several of a kind are joined. Raises QueryError for a name that fits nothing, or nobody alone.
    """
    picture = view.load(lambda sparql: _rows(store, sparql))
    ids = {document.id for document in picture.documents}
    documents: set[str] = set()
    actors: list[str] = []
    for word in what:
        found = _documents(word, ids)
        documents |= found
        if not found and word != ALL:
            actors.append(_key(store, word, gazetteer, picture))
    part = narrow(picture, documents=documents or None, actors=set(actors) or None)
    known = {actor.key: actor for actor in picture.actors}
    about = tuple(known.get(key) or _unheard(key, gazetteer) for key in dict.fromkeys(actors))
    return Story(title or _title(about, part, bool(documents)), part, about)


def _documents(word: str, ids: set[str]) -> set[str]:
    if word in ids:
        return {word}
    if not _GLOB & set(word):
        return set()
    found = {name for name in ids if fnmatchcase(name, word)}
    if not found:
        raise QueryError(f"{word}: no document with such an id reports anything here; kg query documents lists them")
    return found


def _key(store: Store, word: str, gazetteer: Gazetteer, picture: Picture) -> str:
    iri = actor_iri_of(store, word, gazetteer)
    return next((actor.key for actor in picture.actors if iri in (actor.iri, actor_iri(actor.key))), iri.rpartition("/")[2])


def _unheard(key: str, gazetteer: Gazetteer) -> Actor:
    """Somebody whom the list of actors knows and the store does not."""
    entry = gazetteer.entries.get(key)
    return Actor(key, actor_iri(key), entry.label if entry else key, entry.cls if entry else "Organization")


def _title(about: Sequence[Actor], part: Picture, chosen: bool) -> str:
    if about:
        return ", ".join(actor.label for actor in about)
    if chosen and len(part.documents) == 1:
        return part.documents[0].title or part.documents[0].id
    return "Commitments and positions"


def _rows(store: Store, sparql: str) -> list[dict[str, str | None]]:
    table = query.run(store, sparql)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
