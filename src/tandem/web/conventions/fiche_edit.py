"""Open, write, share, take away and move a fiche, and its actions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import fiche_actions, fiche_states
from tandem.conventions.actions import fiches as actions
from tandem.conventions.actions.fiche_writing import FicheConflictError, names_of
from tandem.conventions.completeness import gaps, read_sources
from tandem.conventions.enums import LIVE, EtatAction, NatureAction
from tandem.conventions.fiche_content import next_numero, told
from tandem.conventions.models import Fiche
from tandem.conventions.perms import can_follow, can_write_fiche
from tandem.conventions.standing import require
from tandem.formats import long_moment
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.fiche_forms import FicheForm, NewActionForm, NewFicheForm, WritingForm, read_form
from tandem.web.conventions.fiches import fiche_of, may_change


@require_http_methods(["GET", "POST"])
def new(request, slug):
    """Open a fiche: its axis, its number, its template; a draft of one's side unless said."""
    place = place_of(request, slug)
    convention = place.convention
    require(may_change(place, is_draft=True))
    form = NewFicheForm(
        request.POST or None,
        convention=convention,
        is_signed=convention.etat in LIVE,
        may_share=bool(may_change(place, is_draft=False)),
        initial=_first_values(request, place),
    )
    if request.method == "POST" and form.is_valid():
        try:
            fiche = actions.create_fiche(actor=request.user, convention=convention, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"La fiche {fiche.numero} est ouverte : écrivez maintenant son texte.")
            return redirect(place.url("convention_fiche_edit", fiche.numero))
    context = _context(place) | {
        "form": form,
        "title": "Nouvelle fiche action",
        "back": place.url("convention_fiches"),
        "submit": "Ouvrir la fiche",
        "has_axes": convention.axes.exists(),
    }
    return render(request, "conventions/fiches/nouvelle.html", context, status=422 if form.errors else 200)


def _first_values(request, place) -> dict:
    """Return the axis asked by the address, its first free number, and the template that the convention uses."""
    axes = place.convention.axes.order_by("numero")
    asked = request.GET.get("axe", "")
    axe = (axes.filter(numero=asked) if asked.isdecimal() and len(asked) < 3 else axes).first() or axes.first()
    seen = Fiche.objects.visible_to(request.user).filter(convention=place.convention)
    used = seen.order_by("-pk").values_list("modele", flat=True).first()
    numero = next_numero(seen.values_list("numero", flat=True), axe.numero) if axe else ""
    return {"axe": axe, "numero": numero, "modele": used, "nature": NatureAction.COOPERATION}


def _context(place) -> dict:
    return convention_context(place, "convention_fiches") | {"fiches_url": place.url("convention_fiches")}


@require_http_methods(["GET", "POST"])
def edit(request, slug, numero):
    """Write a fiche under the labels of its template."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    require(can_write_fiche(place.standing, place.convention.etat))
    back = place.url("convention_fiche", fiche.numero)
    form = FicheForm(request.POST or None, **_writing(place, fiche, fiche))

    def write(values, base, reason):
        return actions.write_fiche(actor=request.user, fiche=fiche, values=values, base=base, reason=reason)

    page = {"fiche": fiche, "title": f"Modifier la fiche {numero}", "back": back}
    return _write(request, place, form, write=write, page=page)


@require_http_methods(["GET", "POST"])
def action_edit(request, slug, numero, rang):
    """Write one action of a fiche."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    action = _action(fiche, rang)
    require(can_write_fiche(place.standing, place.convention.etat))
    back = f"{place.url('convention_fiche', fiche.numero)}#action-{rang}"
    form = WritingForm(request.POST or None, **_writing(place, fiche, action))

    def write(values, base, reason):
        return fiche_actions.write_action(actor=request.user, action=action, values=values, base=base, reason=reason)

    page = {"fiche": fiche, "title": f"Modifier l’action {rang} de la fiche {numero}", "back": back}
    return _write(request, place, form, write=write, page=page)


def _writing(place, fiche, row) -> dict:
    return {
        "row": row,
        "needs_reason": place.convention.etat in LIVE and fiche.draft_of_id is None,
        "calendar_url": place.url("convention_calendrier"),
    }


def _write(request, place, form, *, write, page):
    """Answer a form of writing: kept, refused with every fault by field, or given back with the words of another."""
    conflict = None
    if request.method == "POST" and form.is_valid():
        values, base = form.values(), form.cleaned_data["base"]
        try:
            written = write(values, base, form.cleaned_data.get("reason", "").strip())
        except FicheConflictError as refusal:
            conflict = _conflict(place, form, refusal)
            _show(form, refusal)
        except ValidationError as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _told(written))
            return redirect(page["back"])
    sources = read_sources(place.convention, request.user)
    found = [gap for gap in gaps(sources) if gap.fiche and gap.fiche.pk == page["fiche"].pk]
    context = _context(place) | page | {"form": form, "conflict": conflict, "gaps": found, "reading": ""}
    context["needs_reason"] = "reason" in form.fields
    return render(request, "conventions/fiches/modifier.html", context, status=422 if form.errors else 200)


def _show(form, refusal) -> None:
    """Give each error to its field; that of the machine calendar to its nature."""
    if hasattr(refusal, "error_dict") and "calendrier" in refusal.error_dict:
        refusal.error_dict["calendrier_nature"] = refusal.error_dict.pop("calendrier")
    show_errors(form, refusal)


def _conflict(place, form, refusal) -> dict:
    """Return who changed what meanwhile, and take their words as read for the next sending."""
    form.renew(refusal.current)
    row, names = form.row, names_of(place.convention, refusal.current)
    row.refresh_from_db(fields=["modified_at", "modified_by"])
    return {
        "who": row.modified_by,
        "when": long_moment(row.modified_at),
        "items": [{"label": one.label, "theirs": told(one.key, one.theirs, names)} for one in refusal.conflicts],
    }


def _told(written) -> str:
    if not written.changed and not written.kept:
        return "Rien n’a changé."
    changed = f"Enregistré : {', '.join(written.changed)}." if written.changed else "Rien n’a changé de votre part."
    if not written.kept:
        return changed
    return (
        f"{changed} Pendant que vous écriviez, une autre personne a changé : {', '.join(written.kept)} ; c’est gardé."
    )


@require_http_methods(["GET"])
def calendar(request, slug):
    """Read a calendar in French and propose what a machine makes of it; nothing when it says something else."""
    place = place_of(request, slug)
    require(can_write_fiche(place.standing, place.convention.etat))
    reading = read_form(request.GET.get("calendrier_texte", "")[:2000])
    if reading is None:
        return HttpResponse(status=204)
    form, told_words = reading
    return render(request, "conventions/fiches/_schedule.html", {"form": form, "reading": told_words})


@require_http_methods(["POST"])
def share(request, slug, numero):
    """Show a draft to the other parties."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    require(can_write_fiche(place.standing, place.convention.etat))
    return attempt(
        request,
        lambda: actions.share_fiche(actor=request.user, fiche=fiche, reason=request.POST.get("reason", "")),
        done=f"La fiche {fiche.numero} est partagée : toutes les parties la voient et l’écrivent.",
        back=place.url("convention_fiche", fiche.numero),
    )


@require_http_methods(["POST"])
def delete(request, slug, numero):
    """Take away a draft, or a shared fiche before the vote with its reason."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    require(can_write_fiche(place.standing, place.convention.etat))
    try:
        if fiche.draft_of_id is not None:
            actions.delete_draft(actor=request.user, fiche=fiche)
        else:
            actions.withdraw_fiche(actor=request.user, fiche=fiche, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return redirect(place.url("convention_fiche", fiche.numero))
    messages.success(request, f"La fiche {fiche.numero} est retirée ; son texte reste dans l’historique.")
    return redirect(place.url("convention_fiches"))


@require_http_methods(["POST"])
def move(request, slug, numero):
    """Change the state of a fiche."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    require(can_follow(place.standing, place.convention.etat))
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    return attempt(
        request,
        lambda: fiche_states.move_fiche(actor=request.user, fiche=fiche, to=to, reason=reason),
        done=f"La fiche {fiche.numero} est dans l’état « {_label(to)} ».",
        back=place.url("convention_fiche", fiche.numero),
    )


def _label(to) -> str:
    return str(EtatAction(to).label) if to in EtatAction.values else to


def _action(fiche, rang):
    action = get_object_or_404(fiche.actions.select_related("modified_by"), numero=rang)
    action.fiche = fiche
    return action


@require_http_methods(["GET", "POST"])
def action_new(request, slug, numero):
    """Add an action at the end of a fiche."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    require(may_change(place, is_draft=fiche.draft_of_id is not None))
    needs_reason = place.convention.etat in LIVE and fiche.draft_of_id is None
    form = NewActionForm(request.POST or None, needs_reason=needs_reason, initial={"nature": fiche.nature})
    if request.method == "POST" and form.is_valid():
        try:
            action = fiche_actions.add_action(actor=request.user, fiche=fiche, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"L’action {action.numero} est ajoutée : écrivez maintenant son texte.")
            return redirect(place.url("convention_action_edit", fiche.numero, action.numero))
    context = _context(place) | {
        "form": form,
        "title": f"Nouvelle action de la fiche {fiche.numero}",
        "back": place.url("convention_fiche", fiche.numero),
        "submit": "Ajouter l’action",
    }
    return render(request, "conventions/fiches/simple.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def action_move(request, slug, numero, rang):
    """Change the state of an action."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    action = _action(fiche, rang)
    require(can_follow(place.standing, place.convention.etat))
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    return attempt(
        request,
        lambda: fiche_states.move_action(actor=request.user, action=action, to=to, reason=reason),
        done=f"L’action {rang} est dans l’état « {_label(to)} ».",
        back=f"{place.url('convention_fiche', fiche.numero)}#action-{rang}",
    )


@require_http_methods(["POST"])
def action_remove(request, slug, numero, rang):
    """Take away an action."""
    place = place_of(request, slug)
    fiche = fiche_of(request, place, numero)
    action = _action(fiche, rang)
    require(can_write_fiche(place.standing, place.convention.etat))
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: fiche_actions.remove_action(actor=request.user, action=action, reason=reason),
        done=f"L’action {rang} est retirée ; son texte reste dans l’historique.",
        back=place.url("convention_fiche", fiche.numero),
    )
