"""Contracts written by hand for the tests of the explanation and of the page of the calculation."""

from datetime import date, timedelta

from bareme.rules.contrat import APPRENTISSAGE, NEVER, Contrat

_EPOCH = date(1970, 1, 1)


def number(day):
    return (date.fromisoformat(day) - _EPOCH).days


def conclusion_of(given):
    return _EPOCH + timedelta(days=given.conclusion)


def contrat(npec, debut, fin, **given):
    """An apprenticeship contract; euros for `npec`, ISO dates as texts, the other fields as the rules take them."""
    start = number(debut)
    fields = {
        "type": APPRENTISSAGE,
        "conclusion": start - 10,
        "debut": start,
        "fin": number(fin),
        "niveau": 5,
        "npec": npec * 100,
        "npec_initial": npec * 100,
        "decision": 0,
        "rupture": NEVER,
        "rupture_probatoire": 0,
        "formation_commencee": 1,
        "heures_formation": 0,
        "heures_distance": 0,
        "exempt_distance": 0,
        "majoration_handicap": 0,
        "reduction_duree": 0,
        "titre_ministere_court": 0,
        "debut_cycle": start,
        "maintien_cfa": 0,
        "fin_session": NEVER,
        "nouveau_contrat": NEVER,
        "suite_rupture": 0,
        "facture_recue_le": start,
        "pieces_recues_le": NEVER,
        "taux_horaire": 0,
    }
    fields |= {name: number(value) if isinstance(value, str) else value for name, value in given.items()}
    return Contrat(**fields)


WORKED = contrat(
    8000,
    "2025-09-01",
    "2027-02-28",
    conclusion="2025-07-10",
    niveau=6,
    heures_formation=80_000,
    heures_distance=68_000,
    rupture="2026-12-15",
    maintien_cfa=1,
    fin_session="2027-02-28",
)
"""The contract of docs/calcul.md: level 6, at a distance, broken in its second year, kept in the CFA."""
