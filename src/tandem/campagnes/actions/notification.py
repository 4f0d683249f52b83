"""Notify the OF-CFA of what was voted, and publish it."""

import re
from collections.abc import Mapping

import pghistory
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import (
    lock_campagne,
    lock_candidatures,
    move_campagne,
    move_candidatures,
)
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Candidature, Notification
from tandem.campagnes.people import people_of
from tandem.campagnes.perms import can_act_after_vote
from tandem.campagnes.standing import require, standing_of
from tandem.organisations.models import Organisation

SHA256 = re.compile(r"^[0-9a-f]{64}$")


def organisations_to_notify(vote):
    """Return the OF-CFA concerned by the vote: those of its lines, and those whose formations are not retained."""
    concerned = Candidature.objects.filter(
        dossier__campagne=vote.campagne,
        statut__in=(StatutCandidature.VOTEE, StatutCandidature.NOTIFIEE, StatutCandidature.NON_RETENUE),
    )
    return (
        Organisation.objects.filter(pk__in=vote.lignes.values("of_cfa"))
        | Organisation.objects.filter(pk__in=concerned.values("dossier__of_cfa"))
    ).order_by("nom", "pk")


@transaction.atomic
def notify(*, actor, vote, letters: Mapping[int, str]) -> list[Notification]:
    """Record that these OF-CFA are told; `letters` gives, by primary key, the SHA-256 of the letter of each.

    Their people receive an e-mail that says that the decision can be read on the platform. The campaign is
    « notifiée » once every OF-CFA concerned is. Raises PermissionDenied, or ValidationError with every error.
    """
    campagne = lock_campagne(vote.campagne)
    require(can_act_after_vote(standing_of(actor, campagne), campagne.etat))
    concerned = {organisation.pk: organisation for organisation in organisations_to_notify(vote)}
    _check(vote, letters, concerned)
    made = Notification.objects.bulk_create(
        Notification(vote=vote, of_cfa=concerned[pk], sha256=sha256, actor=actor) for pk, sha256 in letters.items()
    )
    voted = lock_candidatures(
        Candidature.objects.filter(
            dossier__campagne=campagne, dossier__of_cfa__in=letters, statut=StatutCandidature.VOTEE
        )
    )
    move_candidatures(voted, StatutCandidature.NOTIFIEE, actor=actor)
    if campagne.etat == EtatCampagne.VOTEE and not set(concerned) - set(
        vote.notifications.values_list("of_cfa", flat=True)
    ):
        move_campagne(campagne, EtatCampagne.NOTIFIEE, actor=actor)
    record(
        actor=actor,
        code="campagne.notifiee",
        organisation=campagne.organisation,
        subject=vote,
        payload={
            "campagne": campagne.annee,
            "courriers": {concerned[pk].slug: sha256 for pk, sha256 in sorted(letters.items())},
        },
    )
    for pk in letters:
        # Once committed, and never undoing it: the decision holds even when a mailbox does not answer.
        transaction.on_commit(_writer(campagne, concerned[pk]), robust=True)
    return made


@transaction.atomic
def publish(*, actor, vote):
    """Open the voted annexe to the public, with a date."""
    campagne = lock_campagne(vote.campagne)
    require(can_act_after_vote(standing_of(actor, campagne), campagne.etat))
    if campagne.publiee_le:
        raise ValidationError("L’annexe votée est déjà publiée.")
    campagne.publiee_le = timezone.now()
    # Outside of a request, nothing else tells the history who published.
    with pghistory.context(user=actor.pk):
        campagne.save(update_fields=["publiee_le"])
    record(
        actor=actor,
        code="campagne.publiee",
        organisation=campagne.organisation,
        subject=vote,
        payload={"campagne": campagne.annee, "sha256": vote.sha256},
    )
    return campagne


def _check(vote, letters, concerned) -> None:
    errors = []
    if not letters:
        errors.append("Choisissez au moins un OF-CFA à notifier.")
    strangers = [pk for pk in letters if pk not in concerned]
    if strangers:
        errors.append(f"Organismes qui ne sont pas concernés par ce vote : {len(strangers)}.")
    if any(not SHA256.match(sha256) for sha256 in letters.values()):
        errors.append("L’empreinte SHA-256 de chaque courrier est attendue.")
    told = vote.notifications.filter(of_cfa__in=letters).select_related("of_cfa").order_by("of_cfa__nom")
    errors += [
        f"{notification.of_cfa} est déjà notifié : un courrier ne se notifie pas deux fois." for notification in told
    ]
    if errors:
        raise ValidationError(errors)


def _writer(campagne, of_cfa):
    """Return what tells the people of the OF-CFA, and no one else; no amount travels by e-mail."""

    def write():
        recipients = people_of(of_cfa)
        if recipients:
            EmailMessage(
                subject=f"{campagne.titre} : votre décision",
                body=(
                    f"Bonjour,\n\nLa décision de {campagne.organisation} sur les demandes de {of_cfa} est notifiée.\n"
                    "Le courrier, le rang de vos formations et les motifs sont dans votre espace, "
                    "rubrique « Campagnes ».\n"
                ),
                to=recipients,
            ).send()

    return write
