"""The versions of an annexe that exist today, each under the word that its address uses."""

from typing import NamedTuple

from django.utils.text import slugify

from tandem.campagnes.models import Campagne
from tandem.deliberations.annexes.content import Annexe
from tandem.deliberations.annexes.sources import (
    proposed_annexe,
    rectification_acts,
    rectified_annexe,
    vote_of,
    voted_annexe,
)
from tandem.deliberations.enums import EtatAnnexe


class Version(NamedTuple):
    """One version; `code` is « proposee », « votee » or « rectifiee-cp-2023-301 »."""

    code: str
    etat: EtatAnnexe
    label: str


def versions_of(campagne: Campagne) -> list[Version]:
    """Return the versions that can be produced, the oldest first; empty before any adoption."""
    vote = vote_of(campagne)
    if vote is None:
        has_adoption = campagne.adoptions.exists()
        return [Version("proposee", EtatAnnexe.PROPOSEE, EtatAnnexe.PROPOSEE.label)] if has_adoption else []
    voted = Version("votee", EtatAnnexe.VOTEE, f"Votée par la délibération {vote.deliberation.numero}")
    rectified = [
        Version(f"rectifiee-{slugify(act.numero)}", EtatAnnexe.RECTIFIEE, f"Rectifiée par la délibération {act.numero}")
        for act in rectification_acts(vote)
    ]
    return [voted, *rectified]


def annexe_version(campagne: Campagne, code: str) -> Annexe | None:
    """Return one version of the annexe, None when it does not exist. AnnexeError when it cannot be produced."""
    vote = vote_of(campagne)
    if vote is None:
        return proposed_annexe(campagne) if code == "proposee" and campagne.adoptions.exists() else None
    if code == "votee":
        return voted_annexe(vote)
    for act in rectification_acts(vote):
        if code == f"rectifiee-{slugify(act.numero)}":
            return rectified_annexe(vote, act)
    return None
