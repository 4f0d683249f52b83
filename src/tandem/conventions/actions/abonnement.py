"""Subscribe to one's calendar, stop, and choose whether the daily message comes."""

import hashlib
import secrets
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.conventions.models import DigestPreference, FluxCalendrier

MOST_FEEDS = 10


class NewFeed(NamedTuple):
    """A feed, and its secret: shown once, kept nowhere."""

    feed: FluxCalendrier
    secret: str


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_feed(*, actor, nom: str) -> NewFeed:
    """Create a private address of calendar for oneself; raises ValidationError with every fault."""
    nom = " ".join(nom.split())
    faults = []
    if not nom:
        faults.append("Nom : un nom est attendu (« Outlook du bureau », par exemple).")
    if len(nom) > 60:
        faults.append("Nom : 60 caractères au plus.")
    if actor.flux_calendrier.filter(revoked_at=None).count() >= MOST_FEEDS:
        faults.append(f"Adresses : {MOST_FEEDS} au plus. Révoquez celles qui ne servent plus.")
    if faults:
        raise ValidationError(faults)
    secret = secrets.token_urlsafe(32)
    feed = FluxCalendrier.objects.create(user=actor, nom=nom, token_sha256=fingerprint(secret))
    return NewFeed(feed, secret)


@transaction.atomic
def revoke_feed(*, actor, feed: FluxCalendrier) -> None:
    """Close an address for ever: whoever has it reads nothing more."""
    feed = FluxCalendrier.objects.select_for_update(of=("self",)).get(pk=feed.pk, user=actor)
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])


def feed_of(secret: str) -> FluxCalendrier | None:
    """Return the feed of a secret, unless it is revoked or its owner has left the platform."""
    return (
        FluxCalendrier.objects.filter(token_sha256=fingerprint(secret), revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )


@transaction.atomic
def choose_digest(*, actor, is_on: bool) -> None:
    """Say whether the daily message comes."""
    DigestPreference.objects.update_or_create(user=actor, defaults={"is_on": is_on, "changed_at": timezone.now()})
