"""Plan, move, cancel and hold the meetings of a committee.

A refusal gives every reason at once, and nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.actions.comites import held_by_writer
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import EtatReunion, NatureObligation
from tandem.conventions.models import Comite, Convention, Obligation, Reunion, ReunionObligation
from tandem.conventions.perms import can_follow
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date, long_moment, number

LONGEST_MINUTES = 24 * 60

Satisfied = Sequence[tuple[Obligation, str]]
"""What a meeting counts for: an obligation, and the sector for which it does (« » when it has none)."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A meeting as it is asked for, before anything is written."""

    comite: Comite
    starts_at: datetime
    minutes: int
    obligations: Satisfied = ()

    @property
    def day(self):
        """The day of the meeting, in Paris."""
        return timezone.localdate(self.starts_at)


@transaction.atomic
def plan_reunion(
    *,
    actor,
    comite: Comite,
    starts_at: datetime,
    minutes: int,
    objet: str,
    lieu: str = "",
    obligations: Satisfied = (),
) -> Reunion:
    """Plan a meeting, and say which obligations it will satisfy; raises ValidationError with every fault."""
    convention = _followed(actor, comite.convention)
    wanted = Wanted(comite=comite, starts_at=starts_at, minutes=minutes, obligations=obligations)
    faults = [*_faults(convention, wanted, objet), *_twice_faults(wanted, objet)]
    if starts_at <= timezone.now():
        faults.append(
            f"Début : une date à venir est attendue, trouvé {long_moment(starts_at)}. "
            "Si la réunion a déjà eu lieu, enregistrez-la comme tenue."
        )
    refuse(faults)
    reunion = _written(actor, wanted, objet=objet.strip(), lieu=lieu.strip())
    note(
        convention=convention,
        actor=actor,
        code="reunion.planifiee",
        sentence=typography(f"{comite.nom} : réunion planifiée le {long_moment(starts_at)}, « {objet.strip()} »."),
        after=_told(wanted),
    )
    return reunion


@transaction.atomic
def record_reunion(
    *,
    actor,
    comite: Comite,
    starts_at: datetime,
    minutes: int,
    objet: str,
    participants: int | None,
    lieu: str = "",
    obligations: Satisfied = (),
) -> Reunion:
    """Record a meeting that nobody had planned and that was held; raises ValidationError with every fault."""
    convention = _followed(actor, comite.convention)
    wanted = Wanted(comite=comite, starts_at=starts_at, minutes=minutes, obligations=obligations)
    faults = [*_faults(convention, wanted, objet), *_twice_faults(wanted, objet), *_not_held_yet(starts_at)]
    faults += _participants_faults(participants)
    refuse(faults)
    reunion = _written(
        actor,
        wanted,
        objet=objet.strip(),
        lieu=lieu.strip(),
        etat=EtatReunion.TENUE,
        participants=participants,
    )
    note(
        convention=convention,
        actor=actor,
        code="reunion.tenue",
        sentence=typography(f"{comite.nom} : réunion du {long_moment(starts_at)} enregistrée comme tenue."),
        after=_told(wanted),
    )
    return reunion


@transaction.atomic
def move_reunion(
    *, actor, reunion: Reunion, starts_at: datetime, minutes: int | None = None, lieu: str | None = None
) -> Reunion:
    """Give a planned meeting another date; raises ValidationError with every fault."""
    convention = _followed(actor, reunion.comite.convention)
    reunion = lock_reunion(reunion)
    wanted = Wanted(comite=reunion.comite, starts_at=starts_at, minutes=minutes or reunion.minutes)
    faults = [*_not_planned(reunion, "déplacer"), *_faults(convention, wanted, reunion.objet)]
    if starts_at <= timezone.now():
        faults.append(f"Début : une date à venir est attendue, trouvé {long_moment(starts_at)}.")
    refuse(faults)
    before = long_moment(reunion.starts_at)
    reunion.starts_at, reunion.minutes = starts_at, wanted.minutes
    reunion.lieu = reunion.lieu if lieu is None else lieu.strip()
    _save(reunion, "starts_at", "minutes", "lieu")
    note(
        convention=convention,
        actor=actor,
        code="reunion.deplacee",
        sentence=typography(f"« {reunion.objet} » : réunion déplacée au {long_moment(starts_at)}."),
        before=before,
        after=long_moment(starts_at),
    )
    return reunion


@transaction.atomic
def cancel_reunion(*, actor, reunion: Reunion, reason: str) -> None:
    """Cancel a planned meeting, with its reason; what it would have satisfied is due again."""
    convention = held_by_writer(actor, reunion.comite.convention)
    reunion = lock_reunion(reunion)
    faults = _not_planned(reunion, "annuler")
    if not reason.strip():
        faults.append("Motif : une annulation doit être motivée. Indiquez la raison.")
    refuse(faults)
    reunion.etat = EtatReunion.ANNULEE
    _save(reunion, "etat")
    note(
        convention=convention,
        actor=actor,
        code="reunion.annulee",
        sentence=typography(f"« {reunion.objet} » : réunion du {long_moment(reunion.starts_at)} annulée."),
        reason=reason.strip(),
    )


@transaction.atomic
def hold_reunion(*, actor, reunion: Reunion, participants: int | None = None) -> None:
    """Say that a meeting was held, once its hour has come; raises ValidationError with every fault."""
    convention = held_by_writer(actor, reunion.comite.convention)
    reunion = lock_reunion(reunion)
    refuse(
        [
            *_not_planned(reunion, "marquer comme tenue"),
            *_not_held_yet(reunion.starts_at),
            *_participants_faults(participants),
        ]
    )
    reunion.etat, reunion.participants = EtatReunion.TENUE, participants
    _save(reunion, "etat", "participants")
    note(
        convention=convention,
        actor=actor,
        code="reunion.tenue",
        sentence=typography(f"« {reunion.objet} » : réunion du {long_moment(reunion.starts_at)} tenue."),
        after="" if participants is None else f"{number(participants)} participants",
    )


def lock_reunion(reunion) -> Reunion:
    """Return the meeting as it stands, held until the end of the transaction."""
    return Reunion.objects.select_for_update(of=("self",)).select_related("comite__convention").get(pk=reunion.pk)


def _followed(actor, convention) -> Convention:
    convention = lock_convention(convention)
    require(can_follow(standing_of(actor, convention), convention.etat))
    return convention


def _written(actor, wanted, **fields) -> Reunion:
    reunion = Reunion(
        comite=wanted.comite,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        created_by=actor,
        is_fictif=wanted.comite.convention.is_fictif or actor.is_fictif,
        **fields,
    )
    reunion.full_clean(exclude=("comite",))
    reunion.save(force_insert=True)
    ReunionObligation.objects.bulk_create(
        ReunionObligation(reunion=reunion, obligation=obligation, secteur=secteur)
        for obligation, secteur in dict.fromkeys(wanted.obligations)
    )
    return reunion


def _save(reunion, *fields) -> None:
    reunion.modified_at = timezone.now()
    reunion.save(update_fields=[*fields, "modified_at"])


def _told(wanted) -> str:
    return "\n".join(
        f"{obligation} – {secteur}" if secteur else str(obligation) for obligation, secteur in wanted.obligations
    )


def _faults(convention, wanted, objet) -> list[str]:
    """Return what is wrong with a meeting, whatever the clock says."""
    return [
        *_date_faults(convention, wanted),
        *([] if objet.strip() else ["Objet : un objet est attendu (« Comité de pilotage annuel », par exemple)."]),
        *_obligation_faults(convention, wanted.obligations),
    ]


def _date_faults(convention, wanted) -> list[str]:
    faults, day = [], wanted.day
    if wanted.minutes <= 0:
        end = wanted.starts_at + timedelta(minutes=wanted.minutes)
        faults.append(
            f"Fin : une heure postérieure au début est attendue ; la fin ({long_moment(end)}) ne suit pas le début "
            f"({long_moment(wanted.starts_at)}). Corrigez l’une des deux."
        )
    elif wanted.minutes > LONGEST_MINUTES:
        faults.append("Fin : une réunion dure au plus 24 heures. Enregistrez une réunion par jour.")
    if not wanted.comite.membres.on(day).exists():
        faults.append(
            f"Comité : une réunion sans membre ne peut se tenir, et « {wanted.comite} » n’en a aucun le "
            f"{long_date(day)}. Ajoutez d’abord ses membres."
        )
    if convention.signed_on is not None and day < convention.signed_on:
        faults.append(
            f"Début : la convention n’est signée que le {long_date(convention.signed_on)}, après la date demandée "
            f"({long_date(day)})."
        )
    if convention.end is not None and day > convention.end:
        faults.append(
            f"Début : la convention prend fin le {long_date(convention.end)}, avant la date demandée "
            f"({long_date(day)}). Choisissez une date plus proche, ou prolongez la convention."
        )
    return faults


def _twice_faults(wanted, objet) -> list[str]:
    """Refuse a form sent twice: two meetings would count twice."""
    same = wanted.comite.reunions.exclude(etat=EtatReunion.ANNULEE).filter(
        starts_at=wanted.starts_at, objet=objet.strip()
    )
    if not same.exists():
        return []
    return [f"Réunion : « {objet.strip()} », {long_moment(wanted.starts_at)}, est déjà enregistrée."]


def _obligation_faults(convention, obligations) -> list[str]:
    faults = []
    for obligation, secteur in obligations:
        is_hidden = obligation.fiche is not None and obligation.fiche.draft_of_id is not None
        if obligation.convention_id != convention.pk or is_hidden:
            faults.append("Obligations : l’une de celles choisies n’est pas une obligation de cette convention.")
        elif obligation.nature != NatureObligation.REUNION:
            faults.append(f"Obligations : « {obligation} » n’est pas une réunion ; enregistrez plutôt sa transmission.")
        elif obligation.secteurs and secteur not in obligation.secteurs:
            known = ", ".join(f"« {one} »" for one in obligation.secteurs)
            found = f"« {secteur} »" if secteur else "rien"
            faults.append(f"Secteur : pour « {obligation} », {known} sont attendus, trouvé {found}.")
        elif secteur and not obligation.secteurs:
            faults.append(f"Secteur : « {obligation} » n’a pas de secteur, trouvé « {secteur} ».")
    return list(dict.fromkeys(faults))


def _not_planned(reunion, verb) -> list[str]:
    if reunion.etat == EtatReunion.PLANIFIEE:
        return []
    found = reunion.get_etat_display().lower()
    return [f"Réunion : elle est déjà {found} ; on ne peut plus la {verb}."]


def _not_held_yet(starts_at) -> list[str]:
    if starts_at <= timezone.now():
        return []
    return [f"Réunion : elle n’a pas encore commencé ({long_moment(starts_at)}). Attendez son heure, ou déplacez-la."]


def _participants_faults(participants) -> list[str]:
    if participants is None or 1 <= participants < 2**15:
        return []
    return [
        f"Participants : un nombre d’au moins 1 est attendu, trouvé {participants}. Laissez vide si vous l’ignorez."
    ]
