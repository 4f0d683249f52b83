"""The key figures of the home page: those of the latest campaign that concerns the person."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Campagne, Candidature, LigneVotee, Vote
from tandem.formats import euros, number

NOT_ASKED = (StatutCandidature.BROUILLON, StatutCandidature.RETIREE)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure, already written, with the words that say what it counts."""

    label: str
    value: str
    note: str = ""


def region_figures(organisation) -> list[Figure]:
    """Return what was asked and what was voted in the latest campaign of a Région."""
    campagne = Campagne.objects.filter(organisation=organisation).order_by("-annee").first()
    if campagne is None:
        return []
    asked = (
        Candidature.objects.filter(dossier__campagne=campagne)
        .exclude(statut__in=NOT_ASKED)
        .aggregate(contrats=Sum("contrats"), formations=Count("pk"), of_cfa=Count("dossier", distinct=True))
    )
    figures = [Figure(label="Enveloppe", value=euros(campagne.enveloppe), note=campagne.titre)]
    if asked["formations"]:
        figures += [
            Figure(label="Contrats demandés", value=number(asked["contrats"])),
            Figure(label="Formations demandées", value=number(asked["formations"])),
            Figure(label="OF-CFA candidats", value=number(asked["of_cfa"])),
        ]
    return figures


def voted_figures(votes, note) -> list[Figure]:
    """Return the totals of the latest of these votes."""
    vote = votes.select_related("campagne", "deliberation").order_by("-campagne__annee", "-at").first()
    if vote is None:
        return []
    totals = LigneVotee.objects.filter(vote=vote).aggregate(
        totale=Sum("totale"), contrats=Sum("contrats"), of_cfa=Count("pk")
    )
    return [
        Figure(label="Majorations votées", value=euros(totals["totale"]), note=f"{note} {vote.campagne.annee}"),
        Figure(label="Contrats majorés", value=number(totals["contrats"])),
        Figure(label="OF-CFA bénéficiaires", value=number(totals["of_cfa"])),
    ]


def region_votes(organisation):
    """Return the votes of a Région."""
    return Vote.objects.filter(campagne__organisation=organisation)


def cfa_figures(organisation) -> list[Figure]:
    """Return what the latest vote gave to an OF-CFA, once its Région has voted."""
    ligne = (
        LigneVotee.objects.filter(of_cfa=organisation)
        .select_related("vote__campagne__organisation")
        .order_by("-vote__campagne__annee", "-vote__at")
        .first()
    )
    if ligne is None:
        return []
    note = f"{ligne.vote.campagne.organisation.nom}, {ligne.vote.campagne.annee}"
    return [
        Figure(label="Majoration votée", value=euros(ligne.totale), note=note),
        Figure(label="Contrats majorés", value=number(ligne.contrats)),
    ]
