"""The convention OPCO Santé – AKTO, two years day by day on a simulated clock: every alert at its date.

What its communiqué does not print is invented here and said so: a duration of twenty-four months.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tandem.conventions.actions.obligations import cancel_transmission, record_transmission
from tandem.conventions.actions.reunions import cancel_reunion, hold_reunion, plan_reunion
from tandem.conventions.alerts import alerts_between_days
from tandem.conventions.dues import dues, followed_for
from tandem.conventions.followed import follow
from tandem.conventions.models import Convention, Reunion, Transmission
from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
SIGNED, TERM = date(2025, 7, 10), date(2027, 7, 10)
SUIVI, BILAN = "comite-de-suivi-national", "bilan-du-partenariat"
ACTIVITE, FONDS = "loi-compte-rendu-activite", "loi-compte-rendu-fonds"

# Two meetings and one sending of each kind a year. 2025 is in force less than half: nothing is due; 2027 is more.
EXPECTED = {
    date(2026, 10, 10): {("terme_9_mois", "")},
    # The first meeting of 2026 was held in March; the second is planned on 10 November.
    date(2026, 11, 1): {("ouverture", SUIVI), ("ouverture", BILAN), ("ouverture", ACTIVITE), ("ouverture", FONDS)},
    # It was cancelled on 28 November, and is planned again on 3 December; the account of activity was sent.
    date(2026, 12, 1): {("echeance_proche", SUIVI), ("echeance_proche", BILAN), ("echeance_proche", FONDS)},
    date(2027, 1, 1): {("periode_manquante", BILAN), ("periode_manquante", FONDS)},
    date(2027, 1, 10): {("terme_6_mois", "")},
    date(2027, 4, 10): {("terme_3_mois", "")},
    # Sixty days before the term; the bilan sent on 20 January counts for 2027.
    date(2027, 5, 11): {("ouverture", SUIVI), ("ouverture", ACTIVITE), ("ouverture", FONDS)},
    # One of the two meetings is held; the account of activity of 25 May is cancelled on 5 June.
    date(2027, 6, 10): {("echeance_proche", SUIVI), ("echeance_proche", ACTIVITE), ("echeance_proche", FONDS)},
    TERM: {("terme", "")},
    # The account of the funds was never sent.
    date(2027, 7, 11): {("periode_manquante", SUIVI), ("periode_manquante", FONDS)},
}


class Story:
    """What the people of both OPCO do, each on its day, through the actions of the product."""

    def __init__(self, convention, opco_sante, akto) -> None:
        self.convention, self.sante, self.akto = convention, opco_sante, akto
        self.comite = convention.comites.get()

    def plan(self, day):
        return plan_reunion(
            actor=self.sante,
            comite=self.comite,
            starts_at=datetime.combine(day, time(10), PARIS),
            minutes=120,
            objet="Comité de suivi national",
            obligations=[(self.convention.obligations.get(code=SUIVI), "")],
        )

    def hold(self):
        hold_reunion(actor=self.akto, reunion=Reunion.objects.filter(etat="planifiee").get())

    def cancel(self):
        cancel_reunion(actor=self.akto, reunion=Reunion.objects.filter(etat="planifiee").get(), reason="Empêchement.")

    def send(self, code):
        today = datetime.now(tz=PARIS).date()
        obligation = self.convention.obligations.get(code=code)
        record_transmission(actor=self.akto, obligation=obligation, date=today, note="Document transmis.")

    def undo(self):
        cancel_transmission(actor=self.akto, transmission=Transmission.objects.latest("pk"), reason="Incomplet.")

    @property
    def days(self):
        """What happens, by day."""
        return {
            date(2026, 2, 3): lambda: self.plan(date(2026, 3, 17)),
            date(2026, 3, 17): self.hold,
            date(2026, 11, 10): lambda: self.plan(date(2026, 12, 8)),
            date(2026, 11, 15): lambda: self.send(ACTIVITE),
            date(2026, 11, 28): self.cancel,
            date(2026, 12, 3): lambda: self.plan(date(2026, 12, 15)),
            date(2026, 12, 15): self.hold,
            date(2027, 1, 20): lambda: self.send(BILAN),
            date(2027, 5, 20): lambda: self.plan(date(2027, 6, 1)),
            date(2027, 5, 25): lambda: self.send(ACTIVITE),
            date(2027, 6, 1): self.hold,
            date(2027, 6, 5): self.undo,
            date(2027, 6, 30): lambda: self.send(ACTIVITE),
        }


@pytest.fixture
def story(real_conventions):
    convention = real_conventions["opco-sante-akto-2025"]
    Convention.objects.filter(pk=convention.pk).update(duree_mois=24, etat="en_vigueur")
    convention.refresh_from_db()
    people = [
        MembershipFactory(organisation=partie.organisation, role=Role.OPCO_PARTENARIATS, starts_on=SIGNED).user
        for partie in convention.parties.select_related("organisation").order_by("rank")
    ]
    return Story(convention, *people)


def at_noon(day):
    return datetime.combine(day, time(12), PARIS).astimezone(UTC)


def every_day(story):
    """Live the two years, and the day after the term; give each day before its work is done."""
    day = SIGNED
    while day <= TERM + timedelta(days=1):
        with time_machine.travel(at_noon(day), tick=False):
            yield day
            story.days.get(day, lambda: None)()
        day += timedelta(days=1)


def test_every_alert_of_two_years_comes_at_its_date(story):
    found = defaultdict(set)
    for day in every_day(story):
        (followed,) = follow([story.convention])
        for item in alerts_between_days(followed, day, day):
            found[day].add((item.alert.code, item.obligation.code if item.obligation else ""))

    assert EXPECTED == found


def test_what_is_late_reaches_who_owes_it_until_it_is_sent(story):
    late = defaultdict(list)
    for day in every_day(story):
        for who in ("sante", "akto") if day.day in {1, 20, 21} else ():
            for due in dues(followed_for(getattr(story, who)), day):
                if due.kind == "late" and due.convention == story.convention:
                    late[who, due.obligation.code].append(day)
    both = [date(2027, 1, 1), date(2027, 1, 20)]

    # AKTO alone accounts for the funds; the bilan, owed by both, is sent on 20 January, once that day is read.
    assert {("sante", BILAN), ("akto", BILAN), ("akto", FONDS)} == late.keys()
    assert both == late["sante", BILAN] == late["akto", BILAN]
    assert (date(2027, 1, 1), date(2027, 7, 1)) == (late["akto", FONDS][0], late["akto", FONDS][-1])
