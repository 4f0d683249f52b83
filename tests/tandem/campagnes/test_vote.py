import hashlib
import threading
from datetime import date
from decimal import Decimal

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace

from tandem.actes.enums import EtatDeliberation, Organe
from tandem.actes.journal import verify
from tandem.actes.models import JournalEntry
from tandem.campagnes.actions.exceptionnelle import (
    Proposal,
    propose_exceptionnelle,
    validate_exceptionnelle,
)
from tandem.campagnes.actions.vote import propose_to_vote, record_vote, take_back_proposal
from tandem.campagnes.actions.withdrawal import withdraw_candidature
from tandem.campagnes.enums import EtatCampagne, MotifExceptionnel, StatutCandidature
from tandem.campagnes.models import Campagne, Candidature, CandidatureTransition, Donnees, Vote
from tandem.campagnes.replay import replay
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import (
    ACT,
    adopt,
    build_campaign,
    candidatures,
    person,
    propose,
    rank,
    statuts,
    vote,
)


def test_the_adopted_scenario_decides_which_formations_are_put_to_the_vote(world):
    propose(world)

    assert statuts(world) == {
        "ALPHA-1": StatutCandidature.PROPOSEE_AU_VOTE,
        "ALPHA-2": StatutCandidature.PROPOSEE_AU_VOTE,
        "BETA-1": StatutCandidature.PROPOSEE_AU_VOTE,
        "GAMMA-1": StatutCandidature.PROPOSEE_AU_VOTE,
    }


def test_a_formation_below_the_cut_is_not_retained_and_keeps_the_reason(world):
    rank(world)
    adopt(world, **{"coupure.valeur": 40})

    propose_to_vote(actor=world.valideur, campagne=world.campagne)

    left_out = CandidatureTransition.objects.filter(to_statut=StatutCandidature.NON_RETENUE)
    assert {"ALPHA-2", "GAMMA-1"} == {row.candidature.reference for row in left_out}
    assert all("40" in row.reason for row in left_out)


def test_nothing_is_put_to_the_vote_without_an_adopted_scenario(world):
    rank(world)

    with pytest.raises(ValidationError, match="Aucun scénario n’est adopté"):
        propose_to_vote(actor=world.valideur, campagne=world.campagne)


def test_an_instructeur_may_not_put_to_the_vote(world):
    rank(world)
    adopt(world)

    with pytest.raises(PermissionDenied, match="Région – validation"):
        propose_to_vote(actor=world.instructeur, campagne=world.campagne)


def test_a_pending_majoration_exceptionnelle_keeps_from_the_vote(world):
    rank(world)
    adopt(world)
    _propose_help(world)

    with pytest.raises(ValidationError, match="1 majoration exceptionnelle attend une décision"):
        propose_to_vote(actor=world.valideur, campagne=world.campagne)


def test_a_total_above_the_dotation_keeps_from_the_vote(world):
    rank(world)
    Campagne.objects.filter(pk=world.campagne.pk).update(dotation=Decimal(100_500))
    validate_exceptionnelle(actor=world.valideur, exceptionnelle=_propose_help(world))
    adopt(world, nom="Avec l’aide")

    with pytest.raises(ValidationError) as refusal:
        propose_to_vote(actor=world.valideur, campagne=world.campagne)

    assert "101\u202f000\u202f€, dépasse la dotation de 100\u202f500\u202f€" in refusal.value.messages[0]


def test_a_proposal_taken_back_brings_the_candidatures_back_to_the_ranking(world):
    propose(world)

    take_back_proposal(actor=world.valideur, campagne=world.campagne, reason="Séance reportée.")

    world.campagne.refresh_from_db()
    assert EtatCampagne.CLASSEE == world.campagne.etat
    assert {StatutCandidature.CLASSEE} == set(statuts(world).values())


def test_taking_a_proposal_back_asks_for_a_reason(world):
    propose(world)

    with pytest.raises(ValidationError, match="doit être motivé"):
        take_back_proposal(actor=world.valideur, campagne=world.campagne, reason=" ")


def test_the_vote_keeps_the_bytes_of_the_adopted_scenario_and_their_hash(world):
    scenario = propose(world)

    recorded = record_vote(actor=world.valideur, campagne=world.campagne, act=ACT)

    assert scenario.resultat == recorded.annexe
    assert hashlib.sha256(recorded.annexe.encode()).hexdigest() == recorded.sha256


def test_the_voted_lines_add_up_to_the_enveloppe_to_the_euro(world):
    recorded = vote(world)

    assert 100_000 == sum(ligne.majoration for ligne in recorded.lignes.order_by("rank"))
    assert ["ALPHA", "BETA", "GAMMA"] == [ligne.nom_source for ligne in recorded.lignes.order_by("rank")]
    assert [60, 30, 10] == [ligne.contrats for ligne in recorded.lignes.order_by("rank")]


def test_the_vote_registers_the_deliberation_with_its_seance(world):
    recorded = vote(world)

    deliberation = recorded.deliberation
    assert ("CP 2023-247", date(2023, 7, 5), EtatDeliberation.VOTEE) == (
        deliberation.numero,
        deliberation.date,
        deliberation.etat,
    )
    assert Organe.COMMISSION_PERMANENTE == deliberation.seance.organe


def test_the_vote_moves_the_campaign_and_its_candidatures_and_is_journalled(world):
    recorded = vote(world)

    assert EtatCampagne.VOTEE == world.campagne.etat
    assert {StatutCandidature.VOTEE} == set(statuts(world).values())
    entry = JournalEntry.objects.get(code="campagne.votee")
    assert recorded.sha256 == entry.payload["sha256"]
    assert [] == verify()


def test_a_second_vote_is_refused_and_names_the_first(world):
    vote(world)

    with pytest.raises(ValidationError, match=r"déjà enregistré par .* CP 2023-247"):
        record_vote(actor=world.autre_valideur, campagne=world.campagne, act=ACT._replace(numero="CP 2023-248"))


@pytest.mark.parametrize(
    "change, message",
    [
        ({"numero": "CR 2023-247"}, "Un numéro de la commission permanente commence par"),
        ({"numero": "CP 23"}, "refusé"),
        ({"date": date(2999, 1, 1)}, "pas encore eu lieu"),
        ({"objet": " "}, "objet de la délibération"),
    ],
)
def test_a_vote_under_a_wrong_act_is_refused_and_leaves_nothing(world, change, message):
    propose(world)

    with pytest.raises(ValidationError, match=message):
        record_vote(actor=world.valideur, campagne=world.campagne, act=ACT._replace(**change))

    assert not Vote.objects.exists()


def test_a_vote_is_refused_when_the_figures_changed_since_the_adoption_and_says_which(world):
    propose(world)
    Candidature.objects.filter(reference="BETA-1").update(contrats=31)

    with pytest.raises(ValidationError, match=r"1 candidature modifiée .BETA-1."):
        record_vote(actor=world.valideur, campagne=world.campagne, act=ACT)


def test_a_vote_is_refused_after_a_withdrawal_and_says_which(world):
    propose(world)
    direction = person(world.beta, Role.CFA_DIRECTION)
    withdraw_candidature(
        actor=direction, candidature=candidatures(world).get(reference="BETA-1"), reason="Formation fermée."
    )

    with pytest.raises(ValidationError, match=r"sortie du classement .BETA-1."):
        record_vote(actor=world.valideur, campagne=world.campagne, act=ACT)


def test_the_replay_of_a_vote_gives_the_same_bytes(world):
    recorded = vote(world)

    result = replay(recorded)

    assert result.is_identical
    assert recorded.sha256 == result.found


def test_the_replay_finds_a_line_changed_behind_the_platform(world):
    recorded = vote(world)
    with pgtrigger.ignore("campagnes.LigneVotee:ligne_votee_immutable"):
        recorded.lignes.filter(nom_source="BETA").update(majoration=F("majoration") + 1, totale=F("totale") + 1)

    result = replay(recorded)

    assert not result.is_identical
    assert ["BETA" in text for text in result.breaks] == [True]


def test_the_replay_finds_frozen_data_changed_behind_the_platform(world):
    recorded = vote(world)
    with pgtrigger.ignore("campagnes.Donnees:donnees_immutable"):
        Donnees.objects.update(contenu=Replace("contenu", Value('"contrats":30'), Value('"contrats":29')))
    recorded.refresh_from_db()

    result = replay(recorded)

    assert any(text.startswith("Données figées") for text in result.breaks)
    assert any(text.startswith("Annexe recalculée") for text in result.breaks)


@pytest.mark.parametrize("statement", ["UPDATE {} SET sha256 = repeat('0', 64)", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_a_vote(world, statement):
    vote(world)

    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(Vote._meta.db_table))


@pytest.mark.parametrize("field, value", [("contrats", 41), ("contrats_verts", 0), ("complement", "B")])
def test_the_database_refuses_to_change_a_voted_candidature(world, field, value):
    vote(world)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        candidatures(world).filter(reference="ALPHA-1").update(**{field: value})


def test_the_database_refuses_to_change_the_enveloppe_of_a_voted_campaign(world):
    vote(world)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Campagne.objects.filter(pk=world.campagne.pk).update(enveloppe=Decimal(1))


@pytest.mark.django_db(transaction=True)
def test_two_people_recording_the_vote_at_once_make_a_single_vote():
    world = build_campaign()
    propose(world)
    barrier, outcomes = threading.Barrier(2), []

    def record(actor, numero):
        try:
            barrier.wait()
            outcomes.append(record_vote(actor=actor, campagne=world.campagne, act=ACT._replace(numero=numero)))
        except ValidationError as refusal:
            outcomes.append(refusal.messages)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=record, args=(world.valideur, "CP 2023-247")),
        threading.Thread(target=record, args=(world.autre_valideur, "CP 2023-248")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    votes = [outcome for outcome in outcomes if isinstance(outcome, Vote)]
    refusals = [outcome for outcome in outcomes if not isinstance(outcome, Vote)]
    assert [votes[0]] == list(Vote.objects.all())
    assert len(refusals) == 1
    assert "Le vote est déjà enregistré" in refusals[0][0]


def _propose_help(world):
    proposal = Proposal(1_000, 5_000, 60, [MotifExceptionnel.HAUSSE_CHARGES], "Hausse du carburant.")
    return propose_exceptionnelle(
        actor=world.instructeur, campagne=world.campagne, of_cfa=world.alpha, proposal=proposal
    )
