"""Makes the verbs of `tandem` known to Django."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """The command line, on the top floor with the screens."""

    name = "tandem.cli"
    verbose_name = "ligne de commande"
