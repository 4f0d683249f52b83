"""The organisation that is administered is the one that the person acts for; its tabs depend on her roles there."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tandem.organisations.perms import can_administer, can_change_charte, can_read_journal, refused
from tandem.web.frame import frame_of

TABS = (
    ("Personnes et rôles", "administration", can_administer),
    ("Charte graphique", "administration_charte", can_change_charte),
    ("Journal des décisions", "administration_journal", can_read_journal),
)


def administered(request, predicate=can_administer):
    """Return the current organisation if the predicate allows; raise PermissionDenied with its reason otherwise."""
    frame = frame_of(request)
    organisation = frame.organisation
    decision = (
        predicate(frame.roles, organisation)
        if organisation
        else refused("Vous n’avez de rôle dans aucune organisation.")
    )
    if not decision:
        raise PermissionDenied(decision.reason)
    return organisation


def tabs(request, current):
    """Return the tabs that the person may open."""
    frame = frame_of(request)
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for label, name, predicate in TABS
        if predicate(frame.roles, frame.organisation)
    ]
