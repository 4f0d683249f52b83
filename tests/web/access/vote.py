"""Who gets what at the addresses of the vote: read by the Région, decided by its validation."""

from datetime import date

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.actions.classement import rank_campagne
from tandem.campagnes.actions.instruction import confirm_eligibilite, confirm_recevabilite
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.models import Candidature
from tests.tandem.factories import PieceFactory
from tests.web.access import Row
from tests.web.access.campagnes import by_role, region_only
from tests.web.world import CAMPAGNE

ACT = Act("CP 2023-247", date(2023, 7, 5), Organe.COMMISSION_PERMANENTE, "Majoration")
ACT_DATA = {"numero": "CP 2023-247", "date": "2023-07-05", "organe": "CP", "objet": "Majoration"}


def adopted(world):
    """Carry the campaign of the world to an adopted scenario, by the real actions."""
    instruction, validation = world.users["region_instruction"], world.users["region_validation"]
    for piece in reglement_for(world.campagne).recevabilite.pieces:
        for dossier in (world.dossier, world.autre_dossier):
            PieceFactory(dossier=dossier, nature=piece.code)
    everything = Candidature.objects.filter(dossier__campagne=world.campagne)
    confirm_recevabilite(actor=instruction, campagne=world.campagne, candidatures=everything)
    confirm_eligibilite(actor=instruction, campagne=world.campagne, candidatures=everything)
    rank_campagne(actor=validation, campagne=world.campagne)
    scenario = save_scenario(actor=instruction, campagne=world.campagne, nom="Base", parametres={})
    adopt_scenario(actor=validation, scenario=scenario, motif="Équilibré.")


def proposed(world):
    adopted(world)
    propose_to_vote(actor=world.users["region_validation"], campagne=world.campagne)


def voted(world):
    proposed(world)
    record_vote(actor=world.users["region_validation"], campagne=world.campagne, act=ACT)


BY_VALIDATION = by_role("region_validation")
REFUSED_FORM = by_role("region_validation", ok=422)

ROWS = [
    Row("campagne_vote", CAMPAGNE, "GET", region_only()),
    Row("campagne_vote", CAMPAGNE, "POST", BY_VALIDATION, setup=proposed, data=ACT_DATA),
    Row("campagne_propose", CAMPAGNE, "POST", BY_VALIDATION, setup=adopted),
    Row("campagne_take_back", CAMPAGNE, "POST", BY_VALIDATION, setup=proposed, data={"reason": "Report."}),
    Row("campagne_replay", CAMPAGNE, "GET", region_only(), setup=voted),
    Row("campagne_publish", CAMPAGNE, "POST", BY_VALIDATION, setup=voted),
    Row("campagne_notifications", CAMPAGNE, "GET", region_only(), setup=voted),
    Row("campagne_notifications", CAMPAGNE, "POST", BY_VALIDATION, setup=voted, data={"tout": "1"}),
    Row("campagne_corrections", CAMPAGNE, "GET", region_only(), setup=voted),
    Row(
        "campagne_corrections", CAMPAGNE, "POST", by_role("region_validation", ok=422), setup=voted, data={"motif": ""}
    ),
]
