"""The document of an avenant: what it says, what keeps it open, and its circuit of signature."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from docx import Document

from tandem.conventions.actions.avenants import create_avenant, finalise_avenant, share_avenant
from tandem.conventions.actions.documents import record_signature, withdraw
from tandem.conventions.actions.modifications import (
    add_clause,
    add_fiche,
    change_clause,
    change_fiche,
    remove_clause,
    remove_fiche,
)
from tandem.conventions.documents.avenant import avenant_content
from tandem.conventions.documents.content import document_from
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.enums import EtatAvenant
from tests.tandem.conventions.amended import NEW, OLD, a_draft, build_amendable, shared
from tests.tandem.conventions.factories import ClauseFactory, FicheFactory, RepresentantFactory
from tests.tandem.printing.text import pdf_text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def world():
    return build_amendable()


@pytest.fixture
def everything(world):
    """An avenant that does each thing an avenant can do."""
    avenant = a_draft(world)
    who = {"actor": world.region_officer, "avenant": avenant}
    add_clause(**who, numero="2 bis", titre="Suite", texte="Une clause de plus.", follows="article-2")
    remove_clause(**who, clause=world.clause_3)
    change_fiche(**who, fiche=world.fiche, values={"contenu.contexte": "Un autre contexte."})
    add_fiche(
        **who,
        numero="1.2",
        axe=world.axe,
        modele=world.modele,
        values={"titre": "Une fiche de plus", "contenu.contexte": "Son contexte.", "contenu.calendrier": "Juin"},
    )
    other = FicheFactory(convention=world.convention, axe=world.axe, modele=world.modele, numero="1.3")
    remove_fiche(**who, fiche=other)
    return shared(world, avenant)


def plain(blocks):
    return " ".join(line for block in blocks for line in block.lines).replace("\u202f", " ")


def articles(content):
    return [(section.heading.replace("\u202f", " "), plain(section.blocks)) for section in content.clauses]


def test_each_line_is_an_article_that_says_what_it_does(everything):
    told = dict(articles(avenant_content(everything, on=TODAY())))

    assert f"L’article 2 est ainsi rédigé : Article 2 : Suivi {NEW}" == told["Article 1 : Modification de l’article 2"]
    assert told["Article 2 : Ajout de l’article 2 bis"].startswith(
        "Après l’article 2, il est inséré un article 2 bis ainsi rédigé :"
    )
    assert "L’article 3 est supprimé." == told["Article 3 : Suppression de l’article 3"]
    assert "Contexte : Un autre contexte." in told["Article 4 : Modification de la fiche action 1.1"]
    assert "annexée au présent avenant" in told["Article 5 : Ajout de la fiche action 1.2"]
    assert told["Article 6 : Arrêt de la fiche action 1.3"].endswith("est arrêtée.")


def test_its_visas_name_the_law_and_the_convention(everything):
    visas = articles(avenant_content(everything, on=TODAY()))[0][1]

    assert "Vu le code du travail, article L6211-3" in visas
    assert "Vu la convention « Convention d’essai » signée le" in visas


def test_its_annexe_holds_each_wording_old_and_new_and_the_new_fiches(everything):
    content = avenant_content(everything, on=TODAY())
    rows = {row.label: plain(row.blocks) for axe in content.axes for sheet in axe.fiches for row in sheet.rows}

    assert (OLD, NEW) == (rows["Texte, ancienne rédaction"], rows["Texte, nouvelle rédaction"])
    assert "Un contexte." == rows["Contexte, ancienne rédaction"]
    assert ["Axe 1 : Développement de l’apprentissage", "Rédaction ancienne et nouvelle"] == [
        axe.heading.replace("\u202f", " ") for axe in content.axes
    ]


def test_its_content_survives_json(everything):
    content = avenant_content(everything, on=TODAY())

    assert content == document_from(content.as_json())


def test_its_word_file_and_its_pdf_hold_the_new_words(everything):
    content = avenant_content(everything, on=TODAY())
    document = Document(io.BytesIO(convention_docx(content)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert NEW in words
    assert NEW in pdf_text(convention_pdf(content))


def test_an_avenant_with_a_blank_in_its_new_text_is_not_finalised(world):
    avenant = a_draft(world)
    change_clause(
        actor=world.region_officer,
        avenant=avenant,
        clause=world.clause_1,
        texte="Elle est prolongée (ou elle est renouvelée) par délibération n° ….. du …...",
    )
    avenant = shared(world, avenant)
    with pytest.raises(ValidationError) as refused:
        finalise_avenant(actor=world.region_chief, avenant=avenant)
    told = " ".join(refused.value.messages)

    assert "(ou elle est renouvelée)" in told
    assert "n° ….. du …... " in told.replace("\u202f", " ")
    assert not avenant.documents.exists()


def test_a_blank_of_the_old_text_does_not_keep_the_avenant_open(world):
    with_blank = ClauseFactory(
        convention=world.convention, code="article-9", numero="9", rank=9, texte="Elle est prolongée (ou renouvelée)."
    )
    avenant = create_avenant(actor=world.region_officer, convention=world.convention, objet="Choix de l’alternative")
    change_clause(actor=world.region_officer, avenant=avenant, clause=with_blank, texte="Elle est renouvelée.")
    avenant = share_avenant(actor=world.region_officer, avenant=avenant)

    assert finalise_avenant(actor=world.region_chief, avenant=avenant).sha256


def test_a_blank_among_the_parties_keeps_the_avenant_open_until_the_avenant_fills_it(world):
    parties = ClauseFactory(
        convention=world.convention,
        code="parties",
        numero="",
        rank=0,
        titre="Parties",
        texte="La Région, n° ….. du …..",
    )
    avenant = shared(world)
    with pytest.raises(ValidationError, match="Parties, "):
        finalise_avenant(actor=world.region_chief, avenant=avenant)
    change_clause(actor=world.region_officer, avenant=avenant, clause=parties, texte="La Région d’essai.")
    content = avenant_content(avenant, on=TODAY())

    assert "La Région d’essai." == plain(content.parties)
    assert finalise_avenant(actor=world.region_chief, avenant=avenant).sha256


def test_a_draft_of_one_side_is_not_finalised(world):
    with pytest.raises(ValidationError, match="n’est pas partagé"):
        finalise_avenant(actor=world.region_chief, avenant=a_draft(world))


def signed(world, document):
    """Record every signature of a document, by a person of each party."""
    people = {world.partie_region.pk: world.region_chief, world.partie_opco.pk: world.opco_officer}
    for signataire in document.signataires.order_by("rank"):
        record_signature(actor=people[signataire.partie_id], signataire=signataire, on=TODAY(), sha256=document.sha256)


def test_the_last_signature_changes_the_convention(world, everything):
    document = finalise_avenant(actor=world.region_chief, avenant=everything)
    first = document.signataires.get(rank=1)
    record_signature(actor=world.region_chief, signataire=first, on=TODAY(), sha256=document.sha256)
    everything.refresh_from_db()
    waiting = everything.etat
    last = document.signataires.get(rank=2)
    record_signature(actor=world.opco_officer, signataire=last, on=TODAY(), sha256=document.sha256)
    everything.refresh_from_db()

    assert (EtatAvenant.FINALISE, EtatAvenant.SIGNE) == (waiting, everything.etat)
    assert ["1", "2", "2 bis"] == [clause.numero for clause in world.convention.clauses.current()]


def test_akto_signs_an_avenant_with_two(world):
    RepresentantFactory(organisation=world.opco, rank=2)
    document = finalise_avenant(actor=world.region_chief, avenant=shared(world))

    assert 3 == document.signataires.count()


def test_withdrawn_from_the_circuit_the_avenant_is_written_again(world):
    avenant = shared(world)
    document = finalise_avenant(actor=world.region_chief, avenant=avenant)
    withdraw(actor=world.region_chief, document=document, reason="Une coquille")
    change_clause(actor=world.region_officer, avenant=avenant, clause=world.clause_1, texte="Autre objet.")
    avenant.refresh_from_db()

    assert EtatAvenant.PROJET == avenant.etat


def test_two_avenants_in_signature_do_not_rewrite_the_same_clause(world):
    late, early = shared(world), shared(world)
    finalise_avenant(actor=world.region_chief, avenant=early)
    with pytest.raises(ValidationError, match="en cours de signature"):
        finalise_avenant(actor=world.region_chief, avenant=late)


def test_a_last_signature_that_no_longer_fits_the_text_is_not_recorded(world):
    late = shared(world)
    held = finalise_avenant(actor=world.region_chief, avenant=late)
    ClauseFactory(convention=world.convention, code="article-2", version=2, rank=2)
    with pytest.raises(ValidationError, match="a changé depuis que cette ligne"):
        signed(world, held)
    late.refresh_from_db()

    assert EtatAvenant.FINALISE == late.etat
