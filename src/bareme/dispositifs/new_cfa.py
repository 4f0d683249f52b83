"""R6332-25 V: a CFA whose déclaration d'activité is less than six months old."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bareme.dispositifs.dates import later
from bareme.dispositifs.inputs import known_value
from bareme.parametres import get


class NouveauCfa(NamedTuple):
    """Whether the CFA is new, on which date that was judged, and what follows.

    `attestation_requise`: an advance waits for an attestation that the training has begun. `versement_exigible_le`: the
    first day of the month until which the first payment may be put off; None when the CFA is not new.
    """

    nouveau: bool
    apprecie_le: date
    attestation_requise: bool
    versement_exigible_le: date | None


def nouveau_cfa(declaration: date, conclusion: date, debut: date, *, facture: date | None = None) -> NouveauCfa:
    """R6332-25 V, for contracts concluded from 2025-07-01; no earlier wording has it.

    `declaration` is the day the déclaration d'activité was registered. The six months are judged when the invoice is
    received, or when the contract begins (`hypotheses/nouveau_cfa_a_la_facture`); an invoice that is not known counts
    as received on the first day of the contract.
    """
    age = known_value("nouveau_cfa/anciennete", conclusion)
    judged = debut
    if age is None:
        return NouveauCfa(False, judged, False, None)
    if facture is not None and get("hypotheses/nouveau_cfa_a_la_facture", on=conclusion).whole == 1:
        judged = facture
    if judged >= later(declaration, age.whole):
        return NouveauCfa(False, judged, False, None)
    rank = get("nouveau_cfa/report", on=conclusion).whole
    return NouveauCfa(True, judged, True, later(debut, rank - 1))
