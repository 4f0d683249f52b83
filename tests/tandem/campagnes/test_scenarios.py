import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tandem.actes.models import JournalEntry
from tandem.campagnes import engine
from tandem.campagnes.actions.scenarios import adopt_scenario, adoption_obstacles, duplicate_scenario, save_scenario
from tandem.campagnes.engine import BASE_FIXEE, ReplayError, allocation_of
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Candidature, Donnees, Reglement, Scenario
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.factories import DeclarationInteretFactory, MembershipFactory, UserFactory
from tests.tandem.idf import CMA, build_idf, validated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory():
    engine._SIMULATIONS.clear()


@pytest.fixture
def idf():
    return build_idf()


@pytest.fixture
def person(idf):
    """Function that gives a person a role in the Région of the campaign."""

    def holding(role):
        user = UserFactory()
        MembershipFactory(user=user, organisation=idf.organisation, role=role)
        return user

    return holding


@pytest.fixture
def author(person):
    return person(Role.REGION_INSTRUCTION)


@pytest.fixture
def validator(person):
    return person(Role.REGION_VALIDATION)


def saved(campagne, actor, nom="Référence", **parametres):
    return save_scenario(actor=actor, campagne=campagne, nom=nom, parametres=parametres)


def test_a_saved_scenario_holds_its_figures(idf, author):
    scenario = saved(idf, author)

    assert (1, Decimal(20_140_000), Decimal(20_140_000), 30_118, 72) == (
        scenario.numero,
        scenario.enveloppe,
        scenario.total,
        scenario.contrats,
        scenario.formations,
    )


def test_a_saved_scenario_gives_the_same_bytes_when_it_is_replayed(idf, author):
    scenario = saved(idf, author, enveloppe=18_000_000)
    engine._SIMULATIONS.clear()

    assert scenario.resultat.encode() == allocation_of(Scenario.objects.get(pk=scenario.pk)).canonical()


def test_scenarios_on_the_same_figures_share_their_frozen_data(idf, author):
    saved(idf, author, "Un")
    saved(idf, author, "Deux", enveloppe=18_000_000)

    assert 1 == Donnees.objects.filter(campagne=idf).count()


def test_a_saved_scenario_can_be_neither_changed_nor_deleted(idf, author):
    scenario = saved(idf, author)
    scenario.nom = "Autre"

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        scenario.save()
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        scenario.delete()


def test_a_replay_that_gives_other_bytes_is_refused(idf, author):
    scenario = saved(idf, author)
    scenario.resultat_sha256 = "0" * 64

    with pytest.raises(ReplayError, match="000000000000"):
        allocation_of(scenario)


def test_frozen_data_that_no_longer_match_their_hash_are_refused(idf, author):
    scenario = saved(idf, author)
    engine._SIMULATIONS.clear()
    scenario.donnees.contenu = scenario.donnees.contenu.replace('"contrats":25', '"contrats":26')

    with pytest.raises(ReplayError, match="empreinte"):
        allocation_of(scenario)


def test_two_scenarios_of_a_campaign_cannot_bear_the_same_name(idf, author):
    saved(idf, author, "Un")

    with pytest.raises(ValidationError, match="déjà ce nom"):
        saved(idf, author, "Un")


def test_a_refused_simulation_is_not_saved_and_says_why(idf, author):
    with pytest.raises(ValidationError, match="trop petite"):
        saved(idf, author, **{"plafonds.total": None} | {f"complements.classes.{name}": "100 %" for name in "ABC"})


def test_an_unknown_parameter_is_refused(idf, author):
    with pytest.raises(ValidationError, match="inconnu"):
        saved(idf, author, inconnu=3)


@pytest.mark.parametrize("role", [Role.REGION_ELU, Role.REGION_LECTURE, Role.REGION_ADMIN])
def test_a_reader_cannot_save_a_scenario(idf, person, role):
    with pytest.raises(PermissionDenied, match="Le solveur est ouvert"):
        saved(idf, person(role))


def test_no_scenario_is_added_once_the_campaign_is_proposed_to_the_vote(idf, author):
    idf.etat = EtatCampagne.PROPOSEE_AU_VOTE
    idf.save()

    with pytest.raises(PermissionDenied, match="aucun scénario"):
        saved(idf, author)


def test_a_duplicate_keeps_the_parameters_of_its_parent_under_its_own(idf, author):
    first = saved(idf, author, **{"enveloppe": 18_000_000, "bonus_vert.taux": "10 %"})

    second = duplicate_scenario(actor=author, scenario=first, nom="Moins 10 %", parametres={"enveloppe": 16_200_000})

    assert (first, {"enveloppe": 16_200_000, "bonus_vert.taux": "10 %"}) == (second.parent, second.parametres)


def test_no_line_of_a_smaller_enveloppe_without_one_organisme_exceeds_the_cap(idf, author):
    scenario = saved(
        idf,
        author,
        enveloppe=18_126_000,
        organismes_ecartes=[{"of_cfa": "AFANEM", "motif": "Dossier retiré"}],
    )
    allocation = allocation_of(scenario)

    assert (18_126_000, 2_000_000, False) == (
        sum(line.majoration for line in allocation.organismes),
        max(line.majoration for line in allocation.organismes),
        any(line.of_cfa == "AFANEM" for line in allocation.organismes),
    )


def test_an_adoption_keeps_its_reason_and_enters_the_journal(idf, author, validator):
    scenario = saved(idf, author)

    adoption = adopt_scenario(actor=validator, scenario=scenario, motif="Conforme aux priorités.")

    entry = JournalEntry.objects.get(code="campagne.scenario.adopte")
    assert ("Conforme aux priorités.", scenario.resultat_sha256, False, str(adoption.pk)) == (
        entry.payload["motif"],
        entry.payload["resultat"],
        entry.payload["adopte_par_son_auteur"],
        entry.subject_id,
    )


def test_an_author_who_adopts_his_own_scenario_leaves_a_trace(idf, validator):
    adopt_scenario(actor=validator, scenario=saved(idf, validator), motif="Seule hypothèse viable.")

    assert JournalEntry.objects.get(code="campagne.scenario.adopte").payload["adopte_par_son_auteur"]


def test_an_adoption_without_a_reason_is_refused(idf, author, validator):
    with pytest.raises(ValidationError, match="motivée"):
        adopt_scenario(actor=validator, scenario=saved(idf, author), motif="  ")


def test_only_the_role_validation_adopts(idf, author):
    with pytest.raises(PermissionDenied, match="Région – validation"):
        adopt_scenario(actor=author, scenario=saved(idf, author), motif="Motif")


def test_a_scenario_is_adopted_on_a_ranked_campaign_only(idf, author, validator):
    scenario = saved(idf, author)
    idf.etat = EtatCampagne.INSTRUCTION
    idf.save()

    with pytest.raises(PermissionDenied, match="Arrêtez d’abord le classement"):
        adopt_scenario(actor=validator, scenario=Scenario.objects.get(pk=scenario.pk), motif="Motif")


def test_a_declared_interest_bars_the_adoption(idf, author, validator):
    scenario = saved(idf, author)
    DeclarationInteretFactory(campagne=idf, user=validator, of_cfa=Organisation.objects.get(slug=CMA))

    with pytest.raises(PermissionDenied, match="CMA REGION IDF"):
        adopt_scenario(actor=validator, scenario=scenario, motif="Motif")


def test_an_imposed_base_that_leaves_money_is_not_adoptable(idf, author):
    assert ["Ce scénario laisse"] == [
        text[:18] for text in adoption_obstacles(saved(idf, author, **{BASE_FIXEE: "600"}))
    ]


def test_a_scenario_of_past_figures_is_not_adoptable_and_says_what_changed(idf, author):
    scenario = saved(idf, author)
    Candidature.objects.filter(reference="2023-0001").update(statut=StatutCandidature.RETIREE)

    (obstacle,) = adoption_obstacles(scenario)

    assert "1 candidature sortie du classement (2023-0001)" in obstacle


def test_a_help_that_no_candidature_bears_stops_the_adoption(idf, author):
    Candidature.objects.filter(dossier__of_cfa__slug="aftral").update(statut=StatutCandidature.RETIREE)

    (obstacle,) = adoption_obstacles(saved(idf, author))

    assert "AFTRAL" in obstacle


def test_a_new_version_of_the_reglement_stops_the_adoption_of_older_scenarios(idf, author):
    scenario = saved(idf, author)
    newer = Reglement.objects.create(
        organisation=idf.organisation,
        code=idf.reglement.code,
        version=99,
        titre="Règlement modifié",
        contenu=idf.reglement.contenu,
        sha256="1" * 64,
    )
    idf.reglement = newer
    idf.save()

    (obstacle,) = adoption_obstacles(Scenario.objects.get(pk=scenario.pk))

    assert "Le règlement de la campagne a changé" in obstacle


def test_the_scenario_already_adopted_is_not_adopted_twice(idf, author, validator):
    scenario = saved(idf, author)
    adopt_scenario(actor=validator, scenario=scenario, motif="Motif")

    assert ["Ce scénario est déjà celui que la Région a adopté."] == adoption_obstacles(scenario)


def test_a_later_adoption_replaces_the_first_and_leaves_it_in_the_history(idf, author, validator):
    first, second = saved(idf, author, "Un"), saved(idf, author, "Deux", enveloppe=18_000_000)
    adopt_scenario(actor=validator, scenario=first, motif="Un")
    adopt_scenario(actor=validator, scenario=second, motif="Deux")

    assert [second, first] == [adoption.scenario for adoption in idf.adoptions.all()]


def test_an_adoption_cannot_be_edited(idf, author, validator):
    adoption = adopt_scenario(actor=validator, scenario=saved(idf, author), motif="Motif")
    adoption.motif = "Autre motif"

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        adoption.save()


def test_the_database_refuses_an_adoption_without_a_reason(idf, author, validator):
    scenario = saved(idf, author)

    with pytest.raises(IntegrityError, match="adoption_has_a_motif"), transaction.atomic():
        idf.adoptions.create(scenario=scenario, motif="", actor=validator)


def test_a_help_validated_later_changes_the_figures(idf, author):
    scenario = saved(idf, author)
    validated(idf, Organisation.objects.get(slug=CMA), Decimal("1000.00"))

    (obstacle,) = adoption_obstacles(scenario)

    assert "1 candidature modifiée" in obstacle


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_once_get_two_numbers(idf, author):
    failures = []

    def save(nom):
        try:
            saved(idf, author, nom)
        except Exception as error:  # noqa: BLE001 - told by the main thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(nom,)) for nom in ("Un", "Deux")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ([], {1, 2}) == (failures, set(idf.scenarios.values_list("numero", flat=True)))
