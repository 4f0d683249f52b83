"""What is invented in a real convention says so where it is read."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.conventions.enums import Formule, RolePartie
from tandem.conventions.models import Convention, FluxContrats
from tandem.territoires.models import Departement
from tests.tandem.conventions.amended import in_force
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention(real_conventions):
    return in_force(real_conventions["akto-idf-2023"])


def page_of(sign_in, convention, name, *args):
    user = UserFactory()
    region = convention.parties.get(role=RolePartie.REGION).organisation
    MembershipFactory(user=user, organisation=region, role="region_instruction")
    answer = sign_in(user).get(reverse(name, args=[convention.slug, *args]))
    return plain(re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("is_fictif", [True, False])
def test_a_figure_computed_from_an_invented_flow_is_labelled_and_a_real_one_is_not(sign_in, convention, is_fictif):
    FluxContrats.objects.create(
        opco=convention.parties.get(role=RolePartie.OPCO).organisation,
        annee=timezone.localdate().year,
        departement=Departement.objects.get(code="75"),
        amount=Decimal(1_000_000),
        apprentis=900,
        entreprises=400,
        contrats_debutes=500,
        contrats_rompus=60,
        source="Envoi d’essai",
        is_fictif=is_fictif,
    )
    indicateur = convention.indicateurs.get(formule=Formule.CONTRATS_APPRENTIS)
    text = page_of(sign_in, convention, "convention_indicateur", indicateur.code)

    assert "900" in text
    assert is_fictif == ("Données fictives" in text)


def test_a_real_text_whose_signature_and_follow_up_are_invented_says_so(sign_in, convention):
    Convention.objects.filter(pk=convention.pk).update(is_suivi_fictif=True)

    assert "Texte réel, signature et suivi fictifs" in page_of(sign_in, convention, "convention")
