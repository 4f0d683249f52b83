"""The primary navigation: the sections of the product, each shown only to the people it is for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from tandem.organisations.enums import Role

REGION = frozenset(role for role in Role if role.value.startswith("region_"))
OPCO = frozenset(role for role in Role if role.value.startswith("opco_"))
CFA = frozenset(role for role in Role if role.value.startswith("cfa_"))
REGION_STAFF = REGION - {Role.REGION_ELU, Role.REGION_LECTURE}


@dataclass(frozen=True)
class Section:
    """One entry of the navigation; `is_for` takes the frame of the page."""

    label: str
    url_name: str
    is_for: Callable


@dataclass(frozen=True)
class NavigationItem:
    """A section as one person sees it."""

    label: str
    url: str
    current: str


def everyone(_frame) -> bool:
    """Signed in or not."""
    return True


def signed_in(frame) -> bool:
    """Anyone with an account."""
    return frame.user is not None


def holders_of(roles: frozenset) -> Callable:
    """People who hold one of the roles in their current organisation."""
    return lambda frame: bool(roles & frame.roles)


SECTIONS = (
    Section("Accueil", "accueil", everyone),
    Section("Campagnes", "campagnes", signed_in),
    Section("Conventions", "conventions", holders_of(REGION | OPCO)),
    Section("Organismes", "organismes", signed_in),
    Section("Imports", "imports", holders_of(REGION_STAFF | CFA)),
    Section("Données ouvertes", "donnees_ouvertes", everyone),
    Section("Journal", "administration_journal", holders_of(frozenset({Role.REGION_VALIDATION, Role.REGION_BUDGET}))),
    Section("Administration", "administration", holders_of(frozenset({Role.REGION_ADMIN, Role.CFA_DIRECTION}))),
)


def sections_for(frame) -> list[NavigationItem]:
    """Return the sections for this page, the current one marked « page » or « true » when it holds the page."""
    shown = [(section, address(section)) for section in SECTIONS if section.is_for(frame)]
    path = frame.request.path
    holding = [url for _, url in shown if url and path.startswith(url) and url != "/"]
    nearest = max(holding, key=len, default="/" if path == "/" else "")
    return [
        NavigationItem(section.label, url, ("page" if url == path else "true") if url == nearest else "")
        for section, url in shown
        if url
    ]


def address(section: Section) -> str:
    """Return the address of a section, or nothing while its part of the product is not installed."""
    try:
        return reverse(section.url_name)
    except NoReverseMatch:
        return ""
