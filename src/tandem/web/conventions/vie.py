"""The term of a convention, its prolongations, its registered letters, its mises en demeure, its résiliation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bareme.display import typography
from tandem.conventions.actions import courriers as letters
from tandem.conventions.actions import vie as actions
from tandem.conventions.enums import LIVE, NatureCourrier
from tandem.conventions.models import Courrier
from tandem.conventions.notices import Notice, notices_of
from tandem.conventions.perms import can_move, can_write
from tandem.conventions.standing import require
from tandem.formats import long_date, number
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.lifeline import lifeline_of
from tandem.web.conventions.vie_forms import CourrierForm, ProlongationForm, ResiliationForm
from tandem.web.widgets import day_sent


@require_http_methods(["GET"])
def vie(request, slug):
    """Where the convention stands in time, and every letter that counts."""
    place, today = place_of(request, slug), timezone.localdate()
    convention = place.convention
    prolongations = list(
        convention.prolongations.prefetch_related("courriers__partie")
        .select_related("actor")
        .order_by("agreed_on", "pk")
    )
    remaining = _remaining(convention)
    is_live = convention.etat in LIVE
    may_move = bool(can_move(place.standing))
    context = convention_context(place, "convention_vie") | {
        "lifeline": lifeline_of(convention, today),
        "left": (convention.end - today).days if convention.end else None,
        "prolongations": prolongations,
        "remaining": remaining,
        "notices": [_notice_row(place, notice, today) for notice in notices_of(convention)],
        "letters": convention.courriers.select_related("partie__organisation", "actor", "answers").order_by(
            "-sent_on", "-pk"
        ),
        "may_prolong": is_live and may_move and remaining > 0,
        "may_write": convention.is_signed and bool(can_write(place.standing)),
        "may_end": is_live and may_move,
        "urls": {name: place.url(f"convention_{name}") for name in ("prolong", "courrier", "terminate")},
    }
    return render(request, "conventions/vie/vie.html", context)


def _remaining(convention) -> int:
    """Return the months of prolongation that the text still allows."""
    granted = sum(one.mois for one in convention.agreed_prolongations)
    return max(convention.prolongation_max_mois - granted, 0)


def _notice_row(place, notice: Notice, today) -> dict:
    """Return a mise en demeure with its countdown, in words and as a gauge."""
    left = notice.days_left(today)
    row = {
        "notice": notice,
        "dialog": f"reception-{notice.courrier.pk}",
        "gauge": None,
        "tone": "info",
        "state": "",
        "text": notice.obstacle(today),
    }
    if notice.is_answered:
        row |= {"tone": "success", "state": "Répondue dans le délai"}
    elif left is None:
        row |= {"tone": "warning", "state": "Réception à enregistrer" if notice.deadline is None else ""}
    elif left >= 0:
        total = (notice.deadline - notice.courrier.received_on).days
        days = "c’est aujourd’hui" if left == 0 else f"il reste {number(left)} jour{'s' if left > 1 else ''}"
        text = typography(f"Réponse attendue le {long_date(notice.deadline)} au plus tard : {days}.")
        row |= {
            "tone": "warning",
            "state": "Délai en cours",
            "gauge": {"used": total - left, "total": total, "text": text},
        }
    else:
        row |= {
            "tone": "danger",
            "state": "Sans réponse",
            "text": typography(
                f"Le délai de réponse a pris fin le {long_date(notice.deadline)}, sans réponse : "
                f"{notice.courrier.partie} peut résilier la convention."
            ),
        }
    is_open = place.convention.etat in LIVE and bool(can_move(place.standing))
    row["reception_url"] = (
        place.url("convention_courrier_reception", notice.courrier.pk)
        if is_open and notice.courrier.received_on is None
        else ""
    )
    row["answer_url"] = f"{place.url('convention_courrier')}?repond={notice.courrier.pk}" if is_open else ""
    row["end_url"] = (
        place.url("convention_terminate")
        if is_open and notice.courrier.partie_id in place.standing.parties and notice.allows_resiliation(today)
        else ""
    )
    return row


@require_http_methods(["GET", "POST"])
def prolong(request, slug):
    """Record a prolongation with the letter of each party."""
    place = place_of(request, slug)
    require(can_move(place.standing))
    form = ProlongationForm(request.POST or None, convention=place.convention)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.prolong(
                actor=request.user,
                convention=place.convention,
                duree_mois=data["duree_mois"],
                agreed_on=data["agreed_on"],
                motif=data["motif"],
                lettres=form.lettres(),
            )
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "La convention est prolongée : son terme est recalculé.")
            return redirect(place.url("convention_vie"))
    return _form(request, place, form, "conventions/vie/prolonger.html", remaining=_remaining(place.convention))


@require_http_methods(["GET", "POST"])
def courrier(request, slug):
    """Record a registered letter: a mise en demeure, its answer, another one."""
    place = place_of(request, slug)
    require(can_write(place.standing))
    form = CourrierForm(
        request.POST or None,
        convention=place.convention,
        may_decide=bool(can_move(place.standing)),
        initial=_first_values(request, place),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, place, form)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "La lettre est enregistrée : chaque partie la lit ici.")
            return redirect(place.url("convention_vie"))
    return _form(request, place, form, "conventions/vie/courrier.html")


def _first_values(request, place) -> dict:
    """Return the nature and the sender that the address asks for."""
    own = place.own_partie
    asked = request.GET.get("repond", "")
    if asked.isdecimal() and len(asked) < 10:
        found = place.convention.courriers.filter(pk=int(asked), nature=NatureCourrier.MISE_EN_DEMEURE).first()
        if found is not None:
            others = [partie for partie in place.parties if partie.pk != found.partie_id]
            sender = own if own in others else (others[0] if others else None)
            return {"nature": NatureCourrier.REPONSE, "answers": found.pk, "partie": sender and sender.pk}
    nature = request.GET.get("nature", "")
    known = nature if nature in NatureCourrier else NatureCourrier.AUTRE
    return {"nature": known, "partie": own.pk if own else None}


def _record(request, place, form) -> Courrier:
    match form.cleaned_data["nature"]:
        case NatureCourrier.MISE_EN_DEMEURE:
            return letters.send_mise_en_demeure(actor=request.user, convention=place.convention, lettre=form.lettre())
        case NatureCourrier.REPONSE:
            return letters.answer_mise_en_demeure(
                actor=request.user, courrier=form.cleaned_data["answers"], lettre=form.lettre()
            )
        case _:
            return letters.record_courrier(actor=request.user, convention=place.convention, lettre=form.lettre())


@require_http_methods(["POST"])
def reception(request, slug, pk):
    """Write the day on which a letter was received."""
    place = place_of(request, slug)
    require(can_move(place.standing))
    found = get_object_or_404(place.convention.courriers.select_related("convention"), pk=pk)
    day = day_sent(request.POST.get("on", ""))
    if day is None:
        messages.error(request, "Une date de réception est attendue, comme 12/03/2026. Rien n’a été enregistré.")
        return redirect(place.url("convention_vie"))
    return attempt(
        request,
        lambda: letters.record_reception(actor=request.user, courrier=found, on=day),
        done="La réception est enregistrée : le délai court à compter d’elle.",
        back=place.url("convention_vie"),
    )


@require_http_methods(["GET", "POST"])
def terminate(request, slug):
    """End the convention before its term."""
    place = place_of(request, slug)
    require(can_move(place.standing))
    form = ResiliationForm(request.POST or None, convention=place.convention)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.terminate(
                actor=request.user,
                convention=place.convention,
                on=data["on"],
                motif=data["motif"],
                lettres=form.lettres(),
            )
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(
                request, "La convention est résiliée. Son texte, ses fiches et son historique restent lisibles."
            )
            return redirect(place.url("convention_vie"))
    today = timezone.localdate()
    obstacles = actions.resiliation_faults(place.convention, place.standing.parties, today)
    return _form(request, place, form, "conventions/vie/resilier.html", obstacles=obstacles)


def _form(request, place, form, template, **facts):
    context = convention_context(place, "convention_vie") | {
        "form": form,
        "back": place.url("convention_vie"),
        "is_live": place.convention.etat in LIVE,
        **facts,
    }
    return render(request, template, context, status=422 if form.errors else 200)
