"""The avenants of a convention: the list, one avenant with its readable differences, its document."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import avenants as actions
from tandem.conventions.amendments import ended_faults, line_faults
from tandem.conventions.documents.avenant import avenant_content, avenant_obstacles
from tandem.conventions.documents.circuit import in_circuit, layout_of
from tandem.conventions.documents.docx import convention_docx
from tandem.conventions.documents.pdf import convention_pdf
from tandem.conventions.enums import (
    EtatAction,
    EtatAvenant,
    NatureDocument,
    NatureModification,
    ObjetModification,
)
from tandem.conventions.models import Avenant, ModeleFiche
from tandem.conventions.perms import can_amend, can_move, can_write
from tandem.conventions.snapshots import changes_of, title_of
from tandem.conventions.standing import require
from tandem.printing import PrintingError
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.avenant_forms import AvenantForm
from tandem.web.conventions.documents import LABELS, TYPES, circuit_context
from tandem.web.conventions.tones import AVENANT_TONES
from tandem.web.documents.answers import file_response

DRAFT = "projet-"
NATURE_TONES = {
    NatureModification.AJOUT: "success",
    NatureModification.CHANGEMENT: "info",
    NatureModification.RETRAIT: "danger",
}


def ref_of(avenant) -> str:
    """Return how the address names an avenant: by its number, by its key while it is a draft without one."""
    return str(avenant.numero) if avenant.numero else f"{DRAFT}{avenant.pk}"


def avenant_of(request, place, ref: str) -> Avenant:
    """Return an avenant that the person may see; 404 otherwise."""
    seen = Avenant.objects.visible_to(request.user).filter(convention=place.convention)
    by_key = ref.startswith(DRAFT)
    digits = ref.removeprefix(DRAFT)
    found = None
    if digits.isdecimal() and len(digits) < 10:
        key = {"pk": int(digits), "numero__isnull": True} if by_key else {"numero": int(digits)}
        found = seen.filter(**key).select_related("draft_of", "created_by").first()
    if found is None:
        raise Http404("Cet avenant n’existe pas, ou n’est pas partagé.")
    found.convention = place.convention
    return found


@require_http_methods(["GET", "POST"])
def avenants(request, slug):
    """The avenants of the convention, and the form that opens one."""
    place = place_of(request, slug)
    if request.method == "POST":
        require(can_write(place.standing))
    form = AvenantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            created = actions.create_avenant(
                actor=request.user, convention=place.convention, objet=form.cleaned_data["objet"]
            )
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Le projet d’avenant est ouvert. Votre partie seule le voit.")
            return redirect(place.url("convention_avenant", ref_of(created)))
    found = Avenant.objects.visible_to(request.user).filter(convention=place.convention)
    ended = ended_faults(place.convention, timezone.localdate())
    context = convention_context(place, "convention_avenants") | {
        "rows": [
            {
                "avenant": avenant,
                "url": place.url("convention_avenant", ref_of(avenant)),
                "tone": AVENANT_TONES[EtatAvenant(avenant.etat)].value,
                "count": avenant.modifications.count(),
            }
            for avenant in found.select_related("draft_of", "created_by").order_by("-numero", "-pk")
        ],
        "ended": ended,
        "form": form if can_amend(place.standing, place.convention.etat) and not ended else None,
        "refusal": form.non_field_errors(),
    }
    return render(request, "conventions/avenants/liste.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET"])
def avenant(request, slug, ref):
    """One avenant: what it changes, word by word, what keeps it open, its document and its signatures."""
    place = place_of(request, slug)
    found = avenant_of(request, place, ref)
    is_projet = found.etat == EtatAvenant.PROJET
    may_write = is_projet and bool(can_amend(place.standing, place.convention.etat))
    document = in_circuit(place.convention, found)
    obstacles = avenant_obstacles(found, on=timezone.localdate()) if is_projet and found.draft_of_id is None else []
    context = convention_context(place, "convention_avenants") | {
        "avenant": found,
        "tone": AVENANT_TONES[EtatAvenant(found.etat)].value,
        "lines": _lines(place, found) if is_projet else _lines(place, found, check=False),
        "may_write": may_write,
        "to_change": _to_change(place, found) if may_write else None,
        "obstacles": obstacles,
        "may_finalise": may_write and found.draft_of_id is None and bool(can_move(place.standing)),
        "ended": ended_faults(place.convention, timezone.localdate()) if is_projet else [],
        "files": [
            {"label": label, "note": note, "url": place.url("convention_avenant_file", ref, extension)}
            for extension, (label, note) in LABELS.items()
        ],
        "urls": _urls(place, ref),
        "document": document,
        **(circuit_context(place, document) if document else {}),
    }
    return render(request, "conventions/avenants/avenant.html", context)


def _urls(place, ref) -> dict[str, str]:
    names = ("share", "abandon", "finalise", "clause_new", "fiche_new", "remove", "drop")
    return {name: place.url(f"convention_avenant_{name}", ref) for name in names}


def _lines(place, found, *, check=True) -> list[dict]:
    """Return each line with its changes, and what no longer fits the text of the convention."""
    lines = list(found.modifications.order_by("rank"))
    faults = line_faults(place.convention, lines) if check else {}
    modeles = {modele.code: modele for modele in ModeleFiche.objects.order_by("pk")}
    return [
        {
            "line": line,
            "title": title_of(line),
            "tone": NATURE_TONES[NatureModification(line.nature)],
            "changes": [change for change in changes_of(line, modeles) if change.is_changed],
            "faults": faults.get(line.pk, []),
            "edit_url": _edit_url(place, found, line),
        }
        for line in lines
    ]


def _edit_url(place, found, line) -> str:
    if line.nature == NatureModification.RETRAIT:
        return ""
    kind = "clause" if line.objet == ObjetModification.CLAUSE else "fiche"
    return place.url(f"convention_avenant_{kind}", ref_of(found), line.code)


def _to_change(place, found) -> dict[str, list[dict]]:
    """Return the clauses and the fiches that the avenant does not change yet."""
    known = set(found.modifications.values_list("objet", "code"))
    ref = ref_of(found)
    clauses = [
        {"title": str(clause), "code": clause.code, "url": place.url("convention_avenant_clause", ref, clause.code)}
        for clause in place.convention.clauses.current()
        if (ObjetModification.CLAUSE, clause.code) not in known
    ]
    fiches = [
        {"title": str(fiche), "code": fiche.numero, "url": place.url("convention_avenant_fiche", ref, fiche.numero)}
        for fiche in place.convention.fiches.shared().order_by("axe__numero", "numero", "pk")
        if (ObjetModification.FICHE, fiche.numero) not in known
        and fiche.etat not in {EtatAction.ARRETEE, EtatAction.TERMINEE}
    ]
    return {"clauses": clauses, "fiches": fiches}


@require_http_methods(["POST"])
def share(request, slug, ref):
    """Show the avenant to every party, under its number."""
    place = place_of(request, slug)
    found = avenant_of(request, place, ref)
    require(can_write(place.standing))
    try:
        found = actions.share_avenant(actor=request.user, avenant=found)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, f"{found.name} est partagé : chaque partie le lit et peut le modifier.")
    return redirect(place.url("convention_avenant", ref_of(found)))


@require_http_methods(["POST"])
def abandon(request, slug, ref):
    """Give the avenant up, with a reason."""
    place = place_of(request, slug)
    found = avenant_of(request, place, ref)
    require(can_write(place.standing))
    return attempt(
        request,
        lambda: actions.abandon_avenant(actor=request.user, avenant=found, reason=request.POST.get("reason", "")),
        done="L’avenant est abandonné ; ses lignes restent lisibles.",
        back=place.url("convention_avenant", ref),
    )


@require_http_methods(["POST"])
def finalise(request, slug, ref):
    """Close the document of the avenant and start its circuit of signature."""
    place = place_of(request, slug)
    found = avenant_of(request, place, ref)
    require(can_move(place.standing))
    return attempt(
        request,
        lambda: actions.finalise_avenant(actor=request.user, avenant=found),
        done="L’avenant est finalisé : chaque partie peut le faire signer.",
        back=place.url("convention_avenant", ref),
    )


@require_http_methods(["GET"])
def file(request, slug, ref, extension):
    """Give the document of the avenant: the closed one, or its draft as it stands."""
    place = place_of(request, slug)
    found = avenant_of(request, place, ref)
    if extension not in TYPES:
        raise Http404("Ce format n’est pas produit.")
    closed = in_circuit(place.convention, found)
    name = f"{place.convention.slug}-avenant-{found.numero or 'projet'}"
    if closed is not None:
        content = bytes(closed.pdf if extension == "pdf" else closed.docx)
        return file_response(content, filename=f"{name}.{extension}", content_type=TYPES[extension])
    try:
        written = avenant_content(found, on=timezone.localdate())
        layout = layout_of(place.convention.proprietaire, NatureDocument.AVENANT)
        content = convention_pdf(written) if extension == "pdf" else convention_docx(written, layout)
    except PrintingError as error:
        messages.error(request, str(error))
        return redirect(place.url("convention_avenant", ref))
    return file_response(content, filename=f"{name}.{extension}", content_type=TYPES[extension])
