import pytest

from tandem.campagnes import perms
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.perms import Standing
from tandem.organisations.enums import Role

OF_CFA, OTHER = 7, 8
ETATS = list(EtatCampagne)


def standing(*roles, user_id=1, of_cfa=(), interets=()):
    return Standing(user_id, frozenset(roles), frozenset(of_cfa), frozenset(interets))


INSTRUCTEUR = standing(Role.REGION_INSTRUCTION)
VALIDEUR = standing(Role.REGION_VALIDATION)
NOBODY = standing()

BY_ETAT = {
    perms.can_prepare: {EtatCampagne.PREPARATION},
    perms.can_open: {EtatCampagne.PREPARATION},
    perms.can_extend: {EtatCampagne.OUVERTE},
    perms.can_close: {EtatCampagne.OUVERTE},
    perms.can_reopen: {EtatCampagne.INSTRUCTION},
    perms.can_validate: {EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION},
    perms.can_rank: {EtatCampagne.INSTRUCTION},
    perms.can_resume_instruction: {EtatCampagne.CLASSEE},
    perms.can_propose_to_vote: {EtatCampagne.CLASSEE},
    perms.can_take_back_proposal: {EtatCampagne.PROPOSEE_AU_VOTE},
    perms.can_record_vote: {EtatCampagne.PROPOSEE_AU_VOTE},
    perms.can_act_after_vote: {EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE},
}
VALIDATION_ONLY = [predicate for predicate in BY_ETAT if predicate is not perms.can_prepare]


@pytest.mark.parametrize("predicate", BY_ETAT, ids=lambda item: item.__name__)
def test_a_decision_of_the_validation_is_open_in_its_states_only(predicate):
    allowed = {etat for etat in ETATS if predicate(VALIDEUR, etat)}

    assert BY_ETAT[predicate] == allowed


@pytest.mark.parametrize("predicate", VALIDATION_ONLY, ids=lambda item: item.__name__)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REGION_VALIDATION])
def test_no_other_role_decides_for_the_validation(predicate, role):
    assert not any(predicate(standing(role), etat) for etat in ETATS)


@pytest.mark.parametrize("predicate", BY_ETAT, ids=lambda item: item.__name__)
def test_every_refusal_gives_a_reason(predicate):
    refusals = [decision for etat in ETATS if not (decision := predicate(NOBODY, etat))]

    assert all(decision.reason for decision in refusals)
    assert len(ETATS) == len(refusals)


def test_the_instruction_is_done_by_the_instruction_while_it_lasts():
    allowed = {etat for etat in ETATS if perms.can_instruct(INSTRUCTEUR, etat)}

    assert {EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION} == allowed
    assert not perms.can_instruct(VALIDEUR, EtatCampagne.INSTRUCTION)


@pytest.mark.parametrize("link", [{"interets": [OF_CFA]}, {"of_cfa": [OF_CFA]}])
def test_a_link_with_an_of_cfa_bars_from_instructing_it_and_no_other(link):
    barred = standing(Role.REGION_INSTRUCTION, **link)

    assert not perms.can_instruct_of(barred, EtatCampagne.INSTRUCTION, OF_CFA)
    assert perms.can_instruct_of(barred, EtatCampagne.INSTRUCTION, OTHER)


def test_who_scores_does_not_validate():
    decision = perms.can_validate_evaluation(
        standing(Role.REGION_VALIDATION, Role.REGION_INSTRUCTION, user_id=4),
        EtatCampagne.INSTRUCTION,
        of_cfa_id=OF_CFA,
        instructeur_id=4,
    )

    assert (False, "La personne qui note ne peut valider sa propre note.") == decision


def test_a_link_bars_from_validating():
    barred = standing(Role.REGION_VALIDATION, interets=[OF_CFA])

    decision = perms.can_validate_evaluation(barred, EtatCampagne.INSTRUCTION, of_cfa_id=OF_CFA, instructeur_id=9)

    assert not decision


def test_who_proposes_an_exceptional_help_does_not_validate_it():
    both = standing(Role.REGION_VALIDATION, Role.REGION_INSTRUCTION, user_id=4)

    mine = perms.can_validate_exceptionnelle(both, EtatCampagne.INSTRUCTION, of_cfa_id=OF_CFA, proposer_id=4)
    theirs = perms.can_validate_exceptionnelle(both, EtatCampagne.INSTRUCTION, of_cfa_id=OF_CFA, proposer_id=5)

    assert [False, True] == [bool(mine), bool(theirs)]


def test_an_exceptional_help_is_proposed_until_the_campaign_is_put_to_the_vote():
    allowed = {etat for etat in ETATS if perms.can_propose_exceptionnelle(INSTRUCTEUR, etat, OF_CFA)}

    assert {EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION, EtatCampagne.CLASSEE} == allowed


def test_a_link_bars_from_correcting():
    barred = standing(Role.REGION_VALIDATION, interets=[OF_CFA])

    assert not perms.can_correct(barred, EtatCampagne.VOTEE, OF_CFA)
    assert perms.can_correct(barred, EtatCampagne.VOTEE, OTHER)


def test_nobody_lifts_their_own_declaration():
    assert not perms.can_lift_interet(standing(Role.REGION_ADMIN, user_id=3), 3)
    assert perms.can_lift_interet(standing(Role.REGION_ADMIN, user_id=3), 4)
    assert not perms.can_lift_interet(standing(Role.REGION_INSTRUCTION, user_id=3), 4)


def test_an_of_cfa_withdraws_only_its_own_candidature():
    cfa = standing(of_cfa=[OF_CFA])

    assert perms.can_withdraw(cfa, StatutCandidature.DEPOSEE, OF_CFA)
    assert not perms.can_withdraw(cfa, StatutCandidature.DEPOSEE, OTHER)


@pytest.mark.parametrize("statut", [StatutCandidature.VOTEE, StatutCandidature.NOTIFIEE, StatutCandidature.RETIREE])
def test_a_candidature_is_no_longer_withdrawn_after_the_vote(statut):
    assert not perms.can_withdraw(standing(of_cfa=[OF_CFA]), statut, OF_CFA)


@pytest.mark.parametrize("role", [role for role in Role if role.value.startswith("region_")])
def test_every_role_of_the_region_reads_the_instruction(role):
    assert perms.can_read_instruction(standing(role))


def test_a_cfa_does_not_read_the_instruction():
    assert not perms.can_read_instruction(standing(of_cfa=[OF_CFA]))


def test_declaring_an_interest_is_for_those_who_decide():
    assert perms.can_declare_interet(INSTRUCTEUR)
    assert not perms.can_declare_interet(standing(Role.REGION_ELU))
