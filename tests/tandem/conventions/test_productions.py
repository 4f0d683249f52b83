"""What the parties make or say together: whose it is, who validates it, when it goes out."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from tandem.conventions.actions.productions import propose_production, publish_production, validate_production
from tandem.conventions.enums import AvisProduction, EtatConvention, NatureProduction, RoleMembre
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import MembreComite, Production
from tandem.organisations.enums import Role
from tests.tandem.conventions.amended import build_amendable
from tests.tandem.conventions.factories import ComiteFactory, FicheFactory
from tests.tandem.conventions.letters import days_ago
from tests.tandem.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
VALIDATED, REFUSED = AvisProduction.VALIDEE, AvisProduction.REFUSEE
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def world():
    return build_amendable()


def proposed(world, **facts):
    return propose_production(
        **{
            "actor": world.region_officer,
            "convention": world.convention,
            "nature": NatureProduction.PRODUCTION,
            "titre": "Panorama des métiers",
            "texte": "Vingt pages sur les métiers du périmètre.",
            "owners": [world.region, world.opco],
            **facts,
        }
    )


def faults(refused):
    return {name: " ".join(messages).replace("\u202f", " ") for name, messages in refused.value.message_dict.items()}


def validated(world, production, *, region=VALIDATED, opco=VALIDATED):
    validate_production(
        actor=world.region_officer, production=production, partie=world.partie_region, avis=region, motif="Motif."
    )
    validate_production(
        actor=world.opco_officer, production=production, partie=world.partie_opco, avis=opco, motif="Motif."
    )


def test_a_production_is_proposed_with_its_owners_and_its_file(world):
    production = proposed(world, piece=SentFile("panorama.pdf", PDF))

    assert {world.region, world.opco} == set(production.owners.all())
    assert ("panorama.pdf", 64) == (production.piece_nom, len(production.piece_sha256))


def test_every_fault_of_a_proposal_is_said_in_one_pass(world):
    with pytest.raises(ValidationError) as refused:
        proposed(
            world,
            titre=" ",
            texte="",
            nature=NatureProduction.CHARTE,
            owners=[OrganisationFactory()],
            piece=SentFile("virus.exe", b"MZ"),
        )

    assert {"titre", "texte", "fiche", "owners", "piece"} == set(faults(refused))
    assert not Production.objects.exists()


def test_a_production_without_an_owner_is_refused(world):
    with pytest.raises(ValidationError, match="propriétaire est attendu"):
        proposed(world, owners=[])


def test_a_charte_is_attached_to_its_fiche(world):
    charte = proposed(world, nature=NatureProduction.CHARTE, titre="Charte d’engagement", fiche=world.fiche)

    assert world.fiche == charte.fiche


def test_a_fiche_of_another_convention_is_refused(world):
    with pytest.raises(ValidationError) as refused:
        proposed(world, fiche=FicheFactory())

    assert "fiche partagée" in faults(refused)["fiche"]


def test_nothing_is_proposed_before_the_signature():
    world = build_amendable(etat=EtatConvention.PROJET, signed_on=None)

    with pytest.raises(ValidationError, match="n’est pas signée"):
        proposed(world)


def test_validated_by_every_party_it_is_published(world):
    production = proposed(world)
    validated(world, production)
    publish_production(actor=world.opco_officer, production=production)
    production.refresh_from_db()

    assert production.published_at is not None


def test_a_party_that_has_said_nothing_stops_the_publication(world):
    production = proposed(world)
    validate_production(actor=world.region_officer, production=production, partie=world.partie_region, avis=VALIDATED)

    with pytest.raises(ValidationError, match="OPCO d’essai ne s’est pas encore prononcée"):
        publish_production(actor=world.region_officer, production=production)


def test_the_last_word_of_a_party_counts(world):
    production = proposed(world)
    validated(world, production)
    validate_production(
        actor=world.opco_officer, production=production, partie=world.partie_opco, avis=REFUSED, motif="Logo absent"
    )

    with pytest.raises(ValidationError, match="Logo absent"):
        publish_production(actor=world.region_officer, production=production)


def test_a_refusal_without_a_motif_is_refused(world):
    with pytest.raises(ValidationError, match="motivé"):
        validate_production(
            actor=world.opco_officer, production=proposed(world), partie=world.partie_opco, avis=REFUSED
        )


def test_nobody_speaks_for_the_other_party(world):
    with pytest.raises(PermissionDenied, match="par les personnes de cette partie"):
        validate_production(
            actor=world.region_officer, production=proposed(world), partie=world.partie_opco, avis=VALIDATED
        )


def test_a_reader_does_not_validate(world):
    with pytest.raises(PermissionDenied):
        validate_production(
            actor=world.opco_reader, production=proposed(world), partie=world.partie_opco, avis=VALIDATED
        )


def test_published_it_is_neither_validated_nor_published_again(world):
    production = proposed(world)
    validated(world, production)
    publish_production(actor=world.opco_officer, production=production)
    with pytest.raises(ValidationError, match="déjà publiée"):
        publish_production(actor=world.opco_officer, production=production)
    with pytest.raises(ValidationError, match="déjà publiée"):
        validated(world, production)

    assert 2 == production.validations.count()


def test_what_was_proposed_never_changes(world):
    production = proposed(world)

    with pytest.raises(DatabaseError), transaction.atomic():
        Production.objects.filter(pk=production.pk).update(texte="Autre texte.")


def a_press_officer(world):
    """Return the person that the committee names « service communication » of the Région, who only reads there."""
    user = UserFactory()
    MembershipFactory(user=user, organisation=world.region, role=Role.REGION_LECTURE)
    MembreComite.objects.create(
        comite=ComiteFactory(convention=world.convention),
        organisation=world.region,
        user=user,
        qualite="Service communication",
        role=RoleMembre.COMMUNICATION,
        starts_on=days_ago(30),
    )
    return user


def test_a_communication_is_validated_by_the_service_communication_that_a_committee_names(world):
    officer = a_press_officer(world)
    production = proposed(world, nature=NatureProduction.COMMUNICATION)
    with pytest.raises(PermissionDenied, match="service communication"):
        validate_production(
            actor=world.region_officer, production=production, partie=world.partie_region, avis=VALIDATED
        )
    said = validate_production(actor=officer, production=production, partie=world.partie_region, avis=VALIDATED)

    assert (officer, VALIDATED) == (said.actor, said.avis)


def test_a_party_without_a_named_service_communication_validates_by_who_writes_for_it(world):
    a_press_officer(world)
    production = proposed(world, nature=NatureProduction.COMMUNICATION)
    said = validate_production(
        actor=world.opco_officer, production=production, partie=world.partie_opco, avis=VALIDATED
    )

    assert VALIDATED == said.avis


def test_the_service_communication_does_not_validate_a_report_alone(world):
    officer = a_press_officer(world)

    with pytest.raises(PermissionDenied):
        validate_production(actor=officer, production=proposed(world), partie=world.partie_region, avis=VALIDATED)
