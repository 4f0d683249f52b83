"""Remind the OF-CFA, as the règlement says: drafts before the closing date, incomplete dossiers after it.

A dossier is written to once per rule, and only the people of its own OF-CFA receive the e-mail.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from bareme.majoration.reglement.parts import Recevabilite
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.facts import DepotReader
from tandem.campagnes.models import Campagne, Candidature, Dossier, Rappel
from tandem.campagnes.people import people_of
from tandem.campagnes.perms import can_remind
from tandem.campagnes.recevabilite import completion_deadline
from tandem.campagnes.standing import require, standing_of
from tandem.formats import long_moment


class Rule(NamedTuple):
    """A reminder that is due: its name in `Rappel.rule`, and until when what it asks can be done."""

    name: str
    until: datetime
    before_cloture: bool


class Sending(NamedTuple):
    """What a run did: dossiers written to, and dossiers whose OF-CFA has nobody to write to."""

    reminded: list[Dossier]
    without_people: list[Dossier]


def due_rule(recevabilite: Recevabilite, *, cloture: datetime, now: datetime) -> Rule | None:
    """Return the reminder due at `now`: the last one whose day has come, so that a late run never sends two."""
    if now < cloture:
        days = [day for day in recevabilite.relances_jours if now >= cloture - timedelta(days=day)]
        return Rule(f"avant_cloture_{min(days)}", cloture, before_cloture=True) if days else None
    deadline = completion_deadline(recevabilite, cloture)
    days = [day for day in recevabilite.relances_incomplets_jours if now >= cloture + timedelta(days=day)]
    if not days or now >= deadline:
        return None
    return Rule(f"apres_cloture_{max(days)}", deadline, before_cloture=False)


def send_reminders(*, campagne, now=None, actor=None) -> Sending:
    """Send the reminder due at `now` to the dossiers that it concerns and that have not had it.

    `actor` is None for the periodic task; otherwise the person must be allowed to remind.
    """
    if actor is not None:
        require(can_remind(standing_of(actor, campagne), campagne.etat))
    sending = Sending([], [])
    rule = due_rule(reglement_for(campagne).recevabilite, cloture=campagne.cloture, now=now or timezone.now())
    if rule is None or campagne.etat not in {EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION}:
        return sending
    for dossier, missing in _concerned(campagne, rule):
        recipients = people_of(dossier.of_cfa)
        if not recipients:
            sending.without_people.append(dossier)
        elif _remind(dossier, rule, recipients, missing):
            sending.reminded.append(dossier)
    return sending


def send_every_reminder(*, now=None) -> int:
    """Send the reminders due in every campaign under way; return how many dossiers were written to."""
    under_way = Campagne.objects.filter(etat__in=(EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION)).order_by("pk")
    return sum(
        len(send_reminders(campagne=campagne, now=now).reminded)
        for campagne in under_way.select_related("organisation", "reglement")
    )


def _concerned(campagne, rule):
    """Yield (dossier, what it lacks): those with drafts before the closing date, the incomplete ones after."""
    dossiers = Dossier.objects.filter(campagne=campagne).exclude(rappels__rule=rule.name).select_related("of_cfa")
    if rule.before_cloture:
        unfinished = dossiers.exclude(candidatures__statut=StatutCandidature.DEPOSEE)
        drafts = dossiers.filter(candidatures__statut=StatutCandidature.BROUILLON)
        for dossier in (drafts | unfinished.filter(depose_le__isnull=True)).distinct().order_by("of_cfa__nom", "pk"):
            yield dossier, ()
        return
    reader = DepotReader(campagne)
    deposited = (
        Candidature.objects.filter(dossier__in=dossiers, statut=StatutCandidature.DEPOSEE)
        .select_related("dossier__of_cfa")
        .order_by("dossier__of_cfa__nom", "dossier", "reference")
    )
    lacking: dict[Dossier, dict[str, None]] = {}
    for candidature in deposited:
        depot = reader.depot(candidature)
        if depot.missing_pieces or depot.missing_figures:
            lacks = lacking.setdefault(candidature.dossier, {})
            lacks.update(dict.fromkeys(depot.missing_pieces))
            lacks.update(dict.fromkeys(f"{candidature.formation} : {label}" for label in depot.missing_figures))
    yield from ((dossier, tuple(lacks)) for dossier, lacks in lacking.items())


@transaction.atomic
def _remind(dossier, rule, recipients, missing) -> bool:
    """Write to the people of a dossier, unless another run just did; when the e-mail is refused nothing is kept."""
    made = Rappel.objects.bulk_create(
        [Rappel(dossier=dossier, rule=rule.name, recipients=recipients)], ignore_conflicts=True
    )
    # With ignore_conflicts, the row that lost the race has no key: ask the table which one is there.
    if not Rappel.objects.filter(dossier=dossier, rule=rule.name, sent_at=made[0].sent_at).exists():
        return False
    campagne = dossier.campagne
    if rule.before_cloture:
        told = (
            f"Le dossier de {dossier.of_cfa} n’est pas encore déposé.\n"
            f"Le dépôt est ouvert jusqu’au {long_moment(rule.until)}."
        )
    else:
        listed = "\n".join(f"– {label}" for label in missing)
        told = (
            f"Le dossier de {dossier.of_cfa} est incomplet. Il manque :\n{listed}\n"
            f"Il peut être complété jusqu’au {long_moment(rule.until)}."
        )
    EmailMessage(
        subject=f"{campagne.titre} : rappel", body=f"Bonjour,\n\n{told}\n\n{campagne.organisation}\n", to=recipients
    ).send()
    return True
