from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tandem.organisations.actions import end_role, grant_role, invite, roles_in, save_charte
from tandem.organisations.enums import Role
from tandem.organisations.models import Charte, Membership
from tandem.users.models import User
from tests.tandem.factories import (
    DepartementFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    RegionOrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NEWCOMER = {"email": "Lise.Mercier@Region.example", "first_name": "Lise", "last_name": "Mercier"}


def days(count):
    return timezone.localdate() + timedelta(days=count)


@pytest.fixture
def region():
    return RegionOrganisationFactory()


@pytest.fixture
def admin(region):
    return MembershipFactory(organisation=region, role=Role.REGION_ADMIN).user


def test_a_role_is_given_from_today(region, admin):
    membership = grant_role(actor=admin, organisation=region, user=UserFactory(), role=Role.REGION_BUDGET)

    assert (days(0), None) == (membership.starts_on, membership.ends_on)


def test_a_role_may_be_given_for_a_day_to_come(region, admin):
    user = UserFactory()
    grant_role(actor=admin, organisation=region, user=user, role=Role.REGION_BUDGET, starts_on=days(10))

    assert set() == roles_in(user, region)


def test_a_role_is_never_given_in_the_past(region, admin):
    with pytest.raises(ValidationError, match="aujourd’hui ou plus tard"):
        grant_role(actor=admin, organisation=region, user=UserFactory(), role=Role.REGION_BUDGET, starts_on=days(-1))


def test_a_role_already_held_is_refused(region, admin):
    held = MembershipFactory(organisation=region, role=Role.REGION_BUDGET)

    with pytest.raises(ValidationError, match="a déjà ce rôle"):
        grant_role(actor=admin, organisation=region, user=held.user, role=Role.REGION_BUDGET)


@pytest.mark.parametrize("role", [Role.REGION_VALIDATION, Role.REGION_INSTRUCTION, Role.REGION_LECTURE])
def test_only_the_administrator_gives_roles(region, role):
    actor = MembershipFactory(organisation=region, role=role).user

    with pytest.raises(PermissionDenied):
        grant_role(actor=actor, organisation=region, user=actor, role=Role.REGION_ADMIN)


def test_the_administrator_of_another_region_gives_nothing_here(region):
    stranger = MembershipFactory(organisation=RegionOrganisationFactory(), role=Role.REGION_ADMIN).user

    with pytest.raises(PermissionDenied):
        grant_role(actor=stranger, organisation=region, user=stranger, role=Role.REGION_VALIDATION)


def test_a_former_administrator_gives_nothing(region):
    former = MembershipFactory(organisation=region, role=Role.REGION_ADMIN, ended=True).user

    with pytest.raises(PermissionDenied):
        grant_role(actor=former, organisation=region, user=former, role=Role.REGION_VALIDATION)


def test_a_region_does_not_give_the_roles_of_an_opco(region, admin):
    with pytest.raises(PermissionDenied, match="n’est pas un rôle de cette organisation"):
        grant_role(actor=admin, organisation=region, user=UserFactory(), role=Role.OPCO_GESTION)


def test_an_invitation_makes_an_account_without_password_nor_proven_address(region, admin):
    membership, is_new = invite(actor=admin, organisation=region, role=Role.REGION_LECTURE, **NEWCOMER)

    address = EmailAddress.objects.get(user=membership.user)
    assert (True, "lise.mercier@region.example", False, False) == (
        is_new,
        membership.user.email,
        membership.user.has_usable_password(),
        address.verified,
    )


def test_an_invitation_finds_the_account_whatever_the_case_of_the_address(region, admin):
    known = UserFactory(email="lise.mercier@region.example")
    membership, is_new = invite(actor=admin, organisation=region, role=Role.REGION_LECTURE, **NEWCOMER)

    assert (known, False) == (membership.user, is_new)


def test_a_refused_invitation_leaves_no_account(region):
    with pytest.raises(PermissionDenied):
        invite(actor=UserFactory(), organisation=region, role=Role.REGION_LECTURE, **NEWCOMER)

    assert not User.objects.filter(email__iexact=NEWCOMER["email"]).exists()


def test_every_fault_of_an_invitation_is_said_at_once(region, admin):
    with pytest.raises(ValidationError) as refusal:
        invite(actor=admin, organisation=region, role=Role.REGION_LECTURE, email="lise", first_name=" ", last_name="")

    assert {"email", "first_name", "last_name"} == set(refusal.value.message_dict)


def test_an_elu_may_be_tied_to_a_departement(region, admin):
    departement = DepartementFactory()
    membership, _ = invite(actor=admin, organisation=region, role=Role.REGION_ELU, departement=departement, **NEWCOMER)

    assert departement == membership.departement


def test_a_role_ends_on_the_day_said(region, admin):
    held = MembershipFactory(organisation=region)
    end_role(actor=admin, membership=held, ends_on=days(5))

    assert {Role.REGION_LECTURE} == roles_in(held.user, region)
    assert days(5) == Membership.objects.get(pk=held.pk).ends_on


def test_a_role_ended_yesterday_is_lost_at_once(region, admin):
    held = MembershipFactory(organisation=region)
    end_role(actor=admin, membership=held, ends_on=days(-1))

    assert set() == roles_in(held.user, region)


def test_the_past_of_a_role_is_not_rewritten(region, admin):
    held = MembershipFactory(organisation=region)

    with pytest.raises(ValidationError, match="Le passé ne se réécrit pas"):
        end_role(actor=admin, membership=held, ends_on=days(-2))


def test_a_role_does_not_end_before_it_starts(region, admin):
    held = MembershipFactory(organisation=region, starts_on=days(10))

    with pytest.raises(ValidationError, match="au plus tôt"):
        end_role(actor=admin, membership=held, ends_on=days(9))


def test_an_ended_role_is_not_ended_again(region, admin):
    held = MembershipFactory(organisation=region, ended=True)

    with pytest.raises(ValidationError, match="a déjà pris fin"):
        end_role(actor=admin, membership=held, ends_on=days(3))


def test_a_planned_end_may_be_put_back(region, admin):
    held = MembershipFactory(organisation=region, ends_on=days(3))
    end_role(actor=admin, membership=held, ends_on=days(30))

    assert days(30) == Membership.objects.get(pk=held.pk).ends_on


def test_an_administrator_does_not_end_her_own_administration(region, admin):
    with pytest.raises(PermissionDenied, match="son propre rôle d’administration"):
        end_role(actor=admin, membership=admin.memberships.get(), ends_on=days(1))


def test_the_administrator_of_another_region_ends_nothing_here(region):
    stranger = MembershipFactory(organisation=RegionOrganisationFactory(), role=Role.REGION_ADMIN).user

    with pytest.raises(PermissionDenied):
        end_role(actor=stranger, membership=MembershipFactory(organisation=region), ends_on=days(1))


def test_the_direction_of_an_of_cfa_invites_her_colleagues():
    direction = MembershipFactory(organisation=OrganisationFactory(), role=Role.CFA_DIRECTION)
    membership, _ = invite(actor=direction.user, organisation=direction.organisation, role=Role.CFA_GESTION, **NEWCOMER)

    assert {Role.CFA_GESTION} == roles_in(membership.user, direction.organisation)


def test_the_region_opens_the_access_of_an_of_cfa_of_its_territory(region, admin):
    of_cfa = OrganisationFactory(departement=DepartementFactory())
    membership, _ = invite(actor=admin, organisation=of_cfa, role=Role.CFA_DIRECTION, **NEWCOMER)

    assert {Role.CFA_DIRECTION} == roles_in(membership.user, of_cfa)


@pytest.mark.parametrize("place", ["elsewhere", "unknown"])
def test_the_region_does_not_open_the_access_of_an_of_cfa_elsewhere(region, admin, place):
    of_cfa = OrganisationFactory(region=RegionFactory(code="28") if place == "elsewhere" else None)

    with pytest.raises(PermissionDenied, match="territoire de votre Région"):
        invite(actor=admin, organisation=of_cfa, role=Role.CFA_DIRECTION, **NEWCOMER)


def test_the_region_gives_an_of_cfa_no_other_role(region, admin):
    of_cfa = OrganisationFactory(region=region.region)

    with pytest.raises(PermissionDenied):
        invite(actor=admin, organisation=of_cfa, role=Role.CFA_GESTION, **NEWCOMER)


def test_who_gave_and_ended_a_role_stays_in_the_history(region, admin):
    held = grant_role(actor=admin, organisation=region, user=UserFactory(), role=Role.REGION_BUDGET)
    end_role(actor=admin, membership=held, ends_on=days(3))

    events = Membership.pgh_event_model.objects.filter(pgh_obj=held).order_by("pgh_created_at", "pgh_id")
    assert [("insert", None), ("update", days(3))] == list(events.values_list("pgh_label", "ends_on"))


COLOURS = {"nom_affiche": "Ma Région", "couleur_primaire": "#1f4e5f", "couleur_accent": "#8a4b08"}


def test_the_administrator_saves_the_charte(region, admin):
    save_charte(actor=admin, organisation=region, values=COLOURS)

    assert "Ma Région" == Charte.objects.get(organisation=region).nom_affiche


def test_the_charte_is_changed_in_place(region, admin):
    save_charte(actor=admin, organisation=region, values=COLOURS)
    save_charte(actor=admin, organisation=region, values={**COLOURS, "nom_affiche": "Autre nom"})

    assert ["Autre nom"] == list(Charte.objects.values_list("nom_affiche", flat=True))


@pytest.mark.parametrize("field", ["couleur_primaire", "couleur_accent"])
def test_a_colour_that_cannot_be_read_is_refused(region, admin, field):
    with pytest.raises(ValidationError, match="trop claire") as refusal:
        save_charte(actor=admin, organisation=region, values={**COLOURS, field: "#ffd866"})

    assert {field} == set(refusal.value.message_dict)


def test_a_logo_that_could_run_something_is_refused(region, admin):
    hostile = SimpleUploadedFile("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    with pytest.raises(ValidationError, match="script"):
        save_charte(actor=admin, organisation=region, values={**COLOURS, "logo": hostile})


def test_nobody_else_changes_the_charte(region):
    actor = MembershipFactory(organisation=region, role=Role.REGION_VALIDATION).user

    with pytest.raises(PermissionDenied):
        save_charte(actor=actor, organisation=region, values=COLOURS)


def test_each_role_given_and_ended_and_each_charte_is_in_the_journal(region, admin):
    held = grant_role(actor=admin, organisation=region, user=UserFactory(), role=Role.REGION_BUDGET)
    end_role(actor=admin, membership=held, ends_on=days(3))
    save_charte(actor=admin, organisation=region, values=COLOURS)

    assert [
        ("organisation.role.donne", admin.pk),
        ("organisation.role.termine", admin.pk),
        ("organisation.charte.modifiee", admin.pk),
    ] == list(region.journal_entries.order_by("sequence").values_list("code", "actor"))


def test_what_was_refused_is_not_in_the_journal(region):
    with pytest.raises(PermissionDenied):
        grant_role(actor=UserFactory(), organisation=region, user=UserFactory(), role=Role.REGION_BUDGET)

    assert not region.journal_entries.exists()
