"""An explanation adds up, names its articles and its open readings, and can be shown anywhere."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bareme.funding import fund
from bareme.funding.explain import explain
from bareme.funding.html import as_html
from bareme.funding.steps import Step
from bareme.legislation import LAW_FIELDS, law_on
from bareme.rules.contrat import PROFESSIONNALISATION
from tests.bareme.funding.contrats import WORKED, conclusion_of, contrat
from tests.bareme.funding.page import page_text

CONTRACTS = {
    "worked": WORKED,
    "probation": contrat(8000, "2025-09-01", "2026-08-31", niveau=6, rupture="2025-11-10", rupture_probatoire=1),
    "never_begun": contrat(
        8000, "2025-09-01", "2026-08-31", niveau=7, rupture="2025-09-20", rupture_probatoire=1, formation_commencee=0
    ),
    "new_employer": contrat(8000, "2026-02-16", "2027-02-15", niveau=6, suite_rupture=1),
    "short": contrat(6000, "2025-09-01", "2026-06-30", reduction_duree=1),
    "prior_period": contrat(6000, "2025-11-15", "2026-08-31", debut_cycle="2025-09-01"),
    "handicap": contrat(8000, "2025-09-01", "2026-08-31", majoration_handicap=480_000),
    "two_levels": contrat(7200, "2025-09-01", "2026-08-31", niveau=6, npec_initial=600_000, decision="2026-05-15"),
    "too_late": contrat(8000, "2025-11-01", "2026-10-31", pieces_recues_le="2027-03-01"),
    "v3": contrat(8000, "2023-09-01", "2025-08-31", rupture="2025-07-15"),
    "v2": contrat(6500, "2020-09-01", "2021-08-31"),
    "whole_year": contrat(6000, "2022-09-01", "2023-03-31", titre_ministere_court=1),
    "broken_title": contrat(6000, "2022-09-01", "2023-03-31", titre_ministere_court=1, rupture="2022-12-15"),
    "partial": contrat(8000, "2025-09-01", "2027-03-31"),
    "exempt": contrat(
        8000, "2025-12-01", "2026-11-30", heures_formation=40_000, heures_distance=40_000, exempt_distance=1
    ),
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_lines_explained_are_those_that_are_paid(name):
    funding = fund(CONTRACTS[name], law_on(conclusion_of(CONTRACTS[name])))

    explanation = explain(name, CONTRACTS[name])

    assert [line.montant for line in funding.lines] == [line.montant for line in explanation.lines]
    assert explanation.adds_up


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_gross_due_is_the_sum_of_its_steps(name):
    steps = {step.code: step.montant for step in explain(name, CONTRACTS[name]).steps}
    parts = [steps.get(code) or 0 for code in ("prorata", "majoration_courte", "handicap_du")]

    # Each step is rounded for itself, their sum once.
    assert abs(steps["du_brut"] - sum(parts)) <= 1
    assert max(0, steps["du_brut"] + steps["participation"]) == steps["du_opco"]


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_step_names_its_article(name):
    explanation = explain(name, CONTRACTS[name])

    assert all(step.article and step.label and step.formula for step in (*explanation.steps, *explanation.lines))


@pytest.mark.parametrize("name", ["worked", "v3", "v2"])
def test_every_open_reading_is_visible_with_its_value(name):
    explanation = explain(name, CONTRACTS[name])
    shown = {source.key for source in explanation.hypotheses}
    expected = {
        field.key
        for field_name, field in LAW_FIELDS.items()
        if field_name.startswith("hypothese_") and name == "worked"
    }

    assert expected <= shown
    assert all(source.hypothese and source.note for source in explanation.hypotheses)


def test_another_reading_changes_the_amount_and_is_explained():
    leap = contrat(10_000, "2027-09-01", "2028-08-31")
    steps = {step.code: step.montant for step in explain("bissextile", leap).steps}
    capped = {
        step.code: step.montant
        for step in explain("bissextile", leap, overrides={"hypotheses/annee_plafonnee": 1}).steps
    }

    assert 1_002_740 == steps["du_brut"]
    assert 1_000_000 == capped["du_brut"]


def test_the_first_sentence_tells_what_is_paid_when_the_solde_is_lost():
    said = {name: explain(name, CONTRACTS[name]).conclusion for name in ("too_late", "whole_year")}

    assert "7\u202f200,00\u202f€ sont à payer" in said["too_late"]
    assert "à payer" not in said["whole_year"]


def test_a_contract_paid_by_the_hour_is_not_said_to_be_owed_to_a_cfa():
    hourly = contrat(
        0, "2025-10-06", "2026-10-05", type=PROFESSIONNALISATION, heures_formation=30_000, taux_horaire=915
    )

    assert "CFA" not in explain("P1", hourly).conclusion
    assert "2\u202f745,00\u202f€" in explain("P1", hourly).conclusion


def test_a_forfeited_solde_says_why_nothing_is_paid():
    last = explain("tard", CONTRACTS["too_late"]).lines[-1]

    assert 0 == last.montant
    assert "28/02/2027" in last.remark


def test_a_contract_paid_by_the_hour_is_explained():
    pro = contrat(0, "2026-01-05", "2026-12-31", type=PROFESSIONNALISATION, heures_formation=40_000, taux_horaire=915)

    explanation = explain("pro", pro)

    assert 366_000 == explanation.total
    assert "D6332-86" in explanation.steps[0].article


@pytest.mark.parametrize("reading, amount", [(1, 182_499), (0, 366_000)])
def test_a_broken_contract_paid_by_the_hour_names_its_reading(reading, amount):
    pro = contrat(
        0,
        "2026-01-01",
        "2026-12-31",
        type=PROFESSIONNALISATION,
        heures_formation=40_000,
        taux_horaire=915,
        rupture="2026-07-01",
    )

    explanation = explain("pro", pro, overrides={"hypotheses/forfait_horaire_au_prorata": reading})

    step = next(step for step in explanation.steps if step.code == "rupture")
    assert amount == explanation.total
    assert ["hypotheses/forfait_horaire_au_prorata"] == [source.key for source in step.sources]


def test_where_the_level_comes_from_takes_the_place_of_the_given_level():
    origin = Step("npec", "Référentiel", "ligne 12", (), "8 000,00 €", "D6332-78", 800_000)

    explanation = explain("origine", CONTRACTS["probation"], origin=[origin])

    assert [origin] == [step for step in explanation.steps if step.code == "npec"]


def test_the_three_forms_say_the_same_amounts():
    explanation = explain("<b>hostile</b>", WORKED)
    data = json.loads(json.dumps(explanation.as_data(), ensure_ascii=False))
    page = BeautifulSoup(as_html(explanation), "html.parser")

    assert explanation.total == sum(line["montant_centimes"] for line in data["echeances"])
    assert len(explanation.steps) + len(explanation.lines) == len(page.select("ol > li"))
    assert all(line.displayed in explanation.as_text() for line in explanation.lines)
    assert "<b>hostile</b>" not in as_html(explanation)


def keys_of(step):
    return {source.key for source in step.sources}


def test_a_broken_short_title_shows_what_it_was_to_be_paid():
    steps = {step.code: step for step in explain("titre", CONTRACTS["broken_title"]).steps}

    assert (600_000, 200_000) == (steps["montant_convenu"].montant, steps["prorata"].montant)
    assert "hypotheses/titre_court_au_prorata" in keys_of(steps["montant_convenu"])
    assert "montant_convenu" not in {step.code for step in explain("titre", CONTRACTS["whole_year"]).steps}


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_step_cites_a_parameter_that_has_no_value_yet(name):
    explanation = explain(name, CONTRACTS[name])
    sources = [source for step in (*explanation.steps, *explanation.lines) for source in step.sources]

    assert None not in {source.amount for source in sources}
    assert "sans valeur" not in explanation.as_text()


@pytest.mark.parametrize(
    "name, lines",
    [
        ("short", [1]),
        ("partial", [6]),
        ("v3", []),
        ("too_late", []),
    ],
)
def test_presumed_pieces_are_cited_on_the_line_that_waits_for_them(name, lines):
    steps = explain(name, CONTRACTS[name]).lines

    assert lines == [rank for rank, step in enumerate(steps) if "hypotheses/pieces_recues" in keys_of(step)]


@pytest.mark.parametrize(
    "name, cited",
    [
        ("short", []),
        ("v2", []),
        ("two_levels", []),
        ("partial", [(5, "echeance_7e_mois"), (6, "solde")]),
        ("probation", [(1, "recuperation")]),
    ],
)
def test_merged_tranches_are_cited_where_a_year_is_cut(name, cited):
    steps = explain(name, CONTRACTS[name]).lines

    assert cited == [
        (rank, step.code) for rank, step in enumerate(steps) if "hypotheses/tranches_fondues" in keys_of(step)
    ]


def test_the_page_of_the_calculation_shows_what_the_engine_answers():
    page = Path("docs/calcul.md").read_text(encoding="utf-8")

    assert f"```text\n{page_text()}\n```" in page
