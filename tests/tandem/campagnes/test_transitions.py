import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from tandem.campagnes.actions.transitions import lock_campagne, lock_candidatures, move_campagne, move_candidatures
from tandem.campagnes.enums import (
    CAMPAGNE_TRANSITIONS,
    CANDIDATURE_TRANSITIONS,
    EtatCampagne,
    StatutCandidature,
)
from tandem.campagnes.models import Campagne, Candidature, CandidatureTransition
from tests.tandem.factories import CampagneFactory, CandidatureFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_tables_cover_every_state():
    assert set(EtatCampagne) == set(CAMPAGNE_TRANSITIONS)
    assert set(StatutCandidature) == set(CANDIDATURE_TRANSITIONS)


def test_every_state_but_the_first_can_be_reached():
    reached = set().union(*CANDIDATURE_TRANSITIONS.values())

    assert {StatutCandidature.BROUILLON} | reached == set(StatutCandidature)


@pytest.mark.parametrize("start", StatutCandidature)
def test_the_action_follows_the_table_of_candidatures(start):
    actor = UserFactory()
    allowed = set()
    for end in StatutCandidature:
        candidature = CandidatureFactory(statut=start)
        held = lock_candidatures(Candidature.objects.filter(pk=candidature.pk))
        try:
            move_candidatures(held, end, actor=actor)
        except ValidationError:
            continue
        allowed.add(end)

    assert CANDIDATURE_TRANSITIONS[start] == allowed


@pytest.mark.parametrize("start", StatutCandidature)
def test_the_database_follows_the_table_of_candidatures(start):
    allowed = {end for end in StatutCandidature if end != start and _updates(CandidatureFactory(statut=start), end)}

    assert CANDIDATURE_TRANSITIONS[start] == allowed


def _updates(row, end):
    field = "statut" if isinstance(row, Candidature) else "etat"
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: end})
    except ProgrammingError:
        return False
    return True


@pytest.mark.parametrize("start", EtatCampagne)
def test_the_database_follows_the_table_of_campaigns(start):
    allowed = {end for end in EtatCampagne if end != start and _updates(CampagneFactory(etat=start), end)}

    assert CAMPAGNE_TRANSITIONS[start] == allowed


@pytest.mark.parametrize("start", EtatCampagne)
def test_the_action_follows_the_table_of_campaigns(start):
    actor = UserFactory()
    allowed = set()
    for end in EtatCampagne:
        try:
            move_campagne(lock_campagne(CampagneFactory(etat=start)), end, actor=actor)
        except ValidationError:
            continue
        allowed.add(end)

    assert CAMPAGNE_TRANSITIONS[start] == allowed


def test_a_change_of_state_keeps_who_when_and_why():
    actor, candidature = UserFactory(), CandidatureFactory(deposee=True)

    held = lock_candidatures(Candidature.objects.filter(pk=candidature.pk))
    move_candidatures(held, StatutCandidature.RECEVABLE, actor=actor, reasons="Complet.")

    row = CandidatureTransition.objects.get()
    assert (candidature, actor, "Complet.") == (row.candidature, row.actor, row.reason)
    assert ("deposee", "recevable") == (row.from_statut, row.to_statut)


def test_one_refused_candidature_keeps_them_all_where_they_are():
    good, bad = CandidatureFactory(deposee=True), CandidatureFactory(classee=True)
    held = lock_candidatures(Candidature.objects.filter(pk__in=[good.pk, bad.pk]))

    with pytest.raises(ValidationError, match="ne peut pas passer à"):
        move_candidatures(held, StatutCandidature.RECEVABLE, actor=UserFactory())

    assert not CandidatureTransition.objects.exists()


def test_the_rows_of_the_changes_of_state_are_never_rewritten():
    candidature = CandidatureFactory(deposee=True)
    held = lock_candidatures(Candidature.objects.filter(pk=candidature.pk))
    move_candidatures(held, StatutCandidature.RECEVABLE, actor=UserFactory())

    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        CandidatureTransition.objects.update(reason="autre")


def test_the_history_of_a_campaign_keeps_the_old_enveloppe():
    campagne = CampagneFactory(enveloppe=1000)

    Campagne.objects.filter(pk=campagne.pk).update(enveloppe=2000)

    events = Campagne.pgh_event_model.objects.filter(pgh_obj=campagne).order_by("pgh_id")
    assert [1000, 2000] == [int(event.enveloppe) for event in events]
