"""Committees and meetings for tests: a convention in force between two partners, and who sits in its committee."""

from datetime import date, datetime

import time_machine
from django.utils import timezone

from tandem.conventions.actions.comites import add_comite, add_membre
from tandem.conventions.actions.reunions import hold_reunion, plan_reunion
from tests.tandem.conventions.factories import build_partners

TODAY = "2025-02-03 09:00"
MEETING = "2025-03-20 10:00"


def paris(moment):
    """Return a moment of the clocks of Paris."""
    return timezone.make_aware(datetime.fromisoformat(moment))


def now(moment=TODAY):
    """Travel to a moment of Paris; the clock does not run."""
    return time_machine.travel(paris(moment), tick=False)


def build_committee(**convention):
    """Return the partners of a convention in force, with `comite` and one member of each side since its signature."""
    world = build_partners(**{"etat": "en_vigueur", "signed_on": date(2023, 10, 12), **convention})
    world.comite = add_comite(
        actor=world.region_officer, convention=world.convention, nom="Comité de pilotage", nature="pilotage"
    )
    for organisation in (world.region, world.opco):
        add_membre(
            actor=world.region_officer,
            comite=world.comite,
            organisation=organisation,
            qualite="Coprésidence",
            role="copresident",
            starts_on=date(2023, 10, 12),
        )
    return world


def planned(world, moment=MEETING, **fields):
    """Plan a meeting of the committee."""
    return plan_reunion(
        **{
            "actor": world.region_officer,
            "comite": world.comite,
            "starts_at": paris(moment),
            "minutes": 120,
            "lieu": "Saint-Ouen",
            "objet": "Comité de pilotage annuel",
            **fields,
        }
    )


def held(world, moment=MEETING, **fields):
    """Plan a meeting, then hold it at its hour."""
    reunion = planned(world, moment, **fields)
    with now(moment):
        hold_reunion(actor=world.region_officer, reunion=reunion, participants=6)
    reunion.refresh_from_db()
    return reunion


def reasons(refusal):
    """Return the messages of a refusal as one text."""
    return "\n".join(refusal.value.messages)
