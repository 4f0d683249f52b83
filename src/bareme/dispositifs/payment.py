"""L6332-6 4° and R6332-25 III 1°: the last day on which an OPCO may pay."""

from __future__ import annotations

from datetime import date, timedelta

from bareme.parametres import get


def payment_deadline(recu_le: date, conclusion: date) -> date:
    """The thirtieth day after the pieces were received, for a contract concluded on a date."""
    return recu_le + timedelta(days=get("prise_en_charge/delai_paiement", on=conclusion).whole)
