"""The home page tells each person what she has to do, and nobody what others have."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Vote
from tandem.organisations.enums import Role
from tests.tandem.factories import (
    CampagneFactory,
    CandidatureFactory,
    DossierFactory,
    EvaluationFactory,
    MajorationExceptionnelleFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    RegionOrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOME = "/"
BEFORE_THE_VOTE = (EtatCampagne.PREPARATION, EtatCampagne.OUVERTE, EtatCampagne.INSTRUCTION, EtatCampagne.CLASSEE)


@pytest.fixture
def region():
    return RegionOrganisationFactory(slug="region-essai")


def agent(region, role):
    return MembershipFactory(organisation=region, role=role).user


def page(sign_in, user):
    return sign_in(user).get(HOME).content.decode()


def titles(sign_in, user):
    return [task.title for task in sign_in(user).get(HOME).context["tasks"]]


def test_a_visitor_is_told_what_the_platform_is(client):
    shown = client.get(HOME).content.decode()

    assert reverse("account_login") in shown
    assert reverse("donnees_ouvertes") in shown


def test_the_invented_accounts_are_shown_by_the_demonstration_alone(client, settings, region):
    user = agent(region, Role.REGION_BUDGET)
    without = client.get(HOME).content.decode()
    settings.TANDEM_DEMO_PASSWORD = "mot de passe d’essai"
    within = client.get(HOME).content.decode()

    assert (False, True) == (user.email in without, user.email in within)


def test_a_real_account_is_never_shown_by_the_demonstration(client, settings, region):
    user = UserFactory(is_fictif=False)
    MembershipFactory(user=user, organisation=region)
    settings.TANDEM_DEMO_PASSWORD = "mot de passe d’essai"

    assert user.email not in client.get(HOME).content.decode()


def test_a_person_without_role_is_told_whom_to_ask(sign_in):
    assert "n’a encore aucun rôle" in page(sign_in, UserFactory())


@pytest.mark.parametrize(
    "etat, title",
    [
        (EtatCampagne.PREPARATION, "Ouvrir la campagne au dépôt"),
        (EtatCampagne.CLASSEE, "Adopter un scénario"),
        (EtatCampagne.PROPOSEE_AU_VOTE, "Enregistrer le vote"),
        (EtatCampagne.VOTEE, "Notifier les OF-CFA"),
        (EtatCampagne.NOTIFIEE, "Publier l’annexe votée"),
    ],
)
def test_who_validates_is_told_the_next_step_of_each_state(sign_in, region, etat, title):
    CampagneFactory(organisation=region, closed=True, etat=etat)

    assert [title] == titles(sign_in, agent(region, Role.REGION_VALIDATION))


@pytest.mark.parametrize("etat", [EtatCampagne.PREPARATION, EtatCampagne.PROPOSEE_AU_VOTE, EtatCampagne.VOTEE])
@pytest.mark.parametrize("role", [Role.REGION_ELU, Role.REGION_LECTURE, Role.REGION_ADMIN, Role.REGION_BUDGET])
def test_who_reads_has_nothing_to_do(sign_in, region, etat, role):
    CampagneFactory(organisation=region, closed=True, etat=etat)

    assert [] == titles(sign_in, agent(region, role))


def test_a_published_campaign_asks_for_nothing_more(sign_in, region):
    CampagneFactory(organisation=region, publiee=True)

    assert [] == titles(sign_in, agent(region, Role.REGION_VALIDATION))


@pytest.mark.parametrize(
    "left, words, tone", [(0, "aujourd’hui", "warning"), (1, "dans 1 jour", "warning"), (40, "dans 40 jours", "info")]
)
def test_the_days_left_before_the_deposit_closes_are_said(sign_in, region, left, words, tone):
    midnight = timezone.localtime().replace(hour=23, minute=59, second=59)
    CampagneFactory(organisation=region, cloture=midnight + timedelta(days=left))
    (task,) = sign_in(agent(region, Role.REGION_INSTRUCTION)).get(HOME).context["tasks"]

    assert (True, tone) == (task.title.endswith(words), task.tone)


def test_a_deposit_whose_time_is_over_is_to_be_closed(sign_in, region):
    CampagneFactory(organisation=region, closed=True, etat=EtatCampagne.OUVERTE)

    assert ["Clore le dépôt"] == titles(sign_in, agent(region, Role.REGION_VALIDATION))


def test_the_candidatures_that_wait_are_counted_by_step(sign_in, region):
    campagne = CampagneFactory(organisation=region, instruction=True)
    dossier = DossierFactory(campagne=campagne)
    CandidatureFactory.create_batch(3, dossier=dossier, deposee=True)
    CandidatureFactory.create_batch(2, dossier=dossier, recevable=True)
    tasks = sign_in(agent(region, Role.REGION_INSTRUCTION)).get(HOME).context["tasks"]

    assert [
        ("Examiner la recevabilité", "3 candidatures attendent"),
        ("Confirmer l’éligibilité", "2 candidatures"),
    ] == [
        (tasks[0].title, tasks[0].detail.partition(": ")[2].rstrip(".")),
        (tasks[1].title, tasks[1].detail.partition(": ")[2].rpartition(" ")[0]),
    ]


def test_the_notes_of_others_are_to_be_validated_not_one_s_own(sign_in, region):
    campagne = CampagneFactory(organisation=region, instruction=True)
    user = agent(region, Role.REGION_VALIDATION)
    candidature = CandidatureFactory(dossier__campagne=campagne, recevable=True)
    EvaluationFactory(candidature=candidature, instructeur=user)
    before = titles(sign_in, user)
    EvaluationFactory(candidature=candidature, critere="besoin_financement")

    assert ([], ["Valider les notes"]) == (before, titles(sign_in, user))


def test_the_exceptional_help_proposed_by_others_is_to_be_validated(sign_in, region):
    campagne = CampagneFactory(organisation=region, instruction=True)
    user = agent(region, Role.REGION_VALIDATION)
    MajorationExceptionnelleFactory(campagne=campagne, proposee_par=user)
    before = titles(sign_in, user)
    MajorationExceptionnelleFactory(campagne=campagne)

    assert ([], ["Valider les majorations exceptionnelles"]) == (before, titles(sign_in, user))


def test_a_campaign_all_examined_is_to_be_ranked(sign_in, region):
    campagne = CampagneFactory(organisation=region, instruction=True)
    CandidatureFactory(dossier__campagne=campagne, eligible=True)

    assert ["Classer les candidatures"] == titles(sign_in, agent(region, Role.REGION_VALIDATION))


def test_the_tasks_of_another_region_are_not_shown(sign_in, region):
    CampagneFactory(organisation=RegionOrganisationFactory(), closed=True, etat=EtatCampagne.VOTEE)

    assert [] == titles(sign_in, agent(region, Role.REGION_VALIDATION))


def test_the_first_campaign_is_the_first_thing_to_do(sign_in, region):
    assert "Créez la première campagne" in page(sign_in, agent(region, Role.REGION_VALIDATION))


def test_each_task_leads_to_a_page_that_answers(sign_in, region):
    for year, etat in enumerate(BEFORE_THE_VOTE, start=2020):
        campagne = CampagneFactory(
            organisation=region, annee=year, closed=True, etat=etat, reglement__idf=True, enveloppe=100_000
        )
        for statut in (StatutCandidature.DEPOSEE, StatutCandidature.RECEVABLE, StatutCandidature.ELIGIBLE):
            CandidatureFactory(dossier__campagne=campagne, statut=statut)
    user = agent(region, Role.REGION_VALIDATION)
    MembershipFactory(user=user, organisation=region, role=Role.REGION_INSTRUCTION)
    client = sign_in(user)
    tasks = client.get(HOME).context["tasks"]

    assert {200} == {client.get(task.url).status_code for task in tasks}
    assert len(BEFORE_THE_VOTE) <= len(tasks)


def test_an_of_cfa_is_called_to_answer_the_open_campaigns_of_its_own_region(sign_in, region):
    CampagneFactory(organisation=region)
    elsewhere = CampagneFactory(
        organisation=RegionOrganisationFactory(region=RegionFactory(code="28", nom="Normandie"))
    )
    of_cfa = OrganisationFactory(region=region.region)
    user = MembershipFactory(organisation=of_cfa, role=Role.CFA_DIRECTION).user

    assert ["Répondre à l’appel à candidatures"] == titles(sign_in, user)
    assert elsewhere.titre in sign_in(user).get(reverse("campagnes")).content.decode()


def test_an_of_cfa_that_began_to_answer_another_region_is_told_to_go_on(sign_in, region):
    of_cfa = OrganisationFactory(region=RegionFactory(code="28", nom="Normandie"))
    DossierFactory(campagne=CampagneFactory(organisation=region), of_cfa=of_cfa)
    user = MembershipFactory(organisation=of_cfa, role=Role.CFA_DIRECTION).user

    assert ["Compléter et déposer mon dossier"] == titles(sign_in, user)


def test_an_of_cfa_is_told_of_its_drafts_then_of_its_deposit(sign_in, region):
    membership = MembershipFactory(organisation=OrganisationFactory(), role=Role.CFA_GESTION)
    dossier = DossierFactory(campagne=CampagneFactory(organisation=region), of_cfa=membership.organisation)
    CandidatureFactory(dossier=dossier)
    before = titles(sign_in, membership.user)
    dossier.candidatures.update(statut=StatutCandidature.DEPOSEE)
    dossier.depose_le, dossier.depose_par = timezone.now(), membership.user
    dossier.save()

    assert (["Compléter et déposer mon dossier"], ["Relire mon dossier déposé"]) == (
        before,
        titles(sign_in, membership.user),
    )


def test_an_of_cfa_is_not_called_once_the_deposit_is_closed(sign_in, region):
    CampagneFactory(organisation=region, closed=True, etat=EtatCampagne.OUVERTE)
    user = MembershipFactory(organisation=OrganisationFactory(region=region.region), role=Role.CFA_DIRECTION).user

    assert [] == titles(sign_in, user)


def test_the_figures_are_those_of_the_latest_campaign_of_the_region(sign_in, region):
    old = CampagneFactory(organisation=region, annee=2022, instruction=True)
    latest = CampagneFactory(organisation=region, annee=2023, instruction=True, enveloppe=20_140_000)
    CandidatureFactory(dossier__campagne=old, deposee=True, contrats=999)
    CandidatureFactory(dossier__campagne=latest, deposee=True, contrats=1500)
    CandidatureFactory(dossier__campagne=latest, contrats=77)  # a draft is not a request
    figures = sign_in(agent(region, Role.REGION_LECTURE)).get(HOME).context["figures"]

    assert [
        ("Enveloppe", "20\u202f140\u202f000\u202f€"),
        ("Contrats demandés", "1\u202f500"),
        ("Formations demandées", "1"),
        ("OF-CFA candidats", "1"),
    ] == [(figure.label, figure.value) for figure in figures]


def test_nothing_voted_shows_no_figure_of_a_vote(sign_in, region):
    CampagneFactory(organisation=region, publiee=True)
    opco = MembershipFactory(organisation=OrganisationFactory(opco=True), role=Role.OPCO_GESTION).user

    assert ([], 0) == (sign_in(opco).get(HOME).context["figures"], Vote.objects.count())


def test_the_latest_campaigns_are_within_reach(sign_in, region):
    for year in range(2018, 2024):
        CampagneFactory(organisation=region, annee=year)
    campagnes = sign_in(agent(region, Role.REGION_LECTURE)).get(HOME).context["campagnes"]

    assert [2023, 2022, 2021, 2020] == [item["campagne"].annee for item in campagnes]


def test_who_acts_for_two_organisations_sees_the_tasks_of_the_one_chosen(sign_in, region):
    user = agent(region, Role.REGION_VALIDATION)
    other = RegionOrganisationFactory(slug="autre-region")
    MembershipFactory(user=user, organisation=other, role=Role.REGION_VALIDATION, starts_on=date(2024, 1, 1))
    CampagneFactory(organisation=region, closed=True, etat=EtatCampagne.VOTEE)
    CampagneFactory(organisation=other, closed=True, etat=EtatCampagne.CLASSEE)
    client = sign_in(user)
    shown = []
    for organisation in (region, other):
        client.post(reverse("compte_organisation"), {"organisation": organisation.slug})
        shown.append([task.title for task in client.get(HOME).context["tasks"]])

    assert [["Notifier les OF-CFA"], ["Adopter un scénario"]] == shown


@pytest.mark.parametrize("campaigns", [1, 12])
def test_the_number_of_queries_is_bounded(sign_in, region, campaigns, django_assert_max_num_queries):
    for year in range(campaigns):
        campagne = CampagneFactory(organisation=region, annee=2000 + year, closed=True, etat=EtatCampagne.VOTEE)
        CandidatureFactory(dossier__campagne=campagne)
    client = sign_in(agent(region, Role.REGION_VALIDATION))
    client.get(HOME)

    with django_assert_max_num_queries(16):
        client.get(HOME)
