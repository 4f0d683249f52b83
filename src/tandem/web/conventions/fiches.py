"""The fiches actions of a convention: the list by axis, one fiche, and the axes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.axes import add_axe, write_axe
from tandem.conventions.completeness import gaps, read_sources
from tandem.conventions.enums import BEFORE_SIGNATURE, EtatAction, EtatConvention, NatureIndicateur
from tandem.conventions.models import Action, ConventionChange, Fiche
from tandem.conventions.perms import can_change_fiches, can_follow, can_write_fiche, can_write_text
from tandem.conventions.standing import require
from tandem.organisations.models import Organisation
from tandem.web.answers import show_errors
from tandem.web.conventions import fiche_pages as pages
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.fiche_forms import AxeForm
from tandem.web.conventions.indicateur_rows import NATURE_TONES, target_words

HISTORY_LINES = 30


@require_http_methods(["GET"])
def fiches(request, slug):
    """Axis by axis: each fiche with its state, its porteurs, its calendar, its indicators and what it lacks."""
    place = place_of(request, slug)
    sources = read_sources(place.convention, request.user)
    found = gaps(sources)
    cards = pages.cards_of(sources, found)
    chosen = _chosen(request, sources)
    axes = [
        {
            "axe": axe,
            "domaine": _domaine(place.convention, axe),
            "cards": [card for card in cards[axe.pk] if _is_chosen(card.row, chosen)],
            "is_empty": not cards[axe.pk],
        }
        for axe in sources.axes
        if not chosen["axe"] or str(axe.numero) == chosen["axe"]
    ]
    context = convention_context(place, "convention_fiches") | {
        "axes": axes,
        "shown": sum(len(axe["cards"]) for axe in axes),
        "total": len(sources.fiches),
        "drafts": sum(fiche.draft_of_id is not None for fiche in sources.fiches),
        "agenda": pages.agenda_of(place, found),
        "gap_count": len(found),
        "is_filtered": any(chosen.values()),
        "filters": _filters(sources, chosen),
        "may_add": bool(may_change(place, is_draft=True)),
        "may_write_axes": bool(_may_write_axes(place)),
    }
    return render(request, "conventions/fiches/liste.html", context)


def may_change(place: Place, *, is_draft: bool):
    """Return whether what both sides read of the fiches may change."""
    convention = place.convention
    return can_change_fiches(
        place.standing, convention.etat, sans_avenant=convention.fiches_sans_avenant, is_draft=is_draft
    )


def _may_write_axes(place):
    return can_write_text(place.standing, place.convention.etat) and place.convention.etat != EtatConvention.VOTEE


def _domaine(convention, axe) -> str:
    named = axe.domaine is not None and axe.domaine < len(convention.domaines)
    return convention.domaines[axe.domaine] if named else ""


def _chosen(request, sources) -> dict[str, str]:
    """Return the filters of the address; one that names nothing is none."""
    known = {"etat": EtatAction.values, "axe": [str(axe.numero) for axe in sources.axes]}
    known["porteur"] = [porteur.slug for porteur in _porteurs(sources)]
    return {name: value if (value := request.GET.get(name, "")) in values else "" for name, values in known.items()}


def _porteurs(sources) -> list[Organisation]:
    found = {porteur.pk: porteur for fiche in sources.fiches for porteur in fiche.porteurs.all()}
    return sorted(found.values(), key=lambda porteur: pages.short_name(porteur).casefold())


def _filters(sources, chosen) -> list[dict]:
    axes = [(str(axe.numero), str(axe)) for axe in sources.axes]
    porteurs = [(porteur.slug, pages.short_name(porteur)) for porteur in _porteurs(sources)]
    rows = (("etat", "État", EtatAction.choices), ("axe", "Axe", axes), ("porteur", "Porteur", porteurs))
    return [{"name": name, "label": label, "options": options, "chosen": chosen[name]} for name, label, options in rows]


def _is_chosen(fiche, chosen) -> bool:
    if chosen["etat"] and fiche.etat != chosen["etat"]:
        return False
    return not chosen["porteur"] or chosen["porteur"] in {porteur.slug for porteur in fiche.porteurs.all()}


def fiche_of(request, place: Place, numero: str) -> Fiche:
    """Find a fiche among those that the person may see (404 otherwise); a shared one before a draft."""
    organisations = Organisation.objects.order_by("nom", "pk")
    found = (
        Fiche.objects.visible_to(request.user)
        .filter(convention=place.convention, numero=numero)
        .select_related("axe", "modele", "draft_of", "modified_by", "avenant")
        .prefetch_related(
            Prefetch("actions", queryset=Action.objects.order_by("numero")),
            Prefetch("porteurs", queryset=organisations),
            Prefetch("partenaires", queryset=organisations),
        )
        .order_by(F("draft_of").asc(nulls_first=True), "pk")
    )
    fiche = found.first() or get_object_or_404(found, pk=None)
    fiche.convention = place.convention
    return fiche


@require_http_methods(["GET"])
def fiche(request, slug, numero):
    """One fiche under the labels of its template, its actions, indicators, obligations and history."""
    place = place_of(request, slug)
    found = fiche_of(request, place, numero)
    sources = read_sources(place.convention, request.user)
    own_gaps = [gap for gap in gaps(sources) if gap.fiche and gap.fiche.pk == found.pk]
    card = pages.Card(found, own_gaps)
    context = convention_context(place, "convention_fiches") | {
        "fiche": found,
        "card": card,
        "texts": pages.texts_of(found),
        "calendar_label": pages.calendar_label(found),
        "publics": pages.publics_of(found),
        "actions": [_action_panel(place, action, own_gaps) for action in found.actions.all()],
        "has_action_fields": pages.has_action_fields(found),
        "indicateurs": [_indicator(place, row) for row in sources.indicateurs if row.fiche_id == found.pk],
        "indicateurs_url": place.url("convention_indicateurs"),
        "indicateur_new_url": place.url("convention_indicateur_new"),
        "obligations": found.obligations.select_related("debiteur", "creancier").order_by("rank", "pk"),
        "obligations_url": place.url("convention_obligations"),
        "gaps": own_gaps,
        "history": pages.past_of(_history(request, found)),
        "may": _may(place, found),
        "moves": _moves(place, found, found),
    }
    return render(request, "conventions/fiches/fiche.html", context)


def _indicator(place, row) -> dict:
    return {
        "row": row,
        "tone": NATURE_TONES[NatureIndicateur(row.nature)].value,
        "target": row.cible_texte or target_words(row),
        "url": place.url("convention_indicateur", row.code),
    }


def _may(place, found) -> dict[str, bool]:
    """Return what the person may do with a fiche."""
    is_draft = found.draft_of_id is not None
    is_open = bool(may_change(place, is_draft=is_draft))
    return {
        "write": bool(can_write_fiche(place.standing, place.convention.etat)),
        "change": is_open,
        "share": is_draft and bool(may_change(place, is_draft=False)),
        "delete": is_draft and is_open,
        "withdraw": not is_draft and is_open and place.convention.etat in BEFORE_SIGNATURE,
        "explain": not is_draft and place.convention.etat not in BEFORE_SIGNATURE,
    }


def _moves(place, fiche, row) -> list[dict]:
    if fiche.draft_of_id is not None or not can_follow(place.standing, place.convention.etat):
        return []
    return pages.moves_of(row, may_amend=place.convention.fiches_sans_avenant)


def _action_panel(place, action, own_gaps) -> dict:
    return {
        "card": pages.Card(action, [gap for gap in own_gaps if gap.action and gap.action.pk == action.pk]),
        "texts": pages.texts_of(action),
        "calendar_label": pages.calendar_label(action),
        "moves": _moves(place, action.fiche, action),
    }


def _history(request, found):
    return (
        ConventionChange.objects.visible_to(request.user)
        .filter(convention=found.convention, subject=f"fiche:{found.pk}")
        .select_related("actor", "organisation")
        .order_by("-at", "-pk")[:HISTORY_LINES]
    )


@require_http_methods(["GET", "POST"])
def axe_new(request, slug):
    """Add an axis."""
    place = place_of(request, slug)
    require(can_write_text(place.standing, place.convention.etat))
    last = place.convention.axes.order_by("-numero").first()
    form = AxeForm(
        request.POST or None,
        convention=place.convention,
        is_new=True,
        initial={"numero": last.numero + 1 if last else 1},
    )
    if request.method == "POST" and form.is_valid():
        try:
            axe = add_axe(actor=request.user, convention=place.convention, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"L’axe {axe.numero} est ajouté : ouvrez maintenant sa première fiche.")
            return redirect(place.url("convention_fiches"))
    return _axe_page(request, place, form, title="Nouvel axe")


@require_http_methods(["GET", "POST"])
def axe_edit(request, slug, numero):
    """Rewrite an axis, or place it in article 1."""
    place = place_of(request, slug)
    require(can_write_text(place.standing, place.convention.etat))
    axe = get_object_or_404(place.convention.axes, numero=numero)
    initial = {"titre": axe.titre, "domaine": axe.domaine}
    form = AxeForm(request.POST or None, convention=place.convention, is_new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            write_axe(actor=request.user, axe=axe, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"L’axe {axe.numero} est enregistré.")
            return redirect(place.url("convention_fiches"))
    return _axe_page(request, place, form, title=f"Axe {axe.numero}")


def _axe_page(request, place, form, *, title):
    context = convention_context(place, "convention_fiches") | {
        "form": form,
        "title": title,
        "back": place.url("convention_fiches"),
        "submit": "Enregistrer l’axe",
    }
    return render(request, "conventions/fiches/simple.html", context, status=422 if form.errors else 200)
