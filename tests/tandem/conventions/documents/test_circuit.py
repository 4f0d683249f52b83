"""A convention is finalised, signed by each of its signatories under one hash, and in force at the last signature."""

import hashlib
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.conventions.actions.convention import resume_projet
from tandem.conventions.actions.documents import attach_scan, finalise, record_signature, withdraw
from tandem.conventions.actions.texte import write_clause
from tandem.conventions.documents.circuit import in_circuit
from tandem.conventions.documents.content import document_from
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Convention, ConventionTransition, DocumentFinal, ScanSigne, Signature
from tests.tandem.conventions.documents.worlds import CLOSED_ON, closed, ready, sign
from tests.tandem.conventions.factories import FicheFactory, RepresentantFactory
from tests.tandem.conventions.together import at_once
from tests.tandem.printing.text import pdf_text, plain

SCAN = b"%PDF-1.7\nsigned\n%%EOF\n"


def refusals(call):
    with pytest.raises(ValidationError) as refused:
        call()
    return [plain(message) for message in refused.value.messages]


def state(convention):
    return Convention.objects.values_list("etat", "signed_on").get(pk=convention.pk)


def test_a_finalised_document_keeps_its_files_their_hash_and_who_signs_in_order(db):
    world = ready()
    document = closed(world)

    assert hashlib.sha256(document.pdf).hexdigest() == document.sha256
    assert [(one.rank, one.partie, one.nom) for one in document.signataires.order_by("rank")] == [
        (1, world.partie_region, "Marie DURAND"),
        (2, world.partie_opco, "Jean UN"),
        (3, world.partie_opco, "Luc DEUX"),
    ]


def test_a_finalised_document_is_no_longer_marked_as_a_draft(db):
    document = closed(ready())
    content = document_from(document.contenu)

    assert (content.watermark, content.etat) == ("", "Version 1, finalisée le 1er septembre 2023")
    assert "Version 1, finalisée le 1er septembre 2023" in pdf_text(bytes(document.pdf))


def test_nothing_is_finalised_while_anything_is_open_and_the_whole_list_is_told(db):
    world = ready(duree_mois=None)
    world.clause.texte = "Entre la Région et xxx (ou régulièrement)."
    world.clause.save()
    world.fiche.contenu = {"contexte": "Porté par Mr/Mme X"}
    world.fiche.save()
    world.region.representants.all().delete()

    assert [message.split(" : ")[0] for message in refusals(lambda: closed(world))] == [
        "La durée de la convention n’est pas renseignée",
        "Pour la Région",
        "Article 1, « Entre la Région et xxx (ou régulièrement). »",
        "Article 1, « Entre la Région et xxx (ou régulièrement). »",
        "Fiche 1.1, « Contexte », « Porté par Mr/Mme X »",
    ]
    assert not DocumentFinal.objects.exists()


def test_a_convention_without_a_vote_is_not_finalised(db):
    world = ready()
    Convention.objects.filter(pk=world.convention.pk).update(etat=EtatConvention.PROJET)

    with pytest.raises(PermissionDenied, match="Votée"):
        closed(world)


def test_a_reader_of_the_region_may_not_finalise(db):
    world = ready()

    with pytest.raises(PermissionDenied):
        finalise(actor=world.region_reader, convention=world.convention)


def test_a_second_document_waits_for_the_first_to_leave_the_circuit(db):
    world = ready()
    closed(world)

    assert "déjà dans le circuit" in refusals(lambda: closed(world))[0]


def test_the_drafts_of_one_side_are_not_in_the_document(db):
    world = ready()
    FicheFactory(convention=world.convention, numero="1.9", titre="Brouillon", draft_of=world.opco)
    content = document_from(closed(world).contenu)

    assert [fiche.code for fiche in content.axes[0].fiches] == ["1.1"]


def test_the_text_is_closed_while_it_is_signed(db):
    world = ready()
    closed(world)

    assert (
        "dans le circuit de signature"
        in (refusals(lambda: write_clause(actor=world.region_chief, clause=world.clause, texte="Autre"))[0])
    )
    assert (
        "dans le circuit de signature"
        in (refusals(lambda: resume_projet(actor=world.region_chief, convention=world.convention, reason="Faute"))[0])
    )


def test_the_last_of_three_signatures_makes_the_convention_signed_on_the_last_date(db):
    world = ready()
    document = closed(world)
    sign(world, document, 3, on=date(2023, 10, 12))
    sign(world, document, 1, on=date(2023, 9, 20))
    before = state(world.convention)
    sign(world, document, 2, on=date(2023, 10, 2))

    assert before == (EtatConvention.VOTEE, None)
    assert state(world.convention)[1] == date(2023, 10, 12)
    assert Convention.objects.get(pk=world.convention.pk).term == date(2026, 10, 12)


def test_a_signed_convention_follows_its_calendar_to_today(db):
    world = ready()
    document = closed(world, on=timezone.localdate())
    for rank in (1, 2, 3):
        sign(world, document, rank)

    assert state(world.convention) == (EtatConvention.EN_VIGUEUR, timezone.localdate())


def test_each_act_of_the_circuit_is_in_the_journal(db):
    world = ready()
    document = closed(world)
    sign(world, document, 1, on=date(2023, 9, 20))

    codes = list(JournalEntry.objects.order_by("sequence").values_list("code", flat=True))
    assert codes[-2:] == ["document.finalise", "document.signe"]


def test_a_signature_of_another_file_is_refused(db):
    world = ready()
    document = closed(world)
    signataire = document.signataires.get(rank=1)

    assert (
        "n’est pas celle du document finalisé"
        in (
            refusals(
                lambda: record_signature(actor=world.region_chief, signataire=signataire, on=CLOSED_ON, sha256="0" * 64)
            )[0]
        )
    )
    assert not Signature.objects.exists()


def test_a_signature_before_the_vote_is_refused(db):
    world = ready()
    document = closed(world)

    assert refusals(lambda: sign(world, document, 1, on=date(2023, 7, 4))) == [
        (
            "Une signature du 4 juillet 2023 précéderait ce qui habilite la Région à signer : CP 2023-247 du "
            "5 juillet 2023. Vérifiez la date de la signature."
        ),
        "Le document signé est du 1er septembre 2023 : une signature du 4 juillet 2023 ne peut le précéder.",
    ]


def test_a_signature_to_come_is_refused(db):
    world = ready()
    document = closed(world)

    assert (
        "un jour à venir"
        in (refusals(lambda: sign(world, document, 1, on=timezone.localdate() + timedelta(days=1)))[0])
    )


def test_each_side_records_its_own_signatures(db):
    world = ready()
    document = closed(world)

    with pytest.raises(PermissionDenied, match="personnes de cette partie"):
        record_signature(
            actor=world.opco_officer,
            signataire=document.signataires.get(rank=1),
            on=CLOSED_ON,
            sha256=document.sha256,
        )


def test_a_signature_is_recorded_once(db):
    world = ready()
    document = closed(world)
    sign(world, document, 1, on=CLOSED_ON)

    assert refusals(lambda: sign(world, document, 1, on=CLOSED_ON)) == [
        "La signature de Marie DURAND est déjà enregistrée."
    ]


def test_a_document_leaves_the_circuit_with_a_reason_and_another_takes_its_place(db):
    world = ready()
    document = closed(world)
    sign(world, document, 1, on=CLOSED_ON)
    assert "motivé" in refusals(lambda: withdraw(actor=world.region_chief, document=document, reason=" "))[0]
    withdraw(actor=world.region_chief, document=document, reason="Coquille dans le titre.")
    second = closed(world)

    assert second.version == 2
    assert in_circuit(world.convention) == second
    assert "retiré" in refusals(lambda: sign(world, document, 2, on=CLOSED_ON))[0]


def test_a_document_signed_of_all_is_never_withdrawn(db):
    world = ready()
    document = closed(world)
    for rank in (1, 2, 3):
        sign(world, document, rank, on=CLOSED_ON)

    assert (
        "signé de tous"
        in (refusals(lambda: withdraw(actor=world.region_chief, document=document, reason="Trop tard"))[0])
    )


def test_a_text_that_changed_behind_the_document_is_never_signed(db):
    world = ready()
    document = closed(world)
    sign(world, document, 1, on=CLOSED_ON)
    sign(world, document, 2, on=CLOSED_ON)
    FicheFactory(convention=world.convention, numero="1.2")

    assert "a changé depuis" in refusals(lambda: sign(world, document, 3, on=CLOSED_ON))[0]
    assert state(world.convention) == (EtatConvention.VOTEE, None)


def test_the_signatories_are_those_in_office_on_the_day_of_the_document(db):
    world = ready()
    world.opco.representants.filter(rank=2).update(ends_on=date(2023, 8, 31))
    RepresentantFactory(
        organisation=world.opco, nom="Ève TROIS", qualite="Vice-présidente", rank=2, starts_on=date(2023, 9, 1)
    )

    assert list(closed(world).signataires.order_by("rank").values_list("nom", flat=True)) == [
        "Marie DURAND",
        "Jean UN",
        "Ève TROIS",
    ]


def test_a_signed_copy_is_kept_with_its_hash(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = ready()
    document = closed(world)
    scan = attach_scan(
        actor=world.opco_officer, document=document, partie=world.partie_opco, filename="signé.pdf", data=SCAN
    )

    assert hashlib.sha256(SCAN).hexdigest() == scan.sha256
    with scan.contenu.open("rb") as kept:
        assert kept.read() == SCAN


@pytest.mark.parametrize("name", ["signé.html", "../../signé.html", r"c:\dossier\signé", "signé.pdf"])
def test_a_signed_copy_is_given_back_as_a_pdf(db, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    world = ready()
    document = closed(world)
    scan = attach_scan(actor=world.opco_officer, document=document, partie=world.partie_opco, filename=name, data=SCAN)

    assert "signé.pdf" == scan.filename


def test_what_is_not_a_pdf_is_not_a_signed_copy(db):
    world = ready()
    document = closed(world)

    def attach(data):
        return lambda: attach_scan(
            actor=world.opco_officer, document=document, partie=world.partie_opco, filename="a.pdf", data=data
        )

    assert "n’est pas un PDF entier" in refusals(attach(b"MZ\x90"))[0]
    assert "trop lourd" in refusals(attach(b"%PDF-" + b"0" * 10_000_001))[0]
    assert not ScanSigne.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_last_signatures_at_once_make_a_single_transition():
    world = ready()
    document = closed(world)
    sign(world, document, 1, on=CLOSED_ON)
    calls = [partial(sign, world, document, rank, on=date(2023, 10, rank)) for rank in (2, 3)]

    assert 0 == at_once(*calls)
    assert ConventionTransition.objects.filter(to_etat=EtatConvention.SIGNEE).count() == 1
    assert state(world.convention)[1] == date(2023, 10, 3)
