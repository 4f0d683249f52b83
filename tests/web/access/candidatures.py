"""Who gets what at « Mon dossier »: an OF-CFA for its own dossier, nobody else."""

from datetime import timedelta

from django.utils import timezone

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, Candidature, Dossier
from tests.tandem.factories import PieceFactory
from tests.web.access import Row, grants
from tests.web.voted import voted
from tests.web.world import CAMPAGNE

PK = 900_201
OWN = {**CAMPAGNE, "reference": "C-00001"}
PIECE = {**CAMPAGNE, "pk": PK}
BOTH = grants("cfa", "autre_cfa", refused=404)


def own_only(ok=200):
    """The formation and the piece of one OF-CFA do not exist for the other."""
    return grants("cfa", ok=ok, refused=404)


def both(ok):
    return grants("cfa", "autre_cfa", ok=ok, refused=404)


def drafts(world):
    """The campaign open, both dossiers in draft."""
    Candidature.objects.filter(dossier__campagne=world.campagne).update(statut=StatutCandidature.BROUILLON)
    Dossier.objects.filter(campagne=world.campagne).update(depose_le=None, depose_par=None)
    Campagne.objects.filter(pk=world.campagne.pk).update(
        etat=EtatCampagne.OUVERTE, cloture=timezone.now() + timedelta(days=5)
    )
    world.campagne.refresh_from_db()


def drafts_with_piece(world):
    drafts(world)
    PieceFactory(pk=PK, dossier=world.dossier)


def with_piece(world):
    PieceFactory(pk=PK, dossier=world.dossier)


ROWS = [
    Row("mon_dossier", CAMPAGNE, "GET", BOTH),
    Row("mon_dossier", CAMPAGNE, "POST", both(302), setup=drafts),
    Row("mon_dossier_formation_new", CAMPAGNE, "GET", BOTH, setup=drafts),
    Row("mon_dossier_formation_new", CAMPAGNE, "GET", both(403), query="?instruction"),
    Row("mon_dossier_formation", OWN, "GET", own_only()),
    Row("mon_dossier_formation", OWN, "POST", own_only(403), data={"formation": "X"}),
    Row("mon_dossier_supprimer", OWN, "POST", own_only(302), setup=drafts),
    Row("mon_dossier_retirer", OWN, "POST", own_only(302), data={"reason": "Formation fermée"}),
    Row("mon_dossier_pieces", CAMPAGNE, "GET", BOTH),
    Row("mon_dossier_pieces", CAMPAGNE, "POST", both(403)),
    Row("mon_dossier_piece", PIECE, "GET", own_only(), setup=with_piece),
    Row("mon_dossier_piece_retirer", PIECE, "POST", own_only(302), setup=drafts_with_piece),
    Row("mon_dossier_depot", CAMPAGNE, "GET", BOTH),
    Row("mon_dossier_depot", CAMPAGNE, "POST", both(302), setup=drafts),
    Row("mon_dossier_reprendre", CAMPAGNE, "POST", both(403)),
    Row("mon_dossier_recepisse", CAMPAGNE, "GET", BOTH),
    Row("mon_dossier_resultats", CAMPAGNE, "GET", both(302)),
    Row("mon_dossier_resultats", CAMPAGNE, "GET", BOTH, setup=voted, query="?vote"),
]
