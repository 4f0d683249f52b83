"""The circuit of signature: sign, withdraw, attach the signed copy; the same for a convention and for an avenant."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.documents import attach_scan, record_signature, withdraw
from tandem.conventions.models import DocumentFinal, ScanSigne
from tandem.conventions.perms import can_move, can_sign_for
from tandem.conventions.standing import require
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.document_forms import ScanForm, SignatureForm
from tandem.web.documents.answers import saved_file_response
from tandem.web.uploads import oversized_uploads


@require_http_methods(["POST"])
def withdraw_document(request, slug, version):
    """Take a document out of its circuit, with a reason."""
    place = place_of(request, slug)
    found = _document(place, version)
    require(can_move(place.standing))
    return attempt(
        request,
        lambda: withdraw(actor=request.user, document=found, reason=request.POST.get("reason", "")),
        done="Le document est retiré du circuit : le texte s’ouvre de nouveau.",
        back=_home(place, found),
    )


@require_http_methods(["GET", "POST"])
def sign(request, slug, version, rank):
    """Record that a person signed the document of a given hash."""
    place = place_of(request, slug)
    found = _document(place, version)
    signataire = get_object_or_404(found.signataires.select_related("partie__organisation"), rank=rank)
    require(can_sign_for(place.standing, signataire.partie_id))
    form = SignatureForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            record_signature(actor=request.user, signataire=signataire, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            return _done(request, place, found, f"La signature de {signataire.nom} est enregistrée.")
    context = _context(place, found) | {"signataire": signataire, "form": form}
    return render(request, "conventions/signature.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def scan(request, slug, version):
    """Attach the signed copy: a PDF, kept with its hash."""
    place = place_of(request, slug)
    found = _document(place, version)
    require(can_move(place.standing))
    form = ScanForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        if oversized_uploads(request):
            form.add_error("fichier", "Le fichier est trop lourd : 10 Mo au plus sont attendus.")
        elif form.is_valid():
            upload = form.cleaned_data["fichier"]
            try:
                attach_scan(
                    actor=request.user,
                    document=found,
                    partie=place.own_partie,
                    filename=upload.name,
                    data=upload.read(),
                )
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                return _done(request, place, found, "L’exemplaire signé est joint au document.")
    context = _context(place, found) | {"form": form}
    return render(request, "conventions/exemplaire.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET"])
def scan_file(request, slug, pk):
    """Give back a signed copy, never to be run by the browser."""
    place = place_of(request, slug)
    found = get_object_or_404(ScanSigne, pk=pk, document__in=_visible(place))
    answer = saved_file_response(found.contenu, filename=found.filename)
    answer.headers["Content-Type"] = "application/pdf"
    return answer


def _visible(place):
    return DocumentFinal.objects.filter(convention=place.convention)


def _document(place, version) -> DocumentFinal:
    found = _visible(place).select_related("avenant").filter(version=version).first()
    if found is None:
        raise Http404("Aucun document finalisé ne porte ce numéro.")
    found.convention = place.convention
    return found


def _home(place, found) -> str:
    """Return the page of what is signed: the document of the convention, or the avenant."""
    if found.avenant_id is None:
        return place.url("convention_document")
    return place.url("convention_avenant", found.avenant.numero)


def _done(request, place, found, message: str):
    messages.success(request, message)
    return redirect(_home(place, found))


def _context(place, found) -> dict:
    return convention_context(place, "convention_document") | {
        "document": found,
        "home_url": _home(place, found),
        "pdf_url": place.url("convention_document_file", found.version, "pdf"),
    }
