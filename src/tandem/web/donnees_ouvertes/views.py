"""Open data: the published annexes, without an account, at addresses that do not change."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.campagnes.models import Campagne, Vote
from tandem.deliberations.annexes.content import HEADERS, Annexe, AnnexeError
from tandem.deliberations.annexes.csv_file import COLUMNS
from tandem.deliberations.annexes.files import FORMATS
from tandem.deliberations.annexes.json_file import DESCRIPTIONS, table_schema
from tandem.deliberations.annexes.sources import rectification_acts, rectified_annexe, voted_annexe
from tandem.printing import PrintingError
from tandem.web.documents.answers import annexe_file_response
from tandem.web.documents.tables import annexe_table
from tandem.web.tables import export_or_fragment

VOTED, RECTIFIED = "annexe-1", "annexe-1-rectifiee"
SHORT_CACHE = "public, max-age=300"
LICENCE = "Licence Ouverte / Open Licence version 2.0 (Etalab)"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@login_not_required
@require_http_methods(["GET"])
def datasets(request):
    """List the published campaigns, the latest first."""
    votes = (
        Vote.objects.published()
        .select_related("campagne__organisation", "deliberation")
        .order_by("-campagne__annee", "campagne__organisation__nom")
    )
    found = [
        {"campagne": vote.campagne, "vote": vote, "url": _url("donnees_ouvertes_jeu", vote.campagne)} for vote in votes
    ]
    request.shows_fiction = any(one["campagne"].is_fictif for one in found)
    return render(request, "donnees_ouvertes/page.html", {"datasets": found})


@login_not_required
@require_http_methods(["GET"])
def dataset(request, region_slug, annee):
    """Describe a published annexe: what it is, its files, its columns, its table."""
    vote = _published(region_slug, annee)
    campagne = vote.campagne
    request.theme_organisation = campagne.organisation
    request.shows_fiction = campagne.is_fictif
    context = {
        "campagne": campagne,
        "label": f"{campagne.organisation.nom}, {campagne.annee}",
        "vote": vote,
        "problem": "",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
    try:
        annexe, stem = _current(vote)
    except AnnexeError as error:
        return render(request, "donnees_ouvertes/jeu.html", {**context, "problem": str(error)}, status=409)
    table = annexe_table(request, None, annexe)
    context |= {
        "annexe": annexe,
        "table": table,
        "files": _files(campagne, stem),
        "voted_files": _files(campagne, VOTED) if stem == RECTIFIED else [],
        "schema_url": _url("donnees_ouvertes_schema", campagne),
        "columns": [
            {"code": code, "title": title, "description": description}
            for code, title, description in zip(COLUMNS, HEADERS, DESCRIPTIONS, strict=True)
        ],
    }
    return export_or_fragment(request, table) or render(request, "donnees_ouvertes/jeu.html", context)


@login_not_required
@require_http_methods(["GET"])
def dataset_file(request, region_slug, annee, *, version, extension):
    """Give a published annexe in one format; the address stays true whatever happens next."""
    vote = _published(region_slug, annee)
    if extension not in FORMATS:
        raise Http404
    try:
        annexe = _version(vote, version)
        response = annexe_file_response(annexe, FORMATS[extension])
    except (AnnexeError, PrintingError) as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = SHORT_CACHE
    response.headers["ETag"] = f'"{annexe.sha256}-{extension}"'
    return response


@login_not_required
@require_http_methods(["GET"])
def dataset_schema(request, region_slug, annee):
    """Give the Table Schema of the machine csv."""
    vote = _published(region_slug, annee)
    path = request.build_absolute_uri(_file_url(vote.campagne, VOTED, "csv"))
    return JsonResponse(table_schema(path), json_dumps_params={"ensure_ascii": False, "indent": 1})


def _published(region_slug, annee) -> Vote:
    """Return the published vote; before publication nothing exists for the public."""
    return get_object_or_404(
        Vote.objects.published().select_related("campagne__organisation", "deliberation"),
        campagne__organisation__slug=region_slug,
        campagne__annee=annee,
    )


def _current(vote: Vote) -> tuple[Annexe, str]:
    """Return what stands today and the stem of its files."""
    acts = rectification_acts(vote)
    return (rectified_annexe(vote, acts[-1]), RECTIFIED) if acts else (voted_annexe(vote), VOTED)


def _version(vote: Vote, version: str) -> Annexe:
    if version == VOTED:
        return voted_annexe(vote)
    acts = rectification_acts(vote)
    if version == RECTIFIED and acts:
        return rectified_annexe(vote, acts[-1])
    raise Http404


def _files(campagne: Campagne, stem: str) -> list[dict]:
    return [{"format": one, "url": _file_url(campagne, stem, one.extension)} for one in FORMATS.values()]


def _file_url(campagne: Campagne, stem: str, extension: str) -> str:
    return _url("donnees_ouvertes_fichier", campagne, version=stem, extension=extension)


def _url(name: str, campagne: Campagne, **more: str) -> str:
    return reverse(name, kwargs={"region_slug": campagne.organisation.slug, "annee": campagne.annee, **more})
