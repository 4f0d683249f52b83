"""The document of a convention and its signatures: read by its parties, closed and signed by those who decide."""

from django.core.files.base import ContentFile

from tandem.conventions.actions.documents import finalise
from tandem.conventions.documents.word_layout import default_layout
from tandem.conventions.enums import NatureDocument, RolePartie
from tandem.conventions.models import Convention, ModeleDocument, ScanSigne
from tests.tandem.conventions.documents.worlds import CLOSED_ON, authorise
from tests.tandem.conventions.factories import ClauseFactory, ConventionFactory, PartieFactory, RepresentantFactory
from tests.web.access import Row, grants
from tests.web.access.conventions import DECIDERS, WRITERS, by_party, parties_only
from tests.web.world import CONVENTION


def voted(world):
    """Put a voted convention, that nothing keeps from being finalised, in the place of the one in force."""
    Convention.objects.filter(pk=world.convention.pk).delete()
    world.convention = ConventionFactory(
        votee=True, proprietaire=world.region, slug="convention-essai", titre="Convention d’essai"
    )
    region = PartieFactory(
        convention=world.convention, organisation=world.region, role=RolePartie.REGION, rank=1, designation="la Région"
    )
    PartieFactory(convention=world.convention, organisation=world.opco, rank=2)
    ClauseFactory(convention=world.convention, code="article-1", numero="1", rank=1)
    for organisation in (world.region, world.opco):
        RepresentantFactory(organisation=organisation)
    authorise(region)


def closed(world):
    """Put its document in the circuit of signature, with a signed copy."""
    voted(world)
    actor = world.users["region_validation"]
    document = finalise(actor=actor, convention=world.convention, on=CLOSED_ON)
    scan = ScanSigne(pk=1, document=document, filename="signe.pdf", sha256="0" * 64, actor=actor)
    scan.contenu.save("signe.pdf", ContentFile(b"%PDF-1.7\n%%EOF"), save=False)
    scan.save(force_insert=True)


def received(world):
    """Give the Région and the OPCO one Word layout each; only one's own is found."""
    for pk, organisation in ((1, world.region), (2, world.opco)):
        ModeleDocument.objects.create(
            pk=pk,
            organisation=organisation,
            nature=NatureDocument.CONVENTION,
            version=1,
            contenu=default_layout("#1f4e5f"),
            filename="modele.docx",
            sha256="0" * 64,
            actor=world.users["region_validation"],
        )


VERSION = CONVENTION | {"version": 1}
FIRST = VERSION | {"rank": 1}
FILE = CONVENTION | {"version": "projet", "extension": "docx"}
FINAL = CONVENTION | {"version": "1", "extension": "pdf"}
EDITORS = grants(*WRITERS, "autre_region")
OF_REGION = {"opco_partenariats": 404, "autre_region": 404}
LAYOUT = grants("region_instruction", "region_validation", **OF_REGION)
REGION_SIGNS = by_party("region_validation", ok=200)

ROWS = [
    Row("convention_document", CONVENTION, "GET", parties_only()),
    Row("convention_document", CONVENTION, "GET", parties_only(), setup=closed),
    Row("convention_document_page", CONVENTION, "GET", parties_only()),
    Row("convention_document_file", FILE, "GET", parties_only()),
    Row("convention_document_file", FINAL, "GET", parties_only(), setup=closed),
    Row("convention_finalise", CONVENTION, "POST", by_party(*DECIDERS), setup=voted),
    Row("convention_withdraw", VERSION, "POST", by_party(*DECIDERS), setup=closed, data={"reason": "Coquille."}),
    Row("convention_sign", FIRST, "GET", REGION_SIGNS, setup=closed),
    Row("convention_sign", FIRST, "POST", by_party("region_validation", ok=422), setup=closed, data={"sha256": "0"}),
    Row("convention_scan", VERSION, "GET", by_party(*DECIDERS, ok=200), setup=closed),
    Row("convention_scan", VERSION, "POST", by_party(*DECIDERS, ok=422), setup=closed, data={}),
    Row("convention_scan_file", CONVENTION | {"pk": 1}, "GET", parties_only(), setup=closed),
    Row("conventions_modeles", {}, "GET", EDITORS),
    Row("conventions_modeles", {}, "POST", grants(*WRITERS, "autre_region", ok=422), data={}),
    Row("conventions_modele_exemple", {}, "GET", EDITORS),
    Row("conventions_modele_default", {"nature": "convention"}, "GET", EDITORS),
    Row("conventions_modele_apercu", {"pk": 1}, "GET", LAYOUT, setup=received),
    Row("conventions_modele_source", {"pk": 1}, "GET", LAYOUT, setup=received),
    Row(
        "conventions_modele_publish",
        {"pk": 1},
        "POST",
        grants("region_instruction", "region_validation", ok=302, **OF_REGION),
        setup=received,
    ),
]
