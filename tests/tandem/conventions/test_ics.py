"""The calendar is read back by two libraries: the one that wrote it, and another."""

from datetime import UTC, date, datetime

import pytest
import vobject
from django.urls import reverse
from icalendar import Calendar

from tandem.conventions.actions.abonnement import create_feed, feed_of, revoke_feed
from tandem.conventions.actions.comites import add_membre
from tandem.conventions.actions.reunions import cancel_reunion, move_reunion
from tandem.conventions.feeds.ics import calendar_of
from tandem.conventions.models import FluxCalendrier
from tests.tandem.conventions.factories import FicheFactory, ObligationFactory
from tests.tandem.conventions.meetings import build_committee, held, now, paris, planned
from tests.tandem.factories import CampagneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with now():
        yield build_committee()


def written(user):
    return calendar_of(user).decode()


def ours(text):
    return Calendar.from_ical(text).walk("VEVENT")


def theirs(text):
    return vobject.readOne(text).contents.get("vevent", [])


def meetings(text):
    return [event for event in ours(text) if event["UID"].startswith("reunion-")]


def test_another_library_reads_as_many_events_at_the_same_instants_across_the_change_of_hour(world):
    for moment in ("2025-03-29 10:00", "2025-03-30 10:00", "2025-10-25 23:30", "2025-10-26 10:00"):
        planned(world, moment)
    text = written(world.opco_officer)

    found = {event.uid.value: event.dtstart.value for event in theirs(text)}

    assert found == {event["UID"]: event["DTSTART"].dt for event in ours(text)}
    assert [
        datetime(2025, 3, 29, 9, tzinfo=UTC),
        datetime(2025, 3, 30, 8, tzinfo=UTC),
        datetime(2025, 10, 25, 21, 30, tzinfo=UTC),
        datetime(2025, 10, 26, 9, tzinfo=UTC),
    ] == sorted(value.astimezone(UTC) for uid, value in found.items() if uid.startswith("reunion-"))


def test_the_other_library_reads_the_same_ends(world):
    planned(world, "2025-10-25 23:30", minutes=300)
    text = written(world.opco_officer)

    ends = {event.uid.value: event.dtend.value for event in theirs(text)}

    assert ends == {event["UID"]: event["DTEND"].dt for event in ours(text)}
    assert datetime(2025, 10, 26, 2, 30, tzinfo=UTC) in {
        value.astimezone(UTC) for uid, value in ends.items() if uid.startswith("reunion-")
    }


def test_the_calendar_carries_the_rules_of_paris(world):
    planned(world)
    zone = vobject.readOne(written(world.opco_officer)).vtimezone

    assert "Europe/Paris" == zone.tzid.value


def test_a_meeting_keeps_its_identifier_and_grows_its_sequence(world):
    reunion = planned(world)
    (before,) = meetings(written(world.opco_officer))

    with now("2025-02-04 09:00"):
        move_reunion(actor=world.region_officer, reunion=reunion, starts_at=paris("2025-04-17 14:00"))
        (after,) = meetings(written(world.opco_officer))

    assert before["UID"] == after["UID"]
    assert (0, 1) == (before["SEQUENCE"], after["SEQUENCE"])
    assert before["LAST-MODIFIED"].dt < after["LAST-MODIFIED"].dt


def test_the_same_calendar_is_written_twice_the_same(world):
    planned(world)

    assert calendar_of(world.opco_officer) == calendar_of(world.opco_officer)


def test_a_cancelled_meeting_stays_as_cancelled(world):
    cancel_reunion(actor=world.region_officer, reunion=planned(world), reason="Reportée.")

    (event,) = meetings(written(world.opco_officer))

    assert "CANCELLED" == event["STATUS"]


def test_a_meeting_held_stays_in_the_calendar(world):
    held(world)

    (event,) = meetings(written(world.opco_officer))

    assert "CONFIRMED" == event["STATUS"]


def test_a_meeting_says_where_for_what_and_where_to_read_on(world):
    obligation = ObligationFactory(convention=world.convention, libelle="Comité de pilotage, une fois par an")
    reunion = planned(world, lieu="2 rue Simone-Veil, Saint-Ouen ; salle 4", obligations=[(obligation, "")])

    (event,) = [one for one in theirs(written(world.opco_officer)) if one.uid.value.startswith("reunion-")]

    assert "2 rue Simone-Veil, Saint-Ouen ; salle 4" == event.location.value
    assert "une fois par an" in event.description.value
    link = reverse("convention_reunion", args=[world.convention.slug, reunion.pk])
    assert event.description.value.endswith(link)
    assert event.url.value.startswith("http")


def test_nobody_is_asked_to_answer_and_nobody_is_named(world):
    add_membre(
        actor=world.region_officer,
        comite=world.comite,
        organisation=world.opco,
        user=world.opco_officer,
        starts_on=date(2025, 1, 1),
    )
    planned(world)
    text = written(world.opco_officer)

    assert not {"ORGANIZER", "ATTENDEE"} & {name for event in ours(text) for name in event}
    assert world.opco_officer.last_name not in text
    assert world.region_officer.email not in text


def test_the_window_of_an_obligation_is_a_whole_period_of_days(world):
    ObligationFactory(convention=world.convention, libelle="Dialogue", mois_debut=6, mois_fin=7)

    windows = [one for one in theirs(written(world.opco_officer)) if one.summary.value.startswith("À tenir")]

    assert [(date(2025, 6, 1), date(2025, 8, 1))] == [(one.dtstart.value, one.dtend.value) for one in windows]


def test_what_is_planned_is_no_longer_a_window(world):
    dialogue = ObligationFactory(convention=world.convention, mois_debut=6, mois_fin=7)
    planned(world, "2025-06-12 10:00", obligations=[(dialogue, "")])

    assert not [one for one in ours(written(world.opco_officer)) if one["UID"].startswith("obligation-")]


def test_the_term_is_a_day(world):
    (term,) = [one for one in theirs(written(world.opco_officer)) if one.uid.value.startswith("terme-")]

    assert date(2026, 10, 12) == term.dtstart.value


def test_the_calendar_of_the_region_is_shared_with_its_partner(world):
    CampagneFactory(organisation=world.region, idf=True, instruction=True, annee=2025, titre="Majoration 2025")

    found = [one.summary.value for one in theirs(written(world.opco_officer)) if one.uid.value.startswith("campagne-")]

    assert ["Dépôt ouvert : Majoration 2025 – Région d’essai"] == [one.replace("\u202f", " ") for one in found]


def test_the_draft_of_the_other_side_is_not_in_it(world):
    fiche = FicheFactory(convention=world.convention, draft_of=world.region)
    ObligationFactory(convention=world.convention, fiche=fiche, libelle="Point secret", mois_debut=6, mois_fin=7)

    assert "secret" not in written(world.opco_officer)
    assert "secret" in written(world.region_officer)


def test_a_partner_of_another_convention_sees_nothing(world):
    planned(world)

    assert [] == ours(written(world.stranger))


def test_a_calendar_without_event_is_read_too(world):
    assert "VCALENDAR" == vobject.readOne(written(world.stranger)).name


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(world):
    made = create_feed(actor=world.opco_officer, nom="Outlook du bureau")

    assert len(made.secret) >= 43
    assert made.secret not in str(FluxCalendrier.objects.values_list().get())
    assert made.feed == feed_of(made.secret)


def test_a_revoked_address_answers_no_more(world):
    made = create_feed(actor=world.opco_officer, nom="Outlook du bureau")

    revoke_feed(actor=world.opco_officer, feed=made.feed)

    assert feed_of(made.secret) is None


def test_the_address_of_someone_who_left_answers_no_more(world):
    made = create_feed(actor=world.opco_officer, nom="Outlook du bureau")
    world.opco_officer.is_active = False
    world.opco_officer.save()

    assert feed_of(made.secret) is None


def test_nobody_revokes_the_address_of_another(world):
    made = create_feed(actor=world.opco_officer, nom="Outlook du bureau")

    with pytest.raises(FluxCalendrier.DoesNotExist):
        revoke_feed(actor=world.region_officer, feed=made.feed)
