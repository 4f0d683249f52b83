"""R6332-25 II, D6332-86, D6332-90: contracts paid by the hour of training, after execution, in one line."""

from __future__ import annotations

from typing import NamedTuple

from bareme.rules.calendar import days
from bareme.rules.contrat import NEVER, Contrat
from bareme.rules.law import Law
from bareme.rules.level import CENT
from bareme.rules.rounding import half_up
from bareme.rules.schedule import SOLDE, Line


class Forfait(NamedTuple):
    """What a contract paid by the hour is due: `forfait` when it is carried out whole, `montant` for the days done."""

    jours_prevus: int
    jours: int
    forfait: int
    montant: int
    line: Line


def hourly_forfait(contrat: Contrat, law: Law) -> Forfait:
    """Hours × rate; without a rate, the level of apprenticeship by days (branches that chose it).

    A contract broken before its end is paid for its days done over its days planned, or for the hours given when these
    are held to be the hours done. `forfait` and `montant` are then the same.
    """
    terme = min(contrat.fin, contrat.rupture)
    planned, done = days(contrat.debut, contrat.fin), days(contrat.debut, terme)
    if contrat.taux_horaire > 0:
        whole, divisor = contrat.heures_formation * contrat.taux_horaire, CENT
    else:
        whole, divisor = contrat.npec * planned, law.base_jours
    pieces = contrat.pieces_recues_le
    received = terme + law.hypothese_pieces_recues if pieces == NEVER else max(terme, pieces)
    forfait = half_up(whole, divisor)
    by_days = contrat.taux_horaire == 0 or law.hypothese_forfait_horaire_au_prorata == 1
    amount = half_up(whole * done, divisor * planned) if by_days else forfait
    line = Line(SOLDE, received + law.delai_paiement_jours, amount)
    return Forfait(planned, done, forfait, amount, line)
