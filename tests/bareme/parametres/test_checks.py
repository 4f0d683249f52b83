"""What `review` finds in a set of parameters that someone broke."""

from datetime import date

import pytest

from bareme.anomalies import Severity
from bareme.legislation import LAW_FIELDS
from bareme.parametres.checks import review

REQUIRED = {field.key: not field.optional for field in LAW_FIELDS.values()}
GOOD = """description: {description}
unit: {unit}
date_key: conclusion
values:
  2020-01-01: {value}
reference:
  2020-01-01: {{title: Décret A, href: "https://exemple.fr/a"}}
checked_on: 2024-02-29
hypothese: false
"""


@pytest.fixture
def folder(tmp_path):
    """A function that writes one file of a set and gives back its folder."""

    def write(key, text=None, **parts):
        path = tmp_path / f"{key}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = {"description": f"Le paramètre {key}.", "unit": "jours", "value": 10} | parts
        path.write_text(text or GOOD.format(**parts), encoding="utf-8")
        return tmp_path

    return write


def found(root, **options):
    return {(finding.key, finding.anomalie.code) for finding in review(root=root, **options).findings}


def test_the_parameters_that_ship_contradict_nothing():
    result = review(REQUIRED)

    assert [] == [finding for finding in result.findings if finding.anomalie.severity is not Severity.INFORMATION]
    assert set(REQUIRED) < set(result.parametres)


def test_each_value_without_reference_is_listed_and_no_other():
    result = review(REQUIRED)

    expected = {
        parametre.key
        for parametre in result.parametres.values()
        if any(value.reference is None for value in parametre.values)
    }
    assert "secret_statistique/seuil_petits_effectifs" in expected
    assert expected == {finding.key for finding in result.findings}


def test_a_sound_set_has_no_finding(folder):
    assert set() == found(folder("essai"))


@pytest.mark.parametrize("on, late", [(date(2025, 2, 28), False), (date(2025, 3, 1), True)])
def test_a_check_older_than_a_year_is_told(folder, on, late):
    result = review(on=on, root=folder("essai"))

    assert late == (["verification_ancienne"] == [finding.anomalie.code for finding in result.findings])
    assert not result.has_errors


def test_without_a_day_the_newest_check_is_the_day(folder):
    root = folder("ancien")
    folder("recent", GOOD.format(description="Autre.", unit="jours", value=1).replace("2024-02-29", "2026-05-01"))

    result = review(root=root)

    assert date(2026, 5, 1) == result.on
    assert [("ancien", 8)] == [(finding.key, finding.anomalie.line) for finding in result.findings]


def test_a_broken_file_is_told_with_the_others(folder):
    root = folder("casse", "description: Rien.\n")
    folder("essai", GOOD.format(description="Un.", unit="francs", value=1))

    assert {("casse", "cle_manquante"), ("essai", "schema_enum")} == found(root)


def test_a_value_after_the_end_is_an_error(folder):
    text = GOOD.format(description="Un.", unit="jours", value=1)
    text = text.replace("values:\n", "values:\n  2022-01-01: null\n  2023-01-01: 4\n")
    text = text.replace("reference:\n", "reference:\n  2022-01-01: manquante\n  2023-01-01: manquante\n")
    root = folder("essai", text.replace("hypothese: false", "hypothese: true\nnote: Autre lecture."))

    result = review(root=root)

    assert {("essai", "valeur_apres_fin"), ("essai", "sans_reference")} == found(root)
    assert result.findings[0].anomalie.is_error
    assert 6 == result.findings[0].anomalie.line
    assert "4 jours" == result.findings[0].anomalie.value


def test_an_end_without_beginning_is_an_error(folder):
    text = GOOD.format(description="Un.", unit="jours", value="null").replace("values:\n", "values:\n  2022-01-01: 4\n")
    root = folder("essai", text.replace("reference:\n", 'reference:\n  2022-01-01: {title: B, href: "https://b.fr"}\n'))

    assert ("essai", "fin_sans_debut") in found(root)


def test_a_parameter_that_was_never_known_only_informs(folder):
    root = folder("essai", value="null")

    assert {("essai", "sans_valeur")} == found(root)
    assert not review(root=root).has_errors


def test_an_hypothese_without_note_is_an_error(folder):
    root = folder("essai", GOOD.format(description="Un.", unit="jours", value=1).replace("false", "true"))

    assert {("essai", "hypothese_sans_note")} == found(root)


@pytest.mark.parametrize("second, code", [(10, "doublon"), (11, "contradiction")])
def test_two_files_that_say_the_same_thing_are_told(folder, second, code):
    folder("un", description="Le même délai.")
    root = folder("deux", description="Le meme  DÉLAI.", value=second)

    assert {("un", code)} == found(root)


@pytest.mark.parametrize("solde, faulty", [("30 %", False), ("29 %", True), ("31 %", True)])
def test_shares_that_do_not_make_a_whole_are_an_error(folder, solde, faulty):
    parts = {"avance": "40 %", "septieme_mois": "30 %", "solde": solde}
    for name, value in parts.items():
        root = folder(f"prise_en_charge/{name}", unit="taux", value=value)

    assert faulty == (("prise_en_charge/solde", "parts") in found(root))


@pytest.mark.parametrize(
    "low, high",
    [
        ("age/minimum", "age/maximum"),
        ("duree_minimale", "duree_maximale"),
        ("prix_plancher", "prix_plafond"),
        ("participation/nouvel_employeur", "participation/montant"),
    ],
)
def test_a_floor_above_its_ceiling_is_an_error(folder, low, high):
    folder(low, value=12)
    root = folder(high, value=12)
    assert set() == found(root)

    folder(high, value=11)

    assert {(low, "plancher_au_dessus")} == found(root)


def test_a_key_that_the_engine_reads_must_be_there(folder):
    root = folder("essai")

    assert {("autre", "parametre_manquant")} == found(root, required={"essai": True, "autre": False})


def test_a_key_that_the_engine_always_reads_has_no_hole(folder):
    root = folder("version")
    folder("tardif", GOOD.format(description="Tard.", unit="jours", value=1).replace("2020-01-01", "2021-01-01"))

    assert {("tardif", "trou")} == found(root, required={"version": True, "tardif": True})
    assert set() == found(root, required={"version": True, "tardif": False})
