"""Where an annexe comes from: an adopted scenario, a vote, a vote and its corrections."""

import pytest

from tandem.campagnes.actions.correction import correct_vote
from tandem.campagnes.current import Amounts
from tandem.deliberations.annexes.content import AnnexeError
from tandem.deliberations.annexes.sources import (
    current_annexe,
    proposed_annexe,
    rectification_acts,
    rectified_annexe,
    voted_annexe,
)
from tandem.deliberations.annexes.versions import annexe_version, versions_of
from tandem.deliberations.enums import EtatAnnexe
from tandem.organisations.models import Organisation
from tests.tandem.campagnes.world import CORRECTIVE
from tests.tandem.deliberations.published import published_lignes
from tests.tandem.deliberations.voted import adopted_idf, voted_idf
from tests.tandem.factories import CampagneFactory

pytestmark = pytest.mark.django_db


def corrected(world, slug="aftral", **change):
    of_cfa = Organisation.objects.get(slug=slug)
    return correct_vote(
        actor=world.valideur,
        vote=world.vote,
        of_cfa=of_cfa,
        change=Amounts(**change),
        act=CORRECTIVE,
        motif="Erreur de saisie constatée.",
    )


def test_proposed_annexe_is_the_published_one_line_by_line():
    world = adopted_idf()
    annexe = proposed_annexe(world.campagne)

    assert annexe.lignes == published_lignes()
    assert annexe.etat == EtatAnnexe.PROPOSEE
    assert annexe.sha256 == world.scenario.resultat_sha256


def test_campaign_without_adoption_has_no_annexe_and_says_what_to_do():
    campagne = CampagneFactory()

    with pytest.raises(AnnexeError, match="Adoptez un scénario"):
        current_annexe(campagne)


def test_voted_annexe_is_the_published_one_under_its_act():
    world = voted_idf()
    annexe = voted_annexe(world.vote)

    assert annexe.lignes == published_lignes()
    assert (annexe.vote_act.numero, str(annexe.vote_act.date)) == ("CP 2023-247", "2023-07-05")
    assert annexe.sha256 == world.vote.sha256


def test_vote_whose_bytes_were_altered_is_never_printed():
    vote = voted_idf().vote
    vote.annexe = vote.annexe.replace("268822", "268823")

    with pytest.raises(AnnexeError, match="ne correspond plus à son empreinte"):
        voted_annexe(vote)


def test_rectified_annexe_adds_the_signed_difference_and_keeps_the_voted_one():
    world = voted_idf()
    corrected(world, majoration=-1_000, contrats=-2)
    annexe = rectified_annexe(world.vote, rectification_acts(world.vote)[-1])
    aftral = next(ligne for ligne in annexe.lignes if ligne.nom == "AFTRAL")

    assert (aftral.majoration, aftral.totale, aftral.contrats) == (137_822, 267_822, 186)
    assert annexe.totaux.totale == 20_270_000 - 1_000
    assert [one.motif for one in annexe.rectifications] == ["Erreur de saisie constatée."]
    assert voted_annexe(world.vote).totaux.totale == 20_270_000


def test_rectified_annexe_is_the_one_that_stands():
    world = voted_idf()
    corrected(world, majoration=-1_000)

    assert current_annexe(world.campagne).etat == EtatAnnexe.RECTIFIEE


def test_versions_follow_the_life_of_the_campaign():
    world = adopted_idf()
    before = [one.code for one in versions_of(world.campagne)]
    campagne = CampagneFactory()

    assert before == ["proposee"]
    assert versions_of(campagne) == []


def test_versions_after_a_correction_are_the_vote_then_the_rectification():
    world = voted_idf()
    corrected(world, majoration=500)

    assert [one.code for one in versions_of(world.campagne)] == ["votee", "rectifiee-cp-2023-401"]
    assert annexe_version(world.campagne, "rectifiee-cp-2023-401").rectification_act.numero == "CP 2023-401"
    assert annexe_version(world.campagne, "proposee") is None
