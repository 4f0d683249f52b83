"""The règlements of a Région: their versions, adding one, reading the file itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.campagnes import perms
from tandem.campagnes.actions.reglements import save_reglement
from tandem.campagnes.models import Reglement
from tandem.campagnes.perms import Standing
from tandem.campagnes.standing import require
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tandem.web.campagnes.forms import ReglementForm
from tandem.web.frame import frame_of
from tandem.web.tables import Column, Kind, Options, Table, table_response


@require_http_methods(["GET"])
def reglements(request):
    """The versions of the règlements of the Régions in which the person holds a role."""
    frame = frame_of(request)
    regions = [membership.organisation for membership in frame.memberships if membership.role.startswith("region_")]
    require(perms.can_read_instruction(Standing(request.user.pk, frozenset(_roles(frame.memberships)))))
    rows = (
        Reglement.objects.filter(organisation__in=regions)
        .defer("contenu")
        .select_related("organisation", "deliberation")
        .order_by("organisation__nom", "code", "-version")
    )
    table = Table(
        request,
        "reglements",
        caption="Versions des règlements d’intervention",
        columns=_COLUMNS,
        rows=rows,
        options=Options(
            noun=("version", "versions"),
            empty="Aucun règlement : ajoutez le premier fichier.",
            search_label="Rechercher un règlement",
            cards=True,
            sticky_filters=False,
        ),
    )
    addable = {
        membership.organisation.slug: membership.organisation
        for membership in frame.memberships
        if perms.can_add_reglement(Standing(request.user.pk, frozenset({Role(membership.role)})))
    }
    return table_response(request, table, "campagnes/reglements.html", {"addable": list(addable.values())})


@require_http_methods(["GET", "POST"])
def add(request, region_slug):
    """Check a règlement whole; keep it as a new version when nothing is wrong."""
    region = get_object_or_404(Organisation.objects.visible_to(request.user).regions(), slug=region_slug)
    roles = _roles(m for m in frame_of(request).memberships if m.organisation_id == region.pk)
    require(perms.can_add_reglement(Standing(request.user.pk, frozenset(roles))))
    request.theme_organisation = region
    form = ReglementForm(request.POST or None, request.FILES or None)
    anomalies = []
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_reglement(actor=request.user, organisation=region, contenu=form.cleaned_data["fichier"].read())
        except ValidationError as refusal:
            anomalies = refusal.messages
        else:
            messages.success(request, f"« {kept} » est enregistré.")
            return redirect(reverse("reglements"))
    failed = bool(anomalies or form.errors)
    context = {"form": form, "region": region, "anomalies": anomalies}
    return render(request, "campagnes/reglement_form.html", context, status=422 if failed else 200)


@require_http_methods(["GET"])
def source(request, region_slug, code, version):
    """The file of a version, as it was received: to read, or to start the next one from."""
    found = get_object_or_404(
        Reglement.objects.filter(organisation__in=request.user.memberships.current().values("organisation")),
        organisation__slug=region_slug,
        code=code,
        version=version,
    )
    response = HttpResponse(found.contenu, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.code}-version-{found.version}.yaml"'
    return response


def _roles(memberships) -> set[Role]:
    return {Role(membership.role) for membership in memberships}


def _yaml(row) -> str:
    return reverse("reglement_yaml", args=[row.organisation.slug, row.code, row.version])


_COLUMNS = (
    Column(key="titre", label="Règlement", search=True, fixed=True, link=_yaml),
    Column(key="version", label="Version", kind=Kind.INT),
    Column(key="code", label="Code"),
    Column(key="organisation", label="Région", path="organisation.nom", search=True),
    Column(key="created_at", label="Enregistré le", kind=Kind.MOMENT),
    Column(key="deliberation", label="Adopté par", path="deliberation.numero"),
    Column(key="sha256", label="Empreinte SHA-256", visible=False, css="hash"),
)
