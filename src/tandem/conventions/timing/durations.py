"""Terms and deadlines counted in months « de quantième à quantième ». Units: months, civil days.

Sources: conventions AKTO and ATLAS – Île-de-France, article 5 (three years from the signature, prolonged by three years
at most), article 7 (mise en demeure left without an answer for one month); article 641 of the Code de procédure civile
for the count of months.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bareme.validite.dates import add_months
from tandem.conventions.timing.dates import day_words

__all__ = ["Prolongation", "add_months", "is_in_force", "prolongation_problem", "reply_deadline", "term"]


class Prolongation(NamedTuple):
    """Months added to a convention by common accord, known from the day of the accord."""

    agreed_on: date
    mois: int


def term(
    signed_on: date | None,
    duree_mois: int | None,
    prolongations: Iterable[Prolongation | int] = (),
    *,
    on: date | None = None,
) -> date | None:
    """The day of the term, which still belongs to the convention; None without a signature or a duration.

    The months of every prolongation are added to those of the duration before counting from the signature, so that a
    quantième lost in a short month comes back (31 August + 6 months + 6 months is 31 August).
    With `on`, the term as it was known on that day: prolongations agreed later are not; bare months always are.
    """
    if signed_on is None or duree_mois is None:
        return None
    return add_months(signed_on, duree_mois + sum(_months(one, on) for one in prolongations))


def _months(prolongation: Prolongation | int, on: date | None) -> int:
    if isinstance(prolongation, int):
        return prolongation
    return prolongation.mois if on is None or prolongation.agreed_on <= on else 0


def is_in_force(
    on: date,
    *,
    signed_on: date | None,
    duree_mois: int | None,
    prolongations: Iterable[Prolongation | int] = (),
    resiliation_date: date | None = None,
) -> bool:
    """Whether the convention binds on this day: from its signature to its term, both included.

    `resiliation_date` is the last day that binds, when the convention is ended before its term.
    """
    if signed_on is None or on < signed_on or (resiliation_date is not None and on > resiliation_date):
        return False
    end = term(signed_on, duree_mois, prolongations)
    return end is None or on <= end


def reply_deadline(received_on: date, months: int = 1) -> date:
    """The last day to answer a mise en demeure received on a day (article 7: one month).

    Hypothèse: a deadline that falls on a Sunday or a holiday is not moved; article 642 of the Code de procédure civile
    moves the deadlines of procedure, and this one is contractual.
    """
    return add_months(received_on, months)


def prolongation_problem(
    mois: int,
    *,
    agreed_on: date,
    signed_on: date | None,
    duree_mois: int | None,
    prolongations: Iterable[Prolongation | int] = (),
    prolongation_max_mois: int | None = None,
) -> str:
    """Why a prolongation cannot be agreed, every reason in one French text; "" when it can.

    `prolongations` are those agreed before; without a maximum, the convention sets none.
    """
    earlier = tuple(prolongations)
    current = term(signed_on, duree_mois, earlier)
    if signed_on is None or current is None:
        missing = "la date de signature" if signed_on is None else "la durée"
        return f"Prolongation : {missing} de la convention n’est pas connue. Renseignez-la, puis prolongez."
    found = []
    if mois <= 0:
        found.append(f"Prolongation : un nombre de mois d’au moins 1 est attendu, trouvé {mois}.")
    if agreed_on < signed_on:
        found.append(
            f"Date de l’accord : elle ne peut précéder la signature du {day_words(signed_on)}, "
            f"trouvé {day_words(agreed_on)}."
        )
    if agreed_on > current:
        found.append(
            f"Date de l’accord : la convention est arrivée à son terme le {day_words(current)}, "
            f"avant l’accord du {day_words(agreed_on)}. "
            "Une convention échue ne se prolonge pas : concluez-en une autre."
        )
    total = sum(_months(one, None) for one in earlier) + mois
    if prolongation_max_mois is not None and mois > 0 and total > prolongation_max_mois:
        found.append(
            f"Prolongation : la convention permet {prolongation_max_mois} mois en tout, trouvé {total} mois "
            f"({total - mois} déjà accordés et {mois} demandés). "
            f"Il reste {max(prolongation_max_mois - total + mois, 0)} mois au plus."
        )
    return " ".join(found)
