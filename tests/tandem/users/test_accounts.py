import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from tandem.config.settings import accounts
from tandem.users.actions import confirm_address, create_account
from tandem.users.models import User
from tests.tandem.factories import UserFactory

pytestmark = pytest.mark.django_db

NEWCOMER = {"first_name": " Lise ", "last_name": "Mercier"}


def test_an_account_is_made_without_password_under_a_tidy_name_and_address():
    user = create_account(email=" Lise@Region.example ", **NEWCOMER)

    assert ("lise@region.example", "Lise Mercier", False) == (
        user.email,
        user.get_full_name(),
        user.has_usable_password(),
    )


def test_an_address_taken_in_another_case_is_refused():
    UserFactory(email="lise@region.example")

    with pytest.raises(ValidationError, match="existe déjà"):
        create_account(email="LISE@region.example", **NEWCOMER)


@pytest.mark.parametrize("email", ["", "lise", "lise@", "lise@region", "@region.example"])
def test_a_malformed_address_is_refused(email):
    with pytest.raises(ValidationError, match="n’est pas une adresse"):
        create_account(email=email, **NEWCOMER)


def test_confirming_an_address_twice_changes_nothing_more():
    user = create_account(email="lise@region.example", **NEWCOMER)
    confirm_address(user=user)
    confirm_address(user=user)

    assert [(user.email, True, True)] == list(
        EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    )


def test_a_superuser_is_made_from_the_command_line():
    user = User.objects.create_superuser("racine@essai.example", "une phrase de passe")

    assert (True, True, True) == (user.is_staff, user.is_superuser, user.check_password("une phrase de passe"))


def test_a_person_without_a_name_is_called_by_her_address():
    assert "lise@region.example" == str(UserFactory(email="lise@region.example", first_name="", last_name=""))


def test_the_cache_of_the_site_is_shared_and_made_by_migrate(settings):
    settings.CACHES = accounts.CACHES
    call_command("migrate", verbosity=0)

    assert isinstance(caches["default"], DatabaseCache)
    assert "django_cache" in connection.introspection.table_names()
