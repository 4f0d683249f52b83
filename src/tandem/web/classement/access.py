"""What every page of this area starts from: the campaign that the person may see, and what he is in it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bareme.display import typography
from tandem.campagnes.engine import Simulation, load_inputs, simulate, simulation_of
from tandem.campagnes.models import Campagne, Candidature, Scenario
from tandem.campagnes.perms import Standing
from tandem.campagnes.standing import standing_of
from tandem.organisations.perms import Decision
from tandem.web.campagnes.tabs import tabs_of


@dataclass(frozen=True)
class Place:
    """A campaign as one person meets it."""

    campagne: Campagne
    standing: Standing

    @property
    def kwargs(self) -> dict[str, Any]:
        """Arguments of the addresses of this campaign."""
        return {"region_slug": self.campagne.organisation.slug, "annee": self.campagne.annee}

    def url(self, name: str, **more: Any) -> str:
        """Return the address of a page of this campaign."""
        return reverse(name, kwargs={**self.kwargs, **more})

    @cached_property
    def adopted(self) -> Scenario | None:
        """The scenario adopted last, with its frozen data."""
        adoption = (
            self.campagne.adoptions.select_related("scenario__donnees", "scenario__reglement", "scenario__auteur")
            .defer("scenario__resultat", "scenario__donnees__contenu")
            .order_by("-at", "-pk")
            .first()
        )
        if adoption is None:
            return None
        adoption.scenario.campagne = self.campagne
        return adoption.scenario

    def scenario(self, numero: int | str) -> Scenario:
        """Return one scenario by its number, with what a replay needs; 404 when there is none."""
        try:
            wanted = int(numero)
        except ValueError as error:
            raise Http404(typography(f"Scénario « {numero} » inconnu.")) from error
        scenario = get_object_or_404(
            self.campagne.scenarios.select_related("donnees", "reglement", "auteur", "parent").defer(
                "resultat", "donnees__contenu", "parent__resultat"
            ),
            numero=wanted,
        )
        scenario.campagne = self.campagne
        return scenario

    def current(self) -> tuple[Simulation | None, Scenario | None]:
        """The figures in force: the adopted scenario, otherwise the règlement applied to today's data.

        No simulation at all while no candidature is ranked. Raises as `simulate`.
        """
        if self.adopted is not None:
            return simulation_of(self.adopted), self.adopted
        inputs = load_inputs(self.campagne)
        return (simulate(self.campagne, inputs=inputs) if inputs.rows else None), None


def place_of(request, region_slug: str, annee: int) -> Place:
    """Find the campaign among those that the person may see (404 otherwise) and dress the page in its colours."""
    campagne = get_object_or_404(
        Campagne.objects.visible_to(request.user).select_related("organisation", "reglement"),
        organisation__slug=region_slug,
        annee=annee,
    )
    request.theme_organisation = campagne.organisation
    request.shows_fiction = campagne.is_fictif or holds_invented(campagne)
    return Place(campagne, standing_of(request.user, campagne))


def holds_invented(campagne: Campagne) -> bool:
    """Whether figures of a real campaign were invented for a demonstration."""
    return Candidature.objects.filter(dossier__campagne=campagne, is_fictif=True).exists()


def require(decision: Decision) -> None:
    """Raise PermissionDenied with the reason of a refusal."""
    if not decision:
        raise PermissionDenied(decision.reason)


def campagne_context(_request, place: Place, current: str) -> dict[str, Any]:
    """Return what every page of a campaign shows: the campaign, its tabs and the way back."""
    return {
        "campagne": place.campagne,
        "current": current,
        "campagnes_url": reverse("campagnes"),
        "campagne_url": place.url("campagne"),
        **tabs_of(place, current),
    }
