"""The worked examples of the law that concern the validity of a contract, each by its id."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bareme.validite import Resultat
from bareme.validite.dates import add_months, completed_years, is_at_least, last_day
from bareme.validite.depot import decision_states
from bareme.validite.duree import AFTER_RUPTURE
from bareme.validite.etats import Etat
from bareme.validite.formation import minimum_hours
from bareme.validite.grille import apprenti_ages, apprenti_rate, bracket, minimum_pay
from bareme.validite.jours_feries import add_jours_ouvrables, is_ouvrable
from bareme.validite.numero_deca import parse_numero_deca
from bareme.validite.trace import Trace
from tests.bareme.validite.dossiers import apprenti, pro, verdict

LAW = json.loads((Path(__file__).parents[1] / "law_examples.json").read_text(encoding="utf-8"))
EXAMPLES = {example["id"]: example for example in LAW["examples"]}
ELIGIBLE = {True: Resultat.OK, False: Resultat.REFUSE}
SIGNED = date(2026, 8, 1)


def given(identifier):
    return EXAMPLES[identifier]["inputs"], EXAMPLES[identifier]["expected"]


def day(text):
    return date.fromisoformat(text)


def centimes(text):
    return int(Decimal(str(text)) * 100)


@pytest.mark.parametrize("identifier", ["A01", "A02", "A05", "A06"])
def test_the_age_is_read_at_the_start(identifier):
    inputs, expected = given(identifier)
    birth, start = day(inputs["birth"]), day(inputs["start"])
    facts = apprenti(
        date_conclusion=SIGNED, date_debut=start, date_naissance=birth, college_acheve=inputs.get("college_done")
    )

    told = verdict(facts, "age")

    assert expected["age_at_start"] == completed_years(birth, start)
    assert ELIGIBLE[expected["eligible"]] is told.resultat
    assert expected.get("refusal_ground", told.motif) == told.motif
    if "alternative" in expected:
        assert expected["alternative"].split()[-1] in told.article
        assert "statut scolaire" in told.phrase


@pytest.mark.parametrize("identifier", ["A04"])
@pytest.mark.parametrize(
    "reading, ceiling",
    [
        ("eligible_literal_D6222_1", None),
        ("eligible_contrat_portal_reading", 35),
        ("eligible_service_public_reading", 34),
    ],
)
def test_the_ceiling_of_a_derogation_is_read_at_the_conclusion(identifier, reading, ceiling):
    inputs, expected = given(identifier)
    facts = apprenti(
        date_conclusion=day(inputs["conclusion"]),
        date_debut=day(inputs["conclusion"]),
        date_naissance=day(inputs["birth"]),
        fin_contrat_precedent=day(inputs["previous_contract_end"]),
        derogation_age={"higher_level": "niveau_superieur"}[inputs["derogation"]],
    )
    overrides = {} if ceiling is None else {"validite/age/age_derog_max_completed_years": Fraction(ceiling)}

    assert expected["age_at_conclusion"] == completed_years(facts.date_naissance, facts.date_conclusion)
    assert ELIGIBLE[expected[reading]] is verdict(facts, "age", overrides).resultat


@pytest.mark.parametrize("identifier", ["A07"])
def test_a_contract_is_sent_within_five_working_days(identifier):
    inputs, expected = given(identifier)
    start, deadline = day(inputs["start"]), day(expected["deadline"])

    assert deadline == add_jours_ouvrables(start, 5)
    assert not any(is_ouvrable(day(text)) for text in inputs["non_working"])
    for sent, resultat in ((deadline, Resultat.OK), (date(2026, 5, 8), Resultat.ALERTE)):
        facts = apprenti(date_conclusion=start, date_debut=start, date_transmission=sent)
        assert resultat is verdict(facts, "transmission").resultat


@pytest.mark.parametrize("identifier", ["A08", "B49"])
def test_the_silence_refuses_and_a_later_acceptance_is_valid(identifier):
    inputs, expected = given(identifier)
    received = day(EXAMPLES["A08"]["inputs"]["complete_file_received"])
    deadline = day(inputs.get("deadline", expected.get("deadline")))
    accepted = day(EXAMPLES["B49"]["inputs"]["explicit_acceptance"])
    facts = apprenti(date_dossier_complet=received, decision=None, date_decision=None)
    later = apprenti(date_dossier_complet=received, decision="acceptation", date_decision=accepted)

    silent = decision_states(facts, Trace(), as_of=date(deadline.year, deadline.month, deadline.day + 1))
    followed = decision_states(later, Trace())

    assert (Etat.COMPLET,) == decision_states(facts, Trace(), as_of=deadline)
    assert (Etat.COMPLET, Etat.REFUS_IMPLICITE) == silent
    assert expected.get("state", ["REFUS_IMPLICITE", "ENGAGE"]) == [state.name for state in followed[1:]]
    assert expected.get("silence_private", "REFUS_IMPLICITE") == silent[-1].name
    assert Resultat.OK is verdict(later, "decision").resultat
    refused = verdict(facts, "decision", as_of=accepted)
    assert (Resultat.REFUSE, "R6224-3") == (refused.resultat, refused.article)


@pytest.mark.parametrize("identifier", ["A09"])
def test_a_quarter_of_the_contract_is_spent_in_training(identifier):
    inputs, expected = given(identifier)
    least = Fraction(str(expected["min_hours"]))
    start = date(2026, 9, 1)
    end = last_day(start, inputs["contract_months"])
    hours = Fraction(inputs["cfa_hours"])
    facts = apprenti(date_conclusion=SIGNED, date_debut=start, date_fin=end, heures_formation=hours)

    quarter = Fraction(1, 4)
    assert least == minimum_hours(Fraction(inputs["contract_months"]), Fraction(inputs["annual_hours_base"]), quarter)
    assert ELIGIBLE[expected["ok"]] is verdict(facts, "part_formation").resultat
    assert ("heures exigées", "401,75 h") in verdict(facts, "part_formation").figures
    enough = apprenti(date_conclusion=SIGNED, date_debut=start, date_fin=end, heures_formation=least)
    assert Resultat.OK is verdict(enough, "part_formation").resultat


@pytest.mark.parametrize("identifier", ["A10"])
def test_a_cycle_without_employer_lasts_three_months(identifier):
    inputs, expected = given(identifier)
    cycle, latest = day(inputs["cycle_start"]), day(expected["latest_contract_start"])

    for start, resultat in (
        (day(inputs["contract_start"]), ELIGIBLE[expected["allowed"]]),
        (latest, Resultat.OK),
        (date(2025, 12, 2), Resultat.REFUSE),
    ):
        assert resultat is verdict(apprenti(debut_cycle=cycle, date_debut=start), "cycle_sans_employeur").resultat
    assert latest == add_months(cycle, 3)


@pytest.mark.parametrize("identifier", ["A12"])
def test_the_number_fits_the_mask(identifier):
    inputs, expected = given(identifier)

    parts = parse_numero_deca(inputs["numero"])

    assert (expected["departement"], expected["year"], expected["month"]) == (
        parts.departement,
        parts.year,
        parts.month,
    )
    resultat = verdict(apprenti(numero_deca=inputs["numero"]), "numero_deca").resultat
    assert ELIGIBLE[expected["valid"]] is resultat


@pytest.mark.parametrize("identifier", ["A13"])
def test_the_least_pay_comes_from_the_grid(identifier):
    inputs, expected = given(identifier)
    signed, smic = date(2025, 8, 1), centimes(inputs["smic_month"])
    birth = date(signed.year - inputs["age"], 1, 15)
    trace = Trace()
    position = bracket(birth, signed, apprenti_ages(signed, trace))

    rate = apprenti_rate(position, inputs["year"], signed, trace)

    assert Fraction(expected["pct"], 100) == rate
    assert centimes(expected["min"]) == minimum_pay(rate, smic, None, Fraction(35))
    for pay, resultat in ((centimes(expected["min"]), Resultat.OK), (centimes(expected["min"]) - 1, Resultat.REFUSE)):
        facts = apprenti(date_naissance=birth, annee_cycle=inputs["year"], salaire_mensuel=pay)
        assert resultat is verdict(facts, "remuneration").resultat


@pytest.mark.parametrize("identifier", ["A15", "A16"])
def test_the_certification_is_active_when_the_cycle_or_the_contract_begins(identifier):
    inputs, expected = given(identifier)
    start, cycle = day(inputs["contract_start"]), day(inputs["cycle_start"])
    facts = apprenti(
        date_debut=start,
        debut_cycle=None if cycle == start else cycle,
        rncp_fin_enregistrement=day(inputs["rncp_end"]),
    )

    told = verdict(facts, "rncp_active")

    assert ELIGIBLE[expected["eligible"]] is told.resultat
    if "refusal_ground" in expected:
        assert expected["refusal_ground"] == f"{told.motif} ({told.article})"


@pytest.mark.parametrize("identifier", ["A17"])
def test_a_contract_after_a_rupture_may_be_short(identifier):
    inputs, expected = given(identifier)
    start = date(2026, 2, 2)
    months = inputs["months"]
    hours = Fraction(inputs["cfa_share_pct"], 100) * 1607 * months / 12
    facts = apprenti(
        date_conclusion=start,
        date_debut=start,
        date_fin=last_day(start, months),
        suite_rupture=inputs["after_rupture_L6222_18_2"],
        heures_formation=hours,
        duree_cycle=24,
        convention_tripartite=False,
    )

    refused = {
        name: verdict(facts, name).resultat is Resultat.REFUSE for name in ("duree", "part_formation", "convention")
    }

    assert expected["duration_ok"] is not refused["duree"]
    assert expected["share_ok"] is not refused["part_formation"]
    assert expected["convention_tripartite_needed"] is refused["convention"]
    before = {AFTER_RUPTURE: Fraction(0)}
    assert Resultat.REFUSE is verdict(facts, "duree", before).resultat
    assert Resultat.REFUSE is verdict(facts, "part_formation", before).resultat


@pytest.mark.parametrize("identifier", ["B37"])
def test_the_pieces_of_the_solde_come_within_four_months(identifier):
    inputs, expected = given(identifier)
    deadline, end = day(expected["deadline"]), day(inputs["end"])
    facts = apprenti(date_debut=date(2025, 11, 1), date_fin=end)

    for received, resultat in ((deadline, Resultat.OK), (day(inputs["documents_received"]), Resultat.ALERTE)):
        changed = apprenti(date_debut=facts.date_debut, date_fin=end, pieces_recues_le=received)
        assert resultat is verdict(changed, "pieces_solde").resultat


@pytest.mark.parametrize("identifier", ["B46"])
def test_a_year_is_counted_by_the_calendar(identifier):
    inputs, expected = given(identifier)
    start, end = day(inputs["start"]), day(inputs["end"])

    assert expected["days"] == (end - start).days + 1
    assert expected["short_calendar_test"] is not is_at_least(start, end, 12)


@pytest.mark.parametrize("identifier", ["C03"])
def test_the_training_of_a_contrat_de_professionnalisation(identifier):
    inputs, expected = given(identifier)

    for case in inputs["cases"]:
        hours, whole = case["training"], case["contract_hours"]
        told = verdict(pro(heures_contrat=Fraction(whole), heures_formation=Fraction(hours)), "part_formation")
        answer = expected[f"{whole}/{hours}"]
        if answer is True:
            assert Resultat.OK is told.resultat
        else:
            assert (Resultat.INDETERMINE, ("accord_formation",)) == (told.resultat, told.manque)
            assert told.article in answer


def test_every_example_of_section_a_is_here():
    here = Path(__file__).read_text(encoding="utf-8")

    assert [] == [name for name in EXAMPLES if name.startswith("A") and f'"{name}"' not in here]
