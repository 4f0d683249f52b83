import hashlib
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from tandem.campagnes.actions.correction import correct_vote
from tandem.campagnes.actions.notification import notify, organisations_to_notify, publish
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.current import Amounts, current_lines
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, Correction, Notification
from tandem.campagnes.replay import replay
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import ACT, CORRECTIVE, person, rank, statuts, vote
from tests.tandem.factories import OrganisationFactory

LETTER = hashlib.sha256(b"lettre").hexdigest()


@pytest.fixture
def voted(world):
    """A vote that retains ALPHA-1 and BETA-1 only."""
    rank(world)
    scenario = save_scenario(
        actor=world.instructeur, campagne=world.campagne, nom="Deux", parametres={"coupure.valeur": 40}
    )
    adopt_scenario(actor=world.valideur, scenario=scenario, motif="Priorité aux publics.")
    propose_to_vote(actor=world.valideur, campagne=world.campagne)
    return record_vote(actor=world.valideur, campagne=world.campagne, act=ACT)


def corrected(world, voted, **changes):
    return correct_vote(
        **{
            "actor": world.valideur,
            "vote": voted,
            "of_cfa": world.beta,
            "change": Amounts(majoration=-500, dont_bonus_vert=-100, contrats=-1),
            "act": CORRECTIVE,
            "motif": "Un contrat compté deux fois.",
            **changes,
        }
    )


def test_the_current_amount_is_the_voted_one_and_its_corrections(world, voted):
    before = {line.nom: line.current.majoration for line in current_lines(voted)}

    corrected(world, voted)
    corrected(world, voted, change=Amounts(majoration=200), act=CORRECTIVE._replace(numero="CP 2023-500"))

    after = {line.nom: line.current.majoration for line in current_lines(voted)}
    assert {"ALPHA": before["ALPHA"], "BETA": before["BETA"] - 300} == after


def test_a_correction_is_a_new_act_that_amends_the_first(world, voted):
    correction = corrected(world, voted)

    assert voted.deliberation == correction.deliberation.modifie
    assert date(2023, 11, 15) == correction.deliberation.seance.date


def test_a_correction_leaves_the_vote_as_it_was(world, voted):
    corrected(world, voted)

    assert replay(voted).is_identical


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"motif": " "}, "doit être motivé"),
        ({"change": Amounts()}, "changer au moins un montant"),
        ({"change": Amounts(majoration=-10_000_000)}, "la majoration deviendrait négative"),
        ({"change": Amounts(dont_bonus_vert=10_000_000)}, "le bonus vert dépasserait"),
        ({"change": Amounts(exceptionnelle=-1)}, "exceptionnelle deviendrait négative"),
        ({"change": Amounts(contrats=-31)}, "nombre de contrats deviendrait négatif"),
        ({"act": ACT}, "acte nouveau"),
        ({"act": CORRECTIVE._replace(date=date(2023, 7, 4))}, "ne peut précéder"),
        ({"act": CORRECTIVE._replace(date=date(2999, 7, 4))}, "pas encore eu lieu"),
    ],
)
def test_an_impossible_correction_is_refused_and_leaves_nothing(world, voted, changes, message):
    with pytest.raises(ValidationError, match=message):
        corrected(world, voted, **changes)

    assert not Correction.objects.exists()


def test_a_correction_may_add_a_beneficiary(world, voted):
    corrected(world, voted, of_cfa=world.gamma, change=Amounts(majoration=6_000, contrats=10))

    assert [("GAMMA", 6_000)] == [
        (line.nom, line.current.totale) for line in current_lines(voted) if line.of_cfa == world.gamma
    ]


def test_only_an_of_cfa_may_be_added(world, voted):
    with pytest.raises(ValidationError, match="n’est pas un OF-CFA"):
        corrected(world, voted, of_cfa=OrganisationFactory(opco=True), change=Amounts(majoration=1))


def test_a_correction_needs_the_validation(world, voted):
    with pytest.raises(PermissionDenied, match="Région – validation"):
        corrected(world, voted, actor=world.instructeur)


def test_the_database_never_rewrites_a_correction(world, voted):
    corrected(world, voted)

    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        Correction.objects.update(ecart_majoration=1)


def test_the_of_cfa_that_are_not_retained_are_notified_too(world, voted):
    assert ["ALPHA", "BETA", "GAMMA"] == [item.nom for item in organisations_to_notify(voted)]


def test_a_notification_keeps_the_hash_of_the_letter_and_moves_the_formations_of_its_of_cfa(world, voted):
    notify(actor=world.valideur, vote=voted, letters={world.alpha.pk: LETTER})

    assert LETTER == Notification.objects.get(of_cfa=world.alpha).sha256
    assert StatutCandidature.NOTIFIEE == statuts(world)["ALPHA-1"]
    assert StatutCandidature.VOTEE == statuts(world)["BETA-1"]
    assert StatutCandidature.NON_RETENUE == statuts(world)["ALPHA-2"]


def test_the_campaign_is_notified_once_every_of_cfa_is(world, voted):
    notify(actor=world.valideur, vote=voted, letters={world.alpha.pk: LETTER, world.beta.pk: LETTER})
    before = Campagne.objects.get().etat

    notify(actor=world.valideur, vote=voted, letters={world.gamma.pk: LETTER})

    assert (EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE) == (before, Campagne.objects.get().etat)


def test_the_people_of_an_of_cfa_alone_are_written_to_and_no_amount_travels(
    world, voted, django_capture_on_commit_callbacks
):
    direction = person(world.alpha, Role.CFA_DIRECTION)
    person(world.beta, Role.CFA_DIRECTION)

    with django_capture_on_commit_callbacks(execute=True):
        notify(actor=world.valideur, vote=voted, letters={world.alpha.pk: LETTER})

    assert [[direction.email]] == [message.to for message in mail.outbox]
    assert "€" not in mail.outbox[0].body


def test_a_mailbox_that_does_not_answer_does_not_undo_the_notification(
    world, voted, django_capture_on_commit_callbacks, monkeypatch
):
    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    person(world.alpha, Role.CFA_DIRECTION)

    with django_capture_on_commit_callbacks(execute=True):
        notify(actor=world.valideur, vote=voted, letters={world.alpha.pk: LETTER})

    assert 1 == Notification.objects.count()


@pytest.mark.parametrize(
    "letters, message",
    [
        ({}, "au moins un OF-CFA"),
        ({"alpha": "abc"}, "empreinte SHA-256"),
        ({"stranger": LETTER}, "concernés par ce vote"),
    ],
)
def test_a_wrong_notification_is_refused(world, voted, letters, message):
    world.stranger = OrganisationFactory()

    with pytest.raises(ValidationError, match=message):
        notify(actor=world.valideur, vote=voted, letters={getattr(world, who).pk: sha for who, sha in letters.items()})


def test_an_of_cfa_is_not_notified_twice(world, voted):
    notify(actor=world.valideur, vote=voted, letters={world.alpha.pk: LETTER})

    with pytest.raises(ValidationError, match="ALPHA est déjà notifié"):
        notify(actor=world.valideur, vote=voted, letters={world.alpha.pk: LETTER, world.beta.pk: LETTER})

    assert 1 == Notification.objects.count()


def test_the_annexe_is_published_once_with_a_date(world, voted):
    publish(actor=world.valideur, vote=voted)

    assert Campagne.objects.get().publiee_le is not None
    with pytest.raises(ValidationError, match="déjà publiée"):
        publish(actor=world.valideur, vote=voted)


def test_publishing_needs_the_validation(world, voted):
    with pytest.raises(PermissionDenied):
        publish(actor=world.instructeur, vote=voted)


def test_the_golden_campaign_of_the_world_is_voted_whole(world):
    recorded = vote(world)

    assert 100_000 == sum(line.current.majoration for line in current_lines(recorded))
