"""Scenarios: a règlement changed by paths, checked as strictly as a file, with its differences told."""

from datetime import date
from fractions import Fraction

import pytest

from bareme.majoration.reglement import ReglementError
from tests.bareme.majoration.samples import small


def told(overrides):
    _, differences = small().with_overrides(overrides)
    return [item.text.replace("\u202f", " ") for item in differences]


def refused(overrides):
    with pytest.raises(ReglementError) as error:
        small().with_overrides(overrides)
    return {item.code for item in error.value.anomalies}


def test_nothing_changed_is_nothing_told():
    same, differences = small().with_overrides({})

    assert (small(), []) == (same, differences)


@pytest.mark.parametrize(
    "overrides, expected",
    [
        ({"enveloppe": 9_000}, ["Enveloppe : 10 000 € → 9 000 €"]),
        ({"bonus_vert.taux": "12,5 %"}, ["Taux du bonus vert : 10 % → 12,5 %"]),
        ({"bonus_vert": {"taux": "3/20"}}, ["Taux du bonus vert : 10 % → 15 %"]),
        ({"complements.classes.B": "30 %"}, ["Complément de la classe B : 25 % → 30 %"]),
        ({"complements.classes.C": "5 %"}, ["Complément de la classe C : ajouté, 5 %"]),
        ({"criteres.innovation.poids": 30}, ["Poids du critère innovation : 10 → 30"]),
        ({"criteres": {"innovation": {"poids": "7,5"}}}, ["Poids du critère innovation : 10 → 7,5"]),
        ({"plafonds.total": 5_000}, ["Plafond par organisme : ajouté, 5 000 €"]),
        ({"plafonds.par_organisme.S.A. du Val": 5_000}, ["Plafond de S.A. du Val : ajouté, 5 000 €"]),
        (
            {"coupure": {"mode": "score", "valeur": 60}},
            ["Mode de coupure : aucune → score", "Valeur de la coupure : ajouté, 60"],
        ),
        (
            {"organismes_ecartes": [{"of_cfa": "X", "motif": "départ"}]},
            ["Organisme écarté : ajouté, X", "Motif pour écarter X : ajouté, départ"],
        ),
    ],
)
def test_a_change_is_told_in_french(overrides, expected):
    assert expected == told(overrides)


def test_a_date_may_come_as_text_from_a_saved_scenario():
    changed, _ = small().with_overrides({"contrats_a_compter_du": "2024-01-01"})

    assert date(2024, 1, 1) == changed.contrats_a_compter_du


def test_a_criterion_can_be_removed():
    changed, _ = small().with_overrides({"criteres.innovation": None})

    assert ["filiere", "publics"] == [critere.code for critere in changed.criteres]


def test_an_optional_value_can_be_removed():
    capped, _ = small().with_overrides({"plafonds.total": 500})
    free, _ = capped.with_overrides({"plafonds.total": None})

    assert (Fraction(500), None) == (capped.plafonds.total, free.plafonds.total)


def test_overrides_pile_up():
    first, _ = small().with_overrides({"enveloppe": 9_000})
    second, differences = first.with_overrides({"criteres.publics.poids": 40})

    assert (9_000, 40) == (second.enveloppe, second.criteres[1].poids)
    assert ["criteres.publics.poids"] == [item.path for item in differences]


def test_the_reglement_itself_is_left_alone():
    before = small().canonical()
    small().with_overrides({"enveloppe": 1, "criteres.innovation": {"poids": 1}, "complements.classes.Z": 0})

    assert before == small().canonical()


@pytest.mark.parametrize(
    "overrides, codes",
    [
        ({"envelope": 3}, {"chemin_inconnu"}),
        ({"criteres.absent.poids": 3}, {"chemin_inconnu"}),
        ({"criteres.innovation.poid": 3}, {"chemin_inconnu"}),
        ({"enveloppe.montant": 3}, {"chemin_inconnu"}),
        ({"criteres.innovation": 3}, {"forme"}),
        ({"bonus_vert.taux": "150 %"}, {"taux"}),
        ({"enveloppe": 0.5}, {"schema_type"}),
        ({"enveloppe": True}, {"schema_type"}),
        ({"enveloppe": None}, {"schema_type"}),
        ({"coupure.mode": "score"}, {"valeur_manquante"}),
        ({"envelope": 3, "bonus_vert.taux": "150 %"}, {"chemin_inconnu", "taux"}),
    ],
)
def test_a_scenario_is_checked_as_strictly_as_a_file(overrides, codes):
    assert codes == refused(overrides)
