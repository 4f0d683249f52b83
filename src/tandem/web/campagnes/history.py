"""The history of a campaign: its decisions (journal) and every change of its own figures, old and new."""

from datetime import datetime
from typing import NamedTuple

from django.views.decorators.http import require_http_methods

from tandem.actes.models import JournalEntry
from tandem.campagnes.models import Campagne
from tandem.campagnes.perms import can_read_instruction
from tandem.campagnes.standing import require
from tandem.web.campagnes.changes import Change, changes_of
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

TITLES = {
    "campagne.creee": "Campagne créée",
    "campagne.modifiee": "Campagne modifiée",
    "campagne.ouverte": "Dépôt ouvert",
    "campagne.prolongee": "Clôture reportée",
    "campagne.close": "Dépôt clos",
    "campagne.rouverte": "Dépôt rouvert",
    "campagne.reglement.enregistre": "Règlement enregistré",
    "campagne.dossier.depose": "Dossier déposé",
    "campagne.dossier.repris": "Dossier repris",
    "campagne.recevabilite.confirmee": "Recevabilité confirmée",
    "campagne.irrecevabilite.declaree": "Irrecevabilité déclarée",
    "campagne.eligibilite.confirmee": "Éligibilité confirmée",
    "campagne.instruction.reprise": "Décision reprise",
    "campagne.evaluation.validee": "Évaluations validées",
    "campagne.evaluation.renvoyee": "Évaluation renvoyée",
    "campagne.interet.declare": "Lien d’intérêt déclaré",
    "campagne.interet.leve": "Lien d’intérêt levé",
    "campagne.exceptionnelle.proposee": "Majoration exceptionnelle proposée",
    "campagne.exceptionnelle.validee": "Majoration exceptionnelle validée",
    "campagne.exceptionnelle.renvoyee": "Majoration exceptionnelle renvoyée",
    "campagne.candidature.retiree": "Candidature retirée",
    "campagne.classee": "Classement arrêté",
    "campagne.instruction.rouverte": "Instruction rouverte",
    "campagne.scenario.adopte": "Scénario adopté",
    "campagne.proposee_au_vote": "Proposée au vote",
    "campagne.proposition.retiree": "Proposition au vote retirée",
    "campagne.votee": "Vote enregistré",
    "campagne.notifiee": "OF-CFA notifiés",
    "campagne.publiee": "Annexe publiée",
    "campagne.vote.corrige": "Montant corrigé par un acte nouveau",
}
"""The words of each decision of the journal; a code without words is shown as it is."""
COUNTED = {"references": "candidature", "evaluations": "évaluation", "courriers": "courrier"}
SHOWN = {
    "statut": "état",
    "scenario": "scénario",
    "deliberation": "délibération",
    "of_cfa": "OF-CFA",
    "montant": "montant",
    "candidatures": "candidatures",
    "reference": "référence",
}


class Line(NamedTuple):
    """One line of the history."""

    at: datetime
    actor: str
    kind: str
    title: str
    detail: str
    before: str
    after: str
    reason: str
    sequence: int | None


@require_http_methods(["GET"])
def history(request, region_slug, annee):
    """Who did what, when, why; old and new values."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    lines = sorted([*_decisions(place.campagne), *_changes(place.campagne)], key=lambda line: line.at, reverse=True)
    table = Table(
        request,
        "historique",
        caption=f"Historique de la campagne {annee}",
        columns=_COLUMNS,
        rows=lines,
        options=Options(
            noun=("ligne", "lignes"),
            empty="Rien n’a encore été décidé dans cette campagne.",
            search_label="Rechercher dans l’historique",
            page_size=100,
            cards=True,
            file_name=f"historique-{annee}",
        ),
    )
    return table_response(
        request, table, "campagnes/historique.html", campagne_context(request, place, "campagne_historique")
    )


def _decisions(campagne):
    """The journal of the Région, as far as it tells of this campaign."""
    entries = JournalEntry.objects.filter(
        organisation=campagne.organisation_id, code__startswith="campagne.", payload__campagne=campagne.annee
    ) | JournalEntry.objects.filter(subject_type="campagnes.campagne", subject_id=str(campagne.pk))
    for entry in entries.select_related("actor").order_by("-sequence"):
        yield Line(
            at=entry.at,
            actor=str(entry.actor or "Plateforme"),
            kind="Décision",
            title=TITLES.get(entry.code, entry.code),
            detail=_detail(entry.payload),
            before=str(entry.payload.get("avant", "")),
            after=str(entry.payload.get("apres", "")),
            reason=str(entry.payload.get("motif", "")),
            sequence=entry.sequence,
        )


def _detail(payload: dict) -> str:
    parts = [f"{words} {payload[key]}" for key, words in SHOWN.items() if payload.get(key)]
    for key, noun in COUNTED.items():
        if key in payload:
            count = len(payload[key])
            parts.append(f"{count} {noun}{'s' if count > 1 else ''}")
    return ", ".join(parts)


def _changes(campagne):
    """What changed in the row of the campaign itself, even behind the platform's back; its states are decisions."""
    for change in changes_of(Campagne, campagne.pk, skip=["etat"]):
        yield _line_of(change)


def _line_of(change: Change) -> Line:
    return Line(
        at=change.at,
        actor=change.actor,
        kind="Donnée",
        title=change.label[:1].upper() + change.label[1:],
        detail="",
        before=change.before,
        after=change.after,
        reason="",
        sequence=None,
    )


_COLUMNS = (
    Column(key="at", label="Quand", kind=Kind.MOMENT, fixed=True),
    Column(key="kind", label="Nature", filter=Filter.CHOICE),
    Column(key="title", label="Quoi", search=True, filter=Filter.CHOICE, css="wide"),
    Column(key="actor", label="Qui", search=True, filter=Filter.CHOICE),
    Column(key="detail", label="Détail", search=True, css="wide"),
    Column(key="before", label="Ancienne valeur"),
    Column(key="after", label="Nouvelle valeur"),
    Column(key="reason", label="Motif", search=True, css="wide"),
    Column(
        key="sequence",
        label="Journal",
        kind=Kind.INT,
        visible=False,
        help="Rang de la décision dans le journal chaîné ; une donnée modifiée n’y a pas de rang.",
    ),
)
