"""The first page of a convention: where it stands, who is bound, what is due; and its history."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Convention, ConventionChange
from tandem.conventions.perms import can_habilitate, can_move, can_write_text
from tandem.conventions.rules import rules_of, vote_obstacles
from tandem.formats import long_date, number
from tandem.organisations.models import Representant
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.due_summary import due_summary
from tandem.web.conventions.tones import CONVENTION_TONES
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response
from tandem.web.templatetags.components import Event, Step

ROUTE = (
    EtatConvention.NEGOCIATION,
    EtatConvention.PROJET,
    EtatConvention.VOTEE,
    EtatConvention.SIGNEE,
    EtatConvention.EN_VIGUEUR,
)


@require_http_methods(["GET"])
def convention(request, slug):
    """State, term, parties and signatories, terms."""
    place = place_of(request, slug)
    found = place.convention
    context = convention_context(place, "convention") | {
        "etat_tone": CONVENTION_TONES[EtatConvention(found.etat)].value,
        "steps": steps_of(found),
        "changes_of_state": changes_of_state(found),
        "term": term_of(found),
        "parties": parties_of(place),
        "due": due_summary(place),
        "rules": rules_of(found.type),
        "restrictions": found.restrictions.select_related("organisation", "instance").order_by("date", "pk"),
        "territoires": ", ".join(found.territoires.order_by("nom").values_list("nom", flat=True)),
        "obstacles": vote_obstacles(found) if found.etat == EtatConvention.PROJET else [],
        "may": _may(place),
        "declinaisons": Convention.objects.visible_to(request.user).filter(cadre=found).order_by("titre", "pk"),
    }
    return render(request, "conventions/convention.html", context)


def _may(place) -> dict[str, bool]:
    etat = place.convention.etat
    write_text = bool(can_write_text(place.standing, etat))
    return {
        "write_text": write_text,
        "share": write_text and place.convention.shared_at is None,
        "move": bool(can_move(place.standing)),
    }


def steps_of(convention) -> list[Step]:
    """Return the way of a convention, as the stepper shows it."""
    route = list(ROUTE)
    if convention.etat in {EtatConvention.ECHUE, EtatConvention.RESILIEE}:
        route.append(EtatConvention(convention.etat))
    here = route.index(EtatConvention(convention.etat))
    states = ["done"] * here + ["current"] + ["todo"] * (len(route) - here - 1)
    return [Step(label=str(etat.label), state=state) for etat, state in zip(route, states, strict=True)]


def changes_of_state(convention) -> list[Event]:
    """Return each change of state, the last first: its date, who recorded it and why."""
    return [
        Event(
            title=EtatConvention(one.to_etat).label,
            moment=long_date(one.date),
            actor=str(one.actor or "le calendrier"),
            reason=one.reason,
        )
        for one in convention.transitions.select_related("actor").order_by("-at", "-pk")
    ]


def term_of(convention) -> dict | None:
    """Return the gauge of the term: days gone, days in all, and the exact words; None while it is not known."""
    end = convention.end
    if end is None or convention.signed_on is None:
        return None
    total = (end - convention.signed_on).days
    used = min(max((timezone.localdate() - convention.signed_on).days, 0), total)
    left = (end - timezone.localdate()).days
    if left < 0:
        text = f"Terme le {long_date(end)}, passé depuis {number(-left)} jours."
    else:
        text = f"Terme le {long_date(end)} : il reste {number(left)} jours."
    return {"used": used, "total": total, "text": text, "end": end}


def parties_of(place) -> list[dict]:
    """Return each party with its délégation, its representatives of today and its acts."""
    day = timezone.localdate()
    concerned = [partie.organisation_id for partie in place.parties]
    concerned += [partie.delegation_id for partie in place.parties if partie.delegation_id]
    people = list(Representant.objects.on(place.convention.signed_on or day).filter(organisation__in=concerned))
    return [
        {
            "partie": partie,
            "signing": [one for one in people if one.organisation_id == partie.organisation_id and one.is_signataire],
            "delegates": [one for one in people if one.organisation_id == partie.delegation_id],
            "habilitations": partie.habilitations.select_related("deliberation", "instance").order_by("date", "pk"),
            "may_habilitate": not place.convention.is_signed and bool(can_habilitate(place.standing, partie.pk)),
        }
        for partie in place.parties
    ]


@require_http_methods(["GET"])
def history(request, slug):
    """Who did what, for which side, when and why; old and new words."""
    place = place_of(request, slug)
    rows = (
        ConventionChange.objects.visible_to(request.user)
        .filter(convention=place.convention)
        .select_related("actor", "organisation", "draft_of")
        .order_by("-at", "-pk")
    )
    table = Table(
        request,
        "convention_historique",
        caption="Historique de la convention",
        columns=HISTORY,
        rows=rows,
        options=Options(noun=("modification", "modifications"), cards=True, file_name="historique"),
    )
    return table_response(
        request, table, "conventions/historique.html", convention_context(place, "convention_historique")
    )


HISTORY = (
    Column(key="sentence", label="Modification", search=True, fixed=True),
    Column(key="at", label="Le", kind=Kind.MOMENT),
    Column(key="actor", label="Par", value=lambda row: str(row.actor or "le calendrier"), order_by="actor__last_name"),
    Column(key="organisation", label="Pour", path="organisation.nom", filter=Filter.CHOICE),
    Column(key="before", label="Avant", search=True, visible=False),
    Column(key="after", label="Après", search=True, visible=False),
    Column(key="reason", label="Motif", search=True),
    Column(
        key="draft_of",
        label="Brouillon de",
        value=lambda row: str(row.draft_of or ""),
        visible=False,
        order_by="draft_of__nom",
    ),
)
