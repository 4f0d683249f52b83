"""Annexe 1 of a campaign: read on screen, taken in each format, in each of its versions."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.models import LigneVotee
from tandem.deliberations.annexes.content import AnnexeError
from tandem.deliberations.annexes.files import FORMATS
from tandem.deliberations.annexes.versions import annexe_version, versions_of
from tandem.deliberations.enums import EtatAnnexe
from tandem.deliberations.perms import can_read_annexe
from tandem.printing import PrintingError
from tandem.web.classement.access import campagne_context, place_of, require
from tandem.web.documents.answers import annexe_file_response
from tandem.web.documents.tables import annexe_table
from tandem.web.tables import export_or_fragment

TONES = {EtatAnnexe.PROPOSEE: "warning", EtatAnnexe.VOTEE: "success", EtatAnnexe.RECTIFIEE: "accent"}


@require_http_methods(["GET"])
def annexe(request, region_slug, annee):
    """Show the version asked for (`?version=`), the last one without it."""
    place = place_of(request, region_slug, annee)
    require(can_read_annexe(place.standing.roles, is_published=place.campagne.publiee_le is not None))
    versions = versions_of(place.campagne)
    context = _context(request, place)
    if not versions:
        return render(request, "documents/annexe.html", context)
    shown = next((one for one in versions if one.code == request.GET.get("version")), versions[-1])
    context |= {"shown": shown, "versions": _links(place, versions, shown)}
    try:
        content = annexe_version(place.campagne, shown.code)
    except AnnexeError as error:
        return render(request, "documents/annexe.html", {**context, "problem": str(error)}, status=409)
    table = annexe_table(request, place, content, _slugs(place.campagne))
    files = [
        {"format": one, "url": place.url("campagne_annexe_fichier", version=shown.code, extension=one.extension)}
        for one in FORMATS.values()
    ]
    context |= {"annexe": content, "table": table, "files": files, "tone": TONES[content.etat]}
    return export_or_fragment(request, table) or render(request, "documents/annexe.html", context)


@require_http_methods(["GET"])
def annexe_file(request, region_slug, annee, *, version, extension):
    """Give one version of the annexe in one format."""
    place = place_of(request, region_slug, annee)
    require(can_read_annexe(place.standing.roles, is_published=place.campagne.publiee_le is not None))
    if extension not in FORMATS:
        raise Http404
    try:
        content = annexe_version(place.campagne, version)
        if content is None:
            raise Http404
        return annexe_file_response(content, FORMATS[extension])
    except (AnnexeError, PrintingError) as error:
        return render(request, "documents/annexe.html", {**_context(request, place), "problem": str(error)}, status=409)


def _context(request, place):
    empty = {"versions": (), "shown": None, "problem": ""}
    return {**campagne_context(request, place, "campagne_annexe"), **empty}


def _slugs(campagne) -> dict[str, str]:
    """Return the slug of each name printed, once voted."""
    lignes = LigneVotee.objects.filter(vote__campagne=campagne).order_by("rank")
    return dict(lignes.values_list("nom_source", "of_cfa__slug"))


def _links(place, versions, shown):
    return [
        {
            "label": one.label,
            "url": f"{place.url('campagne_annexe')}?version={one.code}",
            "current": one.code == shown.code,
        }
        for one in versions
    ]
