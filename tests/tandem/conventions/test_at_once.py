"""Two people who press the same button at the same moment: one is kept, the other is told why."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.conventions.actions.avenants import share_avenant
from tandem.conventions.actions.bilans import Written, publish_bilan, write_sections
from tandem.conventions.actions.valeurs import correct_value, type_value
from tandem.conventions.bilans.forms import sections_of
from tandem.conventions.enums import EtatConvention
from tandem.conventions.models import Reunion, Valeur
from tests.tandem.conventions.amended import a_draft, build_amendable
from tests.tandem.conventions.factories import IndicateurFactory, build_partners
from tests.tandem.conventions.meetings import build_committee, planned
from tests.tandem.conventions.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_meeting_is_planned():
    world = build_committee(signed_on=timezone.localdate())
    moment = (timezone.localtime() + timedelta(days=30)).strftime("%Y-%m-%d 10:00")
    plan = partial(planned, world, moment)

    assert (1, 1) == (at_once(plan, plan), Reunion.objects.count())


def test_one_correction_replaces_a_value():
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=timezone.localdate() - timedelta(days=500))
    one = IndicateurFactory(convention=world.convention, responsable=world.partie_opco)
    annee = timezone.localdate().year
    valeur = type_value(actor=world.opco_officer, indicateur=one, annee=annee, value=12)
    calls = [
        partial(correct_value, actor=world.opco_officer, valeur=valeur, value=value, motif="Erreur.")
        for value in (1, 2)
    ]

    assert (1, 1) == (at_once(*calls), Valeur.objects.current().count())


def test_one_publication_freezes_a_bilan():
    today = timezone.localdate()
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=today.replace(year=today.year - 1, month=1, day=1))
    period = {"annee": today.year - 1, "semestre": None}
    texts = {section.code: Written("Un texte.") for section in sections_of(world.convention)}
    bilan = write_sections(actor=world.opco_officer, convention=world.convention, sections=texts, **period)
    publish = [partial(publish_bilan, actor=actor, bilan=bilan) for actor in (world.opco_officer, world.region_chief)]

    assert (1, 1) == (at_once(*publish), JournalEntry.objects.filter(code="bilan.publie").count())


def test_two_avenants_shared_together_have_two_numbers():
    world = build_amendable()
    drafts = [a_draft(world), a_draft(world, actor=world.opco_officer)]
    calls = [
        partial(share_avenant, actor=actor, avenant=draft)
        for actor, draft in zip((world.region_officer, world.opco_officer), drafts, strict=True)
    ]

    assert (0, [1, 2]) == (
        at_once(*calls),
        sorted(world.convention.avenants.order_by("pk").values_list("numero", flat=True)),
    )
