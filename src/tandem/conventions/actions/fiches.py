"""Draft, write, share and take away the fiches actions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import RestrictedError

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.actions.fiche_writing import (
    Written,
    hold_fiche,
    names_of,
    note_fiche,
    write_row,
)
from tandem.conventions.amendments import circuit_faults
from tandem.conventions.enums import BEFORE_SIGNATURE, LIVE, NatureAction
from tandem.conventions.fiche_content import (
    MAX_TITLE,
    SCHEDULE,
    Values,
    labels_of,
    next_numero,
    numero_fault,
    snapshot,
    told,
)
from tandem.conventions.models import Axe, Convention, Fiche, ModeleFiche
from tandem.conventions.perms import can_change_fiches
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of


@transaction.atomic
def create_fiche(
    *,
    actor,
    convention: Convention,
    axe: Axe,
    modele: ModeleFiche,
    numero: str,
    titre: str,
    nature: NatureAction = NatureAction.COOPERATION,
    shared: bool = False,
    reason: str = "",
) -> Fiche:
    """Open a fiche: a draft of one's own side, unless `shared`; then a signed convention wants the reason.

    Raises PermissionDenied, or ValidationError with every fault by field.
    """
    convention = lock_convention(convention)
    standing = standing_of(actor, convention)
    sans_avenant = convention.fiches_sans_avenant
    require(can_change_fiches(standing, convention.etat, sans_avenant=sans_avenant, is_draft=not shared))
    numero, titre = numero.strip(), titre.strip()
    seen = Fiche.objects.filter(convention=convention).shared_or_draft_of(standing.own_organisation)
    faults = _heading_faults(convention, axe, numero, titre)
    if not faults.get("numero") and seen.filter(numero=numero).exists():
        free = next_numero(seen.values_list("numero", flat=True), axe.numero)
        faults["numero"] = f"Numéro : la convention a déjà une fiche {numero}. Le premier numéro libre est {free}."
    if nature not in NatureAction.values:
        faults["nature"] = f"Nature : un choix de la liste est attendu, trouvé « {nature} »."
    if shared and "numero" not in faults and (taken := circuit_faults(convention, numero)):
        faults["numero"] = " ".join(taken)
    if shared and convention.etat in LIVE and not reason.strip():
        faults["reason"] = "La convention est signée : l’ajout d’une fiche doit être motivé. Indiquez la raison."
    refuse(faults)
    fiche = Fiche(
        convention=convention,
        axe=axe,
        modele=modele,
        numero=numero,
        titre=titre,
        nature=nature,
        draft_of_id=None if shared else standing.own_organisation,
        is_fictif=convention.is_fictif or actor.is_fictif,
        modified_by=actor,
    )
    if shared:
        yield_number(convention, fiche, actor)
    fiche.save(force_insert=True)
    sentence = f"Fiche ajoutée : {fiche}." if shared else f"Brouillon de fiche ouvert : {fiche}."
    note_fiche(fiche, actor, code="fiche.ajoutee", sentence=sentence, after=titre, reason=reason.strip())
    return fiche


def _heading_faults(convention, axe, numero, titre) -> dict[str, str]:
    faults = {}
    if axe.convention_id != convention.pk:
        faults["axe"] = "Axe : un axe de cette convention est attendu."
    if fault := numero_fault(numero):
        faults["numero"] = fault
    if not titre:
        faults["titre"] = "Titre : un titre est attendu, rien n’a été trouvé."
    elif len(titre) > MAX_TITLE:
        faults["titre"] = f"Titre : {MAX_TITLE} caractères au plus sont admis, trouvé {len(titre)}."
    return faults


@transaction.atomic
def write_fiche(*, actor, fiche: Fiche, values: Values, base: Values | None = None, reason: str = "") -> Written:
    """Write what changes in a fiche; `base` is what the person had read, `values` what is wanted (see snapshot).

    What another person changed meanwhile in other fields is kept and told in the answer. Where both changed the same
    field nothing is written: FicheConflictError gives back the words of both. After the signature a change of what was
    agreed wants a reason, and the fiche becomes « amendée ». Raises PermissionDenied, or ValidationError with every
    fault by field.
    """
    held = hold_fiche(actor, fiche)
    return write_row(held, held.fiche, actor=actor, values=values, base=base, reason=reason)


@transaction.atomic
def share_fiche(*, actor, fiche: Fiche, reason: str = "") -> Fiche:
    """Show a draft to the other parties; from now on both sides write it."""
    held = hold_fiche(actor, fiche)
    fiche, convention = held.fiche, held.convention
    if not held.is_draft:
        raise ValidationError(typography(f"« {fiche} » est déjà partagée."))
    require(can_change_fiches(held.standing, convention.etat, sans_avenant=convention.fiches_sans_avenant))
    faults = {}
    if convention.etat in LIVE and not reason.strip():
        faults["reason"] = "La convention est signée : l’ajout d’une fiche doit être motivé. Indiquez la raison."
    if convention.fiches.shared().filter(numero=fiche.numero).exists():
        faults["numero"] = f"Une fiche {fiche.numero} est déjà partagée : changez d’abord le numéro de la vôtre."
    refuse(faults)
    fiche.draft_of = None
    yield_number(convention, fiche, actor)
    fiche.save(update_fields=["draft_of"])
    note_fiche(
        held.fiche,
        actor,
        code="fiche.partagee",
        sentence=f"Fiche partagée : {fiche}.",
        after=content_told(fiche),
        reason=reason.strip(),
    )
    return fiche


def yield_number(convention, fiche, actor) -> None:
    """Give another number to the drafts of the other sides that had this one: they did not know it was taken."""
    for other in (
        convention.fiches.filter(numero=fiche.numero, draft_of__isnull=False).exclude(pk=fiche.pk).order_by("pk")
    ):
        taken = convention.fiches.shared_or_draft_of(other.draft_of_id).values_list("numero", flat=True)
        before, other.numero = other.numero, next_numero({*taken, fiche.numero}, other.axe.numero)
        other.save(update_fields=["numero"])
        note_fiche(
            other,
            actor,
            code="fiche.numero",
            sentence=f"Votre brouillon {before} devient {other.numero} : une fiche {before} vient d’être partagée.",
            before=before,
            after=other.numero,
        )


@transaction.atomic
def delete_draft(*, actor, fiche: Fiche) -> None:
    """Take away a draft of one's own side; its text stays in the history of that side."""
    held = hold_fiche(actor, fiche)
    if not held.is_draft:
        raise ValidationError(
            typography(f"« {held.fiche} » est partagée : ce n’est plus un brouillon. Retirez-la avec un motif.")
        )
    _delete(held, actor, sentence=f"Brouillon supprimé : {held.fiche}.", reason="")


@transaction.atomic
def withdraw_fiche(*, actor, fiche: Fiche, reason: str) -> None:
    """Take away a shared fiche before the vote, with a reason; a signed one is stopped instead (article 4)."""
    held = hold_fiche(actor, fiche)
    if held.is_draft:
        raise ValidationError(typography(f"« {held.fiche} » est un brouillon : supprimez-le."))
    if held.convention.etat not in BEFORE_SIGNATURE:
        raise ValidationError("Une fiche signée ne se retire pas : arrêtez-la, avec son motif, ou préparez un avenant.")
    held.require_open()
    if not reason.strip():
        raise ValidationError({"reason": "Le retrait d’une fiche doit être motivé : indiquez la raison."})
    _delete(held, actor, sentence=f"Fiche retirée : {held.fiche}.", reason=reason.strip())


def _delete(held, actor, *, sentence, reason) -> None:
    note_fiche(
        held.fiche, actor, code="fiche.retiree", sentence=sentence, before=content_told(held.fiche), reason=reason
    )
    try:
        held.fiche.delete()
    except RestrictedError as refusal:
        raise ValidationError(
            typography(
                f"« {held.fiche} » a déjà des valeurs d’indicateur, des transmissions ou des réunions : "
                "elle ne se retire plus. Arrêtez-la plutôt, avec son motif."
            )
        ) from refusal


def content_told(fiche: Fiche) -> str:
    """Return the whole text of a fiche, one field after the other under its label."""
    labels, values = labels_of(fiche), snapshot(fiche)
    names = names_of(fiche.convention, values)
    lines = ((labels[key], told(key, value, names)) for key, value in values.items() if key not in SCHEDULE)
    return "\n".join(typography(f"{label} : {text}") for label, text in lines if text)
