"""The Word layouts of one's organisation: the one we give, those received, their preview, their publication."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.templates import publish_template, upload_template
from tandem.conventions.documents.content import brand_colour
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.documents.sample import sample_content
from tandem.conventions.documents.word_layout import VOCABULARIES, default_layout
from tandem.conventions.enums import NatureDocument
from tandem.conventions.models import ModeleDocument
from tandem.conventions.perms import can_edit_layout
from tandem.conventions.standing import require
from tandem.printing.word_package import MAX_BYTES
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.document_forms import LayoutForm
from tandem.web.conventions.documents import TYPES
from tandem.web.documents.answers import file_response
from tandem.web.frame import frame_of
from tandem.web.uploads import oversized_uploads


@require_http_methods(["GET", "POST"])
def layouts(request):
    """The layouts in use, the versions received, and the form to send another."""
    organisation = _own(request)
    form = LayoutForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        if oversized_uploads(request):
            form.add_error("fichier", "Le fichier est trop lourd : choisissez-en un plus léger.")
        elif form.is_valid():
            upload = form.cleaned_data["fichier"]
            try:
                upload_template(
                    actor=request.user,
                    organisation=organisation,
                    nature=NatureDocument(form.cleaned_data["nature"]),
                    filename=upload.name,
                    # One byte more than allowed is enough to refuse it.
                    data=upload.read(MAX_BYTES + 1),
                )
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, "La mise en page est reçue. Regardez son aperçu, puis publiez-la.")
                return redirect("conventions_modeles")
    context = {
        "organisation": organisation,
        "form": form,
        "groups": [_group(organisation, nature) for nature in VOCABULARIES],
        "tags": VOCABULARIES[NatureDocument.CONVENTION].tags,
        "conventions_url": reverse("conventions"),
        "sample_pdf_url": reverse("conventions_modele_exemple"),
    }
    return render(request, "conventions/modeles_document.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET"])
def default(request, nature):
    """Give the layout that every organisation starts from."""
    organisation = _own(request)
    if nature not in set(VOCABULARIES):
        raise Http404("Ce document n’a pas de mise en page à modifier.")
    return _word(default_layout(brand_colour(organisation)), f"modele-{nature}.docx")


@require_http_methods(["GET"])
def sample(request):
    """The PDF of an invented convention in the colours of the organisation: its layout is that of the platform."""
    organisation = _own(request)
    content = sample_content(organisation=organisation.nom, couleur=brand_colour(organisation))
    return file_response(convention_pdf(content), filename="apercu.pdf", content_type=TYPES["pdf"])


@require_http_methods(["GET"])
def preview(request, pk):
    """An invented convention in the layout of a version, published or not."""
    organisation = _own(request)
    found = _template(organisation, pk)
    content = sample_content(organisation=organisation.nom, couleur=brand_colour(organisation))
    return _word(convention_docx(content, bytes(found.contenu)), f"apercu-{found.nature}-v{found.version}.docx")


@require_http_methods(["GET"])
def source(request, pk):
    """Give back a version, to be edited again."""
    found = _template(_own(request), pk)
    return _word(bytes(found.contenu), f"modele-{found.nature}-v{found.version}.docx")


@require_http_methods(["POST"])
def publish(request, pk):
    """Put a version in use for the next documents."""
    found = _template(_own(request), pk)
    return attempt(
        request,
        lambda: publish_template(actor=request.user, template=found),
        done="La mise en page est publiée : les prochains documents l’utilisent.",
        back=reverse("conventions_modeles"),
    )


def _own(request):
    """Return the organisation that the person acts for, when its layouts are in the person's hands."""
    frame = frame_of(request)
    if frame.organisation is None:
        raise PermissionDenied("Une mise en page est celle d’une organisation : vous n’en avez aucune.")
    require(can_edit_layout(frame.roles))
    return frame.organisation


def _template(organisation, pk) -> ModeleDocument:
    return get_object_or_404(ModeleDocument.objects.select_related("organisation"), organisation=organisation, pk=pk)


def _group(organisation, nature: NatureDocument) -> dict:
    """Return what one kind of document has: the version in use, and those received."""
    versions = list(
        ModeleDocument.objects.filter(organisation=organisation, nature=nature)
        .select_related("actor")
        .order_by("-version")
    )
    in_use = next((one for one in versions if one.published_at), None)
    return {
        "label": nature.label,
        "id": f"modele-{nature.value}",
        "default_url": reverse("conventions_modele_default", args=[nature.value]),
        "in_use": in_use,
        "versions": [
            {
                "version": one,
                "is_in_use": one == in_use,
                "may_publish": rank == 0 and one.published_at is None,
                "preview_url": reverse("conventions_modele_apercu", args=[one.pk]),
                "source_url": reverse("conventions_modele_source", args=[one.pk]),
                "publish_url": reverse("conventions_modele_publish", args=[one.pk]),
            }
            for rank, one in enumerate(versions)
        ],
    }


def _word(content: bytes, filename: str):
    return file_response(content, filename=filename, content_type=TYPES["docx"])
