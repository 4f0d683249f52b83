"""The règlement of the campaign, readable by a human: rules, clauses, versions and what changed between two."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bareme.majoration.reglement import ReglementError
from tandem.campagnes.engine import reglement_of
from tandem.campagnes.models import Reglement
from tandem.web.classement import reading
from tandem.web.classement.access import campagne_context, place_of


@login_not_required
@require_http_methods(["GET"])
def reglement(request, region_slug, annee):
    """Whoever may see the campaign may read its règlement; `?avec=` compares with another version."""
    place = place_of(request, region_slug, annee)
    row = place.campagne.reglement
    context = campagne_context(request, place, "campagne_reglement")
    versions = (
        Reglement.objects.filter(organisation=row.organisation_id, code=row.code).defer("contenu").order_by("-version")
    )
    context |= {"row": row, "versions": list(versions), "differences": None, "other": None, "anomalies": []}
    try:
        loaded = reglement_of(row)
    except ReglementError as refusal:
        return render(request, "classement/reglement.html", context | {"anomalies": refusal.anomalies, "parts": None})
    other = _other_version(row, request.GET.get("avec"))
    if other is not None:
        context |= {"other": other, "differences": reading.differences(reglement_of(other), loaded)}
    return render(request, "classement/reglement.html", context | reading.parts_of(loaded))


def _other_version(row: Reglement, asked: str | None) -> Reglement | None:
    """The version asked, otherwise the one before; None when there is none."""
    others = Reglement.objects.filter(organisation=row.organisation_id, code=row.code).exclude(pk=row.pk)
    if asked and asked.isdecimal() and len(asked) < 9:
        return others.filter(version=int(asked)).first()
    return others.filter(version__lt=row.version).order_by("-version").first()
