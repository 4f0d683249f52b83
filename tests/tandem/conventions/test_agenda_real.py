"""The agenda of the real conventions, from what their own text leaves open or makes due."""

from datetime import date

import pytest

from tandem.conventions.actions.agenda import draft_agenda
from tandem.conventions.agenda import draft, template_of
from tandem.conventions.models import Comite, MembreComite, Obligation
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.conventions.factories import ReunionFactory
from tests.tandem.conventions.meetings import now, paris
from tests.tandem.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(real_conventions):
    region = Organisation.objects.get(slug="region-ile-de-france")
    return MembershipFactory(organisation=region, role=Role.REGION_INSTRUCTION).user


def titles(items):
    return [item.titre.replace("\u202f", " ") for item in items]


def test_the_fiches_of_atlas_to_speak_of_are_on_its_next_agenda(real_conventions, officer):
    found = titles(draft(real_conventions["atlas-idf-2023"], date(2024, 3, 1), reader=officer))

    for numero in ("4.1", "5.2"):
        (titre,) = [one for one in found if one.startswith(f"Fiche {numero} «")]
        assert "sujet à évoquer" in titre
    assert any(one.startswith("Fiche 5.2 «") and "sans calendrier" in one for one in found)


def test_the_axis_that_article_1_does_not_name_is_on_the_agenda(real_conventions, officer):
    found = draft(real_conventions["atlas-idf-2023"], date(2024, 3, 1), reader=officer)

    assert any(item.origine == "coherence" and "l’article 1 ne le nomme pas" in item.titre for item in found)


def test_no_two_items_of_an_agenda_are_the_same(real_conventions, officer):
    agendas = {
        slug: [(item.origine, item.reference) for item in draft(convention, date(2024, 3, 1), reader=officer)]
        for slug, convention in real_conventions.items()
    }

    assert {"akto-idf-2023", "atlas-idf-2023"} <= {slug for slug, found in agendas.items() if len(found) > 1}
    assert [] == [slug for slug, found in agendas.items() if len(found) > len(set(found))]


def test_the_national_committee_has_its_referents_and_its_three_subjects(real_conventions):
    comite = Comite.objects.get(convention=real_conventions["opco-sante-akto-2025"])
    seats = MembreComite.objects.filter(comite=comite).values_list("organisation__slug", "role")

    assert {
        ("opco-sante", "referent_national"),
        ("opco-sante", "referent_regional"),
        ("akto", "referent_national"),
        ("akto", "referent_regional"),
    } == set(seats)
    assert ["Pilotage coordonné", "Suivi des indicateurs d’activité", "Ajustement des actions"] == titles(
        template_of(comite)
    )


def test_the_committee_of_the_partners_of_oriane_is_held_by_oriane(real_conventions):
    comite = real_conventions["akto-idf-2023"].comites.get(nature="partenaires")

    assert "agence-oriane" == comite.host.slug


def test_the_synthesis_of_the_great_meetings_is_a_deliverable_of_autumn_2022(real_conventions):
    obligation = Obligation.objects.get(code="synthese-recommandations")

    assert ("livrable", 2022, 9, 12) == (
        obligation.nature,
        obligation.annee,
        obligation.mois_debut,
        obligation.mois_fin,
    )


def test_a_drafted_agenda_of_a_real_convention_is_written_whole(real_conventions, officer):
    convention = real_conventions["atlas-idf-2023"]
    comite = convention.comites.get(code="comite-de-pilotage")
    reunion = ReunionFactory(comite=comite, starts_at=paris("2024-03-14 10:00"))

    with now("2024-03-01 09:00"):
        added = draft_agenda(actor=officer, reunion=reunion)

        assert len(added) == reunion.points.count() > 0
        assert [] == draft_agenda(actor=officer, reunion=reunion)
