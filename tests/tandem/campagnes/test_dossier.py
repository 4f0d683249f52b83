"""An OF-CFA's own dossier: drafted, completed, deposited, taken back, withdrawn; each refusal."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.campagnes.actions.dossier import (
    Identity,
    add_piece,
    deposit_dossier,
    open_dossier,
    remove_candidature,
    save_candidature,
    take_back_dossier,
    withdraw_piece,
)
from tandem.campagnes.completeness import missing
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.pieces import recognise
from tandem.organisations.enums import Role
from tests.tandem.factories import CampagneFactory, MembershipFactory, OrganisationFactory, UserFactory

PDF = b"%PDF-1.7 essai"
IDENTITY = Identity(
    formation="CAP Opérateur logistique",
    rncp="RNCP37672",
    site="Site 93",
    departement=None,
    contrats=42,
    contrats_verts=4,
    complement="A",
)


@pytest.fixture
def desk(db):
    """An open campaign, an OF-CFA and its director, another OF-CFA and its director."""
    made = SimpleNamespace(campagne=CampagneFactory(idf=True, is_fictif=True))
    for name in ("own", "other"):
        of_cfa, user = OrganisationFactory(), UserFactory()
        MembershipFactory(user=user, organisation=of_cfa, role=Role.CFA_DIRECTION)
        setattr(made, name, SimpleNamespace(of_cfa=of_cfa, user=user))
    return made


@pytest.fixture
def dossier(desk):
    return open_dossier(actor=desk.own.user, campagne=desk.campagne, of_cfa=desk.own.of_cfa)


def draft(desk, dossier, **changes):
    return save_candidature(
        actor=desk.own.user, dossier=dossier, identity=IDENTITY._replace(**changes), figures={"taux_femmes": "45 %"}
    )


def make_late(dossier):
    now = timezone.now()
    type(dossier.campagne).objects.filter(pk=dossier.campagne.pk).update(
        ouverture=now - timedelta(days=30), cloture=now - timedelta(days=1)
    )
    dossier.campagne.refresh_from_db()


def test_opening_twice_gives_the_same_dossier(desk, dossier):
    again = open_dossier(actor=desk.own.user, campagne=desk.campagne, of_cfa=desk.own.of_cfa)

    assert dossier == again


def test_a_dossier_is_opened_for_ones_own_of_cfa_only(desk):
    with pytest.raises(PermissionDenied):
        open_dossier(actor=desk.own.user, campagne=desk.campagne, of_cfa=desk.other.of_cfa)


def test_another_of_cfa_cannot_write_in_the_dossier(desk, dossier):
    with pytest.raises(PermissionDenied):
        save_candidature(actor=desk.other.user, dossier=dossier, identity=IDENTITY, figures={})


def test_a_figure_left_empty_stays_missing_and_is_never_zero(desk, dossier):
    candidature = draft(desk, dossier)

    assert candidature.indicateurs["jeunes_qpv"] is None


def test_a_rate_typed_in_percent_is_kept_exact(desk, dossier):
    candidature = draft(desk, dossier)

    assert candidature.indicateurs["taux_femmes"] == "9/20"


def test_every_wrong_figure_is_told_at_once_and_nothing_is_kept(desk, dossier):
    with pytest.raises(ValidationError) as refusal:
        save_candidature(
            actor=desk.own.user,
            dossier=dossier,
            identity=IDENTITY._replace(contrats_verts=50),
            figures={"taux_femmes": "4x", "jeunes_qpv": "-3"},
        )

    assert {"taux_femmes", "jeunes_qpv"} < set(refusal.value.message_dict)
    assert dossier.candidatures.count() == 0


def test_the_same_formation_on_the_same_site_is_refused(desk, dossier):
    draft(desk, dossier)

    with pytest.raises(ValidationError, match="déjà demandée"):
        draft(desk, dossier)


def test_a_draft_that_was_never_deposited_can_be_removed(desk, dossier):
    candidature = draft(desk, dossier)

    remove_candidature(actor=desk.own.user, dossier=dossier, candidature=candidature)

    assert dossier.candidatures.count() == 0


def test_an_empty_dossier_cannot_be_deposited(desk, dossier):
    with pytest.raises(ValidationError, match="au moins une formation"):
        deposit_dossier(actor=desk.own.user, dossier=dossier)


def test_a_deposit_moves_every_draft_and_is_journalled_with_what_was_deposited(desk, dossier):
    candidature = draft(desk, dossier)

    deposit_dossier(actor=desk.own.user, dossier=dossier)

    candidature.refresh_from_db()
    assert candidature.statut == StatutCandidature.DEPOSEE
    payload = JournalEntry.objects.get(code="campagne.dossier.depose").payload
    assert payload["candidatures"] == [[candidature.reference, "CAP Opérateur logistique", "Site 93", 42, 4, "A"]]


def test_a_deposited_dossier_is_no_longer_changed(desk, dossier):
    draft(desk, dossier)
    deposit_dossier(actor=desk.own.user, dossier=dossier)

    with pytest.raises(PermissionDenied, match="déposé"):
        draft(desk, dossier, site="Autre site")


def test_a_dossier_taken_back_is_a_draft_again(desk, dossier):
    candidature = draft(desk, dossier)
    deposit_dossier(actor=desk.own.user, dossier=dossier)

    taken_back = take_back_dossier(actor=desk.own.user, dossier=dossier)

    candidature.refresh_from_db()
    assert (StatutCandidature.BROUILLON, None) == (candidature.statut, taken_back.depose_le)


def test_a_dossier_on_which_a_decision_was_made_is_not_taken_back(desk, dossier):
    candidature = draft(desk, dossier)
    deposit_dossier(actor=desk.own.user, dossier=dossier)
    type(candidature).objects.filter(pk=candidature.pk).update(statut=StatutCandidature.RECEVABLE)

    with pytest.raises(ValidationError, match="instruction de ce dossier a commencé"):
        take_back_dossier(actor=desk.own.user, dossier=dossier)


def test_a_late_deposit_asks_for_a_motive_and_is_flagged(desk, dossier):
    draft(desk, dossier)
    make_late(dossier)

    with pytest.raises(ValidationError, match="motivé"):
        deposit_dossier(actor=desk.own.user, dossier=dossier)
    deposited = deposit_dossier(actor=desk.own.user, dossier=dossier, motive="Panne du service d’envoi.")

    assert deposited.is_late is True


def test_a_reglement_that_refuses_late_dossiers_refuses_this_one(desk, dossier):
    draft(desk, dossier)
    make_late(dossier)
    strict = CampagneFactory(idf=True, annee=2023)
    contenu = strict.reglement.contenu.replace("retard: accepter_sur_motif", "retard: refuser")
    reglement = type(strict.reglement).objects.create(
        organisation=desk.campagne.organisation,
        code="strict",
        version=99,
        titre="Strict",
        contenu=contenu,
        sha256="0" * 64,
    )
    type(desk.campagne).objects.filter(pk=desk.campagne.pk).update(reglement=reglement)

    with pytest.raises(PermissionDenied, match="n’admet pas de dossier hors délai"):
        deposit_dossier(actor=desk.own.user, dossier=dossier, motive="Panne.")


def test_nothing_is_received_once_the_campaign_is_instructed(desk, dossier):
    type(desk.campagne).objects.filter(pk=desk.campagne.pk).update(etat=EtatCampagne.INSTRUCTION)

    with pytest.raises(PermissionDenied, match="ne reçoit pas de dossier"):
        draft(desk, dossier)


def test_what_is_missing_is_told_by_formation_and_by_piece(desk, dossier):
    candidature = draft(desk, dossier)

    found = {item.place for item in missing(dossier)}

    assert {candidature.reference, "pieces"} == found


def test_a_withdrawn_piece_no_longer_counts_but_is_kept(desk, dossier):
    piece = add_piece(
        actor=desk.own.user, dossier=dossier, nature="comptabilite_analytique", filename="compta.pdf", data=PDF
    )

    withdrawn = withdraw_piece(actor=desk.own.user, dossier=dossier, piece=piece)

    assert withdrawn.withdrawn_at is not None
    assert any("Comptabilité analytique" in item.label for item in missing(dossier))


def office_file(*members):
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return content.getvalue()


def damaged_office_file():
    """An open document whose declared type, compressed, cannot be unpacked."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 20)
    data = bytearray(content.getvalue())
    start = 30 + len("mimetype")
    data[start : start + 16] = b"\xff" * 16
    return bytes(data)


@pytest.mark.parametrize(
    "data, filename, extension",
    [
        (PDF, "note.pdf", ".pdf"),
        (office_file("word/document.xml"), "note.docx", ".docx"),
        (office_file("xl/workbook.xml"), "table.xlsx", ".xlsx"),
        ("a;é\n".encode("cp1252"), "table.csv", ".csv"),
        (b"\x89PNG\r\n\x1a\n", "scan.png", ".png"),
    ],
)
def test_a_document_is_recognised_by_its_content(data, filename, extension):
    assert recognise(data, filename).extension == extension


@pytest.mark.parametrize(
    "data, filename",
    [
        (b"MZ\x90\x00", "note.pdf"),
        (b"<html><script>alert(1)</script>", "note.pdf"),
        (office_file("word/document.xml", "word/vbaProject.bin"), "note.docx"),
        (b"PK\x03\x04 broken", "note.docx"),
        (damaged_office_file(), "note.odt"),
        (b"a\x00b", "table.csv"),
    ],
)
def test_a_document_of_another_nature_or_with_macros_is_refused(desk, dossier, data, filename):
    with pytest.raises(ValidationError, match="est attendu"):
        add_piece(actor=desk.own.user, dossier=dossier, nature="comptabilite_analytique", filename=filename, data=data)


def test_a_nature_that_the_reglement_does_not_know_is_refused(desk, dossier):
    with pytest.raises(ValidationError, match="Choisissez une des pièces"):
        add_piece(actor=desk.own.user, dossier=dossier, nature="inconnue", filename="note.pdf", data=PDF)
