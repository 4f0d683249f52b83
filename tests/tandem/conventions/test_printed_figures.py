"""Figures of the sources, printed beside what they give: shown, never corrected."""

from fractions import Fraction

import pytest

from tandem.conventions.printed import gap, is_in_words, printed_beside
from tandem.conventions.series import series_of
from tandem.formats import percentage
from tandem.organisations.models import KeyFigure, KeyRatio

pytestmark = pytest.mark.django_db


@pytest.fixture
def ratios(real_conventions):
    rows = KeyRatio.objects.select_related("numerator", "denominator", "organisation").order_by("pk")
    return {(row.organisation.slug, row.code): row for row in rows}


@pytest.mark.parametrize(
    "organisation, code, expected",
    [
        ("atlas", "part-contrats-franciliens", "22,0"),
        ("atlas", "part-tuteurs-formes-idf", "31,2"),
        ("opco-sante", "part-salaries-formes", "56,2"),
        ("akto", "hausse-apprentissage-normandie", "41,3"),
    ],
)
def test_a_ratio_is_recomputed_from_the_two_figures_of_its_source(ratios, organisation, code, expected):
    assert f"{expected}\u202f%" == percentage(ratios[organisation, code].recomputed)


def test_twenty_three_percent_is_not_what_48_000_of_218_000_give(ratios):
    ratio = ratios["atlas", "part-contrats-franciliens"]

    assert Fraction(23, 100) - Fraction(48_000, 218_000) == gap(ratio)


def test_forty_one_percent_is_the_rounding_of_41_3(ratios):
    assert gap(ratios["akto", "hausse-apprentissage-normandie"]) is None


def test_a_ratio_without_both_figures_is_not_recomputed(ratios):
    ratio = ratios["opco-sante", "hausse-contrats-alternance"]

    assert (None, None) == (ratio.recomputed, gap(ratio))


def test_one_employee_out_of_two_is_words_and_not_a_figure(ratios):
    assert is_in_words(ratios["opco-sante", "part-salaries-formes"])


def test_akto_has_27_branches_in_2023_and_21_in_2025(real_conventions):
    found = KeyFigure.objects.filter(organisation__slug="akto", code="branches").order_by("date")

    assert {2023: 27, 2025: 21} == {figure.date.year: figure.number for figure in found}


def test_opco_sante_has_a_million_employees_in_2022_and_1_3_million_in_2025(real_conventions):
    found = KeyFigure.objects.filter(organisation__slug="opco-sante", code="salaries-couverts").order_by("date")

    assert [(2022, 1_000_000), (2025, 1_300_000)] == [(figure.date.year, figure.number) for figure in found]


def test_the_rate_of_rupture_printed_by_atlas_stands_beside_its_indicator(real_conventions):
    indicateurs = list(real_conventions["atlas-idf-2023"].indicateurs.select_related("responsable").order_by("rank"))
    rate = next(one for one in indicateurs if one.code == "taux-rupture")

    assert {"taux-rupture": "13.10", "taux-rupture-idf": "12.60"} == {
        figure.code: str(figure.value) for figure in printed_beside(indicateurs)[rate.pk].figures
    }


def test_seven_of_the_twenty_indicators_of_akto_compute_themselves_and_one_is_not_measurable(real_conventions):
    found = real_conventions["akto-idf-2023"].indicateurs
    natures = list(found.values_list("nature", flat=True).order_by("rank"))

    assert (7, 1, 20) == (natures.count("calcule"), natures.count("non_mesurable"), len(natures))


def test_every_indicator_of_the_sources_has_a_series_or_a_reason(real_conventions):
    for convention in real_conventions.values():
        for series in series_of(convention):
            for point in series.points:
                assert point.measure.value is not None or point.measure.reason, f"{convention}: {series.indicateur}"


@pytest.mark.parametrize(
    "slug, code, expected",
    [
        ("akto-idf-2023", "analyse-couts-contrats", ("document", "document", "annee_civile")),
        ("akto-idf-2023", "cfa-soutenus-formations", ("calcule", "formations", "annee_civile")),
        ("akto-idf-2023", "cfa-soutenus-contrats", ("calcule", "contrats", "annee_civile")),
        ("akto-idf-2023", "cfa-perimetre", ("calcule", "cfa", "annee_civile")),
        ("akto-idf-2023", "prises-en-charge", ("calcule", "euros", "annee_civile")),
        ("akto-idf-2023", "apprentis-accompagnes", ("calcule", "apprentis", "annee_civile")),
        ("akto-idf-2023", "entreprises-alternance", ("calcule", "entreprises", "annee_civile")),
        ("akto-idf-2023", "actions-orientation", ("saisi", "actions", "annee_civile")),
        ("akto-idf-2023", "publics-touches", ("saisi", "personnes", "annee_civile")),
        ("akto-idf-2023", "ambassadeurs-metiers", ("saisi", "personnes", "annee_civile")),
        ("akto-idf-2023", "synthese-echanges", ("document", "document", "semestre")),
        ("akto-idf-2023", "donnees-echangees", ("document", "document", "semestre")),
        ("akto-idf-2023", "formations-cofinancees", ("saisi", "formations", "annee_civile")),
        ("akto-idf-2023", "entrees-formation", ("saisi", "personnes", "annee_civile")),
        ("akto-idf-2023", "retours-emploi", ("saisi", "personnes", "annee_civile")),
        ("akto-idf-2023", "impact-communication", ("non_mesurable", "actions", "annee_civile")),
        ("akto-idf-2023", "demandeurs-accompagnes", ("saisi", "personnes", "annee_civile")),
        ("akto-idf-2023", "jeunes-accompagnes", ("saisi", "personnes", "annee_civile")),
        ("akto-idf-2023", "entreprises-accompagnees", ("saisi", "entreprises", "annee_civile")),
        ("atlas-idf-2023", "taux-rupture", ("calcule", "pourcentage", "annee_civile")),
    ],
)
def test_each_indicator_of_the_sources_has_its_nature_its_unit_and_its_period(real_conventions, slug, code, expected):
    found = real_conventions[slug].indicateurs.get(code=code)

    assert expected == (found.nature, found.unite, found.periode)


def test_the_four_cojobings_a_year_are_a_target(real_conventions):
    found = real_conventions["atlas-idf-2023"].indicateurs.get(libelle__contains="cojobings")

    assert (4, "annee_civile") == (found.cible, found.periode)
