from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.comites import add_comite
from tandem.conventions.actions.reunions import cancel_reunion, hold_reunion, move_reunion, plan_reunion, record_reunion
from tandem.conventions.followed import follow
from tandem.conventions.matrix import cell_of
from tandem.conventions.models import Convention, Reunion
from tests.tandem.conventions.factories import ConventionFactory, FicheFactory, ObligationFactory
from tests.tandem.conventions.meetings import MEETING, build_committee, held, now, paris, planned, reasons

pytestmark = pytest.mark.django_db
BEFORE = "2025-01-06 10:00"


@pytest.fixture
def world():
    with now():
        yield build_committee()


def refused(world, **fields):
    with pytest.raises(ValidationError) as refusal:
        planned(world, **fields)
    return reasons(refusal)


def etat_of(convention, obligation, year=2025, on=date(2025, 2, 3)):
    (followed,) = follow(Convention.objects.filter(pk=convention.pk))
    return cell_of(followed, obligation, year, on).etat


def test_a_meeting_without_member_is_refused(world):
    empty = add_comite(actor=world.region_officer, convention=world.convention, nom="Réunion", nature="technique")

    assert "une réunion sans membre ne peut se tenir" in refused(world, comite=empty)


def test_members_are_counted_on_the_day_of_the_meeting(world):
    world.comite.membres.update(ends_on=date(2025, 3, 19))

    assert "n’en a aucun le 20 mars 2025" in refused(world)


def test_a_meeting_after_the_term_is_refused_with_the_term(world):
    found = refused(world, starts_at=paris("2026-11-05 10:00"))

    assert "la convention prend fin le 12 octobre 2026" in found


def test_an_obligation_of_another_convention_is_refused(world):
    other = ObligationFactory(convention=ConventionFactory(en_vigueur=True))

    assert "n’est pas une obligation de cette convention" in refused(world, obligations=[(other, "")])


def test_the_obligation_of_a_draft_fiche_is_not_named_to_the_other_side(world):
    fiche = FicheFactory(convention=world.convention, draft_of=world.opco)
    hidden = ObligationFactory(convention=world.convention, fiche=fiche, libelle="Point secret")

    found = refused(world, obligations=[(hidden, "")])

    assert "n’est pas une obligation" in found
    assert "secret" not in found


def test_a_sector_that_is_not_one_of_the_obligation_is_refused_with_those_that_are(world):
    obligation = ObligationFactory(convention=world.convention, secteurs=["Sécurité", "Propreté"])

    assert "« Sécurité », « Propreté »" in refused(world, obligations=[(obligation, "Transport")]).replace(
        "\u202f", " "
    )


def test_a_transmission_is_not_satisfied_by_a_meeting(world):
    obligation = ObligationFactory(convention=world.convention, nature="transmission")

    assert "n’est pas une réunion" in refused(world, obligations=[(obligation, "")])


def test_an_end_before_the_start_is_refused(world):
    assert "la fin (20 mars 2025 à 09" in refused(world, minutes=-60)


def test_a_date_in_the_past_is_refused_with_what_to_do(world):
    assert "enregistrez-la comme tenue" in refused(world, starts_at=paris(BEFORE))


def test_every_reason_comes_in_one_pass_and_nothing_is_written(world):
    empty = add_comite(actor=world.region_officer, convention=world.convention, nom="Réunion", nature="technique")
    other = ObligationFactory(convention=ConventionFactory(en_vigueur=True))
    before_signature = paris("2023-01-06 10:00")

    with pytest.raises(ValidationError) as refusal:
        planned(world, comite=empty, starts_at=before_signature, minutes=0, objet=" ", obligations=[(other, "")])

    assert (6, 0) == (len(refusal.value.messages), Reunion.objects.count())


def test_one_meeting_satisfies_several_obligations(world):
    dialogue = ObligationFactory(convention=world.convention, clause="4", maximum=2, mois_debut=6, mois_fin=7)
    pilotage = ObligationFactory(convention=world.convention, clause="5")
    bilateral = ObligationFactory(convention=world.convention, clause="3.1")

    planned(world, obligations=[(dialogue, ""), (pilotage, "")])

    found = [etat_of(world.convention, one) for one in (dialogue, pilotage, bilateral)]
    assert ["planifiee", "planifiee", "en_cours"] == found


def test_a_technical_meeting_needs_no_obligation(world):
    assert 0 == planned(world).satisfait.count()


def test_a_cancelled_meeting_satisfies_nothing_any_more(world):
    obligation = ObligationFactory(convention=world.convention)
    reunion = planned(world, obligations=[(obligation, "")])

    cancel_reunion(actor=world.opco_officer, reunion=reunion, reason="Grève des transports.")

    assert "en_cours" == etat_of(world.convention, obligation)


def test_a_cancellation_needs_its_reason(world):
    reunion = planned(world)

    with pytest.raises(ValidationError, match="doit être motivée"):
        cancel_reunion(actor=world.region_officer, reunion=reunion, reason=" ")


def test_a_meeting_is_held_once_its_hour_has_come(world):
    reunion = planned(world)

    with pytest.raises(ValidationError, match="n’a pas encore commencé"):
        hold_reunion(actor=world.region_officer, reunion=reunion, participants=5)


def test_a_meeting_held_counts_its_participants_or_leaves_them_unknown(world):
    reunion = planned(world)

    with now(MEETING):
        hold_reunion(actor=world.opco_officer, reunion=reunion, participants=None)

    reunion.refresh_from_db()
    assert ("tenue", None) == (reunion.etat, reunion.participants)


def test_a_meeting_held_is_neither_moved_nor_cancelled(world):
    reunion = held(world)

    with pytest.raises(ValidationError, match="elle est déjà tenue"):
        move_reunion(actor=world.region_officer, reunion=reunion, starts_at=paris(MEETING))
    with pytest.raises(ValidationError, match="elle est déjà tenue"):
        cancel_reunion(actor=world.region_officer, reunion=reunion, reason="Erreur.")


def test_a_moved_meeting_keeps_what_it_satisfies(world):
    obligation = ObligationFactory(convention=world.convention)
    reunion = planned(world, obligations=[(obligation, "")])
    later = paris("2025-04-17 14:00")

    moved = move_reunion(actor=world.opco_officer, reunion=reunion, starts_at=later, minutes=90)

    assert (later, 90, 1) == (moved.starts_at, moved.minutes, moved.satisfait.count())


def test_a_meeting_that_nobody_planned_is_recorded_as_held(world):
    obligation = ObligationFactory(convention=world.convention)

    record_reunion(
        actor=world.region_officer,
        comite=world.comite,
        starts_at=paris(BEFORE),
        minutes=60,
        objet="Point bilatéral",
        participants=4,
        obligations=[(obligation, "")],
    )

    assert "faite" == etat_of(world.convention, obligation)


def test_every_act_leaves_its_line_in_the_history(world):
    reunion = planned(world)
    move_reunion(actor=world.opco_officer, reunion=reunion, starts_at=paris("2025-04-17 14:00"))
    cancel_reunion(actor=world.region_officer, reunion=reunion, reason="Reportée sine die.")

    changes = world.convention.changes.filter(code__startswith="reunion.").order_by("pk")

    assert [
        ("reunion.planifiee", world.region_officer),
        ("reunion.deplacee", world.opco_officer),
        ("reunion.annulee", world.region_officer),
    ] == [(change.code, change.actor) for change in changes]


@pytest.mark.parametrize("reader", ["region_reader", "opco_reader", "stranger"])
def test_only_those_who_write_for_a_party_plan_a_meeting(world, reader):
    with pytest.raises(PermissionDenied):
        planned(world, actor=getattr(world, reader))


def test_a_convention_that_is_not_signed_has_no_meeting():
    with now():
        world = build_committee(etat="projet", signed_on=None)

        with pytest.raises(PermissionDenied, match="Projet"):
            plan_reunion(
                actor=world.region_officer, comite=world.comite, starts_at=paris(MEETING), minutes=60, objet="Point"
            )
