import re
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.models import Correction
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.factories import DeliberationFactory, MembershipFactory, UserFactory
from tests.tandem.idf import AFTRAL, CMA, CYCLE
from tests.web.classement.conftest import text_of

VOTE = Act(
    numero="CP 2023-247",
    date=date(2023, 7, 5),
    organe=Organe.COMMISSION_PERMANENTE,
    objet="Majoration des coûts contrats 2023",
)


@pytest.fixture
def voted():
    """Function that votes a campaign as its règlement gives it."""

    def with_vote(campagne):
        people = []
        for role in (Role.REGION_INSTRUCTION, Role.REGION_VALIDATION):
            people.append(UserFactory())
            MembershipFactory(user=people[-1], organisation=campagne.organisation, role=role)
        author, validator = people
        scenario = save_scenario(actor=author, campagne=campagne, nom="Référence", parametres={})
        adopt_scenario(actor=validator, scenario=scenario, motif="Conforme")
        propose_to_vote(actor=validator, campagne=campagne)
        return record_vote(actor=validator, campagne=campagne, act=VOTE)

    return with_vote


@pytest.fixture
def of_person():
    """Function that gives a person of an OF-CFA."""

    def holding(slug):
        user = UserFactory()
        MembershipFactory(user=user, organisation=Organisation.objects.get(slug=slug), role=Role.CFA_DIRECTION)
        return user

    return holding


def address(campagne, slug):
    return reverse("campagne_pourquoi", args=[campagne.organisation.slug, campagne.annee, slug])


def publish(campagne):
    campagne.refresh_from_db()
    campagne.publiee_le = campagne.cloture
    campagne.save()


def test_the_explanation_of_aftral_adds_up_to_its_voted_amount(idf, visit, voted):
    voted(idf)

    page = visit(idf, f"pourquoi/{AFTRAL}/")

    assert "Majoration 138 822 € + majoration exceptionnelle 130 000 € = 268 822 €" == text_of(
        page.select_one(".explanation-total")
    )
    assert "Montant voté 268 822 €" in text_of(page.select_one(".stats"))
    assert "CP 2023-247 du 05/07/2023" in text_of(page.select_one("main"))


def test_the_steps_shown_sum_to_the_total_shown(idf, visit):
    page = visit(idf, f"pourquoi/{AFTRAL}/")

    added = [text_of(step) for step in page.select(".explanation-added .amount")]
    exact = sum(Fraction(re.sub(r"[^\d,−]", "", text).replace(",", ".").replace("−", "-")) for text in added)
    assert abs(exact - 268_822) < Fraction(len(added), 10_000)


def test_each_step_has_its_formula_its_value_and_its_clause(idf, visit):
    steps = visit(idf, f"pourquoi/{AFTRAL}/").select(".explanation-step")

    base = text_of(steps[2])
    assert "Montant de base" in base
    assert "contrats × b" in base
    assert "119 964,6" in base
    assert "montant forfaitaire de 638 €" in base
    assert "publié" in base


def test_a_deduced_clause_says_so(idf, visit):
    steps = visit(idf, f"pourquoi/{AFTRAL}/").select(".explanation-step")

    vert = next(text_of(step) for step in steps if "Bonus vert" in text_of(step))
    assert "déduit" in vert
    assert "taux : 15 %" in vert


def test_the_cap_that_nobody_printed_is_explained(idf, visit):
    page = text_of(visit(idf, f"pourquoi/{CMA}/").select_one("main"))

    assert "Le plafond de 2 000 000 € par organisme s’applique à cette ligne." in page
    assert "Le plafond de 100 000 € du bonus vert s’applique à cette ligne." in page


def test_the_euro_of_rounding_is_explained_where_it_falls(idf, visit):
    page = text_of(visit(idf, f"pourquoi/{CYCLE}/").select_one("main"))

    assert "Ajustement d’arrondi de −1 €" in page
    assert "265 090 €" in page


def test_the_motive_of_the_exceptional_help_is_printed(idf, visit):
    page = text_of(visit(idf, f"pourquoi/{AFTRAL}/").select_one("main"))

    assert "Hausse des charges (énergie, carburant, inflation)" in page
    assert "Hausse du prix du carburant." in page


def test_the_formations_of_an_organisme_add_up_to_its_majoration(formations, visit):
    page = visit(formations, f"pourquoi/{AFTRAL}/")

    table = page.select("table")[-1]
    assert "Total 138 822,00 €" == text_of(table.select_one("tfoot"))
    assert 7 == len(table.select("tbody tr"))


def test_a_formation_is_explained_from_its_points_to_its_share(formations, visit):
    page = visit(formations, f"pourquoi/{AFTRAL}/")
    reference = page.select("table")[-1].select_one("tbody tr")["id"]

    shown = [
        text_of(step.select_one(".explanation-label"))
        for step in visit(formations, f"pourquoi/{AFTRAL}/", formation=reference).select(".explanation-step")
    ]

    assert "Caractère prioritaire de la filière" == shown[0]
    assert {"Score", "Rang et coupure", "Montant de base", "Arrondi au centime"} <= set(shown)


def test_a_formation_left_out_says_why(formations, visit):
    page = visit(formations, f"pourquoi/{AFTRAL}/")
    left_out = next(row for row in page.select("table")[-1].select("tbody tr") if "Non retenue" in text_of(row))

    shown = text_of(visit(formations, f"pourquoi/{AFTRAL}/", formation=left_out["id"]).select_one("main"))

    assert "au-delà de la coupure : 76 % des formations classées, soit 887" in shown


def test_a_formation_of_another_organisme_is_not_found(formations, visit):
    page = visit(formations, f"pourquoi/{CMA}/")
    other = page.select("table")[-1].select_one("tbody tr")["id"]

    visit(formations, f"pourquoi/{AFTRAL}/", formation=other, status=404)


def test_an_organisme_without_candidature_is_not_found(idf, visit):
    visit(idf, "pourquoi/inconnu/", status=404)


def test_a_cfa_reads_nothing_before_the_vote(idf, sign_in, of_person):
    assert 403 == sign_in(of_person(AFTRAL)).get(address(idf, AFTRAL)).status_code


def test_a_cfa_reads_its_own_amount_and_rank_after_the_vote(formations, sign_in, of_person, voted):
    voted(formations)

    response = sign_in(of_person(AFTRAL)).get(address(formations, AFTRAL))

    assert 200 == response.status_code
    assert "Formation par formation" in response.content.decode()


def test_a_cfa_reads_nothing_of_another_before_publication(formations, sign_in, of_person, voted):
    voted(formations)

    assert 403 == sign_in(of_person(AFTRAL)).get(address(formations, CMA)).status_code


def test_after_publication_all_read_the_amount_but_not_the_formations(formations, client, voted):
    voted(formations)
    publish(formations)

    response = client.get(address(formations, AFTRAL))

    shown = response.content.decode()
    assert (200, True, False) == (response.status_code, "268\u202f822" in shown, "Formation par formation" in shown)


def test_the_public_cannot_open_a_formation(formations, client, voted):
    voted(formations)
    publish(formations)

    assert 403 == client.get(address(formations, AFTRAL), {"formation": "2023-0001"}).status_code


def test_the_public_cannot_ask_for_a_scenario(formations, client, voted, person):
    save_scenario(actor=person(formations), campagne=formations, nom="Secret", parametres={"enveloppe": 1_000_000})
    voted(formations)
    publish(formations)

    response = client.get(address(formations, AFTRAL), {"scenario": "1"})

    assert "268\u202f822" in response.content.decode()


def test_the_amount_in_force_counts_the_corrections(idf, visit, voted, person):
    vote = voted(idf)
    Correction.objects.create(
        vote=vote,
        deliberation=DeliberationFactory(organisation=idf.organisation, numero="CP 2023-400", votee=True),
        of_cfa=Organisation.objects.get(slug=AFTRAL),
        ecart_majoration=-738,
        ecart_contrats=-1,
        motif="Contrat rompu avant le début",
        actor=person(idf),
    )

    page = text_of(visit(idf, f"pourquoi/{AFTRAL}/").select_one("main"))

    assert "−738 € – CP 2023-400 du 05/07/2023 : Contrat rompu avant le début" in page
    assert "Montant en vigueur : 268 084 €" in page


def test_a_scenario_that_was_not_voted_says_so(idf, visit, person):
    save_scenario(actor=person(idf), campagne=idf, nom="Moins 10 %", parametres={"enveloppe": 18_126_000})

    page = text_of(visit(idf, f"pourquoi/{AFTRAL}/", scenario=1).select_one("main"))

    assert "Scénario, non voté" in page
    assert "138 822 €" not in page
