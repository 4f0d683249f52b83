"""What every page of « Mon dossier » starts from: the campaign, the OF-CFA one acts for, its own dossier."""

from dataclasses import dataclass

from django.http import Http404

from tandem.campagnes.models import Dossier
from tandem.organisations.models import Organisation
from tandem.web.classement.access import Place, campagne_context, place_of
from tandem.web.frame import frame_of


@dataclass(frozen=True)
class Desk:
    """A person of an OF-CFA before a campaign; `dossier` is None until it is opened."""

    place: Place
    of_cfa: Organisation
    dossier: Dossier | None

    @property
    def campagne(self):
        return self.place.campagne

    def url(self, name: str, **more) -> str:
        """Return the address of a page of this dossier."""
        return self.place.url(name, **more)

    def candidature(self, reference: str):
        """Return one of the candidatures of this dossier; 404 for any other."""
        found = self.dossier.candidatures.filter(reference=reference).first() if self.dossier else None
        if found is None:
            raise Http404("Cette formation n’est pas dans votre dossier.")
        return found

    def opened(self) -> Dossier:
        """Return the dossier; 404 when it was never opened."""
        if self.dossier is None:
            raise Http404("Votre organisme n’a pas de dossier dans cette campagne.")
        return self.dossier


def desk_of(request, region_slug: str, annee: int) -> Desk:
    """Return the desk of the person's OF-CFA in this campaign; 404 for whoever acts for none."""
    place = place_of(request, region_slug, annee)
    mine = [item for item in frame_of(request).organisations if item.pk in place.standing.of_cfa]
    if not mine:
        raise Http404("Vous n’agissez pour aucun OF-CFA.")
    chosen = frame_of(request).organisation
    of_cfa = chosen if chosen in mine else mine[0]
    dossier = Dossier.objects.select_related("of_cfa", "depose_par").filter(campagne=place.campagne, of_cfa=of_cfa)
    found = dossier.first()
    if found is not None:
        found.campagne = place.campagne
    return Desk(place, of_cfa, found)


def desk_context(request, desk: Desk) -> dict:
    """Return what every page of the dossier shows."""
    return campagne_context(request, desk.place, "mon_dossier") | {
        "of_cfa": desk.of_cfa,
        "dossier": desk.dossier,
        "dossier_url": desk.url("mon_dossier"),
    }
