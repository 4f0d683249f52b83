"""A workstation and `make demo`: local server, readable errors, e-mails written to files."""

from tandem.config.settings.base import *  # noqa: F403 - a settings layer is its base plus overrides
from tandem.database import database_settings

SECRET_KEY = "demonstration-locale-sans-secret"  # noqa: S105 - never used outside a workstation
DATABASES = {"default": database_settings()}
# Static files straight from the sources: no collectstatic on a workstation.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SECOND_FACTOR_ROLES = frozenset()  # the demonstration accounts sign in with a password alone
TANDEM_DEMO_PASSWORD = "apprentissage-2023"  # noqa: S105 - printed by `make demo`, shown on the home page
