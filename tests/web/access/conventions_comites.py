"""Who gets what at the addresses of committees, meetings, decisions and of one's own calendar."""

from datetime import date, timedelta

from django.utils import timezone

from tandem.conventions.actions.abonnement import fingerprint
from tandem.conventions.models import DecisionComite, FluxCalendrier, MembreComite, PointOrdreDuJour
from tests.tandem.conventions.factories import ComiteFactory, ReunionFactory
from tests.web.access import Row, public, signed_in
from tests.web.access.conventions import WRITERS, by_party, parties_only
from tests.web.world import CONVENTION

SECRET = "adresse-d-essai"
KEY = 9_000_001
"""The primary key given to what the addresses of the table name."""
COMITE = {**CONVENTION, "code": "comite-essai"}
REUNION = {**CONVENTION, "pk": KEY}
POINT = {**REUNION, "point": KEY}


def comite(world):
    """Add a committee with a member."""
    world.comite = ComiteFactory(convention=world.convention, code="comite-essai")
    MembreComite.objects.create(
        pk=KEY, comite=world.comite, organisation=world.region, qualite="Coprésidence", starts_on=date(2023, 1, 1)
    )


def planned(world):
    """Add a meeting to come, with one item on its agenda."""
    comite(world)
    world.reunion = ReunionFactory(pk=KEY, comite=world.comite, starts_at=timezone.now() + timedelta(days=10))
    PointOrdreDuJour.objects.create(pk=KEY, reunion=world.reunion, rank=1, titre="Bilan")


def held(world):
    """Add a meeting that was held, with a decision."""
    comite(world)
    world.reunion = ReunionFactory(
        pk=KEY, comite=world.comite, starts_at=timezone.now() - timedelta(days=10), etat="tenue", compte_rendu="Dit."
    )
    DecisionComite.objects.create(
        pk=KEY, reunion=world.reunion, numero=1, texte="Faire.", partie=world.partie_opco, owner="Service"
    )


def feed(world):
    """Give the officer of the Région an address of calendar."""
    planned(world)
    FluxCalendrier.objects.create(
        pk=KEY, user=world.users["region_instruction"], nom="Essai", token_sha256=fingerprint(SECRET)
    )


TOKEN = {"token": SECRET}
FORM = by_party(*WRITERS, ok=422)

ROWS = [
    Row("convention_reunions", CONVENTION, "GET", parties_only(), setup=held),
    Row("convention_comite_new", CONVENTION, "GET", by_party(*WRITERS, ok=200)),
    Row("convention_comite_new", CONVENTION, "POST", FORM, data={"nom": ""}),
    Row("convention_comite", COMITE, "GET", parties_only(), setup=planned),
    Row("convention_comite", COMITE, "POST", FORM, setup=comite, data={"qualite": ""}),
    Row("convention_membre_end", {**COMITE, "membre": KEY}, "POST", by_party(*WRITERS), setup=comite),
    Row("convention_reunion_new", CONVENTION, "GET", by_party(*WRITERS, ok=200), setup=comite),
    Row("convention_reunion_new", CONVENTION, "POST", FORM, setup=comite, data={"objet": ""}),
    Row("convention_reunion", REUNION, "GET", parties_only(), setup=held),
    Row("convention_reunion_move", REUNION, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_reunion_hold", REUNION, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_reunion_cancel", REUNION, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_reunion_print", {**REUNION, "kind": "ordre-du-jour"}, "GET", parties_only(), setup=planned),
    Row("convention_reunion_print", {**REUNION, "kind": "compte-rendu"}, "GET", parties_only(), setup=held),
    Row("convention_agenda_draft", REUNION, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_point_add", REUNION, "POST", FORM, setup=planned, data={"titre": ""}),
    Row("convention_point_edit", POINT, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_point_move", POINT, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_point_remove", POINT, "POST", by_party(*WRITERS), setup=planned),
    Row("convention_minutes", REUNION, "POST", by_party(*WRITERS), setup=held, data={"cr-text": "Dit."}),
    Row("convention_minutes_close", REUNION, "POST", by_party(*WRITERS), setup=held),
    Row("convention_minutes_evidence", REUNION, "POST", by_party(*WRITERS), setup=held),
    Row("convention_decision_add", REUNION, "POST", FORM, setup=held, data={"decision-texte": ""}),
    Row("convention_decisions", CONVENTION, "GET", parties_only(), setup=held),
    Row("convention_decision", REUNION, "GET", parties_only(), setup=held),
    Row("convention_decision", REUNION, "POST", FORM, setup=held, data={"note": ""}),
    Row("calendrier_abonnement", {}, "GET", signed_in()),
    Row("calendrier_abonnement", {}, "POST", signed_in(422), data={"nom": ""}),
    Row("calendrier_digest", {}, "POST", signed_in(302), data={"is_on": "0"}),
    Row("calendrier_revoke", {"pk": KEY}, "POST", {**signed_in(404), "region_instruction": 302}, setup=feed),
    Row("calendrier_flux", TOKEN, "GET", public(), setup=feed),
    Row("calendrier_flux", {"token": "inconnue"}, "GET", public(404), setup=feed),
]
