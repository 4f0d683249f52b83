"""Registered letters, prolongations, mises en demeure and résiliations (articles 5 and 7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from bareme.validite.dates import add_months
from tandem.actes.models import JournalEntry
from tandem.conventions.actions.convention import follow_the_calendar
from tandem.conventions.actions.courriers import (
    answer_mise_en_demeure,
    record_courrier,
    record_reception,
    send_mise_en_demeure,
)
from tandem.conventions.actions.vie import prolong, terminate
from tandem.conventions.enums import EtatConvention, NatureCourrier
from tandem.conventions.models import Convention, Courrier
from tandem.conventions.notices import notices_of
from tests.tandem.conventions.amended import build_amendable
from tests.tandem.conventions.letters import a_letter, a_notice, days_ago, letters_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def world():
    return build_amendable()


def prolonged(world, **facts):
    return prolong(
        **{
            "actor": world.region_chief,
            "convention": world.convention,
            "duree_mois": 12,
            "agreed_on": TODAY(),
            "motif": "Les fiches engagées se poursuivent.",
            "lettres": letters_of(world),
            **facts,
        }
    )


def ended(world, **facts):
    return terminate(
        **{
            "actor": world.region_chief,
            "convention": world.convention,
            "on": TODAY(),
            "motif": "Engagements non respectés.",
            **facts,
        }
    )


def faults(refused):
    return {name: " ".join(messages).replace("\u202f", " ") for name, messages in refused.value.message_dict.items()}


def counts(convention):
    return convention.courriers.count(), convention.prolongations.count(), convention.changes.count()


# Letters


def test_a_letter_is_recorded_with_its_reference_and_its_line_of_history(world):
    letter = a_letter(world.partie_opco, reference=" 1A 123 ", texte="Changement d’adresse.")
    courrier = record_courrier(actor=world.opco_officer, convention=world.convention, lettre=letter)

    assert (NatureCourrier.AUTRE, "1A 123", world.partie_opco) == (courrier.nature, courrier.reference, courrier.partie)
    assert "1A 123" in world.convention.changes.get(code="courrier.courrier").sentence


def test_the_dates_and_the_reference_of_a_letter_are_refused_together(world):
    letter = a_letter(world.partie_opco, sent=-2, received=3, reference=" ", texte="")
    with pytest.raises(ValidationError) as refused:
        record_courrier(actor=world.opco_officer, convention=world.convention, lettre=letter)

    assert {"sent_on", "received_on", "reference", "texte"} == set(faults(refused))


def test_a_letter_before_the_signature_is_refused(world):
    with pytest.raises(ValidationError, match="la précède"):
        record_courrier(
            actor=world.opco_officer, convention=world.convention, lettre=a_letter(world.partie_opco, sent=101)
        )


def test_the_reference_of_another_letter_is_refused(world):
    record_courrier(
        actor=world.opco_officer, convention=world.convention, lettre=a_letter(world.partie_opco, reference="A1")
    )

    with pytest.raises(ValidationError, match="déjà enregistrée"):
        record_courrier(
            actor=world.opco_officer, convention=world.convention, lettre=a_letter(world.partie_region, reference="a1")
        )


def test_a_letter_never_changes_except_for_the_day_of_its_reception_once(world):
    courrier = a_notice(world, received=None)
    record_reception(actor=world.opco_officer, courrier=courrier, on=days_ago(58))
    with pytest.raises(DatabaseError), transaction.atomic():
        Courrier.objects.filter(pk=courrier.pk).update(received_on=days_ago(57))
    with pytest.raises(DatabaseError), transaction.atomic():
        Courrier.objects.filter(pk=courrier.pk).update(reference="autre")

    assert days_ago(58) == Courrier.objects.get(pk=courrier.pk).received_on


@pytest.mark.parametrize("ago", [61, -1])
def test_a_reception_before_the_sending_or_in_the_future_is_refused(world, ago):
    courrier = a_notice(world, received=None)

    with pytest.raises(ValidationError):
        record_reception(actor=world.opco_officer, courrier=courrier, on=days_ago(ago))


# Prolongation


def test_a_prolongation_moves_the_term_and_keeps_the_letter_of_each_party(world):
    before = world.convention.term
    prolongation = prolonged(world)

    assert add_months(before, 12) == Convention.objects.get(pk=world.convention.pk).term
    assert {world.partie_region, world.partie_opco} == {letter.partie for letter in prolongation.courriers.all()}
    assert JournalEntry.objects.filter(code="convention.prolongee").exists()


def test_a_prolongation_without_the_letter_of_a_party_is_refused_and_changes_nothing(world):
    before = counts(world.convention)
    with pytest.raises(ValidationError) as refused:
        prolonged(world, lettres=[a_letter(world.partie_region)])

    assert before == counts(world.convention)
    assert "Une lettre recommandée de OPCO d’essai est attendue, trouvé : aucune." == faults(refused)["lettres"]


def test_two_letters_of_one_party_do_not_replace_the_letter_of_the_other(world):
    with pytest.raises(ValidationError) as refused:
        prolonged(world, lettres=[a_letter(world.partie_region), a_letter(world.partie_region)])

    assert "trouvé : 2" in faults(refused)["lettres"]


def test_prolongations_never_exceed_in_all_what_the_convention_allows(world):
    prolonged(world, duree_mois=24)
    with pytest.raises(ValidationError) as refused:
        prolonged(world, duree_mois=13)

    assert "permet 36 mois en tout, trouvé 37 mois" in faults(refused)["__all__"]


def test_the_last_month_allowed_is_allowed(world):
    prolonged(world, duree_mois=24)
    prolonged(world, duree_mois=12)

    assert add_months(world.convention.signed_on, 72) == Convention.objects.get(pk=world.convention.pk).term


def test_a_prolongation_agreed_after_the_term_is_refused():
    world = build_amendable(signed_on=add_months(TODAY(), -37))
    with pytest.raises(ValidationError) as refused:
        prolonged(world)

    assert "Une convention échue ne se prolonge pas" in faults(refused)["__all__"]


def test_every_fault_of_a_prolongation_is_said_in_one_pass(world):
    letter = a_letter(world.partie_opco, sent=2, received=1, reference="")
    with pytest.raises(ValidationError) as refused:
        prolonged(world, duree_mois=40, agreed_on=days_ago(5), motif=" ", lettres=[letter])
    key = world.partie_opco.pk

    assert {"motif", "lettres", "__all__", f"reference_{key}", f"sent_on_{key}"} == set(faults(refused))


def test_a_convention_that_allows_no_prolongation_says_what_to_do():
    world = build_amendable(prolongation_max_mois=0)
    with pytest.raises(ValidationError) as refused:
        prolonged(world)

    assert "ne prévoit pas de prolongation : préparez un avenant" in faults(refused)["__all__"]


def test_who_prepares_the_text_does_not_prolong(world):
    with pytest.raises(PermissionDenied):
        prolonged(world, actor=world.region_officer)


# Mise en demeure


def test_the_delay_of_a_mise_en_demeure_counts_from_its_reception(world):
    a_notice(world, sent=60, received=58)
    notice = notices_of(world.convention)[0]

    assert add_months(days_ago(58), 1) == notice.deadline
    assert notice.allows_resiliation(notice.deadline + timedelta(days=1))
    assert not notice.allows_resiliation(notice.deadline)


def test_a_mise_en_demeure_not_received_starts_no_delay(world):
    a_notice(world, received=None)
    notice = notices_of(world.convention)[0]

    assert notice.deadline is None
    assert "sa réception n’est pas enregistrée" in notice.obstacle(TODAY())


def test_a_mise_en_demeure_is_recorded_by_the_party_that_sends_it(world):
    with pytest.raises(PermissionDenied, match="par la partie qui l’envoie"):
        send_mise_en_demeure(actor=world.region_chief, convention=world.convention, lettre=a_letter(world.partie_opco))


def test_a_mise_en_demeure_on_a_convention_that_ended_is_refused():
    world = build_amendable(etat=EtatConvention.ECHUE)

    with pytest.raises(ValidationError, match="ne lie pas, ou plus"):
        a_notice(world)


def test_an_answer_in_time_closes_the_delay(world):
    courrier = a_notice(world)
    answer_mise_en_demeure(
        actor=world.opco_officer, courrier=courrier, lettre=a_letter(world.partie_opco, sent=40, received=38)
    )

    assert notices_of(world.convention)[0].is_answered


def test_an_answer_after_the_deadline_does_not_close_it(world):
    courrier = a_notice(world)
    answer_mise_en_demeure(
        actor=world.opco_officer, courrier=courrier, lettre=a_letter(world.partie_opco, sent=3, received=2)
    )

    assert notices_of(world.convention)[0].allows_resiliation(TODAY())


def test_who_sent_it_cannot_answer_it_and_an_answer_does_not_come_before(world):
    courrier = a_notice(world)
    with pytest.raises(ValidationError) as refused:
        answer_mise_en_demeure(
            actor=world.region_chief, courrier=courrier, lettre=a_letter(world.partie_region, sent=61, received=None)
        )

    assert {"partie", "sent_on"} == set(faults(refused))


# Résiliation


def test_the_party_whose_mise_en_demeure_stayed_unanswered_ends_the_convention(world):
    a_notice(world)
    ended(world)
    convention = Convention.objects.get(pk=world.convention.pk)

    assert (EtatConvention.RESILIEE, TODAY(), TODAY()) == (convention.etat, convention.resiliation_on, convention.end)
    assert JournalEntry.objects.filter(code="convention.resiliee").exists()


def test_the_party_that_was_put_on_notice_cannot_end_the_convention(world):
    a_notice(world)
    with pytest.raises(ValidationError) as refused:
        ended(world, actor=world.opco_officer)

    assert "Votre partie n’a envoyé aucune mise en demeure" in faults(refused)["__all__"]


def test_before_the_end_of_the_delay_the_refusal_says_from_when(world):
    a_notice(world, sent=20, received=18)
    with pytest.raises(ValidationError) as refused:
        ended(world)

    assert "La résiliation est possible à partir du" in faults(refused)["__all__"]


def test_an_answered_mise_en_demeure_does_not_end_the_convention(world):
    courrier = a_notice(world)
    answer_mise_en_demeure(
        actor=world.opco_officer, courrier=courrier, lettre=a_letter(world.partie_opco, sent=40, received=38)
    )
    with pytest.raises(ValidationError) as refused:
        ended(world)

    assert "y a répondu le" in faults(refused)["__all__"]


def test_all_the_parties_together_end_the_convention_without_a_mise_en_demeure(world):
    ended(world, actor=world.opco_officer, lettres=letters_of(world))

    assert EtatConvention.RESILIEE == Convention.objects.get(pk=world.convention.pk).etat
    assert 2 == world.convention.courriers.filter(nature=NatureCourrier.RESILIATION).count()


def test_a_common_accord_that_lacks_a_letter_or_precedes_it_changes_nothing(world):
    before = counts(world.convention)
    with pytest.raises(ValidationError) as refused:
        ended(world, on=days_ago(20), motif="", lettres=[a_letter(world.partie_opco)])

    assert before == counts(world.convention)
    assert {"lettres", f"sent_on_{world.partie_opco.pk}", "motif"} == set(faults(refused))


@pytest.mark.parametrize("ago", [101, -1])
def test_a_resiliation_before_the_signature_or_in_the_future_is_refused(world, ago):
    with pytest.raises(ValidationError) as refused:
        ended(world, on=days_ago(ago), lettres=letters_of(world))

    assert "on" in faults(refused)


def test_a_convention_that_ended_does_not_end_again(world):
    ended(world, lettres=letters_of(world))
    with pytest.raises(ValidationError) as refused:
        ended(world, lettres=letters_of(world))

    assert "« Résiliée »" in faults(refused)["__all__"]


def test_a_convention_without_the_clause_ends_by_common_accord_only():
    world = build_amendable(mise_en_demeure_mois=None)
    with pytest.raises(ValidationError) as refused:
        ended(world)

    assert "joignez l’accord de toutes" in faults(refused)["__all__"]


# The term


def test_the_term_is_counted_from_the_signature_and_not_from_the_vote(real_conventions):
    convention = real_conventions["akto-idf-2023"]
    before = convention.term
    convention.signed_on = TODAY()

    assert (None, add_months(TODAY(), 36)) == (before, convention.term)


def test_a_prolonged_convention_is_not_echue_at_its_first_term(world):
    first = world.convention.term
    prolonged(world)

    assert EtatConvention.EN_VIGUEUR == follow_the_calendar(convention=world.convention, on=first + timedelta(days=1))
