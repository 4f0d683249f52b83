"""The document of a convention, from its finalisation to its last signature; the steps shared with avenants."""

import hashlib
from datetime import date
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.convention import follow_the_calendar, lock_convention, move_convention
from tandem.conventions.documents import circuit
from tandem.conventions.documents.content import convention_content, document_from
from tandem.conventions.documents.obstacles import convention_obstacles
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import DocumentFinal, Partie, ScanSigne, Signataire, Signature
from tandem.conventions.perms import can_finalise, can_move, can_sign_for
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date

MAX_SCAN_BYTES = 10_000_000
PDF_HEAD, PDF_TAIL = b"%PDF-", b"%%EOF"
EDGE = 1024


@transaction.atomic
def finalise(*, actor, convention, on: date | None = None) -> DocumentFinal:
    """Close the document of a convention and start its circuit of signature.

    Raises PermissionDenied, or ValidationError with the whole list of what is still open: nothing is then written.
    """
    convention = lock_convention(convention)
    require(can_finalise(standing_of(actor, convention), convention.etat))
    day = on or timezone.localdate()
    faults = [obstacle.sentence for obstacle in convention_obstacles(convention, on=day)]
    if day > timezone.localdate():
        faults.append("Un document ne peut être daté d’un jour à venir.")
    if faults:
        raise ValidationError(faults)
    return circuit.put_in_circuit(actor=actor, convention=convention, content=convention_content(convention, on=day))


@transaction.atomic
def withdraw(*, actor, document: DocumentFinal, reason: str) -> None:
    """Take a document out of its circuit, with a reason, while somebody still has to sign it."""
    document = _held(document)
    require(can_move(standing_of(actor, document.convention)))
    if document.is_withdrawn:
        raise ValidationError("Ce document est déjà retiré du circuit de signature.")
    if not _awaits(document):
        raise ValidationError("Ce document est signé de tous : il ne se retire pas. Préparez un avenant.")
    if not reason.strip():
        raise ValidationError("Le retrait d’un document doit être motivé : indiquez la raison.")
    document.is_withdrawn = True
    document.save(update_fields=["is_withdrawn"])
    circuit.tell(actor, document, "retire", f"Document retiré : version {document.version}.", reason=reason.strip())
    circuit.steps_of(document).withdrawn(actor=actor, document=document)


@transaction.atomic
def record_signature(*, actor, signataire: Signataire, on: date, sha256: str) -> Signature:
    """Record that a person signed the document of this hash; the last signature closes the circuit.

    The actor acts for the party of the signatory. Raises PermissionDenied, or ValidationError with every fault.
    """
    document = _held(signataire.document)
    require(can_sign_for(standing_of(actor, document.convention), signataire.partie_id))
    if document.is_withdrawn:
        raise ValidationError("Ce document est retiré du circuit de signature : il ne se signe plus.")
    if Signature.objects.filter(signataire=signataire).exists():
        raise ValidationError(f"La signature de {signataire.nom} est déjà enregistrée.")
    faults = circuit.signature_faults(document, on=on, sha256=sha256)
    if faults:
        raise ValidationError(faults)
    signature = Signature.objects.create(signataire=signataire, date=on, sha256=document.sha256, actor=actor)
    circuit.tell(
        actor,
        document,
        "signe",
        f"Signé par {signataire.nom}, {signataire.qualite}, le {long_date(on)}.",
        signataire=signataire.rank,
        date=on.isoformat(),
    )
    if not _awaits(document):
        last = Signature.objects.filter(signataire__document=document).order_by("-date", "-pk").first()
        circuit.steps_of(document).signed(actor=actor, document=document, on=last.date)
    return signature


@transaction.atomic
def attach_scan(*, actor, document: DocumentFinal, partie: Partie, filename: str, data: bytes) -> ScanSigne:
    """Attach the scan of the signed document: a PDF, kept with its hash, never replaced nor removed."""
    document = _held(document)
    require(can_sign_for(standing_of(actor, document.convention), partie.pk))
    faults = scan_faults(document, filename, data)
    if faults:
        raise ValidationError({"fichier": [typography(fault) for fault in faults]})
    digest = hashlib.sha256(data).hexdigest()
    # A PDF is given back as a PDF, whatever name it came under.
    stem = PurePath(filename.replace("\\", "/")).stem[:200] or "exemplaire"
    scan = ScanSigne(document=document, partie=partie, filename=f"{stem}.pdf", sha256=digest, actor=actor)
    scan.contenu.save(f"{digest[:16]}.pdf", ContentFile(data), save=False)
    scan.save(force_insert=True)
    circuit.tell(
        actor, document, "exemplaire", f"Exemplaire signé remis par {partie} : {scan.filename}.", exemplaire=digest
    )
    return scan


def scan_faults(document: DocumentFinal, filename: str, data: bytes) -> list[str]:
    """Return, in French, all that keeps a file from being kept as the signed document."""
    faults = []
    if document.is_withdrawn:
        faults.append("Ce document est retiré du circuit : joignez l’exemplaire au document en cours.")
    if len(data) > MAX_SCAN_BYTES:
        faults.append(f"« {filename} » est trop lourd : {MAX_SCAN_BYTES // 1_000_000} Mo au plus sont attendus.")
    elif not (PDF_HEAD in data[:EDGE] and PDF_TAIL in data[-EDGE:]):
        faults.append(f"« {filename} » n’est pas un PDF entier. Numérisez l’exemplaire signé en PDF, puis déposez-le.")
    if document.scans.filter(sha256=hashlib.sha256(data).hexdigest()).exists():
        faults.append("Ce même fichier est déjà joint au document.")
    return faults


def _held(document: DocumentFinal) -> DocumentFinal:
    """Hold the convention of a document, then read the document as it now stands."""
    convention = lock_convention(document.convention)
    document = DocumentFinal.objects.get(pk=document.pk)
    document.convention = convention
    return document


def _awaits(document: DocumentFinal) -> bool:
    return document.signataires.filter(signature__isnull=True).exists()


def _convention_signed(*, actor, document: DocumentFinal, on: date) -> None:
    """Everybody has signed: the convention is signed on the last date, and follows its calendar."""
    convention = document.convention
    kept = document_from(document.contenu)
    if convention_content(convention, on=kept.on).same_words != kept.same_words:
        raise ValidationError(
            "Le texte de la convention a changé depuis que ce document est finalisé : retirez-le du circuit avec son "
            "motif, puis finalisez de nouveau."
        )
    convention.signed_on = on
    move_convention(
        convention, EtatConvention.SIGNEE, actor=actor, on=on, reason=f"Version {document.version} signée de tous."
    )
    follow_the_calendar(convention=convention)


def _nothing(*, actor, document: DocumentFinal) -> None:
    """The convention stays « votée »: its text opens again where it was closed by the circuit."""


CONVENTION_STEPS = circuit.Steps(signed=_convention_signed, withdrawn=_nothing)
