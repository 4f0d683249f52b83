"""Add an indicator to the dictionary of a convention, and reword it."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.indicateurs import add_indicateur, edit_indicateur
from tandem.conventions.actions.valeurs import type_value
from tandem.conventions.enums import EtatConvention, Formule, NatureIndicateur, UniteIndicateur
from tandem.conventions.models import Convention, ConventionChange, Fiche, Indicateur
from tests.tandem.campagnes.world import person
from tests.tandem.conventions.factories import FicheFactory, PartieFactory
from tests.tandem.conventions.indicators import ON, build_followed, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed():
    with time_machine.travel(ON, tick=False):
        yield build_followed()


def add(world, **fields):
    given = {
        "libelle": "Nombre de cojobings organisés",
        "nature": NatureIndicateur.SAISI,
        "unite": UniteIndicateur.REUNIONS,
        "responsable": world.partie_opco,
    }
    return add_indicateur(
        actor=fields.pop("actor", world.opco_officer), convention=world.convention, **{**given, **fields}
    )


def refusal(world, **fields):
    with pytest.raises(ValidationError) as refused:
        add(world, **fields)
    return refused.value.message_dict


def test_an_indicator_is_added_to_a_fiche_with_its_code_its_author_and_its_line_of_history(followed):
    fiche = FicheFactory(convention=followed.convention)
    found = add(followed, fiche=fiche)
    change = ConventionChange.objects.get(code="indicateur.ajoute")

    assert ("nombre-de-cojobings-organises", fiche) == (found.code, found.fiche)
    assert (followed.opco_officer, followed.opco) == (change.actor, change.organisation)


def test_two_indicators_of_one_label_have_two_codes(followed):
    assert ["nombre-de-cojobings-organises", "nombre-de-cojobings-organises-2"] == [
        add(followed).code for _ in range(2)
    ]


def test_an_indicator_named_as_a_page_takes_another_code(followed):
    assert "nouveau-2" == add(followed, libelle="Nouveau").code


def test_an_indicator_of_people_always_hides_its_small_counts(followed):
    assert add(followed, unite=UniteIndicateur.PERSONNES, is_sensible=False).is_sensible
    assert not add(followed).is_sensible


def test_every_fault_is_told_at_once_and_nothing_is_written(followed):
    faults = refusal(
        followed, libelle=" ", nature="calcule", formule="", periode="semestre", cible=Decimal(-1), responsable=None
    )

    assert {"libelle", "formule", "periode", "cible"} == set(faults)
    assert not Indicateur.objects.exists()


@pytest.mark.parametrize(
    "fields, fault",
    [
        ({"nature": "calcule", "formule": Formule.CONTRATS_CFA, "unite": "contrats"}, "unite"),
        ({"formule": Formule.CONTRATS_CFA}, "formule"),
        ({"nature": "document"}, "unite"),
        ({"unite": "document"}, "unite"),
        ({"responsable": None}, "responsable"),
        ({"unite": "pourcentage"}, "denominateur"),
        ({"unite": "pourcentage", "numerateur": "a", "denominateur": "b", "cible": Decimal(101)}, "cible"),
        ({"nature": "non_mesurable", "cible": Decimal(4)}, "cible"),
        ({"nature": "inconnue"}, "nature"),
        ({"libelle": "x" * 501}, "libelle"),
    ],
)
def test_an_incoherent_definition_is_refused(followed, fields, fault):
    assert fault in refusal(followed, **fields)


def test_a_fiche_or_a_party_of_another_convention_is_refused(followed):
    faults = refusal(followed, fiche=FicheFactory(), responsable=PartieFactory())

    assert {
        "fiche": ["Cette fiche est celle d’une autre convention."],
        "responsable": ["Cette partie est celle d’une autre convention."],
    } == faults


def test_the_drafts_of_the_other_side_are_not_there(followed):
    draft = FicheFactory(convention=followed.convention, draft_of=followed.region)

    with pytest.raises(Fiche.DoesNotExist):
        add(followed, fiche=draft)


def test_an_indicator_of_a_draft_is_told_to_its_side_only(followed):
    draft = FicheFactory(convention=followed.convention, draft_of=followed.opco)
    add(followed, fiche=draft)

    assert ConventionChange.objects.visible_to(followed.opco_officer).exists()
    assert not ConventionChange.objects.visible_to(followed.region_officer).exists()


def test_a_reader_adds_nothing(followed):
    with pytest.raises(PermissionDenied, match="demande le rôle"):
        add(followed, actor=person(followed.opco, "opco_gestion"))


def test_a_signed_convention_whose_fiches_ask_an_avenant_refuses(followed):
    Convention.objects.filter(pk=followed.convention.pk).update(fiches_sans_avenant=False)

    with pytest.raises(PermissionDenied, match="avenant"):
        add(followed)


def test_an_ended_convention_refuses(followed):
    Convention.objects.filter(pk=followed.convention.pk).update(etat=EtatConvention.ECHUE)

    with pytest.raises(PermissionDenied):
        add(followed)


def test_an_indicator_is_changed_and_its_history_keeps_both_wordings(followed):
    indicateur = typed(followed, libelle="Ancien libellé")
    edit_indicateur(actor=followed.opco_officer, indicateur=indicateur, libelle="Nouveau libellé")
    change = ConventionChange.objects.get(code="indicateur.modifie")

    assert "Ancien libellé" in change.before
    assert "Nouveau libellé" in change.after


def test_once_a_value_is_typed_only_the_wording_changes(followed):
    indicateur = typed(followed)
    type_value(actor=followed.opco_officer, indicateur=indicateur, annee=2024, value=Decimal(30))
    edit_indicateur(actor=followed.opco_officer, indicateur=indicateur, population="salariés des TPE")
    with pytest.raises(ValidationError) as refused:
        edit_indicateur(
            actor=followed.opco_officer, indicateur=indicateur, unite=UniteIndicateur.ACTIONS, libelle="Autre"
        )
    indicateur.refresh_from_db()

    assert ["unite"] == list(refused.value.message_dict)
    assert ("salariés des TPE", UniteIndicateur.PERSONNES) == (indicateur.population, indicateur.unite)
