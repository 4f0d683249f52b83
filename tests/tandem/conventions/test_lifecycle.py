"""A convention moves along its table, by who may, with what its type demands, and its history says who and why."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from tandem.actes.enums import Organe
from tandem.actes.models import JournalEntry
from tandem.campagnes.actions.acts import Act
from tandem.conventions.actions.convention import (
    RESERVED_SLUGS,
    Party,
    change_seuil,
    change_terms,
    follow_the_calendar,
    open_convention,
    present_projet,
    record_vote,
    resume_negociation,
    resume_projet,
    share_convention,
)
from tandem.conventions.actions.documents import finalise
from tandem.conventions.actions.habilitations import record_board_decision, record_deliberation
from tandem.conventions.enums import EtatConvention, RolePartie, TypeConvention
from tandem.conventions.models import Convention, ConventionChange, ConventionTransition, Prolongation
from tandem.conventions.rules import vote_obstacles
from tandem.organisations.enums import Role
from tandem.web.conventions.urls import urlpatterns
from tests.tandem.conventions.factories import (
    ClauseFactory,
    ConventionFactory,
    InstanceFactory,
    PartieFactory,
    build_partners,
)
from tests.tandem.factories import MembershipFactory, OrganisationFactory, UserFactory

ACT = Act("CP 2023-247", date(2023, 7, 5), Organe.COMMISSION_PERMANENTE, "Convention")


def parties_of(world):
    return [Party(world.region, RolePartie.REGION), Party(world.opco, RolePartie.OPCO, delegation=world.delegation)]


def opened(world, **fields):
    return open_convention(
        actor=fields.pop("actor", world.region_officer),
        organisation=fields.pop("organisation", world.region),
        kind=fields.pop("kind", TypeConvention.REGION_OPCO),
        titre=fields.pop("titre", "Convention nouvelle"),
        parties=fields.pop("parties", parties_of(world)),
        **fields,
    )


def test_a_negotiation_is_seen_by_its_owner_alone_until_it_is_shared(db):
    world = build_partners()
    convention = opened(world)
    before = Convention.objects.visible_to(world.opco_officer).filter(pk=convention.pk).exists()
    share_convention(actor=world.region_officer, convention=convention)

    assert (False, True) == (
        before,
        Convention.objects.visible_to(world.opco_officer).filter(pk=convention.pk).exists(),
    )


def test_the_people_of_a_delegation_see_the_conventions_of_their_opco(db):
    world = build_partners()

    assert [world.convention] == list(Convention.objects.visible_to(world.delegate))


def test_a_stranger_sees_no_convention(db):
    world = build_partners()

    assert [] == list(Convention.objects.visible_to(world.stranger))


@pytest.mark.parametrize("person", ["region_reader", "opco_reader", "stranger"])
def test_a_reader_opens_no_negotiation(db, person):
    world = build_partners()

    with pytest.raises(PermissionDenied):
        opened(world, actor=getattr(world, person))


def test_every_fault_of_the_parties_is_told_at_once(db):
    world = build_partners()

    with pytest.raises(ValidationError) as refusal:
        opened(world, parties=[Party(world.opco, RolePartie.OPCO), Party(world.opco, RolePartie.OPCO)])

    assert 3 == len(refusal.value.messages)


@pytest.mark.parametrize("page", sorted(RESERVED_SLUGS))
def test_a_convention_takes_no_address_of_a_page(db, page):
    world = build_partners()

    assert f"{page}-2" == opened(world, titre=page.replace("-", " ").capitalize()).slug


def test_every_page_beside_the_conventions_has_its_address_kept_from_them():
    beside = {str(route.pattern).partition("/")[0] for route in urlpatterns}

    assert beside - {"", "<slug:slug>"} == RESERVED_SLUGS


def test_the_projet_is_shared_whatever_the_negotiation_was(db):
    world = build_partners(private=True)
    present_projet(actor=world.region_chief, convention=world.convention)

    assert Convention.objects.visible_to(world.opco_officer).filter(pk=world.convention.pk).exists()


def test_a_vote_demands_the_deliberation_of_the_region_and_a_text(db):
    world = build_partners(projet=True)
    obstacles = vote_obstacles(world.convention)

    with pytest.raises(ValidationError) as refusal:
        record_vote(actor=world.region_chief, convention=world.convention)

    assert (2, obstacles) == (len(obstacles), refusal.value.messages)


def test_a_refused_vote_changes_nothing(db):
    world = build_partners(projet=True)
    with pytest.raises(ValidationError):
        record_vote(actor=world.region_chief, convention=world.convention)

    assert (EtatConvention.PROJET, 0) == (
        Convention.objects.get(pk=world.convention.pk).etat,
        ConventionTransition.objects.count(),
    )


def test_the_deliberation_of_the_region_opens_the_vote(db):
    world = build_partners(projet=True)
    ClauseFactory(convention=world.convention)
    record_deliberation(actor=world.region_chief, partie=world.partie_region, act=ACT)
    record_vote(actor=world.region_chief, convention=world.convention)

    assert EtatConvention.VOTEE == Convention.objects.get(pk=world.convention.pk).etat


def voted(**vote):
    """Return the last change of state of a convention voted after the délibération of its Région."""
    world = build_partners(projet=True)
    ClauseFactory(convention=world.convention)
    record_deliberation(actor=world.region_chief, partie=world.partie_region, act=ACT)
    record_vote(actor=world.region_chief, convention=world.convention, **vote)
    return world.convention.transitions.get()


def test_a_vote_bears_the_date_of_the_last_deliberation_its_author_and_its_reason(db):
    found = voted(reason=" Votée à l’unanimité. ")

    assert (ACT.date, "region_chief@essai.example", "Votée à l’unanimité.") == (
        found.date,
        found.actor.email,
        found.reason,
    )


@pytest.mark.parametrize(
    "day, expected", [(date(2023, 7, 4), "précéderait"), (date(2100, 1, 1), "est à venir")], ids=["before", "future"]
)
def test_a_vote_neither_precedes_its_deliberation_nor_is_to_come(db, day, expected):
    with pytest.raises(ValidationError, match=expected):
        voted(on=day)


def test_an_act_of_tomorrow_entitles_nobody(db):
    world = build_partners(projet=True)
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(ValidationError, match="n’a pas encore eu lieu"):
        record_board_decision(
            actor=world.opco_officer, partie=world.partie_opco, instance=None, numero="CA 1", on=tomorrow
        )


def test_the_board_of_another_opco_entitles_nobody(db):
    world = build_partners(projet=True)

    with pytest.raises(ValidationError, match="n’est pas une instance"):
        record_board_decision(
            actor=world.opco_officer,
            partie=world.partie_opco,
            instance=InstanceFactory(),
            numero="CA 1",
            on=date(2023, 6, 1),
        )


def between_opcos(world):
    convention = ConventionFactory(type=TypeConvention.OPCO_OPCO, projet=True, proprietaire=world.opco)
    delegant = PartieFactory(convention=convention, organisation=world.opco, role=RolePartie.DELEGANT, rank=1)
    delegataire = PartieFactory(convention=convention, role=RolePartie.DELEGATAIRE, rank=2)
    return convention, delegant, delegataire


def test_an_opened_delegation_owes_the_two_reports_of_the_law_to_who_delegates(db):
    world = build_partners()
    other = OrganisationFactory(opco=True, nom="OPCO implanté")
    convention = opened(
        world,
        actor=world.opco_officer,
        organisation=world.opco,
        kind=TypeConvention.OPCO_OPCO,
        parties=[Party(world.opco, RolePartie.DELEGANT), Party(other, RolePartie.DELEGATAIRE)],
    )

    assert [
        ("loi-compte-rendu-activite", other, world.opco, True),
        ("loi-compte-rendu-fonds", other, world.opco, True),
    ] == [
        (one.code, one.debiteur.organisation, one.creancier.organisation, one.is_deduit)
        for one in convention.obligations.order_by("rank")
    ]


def test_the_law_adds_nothing_to_what_a_region_and_an_opco_write(db):
    assert not opened(build_partners()).obligations.exists()


def test_a_delegation_between_opcos_demands_both_boards_and_six_clauses(db):
    world = build_partners()
    convention, *_ = between_opcos(world)
    obstacles = vote_obstacles(convention)

    assert (2, 6) == (
        sum("n’est pas habilitée" in obstacle for obstacle in obstacles),
        sum("Clause obligatoire absente" in obstacle for obstacle in obstacles),
    )


def test_a_delegation_is_neither_voted_nor_closed_without_its_boards_and_nothing_changes(db):
    world = build_partners()
    convention, *_ = between_opcos(world)
    with pytest.raises(ValidationError, match="n’est pas habilitée"):
        record_vote(actor=world.opco_officer, convention=convention)
    with pytest.raises(PermissionDenied, match="Votée"):
        finalise(actor=world.opco_officer, convention=convention)
    convention.refresh_from_db()

    assert (EtatConvention.PROJET, 0, 0) == (
        convention.etat,
        convention.transitions.count(),
        convention.documents.count(),
    )


def test_both_boards_and_the_six_clauses_are_enough(db):
    world = build_partners()
    convention, delegant, delegataire = between_opcos(world)
    for code in ("orientations", "priorites_formation", "decisions_gestion", "conditions_prise_en_charge",
                 "financement", "compte_rendu"):  # fmt: skip
        ClauseFactory(convention=convention, code=code)
    officer = UserFactory()
    MembershipFactory(user=officer, organisation=delegataire.organisation, role=Role.OPCO_PARTENARIATS)
    for actor, partie in ((world.opco_officer, delegant), (officer, delegataire)):
        record_board_decision(actor=actor, partie=partie, instance=None, numero="CA 2025-3", on=date(2025, 6, 1))

    assert [] == vote_obstacles(convention)


@pytest.mark.parametrize("person", ["region_officer", "region_reader", "opco_reader", "stranger"])
def test_only_who_decides_moves_a_convention(db, person):
    world = build_partners()

    with pytest.raises(PermissionDenied):
        present_projet(actor=getattr(world, person), convention=world.convention)


@pytest.mark.parametrize(
    "start, act", [("projet", resume_negociation), ("votee", resume_projet)], ids=["negociation", "projet"]
)
def test_going_back_takes_a_reason(db, start, act):
    world = build_partners(**{start: True})

    with pytest.raises(ValidationError, match="motivé"):
        act(actor=world.region_chief, convention=world.convention, reason=" ")


def test_the_database_follows_the_table_of_states(db):
    world = build_partners()

    with pytest.raises(ProgrammingError), transaction.atomic():
        Convention.objects.filter(pk=world.convention.pk).update(etat=EtatConvention.ECHUE)


def test_a_change_of_state_is_written_in_the_journal_and_in_the_history(db):
    world = build_partners()
    present_projet(actor=world.region_chief, convention=world.convention, reason="Accord des services.")
    entry = JournalEntry.objects.get(code="convention.projet")
    change = ConventionChange.objects.get(code="convention.projet")

    assert (world.region, world.region_chief, "Accord des services.", world.region) == (
        entry.organisation,
        entry.actor,
        change.reason,
        change.organisation,
    )


def test_terms_are_told_before_and_after(db):
    world = build_partners()
    change_terms(actor=world.opco_officer, convention=world.convention, duree_mois=24)
    change = ConventionChange.objects.get(code="convention.termes")

    assert ("36", "24", world.opco) == (change.before, change.after, change.organisation)


def test_terms_do_not_change_once_signed(db):
    world = build_partners(en_vigueur=True)

    with pytest.raises(PermissionDenied, match="avenant"):
        change_terms(actor=world.region_officer, convention=world.convention, duree_mois=24)


def test_the_term_runs_from_the_signature_and_not_from_the_vote(db):
    world = build_partners(en_vigueur=True)

    assert date(2026, 10, 12) == world.convention.term


def test_a_prolongation_puts_the_term_off(db):
    world = build_partners(en_vigueur=True)
    Prolongation.objects.create(
        convention=world.convention, duree_mois=12, agreed_on=date(2026, 9, 1), motif="Accord des parties."
    )

    assert date(2027, 10, 12) == Convention.objects.get(pk=world.convention.pk).term


@pytest.mark.parametrize(
    "day, expected",
    [
        (date(2026, 10, 12), EtatConvention.EN_VIGUEUR),
        (date(2026, 10, 13), EtatConvention.ECHUE),
    ],
)
def test_the_calendar_alone_brings_a_convention_in_force_and_to_its_end(db, day, expected):
    world = build_partners(signee=True)

    assert expected == follow_the_calendar(convention=world.convention, on=day)


def test_what_the_calendar_decides_has_no_author(db):
    world = build_partners(signee=True)
    follow_the_calendar(convention=world.convention, on=date(2023, 10, 12))

    assert [None] == [transition.actor for transition in ConventionTransition.objects.order_by("pk")]


def test_the_threshold_of_small_counts_changes_at_any_time_with_its_reason(db):
    world = build_partners(en_vigueur=True)
    change_seuil(actor=world.opco_officer, convention=world.convention, seuil=20, reason="Effectifs modestes.")
    change = ConventionChange.objects.get(code="convention.seuil")

    assert ("11", "20", "Effectifs modestes.", 20) == (
        change.before,
        change.after,
        change.reason,
        Convention.objects.get(pk=world.convention.pk).seuil_petits_effectifs,
    )


def test_the_threshold_never_goes_under_the_usual_one(db):
    world = build_partners(en_vigueur=True)

    with pytest.raises(ValidationError, match="il se relève"):
        change_seuil(actor=world.opco_officer, convention=world.convention, seuil=5, reason="Voir plus.")


def test_every_fault_of_a_threshold_is_told_at_once(db):
    world = build_partners(en_vigueur=True)

    with pytest.raises(ValidationError) as refusal:
        change_seuil(actor=world.opco_officer, convention=world.convention, seuil=11, reason=" ")

    assert {"seuil", "reason"} == set(refusal.value.error_dict)
