import json
from dataclasses import replace
from fractions import Fraction

import pytest

from bareme.majoration.allocation import allocate
from bareme.majoration.explain import explain_formation, explain_organisme
from bareme.majoration.reglement.parts import Coupure, CoupureMode
from tests.bareme.majoration.samples import figures, one, rules, small
from tests.bareme.majoration.test_golden_annexe1 import allocation as golden


def step(explanation, code):
    (found,) = [item for item in explanation.steps if item.code == code]
    return found


def shown(explanation, code):
    return step(explanation, code).displayed.replace("\u202f", " ")


def test_aftral_adds_up_to_what_was_voted():
    explanation = explain_organisme(golden(), "AFTRAL")

    assert [
        "moyenne",
        "base",
        "part_base",
        "complement_A",
        "bonus_vert",
        "montant_calcule",
        "arrondi",
        "exceptionnelle",
    ] == [item.code for item in explanation.steps]
    assert ("668,703101… €", "638,109695… €") == (shown(explanation, "moyenne"), shown(explanation, "base"))
    assert ("138 822 €", "268 822 €") == (shown(explanation, "arrondi"), shown(explanation, "exceptionnelle"))
    assert explanation.adds_up


def test_the_euro_taken_is_a_step_of_its_own():
    explanation = explain_organisme(golden(), "INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE")

    adjusted = step(explanation, "ajustement")
    assert (Fraction(-1), "lignes_designees", "deduit") == (
        adjusted.delta,
        adjusted.rounding,
        adjusted.clause.statut.value,
    )
    assert ("265 091 €", "265 090 €") == (shown(explanation, "arrondi"), shown(explanation, "ajustement"))


def test_each_rounding_cites_its_own_clause():
    adjusted = explain_organisme(golden(), "INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE")
    ordinary = explain_organisme(golden(), "AFTRAL")
    share = explain_formation(golden(), golden().formations_of("BTP CFA ILE DE FRANCE")[0].reference)

    assert "MOTOCYCLE" in step(adjusted, "ajustement").clause.ref
    assert "MOTOCYCLE" not in ordinary.as_text()
    assert {"hypothese"} == {step(share, code).clause.statut.value for code in ("part_organisme", "centimes")}


def test_the_base_says_that_its_value_is_solved():
    clause = step(explain_organisme(golden(), "AFTRAL"), "base").clause

    assert "deduit" == clause.statut.value
    assert "valeur exacte résolue" in clause.ref


def test_both_caps_are_steps_with_their_clause():
    explanation = explain_organisme(golden(), "CMA REGION IDF")

    assert (Fraction(100_000), Fraction(2_000_000)) == (
        step(explanation, "plafond_vert").cap,
        step(explanation, "plafond_total").cap,
    )
    assert "deduit" == step(explanation, "plafond_total").clause.statut.value
    assert explanation.adds_up


def test_the_base_is_explained_by_the_figures_that_give_it():
    inputs = {
        item.label: item.displayed.replace("\u202f", " ")
        for item in step(explain_organisme(golden(), "AFTRAL"), "base").inputs
    }

    assert ["20 140 000 €", "2 000 000 €", "677 061,889900… €", "587 489,109503… €", "26 446"] == list(inputs.values())


def test_a_mixed_organisme_has_one_step_per_class():
    explanation = explain_organisme(golden(), "BTP CFA ILE DE FRANCE")

    assert [Fraction(0), Fraction(3, 20)] == [step(explanation, f"complement_{name}").rate for name in "AB"]


def test_the_formations_of_an_organisme_share_its_whole_amount():
    lines = golden().formations_of("BTP CFA ILE DE FRANCE")
    parts = [explain_formation(golden(), line.reference) for line in lines]

    assert all(part.adds_up for part in parts)
    assert Fraction(907_463) == sum(part.total for part in parts)


def test_a_formation_tells_its_score_rank_and_cut_off():
    cut = Coupure(CoupureMode.PART, Fraction(1, 2), None, small().coupure.clause)
    items = [one("Un", 10, indicateurs=figures()), one("Deux", 10, indicateurs=figures(qpv=Fraction(4)))]
    allocation = allocate(items, replace(rules(), coupure=cut))

    kept, lost = (explain_formation(allocation, item.reference) for item in items)

    assert ("100 points", "1", True) == (shown(kept, "score"), shown(kept, "rang"), kept.adds_up)
    assert ("85 points", "2", Fraction(0), True) == (
        shown(lost, "score"),
        shown(lost, "rang"),
        lost.total,
        lost.adds_up,
    )
    assert "au-delà de la coupure" in lost.conclusion


def test_the_evidence_of_each_figure_is_told():
    items = [one("Un", 10, indicateurs=figures(femmes=Fraction(1, 4)))]
    explanation = explain_formation(allocate(items, rules()), items[0].reference)

    told = [item.displayed.replace("\u202f", " ") for item in step(explanation, "critere_publics").inputs]
    assert ["5 jeunes (à partir de 5 jeunes) : 3 / 3 points", "25 % (de 0 % à 50 %) : 1,5 / 3 points"] == told


def test_green_contracts_below_the_thresholds_are_told():
    changed, _ = small().with_overrides({"bonus_vert.seuils": [{"champ": "qpv", "minimum": 50}]})
    items = [one("Un", 10, 4, indicateurs=figures())]

    explanation = explain_organisme(allocate(items, changed), "Un")

    assert "4" in {item.displayed for item in step(explanation, "bonus_vert").inputs if "seuils" in item.label}


def test_an_organisme_with_only_an_exceptional_amount_is_explained():
    cut = Coupure(CoupureMode.PART, Fraction(1, 2), None, small().coupure.clause)
    items = [one("Un", 10, indicateurs=figures()), one("Deux", 9, indicateurs=figures(), exceptionnelle=400)]

    explanation = explain_organisme(allocate(items, replace(rules(), coupure=cut)), "Deux")

    assert (["exceptionnelle"], Fraction(400), True) == (
        [item.code for item in explanation.steps],
        explanation.total,
        explanation.adds_up,
    )


def test_an_unknown_name_is_a_lookup_error():
    with pytest.raises(KeyError):
        explain_organisme(golden(), "Personne")


def test_the_same_explanation_is_data_and_text():
    explanation = explain_organisme(golden(), "AFTRAL")

    data = json.loads(json.dumps(explanation.as_data()))
    text = explanation.as_text()
    assert ("268822", 8) == (data["total"], len(data["steps"]))
    assert "Total" in text
    assert "268\u202f822\u202f€" in text
    assert "<" not in text
