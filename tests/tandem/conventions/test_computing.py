"""Indicators that compute themselves: from votes and from contract flows, with their reasons when they cannot."""

from datetime import date
from fractions import Fraction

import pytest

from tandem.campagnes.actions.correction import correct_vote
from tandem.campagnes.current import Amounts
from tandem.campagnes.engine import allocation_of
from tandem.campagnes.models import Candidature, Vote
from tandem.conventions.computing import FORMULES, Context, compute, contract_figures
from tandem.conventions.computing.measures import Cell
from tandem.conventions.enums import Formule
from tandem.territoires.models import Departement, Region
from tests.tandem.campagnes.world import CORRECTIVE, propose, vote
from tests.tandem.conventions.indicators import build_followed, flow, in_perimeter
from tests.tandem.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
YEARS = (2023, 2024, 2025)


@pytest.fixture
def followed():
    return build_followed()


def measure(world, formule, annee):
    return compute(Context(world.convention, YEARS), [formule])[formule, annee]


def place(world, code, *references):
    Candidature.objects.filter(reference__in=references).update(departement=Departement.objects.get(pk=code))


def retained(world):
    """Return the retained formations of the vote, as {reference: contracts}."""
    found = Vote.objects.select_related("scenario__reglement", "scenario__donnees").get()
    return {one.reference: one.contrats for one in allocation_of(found.scenario).formations if one.retained}


def test_every_formula_is_in_the_registry():
    assert set(Formule) == set(FORMULES)


@pytest.mark.parametrize("formule", [code for code in Formule if code.startswith("majoration")])
def test_a_campaign_that_is_not_voted_gives_nothing(followed, formule):
    in_perimeter(followed, followed.alpha)
    propose(followed)
    found = measure(followed, formule, 2023)

    assert (None, "aucun vote en 2023", ()) == (found.value, found.reason, found.lines)


def test_the_supported_cfa_are_those_of_the_perimeter_only(followed):
    in_perimeter(followed, followed.alpha)
    vote(followed)

    assert 1 == measure(followed, Formule.MAJORATION_CFA, 2023).value


def test_the_formations_and_contracts_are_those_of_the_vote_for_the_perimeter(followed):
    in_perimeter(followed, followed.alpha)
    vote(followed)
    alpha = {reference: count for reference, count in retained(followed).items() if reference.startswith("ALPHA")}
    found = compute(Context(followed.convention, YEARS), [Formule.MAJORATION_FORMATIONS, Formule.MAJORATION_CONTRATS])

    assert len(alpha) == found[Formule.MAJORATION_FORMATIONS, 2023].value
    assert sum(alpha.values()) == found[Formule.MAJORATION_CONTRATS, 2023].value


def test_the_contracts_are_split_by_the_departement_of_the_candidature(followed):
    in_perimeter(followed, followed.alpha)
    place(followed, "93", "ALPHA-1")
    place(followed, "75", "ALPHA-2")
    vote(followed)

    assert {"75": Cell(20), "93": Cell(40)} == measure(followed, Formule.MAJORATION_CONTRATS, 2023).by_territoire


def test_each_formation_is_listed_with_its_contracts_its_amount_and_its_source(followed):
    in_perimeter(followed, followed.alpha)
    vote(followed)
    line = measure(followed, Formule.MAJORATION_CONTRATS, 2023).lines[0]

    assert ("ALPHA", "Formation 1", 40) == (line.of_cfa, line.formation, line.contrats)
    assert "CP 2023-247 du 5 juillet 2023, candidature ALPHA-1" == line.source
    assert line.amount > 0


def test_the_amounts_of_the_lines_are_those_voted_for_the_cfa(followed):
    in_perimeter(followed, followed.alpha)
    voted = vote(followed)
    lines = measure(followed, Formule.MAJORATION_CONTRATS, 2023).lines

    assert voted.lignes.get(of_cfa=followed.alpha).majoration * 100 == sum(line.amount for line in lines)


def test_a_correction_voted_later_changes_the_contracts_and_is_said(followed):
    in_perimeter(followed, followed.alpha)
    recorded = vote(followed)
    correct_vote(
        actor=followed.valideur,
        vote=recorded,
        of_cfa=followed.alpha,
        change=Amounts(contrats=-3, majoration=-100),
        motif="Trois contrats rompus avant le vote.",
        act=CORRECTIVE,
    )
    found = measure(followed, Formule.MAJORATION_CONTRATS, 2023)

    assert 57 == found.value
    assert Cell(-3) == found.by_territoire["corrections"]
    assert "ALPHA" in found.note


def test_without_a_declared_perimeter_nothing_is_counted_and_the_reason_is_said(followed):
    vote(followed)
    found = measure(followed, Formule.MAJORATION_CFA, 2023)

    assert (None, "aucun CFA déclaré dans le périmètre en 2023") == (found.value, found.reason)


def test_a_voted_campaign_without_a_cfa_of_the_perimeter_is_a_true_zero(followed):
    in_perimeter(followed, OrganisationFactory())
    vote(followed)

    assert 0 == measure(followed, Formule.MAJORATION_CFA, 2023).value


def test_a_cfa_counts_only_in_the_years_of_its_perimeter(followed):
    in_perimeter(followed, followed.alpha, ends_on=date(2023, 12, 31))
    in_perimeter(followed, followed.beta, starts_on=date(2024, 1, 1))
    found = compute(Context(followed.convention, YEARS), [Formule.CONTRATS_CFA])

    assert [1, 1, 1] == [found[Formule.CONTRATS_CFA, annee].value for annee in YEARS]
    assert [followed.alpha, followed.beta] == [
        Context(followed.convention, YEARS).perimetre[annee][0].of_cfa for annee in (2023, 2024)
    ]


@pytest.mark.parametrize(
    "formule",
    [
        Formule.CONTRATS_APPRENTIS,
        Formule.CONTRATS_ENTREPRISES,
        Formule.CONTRATS_PRISES_EN_CHARGE,
        Formule.CONTRATS_RUPTURE,
    ],
)
def test_a_year_without_a_flow_has_no_figure_and_says_why(followed, formule):
    flow(followed, annee=2023)
    found = measure(followed, formule, 2024)

    assert (None, "aucun flux transmis pour 2024") == (found.value, found.reason)


def test_the_amounts_of_the_departements_add_up_to_the_cent(followed):
    flow(followed, "93", amount="1500000.50")
    flow(followed, "75", amount="0.75")

    assert "1500001.25" == str(measure(followed, Formule.CONTRATS_PRISES_EN_CHARGE, 2024).value)


def test_a_sum_without_every_departement_says_which_are_missing(followed):
    flow(followed, "93")
    found = measure(followed, Formule.CONTRATS_ENTREPRISES, 2024)

    assert "rien n’a été transmis pour Paris, " in found.note
    assert Cell(None) == found.by_territoire["75"]


def test_the_rate_of_rupture_is_that_of_the_contracts_that_began_in_the_year(followed):
    flow(followed, "93", contrats_debutes=200, contrats_rompus=30)
    flow(followed, "75", contrats_debutes=100, contrats_rompus=15)
    flow(followed, "75", annee=2023, contrats_debutes=1_000, contrats_rompus=900)
    found = measure(followed, Formule.CONTRATS_RUPTURE, 2024)

    assert Fraction(45, 300) == found.value
    assert Cell(Fraction(30, 200)) == found.by_territoire["93"]


def test_a_year_in_which_no_contract_began_has_no_rate(followed):
    flow(followed, contrats_debutes=0, contrats_rompus=0)
    found = measure(followed, Formule.CONTRATS_RUPTURE, 2024)

    assert (None, "aucun contrat n’a débuté en 2024") == (found.value, found.reason)


def test_a_rate_over_few_contracts_is_hidden(followed):
    flow(followed, "93", contrats_debutes=9, contrats_rompus=3)
    flow(followed, "75", contrats_debutes=100, contrats_rompus=15)
    flow(followed, "77", contrats_debutes=100, contrats_rompus=45)
    found = measure(followed, Formule.CONTRATS_RUPTURE, 2024)

    assert found.by_territoire["93"].is_hidden
    assert found.by_territoire["75"].is_hidden
    assert Cell(Fraction(45, 100)) == found.by_territoire["77"]


def test_small_counts_of_apprentices_are_hidden_under_the_threshold_of_the_convention(followed):
    flow(followed, "93", apprentis=14)
    flow(followed, "75", apprentis=40)
    flow(followed, "77", apprentis=90)
    shown = measure(followed, Formule.CONTRATS_APPRENTIS, 2024)
    followed.convention.seuil_petits_effectifs = 15
    hidden = measure(followed, Formule.CONTRATS_APPRENTIS, 2024)

    assert (0, 2) == (shown.hidden, hidden.hidden)
    assert (144, 144) == (shown.value, hidden.value)


def test_invented_flows_make_an_invented_figure(followed):
    flow(followed, is_fictif=True)

    assert measure(followed, Formule.CONTRATS_APPRENTIS, 2024).is_fictif


def test_the_door_to_the_contracts_gives_one_year_of_one_region(followed):
    flow(followed, "93")
    flow(followed, "76")
    found = contract_figures(followed.opco, Region.objects.get(pk="11"), 2024)

    assert ["93"] == [one.departement for one in found.departements]


def test_contracts_transmitted_to_another_opco_are_not_read(followed):
    flow(followed)
    followed.partie_opco.organisation = OrganisationFactory(opco=True)
    followed.partie_opco.save()

    assert measure(followed, Formule.CONTRATS_APPRENTIS, 2024).value is None
