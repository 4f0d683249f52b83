"""What people see of the document: what is open and where, the text and its outline, the circuit of signature."""

import io
import re

from django.urls import reverse
from django.utils import timezone

from tandem.conventions.documents.word_layout import default_layout
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Convention, DocumentFinal, ModeleDocument, ScanSigne
from tests.tandem.conventions.documents.worlds import CLOSED_ON, closed, ready, sign
from tests.tandem.conventions.factories import build_partners
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.archives import document_of
from tests.tandem.printing.text import plain

SCAN = b"%PDF-1.7\nsigned\n%%EOF\n"


def address(name, *args):
    return reverse(name, args=["convention-essai", *args])


def text_of(response):
    return plain(re.sub(r"<[^>]+>", " ", response.content.decode()))


def partner(world):
    """Return somebody of the Région, whose convention is the real one of AKTO."""
    user = UserFactory(email="partenaire@essai.example")
    MembershipFactory(user=user, organisation=world.parties.get(rank=1).organisation, role="region_validation")
    return user


def test_each_open_point_of_akto_has_a_link_to_where_it_is_lifted(sign_in, real_conventions):
    convention = real_conventions["akto-idf-2023"]
    convention.parties.get(rank=1).organisation.representants.all().delete()
    client = sign_in(partner(convention))
    page = client.get(reverse("convention_document", args=["akto-idf-2023"]))
    html = page.content.decode()

    assert "(ou Elle est renouvelable par voie d’avenant)" in text_of(page)
    for code in ("parties", "article-5", "signatures"):
        assert f'href="{reverse("convention_clause", args=["akto-idf-2023", code])}"' in html
    assert f'href="{reverse("organisme_representants", args=["region-ile-de-france"])}"' in html


def test_the_page_of_the_text_has_an_outline_and_marks_what_is_open(sign_in, real_conventions):
    convention = real_conventions["akto-idf-2023"]
    client = sign_in(partner(convention))
    html = client.get(reverse("convention_document_page", args=["akto-idf-2023"])).content.decode()
    targets = set(re.findall(r'href="#([^"]+)"', html)) - {"contenu", "main"}
    ids = set(re.findall(r'\bid="([^"]+)"', html))

    assert {"clause-article-5", "fiche-3", "axe-1", "signataires"} <= targets <= ids
    assert "<mark>(ou Elle est renouvelable par voie d’avenant)</mark>" in html
    assert html.count("<mark>") == 6


def test_a_ready_document_is_finalised_from_its_page(sign_in, db):
    world = ready()
    client = sign_in(world.region_chief)
    before = text_of(client.get(address("convention_document")))
    after = text_of(client.post(address("convention_finalise"), follow=True))

    assert "Plus rien ne reste ouvert" in before
    assert "Circuit de signature" in after
    assert DocumentFinal.objects.get().sha256 in after


def test_a_refused_finalisation_tells_everything_and_writes_nothing(sign_in, db):
    world = ready(duree_mois=None)
    world.region.representants.all().delete()
    page = sign_in(world.region_chief).post(address("convention_finalise"), follow=True)

    assert "La durée de la convention n’est pas renseignée" in text_of(page)
    assert "personne n’est enregistré pour signer" in text_of(page)
    assert not DocumentFinal.objects.exists()


def test_the_circuit_shows_each_signatory_with_quality_date_and_hash(sign_in, db):
    world = ready()
    document = closed(world)
    sign(world, document, 1, on=CLOSED_ON)
    text = text_of(sign_in(world.opco_officer).get(address("convention_document")))

    assert "Marie DURAND 1er septembre 2023 la Région Présidente" in text
    assert f"{document.sha256[:12]}…" in text
    assert "1 sur 3" in text
    assert text.count("Enregistrer la signature de") == 2


def test_a_signature_with_a_wrong_hash_and_a_wrong_day_shows_both_at_their_fields(sign_in, db):
    world = ready()
    closed(world)
    page = sign_in(world.region_chief).post(address("convention_sign", 1, 1), {"on": "2023-07-04", "sha256": "0" * 64})

    assert page.status_code == 422
    assert "précéderait ce qui habilite la Région à signer" in text_of(page)
    assert "n’est pas celle du document finalisé" in text_of(page)


def test_the_last_signature_recorded_on_screen_puts_the_convention_in_force(sign_in, db):
    world = ready()
    document = closed(world, on=timezone.localdate())
    for rank in (1, 2):
        sign(world, document, rank)
    sign_in(world.opco_officer).post(
        address("convention_sign", 1, 3), {"on": timezone.localdate().isoformat(), "sha256": document.sha256.upper()}
    )

    assert Convention.objects.get(pk=world.convention.pk).etat == EtatConvention.EN_VIGUEUR


def test_the_signed_copy_comes_back_as_an_attachment(sign_in, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = ready()
    closed(world)
    client = sign_in(world.opco_officer)
    upload = io.BytesIO(SCAN)
    upload.name = "signé.pdf"
    client.post(address("convention_scan", 1), {"fichier": upload})
    answer = client.get(address("convention_scan_file", ScanSigne.objects.get().pk))

    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == SCAN


def test_the_final_file_is_the_one_that_was_hashed(sign_in, db):
    world = ready()
    document = closed(world)
    answer = sign_in(world.opco_reader).get(address("convention_document_file", "1", "pdf"))

    assert answer.content == bytes(document.pdf)


def test_a_version_that_was_never_closed_is_not_found(sign_in, db):
    world = ready()
    client = sign_in(world.region_chief)

    assert client.get(address("convention_document_file", "7", "pdf")).status_code == 404
    assert client.get(address("convention_document_file", "projet", "exe")).status_code == 404


def test_a_layout_is_received_previewed_then_published_on_screen(sign_in, db):
    world = build_partners()
    client = sign_in(world.region_officer)
    upload = io.BytesIO(default_layout("#1f4e5f"))
    upload.name = "modele.docx"
    client.post(reverse("conventions_modeles"), {"nature": "convention", "fichier": upload})
    received = ModeleDocument.objects.get()
    preview = client.get(reverse("conventions_modele_apercu", args=[received.pk]))
    page = client.post(reverse("conventions_modele_publish", args=[received.pk]), follow=True)

    assert preview.content.startswith(b"PK")
    assert "Version 1, publiée le" in text_of(page)


def test_a_refused_layout_says_why_at_its_field(sign_in, db):
    world = build_partners()
    client = sign_in(world.region_officer)
    upload = io.BytesIO(document_of("Texte"))
    upload.name = "modele.docx"
    page = client.post(reverse("conventions_modeles"), {"nature": "convention", "fichier": upload})

    assert page.status_code == 422
    assert "La balise « clauses »" in text_of(page)
    assert not ModeleDocument.objects.exists()
