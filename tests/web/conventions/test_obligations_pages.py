"""The matrix, the transmissions, the portfolio, the alerts and the calendar, as their readers meet them."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.conventions.enums import EtatReunion, NatureObligation
from tandem.conventions.models import ReunionObligation, Transmission
from tandem.organisations.enums import Role
from tests.tandem.conventions.factories import (
    ComiteFactory,
    ConventionFactory,
    ObligationFactory,
    PartieFactory,
    ReunionFactory,
    build_partners,
)
from tests.tandem.factories import MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = "2025-02-03T12:00:00+01:00"
SLUG = "convention-essai"
PDF = b"%PDF-1.7 essai"


@pytest.fixture
def partners():
    world = build_partners(etat="en_vigueur", signed_on=date(2024, 1, 2), duree_mois=36)
    world.copil = ObligationFactory(
        convention=world.convention, code="copil", libelle="Comité de pilotage", clause="5", minimum=2,
        quote="Une fois par an au moins.", shares=["dialogue"], rank=1,
    )  # fmt: skip
    world.dialogue = ObligationFactory(
        convention=world.convention, code="dialogue", libelle="Réunion de dialogue", mois_debut=6, mois_fin=7,
        shares=["copil"], is_deduit=True, rank=2,
    )  # fmt: skip
    world.donnees = ObligationFactory(
        convention=world.convention, code="donnees", libelle="Transmettre les données", clause="3.1",
        nature=NatureObligation.TRANSMISSION, debiteur=world.partie_opco, creancier=world.partie_region,
        contenu=["prises en charge", "apprentis"], rank=3,
    )  # fmt: skip
    return world


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert 200 == answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def held(obligation, moment, secteur=""):
    comite = obligation.convention.comites.first() or ComiteFactory(convention=obligation.convention)
    reunion = ReunionFactory(comite=comite, starts_at=moment, etat=EtatReunion.TENUE)
    ReunionObligation.objects.create(reunion=reunion, obligation=obligation, secteur=secteur)


def read(tag):
    """The words of a piece of page on one line, with their no-break spaces."""
    return re.sub(r"[ \n]+", " ", tag.get_text(" ")).strip()


def cells(shown, words):
    """The cells of the line of a table that begins with these words, read as a person does."""
    line = next(row for row in shown.select("tbody tr") if words in row.th.get_text())
    return [read(cell) for cell in line.select("td")]


def test_the_matrix_says_each_year_in_words(sign_in, partners):
    held(partners.copil, datetime(2024, 6, 20, 10, tzinfo=UTC))
    shown = page(sign_in(partners.region_reader), "convention_obligations", SLUG)

    assert [
        "Toutes les parties",
        "au moins 2 par an",
        "Manquant 1 sur 2",
        "À faire 0 sur 2",
        "À venir 0 sur 2",
    ] == cells(shown, "Comité de pilotage")[:5]


def test_a_clause_gives_its_quote_and_a_deduced_cadence_says_so(sign_in, partners):
    shown = page(sign_in(partners.region_reader), "convention_obligations", SLUG)

    assert "article 5 Une fois par an au moins." == cells(shown, "Comité de pilotage")[-1]
    assert "cadence déduite" in cells(shown, "Réunion de dialogue")[1]


def test_the_detail_of_a_cell_is_by_sector(sign_in, partners):
    secteurs = ObligationFactory(
        convention=partners.convention, libelle="Concertation", secteurs=["Sécurité", "Propreté"], rank=4
    )
    held(secteurs, datetime(2024, 6, 20, 10, tzinfo=UTC), "Sécurité")
    shown = page(sign_in(partners.region_reader), "convention_obligations", SLUG)

    assert "Sécurité\u202f: 1 sur 1, fait Propreté\u202f: 0 sur 1, manquant" in cells(shown, "Concertation")[2]


def test_a_date_proposed_opens_the_form_of_a_meeting(sign_in, partners):
    shown = page(sign_in(partners.region_officer), "convention_obligations", SLUG)
    links = [link["href"] for link in shown.select(".proposal a")]

    assert any("obligations=copil%2Cdialogue" in link and "date=2025-" in link for link in links)


def test_a_reader_is_offered_no_meeting_and_no_change(sign_in, partners):
    shown = page(sign_in(partners.region_reader), "convention_obligations", SLUG)

    assert [] == shown.select(".proposal a")
    assert "Ajouter une obligation" not in shown.get_text()


def test_akto_reads_seventeen_to_twenty_nine_meetings_a_year(sign_in, real_conventions):
    convention = real_conventions["akto-idf-2023"]
    partie = convention.parties.get(role="opco")
    officer = MembershipFactory(
        organisation=partie.organisation, role=Role.OPCO_PARTENARIATS, starts_on=date(2023, 1, 1)
    ).user
    shown = page(sign_in(officer), "convention_obligations", convention.slug)

    assert "17 à 29" in shown.select_one(".stat-lead .stat-value").get_text()


def test_a_convention_without_obligation_says_what_to_do_first(sign_in):
    partners = build_partners()

    assert "Aucune obligation" in page(sign_in(partners.region_officer), "convention_obligations", SLUG).get_text()


def test_two_columns_say_what_each_party_transmits(sign_in, partners):
    shown = page(sign_in(partners.opco_officer), "convention_transmissions", SLUG)
    columns = [section.h2.get_text() for section in shown.select(".split section")]

    assert ["Ce que la Région transmet", "Ce que OPCO d’essai transmet"] == columns
    assert "En retard" in shown.select_one(".sending").get_text()
    assert "31 décembre 2024" in shown.select_one(".sending-dates").get_text()


def test_only_who_owes_it_is_offered_to_record_a_sending(sign_in, partners):
    ways = {
        who: len(page(sign_in(getattr(partners, who)), "convention_transmissions", SLUG).select(".sending .btn"))
        for who in ("opco_officer", "region_officer", "opco_reader")
    }

    assert {"opco_officer": 1, "region_officer": 0, "opco_reader": 0} == ways


def test_a_sending_recorded_with_its_file_is_no_longer_late_and_can_be_saved(sign_in, partners):
    client = sign_in(partners.opco_officer)
    client.post(
        reverse("convention_transmission_new", args=[SLUG, "donnees"]),
        {"date": "2025-01-15", "note": "Le tableau 2024.", "piece": SimpleUploadedFile("Données.pdf", PDF)},
    )
    shown = page(client, "convention_transmissions", SLUG)
    saved = client.get(reverse("convention_transmission_piece", args=[SLUG, Transmission.objects.get().pk]))

    assert "En retard" not in shown.select_one(".sending").get_text()
    assert (PDF, "nosniff") == (b"".join(saved.streaming_content), saved["X-Content-Type-Options"])


def test_a_refused_sending_keeps_what_was_typed(sign_in, partners):
    answer = sign_in(partners.opco_officer).post(
        reverse("convention_transmission_new", args=[SLUG, "donnees"]), {"date": "2025-12-31", "note": "Le tableau."}
    )

    assert 422 == answer.status_code
    assert "Une date passée est attendue" in answer.content.decode()
    assert "Le tableau." in answer.content.decode()


def test_a_cancelled_sending_stays_on_the_page_with_its_reason(sign_in, partners):
    sent = Transmission.objects.create(
        obligation=partners.donnees, partie=partners.partie_opco, date=date(2025, 1, 15), note="Le tableau."
    )
    client = sign_in(partners.opco_officer)
    client.post(reverse("convention_transmission_cancel", args=[SLUG, sent.pk]), {"reason": "Mauvais fichier."})
    shown = page(client, "convention_transmissions", SLUG)

    assert "Annulé Mauvais fichier." in read(shown.select_one("tbody"))


def test_an_obligation_agreed_in_a_committee_is_added(sign_in, partners):
    client = sign_in(partners.region_officer)
    refused = client.post(
        reverse("convention_obligation_new", args=[SLUG]),
        {"libelle": "Point mensuel", "nature": "reunion", "par": "an", "minimum": "12"},
    )
    client.post(
        reverse("convention_obligation_new", args=[SLUG]),
        {"libelle": "Point mensuel", "nature": "reunion", "par": "an", "minimum": "12", "reason": "Comité de mars."},
    )

    assert "le texte signé ne le dit pas" in refused.content.decode()
    assert "convenu en comité" == partners.convention.obligations.get(libelle="Point mensuel").clause


def test_a_signed_text_lets_only_its_sectors_change(sign_in, partners):
    shown = page(sign_in(partners.region_officer), "convention_obligation_edit", SLUG, "copil")

    assert {"secteurs", "shares", "reason"} == {one["name"] for one in shown.select("main [name]")} - {
        "csrfmiddlewaretoken"
    }


def portfolio(world, count):
    for number in range(count):
        other = build_partners_of(world.opco, number)
        ObligationFactory(convention=other, code="copil", libelle="Comité de pilotage", clause="5")


def build_partners_of(opco, number):
    convention = ConventionFactory(
        en_vigueur=True, signed_on=date(2024, 1, 2), titre=f"Convention {number}", proprietaire=opco
    )
    PartieFactory(convention=convention, organisation=opco, rank=2)
    PartieFactory(convention=convention, rank=1)
    return convention


def test_the_portfolio_has_one_line_per_convention_and_partner(sign_in, partners):
    portfolio(partners, 2)
    shown = page(sign_in(partners.opco_officer), "conventions_matrice", annee="2024")
    heads = [read(head) for head in shown.select("thead th")]

    assert 3 == len(shown.select("tbody tr"))
    assert "Comité de pilotage" == heads[3]
    assert ["Région d’essai", "Manquant", "Manquant 0/2"] == cells(shown, "Convention d’essai")[:3]


@pytest.mark.parametrize("debtor, missing", [("tous", "4"), ("nous", "3"), ("partenaire", "4")])
def test_what_each_side_owes_is_counted_apart(sign_in, partners, debtor, missing):
    shown = page(sign_in(partners.region_officer), "conventions_matrice", annee="2024", du=debtor)

    assert missing == read(shown.select(".stat-value")[2])


def test_the_portfolio_is_saved_as_a_file(sign_in, partners):
    answer = sign_in(partners.opco_officer).get(reverse("conventions_matrice"), {"annee": "2024", "export": "csv"})
    text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")

    assert "Manquant, 0 sur 2" in text


def test_the_portfolio_asks_as_many_questions_for_ten_conventions_as_for_one(sign_in, partners):
    client = sign_in(partners.opco_officer)
    url = reverse("conventions_matrice")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    portfolio(partners, 9)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)


@pytest.mark.parametrize("name", ["conventions_matrice", "conventions_alertes", "calendrier"])
def test_a_stranger_sees_nothing_of_it(sign_in, partners, name):
    shown = page(sign_in(partners.stranger), name).get_text()

    assert "Comité de pilotage" not in shown
    assert "Convention d’essai" not in shown


def test_the_alerts_of_twelve_months_begin_with_what_is_late(sign_in, partners):
    shown = page(sign_in(partners.region_reader), "conventions_alertes")
    rows = [read(row) for row in shown.select("tbody tr")]

    assert "En retard aujourd’hui" == rows[0]
    assert rows[1].startswith(
        "Transmettre les données (2024)\u202f: attendu avant le 31 décembre 2024. 31/12/2024 En retard"
    )
    assert any("01/06/2025 S’ouvre" in row and "Réunion de dialogue" in row for row in rows)


def test_the_calendar_lists_meetings_windows_deadlines_and_the_term(sign_in, partners):
    held(partners.copil, datetime(2025, 3, 20, 9, tzinfo=UTC))
    client = sign_in(partners.opco_reader)
    shown = page(client, "calendrier")
    last = page(client, "calendrier", depuis="2027-01")
    days = [read(day) for day in shown.select(".calendar-day")]

    assert [
        "20 mars 2025, 10\u202fh\u202f00 Réunion",
        "du 1er juin 2025 au 31 juillet 2025 Période attendue",
        "31 décembre 2025 Échéance",
    ] == days
    assert "2 janvier 2027 Terme" == read(last.select_one(".calendar-day"))


@pytest.mark.parametrize("asked", ["hier", "2025-13", "9999-01", ""])
def test_a_month_that_does_not_exist_is_this_month(sign_in, partners, asked):
    shown = page(sign_in(partners.opco_reader), "calendrier", depuis=asked)

    assert "Février 2025 à janvier 2026" in shown.select_one(".page-lead").get_text()


def test_the_first_page_of_a_convention_says_what_is_due(sign_in, partners):
    shown = page(sign_in(partners.region_reader), "convention", SLUG)
    due = read(shown.select_one("section[aria-labelledby=du]"))

    assert "Ce qui est dû en 2025" in due
    assert "Transmettre les données (article 3.1), due par OPCO d’essai avant le 31 décembre 2024" in due
    assert "Aucune réunion planifiée." in due
