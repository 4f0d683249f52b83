"""The page of who speaks for an organisation: its representatives, the bodies that decide for it, its agrément."""

import re

import pytest
from django.urls import reverse

from tandem.conventions.loaders import load_conventions
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation, Representant
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


def page_of(sign_in, slug, *, data=None):
    load_conventions()
    user = UserFactory()
    MembershipFactory(user=user, organisation=Organisation.objects.get(slug=slug), role=Role.OPCO_PARTENARIATS)
    address = reverse("organisme_representants", args=[slug])
    client = sign_in(user)
    return client.get(address) if data is None else client.post(address, data, follow=True)


def text_of(response):
    return re.sub(r"\s+", " ", plain(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_two_signatories_and_the_two_bodies_of_akto_are_read(sign_in):
    text = text_of(page_of(sign_in, "akto"))

    assert "Jean HEDOU" in text
    assert "Laurent BARTHELEMY" in text
    assert "Conseil d’administration d’AKTO" in text
    assert "Sections paritaires professionnelles d’AKTO" in text


def test_the_agrement_of_atlas_is_read_with_its_quote(sign_in):
    assert "Depuis le 29 mars 2019, par arrêté ministériel" in text_of(page_of(sign_in, "atlas"))


def test_a_representative_is_recorded_from_a_day_and_signs(sign_in):
    page_of(
        sign_in,
        "atlas",
        data={"nom": "Prénom NOM", "qualite": "Vice-présidente", "starts_on": "2024-02-01", "is_signataire": "on"},
    )
    found = Representant.objects.get(nom="Prénom NOM")

    assert ("Vice-présidente", "2024-02-01", True) == (
        found.qualite,
        found.starts_on.isoformat(),
        found.is_signataire,
    )


def test_who_is_in_office_is_read_before_who_was(sign_in):
    load_conventions()
    Representant.objects.filter(nom="Jean HEDOU").update(ends_on="2024-12-31")
    text = text_of(page_of(sign_in, "akto"))

    assert text.index("Laurent BARTHELEMY") < text.index("Jean HEDOU")
