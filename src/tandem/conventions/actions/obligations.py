"""Record what was sent, cancel it, and write the obligations themselves.

An obligation comes from the text. Before the signature it is written freely, with its clause. Afterwards the text is
closed: an obligation is added only under a signed avenant, or as « convenu en comité » with a reason; of an obligation
of the text only what the text leaves to practice may change (`PRACTICE`), with a reason; one agreed in a committee may
be rewritten, with a reason. Nothing is removed once the convention is signed.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from bareme.display import typography
from tandem.conventions import changes
from tandem.conventions.actions.convention import free_code, lock_convention
from tandem.conventions.enums import EtatAvenant, NatureObligation
from tandem.conventions.evidence import SentFile, evidence_or_fault, join
from tandem.conventions.models import Avenant, Convention, Obligation, Transmission
from tandem.conventions.perms import can_amend, can_cancel_sending, can_send, can_write_text
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.conventions.timing.cadences import problems
from tandem.conventions.wording import cadence_words
from tandem.formats import long_date

AGREED = "convenu en comité"
"""The clause of an obligation that a committee agreed on, beside the text."""
PRACTICE = ("secteurs", "shares")
"""What may change of an obligation of a signed text: the names of its sectors, and the meetings that it may share."""
FIELDS = (
    "libelle",
    "nature",
    "clause",
    "quote",
    "debiteur",
    "creancier",
    "fiche",
    "par",
    "minimum",
    "maximum",
    "mois_debut",
    "mois_fin",
    "secteurs",
    "shares",
    "contenu",
    "is_deduit",
    "is_unplanned",
)
"""What a person writes of an obligation."""


@transaction.atomic
def record_transmission(
    *, actor, obligation: Obligation, date: date, note: str, secteur: str = "", file: SentFile | None = None
) -> Transmission:
    """Record that the party that owes it sent something on a day, or that one of them did when every party owes it.

    Raises PermissionDenied, or ValidationError with every fault by field.
    """
    convention = lock_convention(obligation.convention)
    standing = standing_of(actor, convention)
    require(can_send(standing, convention.etat, obligation.debiteur_id))
    faults = {
        "date": _day_fault(convention, date),
        "secteur": _secteur_fault(obligation, secteur),
        "note": "" if note.strip() else "Ce qui a été transmis est attendu : dites-le en une phrase.",
    }
    if obligation.nature == NatureObligation.REUNION:
        faults["obligation"] = "Une réunion ne se transmet pas : planifiez-la dans les comités."
    # The form sent twice would count for two sendings.
    sent = obligation.transmissions.current().filter(date=date, secteur=secteur, note=note.strip())
    if sent.filter(partie__in=standing.parties).exists():
        faults["note"] = f"Cet envoi du {long_date(date)} est déjà enregistré, avec ces mêmes mots."
    evidence = evidence_or_fault(file, faults, "piece")
    refuse(faults)
    transmission = Transmission(
        obligation=obligation,
        partie_id=obligation.debiteur_id or standing.parties[0],
        date=date,
        secteur=secteur,
        note=note.strip(),
        actor=actor,
        is_fictif=convention.is_fictif or actor.is_fictif,
    )
    join(transmission, evidence)
    transmission.save(force_insert=True)
    changes.note(
        convention=convention,
        actor=actor,
        code="transmission.faite",
        sentence=typography(f"Transmis le {long_date(date)} : {obligation}."),
        after=note.strip(),
    )
    return transmission


def _day_fault(convention: Convention, day: date) -> str:
    today, end = timezone.localdate(), convention.end
    if day > today:
        return f"Une date passée est attendue, trouvé le {long_date(day)} : enregistrez l’envoi une fois fait."
    if convention.signed_on is None:
        return "La date de signature de la convention n’est pas connue : renseignez-la d’abord."
    if day < convention.signed_on:
        return (
            f"La convention est signée le {long_date(convention.signed_on)} : "
            f"rien n’est dû avant, trouvé le {long_date(day)}."
        )
    if end is not None and day > end:
        return f"La convention a pris fin le {long_date(end)} : rien n’est dû après, trouvé le {long_date(day)}."
    return ""


def _secteur_fault(obligation: Obligation, secteur: str) -> str:
    if secteur in (obligation.secteurs or [""]):
        return ""
    if obligation.secteurs:
        return f"Un des secteurs de l’obligation est attendu : {', '.join(obligation.secteurs)}."
    return typography(f"Cette obligation n’a pas de secteur, trouvé « {secteur} ».")


@transaction.atomic
def cancel_transmission(*, actor, transmission: Transmission, reason: str) -> Transmission:
    """Cancel the record of something sent, with a reason: a line is added, none is removed.

    Raises PermissionDenied, or ValidationError when it is already cancelled or without a reason.
    """
    convention = lock_convention(transmission.obligation.convention)
    require(can_cancel_sending(standing_of(actor, convention), convention.etat, transmission.partie_id))
    faults = []
    if not reason.strip():
        faults.append("L’annulation d’un envoi doit être motivée : indiquez la raison.")
    if not Transmission.objects.current().filter(pk=transmission.pk).exists():
        faults.append("Cet envoi est déjà annulé.")
    if faults:
        raise ValidationError(faults)
    cancelled = Transmission.objects.create(
        obligation=transmission.obligation,
        partie=transmission.partie,
        date=transmission.date,
        secteur=transmission.secteur,
        note=reason.strip(),
        annule=transmission,
        actor=actor,
        is_fictif=transmission.is_fictif,
    )
    changes.note(
        convention=convention,
        actor=actor,
        code="transmission.annulee",
        sentence=typography(f"Envoi du {long_date(transmission.date)} annulé : {transmission.obligation}."),
        before=transmission.note,
        reason=reason.strip(),
    )
    return cancelled


@transaction.atomic
def add_obligation(
    *, actor, convention: Convention, avenant: Avenant | None = None, reason: str = "", **fields
) -> Obligation:
    """Add an obligation with the FIELDS given: before the signature freely, then under an avenant or by agreement.

    Raises PermissionDenied, or ValidationError with every fault by field.
    """
    convention = lock_convention(convention)
    is_signed = _writable(actor, convention)
    obligation = Obligation(convention=convention, **_checked_names(fields))
    faults: dict[str, Any] = {}
    if is_signed and avenant is None:
        obligation.clause, obligation.is_deduit = AGREED, False
        obligation.quote = reason.strip()
        if not reason.strip():
            faults["reason"] = "Ce que le comité a convenu, et quand, est attendu : le texte signé ne le dit pas."
    elif is_signed:
        faults["avenant"] = _avenant_fault(convention, avenant)
    obligation.code = _free_code(convention, obligation.libelle)
    obligation.rank = (convention.obligations.aggregate(last=Max("rank"))["last"] or 0) + 1
    _check(obligation, faults)
    obligation.save(force_insert=True)
    _note(actor, obligation, "obligation.ajoutee", f"Obligation ajoutée : {obligation}.", reason=reason.strip())
    return obligation


@transaction.atomic
def edit_obligation(*, actor, obligation: Obligation, reason: str = "", **fields) -> Obligation:
    """Change the FIELDS given of an obligation; once signed, with a reason and within what the text leaves open.

    Raises PermissionDenied, or ValidationError with every fault by field.
    """
    convention = lock_convention(obligation.convention)
    is_signed = _writable(actor, convention)
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("convention").get(pk=obligation.pk)
    changed = [name for name, value in _checked_names(fields).items() if getattr(obligation, name) != value]
    if not changed:
        return obligation
    before = told(obligation)
    faults: dict[str, Any] = {}
    if is_signed:
        faults = _closed_faults(obligation, changed, fields)
        faults["reason"] = "" if reason.strip() else "Après la signature, un changement doit être motivé."
    for name in changed:
        setattr(obligation, name, fields[name])
    _check(obligation, faults)
    obligation.save(update_fields=changed)
    _note(
        actor,
        obligation,
        "obligation.modifiee",
        f"Obligation modifiée : {obligation}.",
        before=before,
        after=told(obligation),
        reason=reason.strip(),
    )
    return obligation


def _writable(actor, convention) -> bool:
    """Require that the person may write obligations; return whether the text is signed."""
    standing = standing_of(actor, convention)
    if convention.is_signed:
        require(can_amend(standing, convention.etat))
        return True
    require(can_write_text(standing, convention.etat))
    return False


def _checked_names(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of an obligation: {sorted(unknown)}")
    return fields


def _avenant_fault(convention: Convention, avenant: Avenant) -> str:
    if avenant.convention_id != convention.pk:
        return "Cet avenant est celui d’une autre convention."
    if avenant.etat != EtatAvenant.SIGNE:
        return "Cet avenant n’est pas signé : une obligation s’ajoute une fois qu’il l’est."
    return ""


def _closed_faults(obligation: Obligation, changed: list[str], fields: dict[str, Any]) -> dict[str, Any]:
    """What a signed text does not let change."""
    faults: dict[str, Any] = {}
    if obligation.clause != AGREED:
        faults = {
            name: "Le texte est signé : seuls les secteurs et les réunions partagées se précisent. Préparez un avenant."
            for name in changed
            if name not in PRACTICE
        }
    if "secteurs" in changed:
        used = set(obligation.reunions.values_list("secteur", flat=True))
        used |= set(obligation.transmissions.current().values_list("secteur", flat=True))
        lost = sorted((used - {""}) - set(fields["secteurs"]))
        if lost:
            faults["secteurs"] = f"Des réunions ou des envois nomment déjà : {', '.join(lost)}. Gardez ces secteurs."
    return faults


def _check(obligation: Obligation, faults: dict[str, Any]) -> None:
    """Raise ValidationError with every fault of an obligation, by field."""
    if obligation.is_unplanned:
        obligation.minimum, obligation.maximum = 0, None
    for name, fault in _link_faults(obligation):
        faults.setdefault(name, fault)
    try:
        obligation.full_clean()
    except ValidationError as refusal:
        for name, messages in refusal.message_dict.items():
            faults.setdefault(name, messages)
    if not obligation.is_unplanned and obligation.minimum < 1:
        faults["minimum"] = "Un nombre d’au moins 1 est attendu ; sinon, dites « selon les besoins »."
    if rule_faults := [typography(one) for one in problems(obligation.rule)]:
        faults.setdefault("__all__", rule_faults)
    refuse(faults)


def _link_faults(obligation: Obligation) -> Iterator[tuple[str, str]]:
    """What an obligation names outside its convention."""
    parties = set(obligation.convention.parties.values_list("pk", flat=True))
    for name in ("debiteur", "creancier"):
        if getattr(obligation, f"{name}_id") not in {None, *parties}:
            yield name, "Une partie à la convention est attendue."
    if obligation.debiteur_id is not None and obligation.debiteur_id == obligation.creancier_id:
        yield "creancier", "Une partie ne se doit rien à elle-même : choisissez l’autre partie, ou toutes."
    fiche = obligation.fiche
    # What hangs on a draft would be read by the side from which the draft is kept.
    if fiche is not None and (fiche.convention_id != obligation.convention_id or fiche.draft_of_id is not None):
        yield "fiche", "Une fiche de cette convention, partagée entre les parties, est attendue."
    known = set(obligation.convention.obligations.values_list("code", flat=True)) | {obligation.code}
    if unknown := sorted(set(obligation.shares) - known):
        yield "shares", f"Obligations inconnues dans cette convention : {', '.join(unknown)}."


def _free_code(convention: Convention, libelle: str) -> str:
    base = slugify(libelle)[:70] or "obligation"
    # « nouvelle » is the address of the form.
    return free_code(base, {"nouvelle", *convention.obligations.values_list("code", flat=True)})


def told(obligation: Obligation) -> str:
    """An obligation in lines, for the history."""
    rows = {
        "Libellé": obligation.libelle,
        "Clause": obligation.clause,
        "Due par": str(obligation.debiteur or "toutes les parties"),
        "Cadence": cadence_words(obligation.rule),
        "Secteurs": ", ".join(obligation.secteurs),
        "Réunions partagées": ", ".join(obligation.shares),
    }
    return "\n".join(typography(f"{name} : {value}") for name, value in rows.items() if value)


def _note(actor, obligation: Obligation, code: str, sentence: str, **values: str) -> None:
    changes.note(convention=obligation.convention, actor=actor, code=code, sentence=typography(sentence), **values)
