"""Who gets what at the addresses of the fiches actions: a draft is seen by its side alone."""

from tests.tandem.conventions.factories import AxeFactory, FicheFactory, ModeleFicheFactory
from tests.web.access import OPCO, Row, grants
from tests.web.access.conventions import WRITERS, by_party, parties_only, projet
from tests.web.world import CONVENTION

FICHE = {**CONVENTION, "numero": "1.1"}
DRAFT = {**CONVENTION, "numero": "1.2"}
ACTION = {**FICHE, "rang": 1}
AXE = {**CONVENTION, "numero": 1}
READERS = parties_only()
OPCO_ONLY = grants(*OPCO, refused=404)
OWN_DRAFT = grants(refused=404, opco_partenariats=302, opco_gestion=403)
MOVE = {"to": "en_cours"}


def fiches(world):
    """Add to the convention in force a shared fiche with one action, and a draft of the OPCO."""
    axe = AxeFactory(convention=world.convention)
    modele = ModeleFicheFactory(champs_action=[{"code": "objectifs", "label": "Objectifs"}])
    shared = FicheFactory(convention=world.convention, axe=axe, modele=modele, numero="1.1")
    shared.actions.create(numero=1, titre="Se réunir")
    FicheFactory(convention=world.convention, axe=axe, modele=modele, numero="1.2", draft_of=world.opco)


def fiches_of_a_projet(world):
    """The same fiches in a convention that is still a projet."""
    projet(world)
    fiches(world)


ROWS = [
    Row("convention_fiches", CONVENTION, "GET", READERS, setup=fiches),
    Row("convention_fiche", FICHE, "GET", READERS, setup=fiches),
    Row("convention_fiche", DRAFT, "GET", OPCO_ONLY, setup=fiches),
    Row("convention_fiche_new", CONVENTION, "GET", by_party(*WRITERS, ok=200), setup=fiches),
    Row("convention_fiche_new", CONVENTION, "POST", by_party(*WRITERS, ok=422), setup=fiches, data={"titre": ""}),
    Row("convention_fiche_edit", FICHE, "GET", by_party(*WRITERS, ok=200), setup=fiches),
    Row("convention_fiche_edit", FICHE, "POST", by_party(*WRITERS, ok=422), setup=fiches, data={"titre": ""}),
    Row("convention_fiche_share", DRAFT, "POST", OWN_DRAFT, setup=fiches, data={"reason": "Un besoin."}),
    Row("convention_fiche_delete", DRAFT, "POST", OWN_DRAFT, setup=fiches),
    Row("convention_fiche_delete", FICHE, "POST", by_party(*WRITERS), setup=fiches_of_a_projet),
    Row("convention_fiche_move", FICHE, "POST", by_party(*WRITERS), setup=fiches, data=MOVE),
    Row("convention_calendrier", CONVENTION, "GET", by_party(*WRITERS, ok=200), query="?calendrier_texte=Juin"),
    Row("convention_action_new", FICHE, "GET", by_party(*WRITERS, ok=200), setup=fiches),
    Row("convention_action_new", FICHE, "POST", by_party(*WRITERS, ok=422), setup=fiches, data={"titre": ""}),
    Row("convention_action_edit", ACTION, "GET", by_party(*WRITERS, ok=200), setup=fiches),
    Row("convention_action_edit", ACTION, "POST", by_party(*WRITERS, ok=422), setup=fiches, data={"titre": ""}),
    Row("convention_action_move", ACTION, "POST", by_party(*WRITERS), setup=fiches, data=MOVE),
    Row("convention_action_remove", ACTION, "POST", by_party(*WRITERS), setup=fiches),
    Row("convention_axe_new", CONVENTION, "GET", by_party(*WRITERS, ok=200), setup=projet),
    Row("convention_axe_new", CONVENTION, "POST", by_party(*WRITERS, ok=422), setup=projet, data={"titre": ""}),
    Row("convention_axe_edit", AXE, "GET", by_party(*WRITERS, ok=200), setup=fiches_of_a_projet),
    Row("convention_axe_edit", AXE, "POST", by_party(*WRITERS, ok=422), setup=fiches_of_a_projet, data={"titre": ""}),
]
