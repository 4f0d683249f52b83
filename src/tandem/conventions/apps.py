"""The app of conventions."""

from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "tandem.conventions"
    verbose_name = "conventions"
