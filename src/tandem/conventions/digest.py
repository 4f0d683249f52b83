"""The daily message: what is due today, in one e-mail a person at most, and nothing when there is nothing to say."""

import logging
from datetime import date, timedelta
from smtplib import SMTPException
from typing import NamedTuple

from django.core.mail import EmailMessage, get_connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bareme.display import counted, typography
from tandem.conventions.addresses import absolute
from tandem.conventions.alerts import alerts_between_days
from tandem.conventions.dues import dues, followed_for
from tandem.conventions.enums import LIVE, EtatDecisionComite, EtatReunion, NatureObligation
from tandem.conventions.models import DecisionComite, DigestSent, Partie, Reunion
from tandem.conventions.perms import WRITERS
from tandem.conventions.series import due_by_convention
from tandem.formats import long_date, long_moment
from tandem.organisations.models import Membership
from tandem.users.models import User

MEETINGS_AHEAD = timedelta(days=7)

logger = logging.getLogger(__name__)


class DigestLine(NamedTuple):
    """One thing to say: about which convention, in a sentence, and where it is done."""

    convention: str
    text: str
    url: str


def digest_of(user, on: date) -> list[DigestLine]:
    """Return what a person is told on a day: what her organisations owe, never what the other party owes."""
    places = followed_for(user)
    return [
        *_alerts(places, on),
        *_late(places, on),
        *_indicateurs(places, on),
        *_decisions(places, on),
        *_meetings(places, on),
    ]


def _alerts(places, on):
    for followed, mine in places:
        for found in alerts_between_days(followed, on, on):
            obligation = found.obligation
            if obligation is None or obligation.debiteur_id is None or obligation.debiteur_id in mine:
                page = "convention" if obligation is None else "convention_obligations"
                yield _line(found.convention, found.alert.libelle, absolute(page, found.convention.slug))


def _late(places, on):
    for due in dues(places, on):
        if due.kind == "late" and due.obligation.nature != NatureObligation.REUNION:
            yield _line(
                due.convention,
                f"En retard depuis le {long_date(due.deadline)} : {due.obligation.libelle} ({due.period.label}).",
                absolute("convention_transmissions", due.convention.slug),
            )


def _indicateurs(places, on):
    due = due_by_convention([followed.convention for followed, _ in places], on)
    for followed, mine in places:
        convention = followed.convention
        missing = [one for one in due[convention.pk] if one.partie.pk in mine]
        if missing:
            labels = ", ".join(dict.fromkeys(one.period.label for one in missing))
            yield _line(
                convention,
                f"{counted(len(missing), 'indicateur')} à renseigner ({labels}).",
                absolute("convention_indicateurs", convention.slug),
            )


def _decisions(places, on):
    mine = {partie for _, parties in places for partie in parties}
    decisions = (
        DecisionComite.objects.filter(etat=EtatDecisionComite.A_FAIRE, due_on__lt=on, partie__in=mine)
        .exclude(reunion__etat=EtatReunion.ANNULEE)
        .select_related("reunion__comite__convention")
        .order_by("due_on", "pk")
    )
    for decision in decisions:
        convention = decision.reunion.comite.convention
        yield _line(
            convention,
            f"Décision en retard depuis le {long_date(decision.due_on)} : {decision.texte}",
            absolute("convention_decisions", convention.slug),
        )


def _meetings(places, on):
    conventions = [followed.convention.pk for followed, _ in places]
    reunions = (
        Reunion.objects.filter(comite__convention__in=conventions, etat=EtatReunion.PLANIFIEE)
        .filter(starts_at__date__gte=on, starts_at__date__lte=on + MEETINGS_AHEAD)
        .select_related("comite__convention")
        .order_by("starts_at", "pk")
    )
    for reunion in reunions:
        convention = reunion.comite.convention
        yield _line(
            convention,
            f"Réunion le {long_moment(reunion.starts_at)} : {reunion.objet}.",
            absolute("convention_reunion", convention.slug, reunion.pk),
        )


def _line(convention, text, url) -> DigestLine:
    return DigestLine(convention.titre, typography(text), url)


def send_digests(on: date | None = None) -> int:
    """Send the message of a day to whoever it concerns and has not had it; return how many were sent.

    A message is claimed, then sent: a run that dies in between leaves one person without today's message, and no run
    ever sends it twice. The mail server is reached before anything is claimed: when it is silent, nothing is lost.
    """
    day = on or timezone.localdate()
    sent = 0
    for user in _subscribers(day):
        lines = digest_of(user, day)
        if not lines:
            continue
        with get_connection() as connection:
            _, is_ours = DigestSent.objects.get_or_create(user=user, day=day, defaults={"lines": len(lines)})
            if not is_ours:
                continue
            try:
                sent += message_to(user, lines, day, connection=connection).send()
            except (SMTPException, OSError):
                # The address of one person does not keep the others from theirs; tomorrow's message says it all again.
                logger.exception("digest not sent to user %s", user.pk)
    return sent


def _subscribers(day):
    """Return who receives the message: by default those who write in a live convention, and whoever asked for it."""
    parties = Partie.objects.filter(convention__etat__in=LIVE, convention__shared_at__isnull=False)
    concerned = Q(organisation__in=parties.values("organisation")) | Q(
        organisation__in=parties.exclude(delegation=None).values("delegation")
    )
    seats = Membership.objects.current().filter(concerned, user=OuterRef("pk"))
    asked = Q(digest_preference__is_on=True)
    by_default = Q(digest_preference__isnull=True) & Exists(seats.filter(role__in=WRITERS))
    people = User.objects.filter(Exists(seats), asked | by_default, is_active=True)
    return people.exclude(digests_sent__day=day).order_by("pk")


def wants_digest(user) -> bool:
    """Whether a person receives the message: what she chose, otherwise whether her role makes her act."""
    preference = getattr(user, "digest_preference", None)
    if preference is not None:
        return preference.is_on
    return user.memberships.current().filter(role__in=WRITERS).exists()


def message_to(user, lines, day, *, connection=None) -> EmailMessage:
    """Return the message of a day, in plain text, with the way to switch it off."""
    off = f"{absolute('calendrier_abonnement')}#message-quotidien"
    body = ["Bonjour,", f"Ce qui vous attend dans vos conventions, ce {long_date(day)}."]
    for convention in dict.fromkeys(line.convention for line in lines):
        body.append(convention)
        body += [f"– {line.text}\n  {line.url}" for line in lines if line.convention == convention]
    body.append(typography(f"Pour ne plus recevoir ce message : {off}"))
    return EmailMessage(
        subject=typography(f"Conventions : {counted(len(lines), 'point')} ce {long_date(day)}"),
        body="\n\n".join(body) + "\n",
        to=[user.email],
        headers={"List-Unsubscribe": f"<{off}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
