"""The screens of the letters: list, one letter, batch, words and layout."""

import csv
import hashlib
import io
import time
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from tandem.campagnes.actions.notification import notify
from tandem.deliberations.actions import issue_letters
from tandem.deliberations.letters.word_layout import default_layout
from tandem.deliberations.models import Letter, LetterTemplate
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.deliberations.voted import member, voted_idf
from tests.tandem.printing.text import docx_text, pdf_text, plain
from tests.web.voted import voted
from tests.web.world import CAMPAGNE

pytestmark = pytest.mark.django_db
IDF = {"region_slug": "region-ile-de-france", "annee": 2023}
MODEL = CAMPAGNE | {"kind": "notification"}
WORDS = {
    "subject": "Objet [annee]",
    "body": "Bonjour [of_cfa], vous recevez [montant_total].",
    "voies_recours": "Deux mois pour contester.",
    "signatory_quality": "La présidente du conseil régional",
}


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def test_page_before_the_vote_leads_to_the_vote(world, sign_in):
    answer = sign_in(world.users["region_lecture"]).get(reverse("campagne_courriers", kwargs=CAMPAGNE))

    assert "enregistrez d’abord le vote" in page(answer).get_text()


def test_list_has_one_letter_by_beneficiary(sign_in):
    world = voted_idf()
    answer = page(sign_in(world.valideur).get(reverse("campagne_courriers", kwargs=IDF)))

    assert len(answer.find("table").tbody.find_all("tr")) == 71


def test_batch_of_71_pdf_comes_in_seconds_with_its_manifest(sign_in):
    world = voted_idf()
    client = sign_in(world.valideur)
    start = time.monotonic()
    answer = client.get(reverse("campagne_courriers_lot", kwargs=IDF | {"extension": "pdf"}))
    elapsed = time.monotonic() - start
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    rows = list(csv.DictReader(archive.read("manifeste.csv").decode("utf-8-sig").splitlines(), delimiter=";"))

    assert len(rows) == 71
    assert [row["sha256"] for row in rows] == [hashlib.sha256(archive.read(row["fichier"])).hexdigest() for row in rows]
    assert sum(int(row["montant_total"]) for row in rows) == 20_270_000
    # Generous on purpose: the figure is in the report; here only a change of order of magnitude must fail.
    assert elapsed < 30


def test_batch_of_word_letters_opens_and_names_each_recipient(world, sign_in):
    voted(world)
    client = sign_in(world.users["region_lecture"])
    answer = client.get(reverse("campagne_courriers_lot", kwargs=CAMPAGNE | {"extension": "docx"}))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    letters = {name: archive.read(name) for name in archive.namelist() if name.endswith(".docx")}

    assert sorted(letters) == [f"notification/notification-2023-{slug}.docx" for slug in ("autre-cfa", "cfa-essai")]
    assert "CFA D’ESSAI" in docx_text(letters["notification/notification-2023-cfa-essai.docx"])


def test_cfa_reads_its_own_letter_once_notified_and_no_other(world, sign_in):
    voted(world)
    valideur = world.users["region_validation"]
    fingerprints = issue_letters(vote=world.vote, of_cfas=[world.of_cfa, world.autre_of_cfa], actor=valideur)
    notify(actor=valideur, vote=world.vote, letters=fingerprints)
    own, other = (
        reverse("campagne_courrier", kwargs=CAMPAGNE | {"of_slug": slug, "kind": "notification", "extension": "pdf"})
        for slug in ("cfa-essai", "autre-cfa")
    )
    client = sign_in(world.users["cfa"])

    assert hashlib.sha256(client.get(own).content).hexdigest() == fingerprints[world.of_cfa.pk]
    assert client.get(other).status_code == 404


def test_sent_letter_keeps_its_words_when_the_template_changes(world, sign_in):
    voted(world)
    valideur = world.users["region_validation"]
    fingerprints = issue_letters(vote=world.vote, of_cfas=[world.of_cfa], actor=valideur)
    client = sign_in(valideur)
    client.post(reverse("campagne_courrier_modele", kwargs=MODEL), WORDS | {"action": "enregistrer"})
    url = reverse(
        "campagne_courrier", kwargs=CAMPAGNE | {"of_slug": "cfa-essai", "kind": "notification", "extension": "pdf"}
    )

    assert LetterTemplate.objects.count() == 1
    assert hashlib.sha256(client.get(url).content).hexdigest() == fingerprints[world.of_cfa.pk]


def test_preview_shows_the_words_and_keeps_nothing(world, sign_in):
    client = sign_in(world.users["region_instruction"])
    answer = client.post(reverse("campagne_courrier_modele", kwargs=MODEL), WORDS | {"action": "apercu"})
    text = pdf_text(answer.content)

    assert "Bonjour CFA D’EXEMPLE, vous recevez 30 600 €." in text
    assert "Données fictives : ce document n’a aucune valeur." in text
    assert LetterTemplate.objects.count() == 0


def test_preview_after_the_vote_is_a_real_letter(sign_in):
    world = voted_idf()
    client = sign_in(world.instructeur)
    answer = client.post(
        reverse("campagne_courrier_modele", kwargs=IDF | {"kind": "notification"}), WORDS | {"action": "apercu"}
    )

    assert "Bonjour ADIP" in pdf_text(answer.content)
    assert len(PdfReader(io.BytesIO(answer.content)).pages) >= 1
    assert Letter.objects.count() == 0


def test_every_error_of_the_form_is_shown_at_once_and_linked(world, sign_in):
    client = sign_in(world.users["region_instruction"])
    answer = client.post(
        reverse("campagne_courrier_modele", kwargs=MODEL),
        {"subject": "", "body": "[inconnu]", "voies_recours": "[si exceptionnelle]", "action": "enregistrer"},
    )
    links = {link["href"] for link in page(answer).select(".error-summary a")}

    assert answer.status_code == 422
    assert {"#id_subject", "#id_body", "#id_voies_recours", "#id_signatory_quality"} <= links
    assert LetterTemplate.objects.count() == 0


def test_layout_goes_out_comes_back_and_dresses_the_letters(world, sign_in):
    voted(world)
    client = sign_in(world.users["region_instruction"])
    layout = client.get(reverse("campagne_courrier_mise_en_page", kwargs=MODEL)).content
    sent = SimpleUploadedFile("courrier.docx", default_layout("#8a4b08"))
    client.post(
        reverse("campagne_courrier_modele", kwargs=MODEL), WORDS | {"action": "enregistrer", "word_layout": sent}
    )
    url = reverse(
        "campagne_courrier", kwargs=CAMPAGNE | {"of_slug": "cfa-essai", "kind": "notification", "extension": "docx"}
    )

    assert layout.startswith(b"PK")
    assert bytes(LetterTemplate.objects.get().word_layout) == default_layout("#8a4b08")
    assert "Bonjour CFA D’ESSAI" in docx_text(client.get(url).content)


def test_refused_layout_says_why(world, sign_in):
    client = sign_in(world.users["region_instruction"])
    sent = SimpleUploadedFile("courrier.docx", b"rien de lisible")
    answer = client.post(
        reverse("campagne_courrier_modele", kwargs=MODEL), WORDS | {"action": "enregistrer", "word_layout": sent}
    )

    assert "n’est pas un document Word" in plain(page(answer).get_text())


def test_elu_sees_the_letters_without_any_edit_control(world, sign_in):
    voted(world)
    answer = page(sign_in(world.users["region_elu"]).get(reverse("campagne_courriers", kwargs=CAMPAGNE)))

    assert answer.select('main form[method="post"]') == []
    assert not [link for link in answer.find_all("a", href=True) if "/modeles/" in link["href"]]


def test_list_of_letters_does_not_query_once_per_letter(sign_in, django_assert_max_num_queries):
    world = voted_idf()
    client = sign_in(member(world.region, Role.REGION_LECTURE))

    with django_assert_max_num_queries(30):
        client.get(reverse("campagne_courriers", kwargs=IDF))

    assert Organisation.objects.of_cfa().count() == 71
