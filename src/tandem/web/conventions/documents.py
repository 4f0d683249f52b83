"""The document of a convention: what keeps it open, its text as a page, its files, its finalisation."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.documents import finalise as finalise_document
from tandem.conventions.documents.circuit import in_circuit, layout_of
from tandem.conventions.documents.content import convention_content, document_from
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.obstacles import Target, convention_obstacles
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.enums import NatureDocument
from tandem.conventions.perms import can_edit_layout, can_finalise, can_habilitate, can_move, can_sign_for
from tandem.conventions.standing import require
from tandem.printing import PrintingError
from tandem.web.answers import attempt
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.documents.answers import file_response
from tandem.web.frame import frame_of

DRAFT = "projet"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LABELS = {
    "pdf": ("PDF", "à lire, à imprimer, à signer"),
    "docx": ("Word", "dans la mise en page de l’organisation"),
}
ADDRESSES = {
    Target.CLAUSE: "convention_clause",
    Target.CLAUSES: "convention_clauses",
    Target.FICHE: "convention_fiche",
    Target.AXE: "convention_fiches",
    Target.TERMES: "convention_terms",
    Target.HABILITATION: "convention_habilitation",
}
WITH_CODE = frozenset({Target.CLAUSE, Target.FICHE, Target.HABILITATION})
DECIDED = frozenset({Target.HABILITATION, Target.TERMES})
"""Where only who decides may go: the others are shown the convention."""
WHERE = {
    Target.CLAUSE: "Ouvrir la clause",
    Target.CLAUSES: "Ouvrir les clauses",
    Target.FICHE: "Ouvrir la fiche",
    Target.AXE: "Ouvrir les fiches actions",
    Target.TERMES: "Ouvrir les termes",
    Target.HABILITATION: "Enregistrer l’habilitation",
    Target.SIGNATAIRE: "Enregistrer le représentant",
    Target.ETAT: "Voir l’état de la convention",
}


@require_http_methods(["GET"])
def document(request, slug):
    """Where the document stands: what is still open, its files, its circuit of signature."""
    place = place_of(request, slug)
    convention = place.convention
    current = in_circuit(convention)
    obstacles = [] if current or convention.is_signed else convention_obstacles(convention, on=timezone.localdate())
    context = convention_context(place, "convention_document") | {
        "document": current,
        "obstacles": [obstacle_row(place, obstacle) for obstacle in obstacles],
        "files": [_file_row(place, current, extension) for extension in TYPES],
        "page_url": place.url("convention_document_page"),
        "may_finalise": current is None and not obstacles and bool(can_finalise(place.standing, convention.etat)),
        "may_edit_layouts": bool(can_edit_layout(frame_of(request).roles)),
        "withdrawn": convention.documents.filter(avenant__isnull=True, is_withdrawn=True).order_by("-version"),
        **(circuit_context(place, current) if current else {}),
    }
    return render(request, "conventions/document.html", context)


@require_http_methods(["GET"])
def page(request, slug):
    """The whole text, with its outline: the closed document when there is one, otherwise the text as it stands."""
    place = place_of(request, slug)
    current = in_circuit(place.convention)
    if current:
        content = document_from(current.contenu)
    else:
        content = convention_content(place.convention, on=timezone.localdate())
    context = convention_context(place, "convention_document") | {
        "content": content,
        "document": current,
        "files": [_file_row(place, current, extension) for extension in TYPES],
        "document_url": place.url("convention_document"),
    }
    return render(request, "conventions/document_page.html", context)


@require_http_methods(["GET"])
def file(request, slug, version, extension):
    """Give the PDF or the Word file: of a closed version, by its number, or of the text as it stands."""
    place = place_of(request, slug)
    if extension not in TYPES:
        raise Http404("Ce format n’est pas produit.")
    try:
        filename, content = _written(place.convention, version, extension)
    except PrintingError as error:
        context = convention_context(place, "convention_document") | {"problem": str(error)}
        return render(request, "conventions/document_problem.html", context, status=409)
    return file_response(content, filename=filename, content_type=TYPES[extension])


@require_http_methods(["POST"])
def finalise(request, slug):
    """Close the document and start its circuit of signature; what is still open is told as a whole."""
    place = place_of(request, slug)
    require(can_finalise(place.standing, place.convention.etat))
    return attempt(
        request,
        lambda: finalise_document(actor=request.user, convention=place.convention),
        done="Le document est finalisé : chaque partie peut le faire signer.",
        back=place.url("convention_document"),
    )


def obstacle_row(place, obstacle) -> dict[str, str]:
    """Return an obstacle with the address where the person lifts it, or reads about it."""
    if obstacle.target in DECIDED and not _may_lift(place, obstacle):
        obstacle = obstacle._replace(target=Target.ETAT)
    return {"sentence": obstacle.sentence, "url": _address(place, obstacle), "label": WHERE.get(obstacle.target, "")}


def _may_lift(place, obstacle) -> bool:
    if obstacle.target != Target.HABILITATION:
        return bool(can_move(place.standing))
    return any(
        can_habilitate(place.standing, partie.pk) for partie in place.parties if str(partie.rank) == obstacle.code
    )


def _address(place, obstacle) -> str:
    """Return where an obstacle is lifted; the convention itself when the place has no page of its own."""
    if obstacle.target == Target.SIGNATAIRE:
        return reverse("organisme_representants", args=[obstacle.code])
    args = [obstacle.code] if obstacle.target in WITH_CODE else []
    return place.url(ADDRESSES.get(obstacle.target, "convention"), *args)


def circuit_context(place, found) -> dict:
    """Return what the circuit of signature of a closed document shows; avenants use it too."""
    rows = [_signatory_row(place, found, one) for one in _signatories(found)]
    awaits = any(row["signature"] is None for row in rows)
    may_move = bool(can_move(place.standing))
    return {
        "document": found,
        "signatories": rows,
        "signed": sum(row["signature"] is not None for row in rows),
        "scans": [
            {"scan": scan, "url": place.url("convention_scan_file", scan.pk)}
            for scan in found.scans.select_related("partie", "actor").order_by("at", "pk")
        ],
        "withdraw_url": place.url("convention_withdraw", found.version) if awaits and may_move else "",
        "scan_url": place.url("convention_scan", found.version) if may_move and place.standing.parties else "",
    }


def _signatories(found):
    return found.signataires.select_related("partie__organisation", "signature__actor").order_by("rank")


def _signatory_row(place, found, signataire) -> dict:
    signature = getattr(signataire, "signature", None)
    may = signature is None and not found.is_withdrawn and can_sign_for(place.standing, signataire.partie_id)
    return {
        "signataire": signataire,
        "signature": signature,
        "url": place.url("convention_sign", found.version, signataire.rank) if may else "",
    }


def _file_row(place, current, extension: str) -> dict[str, str]:
    version = str(current.version) if current else DRAFT
    label, note = LABELS[extension]
    return {"label": label, "note": note, "url": place.url("convention_document_file", version, extension)}


def _written(convention, version: str, extension: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a file; 404 for a version that was never closed."""
    if version == DRAFT:
        content = convention_content(convention, on=timezone.localdate())
        if extension == "pdf":
            return f"{convention.slug}-{DRAFT}.pdf", convention_pdf(content)
        layout = layout_of(convention.proprietaire, NatureDocument.CONVENTION)
        return f"{convention.slug}-{DRAFT}.docx", convention_docx(content, layout)
    found = convention.documents.filter(version=int(version)).first() if version.isdecimal() else None
    if found is None:
        raise Http404("Aucun document finalisé ne porte ce numéro.")
    slug = found.contenu["slug"]
    return f"{slug}-v{found.version}.{extension}", bytes(found.pdf if extension == "pdf" else found.docx)
