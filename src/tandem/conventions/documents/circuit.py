"""Put a closed document in its circuit of signature, and find what its last signature starts.

Shared by the convention and by its avenants: who calls holds the convention and has checked what its own kind demands.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string

from bareme.display import typography
from tandem.actes.journal import record
from tandem.conventions.actions.convention import journal_organisation
from tandem.conventions.changes import note
from tandem.conventions.documents.content import ConventionDocument, closed
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.enums import NatureDocument
from tandem.conventions.models import DocumentFinal, ModeleDocument, Signataire
from tandem.formats import long_date
from tandem.printing import PrintingError

ALREADY = "Un document est déjà dans le circuit de signature : signez-le, ou retirez-le avec son motif."
OTHER_FILE = (
    "L’empreinte donnée n’est pas celle du document finalisé : c’est un autre fichier qui a été signé. "
    "Copiez l’empreinte affichée à côté du document, ou faites signer le document finalisé."
)

STEPS = {
    NatureDocument.CONVENTION: "tandem.conventions.actions.documents.CONVENTION_STEPS",
    NatureDocument.AVENANT: "tandem.conventions.actions.avenants.AVENANT_STEPS",
}
"""By kind of document, where its steps are: named, not imported, since both kinds import this module."""


class Steps(NamedTuple):
    """What a kind of document does along its circuit; each is called in the transaction, the convention held.

    `signed(actor=, document=, on=)` once everybody has signed, on the date of the last signature;
    `withdrawn(actor=, document=)` once the document has left the circuit.
    """

    signed: Callable
    withdrawn: Callable


def nature_of(document: DocumentFinal) -> NatureDocument:
    """Return what a closed document is."""
    return NatureDocument.CONVENTION if document.avenant_id is None else NatureDocument.AVENANT


def steps_of(document: DocumentFinal) -> Steps:
    """Return what follows the last signature, or the withdrawal, of this document."""
    return import_string(STEPS[nature_of(document)])


def layout_of(organisation, nature: NatureDocument) -> bytes | None:
    """Return the Word layout in use for a kind of document: the last published one, None for the default."""
    found = (
        ModeleDocument.objects.filter(organisation=organisation, nature=nature, published_at__isnull=False)
        .order_by("-version")
        .first()
    )
    return bytes(found.contenu) if found else None


def in_circuit(convention, avenant=None) -> DocumentFinal | None:
    """Return the document that is being signed, or was signed; None when there is none."""
    return convention.documents.filter(avenant=avenant, is_withdrawn=False).first()


def put_in_circuit(*, actor, convention, content: ConventionDocument, avenant=None) -> DocumentFinal:
    """Close a content: write its files, keep them with their hash, and fix who signs, in order.

    The caller holds the convention and has found no obstacle. Raises ValidationError.
    """
    if in_circuit(convention, avenant) is not None:
        raise ValidationError(typography(ALREADY))
    last = convention.documents.aggregate(last=Max("version"))["last"] or 0
    content = closed(content, last + 1)
    layout = layout_of(convention.proprietaire, NatureDocument(content.nature))
    try:
        pdf, docx = convention_pdf(content), convention_docx(content, layout)
    except PrintingError as error:
        raise ValidationError(str(error)) from error
    document = DocumentFinal.objects.create(
        convention=convention,
        avenant=avenant,
        version=last + 1,
        pdf=pdf,
        docx=docx,
        contenu=content.as_json(),
        sha256=hashlib.sha256(pdf).hexdigest(),
        actor=actor,
        at=timezone.now(),
    )
    people = [(signing.partie, *person) for signing in content.signatures for person in signing.people]
    Signataire.objects.bulk_create(
        Signataire(document=document, partie_id=partie, rank=rank, nom=nom, qualite=qualite)
        for rank, (partie, nom, qualite) in enumerate(people, start=1)
    )
    tell(actor, document, "finalise", f"Document finalisé : version {document.version}, {len(people)} signataires.")
    return document


def tell(actor, document: DocumentFinal, code: str, sentence: str, *, reason: str = "", **facts) -> None:
    """Write an act of the circuit in the history of the convention and in the journal of its owner."""
    convention = document.convention
    note(
        convention=convention,
        actor=actor,
        code=f"document.{code}",
        subject=f"document:{document.pk}",
        sentence=typography(sentence),
        reason=reason,
    )
    payload = {
        "convention": convention.slug,
        "nature": str(nature_of(document)),
        "version": document.version,
        "sha256": document.sha256,
        **facts,
    }
    record(
        actor=actor,
        code=f"document.{code}",
        organisation=journal_organisation(convention),
        subject=document,
        payload=payload | ({"motif": reason} if reason else {}),
    )


def signature_faults(document: DocumentFinal, *, on: date, sha256: str) -> dict[str, list[str]]:
    """Return, by field, in French, all that keeps a signature of this day and hash from being recorded."""
    faults: dict[str, list[str]] = {}
    if sha256.strip().lower() != document.sha256:
        faults["sha256"] = [OTHER_FILE]
    dates = _date_faults(document, on)
    if dates:
        faults["on"] = dates
    return {name: [typography(fault) for fault in found] for name, found in faults.items()}


def _date_faults(document, on) -> list[str]:
    if on > timezone.localdate():
        return ["La signature ne peut être datée d’un jour à venir : enregistrez-la une fois le document signé."]
    faults = []
    for partie in document.convention.parties.prefetch_related("habilitations").order_by("rank"):
        acts = sorted(partie.habilitations.all(), key=lambda act: act.date)
        if acts and acts[0].date > on:
            faults.append(
                f"Une signature du {long_date(on)} précéderait ce qui habilite {partie} à signer : "
                f"{acts[0].numero} du {long_date(acts[0].date)}. Vérifiez la date de la signature."
            )
    closed_on = document_day(document)
    if on < closed_on:
        faults.append(
            f"Le document signé est du {long_date(closed_on)} : une signature du {long_date(on)} ne peut le précéder."
        )
    return faults


def document_day(document: DocumentFinal) -> date:
    """Return the day that a closed document bears."""
    return date.fromisoformat(document.contenu["on"])
