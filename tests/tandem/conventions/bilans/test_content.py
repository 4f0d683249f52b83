"""What a bilan says: the figures of the matrix and of the series, words for what is missing, nothing of a draft."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tandem.conventions.bilans.content import bilan_content, content_from
from tandem.conventions.bilans.facts import digest
from tandem.conventions.bilans.forms import FORMS, form_of, sections_of
from tandem.conventions.bilans.parts import parts_of
from tandem.conventions.bilans.periods import bilan_periods, period_at
from tandem.conventions.enums import EtatAction, EtatDecisionComite, NatureIndicateur, NatureObligation, TypeConvention
from tandem.conventions.followed import follow
from tandem.conventions.matrix import line_of
from tandem.conventions.models import Fiche, Prolongation
from tandem.conventions.series import series_of
from tests.tandem.conventions.bilans.lives import (
    AFTER_2024,
    carried,
    decided,
    held,
    moment,
    moved,
    sent,
    typed,
    year_2024,
)
from tests.tandem.conventions.factories import FicheFactory, IndicateurFactory, ObligationFactory
from tests.tandem.printing.text import plain

IDF = ("akto-idf-2023", "atlas-idf-2023")
SUMMER_2026 = date(2026, 7, 20)


def content_of(convention, slug="2024", on=AFTER_2024, **options):
    """Return a bilan as it stands on a day."""
    return bilan_content(convention, period_at(convention, slug, on), on=on, **options)


def owed_of(content, code):
    """Return what a bilan says of one obligation."""
    return next(one for one in content.owed if one.code == code)


def measured_of(content, code):
    """Return what a bilan says of one indicator."""
    return next(one for one in content.measured if one.code == code)


def texts_in(value):
    """Return every string of frozen data."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value] if isinstance(value, str) else []


def test_a_region_convention_has_a_bilan_each_year_and_one_at_term(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])

    assert ["2023", "2024", "2025", "terme"] == [one.slug for one in bilan_periods(akto, AFTER_2024)]


def test_the_delegation_of_opco_sante_has_a_bilan_each_semester_and_none_at_an_unknown_term(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])

    assert ["2025-s2", "2025", "2026-s1", "2026-s2", "2026"] == [one.slug for one in bilan_periods(sante, SUMMER_2026)]


def test_the_days_of_a_period_are_those_of_the_convention(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    periods = bilan_periods(akto, date(2027, 1, 1))

    assert (date(2023, 10, 12), date(2023, 12, 31)) == (periods[0].starts_on, periods[0].ends_on)
    assert (date(2026, 1, 1), akto.end) == (periods[-2].starts_on, periods[-2].ends_on)


def test_a_prolongation_moves_the_term_and_opens_the_years_that_it_adds(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    Prolongation.objects.create(convention=akto, duree_mois=12, agreed_on=date(2026, 5, 1), motif="Poursuivre.")

    assert ["2026", "2027", "terme"] == [one.slug for one in bilan_periods(akto, date(2027, 6, 1))][-3:]


def test_a_convention_without_a_date_of_signature_has_no_bilan(real_conventions):
    assert [] == bilan_periods(real_conventions["akto-idf-2023"], AFTER_2024)


@pytest.mark.parametrize("slug", IDF)
def test_obligations_of_a_year_are_those_of_the_matrix(real_conventions, slug):
    convention = carried(real_conventions[slug])
    year_2024(convention)
    (followed,) = follow([convention])
    expected = {
        cell.obligation.code: (cell.counts.due, cell.counts.done, cell.counts.planned, cell.counts.missing, cell.etat)
        for cell in line_of(followed, 2024, AFTER_2024).cells
    }
    content = content_of(convention)

    assert expected == {one.code: (one.due, one.done, one.planned, one.missing, one.etat) for one in content.owed}
    assert any(one.done for one in content.owed)


@pytest.mark.parametrize("slug", IDF)
def test_indicators_of_a_year_are_those_of_the_series(real_conventions, slug):
    convention = carried(real_conventions[slug])
    by_hand = convention.indicateurs.filter(nature=NatureIndicateur.SAISI, periode="annee_civile").order_by("rank")
    for rank, one in enumerate(by_hand, start=1):
        typed(convention, one.code, 2024, 20 + rank)
    expected = {
        (one.indicateur.code, point.period.label): "" if point.measure.value is None else str(point.measure.value)
        for one in series_of(convention, on=AFTER_2024)
        for point in one.points
        if point.period.starts_on <= date(2024, 12, 31)
    }
    content = content_of(convention)

    assert expected == {(one.code, point.label): point.figure.exact for one in content.measured for point in one.series}
    assert any(expected.values())


def test_at_term_each_obligation_counts_all_its_periods_once(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    after = date(2026, 12, 1)
    (followed,) = follow([akto])
    one = next(one for one in followed.obligations if one.par == "an" and one.nature == "transmission" and one.minimum)
    years = [line_of(followed, year, after) for year in (2023, 2024, 2025, 2026)]
    due = sum(cell.counts.due for line in years for cell in line.cells if cell.obligation.code == one.code)

    assert due == owed_of(content_of(akto, "terme", after), one.code).due


def test_in_a_semester_what_is_due_over_the_year_is_judged_on_its_last_day(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    held(sante, "comite-de-suivi-national", moment(2026, 3, 4, 10))
    held(sante, "comite-de-suivi-national", moment(2026, 7, 15, 10))
    comite = owed_of(content_of(sante, "2026-s1", date(2027, 2, 1)), "comite-de-suivi-national")

    assert (2, 1, 1, 0) == (comite.due, comite.done, comite.planned, comite.missing)


def test_what_can_still_be_done_is_not_told_as_lost(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    fonds = owed_of(content_of(sante, "2026-s1", SUMMER_2026), "loi-compte-rendu-fonds")

    assert (1, 1, 0) == (fonds.missing, fonds.left, fonds.lost)


def test_a_missing_value_is_told_with_its_reason_and_never_as_zero(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    content = content_of(akto)
    absent = [value.figure for one in content.measured for value in one.values if not value.figure.exact]

    assert absent
    assert {"non renseigné"} == {figure.words for figure in absent}
    assert all(figure.reason for figure in absent)
    assert "aucun vote en 2024" in {figure.reason for figure in absent}
    assert "à donner par AKTO" in {figure.reason for figure in absent}


def test_zero_is_kept_as_a_value(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    code = akto.indicateurs.filter(nature=NatureIndicateur.SAISI, is_sensible=False).order_by("rank").first().code
    typed(akto, code, 2024, 0)

    assert "0" == measured_of(content_of(akto), code).values[0].figure.exact


def test_the_base_of_the_three_territories_is_that_of_the_source_and_the_share_is_exact(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    typed(sante, "entreprises-accompagnees", 2026, 24)
    typed(sante, "salaries-montee-competences", 2026, 500)
    firms, people = content_of(sante, "2026-s1", SUMMER_2026).covered

    assert ("60", "24", "2/5", "40,0\u202f%") == (
        firms.base.exact,
        firms.reached.exact,
        firms.share.exact,
        firms.share.words,
    )
    assert ("1500", "500", "1/3", "33,3\u202f%") == (
        people.base.exact,
        people.reached.exact,
        people.share.exact,
        people.share.words,
    )
    assert "près de 60 entreprises" == firms.base.words


def test_coverage_is_told_in_each_of_the_three_territories(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    typed(sante, "entreprises-accompagnees", 2026, 24)
    typed(sante, "entreprises-accompagnees", 2026, 14, departement="976")
    places = content_of(sante, "2026-s1", SUMMER_2026).covered[0].territoires

    assert {
        "Mayotte": "14 entreprises",
        "Saint-Barthélemy": "non renseigné",
        "Saint-Martin": "non renseigné",
    } == {place.label: place.figure.words for place in places}


def test_coverage_that_nobody_gave_has_no_share(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    firms = content_of(sante, "2026-s1", SUMMER_2026).covered[0]

    assert ("", "non renseigné", "à donner par AKTO") == (firms.share.exact, firms.share.words, firms.share.reason)


def test_small_counts_of_people_are_hidden_and_counted(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    typed(sante, "salaries-montee-competences", 2026, 300)
    typed(sante, "salaries-montee-competences", 2026, 4, departement="977")
    typed(sante, "salaries-montee-competences", 2026, 200, departement="976")
    content = content_of(sante, "2026-s1", SUMMER_2026)
    places = {place.label: place.figure for place in content.covered[1].territoires}

    assert ("", "masqué", True) == (
        places["Saint-Barthélemy"].exact,
        places["Saint-Barthélemy"].words,
        places["Saint-Barthélemy"].is_hidden,
    )
    assert content.hidden_cells >= 1
    assert not any("4 personnes" in plain(text) for text in texts_in(content.as_json()))
    assert any("300 personnes" in plain(text) for text in texts_in(content.as_json()))


def test_the_four_engagements_each_have_their_text_and_the_state_of_their_fiche(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    moved(sante.fiches.get(numero="2"), EtatAction.EN_COURS, moment(2026, 2, 3, 9))
    texts = content_of(sante, "2026-s1", SUMMER_2026, texts={"engagement_2": "Deux ateliers."}).texts

    assert [f"engagement_{rank}" for rank in range(1, 5)] == [text.code for text in texts if text.quote]
    assert ("Deux ateliers.", "en_cours") == (texts[1].texte, texts[1].etat)
    assert texts[1].quote.startswith("Mettre à disposition les expertises en matière de formation professionnelle")


def test_the_form_of_a_delegation_has_the_three_subjects_of_its_committee_and_the_report_that_the_law_asks(
    real_conventions,
):
    sections = [section.label for section in sections_of(real_conventions["opco-sante-akto-2025"])]

    assert [
        "Pilotage coordonné",
        "Suivi des indicateurs d’activité",
        "Ajustement des actions",
        "Activité accomplie",
        "Utilisation des fonds",
    ] == sections[4:]


def test_the_form_of_a_region_convention_has_four_sections():
    assert ["Faits marquants", "Réussites", "Difficultés", "Perspectives"] == [
        one.label for one in form_of("region_opco").sections
    ]


def test_the_two_reports_of_the_law_are_shown_with_what_was_sent(real_conventions):
    sante = carried(real_conventions["opco-sante-akto-2025"])
    sent(sante, "loi-compte-rendu-activite", date(2026, 5, 4), note="Activité de 2025")
    part = next(
        part
        for part in parts_of(content_of(sante, "2026", date(2027, 1, 8)))
        if part.heading == "Compte rendu du délégataire"
    )
    rows = part.blocks[0].grids[0].rows

    assert [
        ("Rendre compte de l’activité accomplie", "04/05/2026, Activité de 2025", "Faite"),
        ("Rendre compte de l’utilisation des fonds", "non remis", "Manquante"),
    ] == [(row[0], row[3], str(row[4])) for row in rows]


def test_meetings_are_counted_with_their_hours_and_the_people_known(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    year_2024(akto)
    meetings = content_of(akto).meetings

    assert (2, 210, 6, 1) == (len(meetings.held), meetings.total_minutes, meetings.participants, meetings.uncounted)


def test_only_what_falls_in_the_period_is_told(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    codes = year_2024(akto)
    held(akto, codes["reunion"], moment(2025, 1, 1, 0, 30))
    sent(akto, codes["transmission"], date(2025, 1, 1))
    content = content_of(akto)

    assert (2, 1) == (len(content.meetings.held), len(content.sendings))


def test_a_fiche_has_its_state_of_the_end_of_the_period_and_its_changes(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    fiche = akto.fiches.get(numero="1")
    moved(fiche, EtatAction.EN_COURS, moment(2024, 2, 1, 9))
    moved(fiche, EtatAction.ARRETEE, moment(2025, 1, 15, 9), reason="Sans suite.")
    line = content_of(akto).axes[0].fiches[0]

    assert ("en_cours", [("2024-02-01", "Prévue", "En cours")]) == (
        line.etat,
        [(one.date, one.before, one.after) for one in line.changes],
    )


def test_decisions_come_with_their_last_follow_up_and_the_older_ones_still_to_do(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    before = held(akto, next(iter(year_2024(akto).values())), moment(2023, 12, 5, 10))
    decided(before, "Réunir les CFA.")
    decided(before, "Nommer un référent.", etat=EtatDecisionComite.FAITE)
    content = content_of(akto)

    assert [
        ("Réunir les CFA.", "a_faire", ""),
        ("Transmettre la liste des CFA.", "faite", "Liste transmise."),
    ] == [(one.texte, one.etat, one.suivi) for one in content.decided]


def test_restrictions_and_gaps_of_the_text_are_told(real_conventions):
    content = content_of(carried(real_conventions["akto-idf-2023"]))

    assert any("AKTO" == one.organisation for one in content.bounds)
    assert any("Axe 4" in one.sentence for one in content.lacks)


def test_the_obligation_that_asks_for_the_bilan_is_named(real_conventions):
    akto = content_of(carried(real_conventions["akto-idf-2023"])).identity.asked_by
    sante = content_of(carried(real_conventions["opco-sante-akto-2025"]), "2026-s1", SUMMER_2026).identity.asked_by

    assert "Comité de pilotage : bilan de l’année et projets à venir (article 5)" in map(plain, akto)
    assert ("Comité de suivi national (communiqué)",) == sante


def test_the_draft_of_one_side_is_nowhere_in_the_bilan(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    opco = akto.parties.get(role="opco").organisation
    draft = FicheFactory(convention=akto, numero="9", titre="Brouillon secret", draft_of=opco, axe=akto.axes.first())
    IndicateurFactory(convention=akto, fiche=draft, libelle="Indicateur secret")
    ObligationFactory(convention=akto, fiche=draft, libelle="Obligation secrète", nature=NatureObligation.LIVRABLE)

    assert not any("secr" in text for text in texts_in(content_of(akto).as_json()))


def test_a_value_not_yet_shared_is_nowhere_in_the_bilan(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    one = akto.indicateurs.filter(nature=NatureIndicateur.SAISI, is_sensible=False).order_by("rank").first()
    one.valeurs.create(
        annee=2024, value=4242, date=date(2024, 12, 31), partie=akto.parties.get(role="opco"), is_shared=False
    )

    assert not any("4242" in text for text in texts_in(content_of(akto).as_json()))


@pytest.mark.parametrize("slug", [*IDF, "opco-sante-akto-2025"])
def test_frozen_content_reads_back_equal_and_has_one_hash(real_conventions, slug):
    convention = carried(real_conventions[slug])
    content = content_of(convention, "2025", SUMMER_2026)
    data = json.loads(json.dumps(content.as_json()))
    shuffled = dict(reversed(data.items()))

    assert content == content_from(data)
    assert digest(data) == digest(shuffled)
    assert digest(data) == digest(content_of(convention, "2025", SUMMER_2026).as_json())


def test_another_day_gives_another_hash(real_conventions):
    content = content_of(carried(real_conventions["akto-idf-2023"]))

    assert digest(content.as_json()) != digest(replace(content, on="2025-02-04").as_json())


def test_a_bilan_of_real_data_alone_says_nothing_of_invention(real_conventions):
    assert "" == content_of(carried(real_conventions["akto-idf-2023"])).fiction


def test_invented_data_are_said(real_conventions):
    akto = carried(real_conventions["akto-idf-2023"])
    Fiche.objects.filter(convention=akto, numero="1").update(is_fictif=True)

    assert content_of(akto).fiction.startswith("Une partie des données est fictive")


def test_every_type_of_convention_has_a_form_whose_sections_have_their_place():
    assert set(TypeConvention) == set(FORMS)
    for form in FORMS.values():
        placed = {code for plan in form.plans for code in plan.sections}
        assert {section.code for section in form.sections} <= placed
