"""What each party transmits to the other: the clause, the last sending, the next due, what is late."""

from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.obligations import cancel_transmission, record_transmission
from tandem.conventions.dues import due_of
from tandem.conventions.enums import NatureObligation
from tandem.conventions.followed import Followed, follow
from tandem.conventions.matrix import cell_of
from tandem.conventions.models import Obligation, Transmission
from tandem.conventions.perms import can_cancel_sending, can_send
from tandem.conventions.standing import require
from tandem.conventions.wording import cadence_words, clause_words
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.obligation_forms import TransmissionForm
from tandem.web.conventions.obligation_writing import obligation_of
from tandem.web.documents.answers import saved_file_response


class Sending(NamedTuple):
    """One obligation to send something, as its card shows it."""

    obligation: Obligation
    clause: str
    cadence: str
    last: Transmission | None
    late_since: date | None
    next_due: date | None
    record_url: str

    @property
    def is_late(self) -> bool:
        """Whether its period is over and nothing was sent since."""
        return self.late_since is not None


@require_http_methods(["GET"])
def transmissions(request, slug):
    """Two columns, one per party, then what every party owes; and all that was sent, cancelled lines included."""
    place, today = place_of(request, slug), timezone.localdate()
    (followed,) = follow([place.convention])
    sent = list(
        Transmission.objects.filter(obligation__convention=place.convention)
        .select_related("obligation", "partie__organisation", "actor", "annule", "annulee_par__actor")
        .order_by("-date", "-pk")
    )
    cards = sendings_of(place, followed, sent, today)
    columns = [
        {"partie": partie, "cards": [one for one in cards if one.obligation.debiteur_id == partie.pk]}
        for partie in place.parties
    ]
    context = convention_context(place, "convention_transmissions") | {
        "columns": columns,
        "shared": [one for one in cards if one.obligation.debiteur_id is None],
        "has_cards": bool(cards),
        "late": sum(one.is_late for one in cards),
        "history": [_line(place, one) for one in sent if one.annule_id is None],
    }
    return render(request, "conventions/transmissions.html", context)


def sendings_of(place: Place, followed: Followed, sent: list[Transmission], today: date) -> list[Sending]:
    """The cards of a convention, what is late first."""
    kept = [one for one in sent if one.annule_id is None and not _is_cancelled(one)]
    last = {one.obligation_id: one for one in reversed(kept)}
    found = [
        _sending(place, followed, obligation, last=last.get(obligation.pk), today=today)
        for obligation in followed.obligations
        if obligation.nature != NatureObligation.REUNION
    ]
    return sorted(found, key=lambda one: (not one.is_late, one.next_due or date.max, one.obligation.rank))


def _sending(
    place: Place, followed: Followed, obligation: Obligation, *, last: Transmission | None, today: date
) -> Sending:
    due = due_of(followed, obligation, today)
    years = (today.year, today.year + 1)
    deadlines = (cell_of(followed, obligation, year, today).next_deadline for year in years)
    may = can_send(place.standing, place.convention.etat, obligation.debiteur_id)
    return Sending(
        obligation=obligation,
        clause=clause_words(obligation.clause),
        cadence=cadence_words(obligation.rule),
        last=last,
        late_since=due.deadline if due and due.kind == "late" else None,
        next_due=next((one for one in deadlines if one), None),
        record_url=place.url("convention_transmission_new", obligation.code) if may else "",
    )


def _is_cancelled(transmission: Transmission) -> bool:
    return hasattr(transmission, "annulee_par")


def _line(place: Place, one: Transmission) -> dict:
    is_cancelled = _is_cancelled(one)
    may = not is_cancelled and can_cancel_sending(place.standing, place.convention.etat, one.partie_id)
    return {
        "one": one,
        "dialog": f"annuler-{one.pk}",
        "cancelled": one.annulee_par if is_cancelled else None,
        "piece_url": place.url("convention_transmission_piece", one.pk) if one.piece else "",
        "cancel_url": place.url("convention_transmission_cancel", one.pk) if may else "",
    }


@require_http_methods(["GET", "POST"])
def new(request, slug, code):
    """Record what was sent for one obligation."""
    place = place_of(request, slug)
    obligation = obligation_of(place, code)
    require(can_send(place.standing, place.convention.etat, obligation.debiteur_id))
    form = TransmissionForm(*((request.POST, request.FILES) if request.method == "POST" else ()), obligation=obligation)
    if request.method == "POST":
        form.refuse_oversized(request)
        if form.is_valid() and _recorded(request, form, obligation):
            messages.success(request, "L’envoi est enregistré ; l’autre partie le voit.")
            return redirect(place.url("convention_transmissions"))
    context = convention_context(place, "convention_transmissions") | {
        "form": form,
        "obligation": obligation,
        "cadence": cadence_words(obligation.rule),
        "clause": clause_words(obligation.clause),
        "back": place.url("convention_transmissions"),
    }
    return render(request, "conventions/transmission_form.html", context, status=422 if form.errors else 200)


def _recorded(request, form: TransmissionForm, obligation: Obligation) -> bool:
    data = form.cleaned_data
    try:
        record_transmission(
            actor=request.user,
            obligation=obligation,
            date=data["date"],
            note=data["note"],
            secteur=data.get("secteur", ""),
            file=form.sent_file(),
        )
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    return True


@require_http_methods(["POST"])
def cancel(request, slug, pk):
    """Cancel the record of something sent, with a reason."""
    place = place_of(request, slug)
    found = _transmission(place, pk)
    return attempt(
        request,
        lambda: cancel_transmission(
            actor=request.user, transmission=found, reason=request.POST.get("reason", "")
        ),
        done="L’envoi est annulé ; sa ligne reste dans l’historique.",
        back=place.url("convention_transmissions"),
    )  # fmt: skip


@require_http_methods(["GET"])
def piece(request, slug, pk):
    """The file joined to a sending, to save: never shown inside the site."""
    found = _transmission(place_of(request, slug), pk, with_file=True)
    return saved_file_response(found.piece, filename=found.piece_nom)


def _transmission(place: Place, pk: int, *, with_file: bool = False) -> Transmission:
    rows = Transmission.objects.filter(obligation__convention=place.convention, annule__isnull=True)
    if with_file:
        rows = rows.exclude(piece="")
    return get_object_or_404(rows.select_related("obligation__convention", "partie"), pk=pk)
