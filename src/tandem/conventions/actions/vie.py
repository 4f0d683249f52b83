"""Prolong a convention by common accord, or end it before its term (articles 5 and 7)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from bareme.display import typography
from tandem.actes.journal import record
from tandem.conventions.actions.convention import journal_organisation, lock_convention, move_convention
from tandem.conventions.actions.courriers import (
    Faults,
    Lettre,
    keep_letter,
    letters_of_all,
    live_faults,
    tell_letter,
)
from tandem.conventions.changes import note
from tandem.conventions.enums import LIVE, EtatConvention, NatureCourrier
from tandem.conventions.models import Prolongation
from tandem.conventions.notices import notices_of
from tandem.conventions.perms import can_move
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.conventions.timing.durations import prolongation_problem
from tandem.formats import long_date


@transaction.atomic
def prolong(
    *, actor, convention, duree_mois: int, agreed_on: date, motif: str, lettres: Sequence[Lettre]
) -> Prolongation:
    """Prolong a convention: a registered letter from each of its parties, within its maximum, before its term.

    Raises PermissionDenied, or ValidationError with every fault; nothing is then written.
    """
    convention = lock_convention(convention)
    require(can_move(standing_of(actor, convention)))
    refuse(_prolongation_faults(convention, duree_mois, agreed_on, motif=motif, lettres=lettres))
    before = convention.term
    prolongation = Prolongation.objects.create(
        convention=convention,
        duree_mois=duree_mois,
        agreed_on=agreed_on,
        motif=motif.strip(),
        actor=actor,
        is_fictif=convention.is_fictif or actor.is_fictif,
    )
    for lettre in lettres:
        letter = lettre._replace(texte=lettre.texte or f"Accord pour prolonger de {duree_mois} mois. {motif.strip()}")
        courrier = keep_letter(
            actor=actor,
            convention=convention,
            nature=NatureCourrier.PROLONGATION,
            lettre=letter,
            prolongation=prolongation,
        )
        tell_letter(actor, courrier, "prolongation")
    note(
        convention=convention,
        actor=actor,
        code="convention.prolongee",
        subject=f"prolongation:{prolongation.pk}",
        sentence=f"Convention prolongée de {duree_mois} mois, d’un commun accord du {long_date(agreed_on)}.",
        before=long_date(before),
        after=long_date(convention.term),
        reason=motif.strip(),
    )
    record(
        actor=actor,
        code="convention.prolongee",
        organisation=journal_organisation(convention),
        subject=prolongation,
        payload={
            "convention": convention.slug,
            "mois": duree_mois,
            "accord": agreed_on.isoformat(),
            "terme": convention.term.isoformat(),
            "lettres": [lettre.reference.strip() for lettre in lettres],
        },
    )
    return prolongation


def _prolongation_faults(convention, duree_mois, agreed_on, *, motif, lettres) -> Faults:
    faults = letters_of_all(convention, lettres) | _life_faults(convention, motif)
    if not convention.prolongation_max_mois:
        faults.setdefault("__all__", []).append(
            "La convention ne prévoit pas de prolongation : préparez un avenant, ou concluez-en une autre."
        )
    problem = prolongation_problem(
        duree_mois,
        agreed_on=agreed_on,
        signed_on=convention.signed_on,
        duree_mois=convention.duree_mois,
        prolongations=convention.agreed_prolongations,
        prolongation_max_mois=convention.prolongation_max_mois or None,
    )
    if problem:
        faults.setdefault("__all__", []).append(typography(problem))
    if agreed_on > timezone.localdate():
        faults.setdefault("agreed_on", []).append("L’accord s’enregistre une fois donné, non à l’avance.")
    for lettre in lettres:
        if lettre.sent_on > agreed_on:
            faults.setdefault(f"sent_on_{lettre.partie.pk}", []).append(
                f"L’accord du {long_date(agreed_on)} ne peut précéder la lettre qui le donne, "
                f"envoyée le {long_date(lettre.sent_on)}."
            )
    return faults


def _life_faults(convention, motif) -> Faults:
    faults = live_faults(convention)
    if not motif.strip():
        faults["motif"] = ["Un motif est attendu : il paraît dans l’historique de la convention."]
    return faults


@transaction.atomic
def terminate(*, actor, convention, on: date, motif: str, lettres: Sequence[Lettre] = ()) -> None:
    """End a convention before its term; `on` is its last day.

    Either by the party whose mise en demeure stayed without an answer beyond its deadline, or, with the registered
    letters of all the parties, by common accord. Raises PermissionDenied, or ValidationError with every fault.
    """
    convention = lock_convention(convention)
    standing = standing_of(actor, convention)
    require(can_move(standing))
    faults = _life_faults(convention, motif)
    faults |= _day_faults(convention, on)
    if lettres:
        faults |= _accord_faults(convention, on, lettres)
    elif convention.etat in LIVE:
        alone = resiliation_faults(convention, standing.parties, on)
        faults |= {"__all__": alone} if alone else {}
    refuse(faults)
    for lettre in lettres:
        letter = lettre._replace(texte=lettre.texte or f"Accord pour résilier la convention. {motif.strip()}")
        courrier = keep_letter(actor=actor, convention=convention, nature=NatureCourrier.RESILIATION, lettre=letter)
        tell_letter(actor, courrier, "resiliation")
    convention.resiliation_on = on
    move_convention(convention, EtatConvention.RESILIEE, actor=actor, on=on, reason=motif.strip())


def _day_faults(convention, on) -> Faults:
    found = []
    if on > timezone.localdate():
        found.append(f"Une résiliation s’enregistre le jour venu ; trouvé {long_date(on)}.")
    if convention.signed_on and on < convention.signed_on:
        found.append(f"La convention est signée du {long_date(convention.signed_on)} : elle ne peut finir avant.")
    if convention.term and on > convention.term:
        found.append(
            f"La convention finit à son terme, le {long_date(convention.term)} : rien n’est à résilier ensuite."
        )
    return {"on": found} if found else {}


def _accord_faults(convention, on, lettres) -> Faults:
    faults = letters_of_all(convention, lettres)
    for lettre in lettres:
        if lettre.sent_on > on:
            faults.setdefault(f"sent_on_{lettre.partie.pk}", []).append(
                f"La résiliation du {long_date(on)} ne peut précéder la lettre qui l’accepte."
            )
    return faults


def resiliation_faults(convention, parties, on: date) -> list[str]:
    """Return why none of these parties may end the convention alone on a day; empty when one may."""
    if convention.mise_en_demeure_mois is None:
        return ["La convention ne prévoit pas de résiliation par une partie seule : joignez l’accord de toutes."]
    notices = notices_of(convention)
    own = [notice for notice in notices if notice.courrier.partie_id in parties]
    if any(notice.allows_resiliation(on) for notice in own):
        return []
    if not own:
        return [
            typography(
                "Votre partie n’a envoyé aucune mise en demeure : la résiliation suit une mise en demeure restée sans "
                "réponse, ou l’accord de toutes les parties par lettre recommandée."
            )
        ]
    return [typography(notice.obstacle(on)) for notice in own]
