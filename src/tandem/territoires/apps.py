"""The territories are there as soon as their tables are: every `migrate` loads them."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

TABLES = {"territoires_region", "territoires_departement"}


def load_after_migrate(using, **_):
    """Load the territories unless their tables do not exist (a partial migration, or one backwards)."""
    if not TABLES.issubset(connections[using].introspection.table_names()):
        return
    # A module of models can only be imported once every app is ready.
    from tandem.territoires.loaders import load_territoires  # noqa: PLC0415

    load_territoires()


class TerritoiresConfig(AppConfig):
    name = "tandem.territoires"
    verbose_name = "territoires"

    def ready(self):
        post_migrate.connect(load_after_migrate, sender=self)
