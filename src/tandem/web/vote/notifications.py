"""Tell the OF-CFA what was voted: the letters are written and kept, the notification keeps their SHA-256."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.notification import notify, organisations_to_notify
from tandem.campagnes.engine import ReplayError
from tandem.campagnes.people import CFA_ROLES
from tandem.campagnes.perms import can_act_after_vote, can_read_instruction
from tandem.campagnes.standing import require
from tandem.deliberations.actions import issue_letters
from tandem.formats import number
from tandem.organisations.models import Membership
from tandem.printing import PrintingError
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.tables import export_or_fragment
from tandem.web.vote.tables import notification_table
from tandem.web.vote.vote import vote_of

FORM_ID = "notifier"


@require_http_methods(["GET", "POST"])
def notifications(request, region_slug, annee):
    """Who was told, who remains to be; those who decide notify the ones ticked, or all."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    recorded = vote_of(place)
    if recorded is None:
        raise Http404("Aucun vote n’est enregistré.")
    may_notify = can_act_after_vote(place.standing, place.campagne.etat)
    if request.method == "POST":
        require(may_notify)
        return _notified(request, place, recorded)
    rows = _rows(recorded)
    waiting = sum(row["etat"] == "a_notifier" for row in rows)
    table = notification_table(request, place, rows, FORM_ID if may_notify and waiting else "")
    context = campagne_context(request, place, "campagne_notifications") | {
        "vote": recorded,
        "table": table,
        "form_id": FORM_ID,
        "may_notify": bool(may_notify and waiting),
        "waiting": waiting,
        "told": len(rows) - waiting,
    }
    return export_or_fragment(request, table) or render(request, "vote/notifications.html", context)


def _notified(request, place, recorded):
    concerned = organisations_to_notify(recorded)
    if request.POST.get("tout"):
        chosen = list(concerned.exclude(notifications__vote=recorded))
    else:
        chosen = list(concerned.filter(slug__in=request.POST.getlist("selection")))
    try:
        with transaction.atomic():
            letters = issue_letters(vote=recorded, of_cfas=chosen, actor=request.user) if chosen else {}
            made = notify(actor=request.user, vote=recorded, letters=letters)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    except (PrintingError, ReplayError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{number(len(made))} OF-CFA notifié{'s' if len(made) > 1 else ''}.")
    return redirect(place.url("campagne_notifications"))


def _rows(recorded) -> list[dict]:
    told = {row.of_cfa_id: row for row in recorded.notifications.select_related("actor").order_by("at")}
    totals = dict(recorded.lignes.order_by("rank").values_list("of_cfa", "totale"))
    concerned = list(organisations_to_notify(recorded))
    people = Counter(
        Membership.objects.current()
        .filter(organisation__in=concerned, role__in=CFA_ROLES, user__is_active=True)
        .order_by("pk")
        .values_list("organisation", flat=True)
    )
    return [
        {
            "of_cfa": of_cfa,
            "totale": totals.get(of_cfa.pk, 0),
            "etat": "notifie" if of_cfa.pk in told else "a_notifier",
            "at": told[of_cfa.pk].at if of_cfa.pk in told else None,
            "actor": str(told[of_cfa.pk].actor) if of_cfa.pk in told else "",
            "people": people[of_cfa.pk],
            "sha256": told[of_cfa.pk].sha256 if of_cfa.pk in told else "",
        }
        for of_cfa in concerned
    ]
