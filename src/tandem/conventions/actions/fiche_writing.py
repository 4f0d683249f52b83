"""What writing a fiche and writing one of its actions have in common: hold, check, merge, keep, tell."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.actions.fiche_states import set_etat
from tandem.conventions.amendments import circuit_faults
from tandem.conventions.champs import calendar_champ
from tandem.conventions.changes import note
from tandem.conventions.enums import LIVE, EtatAction, NatureCalendrier
from tandem.conventions.fiche_content import (
    READINGS,
    SCHEDULE,
    Conflict,
    Names,
    Values,
    champ_key,
    champs_of_row,
    changed_keys,
    labels_of,
    merged,
    schedule_of,
    snapshot,
    tidied,
    told,
    value_faults,
    written_champs,
)
from tandem.conventions.models import Action, Axe, Convention, Fiche
from tandem.conventions.perms import Standing, can_change_fiches, can_write_fiche
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_moment
from tandem.organisations.models import Organisation

CLOSED = (EtatAction.ARRETEE, EtatAction.TERMINEE)


class Written(NamedTuple):
    """What a writing did: the labels of what changed, and of what another person had changed meanwhile."""

    row: Fiche | Action
    changed: list[str]
    kept: list[str]


class FicheConflictError(ValidationError):
    """Two people changed the same field: nothing is written, and the second reads what the first wrote."""

    def __init__(self, faults, conflicts: list[Conflict], current: Values) -> None:
        super().__init__(faults)
        self.conflicts = conflicts
        self.current = current


class Held(NamedTuple):
    """A convention and one of its fiches, held until the end of the transaction."""

    convention: Convention
    fiche: Fiche
    standing: Standing

    @property
    def is_draft(self) -> bool:
        return self.fiche.draft_of_id is not None

    def require_open(self) -> None:
        """Raise PermissionDenied where what both sides read is closed, ValidationError while it is being signed."""
        convention = self.convention
        require(
            can_change_fiches(
                self.standing,
                convention.etat,
                sans_avenant=convention.fiches_sans_avenant,
                is_draft=self.is_draft,
            )
        )
        if not self.is_draft and (faults := circuit_faults(convention, self.fiche.numero)):
            raise ValidationError(faults)

    @property
    def needs_reason(self) -> bool:
        """Whether a change is an amendment of what was signed (article 4)."""
        return self.convention.etat in LIVE and not self.is_draft


def hold_fiche(actor, fiche) -> Held:
    """Hold a fiche that the actor may write; raises PermissionDenied otherwise."""
    convention = lock_convention(fiche.convention)
    standing = standing_of(actor, convention)
    require(can_write_fiche(standing, convention.etat))
    found = Fiche.objects.select_for_update(of=("self",)).select_related("axe", "modele", "draft_of").get(pk=fiche.pk)
    if found.draft_of_id is not None and found.draft_of_id not in standing.organisations:
        raise PermissionDenied("Ce brouillon est celui d’une autre partie.")
    found.convention = convention
    return Held(convention, found, standing)


def note_fiche(fiche: Fiche, actor, *, code, sentence, **more) -> None:
    """Append a line to the history, kept to its side while the fiche is a draft."""
    note(
        convention=fiche.convention,
        actor=actor,
        code=code,
        subject=f"fiche:{fiche.pk}",
        sentence=typography(sentence),
        draft_of=fiche.draft_of,
        **more,
    )


def write_row(held: Held, row, *, actor, values: Values, base: Values | None, reason: str) -> Written:
    """Write what changes in a fiche or in an action, after merging it with what was written meanwhile."""
    labels, theirs = labels_of(row), snapshot(row)
    mine, kept, conflicts = merged(base or theirs, theirs, tidied(values), labels)
    unknown = sorted(set(mine) - set(theirs))
    if unknown:
        raise ValidationError(typography(f"Champs inconnus de ce modèle de fiche : {', '.join(unknown)}."))
    faults = value_faults(mine, labels) | _reference_faults(held, mine)
    changed = changed_keys(theirs, mine)
    agreed = [key for key in changed if key not in READINGS]
    if agreed:
        held.require_open()
        _amendment_faults(held, row, reason, faults)
    _conflict_faults(row, conflicts, faults)
    if faults:
        told_faults = {key: [typography(fault) for fault in found] for key, found in faults.items()}
        raise FicheConflictError(told_faults, conflicts, theirs) if conflicts else ValidationError(told_faults)
    if changed:
        names = names_of(held.convention, theirs, mine)
        _keep(row, mine, actor)
        for key in changed:
            note_fiche(
                held.fiche,
                actor,
                code="fiche.ecrite",
                sentence=f"{row} : {labels[key]}.",
                before=told(key, theirs[key], names),
                after=told(key, mine[key], names),
                reason=reason,
            )
        if agreed and held.needs_reason and row.etat != EtatAction.AMENDEE:
            set_etat(row, EtatAction.AMENDEE, actor=actor, reason=reason)
    return Written(row, [labels[key] for key in changed], [labels[key] for key in kept])


def _reference_faults(held, mine) -> dict[str, list[str]]:
    """Return what names an axis or an organisation that is not one."""
    faults = {}
    if "axe" in mine and not Axe.objects.filter(convention=held.convention, pk=mine["axe"]).exists():
        faults["axe"] = ["Axe : un axe de cette convention est attendu."]
    for key in ("porteurs", "partenaires"):
        wanted = set(mine.get(key, ()))
        found = Organisation.objects.filter(pk__in=wanted, type__in=Organisation.PUBLIC_BODIES).count() if wanted else 0
        if found < len(wanted):
            faults[key] = ["Une organisation de la liste est attendue : actualisez la page, puis choisissez-la."]
    return faults


def _amendment_faults(held, row, reason, faults) -> None:
    """Say what an amendment of a signed fiche lacks (article 4: « complétées, amendées, arrêtées »)."""
    if not held.needs_reason:
        return
    if row.etat in CLOSED:
        etat = EtatAction(row.etat).label
        closed = f"« {row} » est dans l’état « {etat} » : son texte ne change plus."
        faults["reason"] = [f"{closed} Reprenez-la d’abord si elle est arrêtée, ou ajoutez-en une autre."]
    elif not reason.strip():
        faults["reason"] = ["La convention est signée : un amendement doit être motivé. Indiquez la raison."]


def _conflict_faults(row, conflicts, faults) -> None:
    who = row.modified_by or "une autre personne"
    for conflict in conflicts:
        faults.setdefault(conflict.key, []).append(
            f"{conflict.label} : {who} a changé ce champ le {long_moment(row.modified_at)}, pendant que vous écriviez. "
            "Votre texte est gardé ici : reprenez ce qui vous convient du sien, puis enregistrez."
        )


def names_of(convention, *values: Values) -> Names:
    """Return the names that these values need to be told."""
    wanted = {pk for one in values for key in ("porteurs", "partenaires") for pk in one.get(key, ())}
    organisations = {one.pk: str(one) for one in Organisation.objects.filter(pk__in=wanted).order_by("pk")}
    return Names(organisations, {axe.pk: str(axe) for axe in convention.axes.order_by("numero")})


def _keep(row, mine, actor) -> None:
    """Write the values in their columns: one statement for the row, one for each list of organisations."""
    champs = champs_of_row(row)
    calendar = calendar_champ(champs)
    for name in ("titre", "nature", "calendrier_texte", "a_evoquer", "publics"):
        if name in mine:
            setattr(row, name, mine[name])
    if "axe" in mine:
        row.axe_id = mine["axe"]
    if "calendrier" in mine:
        schedule = schedule_of(mine["calendrier"])
        row.calendrier_nature = NatureCalendrier(schedule.nature)
        for name in SCHEDULE:
            setattr(row, name, getattr(schedule, name))
    texts = {
        champ.code: mine[champ_key(champ.code)] for champ in written_champs(champs) if champ_key(champ.code) in mine
    }
    if calendar is not None and "calendrier_texte" in mine:
        texts[calendar.code] = mine["calendrier_texte"]
    row.contenu = row.contenu | texts
    row.modified_by, row.modified_at = actor, timezone.now()
    row.save()
    for name in ("porteurs", "partenaires"):
        if name in mine:
            getattr(row, name).set(mine[name])
