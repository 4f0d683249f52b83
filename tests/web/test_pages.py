"""Claims about the pages of the site itself and the error pages."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.views.defaults import bad_request, permission_denied, server_error

from tests.tandem.factories import UserFactory

PAGES = (
    "accessibilite",
    "mentions_legales",
    "donnees_personnelles",
    "code_source",
    "versions",
    "plan_du_site",
    "aide",
    "guide_de_style",
    "guide_de_style_tableau",
)


def _soup(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_site_is_public_and_has_one_title_one_main_and_a_language(client, db, name):
    response = client.get(reverse(name))
    page = _soup(response)

    assert 200 == response.status_code
    assert "fr" == page.html["lang"]
    assert 1 == len(page.select("h1")) == len(page.select("main"))
    assert page.select_one(".breadcrumb [aria-current]").text in page.title.text


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_the_site_leads_to_a_page(client, db, name):
    links = {link["href"].split("#")[0] for link in _soup(client.get(reverse(name))).select("a[href^='/']")}

    answers = {link: client.get(link).status_code for link in sorted(links) if link}

    assert {} == {link: status for link, status in answers.items() if status >= 400}


@pytest.mark.parametrize("name", PAGES)
def test_headings_never_skip_a_level(client, db, name):
    levels = [int(heading.name[1]) for heading in _soup(client.get(reverse(name))).select("main :is(h1, h2, h3, h4)")]

    assert [] == [(a, b) for a, b in pairwise(levels) if b > a + 1]


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_in_a_page(client, db, name):
    ids = [node["id"] for node in _soup(client.get(reverse(name))).select("[id]")]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_every_reference_to_an_id_finds_it(client, db, name):
    page = _soup(client.get(reverse(name)))
    attributes = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
    wanted = {
        reference
        for attribute in attributes
        for node in page.select(f"[{attribute}]")
        for reference in node[attribute].split()
    }

    assert set() == wanted - {node["id"] for node in page.select("[id]")}


def test_what_the_operator_says_of_itself_is_on_the_legal_notice(client, db, settings):
    settings.PUBLISHER, settings.CONTACT_EMAIL = "Organisme exploitant d’essai", "contact@essai.example"

    text = _soup(client.get(reverse("mentions_legales"))).select_one("main").text

    assert "Organisme exploitant d’essai" in text
    assert "contact@essai.example" in text


def test_a_missing_legal_mention_is_said_missing(client, db, settings):
    settings.PUBLISHER = ""

    text = _soup(client.get(reverse("mentions_legales"))).select_one("main").text

    assert "non renseigné" in text
    assert "doit être complétée" in text


def test_the_declaration_says_partly_conformant_and_what_was_not_tested(client, db):
    page = _soup(client.get(reverse("accessibilite")))
    text = page.select_one("main").text

    assert "partiellement conforme" in text
    assert "lecteur d’écran" in text
    assert "Défenseur des droits" in text
    assert "partiellement conforme" in page.select_one("footer").text


def test_the_page_of_versions_counts_the_territories_in_service(client, db):
    rows = {
        row.th.text: [cell.text.strip() for cell in row.select("td")]
        for row in _soup(client.get(reverse("versions"))).select("tbody tr")
    }

    assert "125" == rows["Régions et départements"][1]


def test_the_style_guide_is_not_indexed(client, db):
    page = _soup(client.get(reverse("guide_de_style")))

    assert "noindex" == page.select_one("meta[name=robots]")["content"]


def test_an_unknown_address_says_what_to_do(client, db):
    response = client.get("/cette-page-n-existe-pas/")

    assert 404 == response.status_code
    assert "plan du site" in _soup(response).select_one("main").text


def test_a_refusal_shows_its_reason(rf, db):
    request = rf.get("/")
    request.user, request.session = UserFactory(), {}

    page = _soup(permission_denied(request, PermissionDenied("Vous avez déclaré un intérêt avec cet organisme.")))

    assert "Vous avez déclaré un intérêt avec cet organisme." == page.select_one(".page-lead").text


def test_an_expired_form_says_that_nothing_was_saved(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})

    assert 403 == response.status_code
    assert "Rien n’a été enregistré" in _soup(response).select_one("main").text


@pytest.mark.parametrize("handler,status", [(bad_request, 400), (server_error, 500)])
def test_the_pages_of_a_broken_request_need_neither_person_nor_database(rf, handler, status):
    arguments = [ValueError()] if handler is bad_request else []

    response = handler(rf.get("/"), *arguments)

    assert status == response.status_code
    assert "enregistré" in _soup(response).select_one("main").text


def test_the_csrf_page_needs_no_context():
    assert "Ce formulaire a expiré" in render_to_string("403_csrf.html")
