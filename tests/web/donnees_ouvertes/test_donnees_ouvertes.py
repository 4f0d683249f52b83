"""What the public reads without an account."""

import csv
import hashlib
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tandem.campagnes.actions.correction import correct_vote
from tandem.campagnes.actions.notification import publish
from tandem.campagnes.current import Amounts
from tandem.organisations.models import Organisation
from tests.tandem.campagnes.world import CORRECTIVE
from tests.tandem.deliberations.voted import voted_idf
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db
IDF = {"region_slug": "region-ile-de-france", "annee": 2023}


def published_idf():
    world = voted_idf()
    publish(actor=world.valideur, vote=world.vote)
    return world


def text_of(answer):
    return plain(BeautifulSoup(answer.content, "html.parser").get_text(" "))


def file_url(extension, version="annexe-1"):
    return reverse("donnees_ouvertes_fichier", kwargs=IDF | {"version": version, "extension": extension})


def test_page_without_a_publication_says_when_one_will_come(client):
    assert "dès que la Région la publie" in text_of(client.get(reverse("donnees_ouvertes")))


def test_voted_but_unpublished_annexe_is_nowhere(client):
    voted_idf()

    assert "Île-de-France" not in text_of(client.get(reverse("donnees_ouvertes")))
    assert client.get(reverse("donnees_ouvertes_jeu", kwargs=IDF)).status_code == 404
    assert client.get(file_url("csv")).status_code == 404


def test_published_annexe_is_listed_and_described(client):
    published_idf()
    words = text_of(client.get(reverse("donnees_ouvertes_jeu", kwargs=IDF)))

    assert "Île-de-France" in text_of(client.get(reverse("donnees_ouvertes")))
    for expected in ("71 bénéficiaires", "30 118 contrats", "20 270 000 €", "n° CP 2023-247", "Licence Ouverte"):
        assert expected in words


def test_csv_for_programs_adds_up_to_the_act(client):
    published_idf()
    rows = list(csv.DictReader(io.StringIO(client.get(file_url("csv")).content.decode("utf-8"))))

    assert len(rows) == 71
    assert sum(int(row["totale"]) for row in rows) == 20_270_000
    assert sum(int(row["contrats"]) for row in rows) == 30_118


def test_csv_follows_its_table_schema(client):
    published_idf()
    schema = json.loads(client.get(reverse("donnees_ouvertes_schema", kwargs=IDF)).content)
    rows = list(csv.DictReader(io.StringIO(client.get(file_url("csv")).content.decode("utf-8"))))
    integers = [field["name"] for field in schema["fields"] if field["type"] == "integer"]

    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    assert all(row[name].isdigit() for row in rows for name in integers)
    assert len({row["of_cfa"] for row in rows}) == len(rows)
    assert schema["path"].endswith(file_url("csv"))


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "excel.csv", "csv", "json"])
def test_every_file_is_public_cacheable_and_the_same_each_time(extension, client):
    published_idf()
    first, second = client.get(file_url(extension)), client.get(file_url(extension))

    assert first.status_code == 200
    assert "public" in first.headers["Cache-Control"]
    assert hashlib.sha256(first.content).hexdigest() == hashlib.sha256(second.content).hexdigest()


def test_correction_adds_an_address_and_leaves_the_voted_one_true(client):
    world = published_idf()
    voted = client.get(file_url("csv")).content
    correct_vote(
        actor=world.valideur,
        vote=world.vote,
        of_cfa=Organisation.objects.get(slug="aftral"),
        change=Amounts(majoration=-822),
        act=CORRECTIVE,
        motif="Erreur de saisie.",
    )

    assert client.get(file_url("csv")).content == voted
    assert b"AFTRAL,138000,18857,130000,268000,188" in client.get(file_url("csv", "annexe-1-rectifiee")).content
    assert "avant rectification" in text_of(client.get(reverse("donnees_ouvertes_jeu", kwargs=IDF)))


def test_rectified_address_does_not_exist_without_a_correction(client):
    published_idf()

    assert client.get(file_url("csv", "annexe-1-rectifiee")).status_code == 404
    assert client.get(file_url("odt")).status_code == 404
