"""Registered letters for tests."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from tandem.conventions.actions.courriers import Lettre, send_mise_en_demeure

NUMBERS = count(1)


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def a_letter(partie, *, sent=10, received=8, **facts):
    """Return a letter of a party sent so many days ago; `received=None` when the acknowledgement is not back."""
    return Lettre(
        partie=partie,
        sent_on=facts.get("sent_on", days_ago(sent)),
        received_on=None if received is None else days_ago(received),
        reference=facts.get("reference", f"1A {next(NUMBERS):06}"),
        texte=facts.get("texte", "La transmission annuelle n’a pas été faite."),
    )


def letters_of(world, **facts):
    """Return one letter from each party."""
    return [a_letter(world.partie_region, **facts), a_letter(world.partie_opco, **facts)]


def a_notice(world, *, sent=60, received=58):
    """Return a mise en demeure that the Région sent to the OPCO."""
    return send_mise_en_demeure(
        actor=world.region_chief,
        convention=world.convention,
        lettre=a_letter(world.partie_region, sent=sent, received=received),
    )
