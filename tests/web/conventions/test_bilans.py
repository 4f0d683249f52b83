"""The screens of bilans: periods, page, writing with its lock, publication, files."""

import hashlib
from datetime import date

import pytest
import time_machine

from tandem.conventions.actions.bilans import Written, publish_bilan, text_digest, write_sections
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Bilan
from tests.tandem.conventions.bilans.lives import moment
from tests.tandem.conventions.factories import ObligationFactory, build_partners
from tests.tandem.printing.text import docx_text, pdf_text

SECTIONS = ("faits_marquants", "reussites", "difficultes", "perspectives")
NOW = moment(2025, 2, 3, 9)
LIST = "/conventions/convention-essai/bilans/"


@pytest.fixture
def partners(db):
    """Partners of a convention in force since October 2023, read in February 2025."""
    with time_machine.travel(NOW, tick=False):
        yield build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=date(2023, 10, 12))


def published(partners):
    """Publish the bilan of 2024."""
    bilan = write_sections(
        actor=partners.region_officer,
        convention=partners.convention,
        annee=2024,
        semestre=None,
        sections={code: Written(f"Texte de {code}.") for code in SECTIONS},
    )
    return publish_bilan(actor=partners.opco_officer, bilan=bilan)


def rows_of(response):
    """Return (title, state) of each period of the list."""
    return [(row["title"], row["label"]) for row in response.context["rows"]]


def test_the_list_tells_the_periods_to_come_to_write_and_published(partners, sign_in):
    published(partners)
    response = sign_in(partners.region_officer).get(LIST)

    assert [
        ("Bilan à terme", "À venir"),
        ("Bilan 2025", "Période en cours"),
        ("Bilan 2024", "Publié"),
        ("Bilan 2023", "À écrire"),
    ] == rows_of(response)


def test_the_list_names_the_obligation_that_asks_for_the_bilan(partners, sign_in):
    ObligationFactory(convention=partners.convention, libelle="Comité annuel", quote="élaborer le bilan des actions")
    response = sign_in(partners.region_officer).get(LIST)

    assert ["Comité annuel"] == response.context["rows"][1]["asked_by"]


def test_before_the_signature_the_list_says_what_comes(db, sign_in):
    world = build_partners()
    response = sign_in(world.region_officer).get(LIST)

    assert "Les bilans s’ouvrent à la signature" in response.content.decode()


def test_the_page_of_a_draft_says_what_keeps_it_from_being_published(partners, sign_in):
    response = sign_in(partners.region_officer).get(f"{LIST}2024/")

    assert 4 == len(response.context["obstacles"])
    assert not response.context["may_publish"]


def test_a_reader_sees_the_page_without_what_he_may_not_do(partners, sign_in):
    page = sign_in(partners.opco_reader).get(f"{LIST}2024/").content.decode()

    assert "Écrire les textes" not in page
    assert "Avant la publication" not in page


def test_texts_are_written_from_the_page(partners, sign_in):
    client = sign_in(partners.opco_officer)
    response = client.post(f"{LIST}2024/ecrire/", {"reussites": "Dit par l’OPCO.", "seen_reussites": text_digest("")})

    assert f"{LIST}2024/" == response["Location"]
    assert {"reussites": "Dit par l’OPCO."} == Bilan.objects.get().sections


def test_two_writers_of_one_text_both_find_their_words(partners, sign_in):
    first = {"reussites": Written("Dit par la Région.")}
    write_sections(
        actor=partners.region_officer, convention=partners.convention, annee=2024, semestre=None, sections=first
    )
    client = sign_in(partners.opco_officer)
    response = client.post(f"{LIST}2024/ecrire/", {"reussites": "Dit par l’OPCO.", "seen_reussites": text_digest("")})
    row = next(one for one in response.context["rows"] if one["field"].name == "reussites")

    assert 422 == response.status_code
    assert ("Dit par la Région.", "Dit par l’OPCO.") == (row["theirs"], row["field"].value())
    assert {"reussites": "Dit par la Région."} == Bilan.objects.get().sections


def test_what_is_sent_again_after_reading_the_other_s_text_is_kept(partners, sign_in):
    first = {"reussites": Written("Dit par la Région.")}
    write_sections(
        actor=partners.region_officer, convention=partners.convention, annee=2024, semestre=None, sections=first
    )
    client = sign_in(partners.opco_officer)
    refused = client.post(f"{LIST}2024/ecrire/", {"reussites": "Dit par l’OPCO.", "seen_reussites": text_digest("")})
    row = next(one for one in refused.context["rows"] if one["field"].name == "reussites")
    client.post(f"{LIST}2024/ecrire/", {"reussites": "Dit par les deux.", "seen_reussites": row["seen"]})

    assert {"reussites": "Dit par les deux."} == Bilan.objects.get().sections


def test_the_writing_page_says_who_wrote_last(partners, sign_in):
    published_by = partners.region_officer
    write_sections(
        actor=published_by,
        convention=partners.convention,
        annee=2024,
        semestre=None,
        sections={"reussites": Written("Un texte.")},
    )
    page = sign_in(partners.opco_officer).get(f"{LIST}2024/ecrire/").content.decode()

    assert f"Écrit en dernier par {published_by}, Région d’essai, le 3 février 2025." in page


def test_a_published_bilan_is_not_written_any_more(partners, sign_in):
    published(partners)
    response = sign_in(partners.region_officer).get(f"{LIST}2024/ecrire/")

    assert 403 == response.status_code


def test_publishing_tells_every_reason_of_its_refusal(partners, sign_in):
    client = sign_in(partners.region_officer)
    page = client.post(f"{LIST}2024/publier/", follow=True).content.decode()

    assert 2 == page.count("La section «\u202fPerspectives\u202f» est vide\u202f: écrivez-la.")


def test_publishing_freezes_the_page(partners, sign_in):
    published(partners)
    ObligationFactory(convention=partners.convention, libelle="Obligation ajoutée ensuite")
    page = sign_in(partners.opco_reader).get(f"{LIST}2024/").content.decode()

    assert "Obligation ajoutée ensuite" not in page
    assert Bilan.objects.get().sha256 in page


def test_the_files_of_a_published_bilan_give_the_frozen_figures(partners, sign_in):
    published(partners)
    client = sign_in(partners.opco_reader)
    before = [client.get(f"{LIST}2024/bilan.{kind}").content for kind in ("pdf", "docx")]
    ObligationFactory(convention=partners.convention, libelle="Obligation ajoutée ensuite")
    with time_machine.travel(moment(2025, 6, 3, 9), tick=False):
        client = sign_in(partners.opco_reader)
        after = [client.get(f"{LIST}2024/bilan.{kind}").content for kind in ("pdf", "docx")]

    assert [hashlib.sha256(one).hexdigest() for one in before] == [hashlib.sha256(one).hexdigest() for one in after]


def test_the_files_of_a_draft_say_projet_in_their_name_and_their_text(partners, sign_in):
    client = sign_in(partners.opco_reader)
    pdf, docx = (client.get(f"{LIST}2024/bilan.{kind}") for kind in ("pdf", "docx"))

    assert 'filename="bilan-convention-essai-2024-projet.pdf"' in pdf["Content-Disposition"]
    assert "Projet au 3 février 2025" in pdf_text(pdf.content)
    assert "Projet au 3 février 2025" in docx_text(docx.content)


def test_a_text_that_no_typeface_can_print_is_told_on_the_page(partners, sign_in):
    write_sections(
        actor=partners.region_officer,
        convention=partners.convention,
        annee=2024,
        semestre=None,
        sections={"reussites": Written("Bravo \U0001f973")},
    )
    response = sign_in(partners.region_officer).get(f"{LIST}2024/bilan.pdf")

    assert 409 == response.status_code
    assert "n’existe pas dans ses polices" in response.content.decode()


def test_what_partners_type_is_never_run_by_the_page(partners, sign_in):
    write_sections(
        actor=partners.region_officer,
        convention=partners.convention,
        annee=2024,
        semestre=None,
        sections={"reussites": Written("<script>alert(1)</script>\n\n- <b>gras</b>")},
    )
    page = sign_in(partners.region_officer).get(f"{LIST}2024/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;gras" in page
