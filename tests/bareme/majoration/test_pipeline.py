"""Eligibility, ranking, ties, cut-off, choices made by hand: what becomes of each candidature."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bareme.majoration.allocation import AllocationError, allocate
from bareme.majoration.reglement.parts import CleDepartage, Coupure, CoupureMode, IncompletRegle
from bareme.majoration.result import AllocationMode, StatutFormation
from bareme.majoration.solver import SolverRefusal
from tests.bareme.majoration.samples import amounts, figures, one, rules, small


def ranked(number, contrats=10, *, points=None, **others):
    """A candidature whose score falls as `number` grows: 100, 98, 96…"""
    note = Fraction(5 - number) if points is None else Fraction(points)
    return one(f"OF{number}", contrats, indicateurs=figures(note=note), **others)


def with_cut(mode, value=None, minimum=None):
    cut = Coupure(mode, None if value is None else Fraction(value), minimum, small().coupure.clause)
    return replace(rules(), coupure=cut)


def kept(allocation):
    return [line.of_cfa for line in allocation.formations if line.retained]


def statuts(allocation):
    return {line.of_cfa: line.statut for line in allocation.formations}


def test_formations_are_ranked_by_score():
    allocation = allocate([ranked(2), ranked(0), ranked(1)], rules())

    assert AllocationMode.CLASSEMENT is allocation.mode
    assert [("OF0", 1, 100), ("OF1", 2, 98), ("OF2", 3, 96)] == [
        (line.of_cfa, line.rank, line.score) for line in allocation.formations
    ]


@pytest.mark.parametrize(
    "mode, value, expected",
    [
        (CoupureMode.AUCUNE, None, ["OF0", "OF1", "OF2", "OF3"]),
        (CoupureMode.SCORE, 98, ["OF0", "OF1"]),
        (CoupureMode.PART, Fraction(1, 2), ["OF0", "OF1"]),
        (CoupureMode.PART, Fraction(5, 8), ["OF0", "OF1", "OF2"]),
        (CoupureMode.CONTRATS, 29, ["OF0", "OF1"]),
        (CoupureMode.CONTRATS, 30, ["OF0", "OF1", "OF2"]),
    ],
)
def test_the_cut_off_keeps_the_first_ranks(mode, value, expected):
    allocation = allocate([ranked(number) for number in range(4)], with_cut(mode, value))

    assert expected == kept(allocation)


def test_the_cut_by_contracts_stops_at_the_first_that_does_not_fit():
    items = [ranked(0, 10), ranked(1, 100), ranked(2, 5)]

    allocation = allocate(items, with_cut(CoupureMode.CONTRATS, 20))

    assert ["OF0"] == kept(allocation)


def test_a_minimum_score_excludes_whatever_the_mode():
    allocation = allocate([ranked(0), ranked(3)], with_cut(CoupureMode.AUCUNE, minimum=Fraction(95)))

    assert ["OF0"] == kept(allocation)
    assert "minimum" in allocation.formations[1].reason


def test_ties_are_settled_by_the_keys_of_the_reglement():
    allocation = allocate([ranked(1, 10, points=5), ranked(2, 30, points=5), ranked(3, 20, points=5)], rules())

    assert ["OF2", "OF3", "OF1"] == [line.of_cfa for line in allocation.formations]


def test_ties_may_be_settled_by_a_criterion_or_a_figure_and_the_missing_come_last():
    tie = replace(
        small().departage, cles=(CleDepartage("critere:publics", True), CleDepartage("premier_contrat_le", False))
    )
    reglement = replace(rules(), departage=tie)
    items = [
        one("Tard", 5, indicateurs=figures(premier_contrat_le=date(2024, 3, 1))),
        one("Jamais", 5, indicateurs=figures(premier_contrat_le=None)),
        one("Tôt", 5, indicateurs=figures(premier_contrat_le=date(2023, 10, 1))),
    ]

    allocation = allocate(items, reglement)

    assert ["Tôt", "Tard", "Jamais"] == [line.of_cfa for line in allocation.formations]


def test_the_last_resort_of_a_tie_is_the_name():
    allocation = allocate([ranked(0, points=5, formation="Z"), ranked(0, points=5, formation="A")], rules())

    assert ["A", "Z"] == [line.formation for line in allocation.formations]


def test_a_candidature_that_fails_a_condition_is_not_eligible():
    allocation = allocate([ranked(0, 1), ranked(1)], rules())

    line = next(line for line in allocation.formations if line.of_cfa == "OF0")
    assert (StatutFormation.INELIGIBLE, None, None) == (line.statut, line.rank, line.score)
    assert "au moins 2" in line.reason
    assert "Art. 3" in line.reason


@pytest.mark.parametrize(
    "start, expected",
    [
        (date(2023, 9, 1), StatutFormation.RETENUE),
        (date(2023, 8, 31), StatutFormation.INELIGIBLE),
        (None, StatutFormation.RETENUE),
    ],
)
def test_the_contract_window_includes_its_first_day(start, expected):
    item = one("OF", 10, indicateurs=figures(premier_contrat_le=start))

    allocation = allocate([item, ranked(1)], rules())

    assert expected == statuts(allocation)["OF"]


def test_the_reglement_counts_contracts_from_its_day():
    assert small().counts_contrat_of(date(2023, 9, 1))
    assert not small().counts_contrat_of(date(2023, 8, 31))


def test_an_incomplete_candidature_is_set_aside_when_the_reglement_says_so():
    allocation = allocate([one("Trou", 10, indicateurs=figures(qpv=None)), ranked(1)], rules())

    assert StatutFormation.INCOMPLETE == statuts(allocation)["Trou"]
    assert ["indicateur_absent"] == [item.code for item in allocation.anomalies]


def test_a_figure_that_nobody_has_is_an_error_when_all_are_then_set_aside():
    with pytest.raises(AllocationError) as refused:
        allocate([one(name, 10, indicateurs=figures(note=None)) for name in "AB"], rules())

    (found,) = refused.value.anomalies
    assert ("critere_absent", "note", True) == (found.code, found.column, found.is_error)
    assert "Ajoutez au fichier la colonne «\u202fnote\u202f»" in found.remedy


def test_a_list_without_retained_contract_says_how_many_were_set_aside_and_why():
    items = [
        one("Petit", 1, indicateurs=figures()),
        one("Trou", 10, indicateurs=figures(qpv=None)),
        ranked(1),
        ranked(2),
    ]

    with pytest.raises(SolverRefusal) as refused:
        allocate(items, with_cut(CoupureMode.SCORE, 1000))

    assert "Sur 4 candidatures\u202f: 1 inéligible, 1 incomplète, 2 non retenues." in refused.value.reason


def test_a_manual_cut_off_without_choice_shows_how_to_write_one():
    with pytest.raises(SolverRefusal) as refused:
        allocate([ranked(1), ranked(2)], with_cut(CoupureMode.MANUEL))

    assert "selections_manuelles" in refused.value.reason
    assert '{reference: "OF1 · Formation · A", decision: retenir' in refused.value.reason


def test_a_reglement_without_criteria_takes_the_list_as_retained_without_a_word():
    plain = replace(rules(), criteres=(), eligibilite=())
    cut = replace(with_cut(CoupureMode.SCORE, 50), criteres=(), eligibilite=())

    silent, told = (allocate([one("A", 10), one("B", 1)], reglement) for reglement in (plain, cut))

    assert (AllocationMode.LISTE_RETENUE, ()) == (silent.mode, silent.anomalies)
    assert ["liste_retenue"] == [item.code for item in told.anomalies]


def test_an_incomplete_candidature_is_ranked_without_the_criterion_when_the_reglement_says_so():
    lenient = replace(small().recevabilite, incomplet=IncompletRegle.COMPTER_SANS_POINT)
    allocation = allocate(
        [one("Trou", 10, indicateurs=figures(qpv=None)), ranked(1)], replace(rules(), recevabilite=lenient)
    )

    assert Fraction(70) == next(line.score for line in allocation.formations if line.of_cfa == "Trou")
    assert ["indicateur_absent"] == [item.code for item in allocation.anomalies]


def test_choices_made_by_hand_go_before_the_cut_off():
    changed, _ = small().with_overrides(
        {
            "coupure": {"mode": "part", "valeur": "50 %"},
            "selections_manuelles": [
                {"reference": "OF3 · Formation · A", "decision": "retenir", "motif": "territoire isolé"},
                {"reference": "OF0 · Formation · A", "decision": "ecarter", "motif": "fermeture"},
            ],
        }
    )

    allocation = allocate([ranked(number) for number in range(4)], changed)

    assert ["OF1", "OF3"] == kept(allocation)
    assert StatutFormation.ECARTEE == statuts(allocation)["OF0"]
    assert "territoire isolé" in next(line.reason for line in allocation.formations if line.of_cfa == "OF3")


def test_in_manual_mode_only_the_chosen_are_kept():
    changed, _ = small().with_overrides(
        {
            "coupure.mode": "manuel",
            "selections_manuelles": [
                {"reference": "OF2 · Formation · A", "decision": "retenir", "motif": "choix des élus"}
            ],
        }
    )

    assert ["OF2"] == kept(allocate([ranked(number) for number in range(4)], changed))


def test_a_dropped_organisme_gets_nothing_and_says_why():
    changed, _ = small().with_overrides({"organismes_ecartes": [{"of_cfa": "OF0", "motif": "liquidation"}]})

    allocation = allocate([ranked(0, exceptionnelle=500), ranked(1)], changed)

    assert {"OF1": 10_000} == amounts(allocation)
    assert 0 == allocation.counters.exceptionnelle
    assert "liquidation" in next(line.reason for line in allocation.formations if line.of_cfa == "OF0")


def test_green_contracts_count_only_when_every_threshold_is_reached():
    changed, _ = small().with_overrides(
        {"bonus_vert.seuils": [{"champ": "qpv", "minimum": 5}, {"champ": "femmes", "minimum": "50 %"}]}
    )
    items = [
        one("Atteint", 10, 10, indicateurs=figures()),
        one("Raté", 10, 10, indicateurs=figures(femmes=Fraction(49, 100))),
    ]

    allocation = allocate(items, changed)

    assert {"Atteint": 10, "Raté": 0} == {line.of_cfa: line.contrats_verts for line in allocation.organismes}


def test_a_list_without_figures_is_the_list_already_retained():
    allocation = allocate([one("A", 1), one("B", 10)], with_cut(CoupureMode.PART, Fraction(1, 2)))

    assert AllocationMode.LISTE_RETENUE is allocation.mode
    assert ["A", "B"] == kept(allocation)
    assert ["liste_retenue"] == [item.code for item in allocation.anomalies]


def test_the_exceptional_amount_is_summed_by_organisme_outside_envelope_and_caps():
    items = [
        one("A", 10, exceptionnelle=1_000, formation="F1"),
        one("A", 10, exceptionnelle=500, formation="F2"),
        one("B", 10),
    ]

    allocation = allocate(items, rules(9_000, total=5_000))

    line = allocation.organisme("A")
    assert (5_000, 1_500, 6_500) == (line.majoration, line.exceptionnelle, line.totale)
    assert (9_000, 10_500) == (allocation.counters.majoration, allocation.counters.totale)


def test_the_exceptional_amount_of_an_organisme_without_retained_formation_is_kept():
    allocation = allocate([ranked(0), ranked(4, exceptionnelle=700)], with_cut(CoupureMode.PART, Fraction(1, 2)))

    line = allocation.organisme("OF4")
    assert (0, 0, 700) == (line.contrats, line.majoration, line.totale)


def test_counters_tell_demands_from_what_is_kept():
    counters = allocate([ranked(0, 30), ranked(1, 10)], with_cut(CoupureMode.PART, Fraction(1, 2))).counters

    assert (2, 40, 1, 30, 2, 1) == (
        counters.demandes,
        counters.contrats_demandes,
        counters.formations_retenues,
        counters.contrats_retenus,
        counters.organismes_demandeurs,
        counters.organismes_retenus,
    )
    assert (Fraction(1, 2), Fraction(3, 4)) == (counters.part_formations, counters.part_contrats)


@pytest.mark.parametrize(
    "changed",
    [
        {"contrats": -1},
        {"contrats_verts": 11},
        {"contrats_verts": -1},
        {"exceptionnelle": -5},
        {"complement": "Z"},
        {"reference": "déjà prise"},
    ],
)
def test_impossible_candidatures_are_refused_all_at_once(changed):
    good = replace(one("Bon", 10), reference="déjà prise")

    with pytest.raises(AllocationError) as refused:
        allocate([good, replace(one("A", 10), **changed)], rules())

    assert set(changed) <= {item.column for item in refused.value.anomalies}


def test_a_rule_about_an_absent_organisme_is_told():
    changed, _ = small().with_overrides(
        {
            "organismes_ecartes": [{"of_cfa": "Fantôme", "motif": "essai"}],
            "plafonds.par_organisme": {"Spectre": 5},
            "arrondi": {"residu": "lignes_designees", "lignes": ["Ombre"]},
        }
    )

    allocation = allocate([one("A", 10)], changed)

    told = [item.message for item in allocation.anomalies if item.code == "absent_de_la_liste"]
    assert [True, True, True] == [any(name in message for message in told) for name in ("Fantôme", "Spectre", "Ombre")]


def test_the_hash_changes_with_a_single_contract():
    before = allocate([one("A", 10), one("B", 10)], rules())
    after = allocate([one("A", 10), one("B", 11)], rules())

    assert before.sha256 == allocate([one("B", 10), one("A", 10)], rules()).sha256
    assert before.sha256 != after.sha256
