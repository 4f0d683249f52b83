"""Subscribe to one's calendar, and choose whether the daily message comes."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import abonnement as actions
from tandem.conventions.digest import wants_digest
from tandem.conventions.feeds.ics import calendar_of
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.meeting_forms import FeedForm

CALENDAR = "text/calendar; charset=utf-8"


@require_http_methods(["GET"])
@login_not_required
@cache_control(private=True, max_age=900)
def feed(request, token):
    """The calendar of the owner of a secret address; an address that is unknown or revoked does not exist."""
    found = actions.feed_of(token)
    if found is None:
        raise Http404
    response = HttpResponse(calendar_of(found.user), content_type=CALENDAR)
    response["Content-Disposition"] = 'inline; filename="conventions.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def subscription(request):
    """The addresses of one's calendar and the daily message; a POST makes an address, whose secret is shown once."""
    form, made = FeedForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_feed(actor=request.user, nom=form.cleaned_data["nom"])
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            form = FeedForm()
    context = {
        "form": form,
        "made": made,
        "address": _address(request, made.secret) if made else "",
        "feeds": request.user.flux_calendrier.filter(revoked_at=None).order_by("created_at", "pk"),
        "wants_digest": wants_digest(request.user),
        "email": request.user.email,
        "conventions_url": reverse("conventions"),
    }
    return render(request, "conventions/abonnement.html", context, status=422 if form.errors else 200)


def _address(request, secret) -> str:
    return request.build_absolute_uri(reverse("calendrier_flux", args=[secret]))


@require_http_methods(["POST"])
def revoke(request, pk):
    """Close an address."""
    found = get_object_or_404(request.user.flux_calendrier, pk=pk)
    return attempt(
        request,
        lambda: actions.revoke_feed(actor=request.user, feed=found),
        done="L’adresse est révoquée : les agendas qui la lisaient ne reçoivent plus rien.",
        back=reverse("calendrier_abonnement"),
    )


@require_http_methods(["POST"])
def digest(request):
    """Switch the daily message on or off."""
    is_on = request.POST.get("is_on") == "1"
    return attempt(
        request,
        lambda: actions.choose_digest(actor=request.user, is_on=is_on),
        done="Vous recevrez le message quotidien." if is_on else "Vous ne recevrez plus le message quotidien.",
        back=f"{reverse('calendrier_abonnement')}#message-quotidien",
    )
