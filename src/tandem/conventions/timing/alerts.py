"""What the calendar of a convention says on a day: its term, what is due, what stays unanswered. Units: civil days.

Sources: article 5 of the conventions AKTO and ATLAS – Île-de-France for the term, article 7 for the mise en demeure;
months are counted as in article 641 of the Code de procédure civile. When to warn is ours (« hypothèses »).
A day is judged with what was known on it: a prolongation from its accord, a meeting held from its date. So a run day by
day and one over the whole span say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from tandem.conventions.timing.cadences import (
    DEFAULTS,
    Cadence,
    Fact,
    Hypotheses,
    Period,
    PeriodStanding,
    period_standing,
    periods_of,
)
from tandem.conventions.timing.dates import DAY, day_words
from tandem.conventions.timing.durations import Prolongation, add_months, reply_deadline, term

# Hypothèses: days before the end of a period without window when it is said to open, and when it is said to press.
OPENS_BEFORE = timedelta(days=60)
PRESSES_BEFORE = timedelta(days=30)
# Hypothèse: days before the deadline of a mise en demeure when it is said again.
REPLY_BEFORE = timedelta(days=7)
# Hypothèse: months before the term when it is told.
ALERT_MONTHS = (9, 6, 3)

Severity = Literal["information", "attention", "urgence"]


class MiseEnDemeure(NamedTuple):
    """A formal notice: when it was received, answered if it was, and the months that its clause gives to answer."""

    received_on: date
    answered_on: date | None = None
    months: int = 1


@dataclass(frozen=True, slots=True)
class ConventionFacts:
    """What the alerts of a convention are drawn from; `resiliation_date` is the last day that binds."""

    signed_on: date | None
    duree_mois: int | None = None
    prolongations: tuple[Prolongation | int, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    facts: tuple[Fact, ...] = ()
    mises_en_demeure: tuple[MiseEnDemeure, ...] = ()
    alert_months: tuple[int, ...] = ALERT_MONTHS
    resiliation_date: date | None = None
    hypotheses: Hypotheses = DEFAULTS


class Alert(NamedTuple):
    """One thing to say on one day; `on`, `code` and `subject` make it unique."""

    on: date
    code: str
    libelle: str
    severity: Severity
    subject: str


def alerts_on(facts: ConventionFacts, day: date) -> tuple[Alert, ...]:
    """The alerts of one day."""
    return alerts_between(facts, day, day)


def alerts_between(facts: ConventionFacts, first_day: date, last_day: date) -> tuple[Alert, ...]:
    """The alerts of a span of days, both included, each once, by day, code and subject.

    A convention that is not signed has none; one that ended by a résiliation has none after its last day.
    """
    if facts.signed_on is None:
        return ()
    first = max(first_day, facts.signed_on)
    last = min(last_day, facts.resiliation_date or date.max)
    found = {alert for alert in _mises_en_demeure(facts) if first <= alert.on <= last}
    for begins, ends in _spans_of_knowledge(facts, first, last):
        end = term(facts.signed_on, facts.duree_mois, facts.prolongations, on=begins)
        candidates = _term_alerts(facts, end) if end else iter(())
        found |= {alert for alert in candidates if begins <= alert.on <= ends}
        for cadence in facts.cadences:
            found |= set(_cadence_alerts(facts, cadence, (facts.signed_on, end), (begins, ends)))
    return tuple(sorted(found))


def _spans_of_knowledge(facts: ConventionFacts, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The span, cut where a prolongation becomes known."""
    agreed = {one.agreed_on for one in facts.prolongations if not isinstance(one, int)}
    starts = sorted({first, *(day for day in agreed if first < day <= last)})
    for number, begins in enumerate(starts):
        ends = starts[number + 1] - DAY if number + 1 < len(starts) else last
        if begins <= ends:
            yield begins, ends


def _term_alerts(facts: ConventionFacts, end: date) -> Iterator[Alert]:
    subject = f"terme {end.isoformat()}"
    months = sorted(set(facts.alert_months))
    for rank, number in enumerate(months):
        severity: Severity = "urgence" if rank == 0 else "information" if rank == len(months) - 1 else "attention"
        yield Alert(
            add_months(end, -number),
            f"terme_{number}_mois",
            f"La convention arrive à son terme le {day_words(end)}, dans {number} mois. "
            "Décidez de la prolonger, de la renouveler ou de la laisser s’éteindre.",
            severity,
            subject,
        )
    yield Alert(end, "terme", f"La convention arrive aujourd’hui à son terme ({day_words(end)}).", "urgence", subject)


def _mises_en_demeure(facts: ConventionFacts) -> Iterator[Alert]:
    for received_on, answered_on, months in facts.mises_en_demeure:
        deadline = reply_deadline(received_on, months)
        notice = f"Mise en demeure reçue le {day_words(received_on)}"
        subject = f"mise en demeure {received_on.isoformat()}"
        early = deadline - REPLY_BEFORE
        if answered_on is None or answered_on > early:
            sentence = f"la réponse est attendue le {day_words(deadline)}, dans {REPLY_BEFORE.days} jours"
            yield Alert(early, "mise_en_demeure_proche", f"{notice} : {sentence}.", "attention", subject)
        if answered_on is None or answered_on > deadline:
            sentence = f"la réponse est attendue aujourd’hui, {day_words(deadline)}"
            after = "Sans réponse, la convention peut être résiliée."
            yield Alert(deadline, "mise_en_demeure", f"{notice} : {sentence}. {after}", "urgence", subject)


def _cadence_alerts(
    facts: ConventionFacts, cadence: Cadence, life: tuple[date, date | None], span: tuple[date, date]
) -> Iterator[Alert]:
    if cadence.asks_nothing:
        return
    start, end = life
    mine = [fact for fact in facts.facts if fact.code == cadence.code]
    years = range(span[0].year - 1, span[1].year + 1)
    for period in periods_of(cadence, start, end, years, hypotheses=facts.hypotheses):
        for day, code, severity in _moments(cadence, period, start, end):
            if not span[0] <= day <= span[1]:
                continue
            one = period_standing(cadence, period, mine, end=end, on=day, hypotheses=facts.hypotheses)
            if one.missing:
                yield Alert(day, code, _sentence(cadence, one, code), severity, f"{cadence.code} {one.label}")


def _moments(cadence: Cadence, period: Period, start: date, end: date | None) -> Iterator[tuple[date, str, Severity]]:
    """The days on which a period may have something to say; two on one day are one, the more pressing."""
    if not period.due:
        return
    deadline = period.end if end is None else min(period.end, end)
    since = max(period.start, start)
    opens = period.window_start if cadence.window else max(deadline - OPENS_BEFORE, since)
    presses = deadline - PRESSES_BEFORE
    if opens != presses:
        yield opens, "ouverture", "information"
    if presses >= since:
        yield presses, "echeance_proche", "attention"
    if deadline < date.max:
        yield deadline + DAY, "periode_manquante", "urgence"


def _sentence(cadence: Cadence, one: PeriodStanding, code: str) -> str:
    deadline, days = day_words(one.deadline), PRESSES_BEFORE.days
    said = {
        "ouverture": f"{one.missing} à planifier, au plus tard le {deadline}",
        "echeance_proche": f"la période finit le {deadline}, dans {days} jours, il en manque {one.missing}",
        "periode_manquante": f"la période a fini le {deadline}, il en manque {one.missing}",
    }[code]
    if code == "ouverture" and cadence.window:
        window = f"du {day_words(one.window_start)} au {day_words(one.window_end)}"
        said = f"{one.missing} à planifier, {window} de préférence"
    secteurs = f" Secteurs : {', '.join(one.missing_secteurs)}." if one.missing_secteurs else ""
    return f"{cadence.libelle} ({one.label}) : {said}.{secteurs}"
