"""Who has said what of a shared production, and who may say it for each party (R40, R65, R157)."""

from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import AvisProduction, NatureProduction, RoleMembre
from tandem.conventions.models import MembreComite, Partie, Production, ValidationProduction


class Word(NamedTuple):
    """The last word of a party on a production; None while it has said nothing."""

    partie: Partie
    validation: ValidationProduction | None

    @property
    def is_given(self) -> bool:
        return self.validation is not None and self.validation.avis == AvisProduction.VALIDEE


def words_of(production: Production, parties) -> list[Word]:
    """Return the last word of each party, in the order of the text."""
    last = {one.partie_id: one for one in production.validations.select_related("actor").order_by("at", "pk")}
    return [Word(partie, last.get(partie.pk)) for partie in parties]


def communication_users(partie: Partie) -> frozenset[int]:
    """Return the people whom the committees name « service communication » of a party today, by primary key."""
    organisations = [key for key in (partie.organisation_id, partie.delegation_id) if key]
    named = (
        MembreComite.objects.on(timezone.localdate())
        .filter(Q(organisation__in=organisations), comite__convention=partie.convention_id, user__isnull=False)
        .filter(role=RoleMembre.COMMUNICATION)
    )
    return frozenset(named.order_by("pk").values_list("user", flat=True))


def named_validators(production: Production, partie: Partie) -> frozenset[int]:
    """Return who alone may speak for a party: its « service communication » for a communication (article 6).

    Empty when the nature asks for nobody in particular, or when the committees name nobody who has an account: then
    whoever writes for the party may.
    """
    return communication_users(partie) if production.nature == NatureProduction.COMMUNICATION else frozenset()
