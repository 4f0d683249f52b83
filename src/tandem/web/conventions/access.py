"""What every page of this area starts from: the convention that the person may see, and what he is in it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from tandem.conventions.models import Convention, Partie
from tandem.conventions.perms import Standing
from tandem.conventions.standing import standing_of
from tandem.web.conventions.tabs import tabs_of


@dataclass(frozen=True)
class Place:
    """A convention as one person meets it."""

    convention: Convention
    standing: Standing

    def url(self, name: str, *args: Any) -> str:
        """Return the address of a page of this convention."""
        return reverse(name, args=[self.convention.slug, *args])

    @cached_property
    def parties(self) -> list[Partie]:
        """The parties in the order of the text, with their organisations."""
        return list(self.convention.parties.all())

    @cached_property
    def own_partie(self) -> Partie | None:
        """The party that the person acts for; the first of the text when several."""
        return next((partie for partie in self.parties if partie.pk in self.standing.parties), None)


def place_of(request, slug: str) -> Place:
    """Find the convention among those that the person may see (404 otherwise) and dress the page in its colours."""
    convention = get_object_or_404(
        Convention.objects.visible_to(request.user).select_related("proprietaire", "cadre").with_parties(), slug=slug
    )
    request.shows_fiction = convention.is_fictif or convention.is_suivi_fictif
    return Place(convention, standing_of(request.user, convention))


def convention_context(place: Place, current: str) -> dict[str, Any]:
    """Return what every page of a convention shows: the convention, its tabs and the way back."""
    return {
        "place": place,
        "convention": place.convention,
        "current": current,
        "conventions_url": reverse("conventions"),
        "convention_url": place.url("convention"),
        **tabs_of(place, current),
    }
