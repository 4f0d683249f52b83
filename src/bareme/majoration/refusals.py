"""Why nothing can be allocated: told with the figures of the list, not with the solver's alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bareme.anomalies import Anomalie, error, quoted
from bareme.display import counted, format_integer
from bareme.majoration.entries import Entry
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import CoupureMode, Decision, IncompletRegle
from bareme.majoration.result import StatutFormation
from bareme.majoration.solver import SolverRefusal

_SET_ASIDE = {
    StatutFormation.INELIGIBLE: "inéligible",
    StatutFormation.INCOMPLETE: "incomplète",
    StatutFormation.NON_RETENUE: "non retenue",
    StatutFormation.ECARTEE: "écartée",
}


def all_incomplete(missing: Mapping[str, Sequence[str]], eligible: int, reglement: Reglement) -> list[Anomalie]:
    """One error per figure that no eligible candidature has, when the règlement then sets every one aside.

    `missing` holds the codes that each incomplete candidature lacks; `eligible` is the number of eligible candidatures.
    """
    if reglement.recevabilite.incomplet is not IncompletRegle.ECARTER or not missing or len(missing) < eligible:
        return []
    lacking = set.intersection(*map(set, missing.values()))
    whole = "la seule candidature est incomplète, et le règlement l’écarte"
    if eligible > 1:
        whole = f"les {format_integer(eligible)} candidatures sont incomplètes, et le règlement les écarte"
    return [
        error(
            "critere_absent",
            f"une valeur était attendue pour {quoted(indicateur.libelle)} : sans elle, {whole}",
            f"Ajoutez au fichier la colonne {quoted(indicateur.code)} et remplissez-la pour chaque candidature",
            column=indicateur.code,
        )
        for indicateur in reglement.indicateurs
        if indicateur.code in lacking
    ]


def refuse_empty(entries: Sequence[Entry], reglement: Reglement) -> None:
    """Raise SolverRefusal when no contract is retained: how many candidatures were set aside, and why."""
    if any(entry.candidature.contrats for entry in entries if entry.statut is StatutFormation.RETENUE):
        return
    raise SolverRefusal(
        "aucun_contrat",
        "Aucun contrat n’est retenu : l’enveloppe ne peut être répartie. "
        f"{_tally(entries)} {_remedy(entries, reglement)}",
    )


def _tally(entries: Sequence[Entry]) -> str:
    if not entries:
        return "La liste ne contient aucune candidature."
    found = Counter(entry.statut for entry in entries)
    told = [
        f"{format_integer(found[statut])} {noun}{'s' if found[statut] > 1 else ''}"
        for statut, noun in _SET_ASIDE.items()
        if found[statut]
    ]
    # What is retained here has no contract.
    if found[StatutFormation.RETENUE]:
        told.append(f"{counted(found[StatutFormation.RETENUE], 'retenue')} sans contrat")
    return f"Sur {counted(len(entries), 'candidature')} : {', '.join(told)}."


def _remedy(entries: Iterable[Entry], reglement: Reglement) -> str:
    by_hand = any(choice.decision is Decision.RETENIR for choice in reglement.selections_manuelles)
    references = [entry.candidature.reference for entry in entries if entry.statut is StatutFormation.NON_RETENUE]
    if reglement.coupure.mode is CoupureMode.MANUEL and not by_hand and references:
        return (
            "La coupure « manuel » ne retient que les candidatures choisies : selections_manuelles doit en lister les "
            f'références, une par ligne : - {{reference: "{min(references)}", decision: retenir, motif: "…"}}'
        )
    return "Vérifiez la coupure, les conditions d’éligibilité, les dossiers incomplets et les organismes écartés."
