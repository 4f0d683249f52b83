"""One contract as the rules read it: integers only."""

from __future__ import annotations

from typing import Final, NamedTuple

NEVER: Final = 1_000_000
"""The day number of a date that is not known: later than every date, so that `min` ignores it."""

APPRENTISSAGE: Final = 0
PROFESSIONNALISATION: Final = 1
RECONVERSION: Final = 2


class Contrat(NamedTuple):
    """One contract.

    Dates are day numbers from 1970-01-01 (NEVER: none), money is centimes, hours are hundredths of an hour, the oui/non
    columns are 1 or 0.

    `npec` is the annual level as it is known, before modulation; `npec_initial` what was paid before `decision`, the
    day on which `npec` became known (0: known from the start, the two are equal). `debut_cycle` and `facture_recue_le`
    carry their defaults already. `taux_horaire` is centimes an hour, of the two types paid by the hour.
    """

    type: int
    conclusion: int
    debut: int
    fin: int
    niveau: int
    npec: int
    npec_initial: int
    decision: int
    rupture: int
    rupture_probatoire: int
    formation_commencee: int
    heures_formation: int
    heures_distance: int
    exempt_distance: int
    majoration_handicap: int
    reduction_duree: int
    titre_ministere_court: int
    debut_cycle: int
    maintien_cfa: int
    fin_session: int
    nouveau_contrat: int
    suite_rupture: int
    facture_recue_le: int
    pieces_recues_le: int
    taux_horaire: int
