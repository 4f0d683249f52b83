"""Conventions in Django's technical administration: only read, since every change goes through an action."""

from django.apps import apps
from django.contrib import admin

from tandem.campagnes.admin import ReadOnlyAdmin

for model in apps.get_app_config("conventions").get_models():
    # The rows that pghistory writes beside a table are read from the table itself.
    if not hasattr(model, "pgh_tracked_model"):
        admin.site.register(model, ReadOnlyAdmin)
