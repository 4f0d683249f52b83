from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from bareme.majoration.reglement import load_reglement
from tandem.campagnes.actions.reminders import due_rule, send_every_reminder, send_reminders
from tandem.campagnes.models import Candidature, Piece, Rappel
from tandem.campagnes.tasks import send_due_reminders
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import REGLEMENT, build_campaign, in_days, person
from tests.tandem.factories import CampagneFactory

CLOTURE = datetime(2023, 3, 31, 12, tzinfo=UTC)
RULES = load_reglement(REGLEMENT).recevabilite


@pytest.mark.parametrize(
    "days, rule",
    [
        (-16, None),
        (-15, "avant_cloture_15"),
        (-4, "avant_cloture_15"),
        (-3, "avant_cloture_3"),
        (0, None),
        (1, "apres_cloture_1"),
        (4, "apres_cloture_1"),
        (5, "apres_cloture_5"),
        (9, "apres_cloture_5"),
        (10, None),
    ],
)
def test_the_reglement_says_which_reminder_is_due(days, rule):
    due = due_rule(RULES, cloture=CLOTURE, now=CLOTURE + timedelta(days=days))

    assert rule == (due.name if due else None)


@pytest.fixture
def open_world(db):
    """Open for two more days; ALPHA has a draft left, BETA and GAMMA deposited everything."""
    world = build_campaign(instruction=False, etat="ouverte", cloture=in_days(2))
    Candidature.objects.filter(reference="ALPHA-2").update(statut="brouillon")
    world.people = {
        name: person(getattr(world, name), Role.CFA_GESTION, email=f"{name}@essai.example")
        for name in ("alpha", "beta", "gamma")
    }
    return world


def test_only_the_people_of_the_dossier_in_draft_are_written_to(open_world):
    sending = send_reminders(campagne=open_world.campagne)

    assert ["ALPHA"] == [dossier.of_cfa.nom for dossier in sending.reminded]
    assert [["alpha@essai.example"]] == [message.to for message in mail.outbox]


def test_a_reminder_is_sent_once_by_rule(open_world):
    send_reminders(campagne=open_world.campagne)
    send_reminders(campagne=open_world.campagne)

    assert 1 == len(mail.outbox)
    assert "avant_cloture_3" == Rappel.objects.get().rule


def test_a_person_whose_role_ended_is_not_written_to(open_world):
    open_world.people["alpha"].memberships.update(ends_on=in_days(-1).date())

    sending = send_reminders(campagne=open_world.campagne)

    assert ["ALPHA"] == [dossier.of_cfa.nom for dossier in sending.without_people]
    assert [] == mail.outbox


def test_after_the_closing_an_incomplete_dossier_is_told_what_it_lacks(db):
    world = build_campaign(cloture=in_days(-2))
    person(world.beta, Role.CFA_GESTION, email="beta@essai.example")
    person(world.gamma, Role.CFA_GESTION)
    Piece.objects.filter(dossier__of_cfa=world.beta).delete()
    Candidature.objects.filter(reference="BETA-1").update(indicateurs={"jeunes_qpv": None})

    send_reminders(campagne=world.campagne)

    assert [["beta@essai.example"]] == [message.to for message in mail.outbox]
    assert "– Budget prévisionnel" in mail.outbox[0].body
    assert "Formation 1\u202f: Jeunes issus des QPV" in mail.outbox[0].body


def test_an_e_mail_that_fails_is_tried_again_later(open_world, monkeypatch):
    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(ConnectionRefusedError):
        send_reminders(campagne=open_world.campagne)
    monkeypatch.undo()

    assert not Rappel.objects.exists()
    assert 1 == len(send_reminders(campagne=open_world.campagne).reminded)


def test_the_periodic_task_goes_through_every_campaign_under_way(open_world):
    CampagneFactory(preparation=True)

    assert 1 == send_due_reminders(timestamp=0)
    assert 0 == send_every_reminder()


def test_reminding_by_hand_is_for_the_instruction_and_the_validation(open_world):
    with pytest.raises(PermissionDenied):
        send_reminders(campagne=open_world.campagne, actor=person(open_world.region, Role.REGION_ELU))

    assert 1 == len(send_reminders(campagne=open_world.campagne, actor=open_world.instructeur).reminded)
