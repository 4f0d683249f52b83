import pytest

from tandem.organisations.enums import Role
from tandem.organisations.perms import (
    ALLOWED,
    Decision,
    can_administer,
    can_change_charte,
    can_end,
    can_grant,
    can_read_journal,
    can_sign_in_from,
    refused,
)
from tests.tandem.factories import MembershipFactory, OrganisationFactory, RegionOrganisationFactory

REGION = RegionOrganisationFactory.build(nom="Région d’essai")
CFA = OrganisationFactory.build(nom="CFA D’ESSAI")
OPCO = OrganisationFactory.build(opco=True)


def test_a_decision_is_true_when_allowed():
    assert ALLOWED


def test_a_refusal_is_false_and_says_why():
    assert (False, "Parce que.") == (bool(refused("Parce que.")), refused("Parce que.").reason)


def test_an_allowed_decision_has_nothing_to_say():
    assert "" == Decision(allowed=True).reason


@pytest.mark.parametrize(
    "roles, organisation",
    [({Role.REGION_ADMIN}, REGION), ({Role.CFA_DIRECTION}, CFA), ({Role.REGION_ADMIN, Role.REGION_BUDGET}, REGION)],
)
def test_the_administrator_of_an_organisation_manages_its_people(roles, organisation):
    assert can_administer(roles, organisation)


@pytest.mark.parametrize(
    "roles, organisation",
    [
        (set(), REGION),
        ({Role.REGION_VALIDATION}, REGION),
        ({Role.CFA_DIRECTION}, REGION),
        ({Role.CFA_GESTION}, CFA),
        ({Role.REGION_ADMIN}, CFA),
        ({Role.OPCO_GESTION}, OPCO),
    ],
)
def test_nobody_else_manages_the_people_of_an_organisation(roles, organisation):
    assert can_administer(roles, organisation).reason


@pytest.mark.parametrize(
    "role", [Role.REGION_INSTRUCTION, Role.REGION_VALIDATION, Role.REGION_BUDGET, Role.REGION_ELU, Role.REGION_ADMIN]
)
def test_a_region_grants_the_roles_of_a_region(role):
    assert can_grant({Role.REGION_ADMIN}, REGION, role)


@pytest.mark.parametrize("role", [Role.CFA_DIRECTION, Role.OPCO_GESTION, Role.ANALYSTE])
def test_a_region_does_not_grant_the_roles_of_others(role):
    assert "n’est pas un rôle de cette organisation" in can_grant({Role.REGION_ADMIN}, REGION, role).reason


def test_only_a_region_has_a_charte():
    assert (True, False) == (
        bool(can_change_charte({Role.REGION_ADMIN}, REGION)),
        bool(can_change_charte({Role.CFA_DIRECTION}, CFA)),
    )


@pytest.mark.parametrize("role", [Role.REGION_ADMIN, Role.REGION_VALIDATION, Role.REGION_BUDGET])
def test_those_who_answer_for_the_money_read_the_journal(role):
    assert can_read_journal({role}, REGION)


@pytest.mark.parametrize("role", [Role.REGION_INSTRUCTION, Role.REGION_ELU, Role.REGION_LECTURE])
def test_others_do_not_read_the_journal(role):
    assert can_read_journal({role}, REGION).reason


def test_nobody_ends_her_own_role_of_administration():
    own = MembershipFactory.build(organisation=REGION, role=Role.REGION_ADMIN, user_id=7)

    assert not can_end({Role.REGION_ADMIN}, own, 7)


def test_an_administrator_ends_her_own_other_roles():
    own = MembershipFactory.build(organisation=REGION, role=Role.REGION_BUDGET, user_id=7)

    assert can_end({Role.REGION_ADMIN}, own, 7)


@pytest.mark.parametrize(
    "siret, organisations",
    [
        ("", [OrganisationFactory.build(siren="356000000")]),
        (None, []),
        ("55210055400013", []),
        ("55210055400013", [OrganisationFactory.build()]),
        ("35600000000001", [OrganisationFactory.build(siren="356000000")]),
        ("35600000000001", [OrganisationFactory.build(siret="35600000000048")]),
        ("35600000000001", [OrganisationFactory.build(), OrganisationFactory.build(siren="356000000")]),
    ],
)
def test_a_sign_in_from_one_s_organisation_or_an_unknown_siret_is_let_in(siret, organisations):
    assert can_sign_in_from(siret, organisations)


def test_a_sign_in_from_another_employer_is_refused_with_both_names():
    decision = can_sign_in_from("55210055400013", [OrganisationFactory.build(nom="LA POSTE", siren="356000000")])

    assert "55210055400013" in decision.reason
    assert "LA POSTE" in decision.reason
