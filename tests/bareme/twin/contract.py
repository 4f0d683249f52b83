"""A contract as a person would write it: dates, euros as exact fractions, hours, yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Contract:
    """`npec` is the annual level; `npec_initial` the one paid before the `decision` that fixed `npec` (D6332-80).

    `au_niveau`: the branch pays the contrat de professionnalisation at the level of apprenticeship (IDCC 2264).
    """

    conclusion: date
    debut: date
    fin: date
    niveau: int = 5
    npec: Fraction = Fraction(8000)
    type: str = "apprentissage"
    npec_initial: Fraction | None = None
    decision: date | None = None
    rupture: date | None = None
    rupture_probatoire: bool = False
    formation_commencee: bool = True
    heures_formation: Fraction = Fraction(0)
    heures_distance: Fraction = Fraction(0)
    exempt_distance: bool = False
    majoration_handicap: Fraction = Fraction(0)
    reduction_duree: bool = False
    titre_ministere_court: bool = False
    debut_cycle: date | None = None
    maintien_cfa: bool = False
    fin_session: date | None = None
    nouveau_contrat: date | None = None
    suite_rupture: bool = False
    facture_recue_le: date | None = None
    pieces_recues_le: date | None = None
    public_prioritaire: bool = False
    au_niveau: bool = False

    @property
    def broken(self) -> date | None:
        """The day of the rupture, the last one counted; a rupture told after the term breaks nothing."""
        return self.rupture if self.rupture and self.rupture <= self.fin else None

    @property
    def term(self) -> date:
        return self.broken or self.fin

    @property
    def first_day(self) -> date:
        """R6332-25 VI: « prend en compte la période passée en CFA préalable à la signature du contrat »."""
        return self.debut_cycle or self.debut
