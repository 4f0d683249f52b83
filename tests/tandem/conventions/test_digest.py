from datetime import date
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from tandem.conventions.actions.abonnement import choose_digest
from tandem.conventions.actions.minutes import add_decision, follow_decision
from tandem.conventions.actions.reunions import cancel_reunion
from tandem.conventions.digest import digest_of, send_digests
from tandem.conventions.models import DigestSent
from tandem.conventions.tasks import follow_every_calendar, send_due_digests
from tests.tandem.conventions.factories import IndicateurFactory, ObligationFactory
from tests.tandem.conventions.meetings import build_committee, held, now, planned

pytestmark = pytest.mark.django_db
ON = date(2025, 2, 3)


@pytest.fixture
def world():
    with now():
        yield build_committee()


def told(user, on=ON):
    return [line.text.replace("\u202f", " ") for line in digest_of(user, on)]


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def owed_by_the_opco(world):
    return ObligationFactory(
        convention=world.convention,
        libelle="Transmettre les données",
        nature="transmission",
        debiteur=world.partie_opco,
        creancier=world.partie_region,
    )


def test_nothing_to_say_is_nothing_sent(world):
    assert (0, []) == (send_digests(), mail.outbox)


def test_what_is_late_is_told_to_who_owes_it_and_to_nobody_else(world):
    owed_by_the_opco(world)

    send_digests(ON)

    assert ["delegate@essai.example", "opco_officer@essai.example"] == recipients()


def test_the_alerts_of_the_day_are_told_on_their_day(world):
    term_in_nine_months = date(2026, 1, 12)

    assert any("arrive à son terme" in line for line in told(world.region_officer, term_in_nine_months))
    assert not any("arrive à son terme" in line for line in told(world.region_officer, date(2026, 1, 13)))


def test_a_meeting_is_told_the_week_before(world):
    planned(world, "2025-02-10 10:00")
    planned(world, "2025-02-11 10:00", objet="Trop loin")

    assert ["Réunion le 10 février 2025 à 10 h 00 : Comité de pilotage annuel."] == told(world.opco_officer)


def test_a_cancelled_meeting_is_not_told(world):
    cancel_reunion(actor=world.region_officer, reunion=planned(world, "2025-02-10 10:00"), reason="Reportée.")

    assert [] == told(world.opco_officer)


def test_the_indicators_to_fill_are_counted_for_the_party_that_fills_them(world):
    for _ in range(2):
        IndicateurFactory(convention=world.convention, responsable=world.partie_opco)

    assert any(line.startswith("2 indicateurs à renseigner") for line in told(world.opco_officer))
    assert [] == told(world.region_officer)


def test_a_late_decision_is_told_until_it_is_settled(world):
    decision = add_decision(
        actor=world.region_officer,
        reunion=held(world, "2025-02-05 10:00"),
        texte="Partager la liste.",
        partie=world.partie_region,
        owner="Service apprentissage",
        due_on=date(2025, 2, 28),
    )
    late = told(world.region_officer, date(2025, 3, 1))
    follow_decision(actor=world.region_officer, decision=decision, etat="faite", note="Partagée.")

    assert ["Décision en retard depuis le 28 février 2025 : Partager la liste."] == late
    assert [] == told(world.region_officer, date(2025, 3, 1))


def test_a_person_has_one_message_a_day(world):
    owed_by_the_opco(world)
    send_digests(ON)

    assert (0, 2) == (send_digests(ON), len(mail.outbox))


def test_the_next_day_has_its_own_message(world):
    owed_by_the_opco(world)
    send_digests(ON)

    assert 2 == send_digests(date(2025, 2, 4))


def test_who_switched_it_off_receives_nothing(world):
    owed_by_the_opco(world)
    choose_digest(actor=world.opco_officer, is_on=False)

    send_digests(ON)

    assert ["delegate@essai.example"] == recipients()


def test_who_only_reads_receives_it_if_she_asks(world):
    owed_by_the_opco(world)
    choose_digest(actor=world.opco_reader, is_on=True)

    send_digests(ON)

    assert "opco_reader@essai.example" in recipients()


def test_every_message_says_how_to_stop(world):
    owed_by_the_opco(world)
    send_digests(ON)

    assert 2 == len(mail.outbox)
    for message in mail.outbox:
        assert message.extra_headers["List-Unsubscribe"].strip("<>") in message.body
        assert "/conventions/calendrier/abonnement/" in message.body


def test_each_line_leads_to_its_page(world):
    owed_by_the_opco(world)

    (line,) = digest_of(world.opco_officer, ON)

    assert line.url.endswith(f"/conventions/{world.convention.slug}/transmissions/")


class Killed(EmailBackend):
    """A server that lets one message through; then the process is killed, before or after the second has left."""

    leaves = False

    def send_messages(self, messages):
        if mail.outbox:
            if self.leaves:
                super().send_messages(messages)
            raise SystemExit("killed")
        return super().send_messages(messages)


class KilledOnceSent(Killed):
    leaves = True


@pytest.mark.parametrize("backend, received", [("Killed", 2), ("KilledOnceSent", 3)])
def test_a_run_killed_in_the_middle_is_finished_by_the_next_one_and_nobody_has_it_twice(
    world, settings, backend, received
):
    owed_by_the_opco(world)
    choose_digest(actor=world.opco_reader, is_on=True)
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"
    with pytest.raises(SystemExit):
        send_digests(ON)
    settings.EMAIL_BACKEND = usual

    send_digests(ON)

    assert recipients() == sorted(set(recipients()))
    assert received == len(recipients())
    assert "delegate@essai.example" in recipients()
    assert 3 == DigestSent.objects.count()


class Silent(EmailBackend):
    """A server that does not answer."""

    def open(self):
        raise ConnectionRefusedError


def test_a_silent_server_loses_no_message(world, settings):
    owed_by_the_opco(world)
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Silent"
    with pytest.raises(ConnectionRefusedError):
        send_digests(ON)
    settings.EMAIL_BACKEND = usual

    assert 2 == send_digests(ON)


class Refusing(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if "opco_officer@essai.example" in messages[0].to:
            raise SMTPRecipientsRefused({})
        return super().send_messages(messages)


def test_one_refused_address_does_not_keep_the_others_from_their_message(world, settings):
    owed_by_the_opco(world)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"

    send_digests(ON)

    assert ["delegate@essai.example"] == recipients()


class Watching(EmailBackend):
    """A server that looks at whether what it sends is already written for good."""

    seen: list = []

    def send_messages(self, messages):
        self.seen.append((connection.in_atomic_block, DigestSent.objects.count()))
        return super().send_messages(messages)


@pytest.mark.django_db(transaction=True)
def test_a_message_is_claimed_for_good_before_it_leaves(settings):
    with now(), transaction.atomic():
        world = build_committee()
        owed_by_the_opco(world)
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    Watching.seen = []

    with now():
        send_digests(ON)

    assert [(False, 1), (False, 2)] == Watching.seen


def test_the_morning_task_sends_the_messages_of_the_day(world):
    owed_by_the_opco(world)

    assert 2 == send_due_digests(timestamp=0)


def test_the_night_task_ends_what_the_calendar_ends(world):
    with now("2026-10-13 02:15"):
        moved = follow_every_calendar(timestamp=0)

    world.convention.refresh_from_db()
    assert (1, "echue") == (moved, world.convention.etat)
