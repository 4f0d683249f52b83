"""The page of annexe 1 and its files."""

import io
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from tandem.campagnes.models import Vote
from tests.tandem.deliberations.voted import adopted_idf, voted_idf
from tests.tandem.printing.text import plain
from tests.web.voted import adopted
from tests.web.world import CAMPAGNE

pytestmark = pytest.mark.django_db
IDF = {"region_slug": "region-ile-de-france", "annee": 2023}


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def test_page_before_any_adoption_says_what_to_do_first(world, sign_in):
    answer = sign_in(world.users["region_lecture"]).get(reverse("campagne_annexe", kwargs=CAMPAGNE))

    assert "Adoptez d’abord un scénario" in page(answer).get_text()


def test_page_of_an_adopted_campaign_says_proposed_in_words(world, sign_in):
    adopted(world)
    answer = sign_in(world.users["region_lecture"]).get(reverse("campagne_annexe", kwargs=CAMPAGNE))

    assert "Montants proposés au vote. Document préparatoire" in plain(page(answer).get_text())


def test_page_shows_the_71_lines_and_the_totals_of_the_act(sign_in):
    world = voted_idf()
    answer = page(sign_in(world.valideur).get(reverse("campagne_annexe", kwargs=IDF)))
    table = answer.find("table")
    totals = [plain(cell.get_text(" ", strip=True)) for cell in table.tfoot.find_all(["th", "td"])]

    assert len(table.tbody.find_all("tr")) == 71
    assert totals == ["TOTAUX", "20 140 000 €", "777 061 €", "130 000 €", "20 270 000 €", "30 118"]


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "excel.csv", "csv", "json"])
def test_every_format_is_offered_on_the_page_and_answers(extension, sign_in):
    world = voted_idf()
    client = sign_in(world.valideur)
    url = reverse("campagne_annexe_fichier", kwargs=IDF | {"version": "votee", "extension": extension})
    links = page(client.get(reverse("campagne_annexe", kwargs=IDF))).find_all("a", href=True)
    offered = [link["href"] for link in links]
    answer = client.get(url)

    assert url in offered
    assert answer.status_code == 200
    assert f"annexe-1-region-ile-de-france-2023-votee.{extension}" in answer.headers["Content-Disposition"]


def test_json_gives_the_lines_the_act_and_the_fingerprint(sign_in):
    world = voted_idf()
    url = reverse("campagne_annexe_fichier", kwargs=IDF | {"version": "votee", "extension": "json"})
    content = json.loads(sign_in(world.valideur).get(url).content)

    assert content["deliberation"] == {"numero": "CP 2023-247", "date": "2023-07-05"}
    assert content["totaux"]["totale"] == 20_270_000
    assert content["empreinte"]["sha256"] == world.vote.sha256
    assert len(content["lignes"]) == 71


def test_json_holds_nothing_of_the_formations_that_were_not_voted(sign_in):
    world = voted_idf()
    url = reverse("campagne_annexe_fichier", kwargs=IDF | {"version": "votee", "extension": "json"})
    content = json.loads(sign_in(world.valideur).get(url).content)

    assert set(content["lignes"][0]) == {
        "of_cfa", "majoration", "dont_bonus_vert", "exceptionnelle", "totale", "contrats",
    }  # fmt: skip


def test_unknown_version_or_format_is_not_found(world, sign_in):
    adopted(world)
    client = sign_in(world.users["region_lecture"])

    for version, extension in (("votee", "pdf"), ("proposee", "odt"), ("autre", "csv")):
        kwargs = CAMPAGNE | {"version": version, "extension": extension}
        assert client.get(reverse("campagne_annexe_fichier", kwargs=kwargs)).status_code == 404


def test_proposed_pdf_is_marked_on_every_page(sign_in):
    world = adopted_idf()
    url = reverse("campagne_annexe_fichier", kwargs=IDF | {"version": "proposee", "extension": "pdf"})
    pages = PdfReader(io.BytesIO(sign_in(world.valideur).get(url).content)).pages

    assert len(pages) > 1
    assert all("PROPOSEES AU VOTE" in one.extract_text() for one in pages)


def test_name_that_cannot_be_printed_is_explained_instead_of_an_error_page(world, sign_in):
    world.of_cfa.nom = "CFA 漢"
    world.of_cfa.save(update_fields=["nom"])
    adopted(world)
    url = reverse("campagne_annexe_fichier", kwargs=CAMPAGNE | {"version": "proposee", "extension": "pdf"})
    answer = sign_in(world.users["region_lecture"]).get(url)

    assert answer.status_code == 409
    assert "n’existe pas dans ses polices" in page(answer).get_text()
    assert Vote.objects.count() == 0
