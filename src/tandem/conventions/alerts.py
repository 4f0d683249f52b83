"""The alerts of a convention: its term, what opens, what presses, what was missed, letters to answer."""

from datetime import date
from typing import NamedTuple

from tandem.conventions.followed import Followed, cadence_of
from tandem.conventions.models import Convention, Obligation
from tandem.conventions.timing.alerts import Alert, ConventionFacts, alerts_between


class ConventionAlert(NamedTuple):
    """An alert, the convention it is about, and the obligation when one makes it."""

    alert: Alert
    convention: Convention
    obligation: Obligation | None


def facts_of(followed: Followed) -> ConventionFacts:
    """What the engine draws the alerts of a convention from."""
    convention = followed.convention
    return ConventionFacts(
        signed_on=convention.signed_on,
        duree_mois=convention.duree_mois,
        prolongations=tuple(convention.agreed_prolongations),
        cadences=tuple(cadence_of(obligation) for obligation in followed.obligations),
        facts=followed.facts,
        mises_en_demeure=followed.mises_en_demeure,
        resiliation_date=convention.resiliation_on,
    )


def alerts_between_days(followed: Followed, first: date, last: date) -> list[ConventionAlert]:
    """The alerts of a convention between two days, both included."""
    found = []
    for alert in alerts_between(facts_of(followed), first, last):
        code, _, label = alert.subject.partition(" ")
        obligation = followed.by_code.get(code)
        # What is due once, in a named year, is yearly for the engine: the other years say nothing.
        if obligation is None or obligation.annee is None or label == str(obligation.annee):
            found.append(ConventionAlert(alert, followed.convention, obligation))
    return found
