"""Accounts: what they do when somebody proves that an address is hers."""

from allauth.account.signals import password_reset
from django.apps import AppConfig


def confirm_address_after_reset(user, **_):
    """Confirm the address of a person who has just used the link sent to it."""
    # A module of models can only be imported once every app is ready.
    from tandem.users.actions import confirm_address  # noqa: PLC0415

    confirm_address(user=user)


class UsersConfig(AppConfig):
    name = "tandem.users"
    verbose_name = "personnes"

    def ready(self):
        password_reset.connect(confirm_address_after_reset, dispatch_uid="users.confirm_address")
