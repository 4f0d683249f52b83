"""Accounts: what they need, and what they do when somebody proves that an address is hers."""

from allauth.account.signals import password_reset
from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def confirm_address_after_reset(user, **_):
    """Confirm the address of a person who has just used the link sent to it."""
    # A module of models can only be imported once every app is ready.
    from tandem.users.actions import confirm_address  # noqa: PLC0415

    confirm_address(user=user)


def create_cache_table(verbosity, using, **_):
    """Make the table of the shared cache, if the settings keep it in the database and it is not there yet."""
    call_command("createcachetable", database=using, verbosity=verbosity)


class UsersConfig(AppConfig):
    name = "tandem.users"
    verbose_name = "personnes"

    def ready(self):
        post_migrate.connect(create_cache_table, sender=self)
        password_reset.connect(confirm_address_after_reset, dispatch_uid="users.confirm_address")
