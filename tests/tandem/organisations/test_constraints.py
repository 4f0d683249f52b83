"""The invariants that the database itself holds, each by its name."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from tandem.organisations.enums import NatureCompetence, Role, TypeOrganisation
from tandem.organisations.models import Competence, Membership
from tests.tandem.factories import (
    BrancheFactory,
    KeyFigureFactory,
    MembershipFactory,
    OrganisationFactory,
    RattachementBrancheFactory,
    RattachementFactory,
    UserFactory,
    closed_period,
    open_period,
)

pytestmark = pytest.mark.django_db


def refused_by(name, write):
    with pytest.raises((IntegrityError, DatabaseError), match=name), transaction.atomic():
        write()
    return True


def test_two_accounts_cannot_differ_by_case_alone():
    UserFactory(email="agent@essai.example", verified=False)

    assert refused_by("user_email_unique_whatever_case", lambda: UserFactory(email="AGENT@essai.example"))


def test_a_region_has_a_territory():
    assert refused_by(
        "organisation_region_has_territory", lambda: OrganisationFactory(type=TypeOrganisation.REGION, region=None)
    )


def test_a_siret_begins_with_the_siren():
    assert refused_by(
        "organisation_siret_extends_siren", lambda: OrganisationFactory(siren="356000000", siret="55210055400013")
    )


def test_a_siret_without_siren_is_accepted():
    assert OrganisationFactory(siret="55210055400013").pk


def test_one_siret_is_one_organisation_of_its_kind():
    OrganisationFactory(siret="55210055400013")

    assert refused_by("organisation_siret_unique_by_type", lambda: OrganisationFactory(siret="55210055400013"))


def test_the_same_siret_may_be_a_gestionnaire_and_an_employer():
    OrganisationFactory(siret="55210055400013")

    assert OrganisationFactory(siret="55210055400013", employeur=True).pk


def test_an_etablissement_has_one_gestionnaire_at_a_time():
    link = RattachementFactory()

    assert refused_by("rattachement_one_parent_at_a_time", lambda: RattachementFactory(child=link.child))


def test_an_etablissement_may_change_gestionnaire():
    link = RattachementFactory(period=closed_period(date(2020, 1, 1), date(2022, 1, 1)))

    assert RattachementFactory(child=link.child, period=open_period(date(2022, 1, 1))).pk


def test_an_organisation_is_not_attached_to_itself():
    organisation = OrganisationFactory()

    assert refused_by(
        "rattachement_not_to_itself", lambda: RattachementFactory(child=organisation, parent=organisation)
    )


def test_a_branch_has_one_opco_at_a_time():
    branche = BrancheFactory()
    RattachementBrancheFactory(branche=branche)

    assert refused_by("branche_one_opco_at_a_time", lambda: RattachementBrancheFactory(branche=branche))


def test_a_branch_may_change_opco():
    branche = BrancheFactory()
    RattachementBrancheFactory(branche=branche, period=closed_period(date(2019, 4, 1), date(2024, 1, 1)))

    assert RattachementBrancheFactory(branche=branche, period=open_period(date(2024, 1, 1))).pk


def test_a_key_figure_is_stated_once_a_day():
    figure = KeyFigureFactory()

    assert refused_by("key_figure_one_per_date", lambda: KeyFigureFactory(organisation=figure.organisation))


def test_a_key_figure_cites_its_source():
    assert refused_by("key_figure_has_a_source", lambda: KeyFigureFactory(source=""))


@pytest.mark.parametrize("nature, with_delegant", [("opco_unique", True), ("delegation_service", False)])
def test_a_delegation_names_who_delegates_and_a_sole_opco_does_not(nature, with_delegant):
    opco = OrganisationFactory(opco=True)
    delegant = OrganisationFactory(opco=True) if with_delegant else None

    assert refused_by(
        "competence_delegant_iff_delegation",
        lambda: Competence.objects.create(
            opco=opco,
            nature=NatureCompetence(nature),
            delegant=delegant,
            perimetre="Outre-mer",
            period=open_period(date(2025, 7, 10)),
            source="essai",
        ),
    )


def test_a_role_is_held_once_at_a_time():
    held = MembershipFactory()

    assert refused_by(
        "membership_same_role_once_at_a_time",
        lambda: MembershipFactory(user=held.user, organisation=held.organisation, starts_on=date(2024, 1, 1)),
    )


def test_a_role_may_be_held_again_after_its_end():
    held = MembershipFactory(starts_on=date(2020, 1, 1), ends_on=date(2021, 12, 31))

    again = MembershipFactory(user=held.user, organisation=held.organisation, starts_on=date(2022, 1, 1))

    assert again.pk


def test_a_person_may_hold_two_roles_in_one_organisation():
    held = MembershipFactory(role=Role.REGION_LECTURE)

    assert MembershipFactory(user=held.user, organisation=held.organisation, role=Role.REGION_BUDGET).pk


def test_a_role_does_not_end_before_it_starts():
    held = MembershipFactory.build(
        user=UserFactory(), organisation=OrganisationFactory(), ends_on=date(2022, 1, 1), starts_on=date(2023, 1, 1)
    )

    assert refused_by("(membership_ends_after_start|range lower bound)", held.save)


@pytest.mark.parametrize(
    "change", [{"role": Role.REGION_ADMIN}, {"starts_on": date(2019, 1, 1)}], ids=["role", "start"]
)
def test_what_a_role_was_is_never_rewritten(change):
    held = MembershipFactory()

    assert refused_by("membership_identity", lambda: Membership.objects.filter(pk=held.pk).update(**change))


def test_a_past_role_is_closed_for_good():
    held = MembershipFactory(ends_on=timezone.localdate() - timedelta(days=3))

    assert refused_by("membership_past_is_closed", lambda: Membership.objects.filter(pk=held.pk).update(ends_on=None))


def test_a_role_is_never_removed():
    held = MembershipFactory()

    assert refused_by("membership_never_removed", held.delete)


def test_a_refusal_speaks_french():
    held = MembershipFactory()
    again = MembershipFactory.build(user=held.user, organisation=held.organisation)

    with pytest.raises(ValidationError, match="Cette personne a déjà ce rôle"):
        again.full_clean()
