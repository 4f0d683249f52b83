"""Read the summary of a campaign from its vote, else from the scenario adopted last."""

from django.utils import timezone

from bareme import parametres
from tandem.campagnes.engine import simulation_of
from tandem.campagnes.models import AnnexePubliee, Campagne
from tandem.deliberations.annexes.content import Annexe, AnnexeError
from tandem.deliberations.annexes.sources import current_annexe, vote_of
from tandem.deliberations.fiction import fiction_of
from tandem.deliberations.summaries.figures import (
    Place,
    PreviousYear,
    Summary,
    beneficiaries_by_place,
    place_lines,
    public_splits,
)
from tandem.territoires.models import Departement

SMALL_CELLS = "secret_statistique/seuil_petits_effectifs"


def summary_of(campagne: Campagne) -> Summary:
    """Return the figures of a campaign. AnnexeError when nothing is adopted yet; ReplayError when a record changed."""
    annexe = current_annexe(campagne)
    vote = vote_of(campagne)
    scenario = vote.scenario if vote else campagne.adoptions.select_related("scenario").first().scenario
    simulation = simulation_of(scenario)
    allocation = simulation.allocation
    located = {row.reference: row.departement for row in simulation.inputs.rows}
    places = [
        Place(code, nom)
        for code, nom in Departement.objects.filter(region=campagne.organisation.region_id)
        .order_by("code")
        .values_list("code", "nom")
    ]
    # The secrecy in force is that of the day someone reads, not that of the vote.
    threshold = parametres.get(SMALL_CELLS, on=timezone.localdate()).whole
    return Summary(
        annexe=annexe,
        counters=allocation.counters,
        previous=previous_year(campagne),
        places=place_lines(allocation.formations, located, places),
        beneficiaries=beneficiaries_by_place(allocation.formations, located, simulation.inputs.slugs),
        publics=public_splits(allocation, located, [place.code for place in places], threshold),
        threshold=threshold,
        fiction=fiction_of(campagne),
    )


def previous_year(campagne: Campagne) -> PreviousYear | None:
    """Return what the campaign of the year before gave: its vote as corrected, else the annexe published then."""
    before = (
        Campagne.objects.select_related("organisation")
        .filter(organisation=campagne.organisation, annee=campagne.annee - 1)
        .first()
    )
    if before is None:
        return None
    if vote_of(before) is not None:
        return _previous_of(before, current_annexe(before))
    published = AnnexePubliee.objects.filter(campagne=before).first()
    if published is None:
        return None
    totals = [(line["totale"], line["contrats"]) for line in published.lignes]
    return PreviousYear(
        annee=before.annee,
        totale=sum(totale for totale, _ in totals),
        contrats=sum(contrats for _, contrats in totals),
        beneficiaires=len(totals),
        source=published.source,
    )


def has_figures(campagne: Campagne) -> bool:
    """Whether something is adopted or voted, so that a summary exists."""
    try:
        current_annexe(campagne)
    except AnnexeError:
        return False
    return True


def _previous_of(campagne: Campagne, annexe: Annexe) -> PreviousYear:
    act = annexe.rectification_act or annexe.vote_act
    return PreviousYear(
        annee=campagne.annee,
        totale=annexe.totaux.totale,
        contrats=annexe.totaux.contrats,
        beneficiaires=len(annexe.lignes),
        source=str(act),
    )
