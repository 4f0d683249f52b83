"""Who gets what at the addresses of the avenants: read by the parties, written by who writes for one of them."""

from datetime import timedelta

from django.utils import timezone

from tandem.conventions.enums import NatureModification, ObjetModification
from tandem.conventions.models import Avenant, Clause, Convention, ModificationAvenant
from tests.tandem.conventions.factories import AxeFactory, ClauseFactory, FicheFactory, RepresentantFactory
from tests.web.access import REGION, Row, grants
from tests.web.access.conventions import DECIDERS, WRITERS, by_party, parties_only
from tests.web.world import CONVENTION

PK = 900_401
SHARED = {**CONVENTION, "ref": "1"}
DRAFT = {**CONVENTION, "ref": f"projet-{PK}"}
CLAUSE = {**SHARED, "code": "article-1"}
FICHE = {**SHARED, "numero": "1.1"}


def in_force(world):
    """Sign the convention of the world lately, so that its term is far, and give it a text and signatories."""
    Convention.objects.filter(pk=world.convention.pk).update(signed_on=timezone.localdate() - timedelta(days=100))
    world.convention.refresh_from_db()
    world.clause = ClauseFactory(convention=world.convention, code="article-1", numero="1", rank=1)
    ClauseFactory(convention=world.convention, code="article-2", numero="2", rank=2)
    axe = AxeFactory(convention=world.convention)
    FicheFactory(convention=world.convention, axe=axe, numero="1.1")
    for organisation in (world.region, world.opco):
        RepresentantFactory(organisation=organisation)


def shared(world):
    in_force(world)
    _line(Avenant.objects.create(pk=PK, convention=world.convention, numero=1, objet="Trois concertations"), world)


def draft(world):
    in_force(world)
    avenant = Avenant.objects.create(
        pk=PK, convention=world.convention, objet="Trois concertations", draft_of=world.region
    )
    _line(avenant, world)


def _line(avenant, world):
    clause = Clause.objects.get(pk=world.clause.pk)
    before = {"numero": clause.numero, "titre": clause.titre, "texte": clause.texte}
    ModificationAvenant.objects.create(
        avenant=avenant,
        rank=1,
        objet=ObjetModification.CLAUSE,
        nature=NatureModification.CHANGEMENT,
        code=clause.code,
        before=before,
        after={**before, "texte": "Les parties se concertent trois fois par an."},
    )


def own_side():
    """Return what the people of the Région get for its draft; for the OPCO it does not exist."""
    return grants(*REGION, refused=404)


def side_writers(ok=302):
    """Return what the writers of the Région get for its draft."""
    writers = ("region_instruction", "region_validation")
    readers = {persona: ok if persona in writers else 403 for persona in REGION}
    return grants(refused=404, **readers)


def line(objet="clause", code="article-1"):
    return {"objet": objet, "code": code}


ROWS = [
    Row("convention_avenants", CONVENTION, "GET", parties_only(), setup=shared),
    Row(
        "convention_avenants",
        CONVENTION,
        "POST",
        by_party(*WRITERS),
        setup=in_force,
        data={"objet": "Trois concertations par an"},
        query="?ouvrir",
    ),
    Row("convention_avenant", SHARED, "GET", parties_only(), setup=shared),
    Row("convention_avenant", DRAFT, "GET", own_side(), setup=draft, query="?brouillon"),
    Row("convention_avenant_share", DRAFT, "POST", side_writers(), setup=draft),
    Row("convention_avenant_abandon", SHARED, "POST", by_party(*WRITERS), setup=shared, data={"reason": "Inutile"}),
    Row("convention_avenant_finalise", SHARED, "POST", by_party(*DECIDERS), setup=shared),
    Row("convention_avenant_file", {**SHARED, "extension": "docx"}, "GET", parties_only(), setup=shared),
    Row("convention_avenant_clause", CLAUSE, "GET", by_party(*WRITERS, ok=200), setup=shared),
    Row(
        "convention_avenant_clause",
        CLAUSE,
        "POST",
        by_party(*WRITERS),
        setup=shared,
        data={"titre": "Objet", "texte": "Un autre texte."},
    ),
    Row("convention_avenant_clause_new", SHARED, "GET", by_party(*WRITERS, ok=200), setup=shared),
    Row(
        "convention_avenant_clause_new",
        SHARED,
        "POST",
        by_party(*WRITERS),
        setup=shared,
        data={"titre": "Suite", "texte": "Un texte de plus.", "numero": "3", "follows": ""},
    ),
    Row("convention_avenant_fiche", FICHE, "GET", by_party(*WRITERS, ok=200), setup=shared),
    Row(
        "convention_avenant_fiche",
        FICHE,
        "POST",
        by_party(*WRITERS),
        setup=shared,
        data={"titre": "Autre titre", "contenu.contexte": "Un contexte.", "contenu.calendrier": "Juin"},
    ),
    Row("convention_avenant_fiche_new", SHARED, "GET", by_party(*WRITERS, ok=200), setup=shared),
    Row(
        "convention_avenant_remove",
        SHARED,
        "POST",
        by_party(*WRITERS),
        setup=shared,
        data=line(code="article-2"),
    ),
    Row("convention_avenant_drop", SHARED, "POST", by_party(*WRITERS), setup=shared, data=line()),
]
