from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pgtrigger
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tandem.campagnes.models import Candidature
from tandem.campagnes.tasks import send_due_reminders
from tandem.cli.main import VERBS
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import build_campaign, in_days, person, vote


@pytest.fixture
def voted(db):
    return vote(build_campaign())


def test_a_vote_is_replayed_to_the_same_bytes(voted):
    out = StringIO()

    call_command("campagne", "replay", "region-essai", "2023", stdout=out)

    assert "octets identiques" in out.getvalue()
    assert voted.sha256 in out.getvalue()


def test_a_vote_changed_behind_the_platform_makes_the_command_fail(voted):
    with pgtrigger.ignore("campagnes.LigneVotee:ligne_votee_immutable"):
        voted.lignes.filter(nom_source="BETA").update(contrats=F("contrats") + 1)

    with pytest.raises(CommandError, match="BETA"):
        call_command("campagne", "replay", "region-essai", "2023")


@pytest.mark.parametrize("region, annee", [("region-essai", "2022"), ("ailleurs", "2023")])
def test_a_vote_that_does_not_exist_is_told(voted, region, annee):
    with pytest.raises(CommandError, match="Aucun vote n’est enregistré"):
        call_command("campagne", "replay", region, annee)


def test_the_verbs_of_the_campaign_are_in_the_help():
    assert {"campagne", "worker"} <= set(VERBS)


def test_the_reminders_are_planned_every_morning():
    planned = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}

    assert "0 7 * * *" == planned[send_due_reminders.name]


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_the_reminders_that_wait():
    world = build_campaign(instruction=False, etat="ouverte", cloture=in_days(2))
    Candidature.objects.filter(reference="ALPHA-2").update(statut="brouillon")
    person(world.alpha, Role.CFA_GESTION, email="alpha@essai.example")
    send_due_reminders.defer(timestamp=0)

    # A browser kept open for the session leaves its event loop in this thread; the worker starts one of its own.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_work_once).result()

    assert "succeeded" == ProcrastinateJob.objects.get().status
    assert [["alpha@essai.example"]] == [message.to for message in mail.outbox]


def _work_once():
    try:
        call_command("worker", "--once")
    finally:
        connections.close_all()
