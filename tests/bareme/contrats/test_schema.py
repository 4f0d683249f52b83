"""The Table Schema: complete, published as it is read, and its own examples are sound."""

from fractions import Fraction

import pytest

from bareme.contrats.cell_parsers import read_cell
from bareme.contrats.contrats import LABELS
from bareme.contrats.schema import Kind, all_columns, columns, table_schema
from tests.bareme.contrats.files import read, told, with_column

# The Table Schema type of each kind of cell.
TYPES = {
    Kind.TEXTE: {"string"},
    Kind.DATE: {"date"},
    Kind.EUROS: {"number"},
    Kind.HEURES: {"number"},
    Kind.ENTIER: {"integer"},
    Kind.OUI_NON: {"boolean"},
    Kind.CHOIX: {"string"},
    Kind.AMORCAGE: {"string"},
}
FIELDS = {field["name"]: field for field in table_schema()["fields"]}


def test_the_columns_of_fund_are_those_relied_upon():
    required = [name for name, column in columns("fund").items() if column.required]
    optional = (
        "type npec rncp date_rupture rupture_probatoire formation_commencee cpne idcc amorcage heures_formation "
        "heures_distance exempt_distance majoration_handicap reduction_duree titre_ministere_court debut_cycle "
        "maintien_cfa fin_session nouveau_contrat suite_rupture facture_recue_le pieces_recues_le cfa region "
        "public_prioritaire geiq"
    )

    assert ["numero", "date_conclusion", "date_debut", "date_fin", "niveau"] == required
    assert sorted(optional.split()) == sorted(set(columns("fund")) - set(required))
    assert set(LABELS) < set(columns("fund"))


@pytest.mark.parametrize("name", FIELDS)
def test_every_column_is_described_in_french_with_an_example(name):
    field, column = FIELDS[name], all_columns()[name]

    assert all(field[key].strip() for key in ("title", "description", "example"))
    assert field["type"] in TYPES[column.kind]
    assert column.commands <= {"fund", "verify"}
    assert read_cell(column, field["example"]) is not None


@pytest.mark.parametrize("name", [name for name in columns("fund") if name not in {"date_debut", "date_fin"}])
def test_the_example_of_a_column_is_inside_its_bounds(name):
    column = all_columns()[name]
    value = read_cell(column, column.example)

    if isinstance(value, int):
        scale = 100 if column.kind in {Kind.EUROS, Kind.HEURES, Kind.AMORCAGE} else 1
        low = column.minimum if column.minimum is not None else Fraction(0)
        high = column.maximum if column.maximum is not None else Fraction(max(len(column.choices), 1))
        assert low * scale <= value <= high * scale


@pytest.mark.parametrize("name", ["cpne", "idcc", "region", "facture_recue_le", "public_prioritaire"])
def test_an_example_is_read_without_a_word(tmp_path, name):
    reading = read(with_column(tmp_path, name, all_columns()[name].example))

    assert [] == told(reading) + told(reading, "avertissement")


def test_defaults_are_words_of_their_column():
    wrong = {
        column.name: column.default
        for column in all_columns().values()
        if column.default is not None and column.default not in {*column.choices, "oui", "non"}
    }

    assert {} == wrong
    assert ["formation_commencee"] == [column.name for column in columns("fund").values() if column.default == "oui"]


def test_titles_of_columns_are_all_different():
    titles = [column.title for column in all_columns().values()]

    assert len(titles) == len(set(titles))
