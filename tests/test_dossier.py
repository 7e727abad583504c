"""Who is meant by a name, and what a store holds of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg import vocab
from kg.dossier import dossier
from kg.errors import QueryError
from kg.gazetteer import Gazetteer
from kg.ontology import Ontology, load
from kg.store import Store, open_store
from tests.factories import extraction, put


@pytest.fixture(scope="module")
def known() -> Ontology:
    return load()


@pytest.fixture(scope="module")
def store(known: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("dossier") / "store") as opened:
        opened.load_ontology(known.quads, known.version)
        put(opened, extraction())
        yield opened


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("FR", "FR"),
        ("France", "FR"),
        ("france", "FR"),
        ("fr", "FR"),
        ("Paris", "FR"),
        ("the Kremlin", "RU"),
        ("nato", "NATO"),
        ("Emmanuel Macron", "emmanuel-macron"),
        ("emmanuel-macron", "emmanuel-macron"),
        ("macron", "emmanuel-macron"),
        ("Japan", "JP"),  # known, though the store holds nothing of it
    ],
)
def test_keys_names_and_aliases(store: Store, known: Ontology, name: str, key: str) -> None:
    assert dossier(store, name, known.gazetteer).iri == vocab.ACTOR + key


def test_all_parts_in_which_an_actor_appears(store: Store, known: Ontology) -> None:
    def parts(name: str) -> set[str | None]:
        return {row[0] for row in dossier(store, name, known.gazetteer).table.rows}

    assert parts("FR") == {"by"}
    assert parts("UA") == {"to"}
    assert parts("NATO") == {"to"}
    assert parts("Macron") == {"said by"}
    assert parts("Japan") == set()
    table = dossier(store, "Russia", known.gazetteer).table
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["what"], row["level"], row["by"], row["to"]) == ("position", "opposes", "Russia", "NATO")


@pytest.mark.parametrize("name", ["Frnace", "Nobody At All", "", "   ", "<x>", "~", "%s", '"'])
def test_a_stranger_is_told_in_a_line(store: Store, known: Ontology, name: str) -> None:
    with pytest.raises(QueryError, match=r"no such actor here; (did you mean|list those)"):
        dossier(store, name, known.gazetteer)


def test_a_name_of_several_is_not_guessed(store: Store) -> None:
    nobody = Gazetteer({}, {}, {}, ())
    with pytest.raises(QueryError, match="no such actor"):
        dossier(store, "the Kremlin", nobody)
