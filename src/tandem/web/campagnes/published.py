"""A campaign older than the platform, of which only the published annexe was taken over: the annexe's own totals."""

from typing import NamedTuple

from tandem.campagnes.models import AnnexePubliee, Candidature, Vote


class Published(NamedTuple):
    """The totals of a published annexe, in whole euros, with what it was read from."""

    majoration: int
    dont_bonus_vert: int
    exceptionnelle: int
    totale: int
    contrats: int
    beneficiaires: int
    source: str


def published_only(campagne) -> Published | None:
    """Return the annexe of a campaign that has neither candidature nor vote here; None for any other campaign."""
    annexe = AnnexePubliee.objects.filter(campagne=campagne).first()
    if annexe is None or Vote.objects.filter(campagne=campagne).exists():
        return None
    if Candidature.objects.filter(dossier__campagne=campagne).exists():
        return None
    totals = {
        name: sum(ligne[name] for ligne in annexe.lignes)
        for name in ("majoration", "dont_bonus_vert", "exceptionnelle", "totale", "contrats")
    }
    return Published(**totals, beneficiaires=len(annexe.lignes), source=annexe.source)
