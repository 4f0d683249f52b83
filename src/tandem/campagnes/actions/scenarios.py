"""Keep a simulation under a name, and adopt one with a reason."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from bareme.display import typography
from bareme.majoration.allocation import AllocationError
from bareme.majoration.reglement import ReglementError
from bareme.majoration.solver import SolverRefusal
from tandem.actes.journal import record
from tandem.campagnes.actions.frozen import freeze
from tandem.campagnes.engine import ReplayError, Simulation, load_inputs, pending, simulate, simulation_of
from tandem.campagnes.inputs import Inputs, InputsError, changes_between
from tandem.campagnes.models import Adoption, Campagne, Scenario
from tandem.campagnes.perms import Standing
from tandem.campagnes.scenario_perms import can_adopt_scenario, can_save_scenario
from tandem.campagnes.standing import require, standing_of
from tandem.formats import euros
from tandem.organisations.models import Organisation

REFUSALS = (ReglementError, InputsError, SolverRefusal, AllocationError)
"""What `simulate` raises when the figures or the parameters admit no allocation."""


def refusal_messages(refusal: Exception) -> list[str]:
    """Return the French sentences of a refusal of the engine."""
    if isinstance(refusal, SolverRefusal):
        return [refusal.reason]
    return [anomalie.message for anomalie in refusal.anomalies]


@transaction.atomic
def save_scenario(
    *,
    actor,
    campagne,
    nom: str,
    parametres: Mapping[str, Any],
    note: str = "",
    parent: Scenario | None = None,
) -> Scenario:
    """Keep the simulation of these parameters on the figures of today; the row never changes afterwards.

    Raises PermissionDenied, or ValidationError with every reason when the simulation is refused.
    """
    campagne = _locked(campagne)
    require(can_save_scenario(standing_of(actor, campagne), campagne.etat))
    if parent is not None and parent.campagne_id != campagne.pk:
        raise ValidationError("Le scénario d’origine est celui d’une autre campagne.")
    try:
        simulation = simulate(campagne, parametres)
    except REFUSALS as refusal:
        raise ValidationError(refusal_messages(refusal)) from refusal
    scenario = _drawn(campagne, simulation)
    scenario.nom, scenario.note, scenario.parent, scenario.auteur = nom.strip(), note.strip(), parent, actor
    scenario.donnees = freeze(campagne=campagne, inputs=simulation.inputs)
    scenario.full_clean()
    scenario.save(force_insert=True)
    return scenario


def _drawn(campagne: Campagne, simulation: Simulation) -> Scenario:
    allocation = simulation.allocation
    last = campagne.scenarios.aggregate(last=Max("numero"))["last"] or 0
    return Scenario(
        campagne=campagne,
        numero=last + 1,
        reglement=campagne.reglement,
        parametres=dict(simulation.parametres),
        resultat=allocation.canonical().decode(),
        resultat_sha256=allocation.sha256,
        enveloppe=simulation.reglement.enveloppe,
        base=str(allocation.base),
        total=allocation.counters.majoration,
        contrats=allocation.counters.contrats_retenus,
        formations=allocation.counters.formations_retenues,
    )


@transaction.atomic
def duplicate_scenario(
    *, actor, scenario: Scenario, nom: str, parametres: Mapping[str, Any], note: str = ""
) -> Scenario:
    """Keep a variant of a scenario: its parameters with these ones over them, on the figures of today."""
    return save_scenario(
        actor=actor,
        campagne=scenario.campagne,
        nom=nom,
        parametres={**scenario.parametres, **parametres},
        note=note,
        parent=scenario,
    )


@transaction.atomic
def adopt_scenario(*, actor, scenario: Scenario, motif: str) -> Adoption:
    """Choose a scenario for the vote, with its reason, and write it in the journal; a later one replaces it.

    Raises PermissionDenied, or ValidationError when the scenario cannot be adopted (see `adoption_obstacles`).
    """
    campagne = _locked(scenario.campagne)
    standing = standing_of(actor, campagne)
    require(can_adopt_scenario(standing, campagne.etat, barring_organismes(standing, scenario)))
    obstacles = adoption_obstacles(scenario)
    if not motif.strip():
        obstacles.append("L’adoption d’un scénario doit être motivée.")
    if obstacles:
        raise ValidationError(obstacles)
    adoption = Adoption.objects.create(campagne=campagne, scenario=scenario, motif=motif.strip(), actor=actor)
    record(
        actor=actor,
        code="campagne.scenario.adopte",
        organisation=campagne.organisation,
        subject=adoption,
        payload={
            "campagne": campagne.annee,
            "scenario": scenario.numero,
            "nom": scenario.nom,
            "motif": adoption.motif,
            "enveloppe": str(scenario.enveloppe),
            "total": str(scenario.total),
            "base": scenario.base,
            "resultat": scenario.resultat_sha256,
            "donnees": scenario.donnees.sha256,
            "adopte_par_son_auteur": scenario.auteur_id == actor.pk,
        },
    )
    return adoption


def adoption_obstacles(scenario: Scenario) -> list[str]:
    """Return, in French, all that keeps this scenario from being adopted today; empty when nothing does."""
    last = scenario.campagne.adoptions.order_by("-at", "-pk").first()
    if last is not None and last.scenario_id == scenario.pk:
        return ["Ce scénario est déjà celui que la Région a adopté.", *scenario_obstacles(scenario)]
    return scenario_obstacles(scenario)


def scenario_obstacles(scenario: Scenario) -> list[str]:
    """Return, in French, all that keeps this scenario, adopted or not, from being put to the vote today."""
    obstacles = []
    try:
        simulation = simulation_of(scenario)
    except ReplayError as error:
        return [str(error)]
    if simulation.reste:
        obstacles.append(_does_not_sum(simulation))
    current = load_inputs(scenario.campagne)
    if current.sha256 != scenario.donnees.sha256:
        changes = changes_between(simulation.inputs, current)
        told = "; ".join(changes.sentences()) or "les évaluations ou les noms imprimés ont changé"
        obstacles.append(
            typography(
                f"Les données ont changé depuis ce scénario : {told}. "
                "Dupliquez-le pour le recalculer sur les données du jour."
            )
        )
    if scenario.reglement_id != scenario.campagne.reglement_id:
        obstacles.append(
            typography("Le règlement de la campagne a changé depuis ce scénario : dupliquez-le pour le recalculer.")
        )
    waiting = pending(scenario.campagne)
    if waiting.orphans:
        names = ", ".join(waiting.orphans)
        obstacles.append(
            typography(
                f"Une majoration exceptionnelle est validée pour {names}, sans candidature classée qui la porte : "
                "instruisez sa candidature ou retirez la majoration."
            )
        )
    return obstacles


def _does_not_sum(simulation: Simulation) -> str:
    left = simulation.reste
    sense = f"laisse {euros(left)} à attribuer" if left > 0 else f"dépasse l’enveloppe de {euros(-left)}"
    return typography(
        f"Ce scénario {sense} : il ne peut être adopté que s’il répartit exactement l’enveloppe. Résolvez la base."
    )


def barring_organismes(standing: Standing, scenario: Scenario) -> set[str]:
    """Return the printed names of the OF-CFA of this scenario that bar the person from deciding."""
    barred = standing.interets | standing.of_cfa
    if not barred:
        return set()
    names = Inputs.from_bytes(scenario.donnees.contenu).names
    slugs = Organisation.objects.filter(pk__in=barred).order_by("slug").values_list("slug", flat=True)
    return {names[slug] for slug in slugs if slug in names}


def _locked(campagne: Campagne) -> Campagne:
    """Hold the campaign: the numbers of its scenarios follow one another, its state does not change meanwhile."""
    return (
        Campagne.objects.select_for_update(of=("self",)).select_related("organisation", "reglement").get(pk=campagne.pk)
    )
