"""What was sent is recorded by who owes it; an obligation comes from the text."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from tandem.conventions.actions.obligations import (
    AGREED,
    add_obligation,
    cancel_transmission,
    edit_obligation,
    record_transmission,
)
from tandem.conventions.enums import EtatAvenant, NatureObligation
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import Avenant, ConventionChange, Obligation, Transmission
from tests.tandem.conventions.factories import ConventionFactory, ObligationFactory, PartieFactory, build_partners

pytestmark = pytest.mark.django_db
SIGNED = date(2023, 10, 12)
SENT = date(2024, 3, 1)
PDF = SentFile("Données 2023.pdf", b"%PDF-1.7 essai")


@pytest.fixture
def partners():
    world = build_partners(etat="en_vigueur", signed_on=SIGNED, duree_mois=120)
    world.donnees = ObligationFactory(
        convention=world.convention,
        libelle="Transmettre les données",
        nature=NatureObligation.TRANSMISSION,
        debiteur=world.partie_opco,
        creancier=world.partie_region,
    )
    world.commun = ObligationFactory(convention=world.convention, nature=NatureObligation.LIVRABLE)
    return world


@pytest.fixture
def draft():
    world = build_partners()
    world.dialogue = ObligationFactory(convention=world.convention, libelle="Dialogue")
    return world


def record(world, **given):
    values = {"actor": world.opco_officer, "obligation": world.donnees, "date": SENT, "note": "Le tableau des CFA."}
    return record_transmission(**values | given)


def faults_of(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        call(*args, **kwargs)
    return refusal.value.message_dict if hasattr(refusal.value, "error_dict") else refusal.value.messages


def test_the_party_that_owes_it_records_what_it_sent(partners):
    found = record(partners, file=PDF)

    assert (partners.partie_opco, SENT, partners.opco_officer) == (found.partie, found.date, found.actor)
    assert ("Données 2023.pdf", 64) == (found.piece_nom, len(found.piece_sha256))
    assert "Transmis le 1er mars 2024\u202f: Transmettre les données." == ConventionChange.objects.get().sentence


def test_its_delegation_records_it_too(partners):
    assert partners.partie_opco == record(partners, actor=partners.delegate).partie


@pytest.mark.parametrize("who", ["region_officer", "opco_reader", "stranger"])
def test_nobody_else_records_it(partners, who):
    with pytest.raises(PermissionDenied):
        record(partners, actor=getattr(partners, who))

    assert not Transmission.objects.exists()


@pytest.mark.parametrize("who, partie", [("region_officer", "partie_region"), ("opco_officer", "partie_opco")])
def test_what_every_party_owes_is_recorded_by_either(partners, who, partie):
    found = record(partners, actor=getattr(partners, who), obligation=partners.commun)

    assert getattr(partners, partie) == found.partie


def test_every_fault_of_a_sending_is_told_at_once(partners):
    late = timezone.localdate() + timedelta(days=1)
    faults = faults_of(record, partners, date=late, note=" ", secteur="Sécurité", file=SentFile("x.exe", b"MZ"))

    assert {"date", "note", "secteur", "piece"} == faults.keys()
    assert not Transmission.objects.exists()


@pytest.mark.parametrize(
    "day, said", [(SIGNED - timedelta(days=1), "La convention est signée le"), (date(2024, 10, 13), "a pris fin le")]
)
def test_nothing_is_sent_before_the_signature_nor_after_the_end(partners, day, said):
    partners.convention.duree_mois = 12
    partners.convention.save()

    assert said in faults_of(record, partners, date=day)["date"][0]


def test_what_has_sectors_names_one(partners):
    partners.donnees.secteurs = ["Sécurité", "Propreté"]
    partners.donnees.save()

    assert "Sécurité, Propreté" in faults_of(record, partners)["secteur"][0]
    assert "Propreté" == record(partners, secteur="Propreté").secteur


def test_a_meeting_is_not_sent(partners):
    meeting = ObligationFactory(convention=partners.convention)

    assert "planifiez-la" in faults_of(record, partners, obligation=meeting)["obligation"][0]


def test_nothing_is_recorded_before_the_convention_is_signed(draft):
    draft.donnees = ObligationFactory(convention=draft.convention, nature=NatureObligation.TRANSMISSION)

    with pytest.raises(PermissionDenied, match="En négociation"):
        record(draft)


def test_a_cancelled_sending_stays_and_counts_no_more(partners):
    found = record(partners)
    line = cancel_transmission(actor=partners.opco_officer, transmission=found, reason="Mauvais fichier.")

    assert (found, "Mauvais fichier.") == (line.annule, line.note)
    assert not Transmission.objects.current().exists()
    assert 2 == Transmission.objects.count()


def test_a_sending_is_cancelled_once_with_a_reason_by_who_sent_it(partners):
    found = record(partners)
    with pytest.raises(PermissionDenied):
        cancel_transmission(actor=partners.region_officer, transmission=found, reason="Non.")
    cancel_transmission(actor=partners.opco_officer, transmission=found, reason="Mauvais fichier.")
    faults = faults_of(cancel_transmission, actor=partners.opco_officer, transmission=found, reason="")

    assert 2 == len(faults)


def test_a_sending_is_never_rewritten(partners):
    found = record(partners)
    found.note = "Autre chose."

    with pytest.raises(DatabaseError), transaction.atomic():
        found.save()


def test_an_obligation_is_written_freely_before_the_signature(draft):
    found = add_obligation(
        actor=draft.region_officer, convention=draft.convention, libelle="Comité de suivi",
        nature=NatureObligation.REUNION, clause="5", quote="Deux fois par an.", par="an", minimum=2,
    )  # fmt: skip
    edit_obligation(actor=draft.opco_officer, obligation=found, libelle="Comité de pilotage", minimum=3)
    found.refresh_from_db()

    assert ("comite-de-suivi", "Comité de pilotage", 3) == (found.code, found.libelle, found.minimum)
    assert ["obligation.modifiee", "obligation.ajoutee"] == [
        one.code for one in ConventionChange.objects.order_by("-pk")
    ]


def test_an_obligation_named_as_a_page_takes_another_code(draft):
    found = add_obligation(
        actor=draft.region_officer, convention=draft.convention, libelle="Nouvelle",
        nature=NatureObligation.REUNION, clause="5", quote="Deux fois par an.", par="an", minimum=2,
    )  # fmt: skip

    assert "nouvelle-2" == found.code


def test_every_fault_of_an_obligation_is_told_at_once(draft):
    stranger = PartieFactory(convention=ConventionFactory())
    faults = faults_of(
        add_obligation,
        actor=draft.region_officer, convention=draft.convention, libelle="", nature=NatureObligation.REUNION,
        clause="", par="semestre", minimum=3, maximum=2, mois_debut=5, mois_fin=6, debiteur=stranger, shares=["rien"],
    )  # fmt: skip

    assert {"libelle", "clause", "debiteur", "shares", "__all__"} == faults.keys()
    assert 1 == Obligation.objects.count()


def test_after_the_signature_an_agreement_needs_its_reason(partners):
    given = {"libelle": "Point mensuel", "nature": NatureObligation.REUNION, "par": "an", "minimum": 12}
    faults = faults_of(add_obligation, actor=partners.region_officer, convention=partners.convention, **given)
    found = add_obligation(
        actor=partners.region_officer, convention=partners.convention, reason="Comité du 3 mars 2024.", **given
    )

    assert ["reason"] == [*faults]
    assert (AGREED, "Comité du 3 mars 2024.") == (found.clause, found.quote)


@pytest.mark.parametrize("etat, signed_on", [(EtatAvenant.PROJET, None), (EtatAvenant.SIGNE, date(2024, 2, 1))])
def test_an_avenant_adds_an_obligation_once_signed(partners, etat, signed_on):
    avenant = Avenant.objects.create(
        convention=partners.convention, numero=1, objet="Suivi", etat=etat, signed_on=signed_on
    )
    given = {
        "actor": partners.region_officer, "convention": partners.convention, "avenant": avenant,
        "libelle": "Suivi", "nature": NatureObligation.REUNION, "clause": "avenant n° 1, article 2", "par": "an",
    }  # fmt: skip
    if signed_on:
        assert "avenant n° 1, article 2" == add_obligation(**given).clause
    else:
        assert ["avenant"] == [*faults_of(add_obligation, **given)]


def test_after_the_signature_the_text_does_not_change(partners):
    faults = faults_of(
        edit_obligation, actor=partners.region_officer, obligation=partners.donnees, minimum=4, secteurs=["Sécurité"]
    )

    assert {"minimum", "reason"} == faults.keys()


def test_after_the_signature_sectors_are_named_with_a_reason(partners):
    found = edit_obligation(
        actor=partners.region_officer, obligation=partners.donnees, reason="Comité.", secteurs=["Sécurité", "HCRT"]
    )
    record(partners, obligation=found, secteur="HCRT")
    faults = faults_of(
        edit_obligation, actor=partners.region_officer, obligation=found, reason="Comité.", secteurs=["Sécurité"]
    )

    assert "HCRT" in faults["secteurs"][0]


def test_what_a_committee_agreed_is_rewritten_with_a_reason(partners):
    given = {"libelle": "Point mensuel", "nature": NatureObligation.REUNION, "par": "an", "minimum": 12}
    found = add_obligation(actor=partners.region_officer, convention=partners.convention, reason="Comité.", **given)
    edit_obligation(actor=partners.opco_officer, obligation=found, reason="Comité suivant.", minimum=6)
    found.refresh_from_db()

    assert 6 == found.minimum


@pytest.mark.parametrize("who", ["region_reader", "opco_reader", "stranger"])
def test_readers_write_no_obligation(partners, who):
    given = {"libelle": "Point", "nature": NatureObligation.REUNION, "par": "an", "reason": "Comité."}

    with pytest.raises(PermissionDenied):
        add_obligation(actor=getattr(partners, who), convention=partners.convention, **given)
