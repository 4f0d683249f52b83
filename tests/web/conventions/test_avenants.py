"""What people see and do of avenants: the draft of one side, the readable difference, the shared document."""

import pytest
from django.urls import reverse

from tandem.conventions.enums import EtatAvenant
from tandem.conventions.models import Avenant
from tests.tandem.conventions.amended import a_draft, build_amendable, shared
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build_amendable()


def address(name, *args):
    return reverse(name, args=["convention-essai", *args])


def body(response):
    return plain(response.content.decode())


def test_an_avenant_is_opened_from_its_list(world, sign_in):
    client = sign_in(world.region_officer)
    response = client.post(address("convention_avenants"), {"objet": "Trois concertations par an"})
    avenant = Avenant.objects.get()

    assert address("convention_avenant", f"projet-{avenant.pk}") == response.url
    assert "Brouillon de votre partie" in body(client.get(response.url))


def test_the_other_side_sees_neither_the_draft_nor_its_number(world, sign_in):
    avenant = a_draft(world)
    client = sign_in(world.opco_officer)

    assert 404 == client.get(address("convention_avenant", f"projet-{avenant.pk}")).status_code
    assert "Aucun avenant" in body(client.get(address("convention_avenants")))


def test_an_avenant_without_an_object_says_what_is_expected(world, sign_in):
    response = sign_in(world.region_officer).post(address("convention_avenants"), {"objet": ""})

    assert (422, 0) == (response.status_code, Avenant.objects.count())


def test_an_avenant_on_an_expired_convention_says_why_and_opens_nothing(sign_in):
    world = build_amendable(duree_mois=1)
    client = sign_in(world.region_officer)
    response = client.post(address("convention_avenants"), {"objet": "Durée"})

    assert (422, 0) == (response.status_code, Avenant.objects.count())
    assert "La convention est échue depuis le" in body(response)
    assert "Ouvrir le projet" not in body(client.get(address("convention_avenants")))


def test_the_difference_is_read_word_by_word_with_words_for_who_hears_it(world, sign_in):
    avenant = a_draft(world)
    page = sign_in(world.region_reader).get(address("convention_avenant", f"projet-{avenant.pk}"))
    html = page.content.decode()

    assert '<del><span class="sr-only">supprimé\u202f: </span>deux</del>' in html
    assert '<ins><span class="sr-only">ajouté\u202f: </span>trois</ins>' in html


def test_the_paragraphs_without_change_are_folded(world, sign_in):
    world.convention.clauses.model.objects.create(
        convention=world.convention,
        code="article-8",
        numero="8",
        titre="Long",
        rank=8,
        texte="Un.\nDeux.\nTrois.\nUn alinéa qui change ici.",
    )
    client = sign_in(world.region_officer)
    avenant = a_draft(world)
    ref = f"projet-{avenant.pk}"
    texte = "Un.\r\nDeux.\r\nTrois.\r\nUn alinéa qui reste ici."
    client.post(address("convention_avenant_clause", ref, "article-8"), {"titre": "Long", "texte": texte})

    assert "Sans changement : 3 alinéas" in body(client.get(address("convention_avenant", ref)))


def test_sharing_leads_to_its_number(world, sign_in):
    avenant = a_draft(world)
    client = sign_in(world.region_officer)
    response = client.post(address("convention_avenant_share", f"projet-{avenant.pk}"))

    assert address("convention_avenant", "1") == response.url
    assert "Avenant n° 1 est partagé" in body(client.get(response.url))


def test_a_fiche_is_rewritten_under_the_labels_of_its_template(world, sign_in):
    avenant = shared(world)
    client = sign_in(world.opco_officer)
    page = client.get(address("convention_avenant_fiche", "1", "1.1"))
    client.post(
        address("convention_avenant_fiche", "1", "1.1"),
        {
            "titre": world.fiche.titre,
            "contenu.contexte": "Un autre contexte.",
            "contenu.calendrier": "Juin",
            "actions.1.titre": "Réunir",
            "actions.1.contenu.objectifs": "Se voir.",
            "actions.1.calendrier": "",
        },
    )

    assert "Contexte" in body(page)
    assert "Un autre contexte." == avenant.modifications.get(objet="fiche").after["contenu"]["contexte"]


def test_a_new_fiche_is_placed_first_then_written(world, sign_in):
    avenant = shared(world)
    client = sign_in(world.opco_officer)
    start = address("convention_avenant_fiche_new", "1")
    query = f"{start}?numero=1.2&axe={world.axe.pk}&modele={world.modele.pk}"
    page = client.get(query)
    client.post(query, {"titre": "Une fiche de plus", "contenu.contexte": "C.", "contenu.calendrier": "Juin"})
    again = client.get(address("convention_avenant_fiche", "1", "1.2"))

    assert "Fiche 1.2, axe 1" in body(page)
    assert {"clause", "fiche"} == set(avenant.modifications.values_list("objet", flat=True))
    assert "Une fiche de plus" in body(again)


def test_a_clause_is_added_taken_away_and_dropped(world, sign_in):
    avenant = shared(world)
    client = sign_in(world.opco_officer)
    client.post(
        address("convention_avenant_clause_new", "1"),
        {"numero": "4", "titre": "Suite", "texte": "Une clause.", "follows": "article-3"},
    )
    client.post(address("convention_avenant_remove", "1"), {"objet": "clause", "code": "article-3"})
    client.post(address("convention_avenant_drop", "1"), {"objet": "clause", "code": "article-2"})

    assert {("article-4", "ajout"), ("article-3", "retrait")} == set(
        avenant.modifications.values_list("code", "nature")
    )


def test_an_unchanged_clause_keeps_the_form_open_with_the_reason(world, sign_in):
    shared(world)
    client = sign_in(world.opco_officer)
    response = client.post(
        address("convention_avenant_clause", "1", "article-1"),
        {"titre": world.clause_1.titre, "texte": world.clause_1.texte},
    )

    assert 422 == response.status_code
    assert "Rien n’a changé" in body(response)


def test_the_document_is_read_before_it_is_closed(world, sign_in):
    shared(world)
    client = sign_in(world.opco_reader)
    pdf = client.get(address("convention_avenant_file", "1", "pdf"))
    word = client.get(address("convention_avenant_file", "1", "docx"))

    assert pdf.content.startswith(b"%PDF-")
    assert word.content.startswith(b"PK")
    assert 404 == client.get(address("convention_avenant_file", "1", "odt")).status_code


def test_closed_it_shows_its_circuit_and_gives_the_closed_file(world, sign_in):
    avenant = shared(world)
    client = sign_in(world.region_chief)
    client.post(address("convention_avenant_finalise", "1"))
    avenant.refresh_from_db()
    page = client.get(address("convention_avenant", "1"))
    document = avenant.documents.get()

    assert EtatAvenant.FINALISE == avenant.etat
    assert "Circuit de signature" in body(page)
    assert bytes(document.pdf) == client.get(address("convention_avenant_file", "1", "pdf")).content
    assert '<ins><span class="sr-only">ajouté : </span>trois</ins>' in body(page)


def test_a_line_that_no_longer_fits_the_text_says_so(world, sign_in):
    avenant = shared(world)
    avenant.modifications.update(before={"numero": "2", "titre": "Suivi", "texte": "Une rédaction d’avant."})

    assert "a changé depuis que cette ligne a été écrite" in body(
        sign_in(world.region_officer).get(address("convention_avenant", "1"))
    )
