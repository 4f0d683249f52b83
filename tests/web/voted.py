"""Carry the campaign of the access world to its adoption, its vote and its publication, by the real actions."""

from datetime import date

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.actions.notification import publish
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, Candidature

ACT = Act("CP 2023-247", date(2023, 7, 5), Organe.COMMISSION_PERMANENTE, "Majoration des coûts contrats")


def adopted(world):
    """Rank the two candidatures as a list already retained, save and adopt the only scenario."""
    Campagne.objects.filter(pk=world.campagne.pk).update(etat=EtatCampagne.CLASSEE)
    found = Candidature.objects.filter(dossier__campagne=world.campagne)
    # The database lets a candidature skip no state.
    for statut in (StatutCandidature.RECEVABLE, StatutCandidature.ELIGIBLE, StatutCandidature.CLASSEE):
        found.update(statut=statut)
    world.campagne.refresh_from_db()
    world.scenario = save_scenario(
        actor=world.users["region_instruction"], campagne=world.campagne, nom="Règlement", parametres={}
    )
    adopt_scenario(actor=world.users["region_validation"], scenario=world.scenario, motif="Il applique le règlement.")


def voted(world):
    adopted(world)
    propose_to_vote(actor=world.users["region_validation"], campagne=world.campagne)
    world.vote = record_vote(actor=world.users["region_validation"], campagne=world.campagne, act=ACT)
    world.campagne.refresh_from_db()


def published(world):
    voted(world)
    publish(actor=world.users["region_validation"], vote=world.vote)
    world.campagne.refresh_from_db()
