import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.campagnes.actions.exceptionnelle import (
    Proposal,
    propose_exceptionnelle,
    return_exceptionnelle,
    validate_exceptionnelle,
)
from tandem.campagnes.engine import load_inputs, simulate
from tandem.campagnes.enums import MotifExceptionnel
from tandem.campagnes.models import MajorationExceptionnelle
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import make_eligible, person, propose, score
from tests.tandem.factories import MajorationExceptionnelleFactory, OrganisationFactory

HELP = Proposal(
    montant=130_000,
    deficit_previsionnel=150_000,
    apprentis=188,
    motifs=[MotifExceptionnel.HAUSSE_CHARGES, MotifExceptionnel.BAISSE_NPEC],
    texte="Hausse du carburant, baisse des niveaux de prise en charge.",
)


def proposed(world, of_cfa=None, actor=None, **changes):
    return propose_exceptionnelle(
        actor=actor or world.instructeur,
        campagne=world.campagne,
        of_cfa=of_cfa or world.alpha,
        proposal=HELP._replace(**changes),
    )


def test_a_help_counts_only_once_another_person_validated_it(world):
    make_eligible(world)
    score(world)
    helped = proposed(world)
    before = sum(row.exceptionnelle for row in load_inputs(world.campagne).rows)

    validate_exceptionnelle(actor=world.valideur, exceptionnelle=helped)

    line = simulate(world.campagne).allocation.organisme("ALPHA")
    assert (0, 130_000) == (before, line.exceptionnelle)


def test_a_help_stays_outside_the_enveloppe(world):
    make_eligible(world)
    score(world)

    validate_exceptionnelle(actor=world.valideur, exceptionnelle=proposed(world))

    counters = simulate(world.campagne).allocation.counters
    assert (100_000, 130_000, 230_000) == (counters.majoration, counters.exceptionnelle, counters.totale)


def test_the_person_who_proposes_does_not_validate(world):
    both = person(world.region, Role.REGION_INSTRUCTION)
    both.memberships.create(organisation=world.region, role=Role.REGION_VALIDATION, starts_on="2023-01-01")

    with pytest.raises(PermissionDenied, match="qui propose"):
        validate_exceptionnelle(actor=both, exceptionnelle=proposed(world, actor=both))


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"deficit_previsionnel": None}, "le déficit prévisionnel"),
        ({"apprentis": None}, "le nombre d’apprentis"),
    ],
)
def test_a_proposal_without_what_the_help_is_drawn_from_is_not_validated(world, changes, told):
    with pytest.raises(ValidationError, match=told):
        validate_exceptionnelle(actor=world.valideur, exceptionnelle=proposed(world, **changes))


def test_a_proposal_drawn_from_a_file_waits_for_its_motives(world):
    from_file = MajorationExceptionnelleFactory(
        campagne=world.campagne, of_cfa=world.alpha, motifs=[], texte="", proposee_par=world.instructeur
    )

    with pytest.raises(ValidationError, match="au moins un motif, l’exposé du motif"):
        validate_exceptionnelle(actor=world.valideur, exceptionnelle=from_file)


@pytest.mark.parametrize("changes", [{"montant": 0}, {"montant": -5}, {"motifs": ["inconnu"]}, {"texte": " "}])
def test_an_impossible_proposal_is_refused(world, changes):
    with pytest.raises(ValidationError):
        proposed(world, **changes)

    assert not MajorationExceptionnelle.objects.exists()


def test_an_of_cfa_without_a_dossier_receives_no_help(world):
    with pytest.raises(ValidationError, match="n’a pas de dossier"):
        proposed(world, of_cfa=OrganisationFactory())


def test_a_validated_help_sent_back_no_longer_counts_and_may_be_proposed_anew(world):
    helped = validate_exceptionnelle(actor=world.valideur, exceptionnelle=proposed(world))
    with pytest.raises(ValidationError, match="demandez son renvoi"):
        proposed(world, montant=10)

    return_exceptionnelle(actor=world.autre_valideur, exceptionnelle=helped, reason="Budget à vérifier.")
    again = proposed(world, montant=90_000)

    assert (90_000, None, "") == (again.montant, again.validee_par, again.returned_reason)


def test_a_help_is_validated_once(world):
    helped = proposed(world)
    validate_exceptionnelle(actor=world.valideur, exceptionnelle=helped)

    with pytest.raises(ValidationError, match="vient d’être validée"):
        validate_exceptionnelle(actor=world.autre_valideur, exceptionnelle=helped)


def test_no_help_is_proposed_once_the_campaign_is_put_to_the_vote(world):
    propose(world)

    with pytest.raises(PermissionDenied, match="Proposée au vote"):
        proposed(world)
