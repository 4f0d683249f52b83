"""What surrounds every page: name, theme, current organisation, navigation, versions."""

from functools import cached_property
from importlib.metadata import version

from django.conf import settings
from django.urls import get_script_prefix, reverse

from tandem.organisations.models import Charte, Organisation
from tandem.web.navigation import NavigationItem, sections_for
from tandem.web.theme import Palette, palette

SESSION_KEY = "organisation"


class Frame:
    """The surroundings of one page, read from the database only when a template asks for them."""

    def __init__(self, request) -> None:
        self.request = request

    @cached_property
    def user(self):
        """The person signed in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def memberships(self) -> list:
        """The roles in force of the person signed in, with their organisations."""
        if self.user is None:
            return []
        return list(
            self.user.memberships.current()
            .select_related("organisation", "organisation__charte")
            .order_by("organisation__nom", "role", "pk")
        )

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The organisations that the person may choose from, once each."""
        return list({membership.organisation_id: membership.organisation for membership in self.memberships}.values())

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation the person acts for: the one chosen, otherwise the first."""
        chosen = self.request.session.get(SESSION_KEY)
        named = (organisation for organisation in self.organisations if organisation.slug == chosen)
        return next(named, self.organisations[0] if self.organisations else None)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held in the current organisation."""
        if self.organisation is None:
            return frozenset()
        return frozenset(m.role for m in self.memberships if m.organisation_id == self.organisation.pk)

    @cached_property
    def owner(self) -> Organisation | None:
        """The organisation whose name and colours the page wears: `request.theme_organisation` when a view sets it."""
        return getattr(self.request, "theme_organisation", None) or self.organisation

    @cached_property
    def charte(self) -> Charte | None:
        """The charte of the owner, if it has one."""
        if self.owner is None:
            return None
        return Charte.objects.filter(organisation=self.owner).first()

    @property
    def name(self) -> str:
        """Name of the platform, as the header shows it."""
        return self.charte.nom_affiche if self.charte else settings.PLATFORM_NAME

    @property
    def home_url(self) -> str:
        """Address of the home page."""
        return get_script_prefix()

    @property
    def organisation_line(self) -> str:
        """The organisation acted for, under the name of the platform; nothing when the name already says it."""
        return self.owner.nom if self.owner is not None and self.owner.nom != self.name else ""

    @cached_property
    def palette(self) -> Palette:
        """The colours of the owner, for what is drawn on the server (charts, letters)."""
        if self.charte is None:
            return palette()
        return palette(self.charte.couleur_primaire, self.charte.couleur_accent)

    @property
    def logo_url(self) -> str:
        """Address of the logo, or nothing."""
        return reverse("organisme_logo", args=[self.owner.slug]) if self.charte and self.charte.logo else ""

    @property
    def theme_url(self) -> str:
        """Address of the stylesheet of the owner's colours, or nothing for the default ones."""
        if self.charte is None:
            return ""
        stamp = f"{self.charte.couleur_primaire}{self.charte.couleur_accent}".replace("#", "")
        return f"{reverse('theme', args=[self.owner.slug])}?v={stamp}"

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        """The sections that exist for this person."""
        return sections_for(self)

    @property
    def shows_fiction(self) -> bool:
        """Whether the page shows invented data: those of a fictitious organisation, or a view that says so."""
        organisation_is = self.owner is not None and self.owner.is_fictif
        return organisation_is or getattr(self.request, "shows_fiction", False)

    @property
    def is_demonstration(self) -> bool:
        """Whether the person is invented: the platform then runs a demonstration, real data among invented ones."""
        return self.user is not None and self.user.is_fictif

    @property
    def version(self) -> str:
        """Version of the software."""
        return version("tandem")


def frame_of(request) -> Frame:
    """Return the frame of a request, the same one for the view and for its templates."""
    if not hasattr(request, "frame"):
        request.frame = Frame(request)
    return request.frame
