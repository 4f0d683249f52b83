"""The screens of committees, meetings, decisions and of one's own calendar."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from icalendar import Calendar

from tandem.conventions.actions.abonnement import create_feed, revoke_feed
from tandem.conventions.actions.agenda import add_point, draft_agenda
from tandem.conventions.actions.comites import add_comite
from tandem.conventions.actions.minutes import add_decision, close_minutes, write_minutes
from tandem.conventions.models import DecisionComite, DigestPreference, FluxCalendrier, Reunion, Valeur
from tandem.organisations.enums import Role
from tests.tandem.conventions.factories import FicheFactory, IndicateurFactory, ObligationFactory, PartieFactory
from tests.tandem.conventions.meetings import build_committee, held, now, paris, planned
from tests.tandem.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners():
    with now():
        yield build_committee()


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def url(name, world, *args):
    return reverse(name, args=[world.convention.slug, *args])


def plan_data(world, **fields):
    return {
        "comite": world.comite.pk,
        "objet": "Comité de pilotage",
        "jour": "2025-06-12",
        "debut": "10:00",
        "fin": "12:30",
        "lieu": "Saint-Ouen",
        **fields,
    }


def test_the_page_counts_the_meetings_and_the_hours_that_they_took(partners, sign_in):
    held(partners, "2025-02-05 10:00", minutes=90)
    held(partners, "2025-02-06 10:00", minutes=120)

    with now("2025-02-10 09:00"):
        page = words(sign_in(partners.opco_reader).get(url("convention_reunions", partners)))

    assert "Réunions tenues 2" in page
    assert "3 h 30" in page


def test_the_meetings_after_the_six_latest_open_on_demand_unless_they_wait_for_a_word(partners, sign_in):
    planned(partners, "2025-02-05 10:00", objet="Réunion oubliée")
    for day in range(6, 14):
        held(partners, f"2025-02-{day:02} 10:00", objet=f"Réunion du {day}")

    with now("2025-03-10 09:00"):
        page = sign_in(partners.opco_reader).get(url("convention_reunions", partners)).content.decode()
    shown, folded = page.split("Voir 2 autres réunions")

    assert "Réunion oubliée" in shown
    assert "Réunion du 8" in shown
    assert "Réunion du 7" not in shown
    assert "Réunion du 7" in folded


def test_a_meeting_whose_hour_is_past_waits_for_a_word(partners, sign_in):
    planned(partners, "2025-02-05 10:00")

    with now("2025-02-10 09:00"):
        page = words(sign_in(partners.region_officer).get(url("convention_reunions", partners)))

    assert "À confirmer" in page


def test_a_convention_without_committee_says_what_to_do_first(partners, sign_in):
    partners.comite.delete()

    page = words(sign_in(partners.region_officer).get(url("convention_reunions", partners)))

    assert "Créez d’abord le comité que prévoit le texte" in page


def test_a_proposal_fills_the_form(partners, sign_in):
    dialogue = ObligationFactory(convention=partners.convention, code="dialogue", libelle="Réunion de dialogue")
    secteurs = ObligationFactory(convention=partners.convention, code="secteurs", secteurs=["Sécurité", "Propreté"])
    query = {"date": "2025-06-12", "obligations": "dialogue,secteurs", "secteur": "Propreté"}

    page = sign_in(partners.region_officer).get(url("convention_reunion_new", partners), query)

    soup = BeautifulSoup(page.content, "html.parser")
    assert "2025-06-12" == soup.find(id="id_jour")["value"]
    assert [f"{dialogue.pk}|", f"{secteurs.pk}|Propreté"] == [
        box["value"] for box in soup.find_all("input", {"name": "obligations"}) if box.has_attr("checked")
    ]


def test_a_meeting_is_planned_at_the_hours_of_paris_for_what_was_ticked(partners, sign_in):
    secteurs = ObligationFactory(convention=partners.convention, secteurs=["Sécurité", "Propreté"])
    data = plan_data(partners, obligations=[f"{secteurs.pk}|Propreté"])

    sign_in(partners.opco_officer).post(url("convention_reunion_new", partners), data)

    reunion = Reunion.objects.get()
    assert (paris("2025-06-12 10:00"), 150) == (reunion.starts_at, reunion.minutes)
    assert [(secteurs.pk, "Propreté")] == list(reunion.satisfait.values_list("obligation", "secteur"))


def test_a_refused_meeting_shows_every_reason_and_keeps_what_was_typed(partners, sign_in):
    empty = add_comite(actor=partners.region_officer, convention=partners.convention, nom="Vide", nature="technique")
    data = plan_data(partners, comite=empty.pk, jour="2024-06-12", fin="09:00")

    page = sign_in(partners.region_officer).post(url("convention_reunion_new", partners), data)

    assert (422, 0) == (page.status_code, Reunion.objects.count())
    for reason in ("une réunion sans membre", "la fin (12 juin 2024", "une date à venir est attendue"):
        assert reason in words(page)
    assert "Saint-Ouen" in page.content.decode()


def test_a_meeting_that_took_place_is_recorded_from_the_same_form(partners, sign_in):
    data = plan_data(partners, jour="2025-01-15", is_held="on", participants="7")

    sign_in(partners.region_officer).post(url("convention_reunion_new", partners), data)

    assert [("tenue", 7)] == list(Reunion.objects.values_list("etat", "participants"))


def test_each_item_of_the_agenda_leads_to_its_page(partners, sign_in):
    FicheFactory(convention=partners.convention, numero="5.2", calendrier_nature="aucun", calendrier_texte="")
    reunion = planned(partners)
    draft_agenda(actor=partners.region_officer, reunion=reunion)

    page = sign_in(partners.opco_reader).get(url("convention_reunion", partners, reunion.pk))

    assert url("convention_fiche", partners, "5.2") in page.content.decode()


def test_an_item_about_several_fiches_leads_to_the_list(partners, sign_in):
    for numero in ("1.1", "1.2"):
        FicheFactory(convention=partners.convention, numero=numero).porteurs.add(partners.opco)
    reunion = planned(partners)
    draft_agenda(actor=partners.region_officer, reunion=reunion)

    page = sign_in(partners.opco_reader).get(url("convention_reunion", partners, reunion.pk))

    agenda = BeautifulSoup(page.content, "html.parser").find("ol", class_="agenda")
    assert [url("convention_fiches", partners)] == [link["href"] for link in agenda.find_all("a")]


def test_the_agenda_is_drafted_with_one_button(partners, sign_in):
    ObligationFactory(convention=partners.convention, libelle="Dialogue", mois_debut=1, mois_fin=4)
    reunion = planned(partners)

    page = sign_in(partners.opco_officer).post(url("convention_agenda_draft", partners, reunion.pk), follow=True)

    assert "À planifier : Dialogue (2025)" in words(page)


def test_a_reader_sees_no_button(partners, sign_in):
    reunion = planned(partners)

    page = sign_in(partners.region_reader).get(url("convention_reunion", partners, reunion.pk))

    assert not BeautifulSoup(page.content, "html.parser").find("main").find_all("form")


def test_a_refused_decision_keeps_its_text(partners, sign_in):
    reunion = held(partners)
    data = {
        "decision-texte": "Partager la liste des CFA.",
        "decision-partie": partners.partie_opco.pk,
        "decision-owner": "Service",
        "decision-due_on": "2025-01-01",
    }

    page = sign_in(partners.region_officer).post(url("convention_decision_add", partners, reunion.pk), data)

    assert 422 == page.status_code
    assert "Partager la liste des CFA." in page.content.decode()
    assert "postérieure à la réunion" in words(page)


def test_the_minutes_are_printed_with_their_decisions(partners, sign_in):
    reunion = held(partners)
    write_minutes(actor=partners.region_officer, reunion=reunion, text="Synthèse des échanges du jour.")
    decide(partners, reunion)

    page = words(
        sign_in(partners.opco_reader).get(url("convention_reunion_print", partners, reunion.pk, "compte-rendu"))
    )

    assert "Synthèse des échanges du jour." in page
    assert "Décision 1" in page
    assert "Projet, non arrêté" in page


def decide(world, reunion, **fields):
    return add_decision(
        **{
            "actor": world.region_officer,
            "reunion": reunion,
            "texte": "Partager la liste.",
            "partie": world.partie_opco,
            "owner": "Délégation",
            "due_on": None,
            **fields,
        }
    )


def test_late_decisions_come_first(partners, sign_in):
    reunion = held(partners, "2025-02-05 10:00")
    decide(partners, reunion, texte="Sans date")
    decide(partners, reunion, texte="Pour plus tard", due_on=date(2025, 12, 1))
    decide(partners, reunion, texte="En retard déjà", due_on=date(2025, 2, 20))

    with now("2025-03-01 09:00"):
        page = words(sign_in(partners.region_reader).get(url("convention_decisions", partners)))

    assert page.index("En retard déjà") < page.index("Pour plus tard") < page.index("Sans date")


def test_the_follow_up_of_a_decision_is_said_on_its_page(partners, sign_in):
    decision = decide(partners, held(partners))
    address = url("convention_decision", partners, decision.pk)

    page = sign_in(partners.opco_officer).post(address, {"etat": "faite", "note": "Liste envoyée."}, follow=True)

    assert "Liste envoyée." in words(page)
    assert "faite" == DecisionComite.objects.get().etat


def test_closed_minutes_prove_an_indicator_that_is_a_document(partners, sign_in):
    synthese = IndicateurFactory(
        convention=partners.convention,
        libelle="Production d’une synthèse des échanges",
        nature="document",
        unite="document",
        periode="semestre",
        responsable=partners.partie_opco,
    )
    reunion = held(partners)
    write_minutes(actor=partners.region_officer, reunion=reunion, text="Synthèse.")
    with now("2025-03-21 09:00"):
        close_minutes(actor=partners.region_officer, reunion=reunion)
        sign_in(partners.opco_officer).post(
            url("convention_minutes_evidence", partners, reunion.pk), {"indicateur": synthese.pk}
        )

    valeur = Valeur.objects.get(indicateur=synthese)
    assert (2025, 1, True) == (valeur.annee, valeur.semestre, "Synthèse." in valeur.texte)


def test_a_partner_of_another_convention_finds_nothing(partners, sign_in):
    reunion = planned(partners)
    point = add_point(actor=partners.region_officer, reunion=reunion, titre="Accueil")
    other = OrganisationFactory(opco=True)
    elsewhere = build_elsewhere(other)
    MembershipFactory(user=partners.stranger, organisation=other, role=Role.OPCO_PARTENARIATS)
    client = sign_in(partners.stranger)

    assert 404 == client.get(url("convention_reunion", partners, reunion.pk)).status_code
    # Nor through the address of a convention of hers.
    assert 404 == client.get(reverse("convention_reunion", args=[elsewhere.slug, reunion.pk])).status_code
    assert 404 == client.post(url("convention_point_remove", partners, reunion.pk, point.pk)).status_code


def build_elsewhere(organisation):
    return PartieFactory(organisation=organisation, convention__en_vigueur=True).convention


def test_the_secret_address_is_shown_once(partners, sign_in):
    client = sign_in(partners.opco_officer)
    page = client.post(reverse("calendrier_abonnement"), {"nom": "Outlook du bureau"})
    address = BeautifulSoup(page.content, "html.parser").find(id="adresse")["value"]

    again = client.get(reverse("calendrier_abonnement")).content.decode()

    assert address.startswith("http://testserver/conventions/calendrier/flux/")
    assert address not in again
    assert "Outlook du bureau" in again


def test_the_address_answers_without_signing_in_and_is_kept_by_no_shared_cache(partners, client):
    planned(partners)
    made = create_feed(actor=partners.opco_officer, nom="Agenda")

    answer = client.get(reverse("calendrier_flux", args=[made.secret]))

    assert "text/calendar; charset=utf-8" == answer["Content-Type"]
    assert "private" in answer["Cache-Control"]
    assert 2 == len(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_revoked_address_is_not_found(partners, client):
    made = create_feed(actor=partners.opco_officer, nom="Agenda")
    revoke_feed(actor=partners.opco_officer, feed=made.feed)

    assert 404 == client.get(reverse("calendrier_flux", args=[made.secret])).status_code


def test_nobody_revokes_the_address_of_another_from_the_page(partners, sign_in):
    made = create_feed(actor=partners.opco_officer, nom="Agenda")

    answer = sign_in(partners.region_officer).post(reverse("calendrier_revoke", args=[made.feed.pk]))

    assert (404, None) == (answer.status_code, FluxCalendrier.objects.get().revoked_at)


def test_the_daily_message_is_switched_off_from_the_page(partners, sign_in):
    sign_in(partners.opco_officer).post(reverse("calendrier_digest"), {"is_on": "0"})

    assert not DigestPreference.objects.get(user=partners.opco_officer).is_on
