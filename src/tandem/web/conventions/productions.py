"""What the parties make or say together: proposed, validated by each, published."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import productions as actions
from tandem.conventions.enums import AvisProduction
from tandem.conventions.perms import can_validate_production, can_write
from tandem.conventions.productions import named_validators, words_of
from tandem.conventions.standing import require
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.production_forms import ProductionForm
from tandem.web.documents.answers import saved_file_response
from tandem.web.uploads import oversized_uploads


@require_http_methods(["GET"])
def productions(request, slug):
    """Every production, with the word of each party."""
    place = place_of(request, slug)
    found = place.convention.productions.select_related("fiche", "created_by").prefetch_related("owners")
    may_write = bool(can_write(place.standing))
    context = convention_context(place, "convention_productions") | {
        "rows": [_row(place, production, may_write) for production in found.order_by("-created_at", "-pk")],
        "own": place.own_partie,
        "new_url": place.url("convention_production_new") if may_write and place.convention.is_signed else "",
    }
    return render(request, "conventions/productions/liste.html", context)


def _row(place, production, may_write) -> dict:
    words = words_of(production, place.parties)
    is_published = production.published_at is not None
    own = place.own_partie
    may_say = (
        not is_published
        and own is not None
        and bool(can_validate_production(place.standing, own.pk, named_validators(production, own)))
    )
    return {
        "production": production,
        "dialog": f"refuser-{production.pk}",
        "owners": ", ".join(str(owner) for owner in production.owners.all()),
        "words": words,
        "may_publish": may_write and not is_published and all(word.is_given for word in words),
        "word_url": place.url("convention_production_word", production.pk) if may_say else "",
        "publish_url": place.url("convention_production_publish", production.pk),
        "file_url": place.url("convention_production_file", production.pk) if production.piece else "",
    }


@require_http_methods(["GET", "POST"])
def new(request, slug):
    """Propose a production to every party."""
    place = place_of(request, slug)
    require(can_write(place.standing))
    owners = [partie.organisation_id for partie in place.parties]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProductionForm(*sent, convention=place.convention, initial={"owners": owners})
    if request.method == "POST":
        if oversized_uploads(request):
            form.add_error("piece", "Le fichier est trop lourd : 10 Mo au plus sont attendus.")
        elif form.is_valid():
            try:
                actions.propose_production(actor=request.user, convention=place.convention, **form.values())
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, "La production est proposée : chaque partie peut se prononcer.")
                return redirect(place.url("convention_productions"))
    context = convention_context(place, "convention_productions") | {
        "form": form,
        "back": place.url("convention_productions"),
    }
    return render(request, "conventions/productions/nouvelle.html", context, status=422 if form.errors else 200)


def _production(place, pk):
    return get_object_or_404(place.convention.productions.select_related("convention"), pk=pk)


@require_http_methods(["POST"])
def word(request, slug, pk):
    """Say for one's own party that a production is validated, or refused with a motif."""
    place = place_of(request, slug)
    found = _production(place, pk)
    own = place.own_partie
    # The people of another délégation read the convention, and act for none of its parties.
    named = named_validators(found, own) if own else frozenset()
    require(can_validate_production(place.standing, own and own.pk, named))
    avis = request.POST.get("avis", "")
    return attempt(
        request,
        lambda: actions.validate_production(
            actor=request.user,
            production=found,
            partie=own,
            avis=avis,
            motif=request.POST.get("motif", ""),
        ),
        done="La validation est enregistrée." if avis == AvisProduction.VALIDEE else "Le refus est enregistré.",
        back=place.url("convention_productions"),
    )


@require_http_methods(["POST"])
def publish(request, slug, pk):
    """Publish what every party has validated."""
    place = place_of(request, slug)
    require(can_write(place.standing))
    found = _production(place, pk)
    return attempt(
        request,
        lambda: actions.publish_production(actor=request.user, production=found),
        done="La production est publiée.",
        back=place.url("convention_productions"),
    )


@require_http_methods(["GET"])
def file(request, slug, pk):
    """The file of a production, to save: never shown inside the site."""
    place = place_of(request, slug)
    found = get_object_or_404(place.convention.productions.exclude(piece=""), pk=pk)
    return saved_file_response(found.piece, filename=found.piece_nom)
