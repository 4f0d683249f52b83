"""The journal of decisions: who decided what, when; and whether the chain still holds."""

import json

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tandem.actes.journal import head, parse_anchor, verify
from tandem.actes.models import JournalEntry
from tandem.organisations.perms import can_read_journal
from tandem.web.administration.access import administered, tabs
from tandem.web.campagnes.history import TITLES as CAMPAGNE_TITLES
from tandem.web.conventions.journal_words import TITLES as CONVENTION_TITLES
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

SHORT = 12
TITLES = {
    **CAMPAGNE_TITLES,
    **CONVENTION_TITLES,
    "courrier.modele.enregistre": "Modèle de courrier enregistré",
    "courrier.produit": "Courriers produits",
    "imports.annule": "Import annulé",
    "imports.valide": "Import validé",
    "organisation.charte.modifiee": "Charte graphique modifiée",
    "organisation.representant.nomme": "Représentant nommé",
    "organisation.representant.termine": "Fin de fonction d’un représentant",
    "organisation.role.donne": "Rôle donné",
    "organisation.role.termine": "Fin d’un rôle",
}
"""What each code of the journal says to a reader; the stored code never changes."""


@require_safe
def journal(request):
    """List the decisions of the organisation, the latest first."""
    organisation = administered(request, can_read_journal)
    rows = JournalEntry.objects.filter(organisation=organisation).select_related("actor")
    columns = [
        Column(key="sequence", label="Rang", kind=Kind.INT, fixed=True),
        Column(key="at", label="Le", kind=Kind.MOMENT),
        Column(key="actor", label="Par", value=lambda row: row.actor and str(row.actor), order_by="actor__last_name"),
        Column(key="decision", label="Décision", path="code", choices=TITLES, filter=Filter.CHOICE),
        Column(key="code", label="Code", search=True, visible=False),
        Column(
            key="subject",
            label="Objet",
            value=lambda row: f"{row.subject_type.rpartition('.')[2]} {row.subject_id}",
            order_by="subject_type",
        ),
        Column(
            key="payload",
            label="Contenu",
            value=lambda row: json.dumps(row.payload, ensure_ascii=False, sort_keys=True),
            sortable=False,
            css="text-long",
        ),
        Column(
            key="hash",
            label="Empreinte",
            value=lambda row: row.hash[:SHORT],
            export=lambda row: row.hash,
            order_by="hash",
            help="Les douze premiers caractères\u202f; l’export la donne entière.",
        ),
    ]
    table = Table(
        request,
        "journal",
        caption=f"Journal des décisions – {organisation}",
        columns=columns,
        rows=rows,
        default_sort="-sequence",
        options=Options(noun=("décision", "décisions"), page_size=50, empty="Aucune décision n’a encore été prise."),
    )
    context = {"organisation": organisation, "tabs": tabs(request, "administration_journal"), "head": head()}
    return table_response(request, table, "administration/journal.html", context)


@require_POST
def check(request):
    """Read the whole chain again, with the head noted earlier when it is given, and say the result."""
    administered(request, can_read_journal)
    noted = request.POST.get("ancre", "").strip()
    try:
        breaks = verify(parse_anchor(noted) if noted else None)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("administration_journal")
    for found in breaks:
        messages.error(request, f"Décision {found.sequence}\u202f: {found.reason}.")
    if not breaks:
        last = head()
        held = f"jusqu’à la décision {last.sequence}" if last else "il est vide"
        messages.success(request, f"La chaîne du journal est intacte, {held}.")
    return redirect("administration_journal")
