"""J11: the partnership officer of AKTO arrives at the committee with pages that filled themselves."""

import io
import re
from datetime import date, timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone
from docx import Document

from tandem.conventions.enums import EtatConvention
from tandem.conventions.loaders import load_conventions
from tandem.conventions.models import Convention, DecisionComite, Indicateur, Reunion
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.factories import MembershipFactory, UserFactory

AKTO = {"slug": "akto-idf-2023"}


@pytest.fixture
def officer(live_site):
    """The partnership officer of AKTO; its convention with Île-de-France is in force since two years at least."""
    load_conventions()
    found = Convention.objects.filter(**AKTO)
    for etat in (EtatConvention.VOTEE, EtatConvention.SIGNEE, EtatConvention.EN_VIGUEUR):
        dates = {"signed_on": signed_on()} if etat == EtatConvention.SIGNEE else {}
        found.update(etat=etat, **dates)
    user = UserFactory(email="partenariats@akto.example")
    MembershipFactory(
        user=user,
        organisation=Organisation.objects.get(slug="akto"),
        role=Role.OPCO_PARTENARIATS,
        starts_on=date(2020, 1, 1),
    )
    return user


def signed_on():
    """The first day of the year before last: two whole years stand in the matrix, whatever the day of today."""
    return date(timezone.localdate().year - 2, 1, 1)


def held_day():
    """A day of this year on which a meeting may have been held: yesterday, or the first of January."""
    return max(timezone.localdate() - timedelta(days=1), date(timezone.localdate().year, 1, 1))


def figure(page, label):
    """Return the figure that stands under a label of the key figures."""
    found = page.locator(".stats > div", has_text=label).first.inner_text()
    return re.sub(r"\s+", " ", found)


def test_the_matrix_counts_what_the_text_promises_each_year(page, sign_in, axe, officer):
    sign_in(page, officer)
    page.goto(reverse("convention_obligations", kwargs=AKTO))
    axe(page)

    assert "17 à 29" in figure(page, "Réunions par an")
    assert page.locator(".obligations tbody tr").count() == 27


def test_an_indicator_is_added_to_a_fiche(page, sign_in, axe, officer):
    sign_in(page, officer)
    page.goto(reverse("convention_indicateurs", kwargs=AKTO))
    axe(page)
    page.get_by_role("link", name="Ajouter un indicateur").click()
    axe(page)
    page.get_by_label("Rattaché à").select_option(label=_fiche(page, "Fiche 2 –"))
    page.get_by_label("Libellé").fill("Nombre de jeunes accueillis dans le bus de l’orientation")
    page.get_by_label("Unité").select_option("personnes")
    page.get_by_label("Renseigné par").select_option(index=2)
    page.get_by_role("button", name="Enregistrer l’indicateur").click()
    page.wait_for_load_state()
    axe(page)
    made = Indicateur.objects.get(libelle__startswith="Nombre de jeunes accueillis")

    assert ("2", officer) == (made.fiche.numero, made.created_by)


def _fiche(page, start):
    """Return the label of the first choice that begins with these words."""
    options = page.get_by_label("Rattaché à").locator("option").all_inner_texts()
    return next(text for text in options if text.startswith(start))


def test_a_committee_is_scheduled_from_a_proposed_date(page, sign_in, axe, officer):
    sign_in(page, officer)
    page.goto(reverse("convention_obligations", kwargs=AKTO))
    page.locator("#propositions ~ ul").get_by_role("link", name="Planifier").first.click()
    axe(page)
    page.get_by_label("Comité", exact=True).select_option(label="Comité de pilotage")
    page.get_by_label("Objet").fill("Comité de pilotage")
    page.get_by_label("De", exact=True).fill("14:00")
    page.get_by_label("À", exact=True).fill("16:00")
    page.get_by_role("button", name="Enregistrer la réunion").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Préparer l’ordre du jour").click()
    page.wait_for_load_state()
    axe(page)
    planned = Reunion.objects.get()

    assert planned.satisfait.exists()
    assert planned.points.exists()


def record_held(page, officer):
    """Record, from the screen, a meeting held for the committee and the dialogue."""
    page.goto(reverse("convention_reunion_new", kwargs=AKTO))
    page.get_by_label("Comité", exact=True).select_option(label="Comité de pilotage")
    page.get_by_label("Objet").fill("Comité annuel")
    page.get_by_label("Date", exact=True).fill(held_day().isoformat())
    page.get_by_label("De", exact=True).fill("00:10")
    page.get_by_label("À", exact=True).fill("00:40")
    for wanted in ("omité de pilotage", "éunion de dialogue"):
        page.get_by_role("checkbox", name=re.compile(wanted)).first.check()
    page.get_by_label("Cette réunion a déjà eu lieu").check()
    page.get_by_role("button", name="Enregistrer la réunion").click()
    page.wait_for_load_state()


def test_a_held_meeting_has_its_minutes_and_its_decisions_and_is_counted(page, sign_in, axe, officer):
    sign_in(page, officer)
    page.goto(reverse("convention_obligations", kwargs=AKTO))
    before = figure(page, "Fait")
    record_held(page, officer)
    axe(page)
    page.get_by_label("Décision", exact=True).fill("Transmettre la liste des CFA.")
    page.get_by_label("Partie chargée de la suite").select_option(label="AKTO")
    page.get_by_label("Responsable").fill("Délégation régionale")
    page.get_by_role("button", name="Enregistrer la décision").click()
    page.wait_for_load_state()
    page.locator("#compte-rendu ~ form textarea").first.fill("Les partenaires font le point.")
    page.get_by_role("button", name="Enregistrer le compte rendu").click()
    page.wait_for_load_state()
    page.goto(reverse("convention_decisions", kwargs=AKTO))
    axe(page)
    page.goto(reverse("convention_obligations", kwargs=AKTO))

    assert "Transmettre la liste des CFA." == DecisionComite.objects.get().texte
    assert (number(before) + 2) == number(figure(page, "Fait"))


def number(text):
    return int(re.search(r"\d+", text)[0])


def test_the_bilan_of_the_year_is_a_word_document_that_filled_itself(page, sign_in, axe, officer):
    sign_in(page, officer)
    record_held(page, officer)
    page.goto(reverse("convention_bilans", kwargs=AKTO))
    axe(page)
    page.goto(reverse("convention_bilan", kwargs={**AKTO, "period": str(timezone.localdate().year)}))
    axe(page)
    answer = page.request.get(page.get_by_role("link", name="Word").get_attribute("href"))
    document = Document(io.BytesIO(answer.body()))
    told = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)

    assert "Comité annuel" in told
    assert "non renseigné" in told.lower()


def test_the_calendar_feed_is_read_by_a_calendar_and_stops_once_revoked(page, sign_in, axe, officer):
    sign_in(page, officer)
    record_held(page, officer)
    page.goto(reverse("calendrier_abonnement"))
    axe(page)
    page.get_by_label("Nom").fill("Mon téléphone")
    page.get_by_role("button", name="Créer une adresse").click()
    page.wait_for_load_state()
    axe(page)
    address = page.locator(".feed-address").input_value()
    feed = vobject.readOne(page.request.get(address).text())
    page.get_by_role("button", name="Révoquer").first.click()
    page.wait_for_load_state()

    assert any("Comité annuel" in event.summary.value for event in feed.vevent_list)
    assert not any(hasattr(event, name) for event in feed.vevent_list for name in ("organizer", "attendee"))
    assert 404 == page.request.get(address).status


@pytest.mark.parametrize(
    "name",
    ["convention", "convention_obligations", "convention_fiches", "convention_indicateurs", "convention_reunions"],
)
def test_the_pages_read_well_on_a_phone(phone, sign_in, axe, officer, name):
    sign_in(phone, officer)
    phone.goto(reverse(name, kwargs=AKTO))
    axe(phone)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 375
