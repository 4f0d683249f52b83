"""The page that an élu reads."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tandem.campagnes.models import AnnexePubliee, Candidature
from tandem.organisations.enums import Role
from tandem.territoires.models import Departement
from tests.tandem.deliberations.voted import member
from tests.tandem.factories import CampagneFactory
from tests.tandem.printing.text import pdf_text, plain
from tests.web.voted import adopted, voted
from tests.web.world import CAMPAGNE

pytestmark = pytest.mark.django_db
URL = "campagne_synthese"


def page(client, query=""):
    return BeautifulSoup(client.get(reverse(URL, kwargs=CAMPAGNE) + query).content, "html.parser")


def place(world, candidature, code="93"):
    Candidature.objects.filter(pk=candidature.pk).update(departement=Departement.objects.get(pk=code))


def test_page_before_any_adoption_says_when_it_will_be_there(world, sign_in):
    assert "dès qu’un scénario est adopté" in page(sign_in(world.users["region_elu"])).get_text()


def test_page_says_in_words_that_the_amounts_are_only_proposed(world, sign_in):
    adopted(world)

    assert "Montants proposés au vote" in page(sign_in(world.users["region_elu"])).get_text()


def test_page_opens_on_the_departement_of_the_elu(world, sign_in):
    place(world, world.candidature)
    voted(world)
    elu = member(world.region, Role.REGION_ELU, departement=Departement.objects.get(pk="93"))
    found = page(sign_in(elu))

    assert found.select_one("#departement option[selected]")["value"] == "93"
    assert "Dans mon territoire : Seine-Saint-Denis" in plain(found.get_text())


def test_page_lists_the_beneficiaries_of_the_departement_asked_only(world, sign_in):
    place(world, world.candidature, "93")
    place(world, world.autre_candidature, "75")
    voted(world)
    section = page(sign_in(world.users["region_elu"]), "?departement=93").select_one("#departement-titre").parent

    assert "CFA D’ESSAI" in section.table.get_text()
    assert "AUTRE CFA" not in section.table.get_text()


def test_unknown_departement_shows_the_whole_region(world, sign_in):
    voted(world)

    assert "Et dans mon territoire ?" in plain(page(sign_in(world.users["region_elu"]), "?departement=2A").get_text())


def test_page_compares_with_the_year_before(world, sign_in):
    before = CampagneFactory(organisation=world.region, annee=2022)
    AnnexePubliee.objects.create(
        campagne=before, source="CP 2022-400", lignes=[{"totale": 80_000, "contrats": 70}], sha256="0" * 64
    )
    voted(world)
    words = plain(page(sign_in(world.users["region_elu"])).get_text(" "))

    assert "+20 000 €" in words
    assert "25,0 %" in words
    assert "CP 2022-400" in words


def test_page_without_a_year_before_says_so(world, sign_in):
    voted(world)

    assert "Aucune campagne précédente" in page(sign_in(world.users["region_elu"])).get_text()


def test_page_offers_no_way_to_change_anything(world, sign_in):
    voted(world)
    main = page(sign_in(world.users["region_elu"])).main

    assert main.select('form[method="post"], input:not([type="hidden"]), textarea') == []


def test_every_chart_has_its_table(world, sign_in):
    place(world, world.candidature)
    voted(world)
    figures = page(sign_in(world.users["region_elu"])).select("figure")

    assert len(figures) == 2
    assert all(figure.svg and figure.table for figure in figures)


def test_pdf_is_about_the_same_departement(world, sign_in):
    place(world, world.candidature)
    voted(world)
    client = sign_in(world.users["region_elu"])
    link = next(one for one in page(client, "?departement=93").find_all("a") if "PDF" in one.get_text())

    assert "Dans le département : Seine-Saint-Denis" in pdf_text(client.get(link["href"]).content)


def test_page_asks_a_bounded_number_of_queries(world, sign_in, django_assert_max_num_queries):
    voted(world)
    client = sign_in(world.users["region_elu"])

    with django_assert_max_num_queries(35):
        client.get(reverse(URL, kwargs=CAMPAGNE))
