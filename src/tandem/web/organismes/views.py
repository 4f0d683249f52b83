"""The directory: four lists, each a table."""

from datetime import date

from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tandem.formats import short_date
from tandem.organisations.branches import branches_on
from tandem.organisations.enums import NatureRattachement, TypeOrganisation
from tandem.organisations.models import Organisation, RattachementBranche
from tandem.web.organismes.forms import DateForm
from tandem.web.tables import Column, Filter, Kind, Options, Table, export_or_fragment, remember, table_response

SOURCED_DAYS = (date(2023, 7, 5), date(2025, 7, 10))
"""The days on which the sources state the branches of AKTO: 27, then 21 (R264)."""

TABS = (
    ("OF-CFA", "organismes"),
    ("OPCO", "organismes_opco"),
    ("Branches", "organismes_branches"),
    ("Régions", "organismes_regions"),
)


def _tabs(current):
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in TABS]


def _sheet_url(organisation):
    return reverse("organisme", args=[organisation.slug])


def _name_column(label):
    return Column(key="nom", label=label, link=_sheet_url, search=True, fixed=True)


def _fiction_column():
    return Column(
        key="origine",
        label="Données",
        kind=Kind.BADGE,
        value=lambda row: "Données fictives" if row.is_fictif else "Données réelles",
        tone=lambda row: "warning" if row.is_fictif else "success",
        order_by="is_fictif",
    )


@require_safe
def of_cfa(request):
    """List the OF-CFA that the person may see."""
    rows = (
        Organisation.objects.visible_to(request.user)
        .of_cfa()
        .select_related("departement")
        .annotate(sites=Count("children", filter=Q(children__nature=NatureRattachement.GESTIONNAIRE), distinct=True))
    )
    columns = [
        _name_column("OF-CFA"),
        Column(key="sigle", label="Sigle", search=True, visible=False),
        Column(key="siret", label="SIRET", kind=Kind.SIRET, search=True),
        Column(key="uai", label="UAI", search=True),
        Column(key="departement", label="Département", path="departement.nom", filter=Filter.CHOICE),
        Column(key="sites", label="Établissements", kind=Kind.INT),
        _fiction_column(),
    ]
    options = Options(
        noun=("OF-CFA", "OF-CFA"),
        page_size=100,
        empty="Aucun OF-CFA pour le moment : ils arrivent avec l’import des candidatures d’une campagne.",
    )
    table = Table(request, "of-cfa", caption="OF-CFA", columns=columns, rows=rows, default_sort="nom", options=options)
    return table_response(request, table, "organismes/list.html", {"tabs": _tabs("organismes"), "title": "OF-CFA"})


@require_safe
def opco(request):
    """List the OPCO, with the number of their branches today and of their délégations."""
    today = timezone.localdate()
    found = (
        Organisation.objects.visible_to(request.user)
        .filter(type=TypeOrganisation.OPCO)
        .annotate(delegations=Count("children", filter=Q(children__period__contains=today), distinct=True))
        .order_by("nom", "pk")
    )
    rows = [(row, branches_on(row, today)) for row in found]
    columns = [
        Column(
            key="nom",
            label="OPCO",
            value=lambda row: row[0].nom,
            link=lambda row: _sheet_url(row[0]),
            search=True,
            fixed=True,
        ),
        Column(key="branches", label="Branches", kind=Kind.INT, value=lambda row: row[1].count),
        Column(key="source", label="Selon", value=lambda row: row[1].source),
        Column(key="delegations", label="Délégations", kind=Kind.INT, value=lambda row: row[0].delegations),
        Column(key="adresse", label="Siège", value=lambda row: row[0].adresse),
    ]
    table = Table(
        request,
        "opco",
        caption=f"OPCO au {short_date(today)}",
        columns=columns,
        rows=rows,
        options=Options(noun=("OPCO", "OPCO"), empty="Aucun OPCO n’est enregistré."),
    )
    return table_response(request, table, "organismes/list.html", {"tabs": _tabs("organismes_opco"), "title": "OPCO"})


@require_safe
def branches(request):
    """Show, on the day chosen, how many branches each OPCO has, and which when the sources name them."""
    form = DateForm(request.GET or None)
    on = form.cleaned_data["au"] if form.is_bound and form.is_valid() else timezone.localdate()
    counts = [branches_on(row, on) for row in Organisation.objects.filter(type=TypeOrganisation.OPCO).order_by("nom")]
    rows = (
        RattachementBranche.objects.on(on)
        .select_related("branche", "opco")
        .order_by("opco__nom", "famille", "branche__nom", "pk")
    )
    columns = [
        Column(key="branche", label="Branche", path="branche.nom", search=True, fixed=True),
        Column(
            key="opco",
            label="OPCO",
            path="opco.nom",
            link=lambda row: _sheet_url(row.opco),
            filter=Filter.CHOICE,
        ),
        Column(key="famille", label="Famille d’activités", filter=Filter.CHOICE),
        Column(key="source", label="Source"),
    ]
    table = Table(
        request,
        "branches",
        caption=f"Branches nommées par les sources au {short_date(on)}",
        columns=columns,
        rows=rows,
        options=Options(
            noun=("branche", "branches"), empty="Aucune source ne nomme les branches à cette date.", cards=True
        ),
    )
    context = {
        "tabs": _tabs("organismes_branches"),
        "table": table,
        "form": form,
        "on": on,
        "counts": [count for count in counts if count.count is not None],
        "days": [{"day": day, "query": f"?au={day.isoformat()}", "current": day == on} for day in SOURCED_DAYS],
    }
    return export_or_fragment(request, table) or remember(table, render(request, "organismes/branches.html", context))


@require_safe
def regions(request):
    """List the Régions that use the platform."""
    rows = Organisation.objects.visible_to(request.user).regions().select_related("region")
    columns = [
        _name_column("Région"),
        Column(key="code", label="Code de région", path="region.code"),
        _fiction_column(),
    ]
    table = Table(
        request,
        "regions",
        caption="Régions présentes sur la plateforme",
        columns=columns,
        rows=rows,
        default_sort="nom",
        options=Options(noun=("Région", "Régions"), empty="Aucune Région n’est enregistrée."),
    )
    context = {"tabs": _tabs("organismes_regions"), "title": "Régions"}
    return table_response(request, table, "organismes/list.html", context)
