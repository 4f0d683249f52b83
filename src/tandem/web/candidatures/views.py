"""« Mon dossier »: the steps of an OF-CFA in a campaign, its formations, its deposit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.actes.models import JournalEntry
from tandem.campagnes import completeness
from tandem.campagnes.actions.dossier import (
    deposit_dossier,
    open_dossier,
    receipt_of,
    remove_candidature,
    save_candidature,
    take_back_dossier,
)
from tandem.campagnes.actions.withdrawal import withdraw_candidature
from tandem.campagnes.dossier_perms import can_answer, can_change_dossier, can_deposit, can_take_back
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.perms import can_withdraw
from tandem.formats import number
from tandem.web.answers import attempt, show_errors
from tandem.web.campagnes.tones import STATUT_TONES
from tandem.web.candidatures.access import Desk, desk_context, desk_of
from tandem.web.candidatures.forms import DepositForm, FormationForm
from tandem.web.classement.access import require
from tandem.web.templatetags.components import Step

_S = StatutCandidature


@require_http_methods(["GET", "POST"])
def dossier(request, region_slug, annee):
    """The dossier: where it stands, its formations, what is missing. POST opens it."""
    desk = desk_of(request, region_slug, annee)
    if request.method == "POST":
        return attempt(
            request,
            lambda: open_dossier(actor=request.user, campagne=desk.campagne, of_cfa=desk.of_cfa),
            done="Votre dossier est ouvert : ajoutez vos formations, il est gardé en brouillon.",
            back=desk.url("mon_dossier"),
        )
    context = desk_context(request, desk) | {"steps": steps_of(desk, "formations")}
    if desk.dossier is None:
        return render(request, "candidatures/ouvrir.html", context | {"may": may_open(desk)})
    return render(request, "candidatures/dossier.html", context | _contents(desk))


def may_open(desk: Desk):
    return can_answer(desk.place.standing, desk.campagne, desk.of_cfa.pk)


def _contents(desk: Desk) -> dict:
    reglement = reglement_for(desk.campagne)
    standing = desk.place.standing
    rows = []
    for candidature in desk.dossier.candidatures.select_related("departement").order_by("reference"):
        filled, asked = completeness.share_filled(reglement, candidature.indicateurs)
        rows.append(
            {
                "candidature": candidature,
                "filled": filled,
                "asked": asked,
                "tone": STATUT_TONES[_S(candidature.statut)].value,
                "url": desk.url("mon_dossier_formation", reference=candidature.reference),
                "withdraw_url": desk.url("mon_dossier_retirer", reference=candidature.reference)
                if candidature.statut != _S.BROUILLON
                and can_withdraw(standing, candidature.statut, desk.dossier.of_cfa_id)
                else "",
            }
        )
    return {
        "rows": rows,
        "contrats": sum(row["candidature"].contrats for row in rows),
        "missing": missing_of(desk),
        "may_change": bool(can_change_dossier(standing, desk.dossier)),
        "may_take_back": bool(can_take_back(standing, desk.dossier)),
        "shows_results": desk.campagne.etat in {"votee", "notifiee"},
        "import_url": reverse("import_upload", kwargs={"kind": "candidatures", "target": import_key(desk)}),
    }


def import_key(desk: Desk) -> str:
    """The name under which the imports know this campaign and this OF-CFA."""
    return f"{desk.campagne.organisation.slug}/{desk.campagne.annee}/{desk.of_cfa.slug}"


def missing_of(desk: Desk) -> list[dict]:
    """What the dossier lacks, each with the page where it is mended."""
    places = {"formations": desk.url("mon_dossier_formation_new"), "pieces": desk.url("mon_dossier_pieces")}
    return [
        {
            "label": item.label,
            "is_blocking": item.is_blocking,
            "url": places.get(item.place) or desk.url("mon_dossier_formation", reference=item.place),
        }
        for item in completeness.missing(desk.dossier)
    ]


STEPS = (
    ("formations", "Formations", "mon_dossier"),
    ("pieces", "Pièces", "mon_dossier_pieces"),
    ("depot", "Vérification et dépôt", "mon_dossier_depot"),
    ("recepisse", "Récépissé", "mon_dossier_recepisse"),
)


def steps_of(desk: Desk, current: str) -> list[Step]:
    """The stepper of the dossier."""
    deposited = desk.dossier is not None and desk.dossier.depose_le is not None
    steps = []
    for key, label, url_name in STEPS:
        reachable = desk.dossier is not None and (key != "recepisse" or deposited)
        state = "current" if key == current else "done" if deposited else "todo"
        steps.append(Step(label=label, state=state, url=desk.url(url_name) if reachable and key != current else ""))
    return steps


@require_http_methods(["GET", "POST"])
def formation(request, region_slug, annee, reference=None):
    """Add a formation, or change its draft; a deposited one is shown as it was deposited."""
    desk = desk_of(request, region_slug, annee)
    dossier, reglement = desk.opened(), reglement_for(desk.campagne)
    candidature = desk.candidature(reference) if reference else None
    may = can_change_dossier(desk.place.standing, dossier)
    if candidature is None or request.method == "POST":
        require(may)
    initial = FormationForm.initial_of(candidature, reglement) if candidature else None
    form = FormationForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        reglement=reglement,
        region=desk.campagne.organisation.region,
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_candidature(
                actor=request.user,
                dossier=dossier,
                identity=form.identity,
                figures=form.figures,
                candidature=candidature,
            )
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"« {saved.formation} » est enregistrée en brouillon.")
            again = "encore" in request.POST
            return redirect(desk.url("mon_dossier_formation_new") if again else desk.url("mon_dossier"))
    context = desk_context(request, desk) | {
        "form": form,
        "candidature": candidature,
        "may_change": bool(may) and (candidature is None or candidature.statut == _S.BROUILLON),
        "may_remove": candidature is not None
        and candidature.statut == _S.BROUILLON
        and not candidature.transitions.exists(),
        "statut_tone": STATUT_TONES[_S(candidature.statut)].value if candidature else "",
    }
    return render(request, "candidatures/formation.html", context)


@require_http_methods(["POST"])
def remove(request, region_slug, annee, reference):
    """Remove a draft."""
    desk = desk_of(request, region_slug, annee)
    candidature = desk.candidature(reference)
    return attempt(
        request,
        lambda: remove_candidature(actor=request.user, dossier=desk.opened(), candidature=candidature),
        done=f"« {candidature.formation} » est supprimée.",
        back=desk.url("mon_dossier"),
    )


@require_http_methods(["POST"])
def withdraw(request, region_slug, annee, reference):
    """Withdraw a deposited candidature, with a reason."""
    desk = desk_of(request, region_slug, annee)
    candidature = desk.candidature(reference)
    return attempt(
        request,
        lambda: withdraw_candidature(
            actor=request.user, candidature=candidature, reason=request.POST.get("reason", "")
        ),
        done=f"« {candidature.formation} » est retirée.",
        back=desk.url("mon_dossier"),
    )


@require_http_methods(["GET", "POST"])
def deposit(request, region_slug, annee):
    """Check what is missing, then deposit."""
    desk = desk_of(request, region_slug, annee)
    dossier = desk.opened()
    form = DepositForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deposit_dossier(actor=request.user, dossier=dossier, motive=form.cleaned_data["motive"])
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Votre dossier est déposé.")
            return redirect(desk.url("mon_dossier_recepisse"))
    drafts = dossier.candidatures.filter(statut=_S.BROUILLON)
    missing = missing_of(desk)
    context = desk_context(request, desk) | {
        "steps": steps_of(desk, "depot"),
        "form": form,
        "missing": missing,
        "is_blocked": any(item["is_blocking"] for item in missing),
        "may": can_deposit(desk.place.standing, dossier),
        "is_late": not desk.campagne.is_window_open,
        "formations": drafts.count(),
        "contrats": sum(drafts.values_list("contrats", flat=True)),
        "recevabilite": reglement_for(desk.campagne).recevabilite,
    }
    return render(request, "candidatures/depot.html", context)


@require_http_methods(["POST"])
def take_back(request, region_slug, annee):
    """Take the dossier back to draft."""
    desk = desk_of(request, region_slug, annee)
    return attempt(
        request,
        lambda: take_back_dossier(actor=request.user, dossier=desk.opened()),
        done="Votre dossier est de nouveau en brouillon : déposez-le avant la clôture.",
        back=desk.url("mon_dossier"),
    )


@require_http_methods(["GET"])
def receipt(request, region_slug, annee):
    """The receipt of the deposit: what was deposited, when, by whom, under which hash."""
    desk = desk_of(request, region_slug, annee)
    dossier = desk.opened()
    if dossier.depose_le is None:
        return redirect(desk.url("mon_dossier"))
    entry = (
        JournalEntry.objects.filter(
            code="campagne.dossier.depose", subject_type=dossier._meta.label_lower, subject_id=str(dossier.pk)
        )
        .order_by("-sequence")
        .first()
    )
    content = entry.payload if entry else receipt_of(dossier)
    context = desk_context(request, desk) | {
        "steps": steps_of(desk, "recepisse"),
        "content": content,
        "entry": entry,
        "contrats": number(sum(row[3] for row in content["candidatures"])),
        "may_take_back": bool(can_take_back(desk.place.standing, dossier)),
    }
    return render(request, "candidatures/recepisse.html", context)
