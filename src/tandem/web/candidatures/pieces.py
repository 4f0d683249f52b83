"""The documents of the dossier: attach, download, take out."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.dossier import add_piece, withdraw_piece
from tandem.campagnes.dossier_perms import can_change_dossier
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.pieces import natures_of
from tandem.campagnes.recevabilite import missing_pieces
from tandem.web.answers import attempt, show_errors
from tandem.web.candidatures.access import desk_context, desk_of
from tandem.web.candidatures.forms import PieceForm
from tandem.web.candidatures.views import steps_of
from tandem.web.classement.access import require
from tandem.web.uploads import oversized_uploads


@require_http_methods(["GET", "POST"])
def pieces(request, region_slug, annee):
    """The documents asked, those attached, and the form to attach one."""
    desk = desk_of(request, region_slug, annee)
    dossier, reglement = desk.opened(), reglement_for(desk.campagne)
    may = can_change_dossier(desk.place.standing, dossier)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PieceForm(*sent, reglement=reglement)
    if request.method == "POST":
        require(may)
        if oversized_uploads(request):
            form.add_error(None, "Le fichier est trop lourd : 10 Mo au plus sont attendus.")
        elif form.is_valid():
            upload = form.cleaned_data["fichier"]
            try:
                add_piece(
                    actor=request.user,
                    dossier=dossier,
                    nature=form.cleaned_data["nature"],
                    filename=upload.name,
                    data=upload.read(),
                )
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                return redirect(desk.url("mon_dossier_pieces"))
    labels = natures_of(reglement)
    kept = dossier.pieces.filter(withdrawn_at__isnull=True).select_related("added_by").order_by("nature", "pk")
    context = desk_context(request, desk) | {
        "steps": steps_of(desk, "pieces"),
        "form": form,
        "may_change": bool(may),
        "asked": reglement.recevabilite.pieces,
        "missing": missing_pieces(reglement, [piece.nature for piece in kept]),
        "pieces": [
            {
                "piece": piece,
                "label": labels.get(piece.nature, piece.nature),
                "url": desk.url("mon_dossier_piece", pk=piece.pk),
                "withdraw_url": desk.url("mon_dossier_piece_retirer", pk=piece.pk),
            }
            for piece in kept
        ],
    }
    return render(request, "candidatures/pieces.html", context)


@require_http_methods(["GET"])
def download(request, region_slug, annee, pk):
    """Give back one's own document, never to be run by the browser."""
    piece = _own_piece(desk_of(request, region_slug, annee), pk)
    answer = FileResponse(piece.content.open("rb"), as_attachment=True, filename=piece.filename)
    answer["Content-Type"] = piece.content_type
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["POST"])
def withdraw(request, region_slug, annee, pk):
    """Take a document out of the dossier."""
    desk = desk_of(request, region_slug, annee)
    piece = _own_piece(desk, pk)
    return attempt(
        request,
        lambda: withdraw_piece(actor=request.user, dossier=desk.opened(), piece=piece),
        done=f"« {piece.filename} » est retirée du dossier.",
        back=desk.url("mon_dossier_pieces"),
    )


def _own_piece(desk, pk: int):
    piece = desk.opened().pieces.filter(pk=pk).first()
    if piece is None:
        raise Http404("Cette pièce n’est pas dans votre dossier.")
    return piece
