"""The life of a convention as one line, from its signature to its last day: what happened, what comes."""

from datetime import date
from typing import NamedTuple

from tandem.conventions.timing.alerts import ALERT_MONTHS
from tandem.conventions.timing.durations import Prolongation, add_months, term

WIDTH = 1000


class Milestone(NamedTuple):
    """A day of the line: what it is, where it stands on the bar, whether it is past."""

    on: date
    label: str
    kind: str
    x: int
    is_past: bool


class Lifeline(NamedTuple):
    """The bar and its milestones; `done` is the width of the time gone, `first_term` where the prolongations begin."""

    milestones: list[Milestone]
    done: int
    first_term: int
    width: int = WIDTH


def lifeline_of(convention, today: date) -> Lifeline | None:
    """Return the line of a convention; None while its signature or its term is not known."""
    start, end = convention.signed_on, convention.end
    if start is None or end is None or end <= start:
        return None
    agreed: list[Prolongation] = convention.agreed_prolongations
    scale_end = max(end, convention.term or end)

    def place(day: date) -> int:
        days = min(max((day - start).days, 0), (scale_end - start).days)
        return days * WIDTH // (scale_end - start).days

    days = [(start, "Signature", "signature")]
    days += [(one.agreed_on, f"Prolongation de {one.mois} mois convenue", "prolongation") for one in agreed]
    if convention.resiliation_on:
        days.append((convention.resiliation_on, "Résiliation", "end"))
    else:
        days += [(add_months(end, -months), f"Alerte à {months} mois du terme", "alert") for months in ALERT_MONTHS]
        days.append((end, "Terme", "end"))
    first = term(start, convention.duree_mois) if convention.duree_mois else scale_end
    if agreed:
        days.append((first, "Premier terme", "first"))
    milestones = [
        Milestone(day, label, kind, place(day), day <= today)
        for day, label, kind in sorted(days, key=lambda item: item[0])
        if day >= start
    ]
    return Lifeline(milestones, place(min(today, end)), place(first))
