"""« Mes résultats »: after the vote, what one's own OF-CFA is voted, formation by formation, and why."""

from dataclasses import dataclass
from fractions import Fraction

from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bareme.majoration.result import FormationLine, StatutFormation
from tandem.campagnes.current import current_lines
from tandem.campagnes.engine import simulation_of
from tandem.campagnes.models import AnnexePubliee, LigneVotee, Vote
from tandem.formats import number
from tandem.web.candidatures.access import Desk, desk_context, desk_of
from tandem.web.tables import Column, Kind, Options, Table, table_response
from tandem.web.templatetags.components import Tone

LABELS = {
    StatutFormation.RETENUE: ("Retenue", Tone.SUCCESS),
    StatutFormation.NON_RETENUE: ("Non retenue", Tone.WARNING),
    StatutFormation.INELIGIBLE: ("Inéligible", Tone.DANGER),
    StatutFormation.INCOMPLETE: ("Incomplète", Tone.DANGER),
    StatutFormation.ECARTEE: ("Écartée", Tone.WARNING),
}


@dataclass(frozen=True)
class Result:
    """One formation of one's own, as it was ranked and voted."""

    line: FormationLine
    ranked: int

    @property
    def rang(self) -> str:
        return "" if self.line.rank is None else f"{number(self.line.rank)} sur {number(self.ranked)}"

    @property
    def statut(self) -> str:
        return self.line.statut.value


@require_http_methods(["GET"])
def results(request, region_slug, annee):
    """The voted amounts, ranks, scores and reasons of one's own formations; nothing of the others."""
    desk = desk_of(request, region_slug, annee)
    desk.opened()
    vote = Vote.objects.select_related("scenario__donnees", "scenario__reglement", "deliberation").filter(
        campagne=desk.campagne
    )
    found = vote.first()
    if found is None:
        return redirect(desk.url("mon_dossier"))
    found.scenario.campagne = desk.campagne
    allocation = simulation_of(found.scenario).allocation
    own = set(desk.dossier.candidatures.values_list("reference", flat=True))
    ranked = sum(line.rank is not None for line in allocation.formations)
    rows = [Result(line, ranked) for line in allocation.formations if line.reference in own]
    table = Table(
        request,
        "mes-resultats",
        caption="Mes formations",
        columns=_columns(desk),
        rows=rows,
        options=Options(noun=("formation", "formations"), cards=True, sticky_filters=False),
    )
    context = desk_context(request, desk) | {
        "vote": found,
        "current": "mon_dossier",
        "own": next((line for line in current_lines(found) if line.of_cfa.pk == desk.of_cfa.pk), None),
        "threshold": _threshold(allocation.formations),
        "why_url": desk.url("campagne_pourquoi", of_slug=desk.of_cfa.slug),
        "received": received_by(desk),
        "is_notified": found.notifications.filter(of_cfa=desk.of_cfa).exists(),
        "letter_url": desk.url("campagne_courrier", of_slug=desk.of_cfa.slug, kind="notification", extension="pdf"),
    }
    return table_response(request, table, "candidatures/resultats.html", context)


def _threshold(lines) -> Fraction | None:
    """The lowest score retained; a score is nobody's in particular."""
    return min((line.score for line in lines if line.retained and line.score is not None), default=None)


def _columns(desk: Desk) -> list[Column]:
    return [
        Column(key="formation", label="Formation", path="line.formation", fixed=True, css="wide"),
        Column(key="site", label="Site", path="line.site"),
        Column(key="rang", label="Rang", sort_key=lambda row: row.line.rank or row.ranked + 1),
        Column(key="score", label="Score", kind=Kind.DECIMAL, path="line.score", decimals=2),
        Column(
            key="statut",
            label="Décision",
            kind=Kind.BADGE,
            choices=[(statut.value, label) for statut, (label, _) in LABELS.items()],
            tone=lambda row: LABELS[row.line.statut][1],
        ),
        Column(key="motif", label="Motif", path="line.reason"),
        Column(key="contrats", label="Contrats", kind=Kind.INT, path="line.contrats", total=True),
        Column(key="montant", label="Majoration", kind=Kind.CENTIME, path="line.amount", total=True),
    ]


def received_by(desk: Desk) -> list[dict]:
    """What this OF-CFA was voted each year by this Région: votes, and annexes taken over."""
    region = desk.campagne.organisation
    rows = {
        ligne.vote.campagne.annee: {"ligne": ligne, "source": str(ligne.vote.deliberation)}
        for ligne in LigneVotee.objects.filter(of_cfa=desk.of_cfa, vote__campagne__organisation=region)
        .select_related("vote__campagne", "vote__deliberation")
        .order_by("vote__campagne__annee")
    }
    annexes = AnnexePubliee.objects.filter(
        campagne__organisation=region, campagne__publiee_le__isnull=False
    ).select_related("campagne")
    for annexe in annexes.order_by("campagne__annee"):
        own = next((ligne for ligne in annexe.lignes if ligne.get("organisation") == desk.of_cfa.pk), None)
        if own is not None:
            rows.setdefault(annexe.campagne.annee, {"ligne": own, "source": annexe.source})
    return [{"annee": annee, **rows[annee]} for annee in sorted(rows, reverse=True)]
