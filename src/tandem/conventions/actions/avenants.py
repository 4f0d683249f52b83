"""Prepare an avenant as a draft of one side, share it, give it up; once all have signed it, change the convention."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bareme.display import typography
from tandem.actes.journal import record
from tandem.conventions.actions.convention import journal_organisation, lock_convention
from tandem.conventions.actions.fiche_states import set_etat
from tandem.conventions.actions.fiches import yield_number
from tandem.conventions.amendments import avenant_faults, ended_faults
from tandem.conventions.changes import note
from tandem.conventions.documents.avenant import avenant_content, avenant_obstacles
from tandem.conventions.documents.circuit import Steps, put_in_circuit
from tandem.conventions.enums import (
    ACTION_TRANSITIONS,
    EtatAction,
    EtatAvenant,
    NatureModification,
    ObjetModification,
)
from tandem.conventions.models import Avenant, Clause, DocumentFinal, Fiche, ModeleFiche
from tandem.conventions.perms import can_move, can_write
from tandem.conventions.snapshots import calendar_of
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date

MAX_OBJET = 500


@transaction.atomic
def create_avenant(*, actor, convention, objet: str) -> Avenant:
    """Open an avenant: a draft that the actor's side alone sees, without a number until it is shared.

    Raises PermissionDenied, or ValidationError with every fault.
    """
    convention = lock_convention(convention)
    standing = standing_of(actor, convention)
    require(can_write(standing))
    faults = [typography(fault) for fault in ended_faults(convention, timezone.localdate())]
    objet = objet.strip()
    if not objet:
        faults.append("L’objet de l’avenant est attendu : dites en une phrase ce qu’il change.")
    elif len(objet) > MAX_OBJET:
        faults.append(f"L’objet compte {len(objet)} caractères, {MAX_OBJET} au plus sont admis.")
    if faults:
        raise ValidationError(faults)
    avenant = Avenant.objects.create(
        convention=convention,
        objet=objet,
        draft_of_id=standing.own_organisation,
        created_by=actor,
        is_fictif=convention.is_fictif or actor.is_fictif,
    )
    told(avenant, actor, "ouvert", f"Projet d’avenant ouvert : {objet}.")
    return avenant


def lock_projet(actor, avenant) -> Avenant:
    """Hold an avenant that may still be written, with its convention; the drafts of another side are not found.

    Raises PermissionDenied, or ValidationError when it is closed or its convention ended.
    """
    convention = lock_convention(avenant.convention)
    standing = standing_of(actor, convention)
    require(can_write(standing))
    avenant = Avenant.objects.select_for_update(of=("self",)).get(pk=avenant.pk)
    avenant.convention = convention
    if avenant.draft_of_id and avenant.draft_of_id not in standing.organisations:
        raise PermissionDenied("Ce projet d’avenant n’a pas été partagé.")
    faults = [typography(fault) for fault in ended_faults(convention, timezone.localdate())]
    if avenant.etat != EtatAvenant.PROJET:
        etat = EtatAvenant(avenant.etat).label
        hint = " Retirez d’abord son document du circuit de signature." if avenant.etat == EtatAvenant.FINALISE else ""
        faults.append(typography(f"{avenant.name} est « {etat} » : il ne se modifie plus.{hint}"))
    if faults:
        raise ValidationError(faults)
    return avenant


def told(avenant, actor, code: str, sentence: str, **more) -> None:
    """Write a line of history about an avenant, kept to its side while it is a draft."""
    note(
        convention=avenant.convention,
        actor=actor,
        code=f"avenant.{code}",
        sentence=typography(sentence),
        subject=f"avenant:{avenant.pk}",
        draft_of=avenant.draft_of,
        **more,
    )


@transaction.atomic
def share_avenant(*, actor, avenant) -> Avenant:
    """Show the avenant to every party, under the next number of the convention."""
    avenant = lock_projet(actor, avenant)
    if avenant.draft_of_id is None:
        return avenant
    if not avenant.modifications.exists():
        raise ValidationError("Cet avenant ne change rien encore : ajoutez une clause ou une fiche, puis partagez-le.")
    last = avenant.convention.avenants.aggregate(last=Max("numero"))["last"] or 0
    avenant.numero, avenant.draft_of = last + 1, None
    avenant.save(update_fields=["numero", "draft_of"])
    told(avenant, actor, "partage", f"{avenant.name} partagé : {avenant.objet}.")
    return avenant


@transaction.atomic
def abandon_avenant(*, actor, avenant, reason: str) -> Avenant:
    """Give an avenant up, with a reason; its lines stay readable."""
    avenant = lock_projet(actor, avenant)
    if not reason.strip():
        raise ValidationError("L’abandon d’un avenant doit être motivé : indiquez la raison.")
    avenant.etat = EtatAvenant.ABANDONNE
    avenant.save(update_fields=["etat"])
    told(avenant, actor, "abandonne", f"{avenant.name} abandonné.", reason=reason.strip())
    return avenant


@transaction.atomic
def finalise_avenant(*, actor, avenant, on: date | None = None) -> DocumentFinal:
    """Close the document of an avenant and put it in its circuit of signature; `on` is its day, today without it.

    Raises PermissionDenied, or ValidationError with all that is still open.
    """
    avenant = lock_projet(actor, avenant)
    require(can_move(standing_of(actor, avenant.convention)))
    day = on or timezone.localdate()
    faults = [obstacle.sentence for obstacle in avenant_obstacles(avenant, on=day)]
    if day > timezone.localdate():
        faults.append("Un document ne peut être daté d’un jour à venir.")
    if faults:
        raise ValidationError(faults)
    content = avenant_content(avenant, on=day)
    document = put_in_circuit(actor=actor, convention=avenant.convention, content=content, avenant=avenant)
    avenant.etat = EtatAvenant.FINALISE
    avenant.save(update_fields=["etat"])
    told(avenant, actor, "finalise", f"{avenant.name} finalisé : son document attend les signatures.")
    return document


def _signed(*, actor, document, on) -> None:
    apply_avenant(actor=actor, avenant=document.avenant, on=on)


def _withdrawn(*, actor, document) -> None:
    """Open an avenant again once its document has left the circuit of signature."""
    avenant = Avenant.objects.select_for_update(of=("self",)).select_related("convention").get(pk=document.avenant_id)
    avenant.etat = EtatAvenant.PROJET
    avenant.save(update_fields=["etat"])
    told(avenant, actor, "repris", f"{avenant.name} repris : son document est retiré du circuit de signature.")


AVENANT_STEPS = Steps(signed=_signed, withdrawn=_withdrawn)
"""What the circuit of signature starts (documents/circuit.py)."""


@transaction.atomic
def apply_avenant(*, actor, avenant, on: date) -> Avenant:
    """Change the convention once every party has signed: the circuit of signature calls it with the last signature.

    A new wording is a new version of its clause, the one before stays; a fiche becomes « amendée », or « arrêtée » when
    taken away. Applied already, it changes nothing. Raises ValidationError with every reason, and nothing is written.
    """
    convention = lock_convention(avenant.convention)
    avenant = Avenant.objects.select_for_update(of=("self",)).get(pk=avenant.pk)
    avenant.convention = convention
    if avenant.etat == EtatAvenant.SIGNE:
        return avenant
    faults = avenant_faults(avenant, on)
    if avenant.etat != EtatAvenant.FINALISE:
        faults.append("Le document de l’avenant n’est pas finalisé : finalisez-le, puis faites-le signer.")
    if faults:
        raise ValidationError(faults)
    for line in avenant.modifications.order_by("rank"):
        if line.objet == ObjetModification.CLAUSE:
            _apply_clause(actor, avenant, line)
        elif line.nature == NatureModification.AJOUT:
            _add_fiche(actor, avenant, line)
        else:
            _apply_fiche(actor, avenant, line)
    avenant.etat, avenant.signed_on = EtatAvenant.SIGNE, on
    avenant.save(update_fields=["etat", "signed_on"])
    told(avenant, actor, "signe", f"{avenant.name} signé le {long_date(on)} : {avenant.objet}.")
    record(
        actor=actor,
        code="convention.avenant.signe",
        organisation=journal_organisation(convention),
        subject=avenant,
        payload={
            "convention": convention.slug,
            "avenant": avenant.numero,
            "objet": avenant.objet,
            "date": on.isoformat(),
            "lignes": [[line.objet, line.nature, line.code] for line in avenant.modifications.order_by("rank")],
        },
    )
    return avenant


def _apply_clause(actor, avenant, line) -> None:
    """Insert the next version of a clause: a signed one is never updated."""
    convention = avenant.convention
    versions = convention.clauses.filter(code=line.code).order_by("-version")
    last = versions.first()
    is_retrait = line.nature == NatureModification.RETRAIT
    words = line.before if is_retrait else line.after
    Clause.objects.create(
        convention=convention,
        code=line.code,
        version=last.version + 1 if last else 1,
        rank=last.rank if last and not last.is_retiree else _rank_after(convention, words.get("follows", "")),
        numero=words["numero"],
        titre=words["titre"],
        texte=words["texte"],
        avenant=avenant,
        is_retiree=is_retrait,
        modified_by=actor,
    )


def _rank_after(convention, code: str) -> int:
    """Return the rank of the clause that a new one follows; of the last article when none is named."""
    clauses = list(convention.clauses.current())
    named = next((clause for clause in clauses if clause.code == code), None)
    articles = [clause for clause in clauses if clause.numero[:1].isdigit()] or clauses
    return (named or articles[-1]).rank if clauses else 1


def _add_fiche(actor, avenant, line) -> None:
    after = line.after
    fiche = Fiche(
        convention=avenant.convention,
        axe=avenant.convention.axes.get(numero=after["axe"]),
        modele=ModeleFiche.objects.get(code=after["modele"]),
        numero=line.code,
        titre=after["titre"],
        contenu=after["contenu"],
        avenant=avenant,
        modified_by=actor,
        is_fictif=avenant.is_fictif,
        **calendar_of(after["calendrier"]),
    )
    yield_number(avenant.convention, fiche, actor)
    fiche.save(force_insert=True)


def _apply_fiche(actor, avenant, line) -> None:
    fiche = Fiche.objects.select_for_update(of=("self",)).get(
        convention=avenant.convention, numero=line.code, draft_of__isnull=True
    )
    to = EtatAction.ARRETEE
    if line.nature == NatureModification.CHANGEMENT:
        to = EtatAction.AMENDEE
        _write(fiche, line.before, line.after)
        _amend_actions(actor, avenant, fiche, line)
    fiche.avenant, fiche.convention = avenant, avenant.convention
    _stamp(fiche, actor)
    set_etat(fiche, to, actor=actor, reason=str(avenant))


def _amend_actions(actor, avenant, fiche, line) -> None:
    """Write the numbered actions that change; one that is stopped or finished keeps its state."""
    before = {action["numero"]: action for action in line.before["actions"]}
    after = {action["numero"]: action for action in line.after["actions"]}
    for action in fiche.actions.select_for_update(of=("self",)).order_by("numero"):
        if before[action.numero] == after[action.numero]:
            continue
        _write(action, before[action.numero], after[action.numero])
        action.fiche = fiche
        _stamp(action, actor)
        if EtatAction.AMENDEE in ACTION_TRANSITIONS[EtatAction(action.etat)]:
            set_etat(action, EtatAction.AMENDEE, actor=actor, reason=str(avenant))


def _write(target, before, after) -> None:
    """Give a fiche or an action its new words; its dates are read again only when its calendar changed."""
    target.titre, target.contenu = after["titre"], after["contenu"]
    if before["calendrier"] != after["calendrier"]:
        for name, value in calendar_of(after["calendrier"]).items():
            setattr(target, name, value)


def _stamp(target, actor) -> None:
    target.modified_by, target.modified_at = actor, timezone.now()
    target.save()
