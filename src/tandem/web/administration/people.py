"""Who holds which role in the organisation; roles are given and ended, never rewritten."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.organisations.actions import end_role, invite
from tandem.organisations.perms import can_end
from tandem.web.administration.access import administered, tabs
from tandem.web.administration.forms import EndForm, InvitationForm
from tandem.web.administration.invitations import send_invitation
from tandem.web.frame import frame_of
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

STATES = {"current": "En cours", "future": "À venir", "past": "Terminé"}
TONES = {"current": "success", "future": "info", "past": "neutral"}


def _state(membership, today):
    if membership.starts_on > today:
        return "future"
    return "past" if membership.ends_on is not None and membership.ends_on < today else "current"


@require_safe
def people(request):
    """List the roles of the organisation, past and to come included."""
    organisation = administered(request)
    today = timezone.localdate()
    rows = list(
        organisation.memberships.select_related("user", "departement").order_by(
            "user__last_name", "user__first_name", "role", "-starts_on", "pk"
        )
    )
    columns = [
        Column(key="personne", label="Personne", value=lambda row: str(row.user), search=True, fixed=True),
        Column(key="email", label="Adresse", path="user.email", search=True),
        Column(key="role", label="Rôle", value=lambda row: row.get_role_display(), filter=Filter.CHOICE),
        Column(key="departement", label="Département", path="departement.nom", visible=False),
        Column(key="starts_on", label="Depuis le", kind=Kind.DATE),
        Column(key="ends_on", label="Dernier jour", kind=Kind.DATE),
        Column(
            key="state",
            label="État",
            kind=Kind.BADGE,
            value=lambda row: STATES[_state(row, today)],
            tone=lambda row: TONES[_state(row, today)],
            filter=Filter.CHOICE,
        ),
        Column(
            key="entered",
            label="Dernière connexion",
            kind=Kind.MOMENT,
            path="user.last_login",
            help="Vide tant que la personne n’est jamais entrée.",
        ),
        Column(
            key="suite",
            label="Suite",
            value=lambda row: "Mettre fin" if _state(row, today) != "past" else "",
            link=lambda row: reverse("administration_fin", args=[row.pk]) if _state(row, today) != "past" else None,
            sortable=False,
        ),
    ]
    table = Table(
        request,
        "personnes",
        caption=f"Personnes et rôles – {organisation}",
        columns=columns,
        rows=rows,
        options=Options(
            noun=("rôle", "rôles"),
            row_class=lambda row: "row-muted" if _state(row, today) == "past" else "",
            empty="Aucun rôle n’a encore été donné.",
            cards=True,
        ),
    )
    context = {"organisation": organisation, "tabs": tabs(request, "administration")}
    return table_response(request, table, "administration/people.html", context)


@require_http_methods(["GET", "POST"])
def invite_person(request):
    """Give a role to a person, known here or not."""
    organisation = administered(request)
    form = InvitationForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            membership, is_new = invite(actor=request.user, organisation=organisation, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            send_invitation(request, membership, is_new=is_new)
            messages.success(request, f"{membership.user} a été prévenu·e à l’adresse {membership.user.email}.")
            return redirect("administration")
    context = {"organisation": organisation, "form": form, "tabs": tabs(request, "administration")}
    return render(request, "administration/invite.html", context)


def _membership(organisation, pk):
    return get_object_or_404(organisation.memberships.select_related("user", "organisation"), pk=pk)


@require_http_methods(["GET", "POST"])
def end(request, pk):
    """End a role, at once or on a day to come."""
    organisation = administered(request)
    membership = _membership(organisation, pk)
    decision = can_end(frame_of(request).roles, membership, request.user.pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_role(actor=request.user, membership=membership, ends_on=form.cleaned_data["ends_on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"Le rôle «\u202f{membership.get_role_display()}\u202f» de {membership.user} a une fin."
            )
            return redirect("administration")
    context = {
        "organisation": organisation,
        "membership": membership,
        "decision": decision,
        "form": form,
        "tabs": tabs(request, "administration"),
    }
    return render(request, "administration/end.html", context)


@require_POST
def remind(request, pk):
    """Send the invitation again to a person who has never signed in."""
    membership = _membership(administered(request), pk)
    if membership.user.last_login is not None:
        messages.info(request, f"{membership.user} s’est déjà connecté·e\u202f: l’invitation n’est plus utile.")
    else:
        send_invitation(request, membership, is_new=True)
        messages.success(request, f"L’invitation a été envoyée de nouveau à {membership.user.email}.")
    return redirect("administration")
