"""Key figures of the parties: dated statements with their sources, printed ratios beside what they give."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tandem.organisations.models import KeyFigure, KeyRatio
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.key_figures import figure_rows, ratio_rows, unit_warnings


@require_http_methods(["GET"])
def chiffres(request, slug):
    """What each party publishes about itself, at its date."""
    place = place_of(request, slug)
    organisations = [partie.organisation_id for partie in place.parties]
    figures = list(KeyFigure.objects.filter(organisation__in=organisations).order_by("label", "-date", "pk"))
    ratios = list(
        KeyRatio.objects.filter(organisation__in=organisations)
        .select_related("numerator", "denominator")
        .order_by("label", "pk")
    )
    sections = []
    for partie in place.parties:
        own = [figure for figure in figures if figure.organisation_id == partie.organisation_id]
        sections.append(
            {
                "partie": partie,
                "figures": figure_rows(own),
                "ratios": ratio_rows(one for one in ratios if one.organisation_id == partie.organisation_id),
                "warnings": unit_warnings(own),
            }
        )
    context = convention_context(place, "convention_chiffres") | {"sections": sections}
    return render(request, "conventions/chiffres.html", context)
