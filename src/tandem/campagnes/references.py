"""The reference of a candidature: unique in its campaign, since addresses and the engine know it by that name."""

import re

from tandem.campagnes.models import Candidature

_NUMBERED = r"^{annee}-[0-9]+$"
DIGITS = 4


def next_references(campagne, count):
    """Return `count` references not yet used in the campaign (« 2023-0001 »…); the caller holds its lock."""
    prefix = f"{campagne.annee}-"
    used = Candidature.objects.filter(
        dossier__campagne=campagne, reference__regex=_NUMBERED.format(annee=re.escape(str(campagne.annee)))
    ).values_list("reference", flat=True)
    last = max((int(reference.removeprefix(prefix)) for reference in used), default=0)
    return [f"{prefix}{number:0{DIGITS}d}" for number in range(last + 1, last + 1 + count)]
