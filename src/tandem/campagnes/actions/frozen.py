"""Freeze the figures of a campaign: kept once, whatever the number of scenarios computed on them."""

from django.db import transaction

from tandem.campagnes.inputs import Inputs
from tandem.campagnes.models import Donnees


@transaction.atomic
def freeze(*, campagne, inputs: Inputs) -> Donnees:
    """Return the row that holds these bytes, written only if no scenario froze them before.

    Two people freezing the same figures at once end up with one row: the unique constraint decides.
    """
    Donnees.objects.bulk_create(
        [Donnees(campagne=campagne, contenu=inputs.contenu.decode(), sha256=inputs.sha256)], ignore_conflicts=True
    )
    return Donnees.objects.get(campagne=campagne, sha256=inputs.sha256)
