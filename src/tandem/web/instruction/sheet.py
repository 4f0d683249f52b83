"""The sheet of one candidature: identity, figures behind each criterion, points, notes, pieces, history."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.models import Candidature, Piece
from tandem.campagnes.perms import can_instruct_of, can_read_instruction
from tandem.campagnes.standing import require
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.instruction.sheet_content import sheet_of


@require_http_methods(["GET"])
def candidature(request, region_slug, annee, reference):
    """What is known of a candidature, and what the person may do with it."""
    place, found = candidature_of(request, region_slug, annee, reference)
    return render_sheet(request, place, found)


@require_http_methods(["GET"])
def piece(request, region_slug, annee, reference, pk):
    """A piece of the dossier, to save: never shown inside the site."""
    _, found = candidature_of(request, region_slug, annee, reference)
    kept = get_object_or_404(Piece.objects.filter(dossier=found.dossier_id), pk=pk)
    return FileResponse(kept.content.open("rb"), as_attachment=True, filename=kept.filename)


def candidature_of(request, region_slug, annee, reference):
    """Return the place and the candidature; 404 outside what the person sees, 403 outside the Région."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    found = get_object_or_404(
        Candidature.objects.visible_to(request.user)
        .filter(dossier__campagne=place.campagne)
        .select_related("dossier__of_cfa", "dossier__depose_par", "departement"),
        reference=reference,
    )
    found.dossier.campagne = place.campagne
    return place, found


def render_sheet(request, place, found, *, bound=None, status=200):
    """Show the sheet; `bound` is the form of a criterion that was refused, by its code."""
    decision = can_instruct_of(place.standing, place.campagne.etat, found.dossier.of_cfa_id)
    context = campagne_context(request, place, "campagne_candidatures") | sheet_of(place, found, bound or {})
    context |= {"candidature": found, "decision": decision}
    return render(request, "instruction/candidature.html", context, status=status)
