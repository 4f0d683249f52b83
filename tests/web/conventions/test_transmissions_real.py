"""What each party of the real conventions owes the other, as the page of transmissions says it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tandem.conventions.enums import RolePartie
from tests.tandem.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
AKTO, ATLAS = "akto-idf-2023", "atlas-idf-2023"
OWED = [
    (AKTO, "opco", "prises en charge réalisées au titre des coûts contrats"),
    (AKTO, "opco", "nombre d’entreprises ayant recours à l’alternance"),
    (AKTO, "opco", "Partage d’informations sur la publication d’appels à projets"),
    (AKTO, "region", "Partage d’informations sur la publication d’appels à projets"),
    (AKTO, "opco", "les dates de sessions"),
    (AKTO, "region", "les dates de sessions"),
    (AKTO, "opco", "Mesure par AKTO, de l’impact estimé de l’évolution des coûts contrats"),
    (AKTO, "opco", "AKTO partagera les effets de la baisse des coûts contrats"),
    (AKTO, "region", "liste des CFA intervenant dans le périmètre d’AKTO"),
    (AKTO, "region", "projets soutenus au titre de l’appel à projets investissement"),
    (AKTO, "opco", "tableaux prévisionnels de mise en place des POEC"),
    (AKTO, "opco", "ceux relevant des adhésions d’entreprises (fonds privés)"),
    (ATLAS, "opco", "paiements réalisés au titre des coûts contrats"),
    (ATLAS, "opco", "demandes d’investissements déposées"),
    (ATLAS, "region", "demandes d’investissements déposées"),
    (ATLAS, "region", "dispositif de Majoration des coûts-contrats"),
    (ATLAS, "region", "le financement par formation et par contrat"),
    (ATLAS, "opco", "ATLAS établit son prévisionnel sur une base trimestrielle"),
]


def columns_of(sign_in, convention):
    """Return, by role, the words of the column of each party; quotes included."""
    partie = convention.parties.get(role=RolePartie.REGION)
    user = UserFactory()
    MembershipFactory(user=user, organisation=partie.organisation, role="region_instruction")
    answer = sign_in(user).get(reverse("convention_transmissions", args=[convention.slug]))
    sections = BeautifulSoup(answer.content, "html.parser").select(".split section")
    roles = [one.role for one in convention.parties.order_by("rank")]
    texts = [re.sub(r"\s+", " ", section.get_text(" ")).replace("'", "’") for section in sections]
    return dict(zip(roles, texts, strict=True))


@pytest.mark.parametrize("slug", [AKTO, ATLAS])
def test_each_party_owes_what_the_text_says_in_the_words_of_the_text(sign_in, real_conventions, slug):
    columns = columns_of(sign_in, real_conventions[slug])

    assert [] == [(role, words) for wanted, role, words in OWED if wanted == slug and words not in columns[role]]
