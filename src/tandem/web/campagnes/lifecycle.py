"""The changes of state of a campaign that need no page of their own: each a POST from a confirmation."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.campagne import close_campagne, extend_campagne, open_campagne, reopen_campagne
from tandem.campagnes.actions.classement import rank_campagne, resume_instruction
from tandem.campagnes.actions.reminders import send_reminders
from tandem.formats import number
from tandem.web.answers import attempt
from tandem.web.campagnes.forms import CloseForm, ReasonForm, ReopenForm
from tandem.web.classement.access import place_of


@require_http_methods(["POST"])
def open_(request, region_slug, annee):
    """Open the deposit."""
    place = place_of(request, region_slug, annee)
    return attempt(
        request,
        lambda: open_campagne(actor=request.user, campagne=place.campagne),
        done="La campagne est ouverte : les OF-CFA la voient et peuvent déposer.",
        back=place.url("campagne"),
    )


@require_http_methods(["POST"])
def close(request, region_slug, annee):
    """Close the deposit and pass to the instruction."""
    place = place_of(request, region_slug, annee)
    return attempt(
        request,
        lambda: close_campagne(actor=request.user, campagne=place.campagne),
        done="Le dépôt est clos : l’instruction commence.",
        back=place.url("campagne"),
    )


@require_http_methods(["POST"])
def extend(request, region_slug, annee):
    """Put off the closing date."""
    return _with_new_closing(request, place_of(request, region_slug, annee), CloseForm, extend_campagne)


@require_http_methods(["POST"])
def reopen(request, region_slug, annee):
    """Open the deposit again."""
    return _with_new_closing(request, place_of(request, region_slug, annee), ReopenForm, reopen_campagne)


@require_http_methods(["POST"])
def rank(request, region_slug, annee):
    """Freeze the ranking."""
    place = place_of(request, region_slug, annee)
    return attempt(
        request,
        lambda: rank_campagne(actor=request.user, campagne=place.campagne),
        done="Le classement est arrêté : cherchez maintenant la répartition de l’enveloppe.",
        back=place.url("campagne"),
    )


@require_http_methods(["POST"])
def resume(request, region_slug, annee):
    """Go back from the ranking to the instruction."""
    place = place_of(request, region_slug, annee)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return attempt(
        request,
        lambda: resume_instruction(actor=request.user, campagne=place.campagne, reason=reason),
        done="L’instruction est rouverte.",
        back=place.url("campagne"),
    )


@require_http_methods(["POST"])
def remind(request, region_slug, annee):
    """Send now the reminders that are due."""
    place = place_of(request, region_slug, annee)
    sending = send_reminders(campagne=place.campagne, actor=request.user)
    if sending.reminded:
        count = len(sending.reminded)
        plural = "s" if count > 1 else ""
        messages.success(request, f"{number(count)} dossier{plural} relancé{plural} par courriel.")
    else:
        messages.info(
            request, "Aucun rappel n’est dû aujourd’hui : chaque dossier n’est relancé qu’une fois par règle."
        )
    if sending.without_people:
        names = ", ".join(str(dossier.of_cfa) for dossier in sending.without_people)
        messages.warning(request, f"Personne à qui écrire pour {names} : invitez une personne de cet OF-CFA.")
    return redirect(place.url("campagne"))


def _with_new_closing(request, place, form_class, action):
    form = form_class(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for message in errors:
                messages.error(request, message)
        return redirect(place.url("campagne"))
    return attempt(
        request,
        lambda: action(actor=request.user, campagne=place.campagne, **form.cleaned_data),
        done="La nouvelle clôture est enregistrée.",
        back=place.url("campagne"),
    )
