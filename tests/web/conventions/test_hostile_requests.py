"""What no form sends: bytes that no text has, numbers out of bounds, dates at the ends of the calendar, other rows."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tandem.conventions.actions.minutes import close_minutes, write_minutes
from tandem.conventions.actions.productions import propose_production
from tandem.conventions.enums import (
    EtatConvention,
    NatureIndicateur,
    NatureProduction,
    PeriodeIndicateur,
    UniteIndicateur,
)
from tandem.organisations.enums import NatureRattachement, Role
from tandem.organisations.models import Rattachement
from tests.tandem.conventions.amended import build_amendable
from tests.tandem.conventions.factories import (
    ComiteFactory,
    ConventionFactory,
    IndicateurFactory,
    ObligationFactory,
    PartieFactory,
    build_partners,
)
from tests.tandem.conventions.meetings import MEETING, TODAY, build_committee, held, now, paris, planned
from tests.tandem.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

NUL = "avant\x00après"
HUGE = "99999999999999999999"


def address(name, *args):
    return reverse(name, args=["convention-essai", *args])


def meeting(world, **fields):
    given = {"comite": world.comite.pk, "objet": "Réunion", "jour": "2025-03-20", "debut": "10:00", "fin": "12:00"}
    return given | fields


def refused(client, name, data, moment=TODAY):
    """Send a form at a moment; return the faults that the page shows, by field."""
    with now(moment):
        answer = client.post(address(name), data)
    assert 422 == answer.status_code
    return answer.context["form"].errors


def test_a_text_with_a_nul_byte_is_refused(sign_in):
    world = build_amendable()
    client = sign_in(world.region_chief)
    data = {"to": "arretee", "reason": NUL}

    assert 400 == client.post(address("convention_fiche_move", "1.1"), data).status_code


def test_a_query_with_a_nul_byte_is_refused(sign_in):
    world = build_amendable()

    assert 400 == sign_in(world.region_chief).get(address("convention_fiches"), {"porteur": NUL}).status_code


def test_an_address_with_a_nul_byte_is_refused(sign_in):
    world = build_amendable()

    assert 400 == sign_in(world.region_chief).get("/conventions/convention-essai/fiches/1%001/").status_code


@pytest.mark.parametrize(
    "jour, debut, fin",
    [("9999-12-31", "23:30", "23:59"), ("0001-01-01", "00:00", "01:00"), ("0001-01-02", "10:00", "11:00")],
)
@pytest.mark.parametrize("is_held", ["", "on"])
def test_a_meeting_at_the_end_of_the_calendar_is_refused(sign_in, jour, debut, fin, is_held):
    world = build_committee()
    data = meeting(world, jour=jour, debut=debut, fin=fin, is_held=is_held)

    assert 422 == sign_in(world.region_officer).post(address("convention_reunion_new"), data).status_code


@pytest.mark.parametrize("jour", ["9999-12-31", "0001-01-01"])
def test_a_meeting_moved_to_the_end_of_the_calendar_is_refused(sign_in, jour):
    world = build_committee()
    with now(TODAY):
        reunion = planned(world)
    data = {"deplacer-jour": jour, "deplacer-debut": "00:00", "deplacer-fin": "23:59"}
    with now(TODAY):
        sent = sign_in(world.region_officer).post(address("convention_reunion_move", reunion.pk), data)
    reunion.refresh_from_db()

    assert (302, paris(MEETING)) == (sent.status_code, reunion.starts_at)


def test_more_participants_than_a_table_holds_are_refused(sign_in):
    world = build_committee()
    data = meeting(world, is_held="on", participants="99999999999")

    faults = refused(sign_in(world.region_officer), "convention_reunion_new", data, "2025-03-21 09:00")

    assert ["__all__"] == list(faults)
    assert "un nombre d’au moins 1 est attendu, trouvé 99999999999" in faults["__all__"][0]


def test_the_page_of_a_meeting_before_the_first_school_year_opens(sign_in):
    world = build_committee(signed_on=date(2025, 1, 10))
    IndicateurFactory(
        convention=world.convention,
        nature=NatureIndicateur.DOCUMENT,
        unite=UniteIndicateur.DOCUMENT,
        periode=PeriodeIndicateur.ANNEE_SCOLAIRE,
        responsable=world.partie_region,
    )
    with now(TODAY):
        reunion = held(world)
    with now("2025-03-21 09:00"):
        write_minutes(actor=world.region_officer, reunion=reunion, text="Dit.")
        close_minutes(actor=world.region_officer, reunion=reunion)
        found = sign_in(world.region_officer).get(address("convention_reunion", reunion.pk))

    assert 200 == found.status_code


def test_a_value_is_asked_before_the_first_school_year(sign_in):
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=date(2025, 1, 10))
    one = IndicateurFactory(
        convention=world.convention, periode=PeriodeIndicateur.ANNEE_SCOLAIRE, responsable=world.partie_opco
    )
    with now("2025-03-21 09:00"):
        found = sign_in(world.opco_officer).get(address("convention_valeur", one.code), follow=True)

    assert "Aucune période de cet indicateur n’a encore commencé" in found.content.decode()


@pytest.mark.parametrize(
    "name, args, query",
    [
        ("conventions_matrice", (), {"annee": HUGE}),
        ("calendrier", (), {"annee": HUGE, "mois": HUGE, "jour": HUGE}),
        ("calendrier", (), {"du": "9999-12-31", "au": "0001-01-01"}),
        ("conventions_alertes", (), {"p": HUGE}),
        ("conventions", (), {"p": HUGE, "tri": HUGE}),
    ],
)
def test_numbers_out_of_bounds_in_an_address_are_ignored(sign_in, name, args, query):
    world = build_committee()

    assert 200 == sign_in(world.region_officer).get(reverse(name, args=args), query).status_code


def test_a_number_out_of_bounds_in_the_address_of_a_value_is_ignored(sign_in):
    world = build_partners(en_vigueur=True)
    one = IndicateurFactory(convention=world.convention, responsable=world.partie_opco)
    query = {"annee": "9" * 5000, "semestre": HUGE}

    assert 200 == sign_in(world.opco_officer).get(address("convention_valeur", one.code), query).status_code


@pytest.mark.parametrize(
    "path",
    [
        f"reunions/{HUGE}/",
        f"decisions/{HUGE}/",
        f"valeurs/{HUGE}/piece/",
        f"transmissions/{HUGE}/piece/",
        f"productions/{HUGE}/fichier/",
        f"document/exemplaires/{HUGE}/",
        f"document/{HUGE}.pdf",
        f"habilitation/{HUGE}/",
        f"avenants/{HUGE}/",
        f"avenants/projet-{HUGE}/",
        f"fiches/{HUGE}/",
        f"fiches/1.1/actions/{HUGE}/modifier/",
        f"perimetre/{HUGE}/sortie/",
        f"bilans/{HUGE}/",
        f"bilans/{HUGE}-s1/",
        "indicateurs/nouveau-%2e%2e/",
        "fiches/..%2f..%2fetc/",
    ],
)
def test_an_address_that_names_nothing_does_not_exist(sign_in, path):
    world = build_amendable()

    assert 404 == sign_in(world.region_chief).get(f"/conventions/convention-essai/{path}").status_code


def another_convention(world):
    """Build a second convention of the OPCO."""
    convention = ConventionFactory(en_vigueur=True, proprietaire=world.opco, slug="autre")
    PartieFactory(convention=convention, organisation=world.opco, rank=2)
    return convention


def test_a_committee_of_another_convention_is_no_choice(sign_in):
    world = build_committee()
    convention = another_convention(world)
    data = meeting(world, comite=ComiteFactory(convention=convention).pk)

    assert {"comite"} == set(refused(sign_in(world.region_officer), "convention_reunion_new", data))


def test_an_obligation_of_another_convention_is_no_choice(sign_in):
    world = build_committee()
    convention = another_convention(world)
    data = meeting(world, obligations=f"{ObligationFactory(convention=convention).pk}|")

    assert {"obligations"} == set(refused(sign_in(world.region_officer), "convention_reunion_new", data))


@pytest.mark.parametrize("text", ["x" * 10_000, "é" * 300])
def test_a_title_that_no_column_holds_is_refused(sign_in, text):
    world = build_committee()
    client = sign_in(world.region_officer)
    production = {"titre": text, "nature": "production", "texte": "Un texte.", "owners": [world.region.pk]}

    assert {"objet", "lieu"} == set(refused(client, "convention_reunion_new", meeting(world, objet=text, lieu=text)))
    assert {"nom"} == set(refused(client, "convention_comite_new", {"nom": text, "nature": "pilotage"}))
    assert {"titre"} == set(refused(client, "convention_production_new", production))


@pytest.mark.parametrize("text", ["x" * 10_000, "é" * 501])
def test_the_title_of_an_axis_that_no_column_holds_is_refused(sign_in, text):
    client = sign_in(build_partners().region_officer)

    assert {"titre"} == set(refused(client, "convention_axe_new", {"titre": text, "numero": "2"}))


@pytest.mark.parametrize("variante", ["²", "9" * 5000, HUGE, "-1"])
def test_a_variant_that_is_no_number_does_not_exist(sign_in, variante):
    world = build_partners(projet=True)
    client = sign_in(world.region_officer)

    assert 404 == client.post(address("convention_clause_add"), {"variante": variante}).status_code


def test_the_people_of_another_delegation_speak_for_nobody(sign_in):
    world = build_amendable()
    production = propose_production(
        actor=world.region_officer,
        convention=world.convention,
        nature=NatureProduction.PRODUCTION,
        titre="Un guide",
        texte="Son texte.",
        owners=[world.region],
    )
    elsewhere = OrganisationFactory(delegation=True)
    Rattachement.objects.create(
        child=elsewhere,
        parent=world.opco,
        nature=NatureRattachement.DELEGATION,
        period=DateRange(date(2020, 1, 1), None),
    )
    person = UserFactory()
    MembershipFactory(user=person, organisation=elsewhere, role=Role.OPCO_PARTENARIATS)
    sent = sign_in(person).post(address("convention_production_word", production.pk), {"avis": "validee"})

    assert 403 == sent.status_code
