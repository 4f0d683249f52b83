"""The bridge between the database and the engine: what a campaign holds in, an allocation out.

Reading is three queries whatever the number of candidatures. The same inputs, règlement and overrides always give the
same allocation, so the last ones are kept in the process, under the hashes of what they were computed from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from bareme.majoration.allocation import allocate
from bareme.majoration.canonical import canonical_bytes
from bareme.majoration.reglement import Difference, Reglement, load_reglement
from bareme.majoration.result import Allocation
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.inputs import EvaluationRow, InputRow, Inputs
from tandem.campagnes.models import Candidature, Evaluation, MajorationExceptionnelle
from tandem.campagnes.recent import Recent

_S = StatutCandidature
RANKED = (_S.ELIGIBLE, _S.CLASSEE, _S.RETENUE, _S.NON_RETENUE, _S.PROPOSEE_AU_VOTE, _S.VOTEE, _S.NOTIFIEE)
"""States of the candidatures that the ranking counts: a person confirmed that they are eligible."""
UNDER_REVIEW = (_S.DEPOSEE, _S.RECEVABLE)
"""States of those that may still enter the ranking."""
BASE_FIXEE = "base_fixee"
"""The one parameter of a scenario that is not a path of the règlement: the base per contract is imposed."""
_SIMULATIONS: Recent["Simulation"] = Recent(32)


class ReplayError(Exception):
    """A saved scenario no longer gives the bytes that it was saved with."""


@dataclass(frozen=True)
class Simulation:
    """One allocation with all that it was computed from.

    `parametres` are the overrides, as saved with a scenario; `differences` tells them in reading order.
    """

    inputs: Inputs
    base_reglement: Reglement
    reglement: Reglement
    parametres: Mapping[str, Any]
    differences: tuple[Difference, ...]
    allocation: Allocation

    @property
    def base_fixee(self) -> bool:
        """Whether the base is imposed instead of solved."""
        return BASE_FIXEE in self.parametres

    @property
    def reste(self) -> int:
        """Euros of the enveloppe that this allocation leaves; negative when it spends more."""
        return self.reglement.enveloppe - self.allocation.counters.majoration


class Pending(NamedTuple):
    """What the figures do not count yet: numbers of candidatures, evaluations and exceptional helps.

    `orphans` names the OF-CFA whose validated exceptional help has no ranked candidature to come with.
    """

    candidatures: int
    evaluations: int
    exceptionnelles: int
    orphans: tuple[str, ...]

    def __bool__(self) -> bool:
        return any(self)


def reglement_for(campagne) -> Reglement:
    """Return the règlement of the campaign as the engine reads it. Raises ReglementError."""
    return reglement_of(campagne.reglement)


def reglement_of(row) -> Reglement:
    """Return one version of a règlement as the engine reads it. Raises ReglementError."""
    return _loaded(row.sha256, row.contenu)


@lru_cache(maxsize=32)
def _loaded(_sha: str, contenu: str) -> Reglement:
    return load_reglement(contenu.encode())


def load_inputs(campagne) -> Inputs:
    """Read the ranked candidatures, their validated evaluations and the validated exceptional helps."""
    exceptionnelles = {
        of_cfa: _whole_euros(montant)
        for of_cfa, montant in MajorationExceptionnelle.objects.filter(campagne=campagne, validee_par__isnull=False)
        .order_by("of_cfa")
        .values_list("of_cfa", "montant")
    }
    rows = []
    for of_cfa, row in _candidature_rows(campagne):
        # The help goes to the organisme, outside the caps: its first candidature carries it.
        rows.append(row._replace(exceptionnelle=exceptionnelles.pop(of_cfa, 0)))
    evaluations = (
        EvaluationRow(reference, critere, _plain(points))
        for reference, critere, points in Evaluation.objects.filter(
            candidature__dossier__campagne=campagne,
            candidature__statut__in=RANKED,
            validated_at__isnull=False,
        )
        .order_by("candidature__reference", "critere")
        .values_list("candidature__reference", "critere", "points")
    )
    return Inputs.of(rows, evaluations)


def _candidature_rows(campagne):
    """Yield (organisation, row) in the order of the references."""
    found = (
        Candidature.objects.filter(dossier__campagne=campagne, statut__in=RANKED)
        .order_by("reference", "pk")
        .values_list(
            "dossier__of_cfa",
            "reference",
            "dossier__of_cfa__nom_source",
            "dossier__of_cfa__nom",
            "dossier__of_cfa__slug",
            "formation",
            "rncp",
            "site",
            "departement",
            "contrats",
            "contrats_verts",
            "complement",
            "indicateurs",
        )
    )
    for of_cfa, reference, nom_source, nom, slug, formation, rncp, site, departement, *figures in found:
        contrats, contrats_verts, complement, indicateurs = figures
        yield (
            of_cfa,
            InputRow(
                reference=reference,
                of_cfa=nom_source or nom,
                slug=slug,
                formation=formation,
                rncp=rncp,
                site=site,
                departement=str(departement or ""),
                contrats=contrats,
                contrats_verts=contrats_verts,
                complement=complement,
                exceptionnelle=0,
                indicateurs=indicateurs,
            ),
        )


def pending(campagne) -> Pending:
    """Count what the ranking does not take yet, and why a screen must say so."""
    helps = MajorationExceptionnelle.objects.filter(campagne=campagne)
    ranked = Candidature.objects.filter(dossier__campagne=campagne, statut__in=RANKED)
    return Pending(
        candidatures=Candidature.objects.filter(dossier__campagne=campagne, statut__in=UNDER_REVIEW).count(),
        evaluations=Evaluation.objects.filter(candidature__in=ranked, validated_at__isnull=True).count(),
        exceptionnelles=helps.filter(validee_par__isnull=True).count(),
        orphans=tuple(
            helps.filter(validee_par__isnull=False)
            .exclude(of_cfa__in=ranked.values("dossier__of_cfa"))
            .order_by("of_cfa__nom")
            .values_list("of_cfa__nom", flat=True)
        ),
    )


def parametres_of(campagne, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the overrides that a simulation of this campaign really applies: its own enveloppe, then the caller's."""
    parametres = {"enveloppe": _whole_euros(campagne.enveloppe), **(overrides or {})}
    if parametres["enveloppe"] == reglement_for(campagne).enveloppe:
        del parametres["enveloppe"]
    return parametres


def simulate(campagne, overrides: Mapping[str, Any] | None = None, *, inputs: Inputs | None = None) -> Simulation:
    """Allocate the campaign as it stands, with some parameters changed.

    Raises ReglementError, InputsError, SolverRefusal or AllocationError, each with French reasons.
    """
    inputs = inputs if inputs is not None else load_inputs(campagne)
    parametres = parametres_of(campagne, overrides)
    return _SIMULATIONS.get(
        _key(campagne.reglement, inputs.sha256, parametres),
        lambda: _computed(reglement_for(campagne), inputs, parametres),
    )


def simulation_of(scenario) -> Simulation:
    """Return a saved scenario as it is computed from its frozen data, kept in the process once checked.

    Raises ReplayError when its bytes are no longer the same.
    """
    key = _key(scenario.reglement, scenario.donnees.sha256, scenario.parametres)
    simulation = _SIMULATIONS.get(key, lambda: _checked(scenario))
    _same_bytes(scenario, simulation)
    return simulation


def _checked(scenario) -> Simulation:
    if _digest(scenario.donnees.contenu.encode()) != scenario.donnees.sha256:
        raise ReplayError(
            f"Les données figées du scénario {scenario.numero} ne correspondent plus à leur empreinte. "
            "Signalez-le à l’administrateur."
        )
    return recompute(scenario)


def recompute(scenario) -> Simulation:
    """Compute a saved scenario anew from its frozen data, past the kept results: what a replay compares."""
    inputs = Inputs.from_bytes(scenario.donnees.contenu)
    return _computed(reglement_of(scenario.reglement), inputs, scenario.parametres)


def allocation_of(scenario) -> Allocation:
    """Return the allocation of a saved scenario. Raises ReplayError."""
    return simulation_of(scenario).allocation


def _same_bytes(scenario, simulation: Simulation) -> None:
    found = simulation.allocation.sha256
    if found != scenario.resultat_sha256:
        raise ReplayError(
            f"Le scénario {scenario.numero} recalculé donne l’empreinte {found[:12]}, "
            f"{scenario.resultat_sha256[:12]} était attendue. Ne l’adoptez pas et signalez-le à l’administrateur."
        )


def _key(reglement_row, donnees_sha256: str, parametres: Mapping[str, Any]) -> tuple[str, str, str]:
    """What a simulation depends on, and nothing else."""
    return reglement_row.sha256, donnees_sha256, _digest(canonical_bytes(parametres))


def _computed(reglement: Reglement, inputs: Inputs, parametres: Mapping[str, Any]) -> Simulation:
    paths = {path: value for path, value in parametres.items() if path != BASE_FIXEE}
    changed, differences = reglement.with_overrides(paths) if paths else (reglement, [])
    imposed = {"base": Fraction(parametres[BASE_FIXEE])} if BASE_FIXEE in parametres else {}
    allocation = allocate(inputs.candidatures(changed), changed, inputs.points(), **imposed)
    return Simulation(inputs, reglement, changed, dict(parametres), tuple(differences), allocation)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _whole_euros(amount: Decimal) -> int:
    if amount != int(amount):
        raise ValueError(f"whole euros expected, found {amount}")
    return int(amount)


def _plain(points: Decimal) -> str:
    """12.500 and 12.5 are the same points: one text for both."""
    return str(Fraction(points))
