"""The real conventions are loaded word for word, once, in the state that their source prints."""

from datetime import date

import pytest

from tandem.conventions.enums import EtatConvention
from tandem.conventions.loaders import load_conventions
from tandem.conventions.models import Clause, Convention, Fiche, Indicateur, ModeleFiche, Obligation
from tandem.organisations.models import KeyFigure, KeyRatio, Representant


def test_loading_again_changes_nothing(real_conventions):
    def counts():
        return [model.objects.count() for model in (Convention, Clause, Fiche, Obligation, Indicateur, KeyFigure)]

    before = counts()
    load_conventions()

    assert before == counts()


def test_what_people_wrote_since_is_left_as_it_is(real_conventions):
    clause = real_conventions["akto-idf-2023"].clauses.get(code="article-5")
    Clause.objects.filter(pk=clause.pk).update(texte="Complété depuis.")
    load_conventions()

    assert "Complété depuis." == Clause.objects.get(pk=clause.pk).texte


@pytest.mark.parametrize(
    "slug, fiches, actions",
    [("akto-idf-2023", 3, 5), ("atlas-idf-2023", 16, 0), ("opco-sante-akto-2025", 4, 0)],
)
def test_every_fiche_and_action_of_the_sources_is_loaded(real_conventions, slug, fiches, actions):
    found = real_conventions[slug].fiches.all()

    assert (fiches, actions) == (found.count(), sum(fiche.actions.count() for fiche in found))


def test_akto_signs_with_two_and_atlas_with_one(real_conventions):
    day = date(2023, 7, 5)
    signing = Representant.objects.on(day).signing()

    assert ["Jean HEDOU", "Laurent BARTHELEMY"] == [one.nom for one in signing.filter(organisation__slug="akto")]
    assert ["Philippe DEGONZAGUE"] == [one.nom for one in signing.filter(organisation__slug="atlas")]


def test_the_portfolio_of_akto_has_the_regions_of_the_announcement(real_conventions):
    found = {
        slug: EtatConvention(convention.etat)
        for slug, convention in real_conventions.items()
        if slug.startswith("akto-") and slug not in {"akto-idf-2023", "akto-agefiph"}
    }

    assert {
        "akto-bourgogne-franche-comte-2021": EtatConvention.SIGNEE,
        "akto-centre-val-de-loire-2021": EtatConvention.SIGNEE,
        "akto-guyane-2022": EtatConvention.PROJET,
        "akto-hauts-de-france-2022": EtatConvention.PROJET,
        "akto-la-reunion-2022": EtatConvention.PROJET,
        "akto-normandie-2022": EtatConvention.SIGNEE,
    } == found


def test_akto_is_authorised_by_the_deliberation_that_its_convention_prints(real_conventions):
    akto, atlas = real_conventions["akto-idf-2023"], real_conventions["atlas-idf-2023"]

    assert ["CP 2023-247"] == [
        one.numero for partie in akto.parties.all() for one in partie.habilitations.order_by("pk")
    ]
    assert [] == [one for partie in atlas.parties.all() for one in partie.habilitations.order_by("pk")]


def test_two_statements_at_two_dates_are_two_facts(real_conventions):
    stated = KeyFigure.objects.filter(organisation__slug="akto", code="branches").order_by("date")

    assert [(date(2023, 7, 5), 27), (date(2025, 7, 10), 21)] == [(one.date, one.number) for one in stated]


def test_the_printed_ratio_stands_beside_the_one_that_its_figures_give(real_conventions):
    ratio = KeyRatio.objects.get(organisation__slug="atlas", code="part-contrats-franciliens")

    assert "23%" == ratio.printed
    assert 48_000 * 1000 // 218_000 == int(ratio.recomputed * 1000)


def test_a_template_of_fiche_is_data(real_conventions):
    labels = [champ["label"] for champ in ModeleFiche.objects.get(code="atlas").champs]

    assert ["Contexte", "Objectifs", "Mise en œuvre", "Calendrier"] == labels


def test_a_national_frame_is_declined_by_regional_conventions(real_conventions):
    frame, regional = real_conventions["akto-agefiph"], real_conventions["akto-normandie-2022"]
    Convention.objects.filter(pk=regional.pk).update(cadre=frame)

    assert [regional] == list(frame.declinaisons.all())


def test_a_convention_signed_on_a_day_that_no_source_prints_has_no_term(real_conventions):
    assert [None, None] == [real_conventions[slug].term for slug in ("akto-agefiph", "akto-centre-val-de-loire-2021")]
