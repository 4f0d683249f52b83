"""The home page of a partner: what it owes, and nothing of what the other party owes."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.conventions.enums import NatureObligation
from tandem.conventions.models import DecisionComite
from tests.tandem.conventions.factories import ComiteFactory, ObligationFactory, ReunionFactory, build_partners

pytestmark = pytest.mark.django_db
HOME = "/"
TODAY = "2025-02-03T12:00:00+01:00"


@pytest.fixture
def partners():
    """A convention signed in January 2024, whose OPCO owed data in 2024 and sent none."""
    world = build_partners(etat="en_vigueur", signed_on=date(2024, 1, 2), duree_mois=36)
    world.donnees = ObligationFactory(
        convention=world.convention,
        code="donnees",
        libelle="Transmettre les données",
        clause="3.1",
        nature=NatureObligation.TRANSMISSION,
        debiteur=world.partie_opco,
        creancier=world.partie_region,
    )
    return world


def titles(sign_in, user):
    with time_machine.travel(TODAY, tick=False):
        return [task.title for task in sign_in(user).get(HOME).context["tasks"]]


def test_a_late_sending_reaches_who_owes_it_and_nobody_else(sign_in, partners):
    late = "Transmission en retard\u202f: Transmettre les données (article 3.1)"
    people = ("opco_officer", "delegate", "region_officer", "region_chief", "stranger")
    told = {who: late in titles(sign_in, getattr(partners, who)) for who in people}

    assert {
        "opco_officer": True, "delegate": True, "region_officer": False, "region_chief": False, "stranger": False,
    } == told  # fmt: skip


def test_who_only_reads_has_nothing_to_send(sign_in, partners):
    assert [] == titles(sign_in, partners.opco_reader)


def test_what_was_sent_leaves_the_home_page(sign_in, partners):
    partners.donnees.transmissions.create(partie=partners.partie_opco, date=date(2025, 1, 20), note="Les données.")

    assert [] == titles(sign_in, partners.opco_officer)


def test_a_meeting_to_plan_reaches_every_party(sign_in, partners):
    ObligationFactory(
        convention=partners.convention, libelle="Comité de pilotage", clause="5", mois_debut=1, mois_fin=3
    )
    told = [titles(sign_in, user)[-1] for user in (partners.opco_officer, partners.region_officer)]

    assert ["Obligation à planifier\u202f: Comité de pilotage (article 5)"] * 2 == told


def test_a_term_nearer_than_nine_months_is_told(sign_in, partners):
    partners.convention.duree_mois = 18
    partners.convention.save()

    assert f"Terme dans 149 jours\u202f: {partners.convention.titre}" in titles(sign_in, partners.region_officer)


def test_a_late_decision_reaches_the_party_in_charge(sign_in, partners):
    reunion = ReunionFactory(comite=ComiteFactory(convention=partners.convention), etat="tenue")
    DecisionComite.objects.create(
        reunion=reunion, numero=1, texte="Envoyer la liste", partie=partners.partie_region, owner="La direction",
        due_on=date(2025, 1, 15),
    )  # fmt: skip

    assert "Décision en retard\u202f: Envoyer la liste" in titles(sign_in, partners.region_officer)
    assert "Décision en retard\u202f: Envoyer la liste" not in titles(sign_in, partners.opco_officer)


def test_many_late_sendings_are_told_by_their_number(sign_in, partners):
    for number in range(6):
        ObligationFactory(
            convention=partners.convention, libelle=f"Envoi {number}", nature=NatureObligation.TRANSMISSION
        )
    found = titles(sign_in, partners.opco_officer)

    assert 4 == sum(title.startswith("Transmission en retard") for title in found)
    assert "3 autres transmissions en retard" in found


def test_people_of_an_opco_find_their_conventions(sign_in, partners):
    context = sign_in(partners.opco_reader).get(HOME).context

    assert ["Convention d’essai"] == [item["convention"].titre for item in context["conventions"]]
    assert ["Région d’essai"] == [item["partners"] for item in context["conventions"]]
    assert ("Conventions signées ou en vigueur", "1") == (context["figures"][0].label, context["figures"][0].value)


def queries_of(client):
    """Count what the home page asks of the database once it is warm."""
    client.get(HOME)
    with CaptureQueriesContext(connection) as asked:
        client.get(HOME)
    return len(asked)


def test_the_number_of_queries_does_not_grow_with_what_is_due(sign_in, partners):
    with time_machine.travel(TODAY, tick=False):
        client = sign_in(partners.opco_officer)
        few = queries_of(client)
        for _ in range(8):
            ObligationFactory(convention=partners.convention, nature=NatureObligation.TRANSMISSION)
        many = queries_of(client)

    assert few == many <= 24
