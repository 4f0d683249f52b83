from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.campagnes.actions.campagne import (
    close_campagne,
    create_campagne,
    edit_campagne,
    extend_campagne,
    open_campagne,
    reopen_campagne,
)
from tandem.campagnes.actions.reglements import next_version, save_reglement
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne, CampagneTransition, Reglement
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import REGLEMENT, build_campaign, in_days, person
from tests.tandem.factories import RegionOrganisationFactory, ReglementFactory

YAML = REGLEMENT.read_bytes()


@pytest.fixture
def region(db):
    return RegionOrganisationFactory()


@pytest.fixture
def valideur(region):
    return person(region, Role.REGION_VALIDATION)


def fields(reglement, **changes):
    return {
        "annee": 2023,
        "titre": "Majoration 2023",
        "ouverture": in_days(1),
        "cloture": in_days(30),
        "reglement": reglement,
        "enveloppe": Decimal(100_000),
        **changes,
    }


def created(region, valideur, **changes):
    reglement = save_reglement(actor=valideur, organisation=region, contenu=YAML)
    return create_campagne(actor=valideur, organisation=region, **fields(reglement, **changes))


def test_a_campaign_is_created_in_preparation_and_journalled(region, valideur):
    campagne = created(region, valideur)

    assert EtatCampagne.PREPARATION == campagne.etat
    assert "100000" == JournalEntry.objects.get(code="campagne.creee").payload["enveloppe"]


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"enveloppe": Decimal(0)}, "montant positif"),
        ({"enveloppe": Decimal("1000.50")}, "euros entiers"),
        ({"dotation": Decimal(99_999)}, "dotation totale"),
        ({"cloture": timezone.now()}, "suivre l’ouverture"),
        ({"annee": 2024}, "Ce règlement est celui de 2023"),
        ({"titre": ""}, "vide"),
    ],
)
def test_an_impossible_campaign_is_refused(region, valideur, changes, message):
    with pytest.raises(ValidationError, match=message):
        created(region, valideur, **changes)

    assert not Campagne.objects.exists()


def test_a_region_has_one_campaign_a_year(region, valideur):
    created(region, valideur)

    with pytest.raises(ValidationError, match="déjà une campagne"):
        created(region, valideur)


def test_the_reglement_of_another_region_is_refused(region, valideur):
    foreign = ReglementFactory(contenu=YAML.decode())

    with pytest.raises(ValidationError, match="autre Région"):
        create_campagne(actor=valideur, organisation=region, **fields(foreign))


def test_an_elu_creates_no_campaign(region):
    with pytest.raises(PermissionDenied):
        created(region, person(region, Role.REGION_ELU))


def test_a_campaign_is_edited_until_it_opens(region, valideur):
    campagne = created(region, valideur)
    edit_campagne(actor=valideur, campagne=campagne, enveloppe=Decimal(90_000))
    open_campagne(actor=valideur, campagne=campagne)

    with pytest.raises(PermissionDenied, match="Ouverte au dépôt"):
        edit_campagne(actor=valideur, campagne=campagne, enveloppe=Decimal(80_000))

    assert Decimal(90_000) == Campagne.objects.get().enveloppe


def test_a_campaign_whose_closing_is_past_does_not_open(region, valideur):
    campagne = created(region, valideur, ouverture=in_days(-30), cloture=in_days(-1))

    with pytest.raises(ValidationError, match="déjà passée"):
        open_campagne(actor=valideur, campagne=campagne)


def test_opening_and_closing_keep_who_did_it(region, valideur):
    campagne = created(region, valideur)
    open_campagne(actor=valideur, campagne=campagne)
    Campagne.objects.filter(pk=campagne.pk).update(ouverture=in_days(-2), cloture=in_days(-1))

    close_campagne(actor=valideur, campagne=campagne)

    assert [("preparation", "ouverte", valideur), ("ouverte", "instruction", valideur)] == [
        (row.from_etat, row.to_etat, row.actor) for row in CampagneTransition.objects.order_by("pk")
    ]


def test_a_campaign_does_not_close_before_the_announced_date(region, valideur):
    campagne = created(region, valideur)
    open_campagne(actor=valideur, campagne=campagne)

    with pytest.raises(ValidationError, match="ne se ferme pas avant"):
        close_campagne(actor=valideur, campagne=campagne)


def test_the_closing_is_put_off_never_brought_forward(region, valideur):
    campagne = created(region, valideur)
    open_campagne(actor=valideur, campagne=campagne)
    later = campagne.cloture + timedelta(days=5)

    extend_campagne(actor=valideur, campagne=campagne, cloture=later, reason="Grève des transports.")

    assert later == Campagne.objects.get().cloture
    with pytest.raises(ValidationError, match="ne se raccourcit pas"):
        extend_campagne(actor=valideur, campagne=campagne, cloture=in_days(2), reason="Pressés.")


def test_the_deposit_is_reopened_with_a_reason(db):
    world = build_campaign()
    with pytest.raises(ValidationError, match="doit être motivé"):
        reopen_campagne(actor=world.valideur, campagne=world.campagne, cloture=in_days(5), reason="")

    reopen_campagne(actor=world.valideur, campagne=world.campagne, cloture=in_days(5), reason="Oubli d’un OF-CFA.")

    assert EtatCampagne.OUVERTE == Campagne.objects.get().etat


def test_the_same_reglement_twice_is_one_version(region, valideur):
    first = save_reglement(actor=valideur, organisation=region, contenu=YAML)
    second = save_reglement(actor=valideur, organisation=region, contenu=YAML)

    assert first == second
    assert ("essai-2023", 1) == (first.code, first.version)


def test_a_version_is_never_rewritten(region, valideur):
    save_reglement(actor=valideur, organisation=region, contenu=YAML)

    with pytest.raises(ValidationError, match="version: 2"):
        save_reglement(actor=valideur, organisation=region, contenu=YAML.replace(b"100000", b"200000"))


def test_a_new_version_takes_its_place_beside_the_first(region, valideur):
    save_reglement(actor=valideur, organisation=region, contenu=YAML)

    save_reglement(actor=valideur, organisation=region, contenu=YAML.replace(b"version: 1", b"version: 2"))

    assert 3 == next_version(region, "essai-2023")


def test_every_error_of_a_reglement_is_told_at_once_with_its_line(region, valideur):
    broken = YAML.replace(b"residu: plus_fort_reste", b"residu: hasard").replace(b"accepter_sur_motif", b"parfois")

    with pytest.raises(ValidationError) as refusal:
        save_reglement(actor=valideur, organisation=region, contenu=broken)

    assert ["Ligne 19", "Ligne 49"] == [message[:8] for message in refusal.value.messages]
    assert not Reglement.objects.exists()


@pytest.mark.parametrize("contenu", [b"", b"\xff\xfe\x00", b"a: &x [*x]", b"- 1", b"{" * 1000])
def test_what_is_not_a_reglement_is_refused(region, valideur, contenu):
    with pytest.raises(ValidationError):
        save_reglement(actor=valideur, organisation=region, contenu=contenu)


def test_a_huge_reglement_is_refused_unread(region, valideur):
    with pytest.raises(ValidationError, match="512 Ko au plus"):
        save_reglement(actor=valideur, organisation=region, contenu=b"#" * (600 * 1024))
